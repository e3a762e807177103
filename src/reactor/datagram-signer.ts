// Signs the datagrams of a channel with HMAC-SHA-256 (RFC 2104), of which eight bytes are sent: with a million guesses a second one
// succeeds in 300,000 years, and a channel lives as long as a connection.
//
// The addon hashes from states that it prepared once for each key, which costs a tenth of what a call of `node:crypto` does; where the
// addon is not there, `node:crypto` does the work. Both use the OpenSSL of the process.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { assert } from '../base/index.ts';
import {
  DATAGRAM_KEY_BYTES,
  DATAGRAM_SIDE,
  DATAGRAM_TAG_BYTES,
  type DatagramSide,
  type DatagramSigner,
} from '../wire/index.ts';
import { HMAC_STATE_BYTES, loadAddon, type NativeAddon } from './engine-native.ts';

const SIDE_BYTE = { client: Uint8Array.of(DATAGRAM_SIDE.client), server: Uint8Array.of(DATAGRAM_SIDE.server) } as const;
const OTHER = { client: 'server', server: 'client' } as const;

/** Null where the addon, or the OpenSSL that it looks for, is not there. Undefined before the first signer. */
let hasher: NativeAddon | null | undefined;

function nativeHasher(): NativeAddon | null {
  const loaded = loadAddon();
  // An addon of an older build has no such functions.
  if (!('addon' in loaded) || loaded.addon.prepareHmac === undefined) return null;
  const { addon } = loaded;
  return addon.prepareHmac(new Uint8Array(DATAGRAM_KEY_BYTES), new Uint8Array(HMAC_STATE_BYTES)) === 0 ? addon : null;
}

/** For the side that sends; it checks what the other side has signed. `key` has `DATAGRAM_KEY_BYTES`. */
export function createDatagramSigner(key: Uint8Array, side: DatagramSide): DatagramSigner {
  assert(key.length === DATAGRAM_KEY_BYTES, 'a key has its length');
  if (hasher === undefined) hasher = nativeHasher();
  return hasher === null ? new CryptoSigner(key, side) : new NativeSigner(hasher, key, side);
}

export class NativeSigner implements DatagramSigner {
  readonly #addon: NativeAddon;
  readonly #state = new Uint8Array(HMAC_STATE_BYTES);
  readonly #own: number;
  readonly #others: number;

  constructor(addon: NativeAddon, key: Uint8Array, side: DatagramSide) {
    this.#addon = addon;
    this.#own = DATAGRAM_SIDE[side];
    this.#others = DATAGRAM_SIDE[OTHER[side]];
    const error = addon.prepareHmac(key, this.#state);
    assert(error === 0, 'what was there for the first key is there for all');
  }

  sign(bytes: Uint8Array, start: number, end: number): void {
    this.#addon.signHmac(this.#state, this.#own, bytes, start, end);
  }

  isSigned(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#addon.checkHmac(this.#state, this.#others, bytes, start, end) === 1;
  }
}

export class CryptoSigner implements DatagramSigner {
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
