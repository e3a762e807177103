// Imports accounts and characters of original databases. All files are read and checked before the first row is written. Accounts and characters that exist stay as they
// are, so an interrupted import continues when it is run again. The originals store passwords in clear text; hashing them takes most of the time.

import type { TextEncoding } from '../names/index.ts';
import { isBusText } from '../names/index.ts';
import { accountKey } from './account-rules.ts';
import type { ImportAnswer, ImportArgs } from './character.procedures.ts';
import { storedName } from './character-names.ts';
import type { Character } from './character-table.ts';
import { type ImportFile, refuseNonsense } from './import-file.ts';
import { type HumFamily, readHumRecord, readIdRecord, readMirRecord } from './import-layouts.ts';
import { FileReport } from './import-report.ts';
import { IMPORT_BATCH_ROWS } from './limits.ts';
import type { UserRecord } from './user-record.ts';

/** Where accounts go: LoginSrv's store, or one that only notes what would be. */
export interface AccountSink {
  has(account: string): Promise<boolean>;
  /** False when it is there already. */
  add(user: UserRecord): Promise<boolean>;
  /** How many it works on at once. */
  readonly atOnce: number;
}

export interface CharacterSink {
  add(characters: Required<Omit<ImportArgs, 'liveMax'>>): Promise<readonly ImportAnswer[]>;
}

export interface ImportOptions {
  readonly id: ImportFile | null;
  readonly hum: ImportFile | null;
  /** How characters look: without it they are warriors of level 0 until the game server says otherwise. */
  readonly mir: ImportFile | null;
  readonly family: HumFamily;
  readonly encoding: TextEncoding;
  readonly accounts: AccountSink;
  readonly characters: CharacterSink;
  readonly nowMs: number;
  readonly onProgress?: (done: {
    readonly what: 'accounts' | 'characters';
    readonly count: number;
    readonly of: number;
  }) => void;
  /** Ends the import between two rows; what was written stays. */
  readonly signal?: AbortSignal;
}

export interface ImportReport {
  readonly accounts: FileReport;
  readonly characters: FileReport;
  readonly isCancelled: boolean;
}

interface FoundCharacter {
  readonly record: number;
  readonly row: Character;
  /** The number of its record in Mir.DB; null when there is none. */
  readonly saved: number | null;
}

/** Throws `MirServerError` (`import-unreadable`) before anything is written, and `StoreError`. */
export async function importDatabases(options: ImportOptions): Promise<ImportReport> {
  const [accounts, characters] = [new FileReport(), new FileReport()];
  const users = options.id === null ? [] : readUsers(options.id, accounts, options.encoding);
  const rows = options.hum === null ? [] : readCharacters(options.hum, characters, options);
  await addUsers(users, accounts, options);
  await addCharacters(rows, { report: characters, users, options });
  return { accounts, characters, isCancelled: options.signal?.aborted ?? false };
}

function readUsers(file: ImportFile, report: FileReport, encoding: TextEncoding): UserRecord[] {
  const users = new Map<string, UserRecord>();
  for (const [record, bytes] of file.records()) {
    report.records++;
    const user = readIdRecord(bytes, encoding);
    if (typeof user === 'string') {
      report.skip({ record, name: '', why: user });
      continue;
    }
    const name = user.account;
    const key = accountKey(name);
    if (!isBusText(name, encoding)) report.skip({ record, name, why: 'name-invalid' });
    else if (user.password === '') report.skip({ record, name, why: 'password-empty' });
    else if (users.has(key)) report.skip({ record, name, why: 'duplicate' });
    else users.set(key, user);
  }
  refuseNonsense(file, report, 'Id.DB');
  return [...users.values()];
}

function readCharacters(file: ImportFile, report: FileReport, options: ImportOptions): FoundCharacter[] {
  const looks = options.mir === null ? null : looksOf(options.mir, options.encoding);
  const found = new Map<string, FoundCharacter>();
  for (const [record, bytes] of file.records()) {
    report.records++;
    const hum = readHumRecord(bytes, options);
    if (typeof hum === 'string') {
      report.skip({ record, name: '', why: hum });
      continue;
    }
    const name = storedName(hum.name, options.encoding);
    if (name === null) {
      report.skip({ record, name: Buffer.from(hum.name).toString('latin1'), why: 'name-invalid' });
      continue;
    }
    if (found.has(name.nameKey)) {
      report.skip({ record, name: name.name, why: 'duplicate' });
      continue;
    }
    const { isDeleted, selectGateId } = hum;
    const { saved = null, ...shown } = looks?.get(name.nameKey) ?? NO_LOOKS;
    const createdMs = hum.createdMs || hum.modifiedMs;
    const row: Character = {
      ...name,
      account: accountKey(hum.account),
      ...shown,
      isSelected: hum.isSelected && !isDeleted,
      selectGateId,
      createdMs,
      modifiedMs: hum.modifiedMs,
      deletedMs: isDeleted ? hum.modifiedMs || options.nowMs : null,
    };
    found.set(name.nameKey, { record, row, saved });
  }
  refuseNonsense(file, report, 'Hum.DB');
  // Where an account has too many, it keeps those that are not deleted.
  return [...found.values()].toSorted((a, b) => Number(a.row.deletedMs !== null) - Number(b.row.deletedMs !== null));
}

type Looks = Pick<Character, 'map' | 'job' | 'hair' | 'sex' | 'level'> & { readonly saved?: number };
const NO_LOOKS: Looks = { map: '', job: 0, hair: 0, sex: 0, level: 0 };

function looksOf(file: ImportFile, encoding: TextEncoding): ReadonlyMap<string, Looks> {
  const looks = new Map<string, Looks>();
  const report = new FileReport();
  for (const [record, bytes] of file.records()) {
    const read = readMirRecord(bytes, encoding);
    if (typeof read === 'string') {
      report.skip({ record, name: '', why: read });
      continue;
    }
    const { name: nameBytes, ...look } = read;
    const name = storedName(nameBytes, encoding);
    if (name !== null) looks.set(name.nameKey, { ...look, saved: record });
  }
  refuseNonsense(file, report, 'Mir.DB');
  return looks;
}

async function addUsers(users: readonly UserRecord[], report: FileReport, options: ImportOptions): Promise<void> {
  const { accounts, signal, onProgress } = options;
  let next = 0;
  let count = 0;
  const work = async (): Promise<void> => {
    for (let user = users[next++]; user !== undefined && signal?.aborted !== true; user = users[next++]) {
      if (await accounts.add(user)) report.imported++;
      else report.present++;
      count++;
      onProgress?.({ what: 'accounts', count, of: users.length });
    }
  };
  await Promise.all(Array.from({ length: accounts.atOnce }, work));
}

async function addCharacters(
  found: readonly FoundCharacter[],
  given: { readonly report: FileReport; readonly users: readonly UserRecord[]; readonly options: ImportOptions },
): Promise<void> {
  const { report, options } = given;
  const known = new Map<string, boolean>(given.users.map(({ account }) => [accountKey(account), true]));
  for (let at = 0; at < found.length && options.signal?.aborted !== true; at += IMPORT_BATCH_ROWS) {
    const batch: FoundCharacter[] = [];
    for (const each of found.slice(at, at + IMPORT_BATCH_ROWS)) {
      const { account, name } = each.row;
      if (!known.has(account)) known.set(account, await options.accounts.has(account));
      if (known.get(account) === true) batch.push(each);
      else report.skip({ record: each.record, name, why: 'account-missing' });
    }
    const answers = await options.characters.add({
      rows: batch.map(({ row }) => row),
      records: batch.map(({ saved }) => (saved === null ? null : (options.mir?.record(saved) ?? null))),
    });
    for (const [index, each] of batch.entries()) note(report, answers[index] ?? null, each);
    options.onProgress?.({ what: 'characters', count: at + batch.length, of: found.length });
  }
}

function note(report: FileReport, answer: ImportAnswer, { record, row: { name } }: FoundCharacter): void {
  if (answer === null) report.imported++;
  else if (answer === 'there-already') report.present++;
  else report.skip({ record, name, why: answer });
}
