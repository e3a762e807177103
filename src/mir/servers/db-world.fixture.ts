// DBSrv on a simulated network over a store in memory, with a gate that says what a test has its clients say. Sessions are as the test has them.
import { setImmediate } from 'node:timers/promises';
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { createReactor, type Io, IoEvent, type Reactor, SimulatedNetwork, type SocketId } from '../../reactor/index.ts';
import type { OpenBody } from '../../store/body/index.ts';
import { openStore } from '../../store/front/index.ts';
import type { Store } from '../../store/index.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import { type DialectName, encodeText } from '../names/index.ts';
import {
  createMirCodec,
  DB_IDENTS,
  decodeDbBlocks,
  decodeDbFrame,
  decodeMessage,
  dialectOf,
  encodeDbFrame,
  encodeMessage,
  type MirCodec,
  type MirMessage,
  writeLoadHuman,
} from '../wire/index.ts';
import type { SessionKey } from './bus-message.ts';
import { dbTables } from './character-table.ts';
import type { DbOptions, DbParts } from './db-options.ts';
import { DbServer } from './db-server.ts';
import type { SessionDirectory } from './session-clients.ts';

const SERVER = '10.0.0.2';
const PORT = 5100;
const RECORDS_PORT = 6000;
export const GATE = '10.0.0.1';

/** What a client was answered: the header's fields that are not 0, and the text. */
export interface Answer extends Partial<MirMessage> {
  readonly ident: number;
  readonly text?: string;
}

export interface DbWorldOptions extends Partial<Omit<DbOptions, 'dialect'>> {
  readonly dialectName?: DialectName;
  readonly denied?: () => readonly string[];
  readonly body?: OpenBody;
  readonly seed?: number;
}

export function openDbStore(body: OpenBody = sqliteBody({ at: 'memory' })): Promise<Store> {
  return openStore({
    body,
    tables: Object.values(dbTables),
    serverIds: [1],
    clock: new ManualClock(),
    log: silentLogger,
    counters: new Counters(),
  });
}

/** Sessions by hand. */
export class Sessions implements SessionDirectory {
  readonly open = new Set<string>();
  readonly left: SessionKey[] = [];

  isOpen({ account, session }: SessionKey): boolean {
    return this.open.has(`${account}/${session}`);
  }

  leave(session: SessionKey): void {
    this.left.push(session);
    this.open.delete(`${session.account}/${session.session}`);
  }
}

export class DbWorld {
  readonly clock: ManualClock;
  readonly counters: Counters;
  readonly logged: string[];
  readonly sessions: Sessions;
  readonly store: Store;
  readonly server: DbServer;
  readonly codec: MirCodec;
  readonly dialect: DialectName;
  readonly #reactor: Reactor;
  readonly #network: SimulatedNetwork;
  readonly #letters: { readonly open: string; readonly data: string; readonly close: string };
  #isStopped = false;

  private constructor(options: DbWorldOptions, store: Store) {
    const { dialectName = 'DM', denied, body: _, seed = 1, ...given } = options;
    const dialect = dialectOf(dialectName);
    const [clock, counters, logged] = [new ManualClock(), new Counters(), [] as string[]];
    const write = (text: string): void => {
      logged.push(text);
    };
    const log: Logger = { ...silentLogger, info: write, warn: write, error: write };
    const random = new SeededRandom(seed);
    this.dialect = dialectName;
    this.clock = clock;
    this.counters = counters;
    this.logged = logged;
    this.store = store;
    this.sessions = new Sessions();
    this.codec = given.codec ?? createMirCodec({ codec: dialect.codec });
    this.#letters = dialect.letters.selgate;
    this.#network = new SimulatedNetwork({ clock, random, delayMsMax: 2 });
    this.#reactor = createReactor({ io: this.#network.createIo({ address: SERVER }), clock, counters, log });
    const denyListFile = denied === undefined ? null : { read: denied };
    const parts: DbParts = {
      reactor: this.#reactor,
      clock,
      random,
      counters,
      log,
      store,
      sessions: this.sessions,
      denyListFile,
    };
    this.server = new DbServer(parts, {
      dialect,
      codec: this.codec,
      encoding: 'gbk',
      listen: { host: SERVER, port: PORT },
      gates: ['10.0.0.0/24'],
      records: { host: SERVER, port: RECORDS_PORT },
      recordPeers: ['10.0.0.0/24'],
      recordBytes: 100,
      clientsMax: 1_000,
      charactersMax: 2,
      charactersShown: 2,
      jobCount: 3,
      deleteLevelMin: 0,
      deleteLevelMax: 65_535,
      routes: [{ gate: GATE, rungates: [{ host: '192.0.2.1', port: 7200 }] }],
      isGateAddressGiven: false,
      ...given,
    });
  }

  static async start(options: DbWorldOptions = {}): Promise<DbWorld> {
    const world = new DbWorld(options, await openDbStore(options.body));
    await world.server.start();
    return world;
  }

  gate(address = GATE): ScriptedGate {
    const gate = new ScriptedGate(this, this.#network.createIo({ address }), this.#letters);
    this.clock.advance(10);
    return gate;
  }

  gameServer(address = '10.0.0.9'): ScriptedGameServer {
    const server = new ScriptedGameServer(this, this.#network.createIo({ address }));
    this.clock.advance(10);
    return server;
  }

  /** A client whose session is open and that has asked for its characters. */
  async enter(account = 'ann', session = 77, gate: ScriptedGate = this.gate()): Promise<ScriptedClient> {
    this.sessions.open.add(`${account}/${session}`);
    const client = gate.open();
    await client.ask(100, `${account}/${session}`);
    return client;
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }

  /** Lets everything arrive, the store's answers too. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      this.clock.advance(10);
      for (let turn = 0; turn < 6; turn++) await setImmediate();
    }
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    let isStopped = false;
    const stopped = this.server
      .stop()
      .then(() => this.#reactor.stop())
      .then(() => {
        isStopped = true;
      });
    while (!isStopped) {
      this.clock.advance(100);
      await setImmediate();
    }
    await stopped;
    await this.store.close();
  }
}

/** Runs `play` in a world of its own, which is stopped. */
export async function inDb(options: DbWorldOptions, play: (world: DbWorld) => Promise<void>): Promise<void> {
  const world = await DbWorld.start(options);
  try {
    await play(world);
  } finally {
    await world.stop();
  }
}

/** A game server that loads and saves characters. */
export class ScriptedGameServer {
  text = '';
  isClosed = false;
  readonly #world: DbWorld;
  readonly #io: Io;
  readonly #socket: SocketId;
  #query = 0;

  constructor(world: DbWorld, io: Io) {
    this.#world = world;
    this.#io = io;
    io.start((turn) => {
      for (let row = 0; row < turn.count; row++) {
        const offset = turn.offset[row] ?? 0;
        if (turn.event[row] === IoEvent.received)
          this.text += Buffer.from(turn.arena.subarray(offset, offset + (turn.value[row] ?? 0))).toString('latin1');
        if (turn.event[row] === IoEvent.ended || turn.event[row] === IoEvent.closed) this.isClosed = true;
      }
    });
    this.#socket = io.connect({ host: SERVER, port: RECORDS_PORT });
  }

  send(bytes: Uint8Array): void {
    this.#io.write(this.#socket, bytes, 0, bytes.length);
  }

  leave(): void {
    this.#io.destroy(this.#socket);
  }

  pause(): void {
    this.#io.pause(this.#socket);
  }

  /** Sends a query and gives its number. */
  query(message: MirMessage, ...blocks: readonly Uint8Array[]): number {
    this.#query++;
    this.send(encodeDbFrame(this.#world.codec, this.#query, { message, blocks }));
    return this.#query;
  }

  async load(account: string, name: string, session: number): Promise<QueryAnswer> {
    const texts = { account: encodeText(account), name: encodeText(name), address: encodeText('1.2.3.4') };
    return await this.answer(this.query({ ident: this.#idents.load }, writeLoadHuman({ ...texts, session })));
  }

  async save(owner: readonly [account: string, name: string, session: number], record: Uint8Array): Promise<number> {
    const [account, name, session] = owner;
    const message = { ident: this.#idents.save, recog: session };
    const answer = await this.answer(this.query(message, encodeText(account), encodeText(name), record));
    return answer.ident === this.#idents.saveReply ? (answer.recog ?? 0) : Number.NaN;
  }

  async answer(query: number): Promise<QueryAnswer> {
    const { codec } = this.#world;
    for (let round = 0; round < 20; round++) {
      await this.#world.settle();
      const [whole, payload] = new RegExp(`#(${query}/[^#!]*)!`).exec(this.text) ?? [];
      if (whole === undefined || payload === undefined) continue;
      this.text = this.text.replace(whole, '');
      const frame = decodeDbFrame(codec, Buffer.from(payload, 'latin1'));
      if (frame.kind === 'malformed') throw new Error(`an answer is well formed: ${frame.reason}`);
      const [name, record = null] = decodeDbBlocks(codec, frame.body) ?? [];
      const { ident, recog } = frame.message;
      return { ident, recog, name: name === undefined ? '' : new TextDecoder('gbk').decode(name), record };
    }
    throw new Error(`query ${query} is answered`);
  }

  get #idents() {
    return DB_IDENTS[this.#world.dialect];
  }
}

export interface QueryAnswer {
  readonly ident: number;
  readonly recog: number;
  readonly name: string;
  readonly record: Uint8Array | null;
}

export class ScriptedGate {
  readonly world: DbWorld;
  readonly letters: { readonly open: string; readonly data: string; readonly close: string };
  text = '';
  readonly #io: Io;
  readonly #socket: SocketId;
  #clients = 0;

  constructor(world: DbWorld, io: Io, letters: ScriptedGate['letters']) {
    this.world = world;
    this.letters = letters;
    this.#io = io;
    io.start((turn) => {
      for (let row = 0; row < turn.count; row++) {
        const offset = turn.offset[row] ?? 0;
        if (turn.event[row] !== IoEvent.received) continue;
        this.text += Buffer.from(turn.arena.subarray(offset, offset + (turn.value[row] ?? 0))).toString('latin1');
      }
    });
    this.#socket = io.connect({ host: SERVER, port: PORT });
  }

  send(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    this.#io.write(this.#socket, bytes, 0, bytes.length);
  }

  reset(): void {
    this.#io.destroy(this.#socket);
  }

  open(): ScriptedClient {
    this.#clients++;
    this.send(`%${this.letters.open}${this.#clients}/203.0.113.9/198.51.100.1$`);
    return new ScriptedClient(this, this.#clients);
  }
}

export class ScriptedClient {
  readonly id: number;
  readonly #gate: ScriptedGate;

  constructor(gate: ScriptedGate, id: number) {
    this.#gate = gate;
    this.id = id;
  }

  /** Whether the gate was told to close it. */
  get isKicked(): boolean {
    return this.#gate.text.includes(`%+-${this.id}$`);
  }

  /** `body`: text in the clients' code page, or bytes. */
  say(ident: number, body: string | Uint8Array = ''): void {
    const bytes = typeof body === 'string' ? encodeText(body) : body;
    const code = Buffer.from(encodeMessage(this.#gate.world.codec, { ident }, bytes)).toString('latin1');
    this.#gate.send(`%${this.#gate.letters.data}${this.id}/#1${code}!$`);
  }

  /** Says it, and gives what was answered since. */
  async ask(ident: number, body: string | Uint8Array = ''): Promise<readonly Answer[]> {
    this.take();
    this.say(ident, body);
    await this.#gate.world.settle();
    return this.take();
  }

  gone(): void {
    this.#gate.send(`%${this.#gate.letters.close}${this.id}$`);
  }

  /** What came for this client; it is taken out of what the gate has. */
  take(): readonly Answer[] {
    const { world } = this.#gate;
    const own = new RegExp(`%${this.id}/#([<-{]*)!\\$`, 'g');
    const answers = [...this.#gate.text.matchAll(own)].map(([, code = '']) => answerOf(world.codec, code));
    this.#gate.text = this.#gate.text.replace(own, '');
    return answers;
  }
}

function answerOf(codec: MirCodec, code: string): Answer {
  const decoded = decodeMessage(codec, Buffer.from(code, 'latin1'));
  if (decoded.kind === 'malformed') throw new Error(`an answer is well formed: ${code}`);
  const body = codec.decode(decoded.body);
  if (body.kind === 'malformed') throw new Error(`an answer's body is well formed: ${code}`);
  const set = Object.entries(decoded.message).filter(([, value]) => value !== 0);
  const text = new TextDecoder('gbk').decode(body.bytes);
  // `ident` is never 0.
  return { ...Object.fromEntries(set), ...(text === '' ? {} : { text }) } as Answer;
}
