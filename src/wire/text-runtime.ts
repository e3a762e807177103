// Long texts between UTF-8 and JavaScript by a call into the runtime. Node's Buffer reads and writes a range of bytes in place; other
// runtimes need a view for each text, which costs as much again as a text of 40 characters. This is the only file of the packet path
// that asks which runtime it is in.

/** What is used of Node's Buffer. */
interface RuntimeBuffer extends Uint8Array {
  toString(encoding?: string, start?: number, end?: number): string;
  write(text: string, start: number): number;
}

interface RuntimeBuffers {
  allocUnsafeSlow(count: number): RuntimeBuffer;
  from(bytes: ArrayBufferLike, start: number, count: number): RuntimeBuffer;
}

const buffers = (globalThis as { readonly Buffer?: RuntimeBuffers }).Buffer;
const encoder = new TextEncoder();
// Other than the default, so that a byte order mark stays, as it does in a Buffer.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes for `writeUtf8`. Their content is undefined. */
export function allocateBytes(count: number): Uint8Array {
  return buffers?.allocUnsafeSlow(count) ?? new Uint8Array(count);
}

/** Writes `text`, which is well-formed, to bytes of `allocateBytes` where there is room for it. Returns the number of bytes. */
export function writeUtf8(bytes: Uint8Array, start: number, text: string): number {
  if (buffers !== undefined) return (bytes as RuntimeBuffer).write(text, start);
  return encoder.encodeInto(text, bytes.subarray(start)).written;
}

let viewed: Uint8Array = new Uint8Array(0);
let view = buffers?.from(viewed.buffer, 0, 0);

/** The text of bytes [start, end), with U+FFFD for what is no UTF-8. */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (buffers === undefined) return decoder.decode(bytes.subarray(start, end));
  // A packet has several texts in the same bytes.
  if (bytes !== viewed || view === undefined) {
    viewed = bytes;
    view = buffers.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view.toString('utf8', start, end);
}

/** The length of `text` in UTF-8. */
export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
