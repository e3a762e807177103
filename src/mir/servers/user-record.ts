// What a player writes when it registers or updates its account: two records, encoded separately. The second has two sizes; its length says which.
import { decodeText, encodeText, type TextEncoding } from '../names/index.ts';
import {
  type MirCodec,
  type RecordLayout,
  readRecord,
  recordBytes,
  USER_ENTRY,
  USER_ENTRY_ADD,
  USER_ENTRY_ADD_WIDE,
  writeRecord,
} from '../wire/index.ts';

type EntryField = (typeof USER_ENTRY)[number][0];
type AddField = (typeof USER_ENTRY_ADD)[number][0];
export type UserField = EntryField | AddField;
/** Every field as text; empty where nothing was written. */
export type UserRecord = Readonly<Record<UserField, string>>;

export type UserRecordFault = 'record-cut-short' | 'length-beyond-field' | 'code-malformed' | 'text-malformed';
export type UserRecordRead =
  | { readonly kind: 'user'; readonly user: UserRecord }
  | { readonly kind: 'malformed'; readonly reason: UserRecordFault; readonly field?: string };

/** Characters of code for so many bytes. */
const codeLength = (bytes: number) => Math.ceil((bytes * 8) / 6);
const ENTRY_CODE = codeLength(recordBytes(USER_ENTRY));
const WIDE_CODE = codeLength(recordBytes(USER_ENTRY_ADD_WIDE));
const CONTROL = /\p{Cc}/u;

/** The body of such a message. */
export function readUserRecord(
  body: Uint8Array,
  { codec, encoding }: { readonly codec: MirCodec; readonly encoding: TextEncoding },
): UserRecordRead {
  const first = codec.decode(body.subarray(0, ENTRY_CODE));
  const rest = body.subarray(ENTRY_CODE);
  const second = codec.decode(rest);
  if (first.kind === 'malformed' || second.kind === 'malformed') {
    return { kind: 'malformed', reason: 'code-malformed' };
  }
  const entry = readTexts<EntryField>(USER_ENTRY, first.bytes, encoding);
  if (entry.kind === 'malformed') return entry;
  const layout: RecordLayout<AddField> = rest.length >= WIDE_CODE ? USER_ENTRY_ADD_WIDE : USER_ENTRY_ADD;
  const add = readTexts<AddField>(layout, second.bytes, encoding);
  if (add.kind === 'malformed') return add;
  return { kind: 'user', user: { ...entry.texts, ...add.texts } };
}

/** The first record, for a client that is to complete it. Texts are cut where the record has no room. */
export function writeUserEntry(
  user: Readonly<Partial<Record<EntryField, string>>>,
  encoding: TextEncoding,
): Uint8Array {
  const fields = USER_ENTRY.map(([name, bytesMax]) => [name, fitting(user[name] ?? '', bytesMax, encoding)] as const);
  return writeRecord<EntryField>(USER_ENTRY, Object.fromEntries(fields));
}

type TextsRead<Name extends string> =
  | { readonly kind: 'texts'; readonly texts: Readonly<Record<Name, string>> }
  | Extract<UserRecordRead, { kind: 'malformed' }>;

function readTexts<Name extends string>(
  layout: RecordLayout<Name>,
  bytes: Uint8Array,
  encoding: TextEncoding,
): TextsRead<Name> {
  const read = readRecord(layout, bytes);
  if (read.kind === 'malformed') return read;
  const texts: Partial<Record<Name, string>> = {};
  for (const [field] of layout) {
    const text = decodeText(read.fields[field], encoding)?.trim();
    if (text === undefined || CONTROL.test(text)) return { kind: 'malformed', reason: 'text-malformed', field };
    texts[field] = text;
  }
  // The loop has set each of them.
  return { kind: 'texts', texts: texts as Record<Name, string> };
}

/** As many whole characters as there is room for; nothing when the code page lacks one. */
function fitting(text: string, bytesMax: number, encoding: TextEncoding): Uint8Array {
  for (let characters = [...text]; ; characters = characters.slice(0, -1)) {
    try {
      const bytes = encodeText(characters.join(''), encoding);
      if (bytes.length <= bytesMax) return bytes;
    } catch {
      // It was stored under another `encoding`.
      return new Uint8Array(0);
    }
  }
}
