// One robot: connects, enters the world, sends heartbeats when it is told to and matches the echoes. The number that a beat
// carries says which one it is, and with the schedule when it was due, so nothing is remembered for each beat in flight.
//
// A robot that is cut (`cuts`) resumes its session: its beats go on meanwhile, and each of them is echoed once, in order.
import type { Clock } from '../base/index.ts';
import {
  type Client,
  ClientError,
  type DialClientOptions,
  dialClient,
  enterWorld,
  type LinkEvent,
} from '../client/index.ts';
import { HeartbeatC2s } from '../gate/gate.messages.ts';
import type { UserAuthC2s } from '../modules/login/login.messages.ts';
import type { Reactor } from '../reactor/index.ts';
import { AnswerLedger } from './check/index.ts';
import type { CutKind, CutOwner, CuttingIo } from './cut/index.ts';
import { BEHIND_MS } from './limits.ts';
import type { BeatSchedule } from './run/index.ts';
import type { RobotScene } from './scenario/index.ts';
import type { Tally } from './tally.ts';

export interface RobotOptions {
  readonly index: number;
  readonly reactor: Reactor;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly dial: DialClientOptions;
  readonly credentials: UserAuthC2s;
  /** Of a robot that plays a scenario; else null. */
  readonly scene: RobotScene | null;
  /** The network that cuts the robot's connections; null when none are cut. */
  readonly cuts: CuttingIo | null;
}

export class Robot {
  readonly #options: RobotOptions;
  readonly #answers = new AnswerLedger();
  readonly #link: CutOwner = { socket: null, noticed: () => this.#client?.cutLink() };
  #client: Client | null = null;
  #schedule: BeatSchedule | null = null;
  #isBehind = false;
  #isLeaving = false;
  #hasFailed = false;

  constructor(options: RobotOptions) {
    this.#options = options;
  }

  get sentCount(): number {
    return this.#client?.sentCount ?? 0;
  }

  get receivedCount(): number {
    return this.#client?.receivedCount ?? 0;
  }

  /** Whether it has a connection and every beat that was sent was answered. */
  get isQuiet(): boolean {
    return this.#hasFailed || (this.#answers.isSettled && this.#client?.isLinkUp !== false);
  }

  /** Rejects only when the server cannot be reached at all; any later failure is counted. */
  async enter(scheduledMs: number): Promise<void> {
    const { clock, tally, credentials, scene } = this.#options;
    const client = await this.#connect();
    if (client === null) return;
    this.#client = client;
    if (this.#isLeaving) {
      void client.close();
      return;
    }
    client.onWaiting((event) => {
      if (event.kind === 'in') tally.waited(event.waitedMs);
    });
    client.on(HeartbeatC2s, ({ beatTime }) => this.#echo(beatTime));
    client.onLink((event) => this.#linkEvent(event));
    scene?.connected(client, this);
    try {
      const entered = await enterWorld(client, { ...scene?.enterOptions, credentials });
      scene?.entered(entered);
    } catch (error) {
      this.fail(failureKind(error));
      return;
    }
    tally.counts.entered++;
    tally.enter.record(clock.monotonicMs() - scheduledMs);
    void client.closed.then(({ reason, told }) => this.#fail(`in-world: ${told === null ? reason : closeKind(told)}`));
  }

  /** Sends the next beat of the schedule, at or after its moment. */
  beat(schedule: BeatSchedule, lateMs: number): void {
    const client = this.#client;
    if (client === null || this.#hasFailed || this.#isLeaving) return;
    this.#schedule = schedule;
    this.late(lateMs);
    if (client.send(HeartbeatC2s, { beatTime: this.#answers.asked })) {
      this.#answers.ask();
      this.#options.tally.counts.beats++;
    } else this.#answers.askInVain();
  }

  /** Something of its schedule left so late. */
  late(lateMs: number): void {
    if (lateMs <= BEHIND_MS || this.#isBehind) return;
    this.#isBehind = true;
    this.#options.tally.counts.behindSchedule++;
  }

  /** Takes its connection away. False when there is none at the moment. */
  cut(kind: CutKind): boolean {
    const { cuts, tally } = this.#options;
    if (cuts === null || this.#client?.isOpen !== true || !cuts.canCut(this.#link)) return false;
    cuts.cut(this.#link, kind);
    tally.cut(kind);
    return true;
  }

  /** It has failed, by its own account or the scenario's, and its connection ends. */
  fail(kind: string): void {
    this.#fail(kind);
    void this.#client?.close();
  }

  /** Ends the connection; what was not answered counts with the time that was waited for it. */
  leave(): void {
    if (!this.#isLeaving && !this.#hasFailed) this.#closeAnswers();
    this.#isLeaving = true;
    void this.#client?.close();
  }

  async #connect(): Promise<Client | null> {
    const { reactor, dial, cuts, index } = this.#options;
    try {
      const all = { ...dial, waiting: true };
      if (cuts === null) return await dialClient(reactor, all);
      return await dialClient(cuts.reactorOf(this.#link, reactor), { ...all, resume: true });
    } catch (error) {
      this.#fail(failureKind(error));
      if (error instanceof ClientError && index > 0) return null;
      throw error;
    }
  }

  #linkEvent(event: LinkEvent): void {
    const { tally, scene } = this.#options;
    tally.link(event);
    this.#ofDatagrams(event.kind);
    if (event.kind === 'resumed') scene?.resumed();
    else if (event.kind === 'resynced') {
      this.#answers.excuse();
      scene?.resynced(event.awayMs);
    } else if (event.kind === 'refused') {
      this.#answers.excuse();
      this.fail(`resume refused: ${event.why ?? 'for a reason that this client does not know'}`);
    }
  }

  #ofDatagrams(kind: LinkEvent['kind']): void {
    const { datagrams } = this.#options.tally;
    if (kind === 'datagramsOpen') datagrams.opened++;
    else if (kind === 'datagramsClosed') datagrams.closed++;
  }

  #echo(sequence: number): void {
    // Before the first beat an echo is that of a scenario.
    if (this.#schedule === null) return;
    const first = this.#answers.next;
    if (this.#answers.answered(sequence) !== 'next') return;
    for (let number = first; number <= sequence; number++) this.#record(number);
  }

  #record(sequence: number): void {
    const { clock, tally, index } = this.#options;
    const dueMs = this.#schedule?.dueMs({ robot: index, sequence });
    if (dueMs !== undefined) tally.latency.record(clock.monotonicMs() - dueMs);
  }

  /** What has no answer by now has none. */
  #closeAnswers(): void {
    const { next, asked } = this.#answers;
    for (let number = next; number < asked; number++) this.#record(number);
    this.#answers.close();
    this.#options.tally.answers(this.#answers.faults());
  }

  #fail(kind: string): void {
    if (this.#isLeaving || this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.scene?.lost();
    this.#closeAnswers();
    this.#options.tally.fail(kind);
  }
}

/** A short text for the table of failures: the step, and what was said. */
function failureKind(error: unknown): string {
  if (!(error instanceof ClientError)) throw error;
  const { code, step, refusal, told } = error;
  const what = refusal !== null ? `${refusal.message} ${refusal.reason}` : told !== null ? closeKind(told) : code;
  return `${step ?? 'connect'}: ${what}`;
}

function closeKind(told: { readonly reason: number; readonly text: string }): string {
  return `closed with ${told.reason} (${told.text})`;
}
