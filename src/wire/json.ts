// Messages as JSON, for people: the codec command, `connect`, robots' scripts. Works from the field
// descriptors, so it needs no generated code. It is not for the packet path.
//
// Field names are the schema's. 64-bit integers are decimal strings; bytes are text when they are UTF-8, else {"$hex":
// "…"}; floats that JSON cannot write as numbers are "NaN", "Infinity" and "-Infinity".
import { isUtf8 } from 'node:buffer';
import { toHex } from '../base/index.ts';
import { caseOf, type KeyedKind } from './json-read.ts';
import type { FieldKind, RecordType } from './message.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Writes `value`, which is of `type`, as JSON. */
export function toJson(type: RecordType, value: unknown): { [key: string]: JsonValue } {
  const record = value as Readonly<Record<string, unknown>>;
  const json: { [key: string]: JsonValue } = {};
  for (const field of type.fields) json[field.name] = valueToJson(field.type, record[field.property], { type, record });
  return json;
}

interface Holder {
  readonly type: RecordType;
  readonly record: Readonly<Record<string, unknown>>;
}

function valueToJson(kind: FieldKind, value: unknown, holder: Holder): JsonValue {
  switch (kind.kind) {
    case 'integer':
      return kind.bits === 64 ? String(value) : (value as number);
    case 'float':
      return Number.isFinite(value) ? (value as number) : String(value);
    case 'bytes':
      return bytesToJson(value as Uint8Array);
    case 'record':
      return toJson(kind.type, value);
    case 'list':
      return (value as readonly unknown[]).map((element) => valueToJson(kind.element, element, holder));
    case 'keyed':
      return keyedToJson(kind, value, holder);
    default:
      return value as string | boolean;
  }
}

function keyedToJson(kind: KeyedKind, value: unknown, holder: Holder): JsonValue {
  const keyField = holder.type.fields.find((field) => field.name === kind.key);
  const key = keyField === undefined ? undefined : holder.record[keyField.property];
  const found = caseOf(kind, key as number);
  return found === undefined ? null : valueToJson(found, value, holder);
}

function bytesToJson(bytes: Uint8Array): JsonValue {
  return isUtf8(bytes) ? Buffer.from(bytes).toString() : { $hex: toHex(bytes) };
}
