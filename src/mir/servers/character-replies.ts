// DBSrv's answers, as each family of clients reads them. Pure: values in, a message and its block out.
import { type DialectName, encodeText, type TextEncoding } from '../names/index.ts';
import { CM, type MirMessage, SM } from '../wire/index.ts';
import type { Character } from './character-table.ts';

export interface Reply {
  readonly message: MirMessage;
  readonly body?: Uint8Array;
}

export type CreateFault = 'name' | 'taken' | 'full' | 'failed';
export type RestoreFault = 'name' | 'not-deleted' | 'full' | 'not-found' | 'foreign';

const CREATE_CODES: Readonly<Record<CreateFault, number>> = { name: 0, taken: 2, full: 3, failed: 4 };
const CREATE_CODES_CPP: Readonly<Record<CreateFault, number>> = { taken: 1, name: 2, full: 3, failed: 4 };
const RESTORE_OK = 1;
const RESTORE_CODES: Readonly<Record<RestoreFault, number>> = {
  name: 0,
  'not-deleted': 2,
  full: 3,
  'not-found': 4,
  foreign: 5,
};
/** What the C++ family says whenever a character was deleted. */
const CPP_DELETED = 4;
const CPP_RECORD_BYTES = 23;
const CPP_NAME_AT = 3;
const BYTE_MAX = 0xff;

/** How a family asks for deleted characters and is answered. */
export interface DeletedForm {
  readonly name: 'DM' | 'K98';
  readonly listIdent: number;
  readonly restoreIdent: number;
}

const DELETED_FORMS: Readonly<Partial<Record<DialectName, DeletedForm>>> = {
  DM: { name: 'DM', listIdent: CM.viewDeleted, restoreIdent: CM.renewDeleted },
  K98: { name: 'K98', listIdent: CM.queryDeleted, restoreIdent: CM.restoreDeleted },
};

/** Null for a family that does not know them. */
export function deletedFormOf(dialect: DialectName): DeletedForm | null {
  return DELETED_FORMS[dialect] ?? null;
}

export interface ReplyForm {
  readonly dialect: DialectName;
  readonly encoding: TextEncoding;
}

export function listReply(characters: readonly Character[], { dialect, encoding }: ReplyForm): Reply {
  const count = characters.length;
  if (dialect === 'CPP') {
    const records = characters.map((character) => cppRecord(character, encoding));
    return { message: { ident: SM.queryCharacters, param: count }, body: Buffer.concat(records) };
  }
  const texts = characters.map(
    ({ isSelected, name, job, hair, level, sex }) => `${isSelected ? '*' : ''}${name}/${job}/${hair}/${level}/${sex}/`,
  );
  return {
    message: { ident: SM.queryCharacters, recog: count, tag: 1 },
    body: encodeText(texts.join(''), encoding),
  };
}

export function listFailReply(): Reply {
  return { message: { ident: SM.queryCharactersFail, tag: 1 } };
}

export function createFailReply(fault: CreateFault, dialect: DialectName): Reply {
  const ident = SM.createFail;
  return dialect === 'CPP'
    ? { message: { ident, param: CREATE_CODES_CPP[fault] } }
    : { message: { ident, recog: CREATE_CODES[fault] } };
}

export function deletedReply(dialect: DialectName): Reply {
  return { message: { ident: SM.deleteSuccess, ...(dialect === 'CPP' ? { param: CPP_DELETED } : {}) } };
}

export function deletedListReply(
  characters: readonly Character[],
  { name: form }: DeletedForm,
  encoding: TextEncoding,
): Reply {
  const count = characters.length;
  const message =
    form === 'K98'
      ? { ident: SM.queryDeleted, recog: count > 0 ? 1 : 0, series: count }
      : { ident: SM.viewDeleted, recog: count };
  const texts = characters.map(({ name, job, sex, level }) =>
    form === 'K98' ? `${name}/${job}/${sex}/${level}/${sex}/` : `${name}/${job}/${level}/${sex}/`,
  );
  return { message, body: encodeText(texts.join(''), encoding) };
}

/** The original DM server says nothing when it fails; a client that waits is better served by the code of K98. */
export function restoreReply(fault: RestoreFault | null, { name: form }: DeletedForm): Reply {
  const recog = fault === null ? RESTORE_OK : RESTORE_CODES[fault];
  return { message: { ident: form === 'K98' ? SM.restoreDeleted : SM.renewDeleted, recog } };
}

export function startPlayReply(place: { readonly host: string; readonly port: number }, dialect: DialectName): Reply {
  const divider = dialect === 'CPP' ? ':' : '/';
  return {
    message: { ident: SM.startPlay },
    body: Buffer.from(`${place.host}${divider}${place.port}`, 'latin1'),
  };
}

function cppRecord({ job, sex, level, name }: Character, encoding: TextEncoding): Uint8Array {
  const record = new Uint8Array(CPP_RECORD_BYTES);
  record.set([job, sex, Math.min(level, BYTE_MAX)]);
  // Names have at most 14 bytes.
  record.set(encodeText(name, encoding), CPP_NAME_AT);
  return record;
}
