// Messages from JSON as `json.ts` writes it. People write it too, so anything may be wrong. The first fault is kept;
// depth is bounded by the schema's.
import { isUtf8 } from 'node:buffer';
import { fromHex } from '../base/index.ts';
import type { FieldKind, RecordType } from './message.ts';

export type KeyedKind = Extract<FieldKind, { kind: 'keyed' }>;
type IntegerKind = Extract<FieldKind, { kind: 'integer' }>;

/** The longest decimal string of 64 bits. */
const DECIMAL_CHARS_MAX = 20;
const FLOAT32_MAX = 3.4028234663852886e38;
const FLOAT_WORDS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** Why JSON is not a message: the path to the field, starting with the message's name, and the rule as a sentence. */
export interface JsonFault {
  readonly kind: 'fault';
  readonly field: string;
  readonly rule: string;
}

export interface JsonParsed {
  readonly kind: 'value';
  readonly value: unknown;
}

export interface FromJsonOptions {
  /** How to read a missing field: as an error, or as the empty value of its type. */
  readonly missing: 'refuse' | 'default';
}

interface ReadState extends FromJsonOptions {
  fault: JsonFault | null;
}

/** Reads a value of `type` from JSON. The result can be encoded unless a text or a list is too long. */
export function fromJson(type: RecordType, json: unknown, options: FromJsonOptions): JsonParsed | JsonFault {
  const state: ReadState = { fault: null, missing: options.missing };
  const value = readRecord(state, { type, json, path: type.name });
  return state.fault ?? { kind: 'value', value };
}

interface RecordPlace {
  readonly type: RecordType;
  readonly json: unknown;
  readonly path: string;
}

interface Place {
  readonly json: unknown;
  readonly path: string;
  /** The fields of the same record that were already read, by property. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly holder: RecordType;
}

function fail(state: ReadState, field: string, rule: string): undefined {
  state.fault ??= { kind: 'fault', field, rule };
  return undefined;
}

function readRecord(state: ReadState, { type, json, path }: RecordPlace): Record<string, unknown> | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return fail(state, path, 'must be an object with the fields of the message');
  }
  const given = json as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (type.fields.some((field) => field.name === name)) continue;
    const known = type.fields.map((field) => field.name).join(', ');
    return fail(
      state,
      `${path}.${name}`,
      known === '' ? 'no such field: there are none' : `no such field: there are ${known}`,
    );
  }
  const record: Record<string, unknown> = {};
  for (const field of type.fields) {
    const at = `${path}.${field.name}`;
    const place = { json: given[field.name], path: at, record, holder: type };
    if (Object.hasOwn(given, field.name)) record[field.property] = readValue(state, field.type, place);
    else if (state.missing === 'default') record[field.property] = emptyOf(field.type, place);
    else return fail(state, at, 'is missing');
    if (state.fault !== null) return undefined;
  }
  return record;
}

function readValue(state: ReadState, kind: FieldKind, place: Place): unknown {
  const { json, path } = place;
  switch (kind.kind) {
    case 'integer':
      return kind.bits === 64 ? readBigint(state, kind, place) : readInteger(state, kind, place);
    case 'float':
      return readFloat(state, kind.bits, place);
    case 'bool':
      return typeof json === 'boolean' ? json : fail(state, path, 'must be true or false');
    case 'text':
      return readText(state, place);
    case 'bytes':
      return readBytes(state, place);
    case 'record':
      return readRecord(state, { type: kind.type, json, path });
    case 'list':
      return readList(state, kind.element, place);
    default:
      return readKeyed(state, kind, place);
  }
}

function readInteger(state: ReadState, kind: IntegerKind, { json, path }: Place): number | undefined {
  const least = kind.signed ? -(2 ** (kind.bits - 1)) : 0;
  const most = kind.signed ? 2 ** (kind.bits - 1) - 1 : 2 ** kind.bits - 1;
  const isRight = typeof json === 'number' && Number.isInteger(json) && json >= least && json <= most;
  // Adding 0 turns minus zero, which no wire integer can be, into zero.
  return isRight ? json + 0 : fail(state, path, `must be a whole number from ${least} to ${most}`);
}

function readBigint(state: ReadState, kind: IntegerKind, { json, path }: Place): bigint | undefined {
  const isDecimal = typeof json === 'string' && json.length <= DECIMAL_CHARS_MAX && /^-?(0|[1-9][0-9]*)$/.test(json);
  const isSafe = typeof json === 'number' && Number.isSafeInteger(json);
  if (typeof json === 'number' && Number.isInteger(json) && !isSafe) {
    return fail(state, path, 'a number this large is not exact in JSON: write it as a decimal string');
  }
  const value = isDecimal || isSafe ? BigInt(json as string | number) : null;
  const fitting = kind.signed ? BigInt.asIntN : BigInt.asUintN;
  if (value !== null && fitting(64, value) === value) return value;
  return fail(state, path, `must be ${kind.signed ? 'an int64' : 'a uint64'} as a decimal string`);
}

function readFloat(state: ReadState, bits: 32 | 64, { json, path }: Place): number | undefined {
  if (typeof json === 'string' && Object.hasOwn(FLOAT_WORDS, json)) return FLOAT_WORDS[json];
  if (typeof json !== 'number') return fail(state, path, 'must be a number, "NaN", "Infinity" or "-Infinity"');
  if (bits === 32 && Math.abs(json) > FLOAT32_MAX) return fail(state, path, 'is larger than a 32-bit float');
  return json;
}

function readText(state: ReadState, place: Place): string | undefined {
  const { json, path } = place;
  if (typeof json === 'string') {
    return json.isWellFormed()
      ? json
      : fail(state, path, 'contains half of a surrogate pair, which UTF-8 cannot encode');
  }
  const bytes = hexOf(json);
  if (bytes === null) return fail(state, path, 'must be text');
  return isUtf8(bytes)
    ? Buffer.from(bytes).toString()
    : fail(state, path, 'must be text, but these bytes are not valid UTF-8');
}

function readBytes(state: ReadState, { json, path }: Place): Uint8Array | undefined {
  if (typeof json === 'string') {
    if (json.isWellFormed()) return new Uint8Array(Buffer.from(json));
    return fail(state, path, 'contains half of a surrogate pair, which UTF-8 cannot encode');
  }
  return hexOf(json) ?? fail(state, path, 'must be text, or {"$hex": "…"} with an even number of hexadecimal digits');
}

function hexOf(json: unknown): Uint8Array | null {
  if (typeof json !== 'object' || json === null || Object.keys(json).join() !== '$hex') return null;
  const { $hex: digits } = json as { readonly $hex: unknown };
  const bytes = typeof digits === 'string' ? fromHex(digits) : null;
  return bytes === null ? null : new Uint8Array(bytes);
}

function readList(state: ReadState, element: FieldKind, place: Place): unknown[] | undefined {
  const { json, path } = place;
  if (!Array.isArray(json)) return fail(state, path, 'must be a list');
  const list: unknown[] = [];
  for (const [index, each] of json.entries()) {
    list.push(readValue(state, element, { ...place, json: each, path: `${path}[${index}]` }));
    if (state.fault !== null) return undefined;
  }
  return list;
}

function readKeyed(state: ReadState, kind: KeyedKind, place: Place): unknown {
  const key = keyOf(kind, place);
  const found = caseOf(kind, key);
  if (found === undefined) return fail(state, place.path, `key ${key} has no value type`);
  return readValue(state, found, place);
}

function keyOf(kind: KeyedKind, { holder, record }: Place): number {
  const property = holder.fields.find((field) => field.name === kind.key)?.property;
  return property === undefined ? 0 : (record[property] as number);
}

/** The type of value that belongs to `key`. */
export function caseOf(kind: KeyedKind, key: number): FieldKind | undefined {
  return kind.cases.find((each) => key >= each.from && key <= each.to)?.value;
}

function emptyOf(kind: FieldKind, place: Place): unknown {
  switch (kind.kind) {
    case 'integer':
      return kind.bits === 64 ? 0n : 0;
    case 'float':
      return 0;
    case 'bool':
      return false;
    case 'text':
      return '';
    case 'bytes':
      return new Uint8Array(0);
    case 'list':
      return [];
    case 'record': {
      const record: Record<string, unknown> = {};
      for (const field of kind.type.fields)
        record[field.property] = emptyOf(field.type, { ...place, record, holder: kind.type });
      return record;
    }
    default: {
      const found = caseOf(kind, keyOf(kind, place));
      return found === undefined ? undefined : emptyOf(found, place);
    }
  }
}
