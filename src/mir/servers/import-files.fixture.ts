// Writes files of original databases, as their servers leave them.
import { encodeText } from '../names/index.ts';
import { recordBytes, USER_ENTRY, USER_ENTRY_ADD, writeRecord } from '../wire/index.ts';
import type { ImportBytes } from './import-file.ts';
import type { HumFamily } from './import-layouts.ts';

const DAY_MS = 86_400_000;
const DAYS_TO_1970 = 25_569;

export interface IdEntry {
  readonly account: string;
  readonly password?: string;
  readonly userName?: string;
  readonly answer?: string;
  readonly isFree?: boolean;
}

export interface HumEntry {
  readonly name: string;
  readonly account: string;
  readonly isDeleted?: boolean;
  readonly isSelected?: boolean;
  readonly isFree?: boolean;
  readonly createdMs?: number;
}

export interface MirEntry {
  readonly name: string;
  readonly map?: string;
  readonly job?: number;
  readonly hair?: number;
  readonly sex?: number;
  readonly level?: number;
}

export function headBytes(description = 'legend of mir database file 1999/1'): Buffer {
  const head = Buffer.alloc(124);
  head.set(shortText(description, 39));
  return head;
}

export function idFile(entries: readonly IdEntry[]): Buffer {
  return Buffer.concat([headBytes(), ...entries.map(idRecord)]);
}

export function humFile(entries: readonly HumEntry[], family: HumFamily = 'PL'): Buffer {
  return Buffer.concat([headBytes(), ...entries.map((entry) => humRecord(entry, family))]);
}

export function mirFile(entries: readonly MirEntry[], recordLength = 3_164): Buffer {
  return Buffer.concat([headBytes(), ...entries.map((entry) => mirRecord(entry, recordLength))]);
}

export function importBytes(bytes: Uint8Array, path = 'a.DB'): ImportBytes {
  return { path, length: bytes.length, read: (at, count) => bytes.subarray(at, at + count) };
}

function idRecord({ account, password = 'secret', userName = '', answer = '', isFree = false }: IdEntry): Buffer {
  const record = Buffer.alloc(328);
  record[0] = isFree ? 1 : 0;
  record.set(shortText(account, 11), 20);
  const texts = { account: encodeText(account), password: encodeText(password), userName: encodeText(userName) };
  record.set(writeRecord(USER_ENTRY, { ...texts, answer: encodeText(answer) }), 32);
  record.set(writeRecord(USER_ENTRY_ADD, {}), 32 + recordBytes(USER_ENTRY));
  return record;
}

function humRecord(entry: HumEntry, family: HumFamily): Buffer {
  const { name, account, isDeleted = false, isSelected = false, isFree = false, createdMs = 1_200_000_000_000 } = entry;
  const record = Buffer.alloc(72);
  record[0] = isFree ? 1 : 0;
  record[1] = 3;
  record.writeDoubleLE(createdMs / DAY_MS + DAYS_TO_1970, 4);
  record.set(shortText(name, 15), 12);
  record.set(shortText(name, 14), 28);
  record.set(shortText(account, 10), 43);
  record[54] = isDeleted ? 1 : 0;
  record.writeDoubleLE((createdMs + DAY_MS) / DAY_MS + DAYS_TO_1970, 56);
  record[family === 'K98' ? 55 : 65] = isSelected ? 1 : 0;
  return record;
}

function mirRecord({ name, map = '0', job = 0, hair = 0, sex = 0, level = 0 }: MirEntry, length: number): Buffer {
  const record = Buffer.alloc(length);
  record.set(shortText(name, 15), 12);
  record.set(shortText(name, 14), 28);
  record.set(shortText(map, 16), 43);
  record.set([hair, sex, job], 65);
  record.writeUInt16LE(level, 72);
  return record;
}

function shortText(text: string, bytesMax: number): Uint8Array {
  const bytes = encodeText(text).subarray(0, bytesMax);
  return Uint8Array.of(bytes.length, ...bytes);
}
