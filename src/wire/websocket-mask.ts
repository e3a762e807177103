// The mask of WebSocket (RFC 6455, 5.3): payload bytes are combined with a key of four bytes by exclusive or, the same
// in both directions. It hides nothing; it keeps web pages from choosing the bytes that proxies see. Invariant: bytes
// outside [start, end) are not written, and a buffer seen before allocates nothing.

export const MASK_KEY_BYTES = 4;

const WORD_BYTES = 4;
/** Below this many bytes, masking whole words costs more than it saves. */
const WORDS_PAY_FROM_BYTES = 24;
/** Smaller buffers are short-lived; those of this size are a reactor's arenas and the buffers of its long frames. */
const KEPT_BUFFER_BYTES_MIN = 64 * 1024;
/** Words have this machine's byte order; where it differs from the key's, bytes are masked one at a time. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** A buffer and the view of its whole words. */
interface Words {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

// The last two views: a reactor's turns alternate between two arenas.
const NO_WORDS: Words = { bytes: new Uint8Array(0), words: new Int32Array(0) };
let recent = NO_WORDS;
let earlier = NO_WORDS;

/** Masks, or unmasks, bytes [start, end) in place. The key is the four bytes before `start`. */
export function applyMask(bytes: Uint8Array, start: number, end: number): void {
  const keyAt = start - MASK_KEY_BYTES;
  const words = end - start >= WORDS_PAY_FROM_BYTES ? wordsOf(bytes) : null;
  const at = words === null ? start : maskWords(words, start, end);
  for (let index = at; index < end; index++) {
    bytes[index] = (bytes[index] ?? 0) ^ (bytes[keyAt + ((index - start) & 3)] ?? 0);
  }
}

/** Masks up to the last whole word before `end`; returns the first byte that is left. */
function maskWords({ bytes, words }: Words, start: number, end: number): number {
  const keyAt = start - MASK_KEY_BYTES;
  let at = start;
  for (; ((bytes.byteOffset + at) & (WORD_BYTES - 1)) !== 0; at++) {
    bytes[at] = (bytes[at] ?? 0) ^ (bytes[keyAt + ((at - start) & 3)] ?? 0);
  }
  // The key, rotated to the position of the first word.
  const turned = at - start;
  const word =
    (bytes[keyAt + (turned & 3)] ?? 0) |
    ((bytes[keyAt + ((turned + 1) & 3)] ?? 0) << 8) |
    ((bytes[keyAt + ((turned + 2) & 3)] ?? 0) << 16) |
    ((bytes[keyAt + ((turned + 3) & 3)] ?? 0) << 24);
  const first = (bytes.byteOffset + at) / WORD_BYTES;
  const count = (end - at) >> 2;
  for (let index = first; index < first + count; index++) words[index] = (words[index] ?? 0) ^ word;
  return at + count * WORD_BYTES;
}

/** Null when bytes are masked one at a time. */
function wordsOf(bytes: Uint8Array): Words | null {
  if (recent.bytes === bytes) return recent;
  const { buffer } = bytes;
  if (!IS_LITTLE_ENDIAN || buffer.byteLength < KEPT_BUFFER_BYTES_MIN) return null;
  const isEarlier = earlier.bytes === bytes;
  const count = Math.floor(buffer.byteLength / WORD_BYTES);
  const found = isEarlier ? earlier : { bytes, words: new Int32Array(buffer, 0, count) };
  earlier = recent;
  recent = found;
  return found;
}
