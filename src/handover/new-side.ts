// The process that takes over: performs the effects of its machine, `new-side-state.ts`, on its parts and the channel.
import { type Cancel, type Clock, messageOf } from '../base/index.ts';
import { EMPTY, type Frame, type HandoverChannel, SEQUENCE_PART } from './channel.ts';
import { HandoverError } from './handover-error.ts';
import { COMMIT_PATIENCE_MS, FORMAT_VERSION, FORMAT_VERSION_MIN, PATIENCE_MS } from './limits.ts';
import { NEW_START, type NewEffect, type NewEvent, type NewState, stepNew } from './new-side-state.ts';
import type { HandoverTaker } from './part.ts';
import { readAgreed, readReason, SEQUENCE, writeHello, writeReason } from './sequence.ts';

export interface NewSideOptions {
  /** In the order of the old process's parts. */
  readonly takers: readonly HandoverTaker[];
  readonly channel: HandoverChannel;
  readonly clock: Clock;
  /** Of jadegate. */
  readonly release: string;
  readonly pid: number;
  /** The old process hands over to this one: what is opened for it may be opened now. */
  readonly agreed?: () => void;
  /** What can be sent while the game runs has arrived. The old process waits for `prepared`. */
  readonly copied?: () => void;
}

export interface NewOutcome {
  /** `run`: this process serves. `over`: it discarded everything and must end. */
  readonly kind: 'run' | 'over';
  readonly reason: string | null;
}

export class NewSide {
  readonly #options: NewSideOptions;
  readonly #over = Promise.withResolvers<NewOutcome>();
  readonly #effects: Readonly<Record<NewEffect, () => Promise<NewEvent | null>>>;
  #state: NewState = NEW_START;
  /** By their numbers in frames, from 1. */
  #takers: readonly HandoverTaker[] = [];
  #cancelDeadline: Cancel = () => {};

  constructor(options: NewSideOptions) {
    this.#options = options;
    const { channel } = options;
    this.#effects = {
      adopt: async () => {
        for (const taker of this.#takers) await taker.adopted();
        return { type: 'adopted' };
      },
      ready: async () => {
        this.#send(SEQUENCE.ready, EMPTY.body);
        return null;
      },
      commit: async () => {
        this.#send(SEQUENCE.committed, EMPTY.body);
        await channel.flushed();
        return { type: 'written' };
      },
      start: () => this.#start(),
      discard: () => this.#discard(),
    };
  }

  /** Once. Rejects when a part cannot start behind the commit: then neither process serves, and this one must end. */
  run(): Promise<NewOutcome> {
    const { channel, pid, release, takers } = this.#options;
    channel.open({
      frame: (frame) => this.#take(frame),
      broken: (error) => this.#broken(error),
    });
    const parts = takers.map((taker) => ({ name: taker.name, described: taker.describe() }));
    const versions = { version: FORMAT_VERSION, versionMin: FORMAT_VERSION_MIN };
    this.#send(SEQUENCE.hello, writeHello({ ...versions, release, pid, parts }));
    this.#setDeadline(PATIENCE_MS);
    return this.#over.promise;
  }

  /** Everything that takes time is done: the old process may freeze. */
  prepared(): void {
    this.#send(SEQUENCE.prepared, EMPTY.body);
  }

  /** Something of this process failed: the attempt ends, if it is not too late. */
  fail(reason: string): void {
    this.#apply({ type: 'failed', reason });
  }

  #broken(error: Error): void {
    const isEnd = error instanceof HandoverError && error.code === 'handover-lost';
    // The old process may still have to read `committed`; after its end nobody needs the channel.
    if (this.#state.step === 'run') this.#options.channel.close();
    this.#apply(isEnd ? { type: 'ended' } : { type: 'failed', reason: error.message });
  }

  #apply(event: NewEvent): void {
    const next = stepNew(this.#state, event);
    if (next === null) return;
    this.#state = next.state;
    if (next.state.step === 'ready') this.#setDeadline(COMMIT_PATIENCE_MS);
    for (const effect of next.effects) this.#perform(effect);
  }

  #perform(effect: NewEffect): void {
    const { step } = this.#state;
    this.#effects[effect]().then(
      (event) => {
        if (event !== null) this.#apply(event);
      },
      (error: unknown) => {
        if (effect === 'start') this.#over.reject(error);
        // The old process has gone, behind its commit: the channel says so as well.
        else if (this.#state.step === step) this.#broken(error instanceof Error ? error : new Error(messageOf(error)));
      },
    );
  }

  #take({ part, kind, body, descriptors }: Frame): Promise<void> | undefined {
    if (part !== SEQUENCE_PART) {
      const taker = this.#takers[part - 1];
      if (taker === undefined || this.#state.step !== 'take') {
        throw new HandoverError('handover-broken', `The old process sent a frame of part ${part} out of its place.`);
      }
      return taker.take(kind, body, descriptors);
    }
    if (kind === SEQUENCE.agreed) this.#agreed(body);
    else if (kind === SEQUENCE.copied) this.#options.copied?.();
    else if (kind === SEQUENCE.transferred) this.#apply({ type: 'transferred' });
    else if (kind === SEQUENCE.commit) this.#apply({ type: 'commit' });
    else if (kind === SEQUENCE.failed) this.#apply({ type: 'failed', reason: readReason(body) });
    return undefined;
  }

  #agreed(body: Uint8Array): void {
    const { parts } = readAgreed(body);
    this.#takers = parts.map((name) => {
      const taker = this.#options.takers.find((candidate) => candidate.name === name);
      if (taker === undefined) throw new HandoverError('handover-broken', `The old process hands over '${name}'.`);
      return taker;
    });
    this.#apply({ type: 'agreed' });
    this.#options.agreed?.();
  }

  async #start(): Promise<null> {
    this.#cancelDeadline();
    for (const taker of this.#takers) await taker.start();
    this.#over.resolve({ kind: 'run', reason: null });
    return null;
  }

  async #discard(): Promise<null> {
    this.#cancelDeadline();
    const { channel } = this.#options;
    const reason = this.#state.reason ?? '';
    this.#send(SEQUENCE.failed, writeReason(reason));
    // The old process says why, if it still can.
    await channel.flushed().catch(() => {});
    for (const taker of this.#options.takers) taker.discard();
    channel.close();
    this.#over.resolve({ kind: 'over', reason });
    return null;
  }

  #send(kind: number, body: Uint8Array): void {
    const { channel } = this.#options;
    // There are far fewer frames in this direction than may be unanswered; a channel that broke says so by its event.
    channel.send(SEQUENCE_PART, kind, { body, descriptors: EMPTY.descriptors })?.catch(() => {});
  }

  #setDeadline(ms: number): void {
    this.#cancelDeadline();
    const reason = `the old server did nothing for ${ms / 1_000} s`;
    this.#cancelDeadline = this.#options.clock.after(ms, () => {
      // This process may have been stopped for a while.
      this.#options.channel.readOut();
      this.#apply({ type: 'late', reason });
    });
  }
}
