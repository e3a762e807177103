// A lease: a key that one process has at a time, with a number that rises at each change of holder (the epoch). The holder renews it; a
// holder that cannot stops before the server lets others have it, on its own clock. It asks `isHeld` before it acknowledges anything:
// a process that was stopped and woken (SIGSTOP, a paused machine) finds its lease over, before any timer of it has run.
//
//   free ─create─▶ held ─renewed in time─▶ held
//                    └─taken, expired, or not renewed in time─▶ free
import { type Cancel, type Clock, messageOf } from '../base/index.ts';
import type { Kv } from './kv.ts';
import { LEASE_MARGIN_SHARE, RENEWAL_TRIES, RENEWALS } from './limits.ts';

export interface LeaseParts {
  readonly kv: Kv;
  readonly clock: Clock;
  readonly key: string;
  /** What the entry says, at each renewal. It names the holder in a way that nobody else does. */
  readonly value: () => string;
  /** Whether an entry is of this holder: a renewal whose answer was lost may have taken effect. */
  readonly isOwn: (value: string) => boolean;
  /** Whether to wait after the server has lost its data until no earlier holder can think that it has the lease. */
  readonly isExclusive: boolean;
  /** The lease is over, although it was not released. */
  readonly lost: (reason: string) => void;
}

interface Held {
  readonly epoch: number;
  revision: number;
  /** On the clock of this process. */
  untilMs: number;
}

export class Lease {
  readonly #parts: LeaseParts;
  #held: Held | null = null;
  #cancel: Cancel | null = null;
  #isRenewing = false;
  /** Rises when the lease is taken or given up: a late answer is of an earlier time. */
  #term = 0;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  /** Whether this process may act as the holder at this moment. */
  get isHeld(): boolean {
    return this.#held !== null && this.#parts.clock.monotonicMs() < this.#held.untilMs;
  }

  /** Of the present holding. Fences writes: a column keeps the highest, and refuses lower ones. Null when it is not held. */
  get epoch(): number | null {
    return this.isHeld ? (this.#held as Held).epoch : null;
  }

  /** Until when it is held unless it is renewed, on the clock of this process; null when it is not held. */
  get untilMs(): number | null {
    return this.isHeld ? (this.#held as Held).untilMs : null;
  }

  /** Takes the lease if it is free. False when another process has it. Rejects when the server does not answer. */
  async acquire(): Promise<boolean> {
    const { kv, clock, key, value, isExclusive } = this.#parts;
    if (this.isHeld) return true;
    this.#giveUp();
    const term = this.#term;
    const sentMs = clock.monotonicMs();
    let revision = await kv.create(key, value(), isExclusive);
    if (revision === null) revision = await this.#own();
    if (revision === null || term !== this.#term) return false;
    const held = { epoch: kv.epochOf(revision), revision, untilMs: this.#end(sentMs) };
    this.#held = held;
    this.#renewAfter(kv.ttlMs / RENEWALS);
    return this.isHeld;
  }

  /** Writes the entry again now: its value has changed. */
  renew(): Promise<void> {
    return this.#renew();
  }

  /** Gives the lease up. Others may have it at once, if the server can be reached. */
  async release(): Promise<void> {
    const held = this.#held;
    this.#giveUp();
    if (held === null) return;
    try {
      await this.#parts.kv.remove(this.#parts.key, held.revision);
    } catch {
      // It expires.
    }
  }

  /** When the server may let others have a lease that was written after `sentMs`, less the margin. */
  #end(sentMs: number): number {
    return sentMs + this.#parts.kv.ttlMs * (1 - LEASE_MARGIN_SHARE);
  }

  /** The revision of an entry of this very holder: its answer was lost on the way. It is written again, as its time is not known. */
  async #own(): Promise<number | null> {
    const { kv, key, value, isOwn } = this.#parts;
    const entry = await kv.get(key);
    return entry === null || !isOwn(entry.value) ? null : kv.update(key, value(), entry.revision);
  }

  #renewAfter(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#parts.clock.after(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const held = this.#held;
    if (held === null || this.#isRenewing) return;
    if (!this.isHeld) {
      this.#lose('it was not renewed in time');
      return;
    }
    this.#isRenewing = true;
    const { kv, clock, key, value } = this.#parts;
    const term = this.#term;
    const sentMs = clock.monotonicMs();
    try {
      let revision = await kv.update(key, value(), held.revision);
      if (revision === null) revision = await this.#own();
      if (term !== this.#term) return;
      if (revision === null) {
        this.#lose('another process has it, or the server has lost it');
        return;
      }
      held.revision = revision;
      held.untilMs = Math.max(held.untilMs, this.#end(sentMs));
      if (this.isHeld) this.#renewAfter(kv.ttlMs / RENEWALS);
      else this.#lose('it was not renewed in time');
    } catch (error) {
      if (term === this.#term) this.#tryAgain(messageOf(error));
    } finally {
      this.#isRenewing = false;
    }
  }

  #tryAgain(reason: string): void {
    if (this.isHeld) this.#renewAfter(this.#parts.kv.ttlMs / RENEWAL_TRIES);
    else this.#lose(`it could not be renewed: ${reason}`);
  }

  #lose(reason: string): void {
    this.#giveUp();
    this.#parts.lost(reason);
  }

  #giveUp(): void {
    this.#term++;
    this.#held = null;
    this.#cancel?.();
    this.#cancel = null;
  }
}
