// A LoginSrv on a simulated network with a store in memory, a gate that says exactly what a test says, and raw servers on its bus.
import { setImmediate as turn } from 'node:timers/promises';
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { createReactor, type NetworkOptions, type Reactor, SimulatedNetwork } from '../../reactor/index.ts';
import type { OpenBody } from '../../store/body/index.ts';
import { openStore } from '../../store/front/index.ts';
import type { Store } from '../../store/index.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import { Machine, type Peer } from '../gate/mir-world.fixture.ts';
import { decodeText, encodeText } from '../names/index.ts';
import {
  createPlainCodec,
  decodeMessage,
  dialectOf,
  encodeMessage,
  type MirMessage,
  USER_ENTRY,
  USER_ENTRY_ADD,
  USER_ENTRY_ADD_WIDE,
  writeRecord,
} from '../wire/index.ts';
import { loginSrvTables } from './account.tables.ts';
import { LoginSrv, type LoginSrvOptions } from './login-srv.ts';
import type { UserRecord } from './user-record.ts';

const LOGINSRV = '10.0.0.1';
const GATE = '10.0.2.1';
const SERVER = '10.0.3.1';
/** Hashing as cheap as it can be. */
export const CHEAP = { memoryKiB: 8, passes: 1, lanes: 1 };
const plain = createPlainCodec();

export const ANN: UserRecord = {
  account: 'ann01',
  password: 'secret',
  userName: '安',
  idNumber: '1-1',
  phone: '',
  quiz: '你的名字',
  answer: 'Ann',
  email: 'ann@example.org',
  quiz2: 'pet?',
  answer2: 'Rex',
  birthday: '1990/01/02',
  mobile: '',
  memo: '',
  memo2: '',
};

export function loginOptions(): LoginSrvOptions {
  return {
    listen: { host: LOGINSRV, port: 5500 },
    bus: { host: LOGINSRV, port: 5600 },
    gates: ['10.0.2.0/24'],
    busPeers: ['10.0.3.0/24'],
    dialect: dialectOf('DM'),
    codec: plain,
    encoding: 'gbk',
    servers: [
      {
        name: '热血',
        onlineMax: 100,
        selgates: [
          { host: '10.9.9.1', port: 7100 },
          { host: '10.9.9.2', port: 7101 },
        ],
      },
      { name: 'Two', onlineMax: 10, selgates: [{ host: '10.9.9.3', port: 7100 }] },
    ],
    clientsMax: 1_000,
    sessionsMax: 1_000,
    sessionLifeMs: 24 * 3_600_000,
    versionMin: 20_011_006,
    isRegisterOpen: true,
    isRecoveryOn: true,
    passwordBytesMin: 4,
    isAddressDynamic: false,
    registerRate: { perSecond: 1, burst: 100 },
  };
}

/** What a client was answered. */
export interface Answer extends Required<MirMessage> {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** A client behind the gate. */
export class RawClient {
  readonly id: number;
  readonly #world: LoginWorld;

  constructor(world: LoginWorld, id: number) {
    this.#world = world;
    this.id = id;
  }

  /** The bytes of a message, blocks and all, as a frame. */
  static frame(message: MirMessage, ...blocks: readonly Uint8Array[]): string {
    return `#1${Buffer.from(encodeMessage(plain, message, ...blocks)).toString('latin1')}!`;
  }

  say(text: string): void {
    this.#world.gate.send(`%A${this.id}/${text}$`);
  }

  send(message: MirMessage, ...blocks: readonly Uint8Array[]): void {
    this.say(RawClient.frame(message, ...blocks));
  }

  leave(): void {
    this.#world.gate.send(`%X${this.id}$`);
  }

  /** The next so many answers to it; the world's gate keeps what is for others. */
  async answers(count: number): Promise<readonly Answer[]> {
    await this.#world.until(
      () => this.#world.inboxOf(this.id).length >= count,
      `${count} answers to client ${this.id}`,
    );
    return this.#world.inboxOf(this.id).splice(0, count);
  }

  async ask(message: MirMessage, ...blocks: readonly Uint8Array[]): Promise<Answer> {
    this.send(message, ...blocks);
    const [answer] = await this.answers(1);
    if (answer === undefined) throw new Error('an answer has come');
    return answer;
  }

  /** Ident and recog: what most tests look at. */
  async result(message: MirMessage, ...blocks: readonly Uint8Array[]): Promise<readonly [number, number]> {
    const { ident, recog } = await this.ask(message, ...blocks);
    return [ident, recog];
  }

  signIn(account: string, password: string): Promise<Answer> {
    return this.ask({ ident: 2001 }, encodeText(`${account}/${password}`));
  }

  choose(name: string): Promise<Answer> {
    return this.ask({ ident: 104 }, encodeText(name));
  }

  register(user: UserRecord, ident = 2002): Promise<Answer> {
    return this.ask({ ident }, ...userBlocks(user));
  }

  get isKicked(): boolean {
    this.#world.inboxOf(this.id);
    return this.#world.kicked.has(this.id);
  }
}

export function userBlocks(user: UserRecord, width: 'narrow' | 'wide' = 'narrow'): readonly Uint8Array[] {
  const encoded = Object.fromEntries(Object.entries(user).map(([name, text]) => [name, encodeText(text)]));
  const add = width === 'narrow' ? USER_ENTRY_ADD : USER_ENTRY_ADD_WIDE;
  return [writeRecord(USER_ENTRY, encoded), writeRecord(add, encoded)];
}

export class LoginWorld {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  readonly logged: string[] = [];
  readonly kicked = new Set<number>();
  readonly network: SimulatedNetwork;
  readonly log: Logger;
  readonly #options: LoginSrvOptions;
  readonly #inboxes = new Map<number, Answer[]>();
  readonly #random: SeededRandom;
  #store: Store | null = null;
  #reactor: Reactor | null = null;
  #srv: LoginSrv | null = null;
  #gate: Peer | null = null;
  #clientId = 300;

  private constructor(options: Partial<LoginSrvOptions>, network: Partial<NetworkOptions>, seed: number) {
    this.#options = { ...loginOptions(), ...options };
    this.#random = new SeededRandom(seed);
    this.network = new SimulatedNetwork({ clock: this.clock, random: this.#random, delayMsMax: 2, ...network });
    const write = (text: string, fields: unknown): void => {
      this.logged.push(`${text} ${JSON.stringify(fields)}`);
    };
    this.log = { ...silentLogger, info: write, warn: write, error: write, child: () => this.log };
  }

  /** With a gate; and, unless told otherwise, a DBSrv of the first server on the bus. */
  static async start(
    options: Partial<LoginSrvOptions> = {},
    more: { readonly network?: Partial<NetworkOptions>; readonly seed?: number; readonly body?: OpenBody } = {},
  ): Promise<LoginWorld> {
    const world = new LoginWorld(options, more.network ?? {}, more.seed ?? 1);
    const { clock, log, counters } = world;
    const body = more.body ?? sqliteBody({ at: 'memory', thread: 'caller' });
    const tables = Object.values(loginSrvTables);
    world.#store = await openStore({ body, tables, serverIds: [], clock, log, counters });
    await world.startSrv();
    return world;
  }

  async startSrv(): Promise<void> {
    const { clock, counters, log } = this;
    const reactor = createReactor({ io: this.network.createIo({ address: LOGINSRV }), clock, counters, log });
    this.#reactor = reactor;
    this.#srv = new LoginSrv(
      { reactor, store: this.store, clock, random: this.#random, counters, log, passwordCost: CHEAP },
      this.#options,
    );
    await this.until(this.#srv.start());
    this.#gate = this.peer(GATE, this.#options.listen.port);
    this.settle();
  }

  /** Ends its process, as it were; the store stays. */
  async stopSrv(): Promise<void> {
    await this.until(this.srv.stop());
    await this.until(this.#reactor?.stop() ?? Promise.resolve());
    this.#inboxes.clear();
  }

  async stop(): Promise<void> {
    await this.stopSrv();
    await this.store.close();
  }

  get store(): Store {
    if (this.#store === null) throw new Error('the world is started');
    return this.#store;
  }

  get srv(): LoginSrv {
    if (this.#srv === null) throw new Error('the world is started');
    return this.#srv;
  }

  get gate(): Peer {
    if (this.#gate === null) throw new Error('the world is started');
    return this.#gate;
  }

  /** A raw connection to it. */
  peer(address: string, port: number): Peer {
    const machine = new Machine(this.network.createIo({ address }));
    return machine.peerOf(machine.io.connect({ host: LOGINSRV, port }));
  }

  /** A server on the bus that has said who it is. */
  server(
    name = '热血',
    options: { readonly index?: number; readonly online?: number; readonly address?: string } = {},
  ): Peer {
    const { index = 99, online = 0, address = SERVER } = options;
    const peer = this.peer(address, this.#options.bus.port);
    this.settle();
    peer.send(`(103/${Buffer.from(encodeText(name)).toString('latin1')}/${index}/${online})`);
    this.settle();
    return peer;
  }

  client(address = '1.2.3.4'): RawClient {
    this.#clientId++;
    this.gate.send(`%O${this.#clientId}/${address}/10.0.2.1$`);
    return new RawClient(this, this.#clientId);
  }

  /** A client with this account, which is made unless it is there. */
  async signedIn(account = 'ann01', address?: string): Promise<RawClient> {
    const client = this.client(address);
    await this.until(this.srv.accounts.add({ ...ANN, account }));
    const answer = await client.signIn(account, ANN.password);
    if (answer.ident !== 529) throw new Error(`signed in, not ${answer.ident} ${answer.recog}`);
    return client;
  }

  inboxOf(id: number): Answer[] {
    this.#sort();
    const inbox = this.#inboxes.get(id) ?? [];
    this.#inboxes.set(id, inbox);
    return inbox;
  }

  settle(): void {
    this.clock.advance(10);
    this.#sort();
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }

  /** Lets time go on until it is so, or the promise has settled: for a moment at most. */
  async until<T>(what: Promise<T> | (() => boolean), title = 'it'): Promise<T | undefined> {
    let result: { readonly value: T } | null = null;
    let failure: { readonly error: unknown } | null = null;
    if (what instanceof Promise) {
      what.then(
        (value) => {
          result = { value };
        },
        (error: unknown) => {
          failure = { error };
        },
      );
    }
    for (let round = 0; round < 300_000; round++) {
      if (typeof what === 'function' && what()) return undefined;
      const settled = [result, failure] as readonly [{ value: T } | null, { error: unknown } | null];
      if (settled[1] !== null) throw settled[1].error;
      if (settled[0] !== null) return settled[0].value;
      await turn();
      // Hashing takes time of this machine's, however fast ours goes.
      if (round < 300 || round % 50 === 0) this.clock.advance(1);
    }
    throw new Error(`${title} did not come about`);
  }

  /** What the gate was told, by client. */
  #sort(): void {
    const gate = this.#gate;
    if (gate === null) return;
    for (let end = gate.text.indexOf('$'); end >= 0; end = gate.text.indexOf('$')) {
      const packet = gate.text.slice(1, end);
      gate.text = gate.text.slice(end + 1);
      if (packet === '++') continue;
      if (packet.startsWith('+-')) {
        this.kicked.add(Number(packet.slice(2)));
        continue;
      }
      const [, id = '', code = ''] = /^(\d+)\/#(.*)!$/.exec(packet) ?? [];
      const decoded = decodeMessage(plain, Buffer.from(code, 'latin1'));
      if (decoded.kind === 'malformed') throw new Error(`no packet of a server: ${packet}`);
      const body = plain.decode(decoded.body);
      const bytes = body.kind === 'bytes' ? body.bytes : new Uint8Array(0);
      const inbox = this.#inboxes.get(Number(id)) ?? [];
      inbox.push({ ...decoded.message, bytes, text: decodeText(bytes) ?? '' });
      this.#inboxes.set(Number(id), inbox);
    }
  }
}
