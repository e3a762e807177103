// Proves that the sender at an address also receives there, without keeping state for unproved senders: a cookie is a
// signature over the peer's address, its port and the current time window, sent to the address and expected back from
// it. Invariant: a cookie is valid for one address and port, for one to two windows, in one process: the key is drawn
// at its start and never leaves it.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '../base/index.ts';
import { PEER_BYTES } from './datagram-io.ts';
import { COOKIE_WINDOW_MS } from './limits.ts';

/** 72 bits: at a million guesses a second one succeeds in 75 million years. Exactly twelve characters of base64url. */
export const COOKIE_BYTES = 9;
const KEY_BYTES = 32;
const WINDOW_BYTES = 8;

export class DatagramCookies {
  readonly #clock: Clock;
  readonly #key: Uint8Array;
  readonly #signed = new Uint8Array(WINDOW_BYTES + PEER_BYTES);
  readonly #view = new DataView(this.#signed.buffer);

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#key = Uint8Array.from(random.bytes(KEY_BYTES));
  }

  /** The present cookie of the peer at `peers[at]`. */
  of(peers: Uint8Array, at: number): Uint8Array {
    return this.#sign(peers, at, this.#window());
  }

  /** Whether `cookie` was issued to this peer in this window or the one before. */
  isValid(peers: Uint8Array, at: number, cookie: Uint8Array): boolean {
    if (cookie.length !== COOKIE_BYTES) return false;
    const window = this.#window();
    return [window, window - 1].some((each) => timingSafeEqual(this.#sign(peers, at, each), cookie));
  }

  #window(): number {
    return Math.floor(this.#clock.monotonicMs() / COOKIE_WINDOW_MS);
  }

  #sign(peers: Uint8Array, at: number, window: number): Uint8Array {
    this.#view.setFloat64(0, window);
    this.#signed.set(peers.subarray(at, at + PEER_BYTES), WINDOW_BYTES);
    return createHmac('sha256', this.#key).update(this.#signed).digest().subarray(0, COOKIE_BYTES);
  }
}
