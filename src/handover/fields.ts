// Records of the hand-over: tagged fields, so that a release reads what the release before or after it writes. Pure.
//
//   field   tag u16 (the highest bit: critical)  length u32  value
//
// All numbers are big-endian. A reader skips a tag that it does not know, unless the field is critical: then the record cannot be
// understood without it, and the hand-over fails. A tag keeps its meaning for ever. A tag may repeat: that is a list.
import { assert } from '../base/index.ts';
import { HandoverError } from './handover-error.ts';
import { RECORD_FIELDS_MAX } from './limits.ts';

const HEAD_BYTES = 6;
const CRITICAL = 0x8000;
const TAG_MAX = 0x7fff;
const FIRST_BYTES = 1024;

/** Writes records one after the other into one buffer, which grows to the longest of them. */
export class FieldWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;
  #isCritical = false;

  /** The record so far. Valid until the next call of this writer. */
  record(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins the next record. */
  clear(): this {
    this.#length = 0;
    return this;
  }

  /** The next field is critical: a reader that does not know its tag must fail. */
  critical(): this {
    this.#isCritical = true;
    return this;
  }

  /** An integer from 0 to 2³² − 1. */
  u32(tag: number, value: number): this {
    const at = this.#field(tag, 4);
    this.#bytes.writeUInt32BE(value, at);
    return this;
  }

  flag(tag: number, value: boolean): this {
    return this.u32(tag, value ? 1 : 0);
  }

  /** Any number, whole or not, such as milliseconds. */
  f64(tag: number, value: number): this {
    const at = this.#field(tag, 8);
    this.#bytes.writeDoubleBE(value, at);
    return this;
  }

  i64(tag: number, value: bigint): this {
    const at = this.#field(tag, 8);
    this.#bytes.writeBigInt64BE(value, at);
    return this;
  }

  bytes(tag: number, value: Uint8Array): this {
    const at = this.#field(tag, value.length);
    this.#bytes.set(value, at);
    return this;
  }

  text(tag: number, value: string): this {
    const at = this.#field(tag, Buffer.byteLength(value));
    this.#bytes.write(value, at);
    return this;
  }

  /** A record inside this one, or an entry of a list of them: `write` adds its fields. */
  nested(tag: number, write: (fields: this) => void): this {
    const at = this.#field(tag, 0);
    write(this);
    this.#bytes.writeUInt32BE(this.#length - at, at - 4);
    return this;
  }

  /** Writes the head of a field and makes room for its value. Returns where the value begins. */
  #field(tag: number, length: number): number {
    assert(tag > 0 && tag <= TAG_MAX, 'a tag is from 1 to 32,767');
    const at = this.#length + HEAD_BYTES;
    if (at + length > this.#bytes.length) this.#grow(at + length);
    this.#bytes.writeUInt16BE(this.#isCritical ? tag | CRITICAL : tag, this.#length);
    this.#bytes.writeUInt32BE(length, this.#length + 2);
    this.#isCritical = false;
    this.#length = at + length;
    return at;
  }

  #grow(least: number): void {
    let size = this.#bytes.length;
    while (size < least) size *= 2;
    const bytes = Buffer.allocUnsafe(size);
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
  }
}

/**
 * Reads one record, field by field:
 *
 *     while (fields.next()) {
 *       if (fields.tag === TAG.role) role = fields.i64();
 *       else fields.skip();
 *     }
 *
 * Every method throws a `HandoverError` with `handover-broken` for bytes that are no such record.
 */
export class FieldReader {
  /** The tag of the present field, without the bit for critical. */
  tag = 0;
  readonly #bytes: Buffer;
  /** What is read, for the error: "a session", "the description of the store". */
  readonly #what: string;
  #isCritical = false;
  #at = 0;
  #length = 0;
  #next = 0;
  #fieldCount = 0;

  constructor(record: Uint8Array, what: string) {
    this.#bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
    this.#what = what;
  }

  /** Moves to the next field; false behind the last one. */
  next(): boolean {
    const at = this.#next;
    if (at === this.#bytes.length) return false;
    if (at + HEAD_BYTES > this.#bytes.length) throw this.#broken('ends inside the head of a field');
    const tag = this.#bytes.readUInt16BE(at);
    this.tag = tag & TAG_MAX;
    this.#isCritical = (tag & CRITICAL) !== 0;
    this.#length = this.#bytes.readUInt32BE(at + 2);
    this.#at = at + HEAD_BYTES;
    this.#next = this.#at + this.#length;
    if (this.#next > this.#bytes.length) throw this.#broken(`ends inside field ${this.tag}`);
    this.#fieldCount += 1;
    if (this.#fieldCount > RECORD_FIELDS_MAX) throw this.#broken(`has more than ${RECORD_FIELDS_MAX} fields`);
    return true;
  }

  /** For a tag that the reader does not know. Throws `handover-newer` if the record cannot be understood without it. */
  skip(): void {
    if (!this.#isCritical) return;
    const message = `The other process sent ${this.#what} with the field ${this.tag}, which this release does not know and must not skip. Stop the server and start the other release instead of upgrading.`;
    throw new HandoverError('handover-newer', message);
  }

  u32(): number {
    this.#expect(4);
    return this.#bytes.readUInt32BE(this.#at);
  }

  flag(): boolean {
    const value = this.u32();
    if (value > 1) throw this.#broken(`has a flag ${this.tag} that is neither 0 nor 1`);
    return value === 1;
  }

  f64(): number {
    this.#expect(8);
    return this.#bytes.readDoubleBE(this.#at);
  }

  i64(): bigint {
    this.#expect(8);
    return this.#bytes.readBigInt64BE(this.#at);
  }

  /** The value's bytes inside the record, not copied: copy them to keep them. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#next);
  }

  text(): string {
    return this.#bytes.toString('utf8', this.#at, this.#next);
  }

  /** The record inside this field. */
  nested(): FieldReader {
    return new FieldReader(this.bytes(), this.#what);
  }

  #expect(length: number): void {
    if (this.#length !== length) {
      throw this.#broken(`has field ${this.tag} with ${this.#length} bytes instead of ${length}`);
    }
  }

  #broken(how: string): HandoverError {
    return new HandoverError('handover-broken', `The other process sent ${this.#what} that ${how}.`);
  }
}
