// Records of original databases. All are packed and little-endian, texts are a length and room for so many bytes, times are days since the end of 1899. The first byte of a
// record says whether its place is free: then its content was deleted for good. Pure: bytes in, values out.
//
//   Id.DB   328 bytes  accounts: head of 32, the two records of a registration (148 and 101), errors, a tick, 39 spare
//   Hum.DB   72 bytes  characters: head of 28, name, account, deleted, time and, at places that differ by family, whether it was selected
//   Mir.DB   size differs by build: head of 28, name, map, place, looks, gold, level, and much more
import { decodeText, type TextEncoding } from '../names/index.ts';
import { type RecordLayout, readRecord, recordBytes, USER_ENTRY, USER_ENTRY_ADD } from '../wire/index.ts';
import type { UserField, UserRecord } from './user-record.ts';

export const ID_RECORD_BYTES = 328;
export const HUM_RECORD_BYTES = 72;

const ID_HEAD_BYTES = 32;
const NAME_BYTES_MAX = 14;
/** The head of characters has room for one byte more. */
const HEAD_NAME_BYTES_MAX = 15;
const ACCOUNT_BYTES_MAX = 10;
const MAP_BYTES_MAX = 16;
const AT = {
  selectGateId: 1,
  created: 4,
  headName: 12,
  name: 28,
  account: 43,
  deleted: 54,
  selectedOfK98: 55,
  modified: 56,
  selected: 65,
  map: 43,
  hair: 65,
  sex: 66,
  job: 67,
  level: 72,
} as const;

const DAY_MS = 86_400_000;
/** From there to 1970. */
const DAYS_TO_1970 = 25_569;
/** 9999-12-31, the last day that the originals know. */
const DAYS_MAX = 2_958_465;

export type RecordFault = 'place-free' | 'malformed';

export type HumFamily = 'K98' | 'PL';

/** An account; texts of it that cannot be read are empty, but for its name and password. */
export function readIdRecord(bytes: Uint8Array, encoding: TextEncoding): UserRecord | RecordFault {
  const fault = placeFault(bytes);
  if (fault !== null) return fault;
  const entryAt = ID_HEAD_BYTES;
  const addAt = entryAt + recordBytes(USER_ENTRY);
  const fields = {
    ...textsOf<UserField>(USER_ENTRY, bytes.subarray(entryAt, addAt), encoding),
    ...textsOf<UserField>(USER_ENTRY_ADD, bytes.subarray(addAt), encoding),
  };
  const { account, password } = fields;
  if (account === null || account === undefined || account === '' || password === null) return 'malformed';
  const texts = Object.entries(fields).map(([name, text]) => [name, text ?? '']);
  // Both layouts together have every field.
  return Object.fromEntries(texts) as UserRecord;
}

export interface HumRecord {
  readonly name: Uint8Array;
  readonly account: string;
  readonly isDeleted: boolean;
  readonly isSelected: boolean;
  readonly selectGateId: number;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

export function readHumRecord(
  bytes: Uint8Array,
  { family, encoding }: { readonly family: HumFamily; readonly encoding: TextEncoding },
): HumRecord | RecordFault {
  const fault = placeFault(bytes);
  if (fault !== null) return fault;
  const name = shortText(bytes, AT.name, NAME_BYTES_MAX);
  const accountBytes = shortText(bytes, AT.account, ACCOUNT_BYTES_MAX);
  const account = accountBytes === null ? null : decodeText(accountBytes, encoding)?.trim();
  if (name === null || name.length === 0 || account === null || account === undefined) return 'malformed';
  const createdMs = timeOf(bytes, AT.created);
  return {
    name,
    account,
    isDeleted: bytes[AT.deleted] !== 0,
    isSelected: bytes[family === 'K98' ? AT.selectedOfK98 : AT.selected] !== 0,
    selectGateId: bytes[AT.selectGateId] ?? 0,
    createdMs,
    modifiedMs: timeOf(bytes, AT.modified) || createdMs,
  };
}

/** What a character looks like. */
export interface MirRecord {
  readonly name: Uint8Array;
  readonly map: string;
  readonly job: number;
  readonly hair: number;
  readonly sex: number;
  readonly level: number;
}

export function readMirRecord(bytes: Uint8Array, encoding: TextEncoding): MirRecord | RecordFault {
  const fault = placeFault(bytes);
  if (fault !== null) return fault;
  const name = shortText(bytes, AT.name, NAME_BYTES_MAX);
  const map = shortText(bytes, AT.map, MAP_BYTES_MAX);
  if (name === null || name.length === 0 || map === null) return 'malformed';
  return {
    name,
    map: plain(decodeText(map, encoding)) ?? '',
    job: bytes[AT.job] ?? 0,
    hair: bytes[AT.hair] ?? 0,
    sex: bytes[AT.sex] ?? 0,
    level: (bytes[AT.level] ?? 0) | ((bytes[AT.level + 1] ?? 0) << 8),
  };
}

/** The record of a character that was never in the world: all zeros but for its names and looks. The game server fills in the rest. */
export function blankMirRecord(
  {
    name,
    created,
    ...looks
  }: { readonly name: Uint8Array; readonly created: number } & Pick<MirRecord, 'job' | 'hair' | 'sex'>,
  recordBytes: number,
): Uint8Array {
  const record = new Uint8Array(recordBytes);
  const view = new DataView(record.buffer);
  view.setFloat64(AT.created, created / DAY_MS + DAYS_TO_1970, true);
  for (const at of [AT.headName, AT.name]) {
    record[at] = name.length;
    record.set(name, at + 1);
  }
  record[AT.job] = looks.job;
  record[AT.hair] = looks.hair;
  record[AT.sex] = looks.sex;
  return record;
}

/** A record whose first byte is neither 0 nor 1 cannot be trusted. */
function placeFault([isFree]: Uint8Array): RecordFault | null {
  if (isFree === 0) return null;
  return isFree === 1 ? 'place-free' : 'malformed';
}

/** Whether a record of `Mir.DB` may begin here: its head and its data name the same character. */
export function isMirRecordAt(bytes: Uint8Array, at: number): boolean {
  const head = shortText(bytes, at + AT.headName, HEAD_NAME_BYTES_MAX);
  const name = shortText(bytes, at + AT.name, NAME_BYTES_MAX);
  if (head === null || name === null || name.length === 0) return false;
  return Buffer.compare(head.subarray(0, NAME_BYTES_MAX), name) === 0;
}

function textsOf<Name extends string>(
  layout: RecordLayout<Name>,
  bytes: Uint8Array,
  encoding: TextEncoding,
): Partial<Record<Name, string | null>> {
  const texts: Partial<Record<Name, string | null>> = {};
  let at = 0;
  for (const field of layout) {
    const end = at + 1 + field[1];
    const read = readRecord([field], bytes.subarray(at, end));
    texts[field[0]] = read.kind === 'record' ? plain(decodeText(read.fields[field[0]], encoding)) : null;
    at = end;
  }
  return texts;
}

function plain(text: string | null): string | null {
  const trimmed = text?.trim() ?? null;
  return trimmed === null || /\p{Cc}/u.test(trimmed) ? null : trimmed;
}

function shortText(bytes: Uint8Array, at: number, bytesMax: number): Uint8Array | null {
  const length = bytes[at] ?? 0xff;
  return length <= bytesMax && at + 1 + length <= bytes.length ? bytes.subarray(at + 1, at + 1 + length) : null;
}

/** 0 where there is no time. Original servers wrote local time; it is taken for UTC, which nothing but a display notices. */
function timeOf(bytes: Uint8Array, at: number): number {
  const days = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(at, true);
  return days > DAYS_TO_1970 && days < DAYS_MAX ? Math.round((days - DAYS_TO_1970) * DAY_MS) : 0;
}
