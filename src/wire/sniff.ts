// Detects the kind of client by its first bytes, so that one port serves several kinds. Two to four bytes decide; the
// sniffer then follows a policy request or a gateway header to its end. Invariant: the answer does not depend on how
// the bytes were cut, and comes with the first byte that decides it. A first frame whose length and message id equal a
// signature (a frame of 5,635 bytes with id 0x01xx looks like TLS) counts as that signature, as in the classic gate: no
// client signs in with such a packet. The sniffer sends nothing: the connection answers according to the result.
import type { Framing } from './framing.ts';
import { POLICY_REQUEST } from './policy.ts';

/** Why the first bytes are refused. */
export type SniffRefusal =
  | 'bad-first-length'
  | 'bad-policy-request'
  | 'http'
  | 'proxy-header'
  | 'ssh'
  | 'tgw-header-too-long'
  | 'tls';

export const SniffResult = {
  needMore: 0,
  /** Frames from the first byte on; nothing was consumed. */
  framed: 1,
  /** `consumed` bytes were a policy request: answer it and sniff again. */
  policy: 2,
  /** `consumed` bytes were a gateway's header: notify the client; frames follow. */
  tgw: 3,
  /** `refusal` says why. */
  refused: 4,
  /** A request begins that may ask for WebSocket; nothing was consumed. Only when WebSocket is accepted. */
  upgrade: 5,
} as const;
export type SniffResult = (typeof SniffResult)[keyof typeof SniffResult];

/** A gateway's header is one line and a `Host:` line, about 80 bytes. */
const TGW_HEADER_BYTES_MAX = 1024;
/** This many bytes distinguish every signature from all others and from a frame. */
const SIGNATURE_BYTES = 4;
/** This many bytes hold the length of a first frame. */
const LENGTH_BYTES = 2;
const CR = 0x0d;
const LF = 0x0a;

/** The lowest and the highest value of each of the first bytes. */
interface Signature {
  readonly kind: 'policy' | 'tgw' | 'get' | SniffRefusal;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const SIGNATURES: readonly Signature[] = [
  text('policy', '<pol'),
  text('tgw', 'tgw_'),
  // The opening of WebSocket, and of a browser that opens this port by mistake.
  text('get', 'GET '),
  // The other methods of HTTP, and `PRI `, the opening of HTTP/2.
  ...['HEAD', 'POST', 'PUT ', 'DELE', 'OPTI', 'PATC', 'CONN', 'TRAC', 'PRI '].map((word) => text('http', word)),
  text('ssh', 'SSH-'),
  text('proxy-header', 'PROX'),
  text('proxy-header', '\r\n\r\n'),
  // A handshake record of SSL 3 to TLS 1.3; its length is at most 2^14 + 2048.
  { kind: 'tls', low: [0x16, 0x03, 0x00, 0x00], high: [0x16, 0x03, 0x04, 0x48] },
];

/**
 * Sniffs one connection. Until the answer is `framed` or `tgw`, call `scan` with all unconsumed bytes whenever more
 * have come.
 */
export class Sniffer {
  /** How many bytes the last `policy` or `tgw` answer consumed. */
  consumed = 0;
  /** Set with the answer `refused`. */
  refusal: SniffRefusal | null = null;

  readonly #framing: Framing;
  readonly #tgwHeaderBytesMax: number;
  readonly #isUpgradeTaken: boolean;
  /** The recognised signature, until its end is reached. */
  #following: 'policy' | 'tgw' | null = null;
  /** Bytes of the followed request or header that were scanned. */
  #scannedBytes = 0;
  /** How many bytes of CR LF CR LF the header ends with so far. */
  #blankLineMatched = 0;

  /** `framing` decides which first lengths are valid. */
  constructor(
    framing: Framing,
    options: { readonly tgwHeaderBytesMax?: number; readonly isUpgradeTaken?: boolean } = {},
  ) {
    this.#framing = framing;
    this.#isUpgradeTaken = options.isUpgradeTaken ?? false;
    this.#tgwHeaderBytesMax = options.tgwHeaderBytesMax ?? TGW_HEADER_BYTES_MAX;
  }

  scan(bytes: Uint8Array, start: number, end: number): SniffResult {
    if (this.#following === null) {
      const result = this.#recognise(bytes, start, end);
      if (this.#following === null) return result;
    }
    return this.#following === 'policy' ? this.#followPolicy(bytes, start, end) : this.#followTgw(bytes, start, end);
  }

  #recognise(bytes: Uint8Array, start: number, end: number): SniffResult {
    const count = Math.min(end - start, SIGNATURE_BYTES);
    if (count === 0) return SniffResult.needMore;
    const signature = SIGNATURES.find((candidate) => startsLike(candidate, bytes.subarray(start, start + count)));
    if (signature === undefined) return this.#judgeLength(bytes, start, end);
    if (count < SIGNATURE_BYTES) return SniffResult.needMore;
    if (signature.kind === 'get') return this.#isUpgradeTaken ? SniffResult.upgrade : this.#refuse('http');
    if (signature.kind !== 'policy' && signature.kind !== 'tgw') return this.#refuse(signature.kind);
    this.#following = signature.kind;
    return SniffResult.needMore;
  }

  #judgeLength(bytes: Uint8Array, start: number, end: number): SniffResult {
    if (end - start < LENGTH_BYTES) return SniffResult.needMore;
    const length = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
    const { payloadBytesMin, payloadBytesMax } = this.#framing;
    if (length < payloadBytesMin || length > payloadBytesMax) return this.#refuse('bad-first-length');
    return SniffResult.framed;
  }

  #followPolicy(bytes: Uint8Array, start: number, end: number): SniffResult {
    const limit = Math.min(end - start, POLICY_REQUEST.length);
    for (let index = this.#scannedBytes; index < limit; index++) {
      if (bytes[start + index] !== POLICY_REQUEST[index]) return this.#refuse('bad-policy-request');
    }
    this.#scannedBytes = limit;
    return limit < POLICY_REQUEST.length ? SniffResult.needMore : this.#finish(SniffResult.policy, limit);
  }

  #followTgw(bytes: Uint8Array, start: number, end: number): SniffResult {
    const limit = Math.min(end - start, this.#tgwHeaderBytesMax);
    for (let index = this.#scannedBytes; index < limit; index++) {
      const byte = bytes[start + index];
      // After CR LF a CR continues the match; anywhere else it starts a new one. So CR CR LF CR LF ends a header too.
      if (byte === CR) this.#blankLineMatched = this.#blankLineMatched === 2 ? 3 : 1;
      else if (byte === LF && this.#blankLineMatched === 3) return this.#finish(SniffResult.tgw, index + 1);
      else this.#blankLineMatched = byte === LF && this.#blankLineMatched === 1 ? 2 : 0;
    }
    this.#scannedBytes = limit;
    return limit < this.#tgwHeaderBytesMax ? SniffResult.needMore : this.#refuse('tgw-header-too-long');
  }

  #finish(result: SniffResult, consumed: number): SniffResult {
    this.consumed = consumed;
    this.#following = null;
    this.#scannedBytes = 0;
    this.#blankLineMatched = 0;
    return result;
  }

  #refuse(refusal: SniffRefusal): SniffResult {
    this.refusal = refusal;
    return SniffResult.refused;
  }
}

function text(kind: Signature['kind'], word: string): Signature {
  const bytes = [...new TextEncoder().encode(word)];
  return { kind, low: bytes, high: bytes };
}

function startsLike(signature: Signature, bytes: Uint8Array): boolean {
  return bytes.every((byte, index) => byte >= (signature.low[index] ?? 0) && byte <= (signature.high[index] ?? 0));
}
