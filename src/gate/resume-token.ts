// Resume tokens: 36 bytes that are opaque to clients. A client that has the token plays the role, so the server keeps only hashes, and
// compares a secret in constant time, whether or not it knows the session.
//
//   gate u32 │ selector 8 bytes │ secret 24 bytes
//
// The selector finds the session and stays; each accepted resume issues a new secret.
import { createHash, timingSafeEqual } from 'node:crypto';
import { assert, type Random, toHex } from '../base/index.ts';

const GATE_BYTES = 4;
const SELECTOR_BYTES = 8;
const SECRET_BYTES = 24;
const TOKEN_BYTES = GATE_BYTES + SELECTOR_BYTES + SECRET_BYTES;

export interface ParsedToken {
  readonly gate: number;
  /** As hexadecimal digits. */
  readonly selector: string;
  readonly hash: Uint8Array;
}

export interface IssuedToken {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

/** Null when the bytes are no token. */
export function parseToken(bytes: Uint8Array): ParsedToken | null {
  if (bytes.length !== TOKEN_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const secretAt = GATE_BYTES + SELECTOR_BYTES;
  return {
    gate: view.getUint32(0),
    selector: toHex(bytes.subarray(GATE_BYTES, secretAt)),
    hash: hashOf(bytes.subarray(secretAt)),
  };
}

/** The bytes of a new selector. */
export function newSelector(random: Random): Uint8Array {
  return random.bytes(SELECTOR_BYTES);
}

/** A token with a new secret. */
export function issueToken(random: Random, gate: number, selector: Uint8Array): IssuedToken {
  assert(selector.length === SELECTOR_BYTES, 'a selector has its bytes');
  const secret = random.bytes(SECRET_BYTES);
  const bytes = new Uint8Array(TOKEN_BYTES);
  new DataView(bytes.buffer).setUint32(0, gate);
  bytes.set(selector, GATE_BYTES);
  bytes.set(secret, GATE_BYTES + SELECTOR_BYTES);
  return { bytes, hash: hashOf(secret) };
}

/** The hashes of one session's secrets. Two at most are valid. */
export interface TokenHashes {
  readonly current: Uint8Array;
  /** The secret before, until the client has confirmed the present one. */
  readonly previous: Uint8Array | null;
  /** The last that is not valid any more. */
  readonly burnt: Uint8Array | null;
}

export type TokenMatch = 'burnt' | 'current' | 'previous' | 'wrong';

/** No secret has this hash. */
const NOBODYS = new Uint8Array(createHash('sha256').digest().length);

/** What the secret with this hash is to a session; `hashes` is null when there is no such session. As long for each answer. */
export function matchToken(hash: Uint8Array, hashes: TokenHashes | null): TokenMatch {
  const isCurrent = timingSafeEqual(hash, hashes?.current ?? NOBODYS);
  const isPrevious = timingSafeEqual(hash, hashes?.previous ?? NOBODYS);
  const isBurnt = timingSafeEqual(hash, hashes?.burnt ?? NOBODYS);
  if (hashes === null) return 'wrong';
  return isCurrent ? 'current' : isPrevious ? 'previous' : isBurnt ? 'burnt' : 'wrong';
}

function hashOf(secret: Uint8Array): Uint8Array {
  return createHash('sha256').update(secret).digest();
}
