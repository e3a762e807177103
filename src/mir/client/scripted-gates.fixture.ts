// A LoginGate and a SelGate of a few lines on a simulated network, which answer as the servers behind them do, or as a test has them answer. Time is a manual
// clock's, so nothing waits and a run is the same each time.
import { Counters, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import {
  type Connection,
  createReactor,
  type NetworkOptions,
  type Reactor,
  SimulatedNetwork,
} from '../../reactor/index.ts';
import { type DialectName, decodeText, encodeText } from '../names/index.ts';
import {
  CM,
  createMirFraming,
  createPlainCodec,
  decodeMessage,
  dialectOf,
  encodeMessage,
  isStar,
  type MirCodec,
  type MirMessage,
  readRecord,
  SM,
  USER_ENTRY,
} from '../wire/index.ts';
import type { MirForm } from './mir-connection.ts';

/** Simulated milliseconds after which what is waited for will not come any more. */
const HANG_MS_MAX = 3_600_000;
/** How many promises may hang on one another within one simulated millisecond. */
const PROMISE_DEPTH_MAX = 32;
const SERVER = '10.0.0.1';

export const LOGIN = { host: SERVER, port: 7000 };
export const SELECT = { host: SERVER, port: 7100 };
export const RUNGATE = { host: '10.0.0.9', port: 7200 };

/** A client at one of the gates, and what it said last. */
export class Visit {
  readonly gate: 'login' | 'select';
  readonly connection: Connection;
  /** Digits and stars in the order they came. */
  said = '';
  ident: number = 0;
  text = '';
  account = '';
  readonly #form: MirForm;

  constructor(gate: 'login' | 'select', connection: Connection, form: MirForm) {
    this.gate = gate;
    this.connection = connection;
    this.#form = form;
  }

  reply(message: MirMessage, body: string | Uint8Array = ''): void {
    const block = typeof body === 'string' ? encodeText(body, this.#form.encoding) : body;
    const code = encodeMessage(this.#form.codec, message, block);
    this.connection.send(code, 0, code.length);
  }

  raw(text: string): void {
    this.connection.sendRaw(Buffer.from(text, 'latin1'), 0, text.length);
  }
}

/** Whether it saw to the message itself. */
export type Meddle = (visit: Visit) => boolean;

export interface ScriptedGatesOptions extends Partial<Omit<NetworkOptions, 'clock' | 'random'>> {
  readonly seed?: number;
  readonly dialect?: DialectName;
  readonly codec?: MirCodec;
}

interface Character {
  readonly account: string;
  readonly name: string;
  readonly rest: string;
  isDeleted: boolean;
}

export class ScriptedGates {
  readonly clock = new ManualClock();
  readonly random: SeededRandom;
  readonly form: MirForm;
  readonly client: Reactor;
  readonly accounts = new Map<string, string>();
  readonly sessions = new Map<string, number>();
  readonly characters: Character[] = [];
  readonly visits: Visit[] = [];
  meddle: Meddle = () => false;
  readonly #reactor: Reactor;
  #lastSession = 1;

  private constructor({ seed = 1, dialect = 'PL', codec = createPlainCodec(), ...network }: ScriptedGatesOptions) {
    const { clock } = this;
    this.random = new SeededRandom(seed);
    this.form = { dialect: dialectOf(dialect), codec, encoding: 'gbk' };
    const simulated = new SimulatedNetwork({ clock, random: this.random, ...network });
    const reactorAt = (address: string): Reactor =>
      createReactor({ io: simulated.createIo({ address }), clock, counters: new Counters(), log: silentLogger });
    this.#reactor = reactorAt(SERVER);
    this.client = reactorAt('10.0.0.2');
  }

  static async open(options: ScriptedGatesOptions = {}): Promise<ScriptedGates> {
    const gates = new ScriptedGates(options);
    await gates.#listen('login', LOGIN.port);
    await gates.#listen('select', SELECT.port);
    return gates;
  }

  /** Everything that clients said at a gate. */
  identsAt(gate: 'login' | 'select'): number[] {
    return this.#idents.filter((said) => said.gate === gate).map(({ ident }) => ident);
  }

  readonly #idents: { gate: 'login' | 'select'; ident: number }[] = [];

  /** Moves time until `promise` is settled, and settles as it does. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    const endMs = this.clock.monotonicMs() + HANG_MS_MAX;
    for (await this.#flush(); !isSettled; await this.pass(1)) {
      if (this.clock.monotonicMs() > endMs) throw new Error(`nothing came in ${HANG_MS_MAX} simulated milliseconds`);
    }
    return await promise;
  }

  /** The error that `promise` rejects with. */
  async rejection(promise: Promise<unknown>): Promise<unknown> {
    return await this.until(
      promise.then(
        () => null,
        (error: unknown) => error,
      ),
    );
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed++) {
      this.clock.advance(1);
      await this.#flush();
    }
  }

  /** The reactors hold by themselves that no connection, deadline or buffer is left. */
  async stop(): Promise<void> {
    await this.until(Promise.all([this.client.stop(), this.#reactor.stop()]));
  }

  async #flush(): Promise<void> {
    for (let depth = 0; depth < PROMISE_DEPTH_MAX; depth++) await Promise.resolve();
  }

  async #listen(gate: 'login' | 'select', port: number): Promise<void> {
    const framing = createMirFraming({ end: 'server' });
    await this.#reactor.listen({
      endpoint: { host: SERVER, port },
      framing,
      connectionsMax: 100_000,
      firstFrameMs: null,
      handler: (connection) => {
        const visit = new Visit(gate, connection, this.form);
        this.visits.push(visit);
        return { frame: (bytes, start, end) => this.#frame(visit, bytes.slice(start, end)), closed: () => {} };
      },
    });
  }

  #frame(visit: Visit, payload: Uint8Array): void {
    if (isStar(payload, 0, payload.length)) {
      visit.said += '*';
      return;
    }
    visit.said += String.fromCharCode(payload[0] ?? 0);
    const { codec, encoding } = this.form;
    const decoded = decodeMessage(codec, payload.subarray(1));
    if (decoded.kind === 'malformed') throw new Error(decoded.reason);
    const body = codec.decode(decoded.body);
    const bytes = body.kind === 'bytes' ? body.bytes : new Uint8Array(0);
    visit.ident = decoded.message.ident;
    visit.text =
      visit.ident === CM.register || visit.ident === CM.updateAccount
        ? registered(codec, decoded.body, encoding)
        : (decodeText(bytes, encoding) ?? '');
    this.#idents.push({ gate: visit.gate, ident: visit.ident });
    if (!this.meddle(visit)) this.handle(visit);
  }

  /** Does what the client says last, as the server would. */
  handle(visit: Visit): void {
    if (visit.gate === 'login') this.#login(visit);
    else this.#select(visit);
  }

  #login(visit: Visit): void {
    const [account = '', password = ''] = visit.text.split(/[/\t]/);
    switch (visit.ident) {
      case CM.register:
        if (this.accounts.has(account)) visit.reply({ ident: SM.registerFail });
        else {
          this.accounts.set(account, password);
          visit.reply({ ident: SM.registerSuccess });
        }
        break;
      case CM.signIn:
        if (this.accounts.get(account) !== password) {
          visit.reply({ ident: SM.passwordFail, recog: this.accounts.has(account) ? -1 : 0 });
        } else {
          visit.account = account;
          visit.reply({ ident: SM.servers, series: 2 }, '龙城/1/second/3/');
        }
        break;
      case CM.selectServer:
        this.sessions.set(visit.account, ++this.#lastSession);
        visit.reply(
          { ident: SM.serverSelected, recog: this.#lastSession },
          `${SELECT.host}/${SELECT.port}/${this.#lastSession}`,
        );
        break;
      case CM.protocol:
        visit.reply({ ident: SM.certificationSuccess });
        break;
      case CM.changePassword:
        this.accounts.set(account, visit.text.split('\t')[2] ?? '');
        visit.reply({ ident: SM.changePasswordSuccess });
        break;
      case CM.recoverPassword:
      case CM.recoverPasswordDm:
        visit.reply({ ident: SM.recoverPasswordSuccess }, this.accounts.get(account) ?? '');
        break;
      case CM.updateAccount:
        visit.reply({ ident: SM.updateSuccess });
        break;
    }
  }

  #select(visit: Visit): void {
    const [first = '', second = '', ...more] = visit.text.split('/');
    const named = this.characters.find(({ name }) => name === (visit.ident === CM.selectCharacter ? second : first));
    switch (visit.ident) {
      case CM.queryCharacters:
        if (this.sessions.get(first) !== Number(second)) visit.reply({ ident: SM.queryCharactersFail });
        else {
          visit.account = first;
          const own = this.characters.filter(({ account, isDeleted }) => account === first && !isDeleted);
          visit.reply(
            { ident: SM.queryCharacters, recog: own.length, tag: 1 },
            own.map(({ name, rest }) => `${name}/${rest}`).join(''),
          );
        }
        break;
      case CM.createCharacter:
        if (this.characters.some(({ name }) => name === second)) visit.reply({ ident: SM.createFail, recog: 2 });
        else {
          const [hair = '', job = '', sex = ''] = more;
          this.characters.push({ account: first, name: second, rest: `${job}/${hair}/0/${sex}/`, isDeleted: false });
          visit.reply({ ident: SM.createSuccess });
        }
        break;
      case CM.deleteCharacter:
        if (named !== undefined) named.isDeleted = true;
        visit.reply({ ident: named === undefined ? SM.deleteFail : SM.deleteSuccess });
        break;
      case CM.viewDeleted: {
        const gone = this.characters.filter(({ account, isDeleted }) => account === visit.account && isDeleted);
        visit.reply({ ident: SM.viewDeleted, recog: gone.length }, gone.map(({ name }) => `${name}/1/7/0/`).join(''));
        break;
      }
      case CM.renewDeleted:
        visit.reply({ ident: SM.renewDeleted, recog: named?.isDeleted === true ? 1 : 2 });
        if (named !== undefined) named.isDeleted = false;
        break;
      case CM.selectCharacter:
        visit.reply({ ident: SM.startPlay }, `${RUNGATE.host}/${RUNGATE.port}`);
        break;
    }
  }
}

/** Account and password of the first block. */
function registered(codec: MirCodec, body: Uint8Array, encoding: 'gbk' | 'cp949' | 'big5'): string {
  const block = codec.decode(body.subarray(0, 198));
  const read = block.kind === 'bytes' ? readRecord(USER_ENTRY, block.bytes) : null;
  if (read?.kind !== 'record') throw new Error('a registration begins with its record');
  return `${decodeText(read.fields.account, encoding)}/${decodeText(read.fields.password, encoding)}`;
}
