// Signs the datagrams of a channel with HMAC-SHA-256 (RFC 2104), of which eight bytes are sent: with a million guesses a second one
// succeeds in 300,000 years, and a channel lives as long as a connection. `node:crypto` does the work.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { assert } from '../base/index.ts';
import {
  DATAGRAM_KEY_BYTES,
  DATAGRAM_SIDE,
  DATAGRAM_TAG_BYTES,
  type DatagramSide,
  type DatagramSigner,
} from '../wire/index.ts';

const SIDE_BYTE = { client: Uint8Array.of(DATAGRAM_SIDE.client), server: Uint8Array.of(DATAGRAM_SIDE.server) } as const;
const OTHER = { client: 'server', server: 'client' } as const;

/** For the side that sends; it checks what the other side has signed. `key` has `DATAGRAM_KEY_BYTES`. */
export function createDatagramSigner(key: Uint8Array, side: DatagramSide): DatagramSigner {
  assert(key.length === DATAGRAM_KEY_BYTES, 'a key has its length');
  return new CryptoSigner(key, side);
}

class CryptoSigner implements DatagramSigner {
  readonly #key: KeyObject;
  readonly #side: DatagramSide;

  constructor(key: Uint8Array, side: DatagramSide) {
    this.#key = createSecretKey(key);
    this.#side = side;
  }

  sign(bytes: Uint8Array, start: number, end: number): void {
    const tag = this.#tagOf(this.#side, bytes.subarray(start, end));
    for (let at = 0; at < DATAGRAM_TAG_BYTES; at++) bytes[end + at] = tag[at] as number;
  }

  isSigned(bytes: Uint8Array, start: number, end: number): boolean {
    const signedEnd = end - DATAGRAM_TAG_BYTES;
    const tag = this.#tagOf(OTHER[this.#side], bytes.subarray(start, signedEnd));
    // Takes as long whichever byte differs.
    let difference = 0;
    for (let at = 0; at < DATAGRAM_TAG_BYTES; at++)
      difference |= (bytes[signedEnd + at] as number) ^ (tag[at] as number);
    return difference === 0;
  }

  #tagOf(side: DatagramSide, bytes: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#key).update(SIDE_BYTE[side]).update(bytes).digest();
  }
}
