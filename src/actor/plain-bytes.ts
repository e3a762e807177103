// Plain data as bytes, for arguments and answers that go to another process. A value is a tag and what follows it; lengths are 32 bits.
// The tags are part of what two releases agree on: a new kind of value gets a new tag. Bytes from outside that are no value are
// `args-invalid`, and nothing is read beyond them.
import { ActorError } from './actor-error.ts';
import { ARGS_DEPTH_MAX } from './limits.ts';

const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  /** i32 */
  integer: 4,
  /** f64 */
  number: 5,
  /** As text. */
  bigint: 6,
  text: 7,
  bytes: 8,
  /** f64: milliseconds since 1970. */
  date: 9,
  list: 10,
  object: 11,
  map: 12,
  set: 13,
  /** i64 */
  long: 14,
} as const;

const BYTES_START = 1_024;
/** A larger buffer is not kept for the next value. */
const BYTES_KEPT_MAX = 64 * 1_024;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** The value was copied before: it is plain, and not too deep. The bytes are valid until the next value is written: send them at once. */
export function writePlain(value: unknown): Buffer {
  writer.reset();
  writer.value(value);
  return writer.bytes.subarray(0, writer.at);
}

class Writer {
  bytes = Buffer.allocUnsafeSlow(BYTES_START);
  at = 0;

  reset(): void {
    this.at = 0;
    if (this.bytes.length > BYTES_KEPT_MAX) this.bytes = Buffer.allocUnsafeSlow(BYTES_START);
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        this.#tag(TAG.undefined);
        break;
      case 'boolean':
        this.#tag(value ? TAG.true : TAG.false);
        break;
      case 'number':
        this.#number(value);
        break;
      case 'bigint':
        this.#bigint(value);
        break;
      case 'string':
        this.#text(TAG.text, value);
        break;
      default:
        this.#object(value as object | null);
    }
  }

  #object(value: object | null): void {
    if (value === null) this.#tag(TAG.null);
    else if (Array.isArray(value)) {
      this.#head(TAG.list, value.length);
      for (const each of value) this.value(each);
    } else if (value instanceof Uint8Array) {
      this.#head(TAG.bytes, value.byteLength);
      this.#reserve(value.byteLength);
      this.bytes.set(value, this.at);
      this.at += value.byteLength;
    } else if (value instanceof Date) {
      this.#tag(TAG.date);
      this.#double(value.getTime());
    } else if (value instanceof Map) {
      this.#head(TAG.map, value.size);
      for (const [key, each] of value) {
        this.value(key);
        this.value(each);
      }
    } else if (value instanceof Set) {
      this.#head(TAG.set, value.size);
      for (const each of value) this.value(each);
    } else {
      const names = Object.keys(value);
      this.#head(TAG.object, names.length);
      for (const name of names) {
        this.#text(TAG.text, name);
        this.value((value as Readonly<Record<string, unknown>>)[name]);
      }
    }
  }

  #number(value: number): void {
    if (Object.is(value | 0, value)) {
      this.#tag(TAG.integer);
      this.#reserve(4);
      this.at = this.bytes.writeInt32BE(value, this.at);
    } else {
      this.#tag(TAG.number);
      this.#double(value);
    }
  }

  #bigint(value: bigint): void {
    if (value < LONG_MIN || value > LONG_MAX) {
      this.#text(TAG.bigint, String(value));
      return;
    }
    this.#tag(TAG.long);
    this.#reserve(8);
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  #double(value: number): void {
    this.#reserve(8);
    this.at = this.bytes.writeDoubleBE(value, this.at);
  }

  #text(tag: number, value: string): void {
    const count = Buffer.byteLength(value);
    this.#head(tag, count);
    this.#reserve(count);
    this.at += this.bytes.write(value, this.at, 'utf8');
  }

  #head(tag: number, count: number): void {
    this.#tag(tag);
    this.#reserve(4);
    this.at = this.bytes.writeUInt32BE(count, this.at);
  }

  #tag(tag: number): void {
    this.#reserve(1);
    this.bytes[this.at++] = tag;
  }

  #reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(grown, 0, 0, this.at);
    this.bytes = grown;
  }
}

/** Used again for each value: writing does not wait. */
const writer = new Writer();

/** One value, and nothing behind it. Throws `args-invalid`. */
export function readPlain(bytes: Uint8Array): unknown {
  const reader = new Reader(
    Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  );
  const value = reader.value(0);
  if (!reader.isAtEnd) throw malformed();
  return value;
}

function malformed(): ActorError {
  return new ActorError(
    'args-invalid',
    'bytes from another process hold no plain value: do both run releases that fit?',
  );
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    if (depth > ARGS_DEPTH_MAX + 1) throw malformed();
    const tag = this.#bytes[this.#take(1)];
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.integer:
        return this.#bytes.readInt32BE(this.#take(4));
      case TAG.number:
        return this.#bytes.readDoubleBE(this.#take(8));
      case TAG.long:
        return this.#bytes.readBigInt64BE(this.#take(8));
      case TAG.date:
        return new Date(this.#bytes.readDoubleBE(this.#take(8)));
      case TAG.bigint:
        return this.#bigint();
      case TAG.text:
        return this.#text();
      case TAG.bytes: {
        const count = this.#count(1);
        const at = this.#take(count);
        return new Uint8Array(this.#bytes.subarray(at, at + count));
      }
      default:
        return this.#collection(tag, depth);
    }
  }

  #collection(tag: number | undefined, depth: number): unknown {
    switch (tag) {
      case TAG.list:
        return this.#values(depth);
      case TAG.set:
        return new Set(this.#values(depth));
      case TAG.map: {
        const map = new Map<unknown, unknown>();
        for (let left = this.#count(2); left > 0; left--) {
          const key = this.value(depth + 1);
          map.set(key, this.value(depth + 1));
        }
        return map;
      }
      case TAG.object: {
        const object: Record<string, unknown> = {};
        for (let left = this.#count(6); left > 0; left--) {
          const name = this.value(depth + 1);
          if (typeof name !== 'string' || name === '__proto__') throw malformed();
          object[name] = this.value(depth + 1);
        }
        return object;
      }
      default:
        throw malformed();
    }
  }

  #values(depth: number): unknown[] {
    const values: unknown[] = [];
    for (let left = this.#count(1); left > 0; left--) values.push(this.value(depth + 1));
    return values;
  }

  #text(): string {
    const count = this.#count(1);
    const at = this.#take(count);
    return this.#bytes.toString('utf8', at, at + count);
  }

  #bigint(): bigint {
    const text = this.#text();
    if (!/^-?\d+$/.test(text)) throw malformed();
    return BigInt(text);
  }

  /** A number of things that take at least `bytesEach`: no more than there can be. */
  #count(bytesEach: number): number {
    const count = this.#bytes.readUInt32BE(this.#take(4));
    if (count * bytesEach > this.#bytes.length - this.#at) throw malformed();
    return count;
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw malformed();
    this.#at = at + count;
    return at;
  }
}
