// A run: robots start at a steady pace, a bounded number at once, and each follows the whole path; once, or repeatedly for a time. The first one goes alone as far as
// the gate, so that an address without a server ends the run instead of counting a failure for each robot.
import { type Clock, CodedError, type Random } from '../../base/index.ts';
import type { Reactor } from '../../reactor/index.ts';
import { faultOf, isWhole, paceRule, RunFrame, secondsRule } from '../../robots/run/index.ts';
import { TEXT_ENCODINGS } from '../names/index.ts';
import { AT_ONCE, PATIENCE_MS, RAMP_PER_SECOND, ROBOT_STEP_MS, ROBOTS_MAX } from './limits.ts';
import type { MirPathOptions } from './mir-path.ts';
import { accountHead, type MirPlayerNames, NAMES_BYTES_MAX, playerOf } from './mir-player.ts';
import { MirRobot } from './mir-robot.ts';
import { MirTally } from './mir-tally.ts';

/** How long a player may try again, at most: an hour. */
const PATIENCE_MS_MAX = 3_600_000;

/** An option that is out of its range; the message has its name and what it may be. */
export class MirRobotsError extends CodedError<'option-invalid'> {}

export interface MirRobotsParts {
  readonly reactor: Reactor;
  readonly clock: Clock;
  /** For the waits between tries. */
  readonly random: Random;
}

export interface MirRobotsOptions extends Pick<MirPathOptions, 'login' | 'form' | 'server' | 'waits'>, MirPlayerNames {
  readonly count: number;
  /** How long players repeat the path; null for once. */
  readonly seconds: number | null;
  readonly rampPerSecond?: number;
  /** Players that follow the path at once. */
  readonly atOnce?: number;
  /** How long a player tries again before it gives up. */
  readonly patienceMs?: number;
  /** Ends the run early; what was measured is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MirProgress) => void;
}

export type MirProgress = MirTally['counts'] & { readonly failed: number; readonly retries: number };

/** Rejects with `MirClientError` when no server answers, with `MirRobotsError` for invalid options. */
export async function runMirRobots(parts: MirRobotsParts, options: MirRobotsOptions): Promise<MirTally> {
  checkOptions(options);
  return await new MirRobotsRun(parts, options).run();
}

/** Throws `MirRobotsError` naming the option. */
function checkOptions(options: MirRobotsOptions): void {
  const { count, seconds, rampPerSecond = RAMP_PER_SECOND, atOnce = AT_ONCE, patienceMs = PATIENCE_MS } = options;
  const { seed, password, form } = options;
  const head = accountHead(options);
  const fault = faultOf([
    {
      name: 'count',
      value: count,
      isGood: isWhole(count, { max: ROBOTS_MAX }),
      rule: `a whole number from 1 to ${ROBOTS_MAX}`,
    },
    secondsRule(seconds),
    paceRule(rampPerSecond),
    {
      name: 'at-once',
      value: atOnce,
      isGood: isWhole(atOnce, { max: ROBOTS_MAX }),
      rule: `a whole number from 1 to ${ROBOTS_MAX}`,
    },
    {
      name: 'patience',
      value: patienceMs / 1000,
      isGood: patienceMs >= 0 && patienceMs <= PATIENCE_MS_MAX,
      rule: `from 0 to ${PATIENCE_MS_MAX / 1000} seconds`,
    },
    { name: 'seed', value: seed, isGood: Number.isInteger(seed) && seed >= 0, rule: 'a whole number from 0 on' },
    {
      name: 'account-prefix',
      value: options.accountPrefix,
      isGood: /^[0-9A-Za-z]+$/.test(head) && head.length <= NAMES_BYTES_MAX,
      rule: `letters and digits, with the seed at most ${NAMES_BYTES_MAX}: ${head} has ${head.length}, and an account has room for no more`,
    },
    {
      name: 'password',
      value: password,
      isGood: /^[0-9A-Za-z]{4,10}$/.test(password),
      rule: '4 to 10 letters or digits',
    },
    {
      name: 'encoding',
      value: form.encoding,
      isGood: TEXT_ENCODINGS.includes(form.encoding),
      rule: TEXT_ENCODINGS.join(', '),
    },
  ]);
  if (fault !== null) throw new MirRobotsError('option-invalid', fault);
}

class MirRobotsRun {
  readonly #parts: MirRobotsParts;
  readonly #options: MirRobotsOptions;
  readonly #tally = new MirTally();
  readonly #frame: RunFrame;
  /** The first robot has a connection: a server is there. */
  readonly #connected = Promise.withResolvers<void>();
  /** Whose turn is next; a robot that is under way is not in it. */
  readonly #queue: MirRobot[] = [];
  #begunCount = 0;

  constructor(parts: MirRobotsParts, options: MirRobotsOptions) {
    this.#parts = parts;
    this.#options = options;
    const { signal, rampPerSecond = RAMP_PER_SECOND } = options;
    this.#frame = new RunFrame(parts.clock, { signal, rampPerSecond, onProgress: () => this.#report() });
    this.#tally.counts.count = options.count;
  }

  async run(): Promise<MirTally> {
    const frame = this.#frame;
    try {
      await frame.run(() => this.#runLanes());
    } finally {
      this.#tally.finish({ ms: frame.elapsedMs, isInterrupted: frame.isAborted });
    }
    return this.#tally;
  }

  /** As many lanes as robots may be under way at once. */
  async #runLanes(): Promise<void> {
    const { count, atOnce = AT_ONCE } = this.#options;
    for (let number = 1; number <= count; number++) this.#queue.push(this.#createRobot(number));
    const first = this.#lane();
    // It rejects when no server answers; otherwise the others need not wait for its end.
    await this.#frame.unlessAborted(Promise.race([first, this.#connected.promise]));
    const lanes = [first];
    while (lanes.length < Math.min(count, atOnce)) lanes.push(this.#lane());
    await this.#frame.unlessAborted(Promise.all(lanes));
  }

  /** One robot after the other; each follows the path once. */
  async #lane(): Promise<void> {
    for (let robot = this.#queue.shift(); robot !== undefined; robot = this.#queue.shift()) {
      await this.#waitForTurn();
      if (this.#frame.isAborted) return;
      const isThrough = await robot.play();
      // A robot that failed does not try again: its failure would be counted twice.
      if (isThrough && this.#goesOn) this.#queue.push(robot);
    }
  }

  get #goesOn(): boolean {
    const { seconds } = this.#options;
    return seconds !== null && this.#frame.elapsedMs < seconds * 1000 && !this.#frame.isAborted;
  }

  /** Robots begin at the pace of the ramp; a robot that has begun goes on at its own. */
  async #waitForTurn(): Promise<void> {
    const index = this.#begunCount++;
    if (index < this.#options.count) await this.#frame.turnOf(index);
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
        isAborted: () => this.#frame.isAborted,
        onConnected: () => this.#connected.resolve(),
      },
    );
  }

  #report(): void {
    const { counts, failed, retries } = this.#tally;
    this.#options.onProgress?.({ ...counts, failed, retries });
  }
}
