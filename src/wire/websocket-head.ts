// The head of a frame (RFC 6455, 5.2): its bits, and the head of a whole binary message without a mask.

export const FIN = 0x80;
export const RESERVED = 0x70;
export const OPCODE_MASK = 0x0f;
export const MASKED = 0x80;

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
/** Set in the opcodes of control frames, and in no other. */
export const CONTROL = 0x08;

/** Lengths up to this lie in the second byte; otherwise that byte holds one of the next two values. */
export const LENGTH7_MAX = 125;
/** Two bytes of length follow. */
export const LENGTH16 = 126;
/** Eight bytes of length follow. */
export const LENGTH64 = 127;
export const LENGTH16_MAX = 0xffff;

export const HEAD_BYTES_MAX = 10;

/** Bytes of the head of a message, without a mask key. */
export function messageHeadBytes(payloadBytes: number): number {
  if (payloadBytes <= LENGTH7_MAX) return 2;
  return payloadBytes <= LENGTH16_MAX ? 4 : HEAD_BYTES_MAX;
}

/** Writes it at index `at`, and returns the index behind it. */
export function writeMessageHead(target: Uint8Array, at: number, payloadBytes: number): number {
  target[at] = FIN | OPCODE.binary;
  if (payloadBytes <= LENGTH7_MAX) {
    target[at + 1] = payloadBytes;
    return at + 2;
  }
  if (payloadBytes <= LENGTH16_MAX) {
    target[at + 1] = LENGTH16;
    target[at + 2] = payloadBytes >> 8;
    target[at + 3] = payloadBytes & 0xff;
    return at + 4;
  }
  target[at + 1] = LENGTH64;
  target.fill(0, at + 2, at + 6);
  target[at + 6] = payloadBytes >> 24;
  target[at + 7] = (payloadBytes >> 16) & 0xff;
  target[at + 8] = (payloadBytes >> 8) & 0xff;
  target[at + 9] = payloadBytes & 0xff;
  return at + HEAD_BYTES_MAX;
}
