// A run: robots connect at a steady pace, enter, and then all send heartbeats by one schedule for as long as asked. The schedule
// waits for no robot. One timer sends for all of them.
//
//   ramp (connect, enter) ──all entered or failed──▶ settle ──▶ load ──▶ drain (last answers) ──▶ leave
//
// With a scenario, its stage begins with the load and rests after the drain.
import { type Clock, sleep } from '../base/index.ts';
import { createCredentials, type DialClientOptions } from '../client/index.ts';
import { HeartbeatC2s } from '../gate/gate.messages.ts';
import type { UserAuthC2s } from '../modules/login/login.messages.ts';
import type { Reactor } from '../reactor/index.ts';
import type { Layout, Registry } from '../wire/index.ts';
import { GeneratorMeter, type ReadCpuMs } from './generator-meter.ts';
import {
  BEATS_PER_TURN_MAX,
  DRAIN_MS,
  DRAIN_STEP_MS,
  ENTER_STEP_MS,
  RAMP_PER_SECOND,
  ROBOTS_MAX,
  SETTLE_MS,
} from './limits.ts';
import { Robot } from './robot.ts';
import type { DatagramFaults, OpenRobotDatagrams, RobotDatagrams } from './robot-datagrams-node.ts';
import {
  BeatSchedule,
  faultOf,
  isWhole,
  paceRule,
  RobotsError,
  RunFrame,
  secondsRule,
  shareRule,
} from './run/index.ts';
import type { RobotScene, Stage } from './scenario/index.ts';
import { Tally } from './tally.ts';

export interface RobotsDependencies {
  readonly reactor: Reactor;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly readCpuMs: ReadCpuMs;
  /** Of a run with a scenario: loaded only then. */
  readonly stage?: Stage;
  readonly createScene?: (number: number, account: string) => RobotScene;
  /** Of a run with datagrams. */
  readonly openDatagrams?: OpenRobotDatagrams;
}

export interface RobotsOptions {
  readonly url: string;
  readonly count: number;
  /** How long the load lasts, once everybody is in. */
  readonly seconds: number;
  /** Heartbeats of one robot each second. */
  readonly perSecond?: number;
  /** Robots that connect each second. */
  readonly rampPerSecond?: number;
  readonly layout?: Layout;
  readonly serverId?: number;
  /** Accounts are this, a dash and a number. */
  readonly accountPrefix?: string;
  /** The number of the first. */
  readonly firstNumber?: number;
  /** What the robot of a number signs in with; by default its account alone, as the `dev` provider takes it. */
  readonly credentials?: (number: number) => UserAuthC2s;
  /** The robots ask for datagrams, and the network between has these faults; left out, all travels by connections. */
  readonly datagrams?: DatagramFaults;
  /** For `tls://`: the certificates to trust instead of the system's. */
  readonly tls?: { readonly authority?: string; readonly serverName?: string };
  /** Ends the run early; what was measured is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RobotsProgress) => void;
}

export interface RobotsProgress {
  readonly phase: 'ramp' | 'load' | 'drain';
  readonly robots: number;
  readonly entered: number;
  readonly failed: number;
  readonly sent: number;
  readonly received: number;
  readonly p99Ms: number;
}

/** Runs robots against a server. Rejects with `ClientError` when it cannot be reached, with `RobotsError` for options that cannot be. */
export async function runRobots(dependencies: RobotsDependencies, options: RobotsOptions): Promise<Tally> {
  checkOptions(options);
  return await new RobotsRun(dependencies, options).run();
}

/** Throws `RobotsError` naming the option. */
export function checkOptions(options: RobotsOptions): void {
  const { count, seconds, perSecond = 1, rampPerSecond = RAMP_PER_SECOND } = options;
  const beatsMax = HeartbeatC2s.rate?.perSecond ?? Number.POSITIVE_INFINITY;
  const fault = faultOf([
    {
      name: 'count',
      value: count,
      isGood: isWhole(count, { max: ROBOTS_MAX }),
      rule: `a whole number from 1 to ${ROBOTS_MAX} for each process`,
    },
    secondsRule(seconds),
    {
      name: 'rate',
      value: perSecond,
      isGood: perSecond > 0 && perSecond <= beatsMax,
      rule: `above 0 and at most ${beatsMax} a second: a server refuses more of one client. Use more robots`,
    },
    paceRule(rampPerSecond),
    ...Object.entries(options.datagrams ?? {}).map(([name, share]) => shareRule(name, share)),
  ]);
  if (fault !== null) throw new RobotsError('option-invalid', fault);
}

class RobotsRun {
  readonly #dependencies: RobotsDependencies;
  readonly #options: RobotsOptions;
  readonly #tally = new Tally();
  readonly #meter: GeneratorMeter;
  readonly #robots: Robot[] = [];
  readonly #frame: RunFrame;
  readonly #datagrams: RobotDatagrams | null;
  #phase: RobotsProgress['phase'] = 'ramp';

  constructor(dependencies: RobotsDependencies, options: RobotsOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#meter = new GeneratorMeter(dependencies.clock, dependencies.readCpuMs);
    const { signal, rampPerSecond = RAMP_PER_SECOND } = options;
    this.#frame = new RunFrame(dependencies.clock, { signal, rampPerSecond, onProgress: () => this.#report() });
    this.#tally.counts.robots = options.count;
    const { clock, openDatagrams } = dependencies;
    const { datagrams, firstNumber = 1 } = options;
    // Processes of one run draw other numbers.
    this.#datagrams =
      datagrams === undefined ? null : (openDatagrams?.(datagrams, { clock, seed: firstNumber }) ?? null);
  }

  async run(): Promise<Tally> {
    this.#meter.start();
    try {
      await this.#frame.run(async () => {
        await this.#ramp();
        // The stages of other processes wait for this one's, whoever entered.
        const isWorthIt = this.#tally.counts.entered > 0 || this.#dependencies.stage !== undefined;
        if (!this.#frame.isAborted && isWorthIt) await this.#load();
      });
    } finally {
      this.#end();
    }
    return this.#tally;
  }

  async #ramp(): Promise<void> {
    const entering: Promise<void>[] = [];
    for (let index = 0; index < this.#options.count && !this.#frame.isAborted; index++) {
      const dueMs = await this.#frame.turnOf(index);
      const robot = this.#createRobot(index);
      this.#robots.push(robot);
      const entered = robot.enter(dueMs);
      // The first finds out whether there is a server at all; the others need not.
      if (index === 0) await this.#frame.unlessAborted(entered);
      else entering.push(entered);
    }
    await this.#frame.unlessAborted(Promise.all(entering));
  }

  async #load(): Promise<void> {
    const { clock, stage } = this.#dependencies;
    const { count: robots, seconds, perSecond = 1 } = this.#options;
    await this.#frame.sleep(SETTLE_MS);
    await stage?.begin(this.#frame);
    this.#phase = 'load';
    this.#meter.start();
    const startMs = clock.monotonicMs();
    const receivedBefore = this.#received;
    const schedule = new BeatSchedule({ startMs, robots, perSecond, seconds });
    await Promise.all([this.#beat(schedule), stage?.act(this.#frame)]);
    this.#tally.counts.loadMs = clock.monotonicMs() - startMs;
    this.#tally.counts.loadMessages = this.#received - receivedBefore;
    this.#phase = 'drain';
    await this.#drain();
    await stage?.rest(this.#frame);
  }

  /** Sends every beat at its moment, to the end of the schedule or until aborted. */
  async #beat(schedule: BeatSchedule): Promise<void> {
    const { clock } = this.#dependencies;
    for (let beat = 0; beat < schedule.beatCount && !this.#frame.isAborted; ) {
      const nowMs = clock.monotonicMs();
      const lastOfTurn = Math.min(schedule.beatCount, beat + BEATS_PER_TURN_MAX);
      let waitMs = 0;
      for (; beat < lastOfTurn; beat++) {
        const place = schedule.place(beat);
        waitMs = schedule.dueMs(place) - nowMs;
        if (waitMs > 0) break;
        this.#robots[place.robot]?.beat(schedule, place.sequence, -waitMs);
      }
      await this.#frame.sleep(Math.max(0, waitMs));
    }
    const leftMs = schedule.endMs - clock.monotonicMs();
    if (leftMs > 0) await this.#frame.sleep(leftMs);
  }

  /** Waits for the last answers, after an interruption too: cut off, they would count as slow. */
  async #drain(): Promise<void> {
    const { clock } = this.#dependencies;
    const endMs = clock.monotonicMs() + DRAIN_MS;
    while (clock.monotonicMs() < endMs && this.#robots.some((robot) => !robot.isQuiet)) {
      await sleep(clock, DRAIN_STEP_MS);
    }
  }

  #end(): void {
    const { counts } = this.#tally;
    for (const robot of this.#robots) robot.leave();
    counts.sent = this.#robots.reduce((sum, robot) => sum + robot.sentCount, 0);
    counts.messages = this.#received;
    if (this.#datagrams !== null) {
      Object.assign(this.#tally.datagrams, this.#datagrams.counts);
      void this.#datagrams.close();
    }
    this.#tally.finish({ interrupted: this.#frame.isAborted, generator: this.#meter.stop() });
  }

  #createRobot(index: number): Robot {
    const { reactor, clock, registry, createScene } = this.#dependencies;
    const { url, layout = 'packed', tls, firstNumber = 1 } = this.#options;
    const credentials = this.#credentials(firstNumber + index);
    return new Robot({
      index,
      reactor,
      clock,
      tally: this.#tally,
      dial: {
        url,
        registry,
        layout,
        clock,
        timeoutMs: ENTER_STEP_MS,
        ...(tls === undefined ? {} : { tls }),
        ...this.#dialDatagrams(),
      },
      credentials,
      scene: createScene?.(firstNumber + index, credentials.username) ?? null,
    });
  }

  #dialDatagrams(): Pick<DialClientOptions, 'dialDatagrams'> {
    return this.#datagrams === null ? {} : { dialDatagrams: this.#datagrams.dial };
  }

  #credentials(number: number): UserAuthC2s {
    const { credentials, accountPrefix = 'robot', serverId: serverid = 1 } = this.#options;
    return credentials?.(number) ?? createCredentials({ username: `${accountPrefix}-${number}`, serverid });
  }

  get #received(): number {
    return this.#robots.reduce((sum, robot) => sum + robot.receivedCount, 0);
  }

  #report(): void {
    const { robots, entered, failed } = this.#tally.counts;
    this.#options.onProgress?.({
      phase: this.#phase,
      robots,
      entered,
      failed,
      sent: this.#robots.reduce((sum, robot) => sum + robot.sentCount, 0),
      received: this.#received,
      p99Ms: this.#tally.latency.percentile(99),
    });
  }
}
