// Fixed records of short strings: for each field one byte with its length and then room for as many bytes as it may have. Blocks of such records
// are encoded apart, for their last character may have bits to spare.
import { MirError } from '../names/index.ts';

/** Fields in order, each with the bytes it has room for. */
export type RecordLayout<Name extends string> = readonly (readonly [name: Name, bytesMax: number])[];

export type RecordMalformed = {
  readonly kind: 'malformed';
  /** The bytes end before the record does, or a length says more than its field has room for. */
  readonly reason: 'record-cut-short' | 'length-beyond-field';
  readonly field: string;
};

export type RecordRead<Name extends string> =
  | { readonly kind: 'record'; readonly fields: Readonly<Record<Name, Uint8Array>> }
  | RecordMalformed;

export function recordBytes(layout: RecordLayout<string>): number {
  return layout.reduce((sum, [, bytesMax]) => sum + 1 + bytesMax, 0);
}

/** Unused room is zeros. Throws `MirError` (`text-too-long`). */
export function writeRecord<Name extends string>(
  layout: RecordLayout<Name>,
  fields: Readonly<Partial<Record<Name, Uint8Array>>>,
): Uint8Array {
  const bytes = new Uint8Array(recordBytes(layout));
  let at = 0;
  for (const [name, bytesMax] of layout) {
    const field = fields[name] ?? new Uint8Array(0);
    if (field.length > bytesMax) {
      throw new MirError(
        'text-too-long',
        `The field ${name} has ${field.length} bytes; there is room for ${bytesMax}.`,
      );
    }
    bytes[at] = field.length;
    bytes.set(field, at + 1);
    at += 1 + bytesMax;
  }
  return bytes;
}

/** Bytes beyond the record are left to the caller. */
export function readRecord<Name extends string>(layout: RecordLayout<Name>, bytes: Uint8Array): RecordRead<Name> {
  const fields: Partial<Record<Name, Uint8Array>> = {};
  let at = 0;
  for (const [field, bytesMax] of layout) {
    if (at + 1 + bytesMax > bytes.length) return { kind: 'malformed', reason: 'record-cut-short', field };
    const length = bytes[at] ?? 0;
    if (length > bytesMax) return { kind: 'malformed', reason: 'length-beyond-field', field };
    fields[field] = bytes.subarray(at + 1, at + 1 + length);
    at += 1 + bytesMax;
  }
  // The loop has set each of them.
  return { kind: 'record', fields: fields as Record<Name, Uint8Array> };
}
