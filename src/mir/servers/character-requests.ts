// Clients' requests to DBSrv, parsed. Texts are fields between `/`; an empty field vanishes, as in the originals, so a request with a field too few or too many is
// refused. The C++ family sends records. Pure: bytes in, values or null out.
import { type DialectName, decodeText, type TextEncoding } from '../names/index.ts';
import { leadingNumber, splitField } from '../wire/index.ts';
import type { SessionKey } from './bus-message.ts';

const SLASH = 0x2f;
const SPACE = 0x20;
/** The C++ family's character: job, sex, level, and zero-ended texts of 20 bytes, the name and the account. */
const CPP_RECORD_BYTES = 43;
const CPP_TEXT_BYTES = 20;
const CPP_NAME_AT = 3;
const CPP_ACCOUNT_AT = 23;
/** What no number of a session is. */
const NO_SESSION = -2;

export interface CreateRequest {
  /** Null where the family does not send it. */
  readonly account: string | null;
  readonly name: Uint8Array;
  readonly hair: number;
  readonly job: number;
  readonly sex: number;
}

export interface SelectRequest {
  readonly account: string;
  readonly name: Uint8Array;
}

/** `account/session`. */
export function readQuery(bytes: Uint8Array, encoding: TextEncoding): SessionKey | null {
  const [account, number, ...more] = fieldsOf(bytes);
  if (account === undefined || number === undefined || more.length > 0) return null;
  const owner = accountOf(account, encoding);
  const session = leadingNumber(number, NO_SESSION);
  return owner === null || session === NO_SESSION ? null : { account: owner, session };
}

/** `account/name/hair/job/sex`; of the C++ family a record, or the same without the account. */
export function readCreate(bytes: Uint8Array, how: RequestForm): CreateRequest | null {
  if (how.dialect === 'CPP' && bytes.length === CPP_RECORD_BYTES) return readRecord(bytes, how.encoding);
  const fields = fieldsOf(bytes);
  const owner = how.dialect === 'CPP' && fields.length === 4 ? null : fields.shift();
  const [name, hair, job, sex, ...more] = fields;
  if (name === undefined || hair === undefined || job === undefined || sex === undefined) return null;
  if (more.length > 0 || owner === undefined) return null;
  const account = owner === null ? null : accountOf(owner, how.encoding);
  if (owner !== null && account === null) return null;
  return { account, name: trimmed(name), hair: number(hair), job: number(job), sex: number(sex) };
}

export interface RequestForm {
  readonly dialect: DialectName;
  readonly encoding: TextEncoding;
}

/** `name`; of the C++ family maybe a record. */
export function readName(bytes: Uint8Array, dialect: DialectName): Uint8Array {
  const isRecord = dialect === 'CPP' && bytes.length === CPP_RECORD_BYTES;
  return trimmed(isRecord ? zeroEnded(bytes, CPP_NAME_AT) : withoutNuls(bytes));
}

/** `account/name`. */
export function readSelect(bytes: Uint8Array, encoding: TextEncoding): SelectRequest | null {
  const [owner, name, ...more] = fieldsOf(bytes);
  if (owner === undefined || name === undefined || more.length > 0) return null;
  const account = accountOf(owner, encoding);
  return account === null ? null : { account, name: trimmed(name) };
}

function readRecord(bytes: Uint8Array, encoding: TextEncoding): CreateRequest | null {
  const account = accountOf(zeroEnded(bytes, CPP_ACCOUNT_AT), encoding);
  if (account === null) return null;
  const [job = 0, sex = 0] = bytes;
  // This family has no hair yet when a character is made.
  return { account: account === '' ? null : account, name: trimmed(zeroEnded(bytes, CPP_NAME_AT)), hair: 0, job, sex };
}

/** Accounts are one in any spelling, as at signing in. */
function accountOf(bytes: Uint8Array, encoding: TextEncoding): string | null {
  return decodeText(bytes, encoding)?.toLowerCase() ?? null;
}

function fieldsOf(bytes: Uint8Array): Uint8Array[] {
  let rest = withoutNuls(bytes);
  // A NUL inside would end a field for one reader and not for another.
  if (rest.includes(0)) return [];
  const fields: Uint8Array[] = [];
  while (rest.length > 0) {
    const split = splitField(rest, SLASH);
    if (split.field.length > 0) fields.push(split.field);
    rest = split.rest;
  }
  return fields;
}

/** Clients in C end a text with a NUL, or fill it up. */
function withoutNuls(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

function zeroEnded(bytes: Uint8Array, at: number): Uint8Array {
  const field = bytes.subarray(at, at + CPP_TEXT_BYTES);
  const nul = field.indexOf(0);
  return nul < 0 ? field : field.subarray(0, nul);
}

function trimmed(bytes: Uint8Array): Uint8Array {
  let [start, end] = [0, bytes.length];
  while (start < end && bytes[start] === SPACE) start++;
  while (end > start && bytes[end - 1] === SPACE) end--;
  return bytes.subarray(start, end);
}

function number(field: Uint8Array): number {
  return leadingNumber(field, -1);
}
