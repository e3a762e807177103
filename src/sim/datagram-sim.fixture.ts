// Simulates sessions with a channel for datagrams, from a seed: the production gate and client over simulated networks. Datagrams are
// lost, doubled and late, or do not pass at all for a while; links are cut and sessions resumed; players change their address; an
// attacker on the way repeats, changes and redirects what it sees. `npm run sim -- datagram --seeds 500` runs it.
import { setImmediate } from 'node:timers/promises';
import { MemoryStore } from '../actor/live-memory.fixture.ts';
import { Counters, chance, ManualClock, pick, SeededRandom, silentLogger } from '../base/index.ts';
import { type Client, createClientRegistry, type DatagramWay, dialClient } from '../client/index.ts';
import { Arrive, Enter, type Numbered, SignIn, testMessage } from '../gate/gate.fixture.ts';
import { defineModule, type Gate, gateMessages, openGate, type Session } from '../gate/index.ts';
import {
  createDatagramSigner,
  createReactor,
  type DatagramIo,
  type DatagramSocket,
  type Endpoint,
  peerOf,
  type Reactor,
  SimulatedDatagramNetwork,
  SimulatedNetwork,
} from '../reactor/index.ts';
import type { Store } from '../store/index.ts';
import { channelOfDatagram, DATAGRAM_KIND, kindOfDatagram, type MessageType, numberOfDatagram } from '../wire/index.ts';

const STEP_MS = 100;
const BUSY_STEPS = 150;
const QUIET_STEPS = 80;
const PLAYERS = 3;
const SERVER = '10.0.0.1';
const UDP_PORT = 8_002;
const THIEF: Endpoint = { host: '10.0.9.9', port: 6_666 };
const KEYS = 3;
/** Values of a key lie above so many times the key. */
const KEY_VALUES = 1_000_000;
const KINDS_MAX = 400;

const keyOf = ({ value }: Numbered): number => Math.floor(value / KEY_VALUES);
const Ready = testMessage({ id: 61_011, name: 'ready_s2c', states: [] });
const loose = { isDatagram: true } as const;
const Flash = testMessage({ id: 61_013, name: 'flash_s2c', states: [], delivery: 'droppable', ...loose });
const Where: MessageType<Numbered, never> = {
  ...testMessage({ id: 61_014, name: 'where_s2c', states: [], delivery: 'latest', ...loose }),
  latestKey: keyOf,
};
const Shout = testMessage({ id: 61_015, name: 'shout_c2s', states: ['gaming'], delivery: 'droppable', ...loose });
const Aim: MessageType<Numbered, 'gaming'> = {
  ...testMessage({ id: 61_016, name: 'aim_c2s', states: ['gaming'], delivery: 'latest', ...loose }),
  latestKey: keyOf,
};
const GAME = [SignIn, Enter, Arrive, Ready, Flash, Where, Shout, Aim];

export interface DatagramSimResult {
  readonly violations: readonly string[];
  readonly opened: number;
  readonly moved: number;
  readonly closed: number;
  readonly resumed: number;
  readonly ignored: number;
  readonly checked: number;
}

export function simulate(seed: number): Promise<DatagramSimResult> {
  return new DatagramRun(seed).play();
}

/** What one side was sent and got. */
class Side {
  readonly newest = new Map<number, number>();
  readonly got = new Map<number, number>();
  readonly once = new Set<number>();
  sent = 0;

  nextOf(key: number): number {
    const value = (this.newest.get(key) ?? key * KEY_VALUES) + 1;
    this.newest.set(key, value);
    return value;
  }
}

class DatagramRun {
  readonly random: SeededRandom;
  readonly clock = new ManualClock();
  readonly violations: string[] = [];
  readonly counters = new Counters();
  isQuiet = false;
  resumed = 0;
  /** Players whose last states were compared. */
  checked = 0;
  /** The datagram that is being delivered to either side. */
  delivering: { readonly channel: number; readonly number: number } | null = null;
  /** By side and channel: the highest number whose packets were handled. */
  readonly #handled = new Map<string, number>();
  readonly datagrams: SimulatedDatagramNetwork;
  readonly #network: SimulatedNetwork;
  readonly #weather: { lossOneIn: number; doubleOneIn: number; delayMsMax: number };
  readonly #reactor: Reactor;
  #gate: Gate | null = null;
  readonly #sides = new Map<Session, Side>();
  readonly #players: readonly SimPlayer[];
  readonly #thief: Thief;
  endpoint: Endpoint = { host: SERVER, port: 0 };

  constructor(seed: number) {
    const random = new SeededRandom(seed);
    const { clock } = this;
    this.random = random;
    this.#weather = { lossOneIn: pick(random, [0, 20, 5, 3]), doubleOneIn: pick(random, [0, 5]), delayMsMax: 0 };
    this.#weather.delayMsMax = pick(random, [5, 200, 900]);
    this.datagrams = new SimulatedDatagramNetwork(Object.assign(this.#weather, { clock, random }));
    this.#network = new SimulatedNetwork({
      clock,
      random,
      resetOneIn: chance(random, 2) ? 0 : 200,
      pieceBytesMax: 500,
    });
    this.#reactor = this.reactor(SERVER);
    this.#thief = new Thief(this);
    this.#players = Array.from({ length: PLAYERS }, (_, at) => new SimPlayer(this, at + 1, this.#thief));
  }

  reactor(address: string): Reactor {
    const io = this.#network.createIo({ address });
    return createReactor({ io, clock: this.clock, counters: new Counters(), log: silentLogger });
  }

  violation(text: string): void {
    this.violations.push(text);
  }

  /** Delivers a datagram, and checks what is handled meanwhile. */
  deliver(side: string, bytes: Uint8Array, run: () => void): void {
    const channel = bytes.length < 9 ? 0 : channelOfDatagram(bytes, 0);
    this.delivering = { channel, number: bytes.length < 9 ? 0 : numberOfDatagram(bytes, 0) };
    const before = this.#handled.get(`${side} ${channel}`) ?? 0;
    this.#isHandled = false;
    run();
    if (this.#isHandled) {
      const { number } = this.delivering;
      if (number <= before) this.violation(`order: ${side} handled datagram ${number} after ${before}`);
      this.#handled.set(`${side} ${channel}`, number);
    }
    this.delivering = null;
  }

  #isHandled = false;

  handled(): void {
    this.#isHandled = true;
  }

  async #start(): Promise<void> {
    const { clock, counters, random } = this;
    const module = this.#module();
    const store = { table: () => ({}), live: new MemoryStore(), guarded: () => ({}) } as unknown as Store;
    const messages = [...new Set([...gateMessages.messages, ...module.messages])];
    const gate = await openGate(
      { clock, counters, random: new SeededRandom(random.seed), log: silentLogger, store, reactor: this.#reactor },
      { modules: [module], messages, resume: { parkMs: 20_000, pingMs: 6_000 } },
    );
    this.#gate = gate;
    await gate.modules.start();
    this.endpoint = (await gate.listen({ endpoint: this.endpoint })).endpoint;
    const options = { host: SERVER, port: UDP_PORT, ports: 1, advertisedHost: '', advertisedPort: null };
    await gate.listenDatagrams(this.#tapped(), options);
    await this.#thief.start();
  }

  async play(): Promise<DatagramSimResult> {
    await this.#start();
    for (let step = 0; step < BUSY_STEPS; step++) {
      for (const player of this.#players) player.act();
      for (const [session, side] of this.#sides) this.#serve(session, side);
      if (chance(this.random, 3)) this.#thief.act();
      await this.#pass(chance(this.random, 100) ? 5_000 : STEP_MS);
    }
    this.isQuiet = true;
    for (let step = 0; step < QUIET_STEPS; step++) {
      for (const player of this.#players) player.rest();
      await this.#pass(STEP_MS);
    }
    this.#checkRest();
    await this.#stop();
    const count = (name: string): number => {
      const all = Object.entries(this.counters.snapshot()).filter(([key]) => key.split('{')[0] === name);
      return all.reduce((sum, [, value]) => sum + value, 0);
    };
    return {
      violations: this.violations,
      opened: count('datagram_channels_opened'),
      moved: count('datagram_channels_moved'),
      closed: count('datagram_channels_closed'),
      resumed: this.resumed,
      ignored: count('datagram_ignored'),
      checked: this.checked,
    };
  }

  #module() {
    return defineModule({ name: 'sim', messages: [Ready, Flash, Where] })
      .on(SignIn, async ({ session }, { value }) => {
        if (!session.beginAuth()) return;
        await session.signIn({ name: `acc-${value}`, serverId: 1, isVisitor: false });
        session.send(Ready, { value: 0 });
      })
      .on(Enter, async ({ session }, { value }) => {
        if (await session.enter({ id: BigInt(value), name: `role-${value}` })) session.send(Ready, { value: 0 });
      })
      .on(Arrive, async ({ session }) => {
        if (await session.arrive()) session.send(Ready, { value: 0 });
      })
      .on(Shout, ({ session }, { value }) => {
        const side = this.#sides.get(session);
        this.handled();
        if (side?.once.has(value) === true) this.violation(`doubled: shout ${value} took effect twice`);
        side?.once.add(value);
      })
      .on(Aim, ({ session }, { value }) => {
        this.handled();
        this.#sides.get(session)?.got.set(keyOf({ value }), value);
      })
      .hook('authenticated', ({ session }) => void this.#sides.set(session, new Side()))
      .hook('left', ({ session }) => void this.#sides.delete(session))
      .hook('resync', ({ session }) => {
        for (const value of this.#sides.get(session)?.newest.values() ?? []) session.send(Where, { value });
      });
  }

  #serve(session: Session, side: Side): void {
    if (session.phase !== 'gaming') return;
    for (let count = this.random.below(4); count > 0; count--) {
      if (chance(this.random, 3)) session.send(Flash, { value: ++side.sent });
      else session.send(Where, { value: side.nextOf(1 + this.random.below(KEYS)) });
    }
  }

  /** Where one of the clients gets datagrams. */
  someClient(): Endpoint | null {
    return pick(this.random, this.#players).endpoint;
  }

  /** The session of an account that plays. */
  sideOf(number: number): Side | null {
    for (const [session, side] of this.#sides)
      if (session.account?.name === `acc-${number}` && !session.isClosing) return side;
    return null;
  }

  #checkRest(): void {
    const count = this.#gate?.datagrams.count ?? 0;
    if (count > this.#sides.size) this.violation(`bounds: ${count} channels of ${this.#sides.size} sessions`);
    for (const player of this.#players) player.checkRest();
    this.#thief.check();
  }

  async #stop(): Promise<void> {
    const gate = this.#gate as Gate;
    const stopped = gate.stop();
    for (let round = 0; round < 100 && gate.sessionCount > 0; round++) await this.#pass(STEP_MS);
    await stopped;
    if (gate.datagrams.count !== 0) this.violation(`bounds: ${gate.datagrams.count} channels remain`);
    for (const player of this.#players) player.stop();
  }

  async #pass(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += STEP_MS / 2) {
      this.clock.advance(Math.min(STEP_MS / 2, ms - at));
      await setImmediate();
    }
  }

  /** The server's datagrams, one by one. */
  #tapped(): DatagramIo {
    const io = this.datagrams.createIo({ address: SERVER, counters: this.counters });
    return {
      name: 'simulated',
      stop: () => io.stop(),
      bind: (options, onTurn) =>
        io.bind(options, ({ count, bytes, offset, length, peers }) => {
          for (let row = 0; row < count; row++) {
            const start = offset[row] as number;
            const own = bytes.slice(start, start + (length[row] as number));
            const one = {
              count: 1,
              bytes: own,
              offset: Int32Array.of(0),
              length: Int32Array.of(own.length),
              peers: peers.slice(row * 24, (row + 1) * 24),
            };
            this.deliver('server', own, () => onTurn(one));
          }
        }),
    };
  }
}

/** One player: a client that is cut off, moves, or gets no datagrams for a while. */
class SimPlayer {
  readonly #run: DatagramRun;
  readonly #number: number;
  readonly #thief: Thief;
  readonly #reactor: Reactor;
  #client: Client | null = null;
  #isDialling = false;
  #wayIn = 0;
  #side = new Side();
  #ways: SimWay[] = [];
  #isBlocked = false;
  #address = 0;

  constructor(run: DatagramRun, number: number, thief: Thief) {
    this.#run = run;
    this.#number = number;
    this.#thief = thief;
    this.#reactor = run.reactor(`10.0.1.${number}`);
  }

  act(): void {
    const { random } = this.#run;
    this.#connect();
    if (chance(random, 40)) this.#client?.cutLink();
    if (chance(random, 60)) this.#isBlocked = !this.#isBlocked;
    if (chance(random, 30)) void this.#roam();
    const client = this.#client;
    if (client === null || !client.isLinkUp || this.#wayIn < 3) return;
    for (let count = random.below(4); count > 0; count--) {
      if (chance(random, 3)) client.send(Shout, { value: ++this.#side.sent });
      else this.#aim(client, 1 + random.below(KEYS));
    }
  }

  /** What a client's `send` refused is not sent. */
  #aim(client: Client, key: number): void {
    const before = this.#side.newest.get(key);
    const value = this.#side.nextOf(key);
    if (client.send(Aim, { value })) return;
    if (before === undefined) this.#side.newest.delete(key);
    else this.#side.newest.set(key, before);
  }

  rest(): void {
    this.#connect();
    this.#client?.connectNow();
  }

  #connect(): void {
    if (this.#client !== null || this.#isDialling) return;
    this.#isDialling = true;
    const { clock, random, endpoint } = this.#run;
    void dialClient(this.#reactor, {
      url: `tcp://${endpoint.host}:${endpoint.port}`,
      registry: createClientRegistry(GAME),
      layout: 'packed',
      clock,
      random,
      resume: true,
      dialDatagrams: async ({ host, port, channel, key }, received) => {
        const way = new SimWay(this.#run, { host, port }, { channel, key });
        this.#ways.push(way);
        await way.open(this.#source(), (bytes) => {
          this.#thief.saw(bytes, 'server');
          if (!this.#isBlocked)
            this.#run.deliver(`client ${this.#number}`, bytes, () => received(bytes, 0, bytes.length));
        });
        return this.#wayOf(way, key);
      },
    }).then(
      (client) => this.#begin(client),
      () => {
        this.#isDialling = false;
      },
    );
  }

  #wayOf(way: SimWay, key: Uint8Array): DatagramWay {
    return {
      signer: createDatagramSigner(key, 'client'),
      send: (bytes, length) => {
        const own = bytes.slice(0, length);
        if (this.#isBlocked || this.#thief.steals(own)) return;
        this.#thief.saw(own, 'client');
        way.send(own);
      },
      close: () => way.close(),
    };
  }

  #begin(client: Client): void {
    this.#isDialling = false;
    this.#client = client;
    this.#wayIn = 0;
    this.#side = new Side();
    void client.closed.then(() => {
      if (this.#client === client) this.#client = null;
    });
    client.onLink(({ kind }) => {
      if (kind === 'resumed' || kind === 'resynced') this.#run.resumed++;
      if (kind === 'refused') this.#again(client);
    });
    client.on(Ready, () => this.#ready(client));
    client.on(Where, ({ value }) => {
      this.#run.handled();
      this.#side.got.set(keyOf({ value }), value);
      if (value >= (KEYS + 1) * KEY_VALUES) this.#run.violation(`spoofed: ${value} came`);
    });
    client.on(Flash, ({ value }) => {
      this.#run.handled();
      if (this.#side.once.has(value)) this.#run.violation(`doubled: flash ${value} came twice to ${this.#number}`);
      this.#side.once.add(value);
    });
    client.send(SignIn, { value: this.#number });
  }

  /** The session is over: it signs in anew, over the same link. */
  #again(client: Client): void {
    this.#wayIn = 0;
    this.#side = new Side();
    client.send(SignIn, { value: this.#number });
  }

  #ready(client: Client): void {
    this.#wayIn++;
    if (this.#wayIn === 1) {
      client.enableResume();
      client.enableDatagrams();
      client.send(Enter, { value: this.#number });
    } else if (this.#wayIn === 2) client.send(Arrive, { value: this.#number });
  }

  /** Another address: as behind a router that forgets, or in another network. */
  async #roam(): Promise<void> {
    this.#address++;
    for (const way of this.#ways) await way.move(this.#source());
  }

  #source(): string {
    return `10.0.${2 + this.#number}.${1 + (this.#address % 200)}`;
  }

  get endpoint(): Endpoint | null {
    return this.#ways.at(-1)?.endpoint ?? null;
  }

  checkRest(): void {
    const client = this.#client;
    const session = this.#run.sideOf(this.#number);
    if (client === null || !client.isLinkUp || this.#wayIn < 3 || session === null) return;
    this.#run.checked++;
    const who = `player ${this.#number}`;
    for (const [key, value] of session.newest)
      if (this.#side.got.get(key) !== value)
        this.#run.violation(`stale: ${who} has ${this.#side.got.get(key)}, and ${value} was sent last`);
    for (const [key, value] of this.#side.newest)
      if (session.got.get(key) !== value)
        this.#run.violation(`stale: the server has ${session.got.get(key)} of ${who}, which sent ${value} last`);
  }

  stop(): void {
    void this.#client?.close();
    for (const way of this.#ways) way.close();
  }
}

/** The socket of one channel, at an address that changes. */
class SimWay {
  readonly #run: DatagramRun;
  readonly #to: Endpoint;
  #socket: DatagramSocket | null = null;
  #received: (bytes: Uint8Array) => void = () => {};
  #isClosed = false;

  constructor(run: DatagramRun, to: Endpoint, _target: { readonly channel: number; readonly key: Uint8Array }) {
    this.#run = run;
    this.#to = to;
  }

  async open(address: string, received: (bytes: Uint8Array) => void): Promise<void> {
    this.#received = received;
    await this.#bind(address);
  }

  get endpoint(): Endpoint | null {
    return this.#socket?.endpoint ?? null;
  }

  async move(address: string): Promise<void> {
    if (this.#isClosed) return;
    await this.#socket?.close();
    await this.#bind(address);
  }

  send(bytes: Uint8Array): void {
    const peer = peerOf(this.#to);
    if (peer === null || this.#socket === null) return;
    this.#socket.stage(bytes, 0, bytes.length);
    this.#socket.send(peer, 0);
  }

  close(): void {
    this.#isClosed = true;
    void this.#socket?.close();
  }

  async #bind(address: string): Promise<void> {
    const io = this.#run.datagrams.createIo({ address, counters: new Counters() });
    const socket = await io.bind({ host: address, port: 0, datagramBytesMax: 2_000 }, (turn) => {
      for (let row = 0; row < turn.count; row++) {
        const start = turn.offset[row] as number;
        if (!this.#isClosed) this.#received(turn.bytes.slice(start, start + (turn.length[row] as number)));
      }
    });
    if (this.#isClosed) await socket.close();
    else this.#socket = socket;
  }
}

/** It sees all datagrams, sends what it likes from any address, and gets what is sent to its own. It has no key. */
class Thief {
  readonly #run: DatagramRun;
  readonly #seen: { readonly bytes: Uint8Array; readonly from: 'client' | 'server' }[] = [];
  #sentBytes = 0;
  #gotBytes = 0;
  #stealsNext = false;

  constructor(run: DatagramRun) {
    this.#run = run;
  }

  async start(): Promise<void> {
    const io = this.#run.datagrams.createIo({ address: THIEF.host, counters: new Counters() });
    await io.bind({ ...THIEF, datagramBytesMax: 2_000 }, (turn) => {
      for (let row = 0; row < turn.count; row++) {
        const start = turn.offset[row] as number;
        this.#gotBytes += turn.length[row] as number;
        const kind = kindOfDatagram(turn.bytes, start);
        if (kind !== DATAGRAM_KIND.challenge)
          this.#run.violation(`stolen: a datagram of kind ${kind} came to the thief`);
      }
    });
  }

  saw(bytes: Uint8Array, from: 'client' | 'server'): void {
    if (this.#seen.length < KINDS_MAX) this.#seen.push({ bytes, from });
    else this.#seen[this.#run.random.below(KINDS_MAX)] = { bytes, from };
  }

  /** Takes a proof off the way and presents it as its own. */
  steals(bytes: Uint8Array): boolean {
    if (!this.#stealsNext || kindOfDatagram(bytes, 0) !== DATAGRAM_KIND.prove) return false;
    this.#stealsNext = false;
    this.#forge(bytes, THIEF);
    return true;
  }

  act(): void {
    const { random } = this.#run;
    if (chance(random, 10)) this.#stealsNext = true;
    if (this.#seen.length === 0) return;
    const { bytes } = pick(random, this.#seen);
    const copy = Uint8Array.from(bytes);
    const kind = random.below(4);
    if (kind === 3) {
      const to = this.#run.someClient();
      if (to !== null) this.#run.datagrams.forge({ from: { host: SERVER, port: UDP_PORT }, to, bytes: copy });
      return;
    }
    if (kind === 0) copy[random.below(copy.length)] = random.below(256);
    // A later number, a changed value: what would matter if nobody checked.
    else if (kind === 1) copy[7] = 0xff;
    const from = chance(random, 2)
      ? THIEF
      : { host: `10.0.${3 + random.below(PLAYERS)}.1`, port: 49_152 + random.below(20) };
    this.#forge(copy, from);
  }

  #forge(bytes: Uint8Array, from: Endpoint): void {
    if (from === THIEF) this.#sentBytes += bytes.length;
    this.#run.datagrams.forge({ from, to: { host: SERVER, port: UDP_PORT }, bytes });
  }

  check(): void {
    // Each may have been doubled on its way.
    if (this.#gotBytes > this.#sentBytes * 4)
      this.#run.violation(`amplified: ${this.#gotBytes} of ${this.#sentBytes} bytes`);
  }
}
