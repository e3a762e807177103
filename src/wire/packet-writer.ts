// Encodes messages into one growing array that is reused for every packet. Generated codecs call `reserve` once for a
// run of fields of known size and then write without a check; texts and bytes reserve their own room.
//
// Invariant: length <= bytes.length <= bytesMax. Every value is checked against its type before it is written, so
// nothing is ever truncated silently. After a throw the bytes beyond the length before the call are undefined: call
// `truncate` or `reset`.
import { assert } from '../base/plain.ts';
import { LIST_COUNT_MAX, TEXT_BYTES_MAX, WRITER_BYTES_INITIAL, WRITER_BYTES_MAX } from './layout-limits.ts';
import { encodeShortText } from './text-encode.ts';
import { allocateBytes, utf8Length, writeUtf8 } from './text-runtime.ts';
import { WireError } from './wire-error.ts';

/** Up to this many UTF-16 units, JavaScript encodes a text faster than a call into the runtime. */
const TEXT_UNITS_SHORT = 16;
const FLOAT32_MAX = 3.4028234663852886e38;

// One int64 as two halves; the low half comes first on every machine that Node and browsers run on.
const split64 = new BigInt64Array(1);
const split32 = new Int32Array(split64.buffer);
assert(new Uint8Array(new Uint16Array([1]).buffer)[0] === 1, 'the machine is little-endian');

export class PacketWriter {
  readonly bytesMax: number;
  #bytes = allocateBytes(WRITER_BYTES_INITIAL);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(options: { readonly bytesMax?: number } = {}) {
    this.bytesMax = options.bytesMax ?? WRITER_BYTES_MAX;
    assert(this.bytesMax >= WRITER_BYTES_INITIAL, 'the bound of a writer is not below its initial size');
  }

  /** The array, valid in [0, length). Growth replaces it: do not keep it over a write. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** Removes everything after the first `length` bytes. */
  truncate(length: number): void {
    assert(length >= 0 && length <= this.#length, 'truncating does not lengthen');
    this.#length = length;
  }

  /** A copy of the written bytes. */
  toBytes(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }

  /** Makes room for `count` bytes after the present end. */
  reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) this.#grow(this.#length + count);
  }

  /** Adds `count` bytes, to be filled later with `patchUint16`, and returns where they start. */
  skip(count: number): number {
    this.reserve(count);
    const at = this.#length;
    this.#length = at + count;
    return at;
  }

  patchUint16(at: number, value: number): void {
    assert(at + 2 <= this.#length && value >= 0 && value <= 0xffff, 'a patch lies within what was written');
    this.#view.setUint16(at, value);
  }

  /** Appends raw bytes. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  // The packed layout: big-endian, no tags. Call `reserve` first, except for texts, bytes and list counts.

  int8(value: number, field: string): void {
    if ((value << 24) >> 24 !== value) throw outOfRange(field, value, 'int8');
    this.#bytes[this.#length++] = value;
  }

  uint8(value: number, field: string): void {
    if ((value & 0xff) !== value) throw outOfRange(field, value, 'uint8');
    this.#bytes[this.#length++] = value;
  }

  int16(value: number, field: string): void {
    if ((value << 16) >> 16 !== value) throw outOfRange(field, value, 'int16');
    this.#view.setInt16(this.#length, value);
    this.#length += 2;
  }

  uint16(value: number, field: string): void {
    if ((value & 0xffff) !== value) throw outOfRange(field, value, 'uint16');
    this.#view.setUint16(this.#length, value);
    this.#length += 2;
  }

  int32(value: number, field: string): void {
    if ((value | 0) !== value) throw outOfRange(field, value, 'int32');
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  uint32(value: number, field: string): void {
    if (value >>> 0 !== value) throw outOfRange(field, value, 'uint32');
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }

  int64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw outOfRange(field, value, 'int64');
    this.#view.setBigInt64(this.#length, value);
    this.#length += 8;
  }

  uint64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value) throw outOfRange(field, value, 'uint64');
    this.#view.setBigUint64(this.#length, value);
    this.#length += 8;
  }

  float32(value: number, field: string): void {
    checkFloat32(value, field);
    this.#view.setFloat32(this.#length, value);
    this.#length += 4;
  }

  float64(value: number, field: string): void {
    if (typeof value !== 'number') throw outOfRange(field, value, 'double');
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  bool(value: boolean, field: string): void {
    if (typeof value !== 'boolean') throw wrongType(field, value, 'a boolean');
    this.#bytes[this.#length++] = value ? 1 : 0;
  }

  /** A u16 length and UTF-8 text. */
  text(value: string, field: string, bytesMax = TEXT_BYTES_MAX): void {
    if (typeof value !== 'string') throw wrongType(field, value, 'a text');
    const at = this.#length;
    this.reserve(2 + roomOf(value));
    const end = this.#writeText(at + 2, value, field);
    if (end - at - 2 > bytesMax) throw textTooLong(field, end - at - 2, bytesMax);
    this.#view.setUint16(at, end - at - 2);
    this.#length = end;
  }

  /** A u16 length and the bytes. */
  blob(value: Uint8Array, field: string, bytesMax = TEXT_BYTES_MAX): void {
    checkBlob(value, field, bytesMax);
    this.reserve(2 + value.length);
    this.#view.setUint16(this.#length, value.length);
    this.#bytes.set(value, this.#length + 2);
    this.#length += 2 + value.length;
  }

  /** The u16 count of a list whose elements follow. */
  count(list: readonly unknown[], field: string, countMax = LIST_COUNT_MAX): void {
    checkList(list, field, countMax);
    this.reserve(2);
    this.#view.setUint16(this.#length, list.length);
    this.#length += 2;
  }

  /** Rejects a key that has no value type. */
  unknownKey(key: number, field: string): never {
    throw new WireError('value-unknown-key', `${field}: key ${key} has no value type`);
  }

  // The protobuf layout. Call `reserve` first (10 bytes a value, 5 a tag), except for texts, bytes and opened records.

  tag(tag: number): void {
    this.#varint(tag);
  }

  varInt32(value: number, field: string): void {
    if ((value | 0) !== value) throw outOfRange(field, value, 'int32');
    if (value >= 0) this.#varint(value);
    else this.#varint64(value, -1);
  }

  varUint32(value: number, field: string): void {
    if (value >>> 0 !== value) throw outOfRange(field, value, 'uint32');
    this.#varint(value);
  }

  /** An int32 of `bits` bits, 8 or 16. */
  varIntOf(value: number, bits: number, field: string): void {
    if ((value << (32 - bits)) >> (32 - bits) !== value) throw outOfRange(field, value, `int${bits}`);
    this.varInt32(value, field);
  }

  /** A uint32 of `bits` bits, 8 or 16. */
  varUintOf(value: number, bits: number, field: string): void {
    if ((value & ((1 << bits) - 1)) !== value) throw outOfRange(field, value, `uint${bits}`);
    this.#varint(value);
  }

  varBool(value: boolean, field: string): void {
    if (typeof value !== 'boolean') throw wrongType(field, value, 'a boolean');
    this.#bytes[this.#length++] = value ? 1 : 0;
  }

  varSint32(value: number, field: string): void {
    if ((value | 0) !== value) throw outOfRange(field, value, 'int32');
    this.#varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  varInt64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw outOfRange(field, value, 'int64');
    split64[0] = value;
    this.#varint64(split32[0] as number, split32[1] as number);
  }

  varUint64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value) throw outOfRange(field, value, 'uint64');
    split64[0] = BigInt.asIntN(64, value);
    this.#varint64(split32[0] as number, split32[1] as number);
  }

  varSint64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw outOfRange(field, value, 'int64');
    split64[0] = value;
    const low = split32[0] as number;
    const high = split32[1] as number;
    const sign = high >> 31;
    this.#varint64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  littleInt32(value: number, field: string): void {
    if ((value | 0) !== value) throw outOfRange(field, value, 'int32');
    this.#view.setInt32(this.#length, value, true);
    this.#length += 4;
  }

  littleUint32(value: number, field: string): void {
    if (value >>> 0 !== value) throw outOfRange(field, value, 'uint32');
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  littleInt64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw outOfRange(field, value, 'int64');
    this.#view.setBigInt64(this.#length, value, true);
    this.#length += 8;
  }

  littleUint64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value) throw outOfRange(field, value, 'uint64');
    this.#view.setBigUint64(this.#length, value, true);
    this.#length += 8;
  }

  littleFloat32(value: number, field: string): void {
    checkFloat32(value, field);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  littleFloat64(value: number, field: string): void {
    if (typeof value !== 'number') throw outOfRange(field, value, 'double');
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A varint length and UTF-8 text. */
  lengthText(value: string, field: string, bytesMax = TEXT_BYTES_MAX): void {
    if (typeof value !== 'string') throw wrongType(field, value, 'a text');
    const at = this.#length;
    this.reserve(1 + roomOf(value));
    const end = this.#writeText(at + 1, value, field);
    if (end - at - 1 > bytesMax) throw textTooLong(field, end - at - 1, bytesMax);
    this.#length = end;
    this.close(at);
  }

  /** A varint length and the bytes. */
  lengthBlob(value: Uint8Array, field: string, bytesMax = TEXT_BYTES_MAX): void {
    checkBlob(value, field, bytesMax);
    this.reserve(3 + value.length);
    this.#varint(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Checks a list whose elements follow one by one, each with its tag. */
  elements(list: readonly unknown[], field: string, countMax = LIST_COUNT_MAX): void {
    checkList(list, field, countMax);
  }

  /** Starts a record whose length is written by `close`. */
  open(tag: number): number {
    this.reserve(6);
    this.#varint(tag);
    return this.#length++;
  }

  /**
   * Writes the length of the record after `at`, where one byte was reserved for it; a longer varint moves the record.
   */
  close(at: number): void {
    const length = this.#length - at - 1;
    if (length < 0x80) this.#bytes[at] = length;
    else this.#closeLong(at, length);
  }

  #closeLong(at: number, length: number): void {
    const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : 3;
    this.reserve(more);
    this.#bytes.copyWithin(at + 1 + more, at + 1, at + 1 + length);
    const end = this.#length + more;
    this.#length = at;
    this.#varint(length);
    this.#length = end;
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value >>> 0;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#length = at;
  }

  #varint64(lowHalf: number, highHalf: number): void {
    const bytes = this.#bytes;
    let at = this.#length;
    let low = lowHalf >>> 0;
    let high = highHalf >>> 0;
    while (high > 0) {
      bytes[at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#length = at;
    this.#varint(low);
  }

  /** Writes `value` in UTF-8 at `start`, where there is room, and returns the end. */
  #writeText(start: number, value: string, field: string): number {
    if (value.length > TEXT_UNITS_SHORT) return this.#writeLongText(start, value, field);
    const end = encodeShortText(this.#bytes, start, value);
    if (end < 0) throw notUnicode(field);
    return end;
  }

  #writeLongText(start: number, value: string, field: string): number {
    if (value.length > TEXT_BYTES_MAX) throw textTooLong(field, utf8Length(value), TEXT_BYTES_MAX);
    if (!value.isWellFormed()) throw notUnicode(field);
    const count = writeUtf8(this.#bytes, start, value);
    if (count > TEXT_BYTES_MAX) throw textTooLong(field, count, TEXT_BYTES_MAX);
    return start + count;
  }

  #grow(needed: number): void {
    if (needed > this.bytesMax) {
      throw new WireError('packet-too-large', `the writer holds at most ${this.bytesMax} bytes; ${needed} are needed`);
    }
    const grown = allocateBytes(Math.min(this.bytesMax, Math.max(needed, this.#bytes.length * 2)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function checkFloat32(value: number, field: string): void {
  if (typeof value !== 'number') throw outOfRange(field, value, 'float');
  if (Math.abs(value) > FLOAT32_MAX && Number.isFinite(value)) throw outOfRange(field, value, 'float');
}

function checkBlob(value: Uint8Array, field: string, bytesMax: number): void {
  if (!(value instanceof Uint8Array)) throw wrongType(field, value, 'a Uint8Array');
  if (value.length <= bytesMax) return;
  throw new WireError('text-too-long', `${field}: ${value.length} bytes are more than ${bytesMax}`);
}

function checkList(list: readonly unknown[], field: string, countMax: number): void {
  if (!Array.isArray(list)) throw wrongType(field, list, 'an array');
  if (list.length <= countMax) return;
  throw new WireError('list-too-long', `${field}: ${list.length} elements are more than ${countMax}`);
}

function outOfRange(field: string, value: unknown, type: string): WireError {
  const given = typeof value === 'bigint' || typeof value === 'number' ? `${value}` : typeof value;
  const hint = type.endsWith('64') ? ` (a bigint)` : '';
  return new WireError('value-out-of-range', `${field}: ${given} does not fit ${type}${hint}`);
}

function wrongType(field: string, value: unknown, type: string): WireError {
  return new WireError('value-wrong-type', `${field}: must be ${type}, not ${value === null ? 'null' : typeof value}`);
}

/** An upper bound for the UTF-8 bytes of a text. A text that is too long in any case gets 0, since it is rejected. */
function roomOf(value: string): number {
  return value.length > TEXT_BYTES_MAX ? 0 : value.length * 3;
}

function textTooLong(field: string, bytes: number, bytesMax: number): WireError {
  return new WireError('text-too-long', `${field}: the text is ${bytes} bytes long in UTF-8, more than ${bytesMax}`);
}

function notUnicode(field: string): WireError {
  return new WireError(
    'text-not-unicode',
    `${field}: the text contains half of a surrogate pair, which UTF-8 cannot encode`,
  );
}
