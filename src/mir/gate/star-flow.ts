// Flow control of Delphi gates: a `*` in front of a frame asks whether the client keeps up, and the client answers with a `*`.
//
//   sent since its last `*`:   0 ──── 250 ask once ──── 512 wait for the answer, at most 3 s ──▶ from 0 again
//
// It counts and decides; the session acts.
import { STAR_ASK_BYTES, STAR_BLOCK_BYTES } from './limits.ts';

export class StarFlow {
  #sentBytes = 0;
  #isAsked = false;
  #isBlocked = false;

  /** Nothing is sent meanwhile. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Whether an answer is due. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** A message goes out, unless blocked. True when a `*` goes before it. */
  send(byteCount: number): boolean {
    const asks = this.#sentBytes >= STAR_ASK_BYTES && !this.#isAsked;
    if (asks) this.#isAsked = true;
    if (this.#sentBytes >= STAR_BLOCK_BYTES) this.#isBlocked = true;
    this.#sentBytes += byteCount;
    return asks;
  }

  /** The client answered, or was waited for long enough. */
  reset(): void {
    this.#sentBytes = 0;
    this.#isAsked = false;
    this.#isBlocked = false;
  }
}
