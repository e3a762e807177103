// One robot: connects, enters the world, sends heartbeats when it is told to and matches the echoes. The number that a beat
// carries says which one it is, and with the schedule when it was due, so nothing is remembered for each beat in flight.
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
}

export class Robot {
  readonly #options: RobotOptions;
  #client: Client | null = null;
  #schedule: BeatSchedule | null = null;
  #sentBeats = 0;
  #nextEcho = 0;
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

  /** Whether every beat that was sent was answered. */
  get isQuiet(): boolean {
    return this.#hasFailed || this.#nextEcho === this.#sentBeats;
  }

  /** Rejects only when the server cannot be reached at all; any later failure is counted. */
  async enter(scheduledMs: number): Promise<void> {
    const { reactor, clock, tally, dial, credentials, scene } = this.#options;
    const client = await this.#connect(reactor, dial);
    if (client === null) return;
    this.#client = client;
    if (this.#isLeaving) {
      void client.close();
      return;
    }
    client.onLink(({ kind }) => this.#ofDatagrams(kind));
    client.onWaiting((event) => {
      if (event.kind === 'in') tally.waited(event.waitedMs);
    });
    client.on(HeartbeatC2s, ({ beatTime }) => this.#echo(beatTime));
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

  /** Sends beat `sequence` of its own, at or after its moment. */
  beat(schedule: BeatSchedule, sequence: number, lateMs: number): void {
    const client = this.#client;
    if (client === null || this.#hasFailed || this.#isLeaving) return;
    this.#schedule = schedule;
    this.late(lateMs);
    if (!client.send(HeartbeatC2s, { beatTime: sequence })) return;
    this.#sentBeats = sequence + 1;
    this.#options.tally.counts.beats++;
  }

  /** Something of its schedule left so late. */
  late(lateMs: number): void {
    if (lateMs <= BEHIND_MS || this.#isBehind) return;
    this.#isBehind = true;
    this.#options.tally.counts.behindSchedule++;
  }

  /** It has failed, by its own account or the scenario's, and its connection ends. */
  fail(kind: string): void {
    this.#fail(kind);
    void this.#client?.close();
  }

  /** Ends the connection; what was not answered counts with the time that was waited for it. */
  leave(): void {
    this.#isLeaving = true;
    this.#giveUp(this.#sentBeats);
    void this.#client?.close();
  }

  async #connect(reactor: Reactor, dial: DialClientOptions): Promise<Client | null> {
    try {
      return await dialClient(reactor, { ...dial, waiting: true });
    } catch (error) {
      this.#fail(failureKind(error));
      if (error instanceof ClientError && this.#options.index > 0) return null;
      throw error;
    }
  }

  #ofDatagrams(kind: LinkEvent['kind']): void {
    const { datagrams } = this.#options.tally;
    if (kind === 'datagramsOpen') datagrams.opened++;
    else if (kind === 'datagramsClosed') datagrams.closed++;
  }

  #echo(sequence: number): void {
    // Echoes come in order; one that was left out never comes.
    if (this.#schedule === null || sequence < this.#nextEcho || sequence >= this.#sentBeats) return;
    this.#giveUp(sequence);
    this.#nextEcho = sequence + 1;
    this.#record(sequence);
  }

  #giveUp(before: number): void {
    for (; this.#nextEcho < before; this.#nextEcho++) {
      this.#options.tally.counts.unanswered++;
      this.#record(this.#nextEcho);
    }
  }

  #record(sequence: number): void {
    const { clock, tally, index } = this.#options;
    const dueMs = this.#schedule?.dueMs({ robot: index, sequence });
    if (dueMs !== undefined) tally.latency.record(clock.monotonicMs() - dueMs);
  }

  #fail(kind: string): void {
    if (this.#isLeaving || this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.scene?.lost();
    this.#giveUp(this.#sentBeats);
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
