// One schedule of one robot: the next beat is due by the schedule, whether the one before has ended or not.
import { BEATS_IN_FLIGHT_MAX, PERIOD_MS_MAX, PERIOD_MS_MIN } from './limits.ts';
import type { BeatFunction } from './scenario-robot.ts';
import type { Stage } from './stage.ts';

export interface BeatOwner {
  readonly number: number;
  readonly stage: Stage;
  readonly isPlaying: boolean;
  readonly inFlight: number;
  takeSchedule(): boolean;
  late(lateMs: number): void;
  fail(rule: string): never;
  guard(place: string, code: () => void | Promise<void>): Promise<void> | void;
}

interface BeatOptions {
  readonly ms: number;
  readonly beat: BeatFunction;
  readonly isRepeated: boolean;
}

export class RobotBeat {
  readonly #owner: BeatOwner;
  readonly #options: BeatOptions;
  readonly #place: string;
  /** The robot's turn among all: beats of one period are spread evenly. */
  readonly #turn: number;
  #sequence = 0;
  #dueMs: number;
  readonly #run = (): void => this.#beat();

  private constructor(owner: BeatOwner, options: BeatOptions) {
    this.#owner = owner;
    this.#options = options;
    const { ms, isRepeated } = options;
    const { nowMs } = owner.stage;
    this.#place = `${isRepeated ? 'every' : 'after'} ${ms} ms`;
    this.#turn = owner.stage.turnOf(owner.number);
    this.#dueMs = isRepeated ? this.#momentOf(0) : nowMs + ms;
    // A schedule that begins in the middle of the run begins with its next moment.
    while (isRepeated && this.#dueMs < nowMs - ms) this.#dueMs = this.#momentOf(++this.#sequence);
  }

  static start(owner: BeatOwner, options: BeatOptions): void {
    const { ms, isRepeated } = options;
    const min = isRepeated ? PERIOD_MS_MIN : 0;
    if (!(ms >= min && ms <= PERIOD_MS_MAX)) owner.fail(`${ms} ms must be from ${min} to ${PERIOD_MS_MAX}`);
    if (!owner.takeSchedule()) owner.fail('it has too many schedules');
    const schedule = new RobotBeat(owner, options);
    owner.stage.addBeat(schedule.#dueMs, schedule.#run);
  }

  #beat(): void {
    const owner = this.#owner;
    if (!owner.isPlaying || owner.stage.isOver) return;
    const { stage } = owner;
    const dueMs = this.#dueMs;
    owner.late(stage.nowMs - dueMs);
    const sequence = this.#sequence++;
    const done = (name: string): void => stage.measure(name, stage.nowMs - dueMs);
    void owner.guard(this.#place, () => {
      if (owner.inFlight >= BEATS_IN_FLIGHT_MAX) owner.fail(`${owner.inFlight} beats have not ended`);
      return this.#options.beat({ sequence, dueMs, done });
    });
    if (!this.#options.isRepeated) return;
    this.#dueMs = this.#momentOf(this.#sequence);
    stage.addBeat(this.#dueMs, this.#run);
  }

  #momentOf(sequence: number): number {
    return this.#owner.stage.scheduleOf(this.#options.ms).dueMs({ robot: this.#turn, sequence });
  }
}
