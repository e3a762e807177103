// The robots of one process that play a scenario: their common time, their beats, what they measure, and how the run ends. The schedule
// is fixed from the beginning and waits for no answer: a beat that runs late keeps its moment, and latencies count from there.
//
//   begin (all) ──▶ act ──▶ rest: functions end ──▶ all rest ──▶ quiet ──▶ ended ──▶ the logs are closed (all) ──▶ part
//
// "All" are all processes of the run. They wait for each other three times: before the first beat, so that all robots are there;
// before the quiet, so that nobody moves in it; and before anybody leaves the game, so that the logs do not see that.
import { type Clock, HeapTimer, isLate, TimerHeap } from '../../base/index.ts';
import { LatencyHistogram } from '../../latency/index.ts';
import { CLASSIC_VIEW, HeardLines, LineOrder, type ViewRules } from '../check/index.ts';
import { BeatSchedule, Kinds, type RunFrame } from '../run/index.ts';
import { BEATS_PER_TURN_MAX, LOOK_MS_MAX, NAMES_MAX, PROBLEMS_MAX, QUIET_MS_MAX, REST_MS } from './limits.ts';
import type { Scenario } from './scenario.ts';
import type { RobotEntry } from './scenario-robot.ts';
import type { StagePart } from './stage-part.ts';

/** What the processes of a run agree on. */
export interface Meeting {
  /** All processes have their robots in the world: resolves with all of them. */
  entered(part: readonly RobotEntry[]): Promise<Start>;
  /** The robots of all processes act no more. */
  rested(): Promise<void>;
  /** The logs of all processes are closed. */
  closed(): Promise<void>;
}

export interface Start {
  readonly all: readonly RobotEntry[];
  /** When the time of the run begins, on the wall clock. */
  readonly wallMs: number;
}

/** A meeting of one process. */
export function meetAlone(clock: Clock): Meeting {
  return {
    entered: (all) => Promise.resolve({ all, wallMs: clock.wallMs() }),
    rested: () => Promise.resolve(),
    closed: () => Promise.resolve(),
  };
}

export interface StageOptions {
  readonly scenario: Scenario;
  /** The built-in name or the file. */
  readonly name: string;
  /** The file of the scenario; null for a built-in one. */
  readonly file: string | null;
  readonly seed: number;
  readonly seconds: number;
  /** The robots of this process. */
  readonly firstNumber: number;
  readonly count: number;
  readonly clock: Clock;
  readonly meeting: Meeting;
}

/** A robot, as its stage sees it. */
export interface Actor {
  readonly entry: RobotEntry | null;
  /** Functions of the scenario that have not ended. */
  readonly inFlight: number;
  /** Updates of the map so far. */
  readonly updates: number;
  play(): Promise<void>;
  /** Resolves when the server has answered, or the robot has none any more. */
  echo(): Promise<void>;
  end(): Promise<void>;
  addTo(part: StagePart): void;
}

export class Stage {
  readonly options: StageOptions;
  readonly rules: ViewRules;
  readonly heard: HeardLines;
  readonly order: LineOrder;
  /** From a move's moment until another robot saw it, and from a line's until it was heard. */
  readonly moveLatency = new LatencyHistogram();
  readonly lineLatency = new LatencyHistogram();
  readonly counts = new Kinds();
  #all: readonly RobotEntry[] = [];
  #roles: ReadonlySet<bigint> = new Set();
  /** The place of each robot among all, by its number. */
  #turns: ReadonlyMap<number, number> = new Map();
  readonly #latencies = new Map<string, LatencyHistogram>();
  readonly #problems: string[] = [];
  readonly #actors: Actor[] = [];
  readonly #beats = new TimerHeap();
  #beatCount = 0;
  readonly #schedules = new Map<number, BeatSchedule>();
  #startMonotonicMs = 0;
  #isQuiet = false;
  #isOver = false;
  #isSettled = false;
  /** What was known when the logs were closed. */
  #part: StagePart | null = null;

  constructor(options: StageOptions) {
    this.options = options;
    this.rules = { ...CLASSIC_VIEW, ...options.scenario.view };
    this.heard = new HeardLines(options);
    this.order = new LineOrder(options);
  }

  get nowMs(): number {
    return this.options.clock.monotonicMs() - this.#startMonotonicMs;
  }

  get all(): readonly RobotEntry[] {
    return this.#all;
  }

  get endMs(): number {
    return this.options.seconds * 1_000;
  }

  /** Whether the robots act no more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  add(actor: Actor): void {
    this.#actors.push(actor);
  }

  /** The robot's turn in a schedule. */
  turnOf(number: number): number {
    return this.#turns.get(number) ?? 0;
  }

  isRobot(roleId: bigint): boolean {
    return this.#roles.has(roleId);
  }

  /** The schedule of all robots with this period; beats of one robot keep their distance from those of the others. */
  scheduleOf(ms: number): BeatSchedule {
    let schedule = this.#schedules.get(ms);
    if (schedule === undefined) {
      const robots = Math.max(1, this.#all.length);
      schedule = new BeatSchedule({ startMs: 0, robots, perSecond: 1_000 / ms, seconds: this.options.seconds });
      this.#schedules.set(ms, schedule);
    }
    return schedule;
  }

  /** Calls `run` at that moment of the run, if it is not over then. */
  addBeat(dueMs: number, run: () => void): void {
    if (dueMs >= this.endMs) return;
    this.#beats.add(new HeapTimer({ dueMs, order: this.#beatCount++, periodMs: null, callback: run }));
  }

  measure(name: string, ms: number): void {
    let latency = this.#latencies.get(name);
    if (latency === undefined) {
      if (this.#latencies.size === NAMES_MAX) return;
      latency = new LatencyHistogram();
      this.#latencies.set(name, latency);
    }
    latency.record(ms);
  }

  problem(what: string): void {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push(`${this.options.name}: ${what}`);
  }

  /** All robots of all processes are in the world, and the time of the run begins. */
  async begin(frame: RunFrame): Promise<void> {
    const { clock, meeting } = this.options;
    const part = this.#actors.flatMap(({ entry }) => (entry === null ? [] : [entry]));
    const entered = meeting.entered(part).then(({ all, wallMs }) => {
      this.#all = all;
      this.#roles = new Set(all.map(({ roleId }) => roleId));
      this.#turns = new Map(all.map(({ number }, turn) => [number, turn]));
      this.#startMonotonicMs = clock.monotonicMs() + wallMs - clock.wallMs();
    });
    await frame.unlessAborted(entered);
    if (this.nowMs < 0) await frame.sleep(-this.nowMs);
    for (const actor of this.#actors) void actor.play();
  }

  /** Runs every beat at its moment, until the time is over or the run is aborted. What is late then still runs. */
  async act(frame: RunFrame): Promise<void> {
    while (!frame.isAborted && (this.nowMs < this.endMs || this.#beats.count > 0)) {
      const nextMs = this.#runDue();
      await frame.sleep(Math.max(0, Math.min(nextMs - this.nowMs, this.endMs - this.nowMs, LOOK_MS_MAX)));
    }
    this.#isOver = true;
  }

  /** Lets what runs end, waits for the others and for quiet, and ends the scenario of each robot. */
  async rest(frame: RunFrame): Promise<void> {
    this.#isOver = true;
    const { clock, meeting } = this.options;
    const endMs = clock.monotonicMs() + REST_MS;
    const isBusy = (): boolean => this.#actors.some(({ inFlight }) => inFlight > 0);
    while (isBusy() && clock.monotonicMs() < endMs && !frame.isAborted) await frame.sleep(LOOK_MS_MAX);
    await frame.unlessAborted(meeting.rested());
    if (frame.isAborted) return;
    await this.#settle(frame);
    await isLate(clock, REST_MS, frame.unlessAborted(Promise.all(this.#actors.map((actor) => actor.end()))));
    this.#isSettled = !frame.isAborted;
    this.#part = this.#close();
    await frame.unlessAborted(meeting.closed());
  }

  /** What goes to the process that judges. */
  part(): StagePart {
    return this.#part ?? this.#close();
  }

  #close(): StagePart {
    const part: StagePart = {
      logs: [],
      results: [],
      heard: this.heard.data(),
      moveLatency: this.moveLatency.encode(),
      lineLatency: this.lineLatency.encode(),
      latencies: [...this.#latencies].map(([name, latency]) => [name, latency.encode()]),
      counts: this.counts.sorted(),
      problems: this.#problems,
      findings: [],
      moves: 0,
      lines: 0,
      lefts: [],
      unchecked: this.heard.unchecked,
      isQuiet: this.#isQuiet,
      isSettled: this.#isSettled,
    };
    for (const actor of this.#actors) actor.addTo(part);
    return part;
  }

  /** Runs what is due. Returns the moment of the next beat. */
  #runDue(): number {
    const nowMs = this.nowMs;
    for (let count = 0; count < BEATS_PER_TURN_MAX; count++) {
      const first = this.#beats.first();
      if (first === null) return Number.POSITIVE_INFINITY;
      if (first.dueMs > nowMs) return first.dueMs;
      this.#beats.remove(first);
      first.callback();
    }
    return nowMs;
  }

  /** Until the clients have what the server had for them: answers to a heartbeat, and a flush in which no update comes. */
  async #settle(frame: RunFrame): Promise<void> {
    const { clock } = this.options;
    const endMs = clock.monotonicMs() + QUIET_MS_MAX;
    const updates = (): number => this.#actors.reduce((sum, actor) => sum + actor.updates, 0);
    while (!this.#isQuiet && !frame.isAborted && clock.monotonicMs() < endMs) {
      await this.#echo();
      const before = updates();
      await frame.sleep(this.rules.flushMs * 2);
      await this.#echo();
      this.#isQuiet = updates() === before;
    }
  }

  async #echo(): Promise<void> {
    await Promise.all(this.#actors.map((actor) => actor.echo()));
  }
}
