// A run: robots begin at a steady pace, only so many at once, and go the whole way each; once, or again and again for a time. The first goes alone as far as
// the gate, so that an address where nobody is ends the run instead of counting a failure for each.
import { type Clock, CodedError, type Random, sleep } from '../../base/index.ts';
import type { Reactor } from '../../reactor/index.ts';
import { TEXT_ENCODINGS } from '../wire/index.ts';
import { AT_ONCE, PATIENCE_MS, PROGRESS_MS, RAMP_PER_SECOND, ROBOT_STEP_MS, ROBOTS_MAX } from './limits.ts';
import type { MirPathOptions } from './mir-path.ts';
import { accountHead, type MirPlayerNames, NAMES_BYTES_MAX, playerOf } from './mir-player.ts';
import { MirRobot } from './mir-robot.ts';
import { MirTally } from './mir-tally.ts';

/** An option that cannot be; the message names it and says what it may be. */
export class MirRobotsError extends CodedError<'option-invalid'> {
  override readonly name = 'MirRobotsError';
}

export interface MirRobotsParts {
  readonly reactor: Reactor;
  readonly clock: Clock;
  /** For the waits between tries. */
  readonly random: Random;
}

export interface MirRobotsOptions extends Pick<MirPathOptions, 'login' | 'form' | 'server' | 'waits'>, MirPlayerNames {
  readonly count: number;
  /** How long players go the way again and again; null for once. */
  readonly seconds: number | null;
  readonly rampPerSecond?: number;
  /** Players that are under way at once. */
  readonly atOnce?: number;
  /** How long a player tries again before it gives up. */
  readonly patienceMs?: number;
  /** Ends the run early; what was measured is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MirProgress) => void;
}

export interface MirProgress {
  readonly count: number;
  readonly signedIn: number;
  readonly created: number;
  readonly selected: number;
  readonly failed: number;
  readonly paths: number;
  readonly retries: number;
}

/** Rejects with `MirClientError` when nobody is there, with `MirRobotsError` for options that cannot be. */
export async function runMirRobots(parts: MirRobotsParts, options: MirRobotsOptions): Promise<MirTally> {
  checkOptions(options);
  return await new MirRobotsRun(parts, options).run();
}

/** Throws `MirRobotsError` naming the option. */
function checkOptions(options: MirRobotsOptions): void {
  const { count, seconds, rampPerSecond = RAMP_PER_SECOND, atOnce = AT_ONCE, patienceMs = PATIENCE_MS } = options;
  const { seed, password, form } = options;
  const head = accountHead(options);
  const isWhole = (value: number, max: number): boolean => Number.isInteger(value) && value >= 1 && value <= max;
  const rules: readonly (readonly [name: string, value: unknown, isGood: boolean, rule: string])[] = [
    ['count', count, isWhole(count, ROBOTS_MAX), `a whole number from 1 to ${ROBOTS_MAX}`],
    ['seconds', seconds, seconds === null || (seconds > 0 && seconds <= 86_400), 'above 0 and at most a day'],
    ['ramp', rampPerSecond, rampPerSecond > 0 && rampPerSecond <= 100_000, 'above 0 and at most 100000 a second'],
    ['at-once', atOnce, isWhole(atOnce, ROBOTS_MAX), `a whole number from 1 to ${ROBOTS_MAX}`],
    ['patience', patienceMs / 1000, patienceMs >= 0 && patienceMs <= 3_600_000, 'from 0 to 3600 seconds'],
    ['seed', seed, Number.isInteger(seed) && seed >= 0, 'a whole number from 0 on'],
    [
      'account-prefix',
      options.accountPrefix,
      /^[0-9A-Za-z]+$/.test(head) && head.length <= NAMES_BYTES_MAX,
      `letters and digits, with the seed at most ${NAMES_BYTES_MAX}: ${head} has ${head.length}, and an account has room for no more`,
    ],
    ['password', password, /^[0-9A-Za-z]{4,10}$/.test(password), '4 to 10 letters or digits'],
    ['encoding', form.encoding, TEXT_ENCODINGS.includes(form.encoding), TEXT_ENCODINGS.join(', ')],
  ];
  const wrong = rules.find(([, , isGood]) => !isGood);
  if (wrong === undefined) return;
  const [name, value, , rule] = wrong;
  throw new MirRobotsError('option-invalid', `${name}: ${value} must be ${rule}`);
}

class MirRobotsRun {
  readonly #parts: MirRobotsParts;
  readonly #options: MirRobotsOptions;
  readonly #tally = new MirTally();
  readonly #aborted = Promise.withResolvers<void>();
  /** The first robot has a connection: somebody is there. */
  readonly #connected = Promise.withResolvers<void>();
  /** Whose turn is next; a robot that is under way is not in it. */
  readonly #queue: MirRobot[] = [];
  #begunCount = 0;
  #startMs = 0;

  constructor(parts: MirRobotsParts, options: MirRobotsOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#tally.counts.count = options.count;
  }

  async run(): Promise<MirTally> {
    const { clock } = this.#parts;
    const { signal } = this.#options;
    const abort = (): void => this.#aborted.resolve();
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
    const stopTelling = clock.every(PROGRESS_MS, () => this.#tell());
    this.#startMs = clock.monotonicMs();
    try {
      await this.#runLanes();
    } finally {
      stopTelling();
      signal?.removeEventListener('abort', abort);
      this.#tally.finish({ ms: clock.monotonicMs() - this.#startMs, isInterrupted: this.#isAborted });
    }
    return this.#tally;
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /** As many lanes as robots may be under way at once. */
  async #runLanes(): Promise<void> {
    const { count, atOnce = AT_ONCE } = this.#options;
    for (let number = 1; number <= count; number++) this.#queue.push(this.#createRobot(number));
    const first = this.#lane();
    // It rejects when nobody is there; otherwise the others need not wait for its end.
    await Promise.race([first, this.#connected.promise, this.#aborted.promise]);
    const lanes = [first];
    while (lanes.length < Math.min(count, atOnce)) lanes.push(this.#lane());
    await Promise.race([Promise.all(lanes), this.#aborted.promise]);
  }

  /** One robot after the other, each for one way. */
  async #lane(): Promise<void> {
    for (let robot = this.#queue.shift(); robot !== undefined; robot = this.#queue.shift()) {
      await this.#waitForTurn();
      if (this.#isAborted) return;
      const isThrough = await robot.play();
      // One that failed is not tried again: its failure would be counted once more.
      if (isThrough && this.#goesOn) this.#queue.push(robot);
    }
  }

  get #goesOn(): boolean {
    const { seconds } = this.#options;
    return seconds !== null && this.#parts.clock.monotonicMs() - this.#startMs < seconds * 1000 && !this.#isAborted;
  }

  /** Robots begin at the pace of the ramp; who has begun goes on at its own. */
  async #waitForTurn(): Promise<void> {
    const { count, rampPerSecond = RAMP_PER_SECOND } = this.#options;
    const begun = this.#begunCount++;
    if (begun >= count) return;
    const waitMs = this.#startMs + (begun * 1000) / rampPerSecond - this.#parts.clock.monotonicMs();
    if (waitMs > 0) await Promise.race([sleep(this.#parts.clock, waitMs), this.#aborted.promise]);
  }

  #createRobot(number: number): MirRobot {
    const { login, form, server, waits, patienceMs = PATIENCE_MS } = this.#options;
    return new MirRobot(
      { ...this.#parts, tally: this.#tally },
      {
        player: playerOf(number, this.#options),
        path: {
          login,
          form,
          timeoutMs: ROBOT_STEP_MS,
          ...(server === undefined ? {} : { server }),
          ...(waits === undefined ? {} : { waits }),
        },
        patienceMs,
        isFirst: number === 1,
        isAborted: () => this.#isAborted,
        onConnected: () => this.#connected.resolve(),
      },
    );
  }

  #tell(): void {
    const { count, signedIn, created, selected, paths } = this.#tally.counts;
    const { failed, retries } = this.#tally;
    this.#options.onProgress?.({ count, signedIn, created, selected, failed, paths, retries });
  }
}
