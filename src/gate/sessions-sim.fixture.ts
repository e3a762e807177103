// Simulates sessions that outlive their connections, from a seed: the production gate and reactor over a simulated network that cuts
// anywhere, clients that resume, duplicate and cross their attempts, thieves of tokens, guesses, clock jumps, kicks, and upgrades.
// `npm run sim -- sessions --seeds 500` runs it.
import { setImmediate } from 'node:timers/promises';
import { Counters, chance, ManualClock, pick, SeededRandom, silentLogger } from '../base/index.ts';
import { type Connection, createReactor, type Io, type Reactor, SimulatedNetwork } from '../reactor/index.ts';
import { createLength16, createWebSocket, type PacketReader, UpgradeRequest } from '../wire/index.ts';
import { RESUME_REFUSAL } from './gate.failures.ts';
import { ResumeC2s, ResumedS2c, ResyncedS2c } from './gate.messages.ts';
import { Arrive, Do, Enter, Flash, News, Ready, ResumeGame, SignIn, Where } from './resume-game.fixture.ts';
import { encode, ModelClient, type ModelWorld } from './resume-model.fixture.ts';
import { type ProcessOptions, passUntil, SimProcess } from './sessions-upgrade.fixture.ts';

/** Sessions that were closed for bytes that no client sent. */
const MISREAD = /^sessions_closed.*(malformed|websocket|frame-too|unknown-message)/;

type SimLink = Pick<Connection, 'destroy' | 'isOpen' | 'send'>;

const STEP_MS = 250;
const BUSY_STEPS = 120;
const QUIET_STEPS = 200;
const CLIENTS = 4;
const SERVER = '10.0.0.1';
const LENGTH16 = createLength16({ payloadBytesMin: 2 });
const WEBSOCKET = createWebSocket({
  end: { kind: 'client', random: { bytes: (count) => new Uint8Array(count), below: () => 0 } },
  payloadBytesMin: 2,
});
const WAY_IN = [SignIn, Enter, Arrive] as const;

export interface SimResult {
  readonly violations: readonly string[];
  readonly resumed: number;
  readonly resynced: number;
  readonly refused: number;
  readonly signedIn: number;
  /** Upgrades that came through, that something held, and in which the new process died. */
  readonly upgraded: number;
  readonly held: number;
  readonly 'given-up': number;
  readonly effects: number;
}

export function simulate(seed: number): Promise<SimResult> {
  return new SessionsRun(seed).play();
}

class SessionsRun {
  readonly random: SeededRandom;
  readonly clock = new ManualClock();
  readonly violations: string[] = [];
  readonly game: ResumeGame;
  /** The network reads it for each piece. */
  readonly #weather: {
    readonly clock: ManualClock;
    readonly random: SeededRandom;
    resetOneIn: number;
    pieceBytesMax: number;
  };
  readonly #network: SimulatedNetwork;
  readonly #gateOptions: ProcessOptions['gate'];
  /** The process that serves. */
  #process: SimProcess;
  readonly upgrades = { upgraded: 0, held: 0, 'given-up': 0 };
  readonly #players: readonly SimPlayer[];
  readonly ringsMax = 24 * 1024;
  readonly endpoint = { host: SERVER, port: 8001 };

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.#weather = { clock: this.clock, random: this.random, resetOneIn: 0, pieceBytesMax: 1 };
    const { clock, random } = this;
    this.#weather.resetOneIn = chance(random, 2) ? 0 : 100 + random.below(200);
    this.#weather.pieceBytesMax = 1 + random.below(200);
    this.#network = new SimulatedNetwork(this.#weather);
    this.game = new ResumeGame(clock, random, (text) => this.violations.push(text));
    const start = pick(random, [0, 0xffff_fff0, 0xffff_ff80]);
    const ringBytesMax = pick(random, [1_024, 4_096, 16_384]);
    const resume = { start, ringBytesMax, allRingsBytesMax: this.ringsMax, parkMs: 20_000, pingMs: 6_000 };
    this.#gateOptions = { modules: [this.game.module()], resume };
    const createIo = (): Io => this.#network.createIo({ address: SERVER });
    const endpoint = { host: SERVER, port: 8001 };
    this.#process = new SimProcess({ seed, clock, endpoint, gate: this.#gateOptions, createIo });
    this.#players = Array.from({ length: CLIENTS }, (_, at) => new SimPlayer(this, at + 1));
  }

  reactor(address: string): Reactor {
    const io = this.#network.createIo({ address });
    return createReactor({ io, clock: this.clock, counters: new Counters(), log: silentLogger });
  }

  async play(): Promise<SimResult> {
    await this.#process.open();
    for (let step = 0; step < BUSY_STEPS; step++) {
      for (const player of this.#players) player.act();
      this.game.act();
      if (chance(this.random, 20)) await this.#upgrade();
      await this.#pass(chance(this.random, 60) ? 2_000 + this.random.below(30_000) : STEP_MS);
    }
    this.game.isQuiet = true;
    this.#weather.resetOneIn = 0;
    for (let step = 0; step < QUIET_STEPS; step++) {
      for (const player of this.#players) player.tick();
      await this.#pass(STEP_MS);
    }
    for (const player of this.#players) player.checkRest();
    await this.#stop();
    const sum = (of: (player: SimPlayer) => number) => this.#players.reduce((all, player) => all + of(player), 0);
    return {
      violations: this.violations,
      resumed: sum(({ client }) => client.counts.resumed),
      resynced: sum(({ client }) => client.counts.resynced),
      refused: sum(({ client }) => client.counts.refused),
      signedIn: this.game.signedIn,
      ...this.upgrades,
      effects: this.game.effects.size,
    };
  }

  /** Another process takes over in the middle of everything. */
  async #upgrade(): Promise<void> {
    // While what was just sent is on its way.
    for (let ms = this.random.below(6); ms > 0; ms--) {
      this.clock.advance(1);
      await setImmediate();
    }
    const { process, outcome } = await this.#process.upgrade(this.random, {
      gate: { ...this.#gateOptions, modules: [this.game.module()] },
      pass: (work) => passUntil(this.clock, work, setImmediate),
      committed: () => this.game.moved(),
    });
    this.upgrades[outcome]++;
    this.#process = process;
  }

  async #pass(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += STEP_MS) {
      this.clock.advance(Math.min(STEP_MS, ms - at));
      await setImmediate();
    }
    this.#checkBounds();
  }

  #checkBounds(): void {
    const { resumes } = this.#process.gate;
    // All clients speak well.
    for (const name of Object.keys(this.#process.counters.snapshot()))
      if (MISREAD.test(name)) this.violations.push(`a client is misread: ${name}`);
    if (resumes.ringBytes > this.ringsMax) this.violations.push(`the rings have ${resumes.ringBytes} bytes`);
    if (resumes.parkedCount > resumes.count) this.violations.push('more sessions are parked than can be resumed');
  }

  async #stop(): Promise<void> {
    const { gate, reactor } = this.#process;
    const stopped = gate.stop();
    for (let round = 0; round < 200 && gate.sessionCount > 0; round++) await this.#pass(STEP_MS);
    await stopped;
    const { resumes, directory, sessionCount } = gate;
    const rest = [sessionCount, directory.accountCount, directory.roleCount, resumes.count, resumes.ringBytes];
    if (rest.some((count) => count !== 0)) this.violations.push(`sessions, accounts, roles and rings remain: ${rest}`);
    await this.#pass(20_000);
    const { deadlineCount } = reactor;
    if (deadlineCount !== 0) this.violations.push(`${deadlineCount} deadlines remain`);
    this.game.checkLeft();
  }
}

/** One player: a client, the thief of its token, and what it was handed. */
class SimPlayer implements ModelWorld {
  readonly client: ModelClient;
  readonly random: SeededRandom;
  readonly #run: SessionsRun;
  readonly #number: number;
  readonly #reactor: Reactor;
  /** Most of its connections are WebSockets. */
  readonly #isAtWeb: boolean;
  #value = 0;
  #wayIn = 0;
  #lastNews = 0;
  #mayGap = false;
  #lastFlash = 0;
  readonly #where = new Map<number, number>();
  /** Values of the present session that are to take effect. */
  #sent: number[] = [];
  #isDeaf = false;
  /** Whether another program has had its token in this session. */
  #isStolen = false;

  constructor(run: SessionsRun, number: number) {
    this.#run = run;
    this.random = run.random;
    this.#number = number;
    this.#reactor = run.reactor(`10.0.1.${number}`);
    this.#isAtWeb = number % 2 === 0;
    this.client = new ModelClient(this);
  }

  nowMs(): number {
    return this.#run.clock.monotonicMs();
  }

  violation(text: string): void {
    this.#run.violations.push(`client ${this.#number}: ${text}`);
  }

  act(): void {
    const { client, random } = this;
    this.tick();
    if (client.phase === 'up' && client.isEnabled && chance(random, 2)) {
      for (let count = random.below(6); count > 0; count--) {
        const value = this.#number * 1_000_000 + ++this.#value;
        if (client.send(Do, value)) this.#sent.push(value);
      }
    }
    if (chance(random, 25)) client.link?.destroy();
    if (client.phase === 'up' && client.isEnabled && chance(random, 40)) this.#roam();
    if (client.phase === 'up' && chance(random, 80)) this.#isDeaf = true;
    if (chance(random, 60)) this.#duplicate();
    if (chance(random, 150)) this.#steal();
    if (chance(random, 100)) this.#guess();
    // The same player on another device, or after the application was started again.
    if (chance(random, 300)) this.#displace();
  }

  tick(): void {
    const { client } = this;
    client.tick();
    if (client.link !== null) return;
    if (client.phase === 'out' || (client.phase === 'away' && this.nowMs() >= client.askAtMs)) this.#connect();
  }

  #connect(): void {
    this.#isDeaf = false;
    const { client } = this;
    const notYet: SimLink = { ...NO_LINK };
    const connection: SimLink = this.#dial({
      opened: () => {
        client.useLink(connection);
        if (client.phase === 'out') this.#begin();
      },
      frame: (packet) => {
        if (!this.#isDeaf) client.frame(connection, packet);
      },
      closed: () => {
        client.lost(connection);
        client.lost(notYet);
      },
    });
    // Until it is open, frames of former links are dropped as well.
    client.useLink(client.phase === 'away' ? notYet : connection);
    if (client.phase === 'resuming') client.phase = 'away';
  }

  #dial(handler: { opened?(): void; frame?(packet: Uint8Array): void; closed?(): void }): SimLink {
    const isWebSocket = this.#isAtWeb && !chance(this.random, 3);
    const connection = this.#reactor.connect({
      ...this.#run.endpoint,
      framing: isWebSocket ? WEBSOCKET : LENGTH16,
      ...(isWebSocket ? { upgrade: new UpgradeRequest({ host: 'game', path: '/' }, this.random) } : {}),
      handler: () => ({
        opened: () => handler.opened?.(),
        frame: (bytes, start, end) => handler.frame?.(bytes.slice(start, end)),
        closed: () => handler.closed?.(),
      }),
    });
    return isWebSocket ? new FragmentingLink(connection, this.random) : connection;
  }

  #begin(): void {
    this.#wayIn = 0;
    this.#isStolen = false;
    this.#lastNews = 0;
    this.#mayGap = false;
    this.#lastFlash = 0;
    this.#where.clear();
    this.#sent = [];
    this.#walkIn();
  }

  #walkIn(): void {
    const type = WAY_IN[this.#wayIn++];
    if (type === undefined) {
      this.client.enable();
      return;
    }
    const bytes = encode(type, { value: this.#number });
    this.client.link?.send(bytes, 0, bytes.length);
  }

  taken(id: number, reader: PacketReader): void {
    const value = reader.has(4) ? reader.int32() : 0;
    if (id === Ready.id) this.#walkIn();
    else if (id === News.id) {
      const isNext = value === this.#lastNews + 1 || (this.#mayGap && value > this.#lastNews);
      // What came before the session could be resumed is no part of the stream.
      if (!isNext) this.violation(`news ${value} came behind ${this.#lastNews}`);
      this.#lastNews = value;
      this.#mayGap = false;
    } else if (id === Flash.id) {
      if (value <= this.#lastFlash) this.violation(`flash ${value} came again`);
      this.#lastFlash = value;
    } else if (id === Where.id) {
      const key = Math.floor(value / 1_000_000);
      if (value < (this.#where.get(key) ?? 0)) this.violation(`the older ${value} of key ${key} came later`);
      this.#where.set(key, value);
    }
  }

  forgot(): void {
    this.#mayGap = true;
    this.#where.clear();
  }

  done(value: number): void {
    if (!this.#run.game.effects.has(value)) this.violation(`${value} is said to be done, and is not`);
  }

  over(done: readonly number[] | null): void {
    for (const value of done ?? []) this.done(value);
    this.#sent = [];
    if (this.client.link !== null) this.#begin();
  }

  #roam(): void {
    const former = this.client.link;
    this.client.abandon();
    this.#run.clock.after(this.random.below(5_000), () => former?.destroy());
  }

  /** Nobody else has its token, unless it was stolen. */
  refused(code: number): void {
    if (!this.#isStolen && OWN_FAULTS.has(code)) this.violation(`its own resume is refused with ${code}`);
  }

  /** Two attempts at once, that cross. Only the later one's answers count. */
  #duplicate(): void {
    const { client } = this;
    if (client.phase !== 'up' || !client.isEnabled) return;
    const bytes = client.attemptBytes();
    if (bytes === null) return;
    const connection = this.#dial({ opened: () => connection.send(bytes, 0, bytes.length) });
    if (chance(this.random, 2)) this.#run.clock.after(this.random.below(3_000), () => connection.destroy());
    client.link?.destroy();
  }

  /** Another program has the token of now, and uses it later. */
  #steal(): void {
    const { token, attempt, received, burnt, phase } = this.client;
    if (token === null) return;
    this.#isStolen = true;
    const attemptOf = attempt + this.random.below(3);
    // The client is up: its last attempt was accepted. One that just made two has given its link up.
    const isLow = phase === 'up' && this.client.link?.isOpen === true && attemptOf <= attempt;
    const stolen = chance(this.random, 3) && burnt.length > 0 ? pick(this.random, burnt) : token;
    const isBurnt = stolen !== token;
    const bytes = encode(ResumeC2s, { version: 1, token: stolen, attempt: attemptOf, received, pending: 0 });
    this.#run.clock.after(this.random.below(5_000), () => {
      const connection = this.#dial({
        opened: () => connection.send(bytes, 0, bytes.length),
        frame: (packet) => {
          const id = ((packet[0] ?? 0) << 8) | (packet[1] ?? 0);
          if (id !== ResumedS2c.id && id !== ResyncedS2c.id) return;
          if (isBurnt) this.violation('a burnt token resumed');
          if (isLow) this.violation('an attempt that was not higher resumed');
        },
      });
      this.#run.clock.after(this.random.below(10_000), () => connection.destroy());
    });
  }

  #guess(): void {
    const token = this.random.bytes(36);
    const real = this.client.token;
    // The selector of a session, and a secret that is almost right.
    if (real !== null && chance(this.random, 2)) {
      token.set(real);
      token[35] = (token[35] ?? 0) ^ 1;
    }
    const bytes = encode(ResumeC2s, { version: 1, token, attempt: 1_000, received: 0, pending: 0 });
    const connection = this.#dial({
      opened: () => connection.send(bytes, 0, bytes.length),
      frame: (packet) => {
        const id = ((packet[0] ?? 0) << 8) | (packet[1] ?? 0);
        if (id === ResumedS2c.id || id === ResyncedS2c.id) this.violation('a guessed token resumed');
      },
    });
    this.#run.clock.after(2_000, () => connection.destroy());
  }

  #displace(): void {
    const bytes = encode(SignIn, { value: this.#number });
    const connection = this.#dial({ opened: () => connection.send(bytes, 0, bytes.length) });
    this.#run.clock.after(4_000, () => connection.destroy());
  }

  /** Traffic rests: everything has arrived. */
  checkRest(): void {
    const { client } = this;
    const { game } = this.#run;
    const session = game.sessionOf(this.#number);
    if (client.phase !== 'up' || session === null) {
      this.violation(`at rest it is ${client.phase}`);
      return;
    }
    if (client.pendingCount > 0) this.violation(`${client.pendingCount} packets are unacknowledged at rest`);
    for (const value of this.#sent) if (!game.effects.has(value)) this.violation(`${value} never took effect`);
    if (this.#lastNews !== session.news)
      this.violation(`news ${this.#lastNews} is the last, and ${session.news} was sent`);
    for (const [key, value] of session.where)
      if (this.#where.get(key) !== value) this.violation(`key ${key} is ${this.#where.get(key)}, not ${value}`);
  }
}

/** Codes of refusals that a client alone with its token never hears. */
const OWN_FAULTS: ReadonlySet<number> = new Set([
  RESUME_REFUSAL.unknown,
  RESUME_REFUSAL.tokenUsed,
  RESUME_REFUSAL.attemptOvertaken,
  RESUME_REFUSAL.countWrong,
]);

/** Sends half of its messages in two fragments, with pings in between. */
class FragmentingLink implements SimLink {
  readonly #connection: Connection;
  readonly #random: SeededRandom;

  constructor(connection: Connection, random: SeededRandom) {
    this.#connection = connection;
    this.#random = random;
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  send(bytes: Uint8Array, start: number, end: number): number {
    if (chance(this.#random, 2)) return this.#connection.send(bytes, start, end);
    const middle = start + this.#random.below(end - start);
    const ping = chance(this.#random, 2) ? [unmasked(0x89, new Uint8Array(0))] : [];
    const [first, last] = [unmasked(0x02, bytes.subarray(start, middle)), unmasked(0x80, bytes.subarray(middle, end))];
    const frames = Buffer.concat([first, ...ping, last]);
    return this.#connection.sendRaw(frames, 0, frames.length);
  }

  destroy(): void {
    this.#connection.destroy();
  }
}

/** A short frame of a client with the mask 0. */
function unmasked(head: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.of(head, 0x80 | payload.length, 0, 0, 0, 0, ...payload);
}

const NO_LINK: SimLink = { isOpen: false, send: () => 0, destroy: () => {} };
