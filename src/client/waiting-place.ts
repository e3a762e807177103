// What a client keeps while it waits for a place on a server: the ticket of its place in the order, and when the next attempt to come
// back is due after its link was lost. The server keeps the place for a while without a link.
import type { Random } from '../base/plain.ts';
import { TRY_MS, TRY_MS_MAX } from './limits.ts';

export class WaitingPlace {
  #ticket: Uint8Array = new Uint8Array(0);
  #keepMs = 0;
  #lostMs: number | null = null;
  #tries = 0;

  /** Empty before the server has given one. */
  get ticket(): Uint8Array {
    return this.#ticket;
  }

  get keepMs(): number {
    return this.#keepMs;
  }

  /** The server said where it is. */
  told(ticket: Uint8Array, keepMs: number): void {
    if (ticket.length > 0) this.#ticket = Uint8Array.from(ticket);
    this.#keepMs = keepMs;
    this.#lostMs = null;
    this.#tries = 0;
  }

  /** The link was lost, or an attempt failed. Milliseconds until the next one; null when the place is not kept any longer. */
  lost(nowMs: number, random: Random): number | null {
    this.#lostMs ??= nowMs;
    if (this.#ticket.length === 0 || nowMs - this.#lostMs >= this.#keepMs) return null;
    const mostMs = Math.min(TRY_MS_MAX, TRY_MS * 2 ** this.#tries);
    this.#tries++;
    return random.below(mostMs + 1);
  }
}
