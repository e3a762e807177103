// The two layouts of a message's fields, as the document describes them.
export type CheckLayout = 'packed' | 'protobuf';

export type FieldType = 'u8' | 'u16' | 'u32' | 'i32' | 'i64' | 'bool' | 'text' | 'bytes' | readonly FieldType[];
export type FieldValue = number | bigint | boolean | string | Uint8Array | readonly (readonly FieldValue[])[];

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const SIZES = { u8: 1, bool: 1, u16: 2, u32: 4, i32: 4, i64: 8 } as const;

/** The packet: the message id and the fields. */
export function encodeFields(
  layout: CheckLayout,
  { id, fields }: { readonly id: number; readonly fields: readonly FieldType[] },
  values: readonly FieldValue[],
): Uint8Array {
  const parts = fields.map((type, index) => {
    const value = values[index];
    if (value === undefined) throw new RangeError(`message ${id} has ${fields.length} fields`);
    return layout === 'packed' ? packedField(type, value) : protobufField(index + 1, type, value);
  });
  return join([Uint8Array.of(id >> 8, id & 0xff), ...parts]);
}

/** The values behind the message id; null when the bytes are no such message. */
export function decodeFields(
  layout: CheckLayout,
  fields: readonly FieldType[],
  packet: Uint8Array,
): readonly FieldValue[] | null {
  try {
    const cursor = new Cursor(packet, 2, packet.length);
    const values = layout === 'packed' ? cursor.packed(fields) : cursor.protobuf(fields);
    return cursor.at === packet.length ? values : null;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function bytesOf(value: FieldValue): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  throw new RangeError('text or bytes are missing');
}

function packedField(type: FieldType, value: FieldValue): Uint8Array {
  // The checker sends empty lists only.
  if (typeof type !== 'string') return new Uint8Array(2);
  if (type === 'text' || type === 'bytes') {
    const bytes = bytesOf(value);
    return join([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
  }
  const size = SIZES[type];
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(64, BigInt(value as number | bigint | boolean)));
  return new Uint8Array(view.buffer, 8 - size, size);
}

function protobufField(number: number, type: FieldType, value: FieldValue): Uint8Array {
  if (typeof type !== 'string') return new Uint8Array(0);
  if (type === 'text' || type === 'bytes') {
    const bytes = bytesOf(value);
    return bytes.length === 0 ? bytes : join([varint(BigInt(number * 8 + 2)), varint(BigInt(bytes.length)), bytes]);
  }
  const whole = BigInt.asUintN(64, BigInt(value as number | bigint | boolean));
  return whole === 0n ? new Uint8Array(0) : join([varint(BigInt(number * 8)), varint(whole)]);
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** Reads; throws `RangeError` beyond the end and `TypeError` for text that is not UTF-8. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  at: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  packed(fields: readonly FieldType[]): FieldValue[] {
    return fields.map((type) => {
      if (type === 'text' || type === 'bytes') return chars(type, this.#take(Number(this.#integer(2))));
      if (typeof type !== 'string') {
        return Array.from({ length: Number(this.#integer(2)) }, () => this.packed(type));
      }
      return number(type, this.#integer(SIZES[type]));
    });
  }

  protobuf(fields: readonly FieldType[]): FieldValue[] {
    const values = fields.map(defaultOf);
    while (this.at < this.#end) {
      const tag = Number(this.#varint());
      const [index, wire] = [(tag >> 3) - 1, tag & 7];
      if (index < 0) throw new RangeError('no field has the number 0');
      const type = fields[index];
      if (wire === 0) {
        const value = this.#varint();
        if (typeof type === 'string') values[index] = number(type, value);
      } else if (wire === 2) {
        const part = this.#take(Number(this.#varint()));
        if (type === 'text' || type === 'bytes') values[index] = chars(type, part);
        else if (typeof type === 'object') {
          const inner = new Cursor(part, 0, part.length).protobuf(type);
          values[index] = [...(values[index] as readonly (readonly FieldValue[])[]), inner];
        }
      } else if (wire === 5) this.#take(4);
      else if (wire === 1) this.#take(8);
      else throw new RangeError('no such wire type');
    }
    return values;
  }

  #take(count: number): Uint8Array {
    if (this.at + count > this.#end) throw new RangeError('cut short');
    const part = this.#bytes.subarray(this.at, this.at + count);
    this.at += count;
    return part;
  }

  #integer(size: number): bigint {
    return this.#take(size).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#take(1)[0] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new RangeError('a varint has at most ten bytes');
  }
}

function chars(type: 'text' | 'bytes', part: Uint8Array): FieldValue {
  return type === 'text' ? decoder.decode(part) : Uint8Array.from(part);
}

function number(type: Exclude<FieldType, readonly FieldType[]>, value: bigint): FieldValue {
  if (type === 'bool') return value !== 0n;
  if (type === 'i64') return BigInt.asIntN(64, value);
  return type === 'i32' ? Number(BigInt.asIntN(32, value)) : Number(value);
}

function defaultOf(type: FieldType): FieldValue {
  if (typeof type !== 'string') return [];
  if (type === 'text') return '';
  if (type === 'bytes') return new Uint8Array(0);
  if (type === 'bool') return false;
  return type === 'i64' ? 0n : 0;
}
