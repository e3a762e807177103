// A simulation of what players share: random programs over the real system and a store in memory, with a journal that is slow, refuses,
// or fails, owners that another process takes, crashes, and a wall clock that jumps. `npm run sim -- shared --seeds 1000` runs it.
import { setImmediate } from 'node:timers/promises';
import { ManualClock, pick, SeededRandom } from '../base/index.ts';
import { StoreError } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import type { CrashStep } from './host.ts';
import { MemoryStore } from './live-memory.fixture.ts';
import { changeTogether, SharedGame } from './shared-game.fixture.ts';
import { SharedLog } from './shared-log.fixture.ts';
import { type Order, type Place, ProgramWriter } from './shared-program.fixture.ts';

const STEP_MS = 100;
/** How long programs begin, and faults happen. */
const BUSY_MS = 5_000;
/** A turn that hangs is given up after 30 s; an alarm notices within 60 s that the wall clock was set; then all fall asleep. */
const QUIET_MS = 70_000;
/** How far the wall clock is set, back or forward. */
const JUMP_MS_MAX = 100_000;
const ONCE_TRIES_MAX = 12;

/** The clock on the wall can be set. */
class SimClock extends ManualClock {
  jumpMs = 0;

  override wallMs(): number {
    return super.wallMs() + this.jumpMs;
  }
}

export interface SimResult {
  readonly violations: readonly string[];
  /** Programs that began. */
  readonly programs: number;
  readonly crashes: number;
  readonly answers: number;
  readonly circles: number;
  readonly refusals: number;
}

/** One run, drawn from the seed. */
export async function simulate(seed: number): Promise<SimResult> {
  const run = new SharedRun(seed);
  return run.play();
}

class SharedRun {
  readonly #random: SeededRandom;
  readonly #game: SharedGame;
  readonly #log: SharedLog;
  readonly #writer: ProgramWriter;
  readonly #hasFaults: boolean;
  readonly #hasCrashes: boolean;
  /** Calls with a key that nobody has an answer of. */
  readonly #retries = new Map<string, { readonly order: Order; readonly place: Place; tries: number }>();
  #store = new MemoryStore();
  #clock = new SimClock();
  #world: ActorWorld;
  #wallMsMax = 0;
  #programs = 0;
  #crashes = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    const kind = seed % 4;
    this.#hasFaults = kind >= 2;
    this.#hasCrashes = kind === 3;
    this.#log = new SharedLog({ clock: this.#clock, store: this.#store });
    this.#log.isPure = kind === 0;
    this.#log.isCalm = kind < 2;
    const [accounts, roles] = [2 + this.#random.below(3), this.#random.below(3)];
    this.#game = new SharedGame({ accounts, roles, temps: kind === 0 ? 0 : 2 }, this.#log);
    this.#log.game = this.#game;
    this.#writer = new ProgramWriter(this.#game, this.#random, {
      isPure: kind === 0,
      hasHangs: kind >= 2,
      togethers: this.#log.togethers,
    });
    this.#store.isInstant = kind < 3;
    this.#world = this.#start();
  }

  async play(): Promise<SimResult> {
    for (let ms = 0; ms < BUSY_MS; ms += STEP_MS) {
      // Few enough that no call waits for its deadline just because many are before it.
      for (let count = this.#random.below(this.#hasFaults ? 4 : 2); count > 0; count--) this.#begin();
      if (this.#hasFaults) this.#fault();
      if (this.#hasCrashes && this.#random.below(12) === 0) this.#prepareCrash();
      await this.#advance();
    }
    this.#store.refusal = null;
    this.#store.fault = null;
    this.#store.isInstant = true;
    this.#world.crashAt = null;
    this.#store.sync();
    // All alarms are due soon, whatever the clock showed when they were set.
    this.#clock.jumpMs += this.#wallMsMax + STEP_MS - this.#clock.wallMs();
    for (let ms = 0; ms < QUIET_MS; ms += STEP_MS) {
      // Members keep their actors awake.
      for (let role = 1n; role <= 3n; role++) this.#world.system.left(role, 'peer-closed');
      if (ms % 1_000 === 0) this.#retry();
      await this.#advance();
    }
    this.#checkQuiet();
    const { violations, answers, circles, refusals } = this.#log;
    return { violations, programs: this.#programs, crashes: this.#crashes, answers, circles, refusals };
  }

  #start(): ActorWorld {
    const world = new ActorWorld(this.#game.definitions, { clock: this.#clock, store: this.#store });
    for (let role = 1n; role <= 3n; role++) world.playing.add(role);
    world.onSent = (sent) => {
      if (world !== this.#world) return;
      for (const { message } of sent) this.#log.heard((message as { readonly marks: [] }).marks, 'a message');
    };
    return world;
  }

  async #advance(): Promise<void> {
    this.#wallMsMax = Math.max(this.#wallMsMax, this.#clock.wallMs());
    this.#clock.advance(STEP_MS);
    await setImmediate();
    if (this.#store.isDead) this.#restart();
  }

  // Programs.

  #begin(): void {
    this.#programs++;
    const [draw, place] = [this.#random.below(10), this.#writer.purse()];
    const scope = this.#game.scopeOf(this.#world);
    if (draw === 0) {
      const order = this.#writer.onceOrder(place);
      this.#retries.set(`outside ${order.id}`, { order, place, tries: 0 });
      this.#callOnce(`outside ${order.id}`);
    } else if (draw < 3) {
      const together = this.#writer.together();
      void this.#log.watch(`together ${together.id}`, () => changeTogether(this.#game, scope, together));
    } else void this.#call(this.#writer.order(place), place);
  }

  #call(order: Order, place: Place): Promise<void> {
    const scope = this.#game.scopeOf(this.#world);
    return this.#log.watch(`${order.id} from outside`, async () => {
      try {
        const { marks } = await this.#game.refOf(scope, place).play(order);
        this.#log.heard(marks, `the answer of ${order.id}`);
      } catch (error) {
        if (!(error instanceof ActorError)) throw error;
        this.#log.failed(order, error, false);
      }
    });
  }

  #callOnce(once: string): void {
    const known = this.#retries.get(once);
    if (known === undefined) return;
    const { order, place } = known;
    known.tries++;
    const scope = this.#game.scopeOf(this.#world);
    void this.#log.watch(`${once} from outside`, async () => {
      try {
        const { marks } = await this.#game.refOf(scope, place).play(order, { once });
        this.#log.heard(marks, `the answer of ${once}`);
        // Some are made again all the same: they have the answer that the receipt kept.
        if (this.#random.below(3) > 0) this.#retries.delete(once);
      } catch (error) {
        if (!(error instanceof ActorError)) throw error;
        this.#log.failed(order, error, true);
      }
    });
  }

  #retry(): void {
    for (const [once, { tries }] of this.#retries) {
      if (tries < ONCE_TRIES_MAX) this.#callOnce(once);
    }
  }

  // Faults.

  #fault(): void {
    const random = this.#random;
    const store = this.#store;
    switch (random.below(14)) {
      case 0:
        store.isInstant = !store.isInstant;
        if (store.isInstant) store.sync();
        return;
      case 1:
        store.refusal = store.refusal === null ? new StoreError('journal-full', 'as planned') : null;
        return;
      case 2:
        store.fence(this.#game.textOf(random.below(this.#game.places)));
        return;
      case 3:
        store.want(this.#game.textOf(random.below(this.#game.places)));
        return;
      case 4:
        this.#clock.jumpMs += random.below(2 * JUMP_MS_MAX) - JUMP_MS_MAX;
        return;
      case 5:
        store.fault = store.fault === null ? (what) => this.#interfere(what) : null;
        return;
      case 6:
        if (random.below(4) === 0) store.breakDown();
        return;
      case 7:
        this.#world.system.left(1n + BigInt(random.below(3)), 'peer-closed');
        return;
      default:
        // Some of what waits reaches the disk.
        if (!store.isInstant) store.sync(random.below(4));
        this.#retry();
    }
  }

  #interfere(what: 'open' | 'close' | 'receipt'): Promise<void> {
    if (what !== 'close' && this.#random.below(3) === 0) return Promise.reject(new StoreError('busy', 'as planned'));
    return new Promise((resolve) => this.#clock.after(this.#random.below(2_000), resolve));
  }

  #prepareCrash(): void {
    const steps: readonly (CrashStep | null)[] = [
      'before-journal',
      'after-journal',
      'between-owners',
      'before-answer',
      null,
    ];
    const step = pick(this.#random, steps);
    if (step !== null) this.#world.crashAt = step;
    else {
      this.#store.sync(this.#random.below(3));
      this.#store.isDead = true;
    }
  }

  #restart(): void {
    this.#crashes++;
    const { wallMs } = { wallMs: this.#clock.wallMs() };
    this.#clock = new SimClock({ startWallMs: wallMs });
    this.#store = this.#store.restarted();
    this.#log.restarted({ clock: this.#clock, store: this.#store });
    this.#world = this.#start();
  }

  // The end.

  #checkQuiet(): void {
    const log = this.#log;
    for (const what of log.waitsFor) log.violate('never settled', what);
    log.checkQuiet();
    const { system, wheel } = this.#world;
    if (system.ownerCount > 0)
      log.violate('leak', `${system.ownerCount} owners are awake, ${this.#store.openCount} are open`);
    if (wheel.count > 0) log.violate('leak', `${wheel.count} deadlines are set`);
    if (system.memberships.count > 0) log.violate('leak', `${system.memberships.count} roles are members`);
  }
}
