// The time that a session spends without a link, waiting for its client: since when, until when, and which hooks of modules hear of
// it; and the packet that waits until its rate allows it. Only a session that can be resumed has one.
import type { Cancel, Clock } from '../base/index.ts';
import type { Framing } from '../wire/index.ts';
import type { LinkHooks } from './link-hooks.ts';
import type { Resumed } from './module.ts';

interface Held {
  readonly isClosing: boolean;
  hold(): void;
  release(): void;
}

export interface SavedPark {
  readonly framing: Framing;
  readonly awayMs: number;
  readonly leftMs: number;
  readonly delayed: { readonly packet: Uint8Array; readonly waitMs: number } | null;
}

export class SessionPark {
  readonly hooks: LinkHooks;
  readonly #clock: Pick<Clock, 'after' | 'monotonicMs'>;
  /** Of the last link. */
  #framing: Framing;
  #startMs = 0;
  #endMs = 0;
  /** Forgets the packet that waits, if there is one. */
  #drop: (() => void) | null = null;
  /** That packet, and until when it waits. */
  #delayed: { readonly packet: Uint8Array; readonly untilMs: number } | null = null;
  /** Whether the client did not come in time. */
  isOver = false;

  constructor(hooks: LinkHooks, clock: Pick<Clock, 'after' | 'monotonicMs'>, framing: Framing) {
    this.hooks = hooks;
    this.#clock = clock;
    this.#framing = framing;
  }

  /** Holds the session for `waitMs`, then calls `take`, unless its link is lost before. */
  delay(
    session: Held,
    { packet, waitMs }: { readonly packet: Uint8Array; readonly waitMs: number },
    take: () => void,
  ): void {
    session.hold();
    this.#delayed = { packet, untilMs: this.#clock.monotonicMs() + waitMs };
    const cancel: Cancel = this.#clock.after(waitMs, () => {
      this.#drop = null;
      this.#delayed = null;
      if (!session.isClosing) take();
      session.release();
    });
    this.#drop = () => {
      cancel();
      session.release();
    };
  }

  /** The link is lost: the client sends again what waits. */
  dropDelayed(): void {
    const drop = this.#drop;
    this.#drop = null;
    this.#delayed = null;
    drop?.();
  }

  /** The link is lost; the session waits for `parkMs`. */
  begin(parkMs: number): void {
    this.#startMs = this.#clock.monotonicMs();
    this.#endMs = this.#startMs + parkMs;
  }

  /** The client was given a time to come: returns how long the session waits now. */
  extend(waitMs: number): number {
    const nowMs = this.#clock.monotonicMs();
    this.#endMs = Math.max(nowMs, this.#endMs) + waitMs;
    return this.#endMs - nowMs;
  }

  /** For another process: how long it waits still, since when, and the packet that its rate holds back. */
  save(): SavedPark {
    const nowMs = this.#clock.monotonicMs();
    const delayed = this.#delayed;
    return {
      framing: this.#framing,
      awayMs: nowMs - this.#startMs,
      leftMs: Math.max(0, this.#endMs - nowMs),
      delayed: delayed === null ? null : { packet: delayed.packet, waitMs: Math.max(0, delayed.untilMs - nowMs) },
    };
  }

  restore({ awayMs, leftMs }: Pick<SavedPark, 'awayMs' | 'leftMs'>): void {
    const nowMs = this.#clock.monotonicMs();
    this.#startMs = nowMs - awayMs;
    this.#endMs = nowMs + leftMs;
  }

  /** Whether a packet waits for its rate. */
  get isDelaying(): boolean {
    return this.#delayed !== null;
  }

  /** The session has a link of this framing; `wasParked`: it had none. */
  end(framing: Framing, wasParked: boolean): Pick<Resumed, 'awayMs' | 'hasNewFraming'> {
    const hasNewFraming = framing !== this.#framing;
    this.#framing = framing;
    return { hasNewFraming, awayMs: wasParked ? this.#clock.monotonicMs() - this.#startMs : 0 };
  }
}
