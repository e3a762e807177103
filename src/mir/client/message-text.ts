// Texts in bodies as clients read and write them: fields between dividers, lists of servers and characters, addresses. Pure: bytes in, values out, or null for an
// answer that cannot be understood.

import type { Endpoint } from '../../reactor/index.ts';
import { decodeText, type TextEncoding } from '../names/index.ts';
import { CHARACTERS_MAX, SERVERS_MAX } from './limits.ts';
import type { MirForm } from './mir-connection.ts';

/** A server of the list. */
export interface ListedServer {
  readonly name: string;
  /** 0 not there, 1 to 3 ever fuller, 4 full; null where the family does not send it. */
  readonly status: number | null;
  /** By which the C++ family chooses it: as sent there, its place in the list elsewhere. */
  readonly index: number;
}

export interface ListedCharacter {
  readonly name: string;
  readonly job: number;
  /** Null where the family does not send it. */
  readonly hair: number | null;
  readonly level: number;
  readonly sex: number;
  /** The one that played last. */
  readonly isSelected: boolean;
}

export interface ChosenServer {
  readonly endpoint: Endpoint;
  readonly session: number;
}

const PORT_MAX = 65_535;
const NAME_FIELD_BYTES = 20;
const CPP_RECORD_BYTES = 23;
const CPP_NAME_AT = 3;

/** `name/status/` repeated; of the C++ family `index,name,`. */
export function readServers(body: Uint8Array, { dialect, encoding }: MirForm): readonly ListedServer[] | null {
  const isCpp = dialect.name === 'CPP';
  const text = decodeText(body, encoding);
  // Where a text of the C++ family has no comma the list has the form of the others.
  const hasCommas = isCpp && text?.includes(',') === true;
  const rows = rowsOf(text, { divider: hasCommas ? ',' : '/', width: 2, rowsMax: SERVERS_MAX });
  if (rows === null) return null;
  const servers = rows.map(([first = '', second = ''], index) =>
    hasCommas ? { name: second, status: null, index: Number(first) } : { name: first, status: Number(second), index },
  );
  return servers.every(({ name, status, index }) => name !== '' && isCount(status ?? 0) && isCount(index))
    ? servers
    : null;
}

/** `[*]name/job/hair/level/sex/` repeated; of the C++ family records. */
export function readCharacters(body: Uint8Array, { dialect, encoding }: MirForm): readonly ListedCharacter[] | null {
  if (dialect.name === 'CPP') return readRecords(body, encoding);
  const rows = rowsOf(decodeText(body, encoding), { divider: '/', width: 5, rowsMax: CHARACTERS_MAX });
  return checked(
    rows?.map(([name = '', job, hair, level, sex]) => ({
      name: name.replace(/^\*/, ''),
      job: Number(job),
      hair: Number(hair),
      level: Number(level),
      sex: Number(sex),
      isSelected: name.startsWith('*'),
    })),
  );
}

/** `name/job/sex/level/sex/` repeated as K98 has it, or `name/job/level/sex/` as DM has it. */
export function readDeleted(body: Uint8Array, width: 4 | 5, encoding: TextEncoding): readonly ListedCharacter[] | null {
  const rows = rowsOf(decodeText(body, encoding), { divider: '/', width, rowsMax: CHARACTERS_MAX });
  return checked(
    rows?.map(([name = '', job, third, fourth]) => {
      const [sex, level] = width === 5 ? [third, fourth] : [fourth, third];
      return { name, job: Number(job), hair: null, level: Number(level), sex: Number(sex), isSelected: false };
    }),
  );
}

/** `ip/port/session`; of the C++ family maybe the address alone, and the session in the header. */
export function readChosenServer(
  body: Uint8Array,
  header: { readonly recog: number; readonly param: number },
  portOtherwise: number | null,
): ChosenServer | null {
  const endpoint = readPlace(body, portOtherwise);
  const [, , given] = Buffer.from(body).toString('latin1').split('/');
  const session = Number(given ?? (header.recog === 0 ? header.param : header.recog));
  return endpoint !== null && Number.isInteger(session) && session > 0 ? { endpoint, session } : null;
}

/** `ip/port` or `ip:port`, and what follows another `/` is for others. */
export function readPlace(body: Uint8Array, portOtherwise: number | null = null): Endpoint | null {
  const nul = body.indexOf(0);
  const text = Buffer.from(nul < 0 ? body : body.subarray(0, nul)).toString('latin1');
  const [, host = '', digits] = /^([0-9A-Za-z._-]{1,64})(?:[/:](\d{1,5}))?(?:\/|$)/.exec(text) ?? [];
  const port = digits === undefined ? portOtherwise : Number(digits);
  return host === '' || port === null || port < 1 || port > PORT_MAX ? null : { host, port };
}

function readRecords(body: Uint8Array, encoding: TextEncoding): readonly ListedCharacter[] | null {
  const count = Math.floor(body.length / CPP_RECORD_BYTES);
  // What is left may be the NUL that this family ends a message with.
  if (count > CHARACTERS_MAX || body.length - count * CPP_RECORD_BYTES > 1) return null;
  return checked(
    Array.from({ length: count }, (_, index) => {
      const record = body.subarray(index * CPP_RECORD_BYTES, (index + 1) * CPP_RECORD_BYTES);
      const name = decodeText(record.subarray(CPP_NAME_AT, CPP_NAME_AT + NAME_FIELD_BYTES), encoding) ?? '';
      const [job = 0, sex = 0, level = 0] = record;
      return { name, job, hair: null, level, sex, isSelected: false };
    }),
  );
}

function checked(characters: readonly ListedCharacter[] | undefined): readonly ListedCharacter[] | null {
  const isRight = characters?.every(
    ({ name, job, hair, level, sex }) => name !== '' && [job, hair ?? 0, level, sex].every(isCount),
  );
  return isRight === true ? (characters ?? null) : null;
}

/** Fields in rows of `width`; null when they do not come out even, or are too many. */
function rowsOf(
  text: string | null,
  form: { readonly divider: string; readonly width: number; readonly rowsMax: number },
): readonly (readonly string[])[] | null {
  if (text === null) return null;
  const fields = text.split(form.divider);
  // Each field ends with a divider, so what comes behind the last is empty.
  if (fields.pop() !== '' || fields.length % form.width !== 0) return null;
  if (fields.length / form.width > form.rowsMax) return null;
  return Array.from({ length: fields.length / form.width }, (_, row) =>
    fields.slice(row * form.width, (row + 1) * form.width),
  );
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
