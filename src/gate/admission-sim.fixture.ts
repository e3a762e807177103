// Simulates the wait for a place, from a seed: the production gate over connections in memory, players who sign in, lose their
// connections, come back by ticket or account, give up and leave, a game's ranks, and a door that closes. A model beside it knows who may come in when.
// `npm run sim -- admission --seeds 500` runs it.
import { RANK_DEFAULT } from '../admission/index.ts';
import { chance, pick, SeededRandom } from '../base/index.ts';
import { admissionRanks } from './admission-ranks.ts';
import { GATE_REASONS } from './gate.failures.ts';
import { GateWorld, type Numbered, type Peer, pathModule, SignIn, Told } from './gate.fixture.ts';
import { CloseS2c, WaitingEnableC2s, WaitingEndS2c, WaitingLeaveC2s, WaitingS2c } from './gate.messages.ts';
import { defineModule } from './module.ts';

const STEP_MS = 250;
const BUSY_STEPS = 240;
const QUIET_STEPS = 400;
const PLAYERS = 24;
const KEEP_MS = 8_000;
const RETURNING_MS = 15_000;
/** One admission in so many goes to the one that waits longest. */
const FAIR_ONE_IN = 8;
/** The room looks after those that wait once a second. */
const SWEEP_MS = 1_000;
const SILENCE_MS_MAX = 22_000;
/** With a free place and within the rate, nobody waits longer. */
const STUCK_MS = 3_000;
const NO_TICKET = new Uint8Array(0);
const FRIEND_RANK = 2;

export interface SimResult {
  readonly violations: readonly string[];
  readonly admitted: number;
  readonly waited: number;
  readonly cameBack: number;
  readonly refused: number;
}

export function simulate(seed: number): Promise<SimResult> {
  return new AdmissionRun(seed).play();
}

/** What the model knows of one in the order. */
interface Applicant {
  readonly number: number;
  readonly rank: number;
  /** Whether it had a place when it came: then it waits for the rate alone. */
  isPlaced: boolean;
  isPresent: boolean;
  /** When it came or came back: whoever is judged in the same round may have come in before that. */
  round: number;
  awayMs: number;
  /** Admissions of others since it is the one that waits longest. */
  passed: number;
}

class AdmissionRun {
  readonly random: SeededRandom;
  readonly world: GateWorld;
  readonly violations: string[] = [];
  readonly applicants = new Map<number, Applicant>();
  /** Who signed in, and is there; by player. */
  readonly inside = new Set<number>();
  readonly leftMs = new Map<number, number>();
  readonly playersMax: number | null;
  readonly #rate: { readonly perSecond: number; readonly burst: number };
  readonly #players: readonly SimPlayer[];
  #number = 0;
  round = 0;
  /** A bucket that refills at the rate. */
  #tokens: number;
  #admissions = 0;
  #inversions = 0;
  #stuckMs = 0;
  #admitted: number[] = [];
  isQuiet = false;
  counts = { admitted: 0, waited: 0, cameBack: 0, refused: 0 };

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    const { random } = this;
    this.playersMax = chance(random, 4) ? null : 2 + random.below(6);
    this.#rate = { perSecond: pick(random, [1, 2, 4]), burst: 1 + random.below(3) };
    this.#tokens = this.#rate.burst + 1;
    const watch = defineModule({ name: 'watch', uses: [admissionRanks] })
      .hook('started', (scope) => {
        scope
          .use(admissionRanks)
          .add('sim', ({ name }) => (rankOf(numberOf(name)) === FRIEND_RANK ? FRIEND_RANK : null));
      })
      .hook('authenticated', ({ account, session }) => {
        this.#signedIn(numberOf(account?.name ?? ''));
        session.send(Told, { value: 0 });
      })
      .hook('left', ({ account }) => this.#left(numberOf(account?.name ?? '')));
    const admission = {
      ...{ playersMax: this.playersMax, rate: this.#rate, waitingMax: pick(random, [6, 1_000]), keepMs: KEEP_MS },
      ...{ returningMs: RETURNING_MS, classicWaitMs: 6_000, waitMsMax: 60_000 },
    };
    this.world = new GateWorld({ modules: [pathModule(), watch], admission, random: new SeededRandom(seed) });
    this.#players = Array.from({ length: PLAYERS }, (_, at) => new SimPlayer(this, at + 1));
  }

  get nowMs(): number {
    return this.world.clock.monotonicMs();
  }

  async play(): Promise<SimResult> {
    const { gate } = this.world;
    for (let step = 0; step < BUSY_STEPS; step++) {
      for (const player of this.#players) await player.act();
      if (chance(this.random, 150)) gate.door.close('later', { admitsReturning: chance(this.random, 2) });
      else if (chance(this.random, 20)) gate.door.open();
      await this.#pass();
    }
    gate.door.open();
    this.isQuiet = true;
    for (const player of this.#players) player.leave();
    for (let step = 0; step < QUIET_STEPS && gate.sessionCount > 0; step++) {
      for (const player of this.#players) player.leave();
      await this.#pass();
    }
    await this.world.pass(KEEP_MS + 2 * SWEEP_MS);
    const { placesTaken, waiting } = gate.admissions.status;
    const rest = [gate.sessionCount, gate.directory.accountCount, placesTaken, waiting];
    if (rest.some((count) => count !== 0)) this.violation(`sessions, accounts, places and waiting remain: ${rest}`);
    gate.admissions.stop();
    return { violations: this.violations, ...this.counts };
  }

  violation(text: string): void {
    this.violations.push(text);
  }

  /** The player asks for a place now; what the model expects of it. */
  asks(player: number): void {
    const known = this.applicants.get(player);
    if (known !== undefined) {
      known.isPresent = true;
      known.round = this.round;
      known.isPlaced ||= this.inside.has(player);
      return;
    }
    const isReturning = this.inside.has(player) || this.nowMs - (this.leftMs.get(player) ?? -Infinity) <= RETURNING_MS;
    this.applicants.set(player, {
      ...{ number: ++this.#number, rank: isReturning ? 0 : rankOf(player), isPlaced: this.inside.has(player) },
      ...{ isPresent: true, round: this.round, awayMs: 0, passed: 0 },
    });
  }

  /** How many are in front of it at most, itself included. */
  positionMax(player: number): number {
    const own = this.applicants.get(player);
    if (own === undefined) return 0;
    return [...this.applicants.values()].filter((other) => other === own || isBefore(other, own)).length;
  }

  away(player: number): void {
    const known = this.applicants.get(player);
    if (known === undefined) return;
    known.isPresent = false;
    known.awayMs = this.nowMs;
    known.passed = 0;
  }

  forget(player: number): void {
    this.applicants.delete(player);
  }

  #signedIn(player: number): void {
    this.#admitted.push(player);
    this.inside.add(player);
    this.counts.admitted++;
  }

  #left(player: number): void {
    this.inside.delete(player);
    this.leftMs.set(player, this.nowMs);
  }

  async #pass(): Promise<void> {
    // What was asked between two steps is answered before time moves.
    await this.world.settle();
    this.#judge(0);
    await this.world.pass(STEP_MS);
    this.#judge(STEP_MS);
  }

  #judge(passedMs: number): void {
    const { gate } = this.world;
    for (const player of this.#players) player.hear();
    this.#judgeRate(passedMs);
    const { playersMax } = this;
    const accounts = gate.directory.accountCount;
    if (playersMax !== null && accounts > playersMax)
      this.violation(`${accounts} players are in, and ${playersMax} may be`);
    this.judgeAdmitted();
    for (const [player, { isPresent, awayMs }] of this.applicants) {
      if (!isPresent && this.nowMs - awayMs > KEEP_MS + 2 * SWEEP_MS) this.applicants.delete(player);
    }
    this.#judgeStuck(passedMs);
    this.round++;
  }

  #judgeRate(passedMs: number): void {
    const { perSecond, burst } = this.#rate;
    const all = this.world.count('admissions', 'at once') + this.world.count('admissions', 'waited');
    this.counts.waited = this.world.count('admissions', 'waited');
    const now = all - this.#admissions;
    this.#admissions = all;
    this.#tokens = Math.min(burst + 1, this.#tokens + (perSecond * passedMs) / 1_000) - now;
    if (this.#tokens < -0.01) this.violation(`${now} come in at once, ${-this.#tokens} beyond the rate`);
  }

  /** Who came in since the last call. */
  judgeAdmitted(): void {
    for (const player of this.#admitted) this.#judgeOrder(player);
    this.#admitted = [];
  }

  /** One that was let in: nobody that waits all the time was before it. */
  #judgeOrder(player: number): void {
    const own = this.applicants.get(player);
    this.applicants.delete(player);
    if (own === undefined) return;
    const here = [...this.applicants].filter(
      ([other, { isPresent, round }]) => isPresent && round < this.round && !this.#admitted.includes(other),
    );
    for (const [other, applicant] of here) {
      if (own.isPlaced) continue;
      if (applicant.rank <= own.rank && applicant.number < own.number)
        this.violation(`${player} came in before ${other}`);
    }
    if (own.isPlaced) return;
    if (here.some(([, { rank }]) => rank < own.rank)) this.#inversions++;
    if (this.#inversions > this.#admissions / FAIR_ONE_IN + 1)
      this.violation(`${player} is one of too many out of order`);
    const longest = here.reduce<Applicant | null>(
      (all, [, one]) => (all === null || one.number < all.number ? one : all),
      null,
    );
    for (const [, applicant] of here) if (applicant !== longest) applicant.passed = 0;
    if (longest === null) return;
    // An older one came back, and has had its turn.
    longest.passed = own.number < longest.number ? 0 : longest.passed + 1;
    if (longest.passed > FAIR_ONE_IN + 2) this.violation('the one that waits longest is passed for ever');
  }

  /** A free place and time enough, and still somebody waits. */
  #judgeStuck(passedMs: number): void {
    const { placesTaken } = this.world.gate.admissions.status;
    const isFree = this.playersMax === null || placesTaken < this.playersMax;
    const isAnybodyHere = [...this.applicants.values()].some(({ isPresent }) => isPresent);
    this.#stuckMs = isFree && isAnybodyHere && this.#tokens > 1.5 ? this.#stuckMs + passedMs : 0;
    if (this.#stuckMs > STUCK_MS) this.violation('places are free, and nobody comes in');
  }
}

class SimPlayer {
  readonly #run: AdmissionRun;
  readonly #number: number;
  readonly #knowsWaiting: boolean;
  #peer: Peer | null = null;
  #heardCount = 0;
  #phase: 'out' | 'asked' | 'waiting' | 'in' = 'out';
  #ticket: Uint8Array | null = null;
  #heardMs = 0;
  /** Where it must be when it comes back, at most; null: nothing is expected. */
  #positionMax: number | null = null;
  #usedTicket = false;
  /** What the model knew of it before it came. */
  #former: Applicant | null = null;
  readonly #peers: Peer[] = [];
  #isCalled = false;
  #isFull = false;

  constructor(run: AdmissionRun, number: number) {
    this.#run = run;
    this.#number = number;
    this.#knowsWaiting = !chance(run.random, 4);
  }

  async act(): Promise<void> {
    const { random } = this.#run;
    this.hear();
    if (this.#phase === 'out') {
      if (chance(random, 5)) await this.#come();
      return;
    }
    if (this.#phase === 'waiting' || this.#phase === 'asked') {
      if (chance(random, 30)) {
        await this.#cutWaiting();
      } else if (this.#phase === 'waiting' && chance(random, 60)) this.#giveUp();
    } else if (chance(random, 25)) this.#hangUp();
    // Another device.
    if (this.#isOpen && this.#run.world.gate.door.isOpen && chance(random, 80)) {
      this.#peer = null;
      await this.#come();
    }
  }

  leave(): void {
    if (this.#phase === 'in') this.#hangUp();
    else if (this.#phase !== 'out') this.#cut();
    this.#phase = 'out';
    for (const peer of this.#peers.splice(0)) if (peer.isOpen) peer.hangUp();
  }

  async #come(): Promise<void> {
    const run = this.#run;
    const peer = await run.world.connect();
    await run.world.settle();
    run.judgeAdmitted();
    const known = run.applicants.get(this.#number);
    this.#former = known === undefined ? null : { ...known };
    // At the end of the time for which it is kept, it may be known or not.
    const awayFor = known === undefined || known.isPresent ? 0 : run.nowMs - known.awayMs;
    if (awayFor > KEEP_MS - SWEEP_MS && awayFor <= KEEP_MS + 2 * SWEEP_MS) {
      peer.hangUp();
      return;
    }
    this.#peers.push(peer);
    this.#peer = peer;
    this.#heardCount = 0;
    this.#phase = 'asked';
    this.#isCalled = false;
    this.#heardMs = run.nowMs;
    const isKept = known !== undefined;
    const ticket = this.#ticket;
    this.#usedTicket = ticket !== null && chance(run.random, 2);
    // The rank of a newcomer is asked for while it waits already.
    run.asks(this.#number);
    this.#positionMax = isKept ? run.positionMax(this.#number) : null;
    if (this.#usedTicket && ticket !== null) {
      peer.say(WaitingEnableC2s, { version: 1, ticket });
      if (isKept) run.counts.cameBack++;
      return;
    }
    if (this.#knowsWaiting) peer.say(WaitingEnableC2s, { version: 1, ticket: NO_TICKET });
    peer.say<Numbered>(SignIn, { value: this.#number });
  }

  hear(): void {
    const peer = this.#peer;
    if (peer === null) return;
    for (const { name, value } of peer.heard.slice(this.#heardCount)) this.#take(name, value);
    this.#heardCount = peer.heard.length;
    const run = this.#run;
    if (this.#phase === 'waiting' && run.nowMs - this.#heardMs > SILENCE_MS_MAX) {
      run.violation(`${this.#number} heard nothing for too long`);
      this.#heardMs = run.nowMs;
    }
    if (this.#isOpen || this.#peer === null) return;
    this.#lost(peer.reason);
  }

  get #isOpen(): boolean {
    return this.#peer?.isOpen === true;
  }

  #take(name: string, value: unknown): void {
    const run = this.#run;
    this.#heardMs = run.nowMs;
    if (name === WaitingS2c.name) {
      const { position, ticket } = value as WaitingS2c;
      if (this.#phase === 'in') run.violation(`${this.#number} is in, and hears that it waits`);
      this.#phase = 'waiting';
      if (ticket.length > 0) this.#ticket = Uint8Array.from(ticket);
      if (position < 1) run.violation(`position ${position}`);
      if (this.#positionMax !== null && position > this.#positionMax) {
        run.violation(`${this.#number} is at ${position}, and at most ${this.#positionMax - 1} are before it`);
      }
      this.#positionMax = null;
    } else if (name === WaitingEndS2c.name) {
      const { code } = value as WaitingEndS2c;
      if (code === 1) this.#called();
      else {
        if (this.#former !== null) run.violation(`the ticket of ${this.#number} is lost`);
        this.#ticket = null;
        run.forget(this.#number);
        run.asks(this.#number);
        this.#positionMax = null;
        this.#peer?.say<Numbered>(SignIn, { value: this.#number });
      }
    } else if (name === Told.name) {
      if (this.#phase === 'in') run.violation(`${this.#number} is let in twice`);
      this.#phase = 'in';
      this.#ticket = null;
    } else if (name === CloseS2c.name) {
      const { reason, text } = value as CloseS2c;
      // Otherwise it waited, and its place is kept.
      this.#isFull = !text.includes('number');
      run.counts.refused++;
      const isRefusal = reason === GATE_REASONS['server-full'].number || reason === GATE_REASONS['door-closed'].number;
      if (isRefusal && this.#phase === 'in') run.violation(`${this.#number} was let in, and is refused with ${reason}`);
    }
  }

  #called(): void {
    if (this.#phase === 'in') this.#run.violation(`${this.#number} is called, and was let in before`);
    if (this.#isCalled) this.#run.violation(`${this.#number} is called twice`);
    this.#isCalled = true;
  }

  #lost(reason: string | null): void {
    const run = this.#run;
    this.#peer = null;
    this.#phase = 'out';
    // A later connection of its own took its place.
    if (reason === 'other-login') return;
    if (
      reason === 'door-closed' &&
      this.#former !== null &&
      run.world.gate.admissions.isWaiting(`acc-${this.#number}`)
    ) {
      // Refused as it came: nothing has changed.
      run.applicants.set(this.#number, this.#former);
    } else if (reason === 'server-full' && !this.#isFull) run.away(this.#number);
    else {
      this.#ticket = null;
      run.forget(this.#number);
    }
  }

  #cut(): void {
    this.#peer?.reset();
    this.#peer = null;
    this.#phase = 'out';
    this.#run.away(this.#number);
  }

  async #cutWaiting(): Promise<void> {
    const run = this.#run;
    const { gate } = run.world;
    const before = run.world.count('admissions', 'waited');
    this.#cut();
    await run.world.settle();
    const isCalled = run.world.count('admissions', 'waited') > before;
    if (gate.admissions.isWaiting(`acc-${this.#number}`) || !isCalled) return;
    // It was called before the gate knew of the loss: it had a place, and left.
    this.#ticket = null;
    run.forget(this.#number);
    run.leftMs.set(this.#number, run.nowMs);
  }

  #giveUp(): void {
    if (!this.#knowsWaiting) return;
    this.#peer?.say(WaitingLeaveC2s, {});
    this.#peer = null;
    this.#phase = 'out';
    this.#ticket = null;
    this.#run.forget(this.#number);
  }

  #hangUp(): void {
    this.#peer?.hangUp();
    this.#peer = null;
    this.#phase = 'out';
    this.#run.forget(this.#number);
  }
}

function numberOf(account: string): number {
  return Number(account.replace('acc-', ''));
}

function rankOf(player: number): number {
  return player % 3 === 0 ? FRIEND_RANK : RANK_DEFAULT;
}

function isBefore(left: Applicant, right: Applicant): boolean {
  return left.rank === right.rank ? left.number < right.number : left.rank < right.rank;
}
