// Decodes messages from bytes [start, end) of an array that the caller owns. Generated codecs call `has` once for a run
// of fields of known size and then read without a check; all other reads check by themselves.
//
// Invariant: position <= end, and no byte at or beyond end is ever read. The first fault is kept in `failure` and moves
// the position to the end, so that later reads return empty values and no loop continues. Nothing throws on bytes from
// a peer.
import { assert } from '../base/plain.ts';
import { LIST_COUNT_MAX, TEXT_BYTES_MAX } from './layout-limits.ts';
import type { Malformed, MalformedRule } from './malformed.ts';
import { decodeLongText, decodeShortText, TEXT_BYTES_SHORT } from './text-decode.ts';

const NOTHING = new Uint8Array(0);
const EMPTY_VIEW = new DataView(new ArrayBuffer(0));

// One int64 made of two halves; the low half comes first on every machine that Node and browsers run on.
const joined64 = new BigInt64Array(1);
const joinedUnsigned64 = new BigUint64Array(joined64.buffer);
const joined32 = new Int32Array(joined64.buffer);

const WireType = { varint: 0, fixed64: 1, length: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

export class PacketReader {
  #bytes: Uint8Array = NOTHING;
  #view: DataView = EMPTY_VIEW;
  #start = 0;
  #position = 0;
  /** Where reading ends at present: the end of the packet, or of the protobuf record that was entered. */
  #end = 0;
  #failure: Malformed | null = null;
  /** The tag that was read last, for `unknown`. */
  #tag = 0;
  /** The upper 32 bits of the last varint. */
  #varintHigh = 0;

  /** Begins with bytes [start, end) of `bytes`, which must not change during reading. */
  reset(bytes: Uint8Array, start = 0, end: number = bytes.length): this {
    assert(start >= 0 && start <= end && end <= bytes.length, 'the range of a reader lies within its bytes');
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#start = start;
    this.#position = start;
    this.#end = end;
    this.#failure = null;
    return this;
  }

  /** The first fault, or null. */
  get failure(): Malformed | null {
    return this.#failure;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  /** A copy of the whole packet, wherever reading is. */
  whole(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(this.#start, this.#end));
  }

  /** Whether `count` more bytes exist. */
  has(count: number): boolean {
    return this.#end - this.#position >= count;
  }

  /** Records the fault of `field`, unless there is an earlier one. Returns null, as a decoder then does. */
  fail(rule: MalformedRule, field: string): null {
    this.#note(rule, field);
    this.#position = this.#end;
    return null;
  }

  /** Records that a run of fields is cut short: `fields` alternates names and sizes; `prefix` goes before the name. */
  cut(prefix: string, fields: readonly (string | number)[]): null {
    let rest = this.remaining;
    let index = 0;
    for (; index + 2 < fields.length && rest >= (fields[index + 1] as number); index += 2)
      rest -= fields[index + 1] as number;
    return this.fail('cut-short', `${prefix}${fields[index] as string}`);
  }

  /** Puts the path to a record before the field that failed in it. */
  inside(path: string, index = -1): null {
    const failure = this.#failure;
    assert(failure !== null, 'a record that was not read has a reason');
    const place = index < 0 ? path : `${path}[${index}]`;
    const field = failure.field === '' ? place : `${place}.${failure.field}`;
    this.#failure = { ...failure, field };
    return null;
  }

  /** Whether the message was read to its end without a fault. Left-over bytes are a fault. */
  done(message: string): boolean {
    if (this.#position !== this.#end) this.fail('trailing-bytes', message);
    return this.#failure === null;
  }

  // The packed layout: big-endian, no tags. Call `has` first, except for texts, bytes and list counts.

  int8(): number {
    return this.#view.getInt8(this.#position++);
  }

  uint8(): number {
    return this.#view.getUint8(this.#position++);
  }

  int16(): number {
    const at = this.#position;
    this.#position = at + 2;
    return this.#view.getInt16(at);
  }

  uint16(): number {
    const at = this.#position;
    this.#position = at + 2;
    return this.#view.getUint16(at);
  }

  int32(): number {
    const at = this.#position;
    this.#position = at + 4;
    return this.#view.getInt32(at);
  }

  uint32(): number {
    const at = this.#position;
    this.#position = at + 4;
    return this.#view.getUint32(at);
  }

  int64(): bigint {
    const at = this.#position;
    this.#position = at + 8;
    return this.#view.getBigInt64(at);
  }

  uint64(): bigint {
    const at = this.#position;
    this.#position = at + 8;
    return this.#view.getBigUint64(at);
  }

  float32(): number {
    const at = this.#position;
    this.#position = at + 4;
    return this.#view.getFloat32(at);
  }

  float64(): number {
    const at = this.#position;
    this.#position = at + 8;
    return this.#view.getFloat64(at);
  }

  bool(field: string): boolean {
    const value = this.#view.getUint8(this.#position++);
    // The position stays: the caller has called `has` for a whole run and continues reading it.
    if (value > 1) this.#note('value-out-of-range', field);
    return value === 1;
  }

  /** A u16 length and UTF-8 text. */
  text(field: string, bytesMax = TEXT_BYTES_MAX): string {
    return this.#text(this.#uint16Length(field), field, bytesMax);
  }

  /** A u16 length and bytes, copied. */
  blob(field: string, bytesMax = TEXT_BYTES_MAX): Uint8Array {
    return this.#blob(this.#uint16Length(field), field, bytesMax);
  }

  /** A u16 count of elements of at least `elementBytesMin` bytes each. 0 after a failure. */
  count(elementBytesMin: number, field: string, countMax = LIST_COUNT_MAX): number {
    if (this.#end - this.#position < 2) {
      this.fail('cut-short', field);
      return 0;
    }
    const count = this.uint16();
    const isHeld = count * elementBytesMin <= this.#end - this.#position;
    if (isHeld && count <= countMax) return count;
    this.fail(isHeld ? 'above-max-length' : 'list-too-long', field);
    return 0;
  }

  // The protobuf layout.

  /** Whether more follows before the end of the message or of the record entered. */
  more(): boolean {
    return this.#position < this.#end;
  }

  /** The tag of the next field; 0 after a failure. */
  tag(message: string): number {
    const byte = this.#bytes[this.#position] as number;
    if (byte < 0x80 && byte > 7 && this.#position < this.#end) {
      this.#position++;
      this.#tag = byte;
      return byte;
    }
    return this.#longTag(message);
  }

  /** Skips the field whose tag was read last. */
  unknown(message: string): void {
    switch (this.#tag & 7) {
      case WireType.varint:
        this.#varint(message);
        return;
      case WireType.fixed64:
        this.#pass(8, message);
        return;
      case WireType.length:
        this.#pass(this.#lengthPrefix(message), message);
        return;
      case WireType.fixed32:
        this.#pass(4, message);
        return;
      case WireType.groupStart:
      case WireType.groupEnd:
        this.fail('group-field', message);
        return;
      default:
        this.fail('invalid-tag', message);
    }
  }

  /** Enters a length-delimited record. Returns the argument for `leave`. */
  enter(field: string): number {
    const length = this.#lengthPrefix(field);
    const outer = this.#end;
    this.#end = this.#position + length;
    return outer;
  }

  leave(outer: number): void {
    assert(this.#position === this.#end, 'a record is read to its end');
    this.#end = outer;
    if (this.#failure !== null) this.#position = outer;
  }

  /** False, with a fault, when a list already has the most elements allowed. */
  roomFor(list: readonly unknown[], field: string, countMax = LIST_COUNT_MAX): boolean {
    if (list.length < countMax) return true;
    this.fail(countMax < LIST_COUNT_MAX ? 'above-max-length' : 'list-too-long', field);
    return false;
  }

  varInt32(field: string): number {
    return this.#varint(field) | 0;
  }

  varUint32(field: string): number {
    return this.#varint(field) >>> 0;
  }

  varSint32(field: string): number {
    const value = this.#varint(field);
    return (value >>> 1) ^ -(value & 1);
  }

  varInt64(field: string): bigint {
    joined32[0] = this.#varint(field);
    joined32[1] = this.#varintHigh;
    return joined64[0] as bigint;
  }

  varUint64(field: string): bigint {
    joined32[0] = this.#varint(field);
    joined32[1] = this.#varintHigh;
    return joinedUnsigned64[0] as bigint;
  }

  varSint64(field: string): bigint {
    const low = this.#varint(field);
    const high = this.#varintHigh;
    const sign = -(low & 1);
    joined32[0] = ((low >>> 1) | (high << 31)) ^ sign;
    joined32[1] = (high >>> 1) ^ sign;
    return joined64[0] as bigint;
  }

  varBool(field: string): boolean {
    return (this.#varint(field) | this.#varintHigh) !== 0;
  }

  /** An int32 of `bits` bits, 8 or 16. */
  varIntOf(bits: number, field: string): number {
    const value = this.#varint(field) | 0;
    if ((value << (32 - bits)) >> (32 - bits) !== value) this.fail('value-out-of-range', field);
    return value;
  }

  /** A uint32 of `bits` bits, 8 or 16. */
  varUintOf(bits: number, field: string): number {
    const value = this.#varint(field) >>> 0;
    if (value >>> bits !== 0) this.fail('value-out-of-range', field);
    return value;
  }

  littleInt32(field: string): number {
    return this.#fixed(4, field) ? this.#view.getInt32(this.#position - 4, true) : 0;
  }

  littleUint32(field: string): number {
    return this.#fixed(4, field) ? this.#view.getUint32(this.#position - 4, true) : 0;
  }

  littleInt64(field: string): bigint {
    return this.#fixed(8, field) ? this.#view.getBigInt64(this.#position - 8, true) : 0n;
  }

  littleUint64(field: string): bigint {
    return this.#fixed(8, field) ? this.#view.getBigUint64(this.#position - 8, true) : 0n;
  }

  littleFloat32(field: string): number {
    return this.#fixed(4, field) ? this.#view.getFloat32(this.#position - 4, true) : 0;
  }

  littleFloat64(field: string): number {
    return this.#fixed(8, field) ? this.#view.getFloat64(this.#position - 8, true) : 0;
  }

  lengthText(field: string, bytesMax = TEXT_BYTES_MAX): string {
    return this.#text(this.#lengthPrefix(field), field, bytesMax);
  }

  lengthBlob(field: string, bytesMax = TEXT_BYTES_MAX): Uint8Array {
    return this.#blob(this.#lengthPrefix(field), field, bytesMax);
  }

  #note(rule: MalformedRule, field: string): void {
    this.#failure ??= { kind: 'malformed', rule, field, offset: this.#position - this.#start };
  }

  /** The lower 32 bits of the next varint, signed; the upper ones go to `#varintHigh`. 0 after a failure. */
  #varint(field: string): number {
    if (this.#position < this.#end) {
      const byte = this.#bytes[this.#position] as number;
      if (byte < 0x80) {
        this.#position++;
        this.#varintHigh = 0;
        return byte;
      }
    }
    return this.#longVarint(field);
  }

  #longVarint(field: string): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let low = 0;
    let high = 0;
    let at = this.#position;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) return this.#noVarint('cut-short', field);
      const byte = bytes[at++] as number;
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      // The fifth byte, at shift 28, has bits for both halves.
      if (shift === 28) high |= bits >>> 4;
      else if (shift > 28) high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.#position = at;
        this.#varintHigh = high;
        return low;
      }
    }
    return this.#noVarint('invalid-varint', field);
  }

  #noVarint(rule: MalformedRule, field: string): number {
    this.fail(rule, field);
    this.#varintHigh = 0;
    return 0;
  }

  #longTag(message: string): number {
    const tag = this.#varint(message) >>> 0;
    // A tag is a u32; field number 0 does not exist.
    if (this.#varintHigh !== 0 || tag < 8) {
      this.fail('invalid-tag', message);
      return 0;
    }
    this.#tag = tag;
    return tag;
  }

  /** The length before texts, bytes and records; 0 after a failure. */
  #lengthPrefix(field: string): number {
    const length = this.#varint(field) >>> 0;
    if (this.#varintHigh === 0 && length <= this.#end - this.#position) return length;
    this.fail('cut-short', field);
    return 0;
  }

  #pass(count: number, field: string): void {
    if (count <= this.#end - this.#position) this.#position += count;
    else this.fail('cut-short', field);
  }

  /** Moves past `count` bytes when they exist. */
  #fixed(count: number, field: string): boolean {
    if (count > this.#end - this.#position) {
      this.fail('cut-short', field);
      return false;
    }
    this.#position += count;
    return true;
  }

  /** A u16 length that the remaining bytes hold; 0 after a failure. */
  #uint16Length(field: string): number {
    const at = this.#position;
    if (this.#end - at >= 2) {
      const length = this.#view.getUint16(at);
      if (length <= this.#end - at - 2) {
        this.#position = at + 2;
        return length;
      }
    }
    this.fail('cut-short', field);
    return 0;
  }

  #text(length: number, field: string, bytesMax: number): string {
    if (length === 0 || this.#isTooLong(length, field, bytesMax)) return '';
    const start = this.#position;
    const text =
      length <= TEXT_BYTES_SHORT
        ? decodeShortText(this.#bytes, start, start + length)
        : decodeLongText(this.#bytes, start, start + length);
    if (text === null) {
      this.fail('invalid-utf8', field);
      return '';
    }
    this.#position = start + length;
    return text;
  }

  /** Whether a text or bytes are above their maximum, which is a fault. */
  #isTooLong(length: number, field: string, bytesMax: number): boolean {
    if (length <= bytesMax) return false;
    this.fail(bytesMax < TEXT_BYTES_MAX ? 'above-max-length' : 'text-too-long', field);
    return true;
  }

  #blob(length: number, field: string, bytesMax: number): Uint8Array {
    if (this.#isTooLong(length, field, bytesMax)) return NOTHING;
    const start = this.#position;
    this.#position = start + length;
    // Not `this.#bytes.slice`: on a Buffer it shares memory.
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }
}
