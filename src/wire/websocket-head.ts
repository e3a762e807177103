// The bits of a frame's head (RFC 6455, 5.2).

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
