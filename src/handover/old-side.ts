// The process that is replaced: performs the effects of its machine, `old-side-state.ts`, on its parts, the channel and the new process.
import { type Cancel, type Clock, messageOf } from '../base/index.ts';
import { EMPTY, type Frame, type HandoverChannel, SEQUENCE_PART } from './channel.ts';
import { HandoverError } from './handover-error.ts';
import { END_GRACE_MS, STEP_MS_MAX, STOPPED_MS_MIN } from './limits.ts';
import {
  isOldOver,
  OLD_START,
  type OldEffect,
  type OldEvent,
  type OldState,
  type OldStep,
  stepOld,
} from './old-side-state.ts';
import type { HandoverPart, HandoverSink } from './part.ts';
import { agreedVersion, type Hello, readHello, readReason, SEQUENCE, writeAgreed, writeReason } from './sequence.ts';

/** The new process, as its parent sees it. */
export interface HandoverChild {
  /** At once (`SIGKILL`). */
  kill(): void;
  /** Resolves with how it ended, once it is dead and reaped: 'exit code 1'. Never rejects. */
  readonly ended: Promise<string>;
}

/** A step that is over. */
export interface StepReport {
  readonly step: OldStep;
  readonly ms: number;
  /** What the parts sent in it. */
  readonly frames: number;
  readonly bytes: number;
  readonly descriptors: number;
}

export interface OldSideOptions {
  /** The bottom first: the store before the sessions that use it. They freeze in the opposite order. */
  readonly parts: readonly HandoverPart[];
  readonly channel: HandoverChannel;
  readonly child: HandoverChild;
  readonly clock: Clock;
  readonly stepped?: (report: StepReport) => void;
}

export interface OldOutcome {
  /**
   * `gone`: the new process has everything, and this one must end. `kept`: nothing has happened, this process serves on. `lost`: neither
   * serves, and this process must end as after a crash.
   */
  readonly kind: 'gone' | 'kept' | 'lost';
  readonly failure: OldState['failure'];
  readonly release: string;
  readonly pid: number;
}

export class OldSide {
  readonly #options: OldSideOptions;
  readonly #over = Promise.withResolvers<OldOutcome>();
  readonly #effects: Readonly<Record<OldEffect, () => Promise<OldEvent | null>>>;
  #state: OldState = OLD_START;
  readonly #prepared = Promise.withResolvers<void>();
  #hello: Hello | null = null;
  #version = 0;
  #cancelDeadline: Cancel = () => {};
  /** Settles when the last copy, freeze or transfer has ended. */
  #running: Promise<unknown> = Promise.resolve();
  #stepStartMs: number;
  #frames = 0;
  #bytes = 0;
  #descriptors = 0;

  constructor(options: OldSideOptions) {
    this.#options = options;
    this.#stepStartMs = options.clock.monotonicMs();
    this.#effects = {
      copy: () => this.#copy(),
      freeze: async () => {
        for (const part of options.parts.toReversed()) await part.freeze();
        return { type: 'frozen' };
      },
      transfer: () => this.#transfer(),
      commit: () => this.#say(SEQUENCE.commit),
      release: () => this.#release(),
      kill: () => this.#kill(),
      thaw: async () => {
        // What the attempt had begun comes to its end first: its frames fail, and what it waits for has a bound.
        this.#prepared.resolve();
        await this.#running;
        for (const part of options.parts) await part.thaw();
        return { type: 'thawed' };
      },
    };
  }

  /** Once. Never rejects. */
  run(): Promise<OldOutcome> {
    const { channel, child } = this.#options;
    channel.open({
      frame: (frame) => this.#take(frame),
      broken: (error) => this.#broken(error),
    });
    void child.ended.then((how) => {
      // What it said last says more than how it ended.
      channel.readOut();
      this.#apply({ type: 'failed', reason: `The new server ended (${how}).` });
    });
    this.#setDeadline();
    return this.#over.promise;
  }

  get step(): OldStep {
    return this.#state.step;
  }

  /** Ends the attempt, if it is not too late. */
  cancel(reason: string): void {
    this.#apply({ type: 'failed', reason });
  }

  /** How the process ended says more than the end of the channel, and is known soon. */
  #broken(error: Error): void {
    const isEnd = error instanceof HandoverError && error.code === 'handover-lost';
    const graceMs = isEnd ? END_GRACE_MS : 0;
    this.#options.clock.after(graceMs, () => this.#apply({ type: 'failed', reason: error.message }));
  }

  #apply(event: OldEvent): void {
    const next = stepOld(this.#state, event);
    if (next === null) return;
    const { step } = this.#state;
    this.#state = next.state;
    if (next.state.step !== step) this.#stepped(step);
    for (const effect of next.effects) this.#perform(effect);
    if (isOldOver(next.state)) this.#finish();
  }

  #perform(effect: OldEffect): void {
    const { step } = this.#state;
    const work = this.#effects[effect]();
    if (effect === 'copy' || effect === 'freeze' || effect === 'transfer') this.#running = work.catch(() => {});
    work.then(
      (event) => {
        if (event !== null) this.#apply(event);
      },
      (error: unknown) => {
        // A part of a step that was given up may fail late.
        if (this.#state.step === step) this.#apply({ type: 'failed', reason: messageOf(error) });
      },
    );
  }

  #stepped(step: OldStep): void {
    const nowMs = this.#options.clock.monotonicMs();
    const [frames, bytes, descriptors] = [this.#frames, this.#bytes, this.#descriptors];
    this.#options.stepped?.({ step, ms: nowMs - this.#stepStartMs, frames, bytes, descriptors });
    this.#stepStartMs = nowMs;
    this.#frames = 0;
    this.#bytes = 0;
    this.#descriptors = 0;
    this.#setDeadline();
  }

  #setDeadline(): void {
    this.#cancelDeadline();
    const { clock } = this.#options;
    const { step } = this.#state;
    const ms = step in STEP_MS_MAX ? STEP_MS_MAX[step as keyof typeof STEP_MS_MAX] : null;
    if (ms === null) return;
    const dueMs = clock.monotonicMs() + ms;
    this.#cancelDeadline = clock.after(ms, () => {
      // This process was stopped for a while: what the new one said meanwhile counts, and its own work had no time.
      this.#options.channel.readOut();
      if (this.#state.step !== step) return;
      if (clock.monotonicMs() - dueMs > STOPPED_MS_MIN) this.#setDeadline();
      else this.#apply({ type: 'failed', reason: lateReason(step, ms) });
    });
  }

  #take({ part, kind, body }: Frame): undefined {
    if (part !== SEQUENCE_PART) throw new HandoverError('handover-broken', 'The new process sent a frame of a part.');
    if (kind === SEQUENCE.hello) this.#greet(readHello(body));
    else if (kind === SEQUENCE.prepared) this.#prepared.resolve();
    else if (kind === SEQUENCE.ready) this.#apply({ type: 'ready' });
    else if (kind === SEQUENCE.committed) this.#apply({ type: 'committed' });
    else if (kind === SEQUENCE.failed) {
      this.#apply({ type: 'failed', reason: `The new server gave up: ${readReason(body)}` });
    }
    return undefined;
  }

  #greet(hello: Hello): void {
    if (this.#hello !== null) throw new HandoverError('handover-broken', 'The new process greeted twice.');
    this.#hello = hello;
    const refusal = this.#refusalOf(hello);
    if (refusal !== null) {
      void this.#send(SEQUENCE.failed, writeReason(refusal))?.catch(() => {});
      this.#apply({ type: 'failed', reason: refusal });
      return;
    }
    const names = this.#options.parts.map(({ name }) => name);
    void this.#send(SEQUENCE.agreed, writeAgreed({ version: this.#version, parts: names }))?.catch(() => {});
    this.#apply({ type: 'greeted' });
  }

  #refusalOf(hello: Hello): string | null {
    const version = agreedVersion(hello);
    if (version === null) {
      return `The new server is jadegate ${hello.release}, which reads other hand-overs than this release writes; upgrade by a release in between, or restart instead.`;
    }
    this.#version = version;
    for (const part of this.#options.parts) {
      const taker = hello.parts.find(({ name }) => name === part.name);
      if (taker === undefined) {
        return `The new server is jadegate ${hello.release}, which cannot take over '${part.name}'; restart instead.`;
      }
      const refusal = part.refuse(taker.described);
      if (refusal !== null) return refusal;
    }
    return null;
  }

  /** Clients need not wait while the new process opens what it needs. */
  async #copy(): Promise<OldEvent> {
    for (const [at, part] of this.#options.parts.entries()) await part.copy(this.#sinkOf(at + 1));
    await this.#say(SEQUENCE.copied);
    await this.#prepared.promise;
    return { type: 'copied' };
  }

  async #transfer(): Promise<OldEvent | null> {
    // One part may wait for the disk while another one sends.
    await Promise.all(this.#options.parts.map((part, at) => part.transfer(this.#sinkOf(at + 1))));
    return this.#say(SEQUENCE.transferred);
  }

  async #release(): Promise<OldEvent> {
    for (const part of this.#options.parts.toReversed()) await part.release();
    return { type: 'released' };
  }

  /** Nothing that the dead process had sent is missed. */
  async #kill(): Promise<OldEvent> {
    const { channel, child } = this.#options;
    child.kill();
    await child.ended;
    channel.readOut();
    channel.close();
    return { type: 'reaped' };
  }

  async #say(kind: number): Promise<null> {
    await this.#send(kind, EMPTY.body);
    return null;
  }

  #send(kind: number, body: Uint8Array): Promise<void> | undefined {
    return this.#options.channel.send(SEQUENCE_PART, kind, { body, descriptors: EMPTY.descriptors });
  }

  #sinkOf(part: number): HandoverSink {
    const { channel } = this.#options;
    return {
      version: this.#version,
      send: (kind, body, descriptors = EMPTY.descriptors) => {
        this.#frames++;
        this.#bytes += body.length;
        this.#descriptors += descriptors.length;
        return channel.send(part, kind, { body, descriptors });
      },
    };
  }

  #finish(): void {
    this.#cancelDeadline();
    // Behind a commit, the new process notices the end of this one by the end of the channel.
    if (this.#state.step !== 'gone') this.#options.channel.close();
    const { failure, step } = this.#state;
    const kind = step as OldOutcome['kind'];
    this.#over.resolve({ kind, failure, release: this.#hello?.release ?? '', pid: this.#hello?.pid ?? 0 });
  }
}

function lateReason(step: OldStep, ms: number): string {
  const seconds = `${ms / 1_000} s`;
  switch (step) {
    case 'start':
      return `The new server did not say within ${seconds} that it is there; its lines in the log may say why.`;
    case 'copy':
      return `Copying took more than ${seconds}; the machine may be too busy, try again when it is not.`;
    case 'freeze':
      return `This server did not come to rest within ${seconds}; try again.`;
    case 'transfer':
      return `The new server did not take everything over within ${seconds}; the machine may be too busy, try again when it is not.`;
    case 'commit':
      return `The new server did not confirm within ${seconds} that it serves.`;
    default:
      return `The step '${step}' took more than ${seconds}.`;
  }
}
