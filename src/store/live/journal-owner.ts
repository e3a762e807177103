// Which store a journal belongs to: a file in its directory has the name of the store. A database that is new or empty beside the
// journal of another one is a game that has lost its data, and is not begun anew.
import type { Logger } from '../../base/index.ts';
import type { Body } from '../body/index.ts';
import type { JournalFiles } from '../journal/index.ts';
import { StoreError } from '../table/index.ts';

const STORE_FILE = 'store';
/** The name when a game was here whose store had no name yet. */
const UNKNOWN = 'unknown';

export interface JournalClaim {
  readonly body: Pick<Body, 'identity' | 'layouts' | 'location'>;
  readonly log: Logger;
  /** Whether an earlier process has used the directory. */
  readonly isUsed: boolean;
  /** Whether the journal has changes that the database may not have. */
  readonly hasChanges: boolean;
  /** Whether the database has never reserved a role id. */
  readonly isUnused: () => Promise<boolean>;
}

/** Makes the journal that of this store. Throws when it must not be. */
export async function claimJournal(files: JournalFiles, claim: JournalClaim): Promise<void> {
  const { identity, layouts } = claim.body;
  if (identity === null) return;
  const owner = await ownerOf(files);
  if (owner === identity) return;
  if (owner !== null) await checkOther(files, claim);
  else if (claim.isUsed && layouts.size === 0) {
    // The next attempt finds tables in the database.
    await files.put(STORE_FILE, `${UNKNOWN}\n`);
    throw emptied(files, claim);
  }
  await files.put(STORE_FILE, `${identity}\n`);
}

async function ownerOf(files: JournalFiles): Promise<string | null> {
  if (!(await files.list()).includes(STORE_FILE)) return null;
  return Buffer.from(await files.read(STORE_FILE))
    .toString('utf8')
    .trim();
}

async function checkOther(files: JournalFiles, claim: JournalClaim): Promise<void> {
  const { body, log, hasChanges, isUnused } = claim;
  if (await isUnused()) throw emptied(files, claim);
  if (hasChanges) {
    const what = `${files.directory} has acknowledged changes of another store than ${body.location}`;
    const advice =
      'correct the address of the database or the data directory; or move the journal away, and its changes are left out';
    throw new StoreError('files-mixed', `${what}; ${advice}`);
  }
  log.warn(`${files.directory} was the journal of another store; it is empty, and belongs to ${body.location} now`);
}

function emptied({ directory }: JournalFiles, { body }: JournalClaim): StoreError {
  const what = `${body.location} is empty, but ${directory} shows that a game was here`;
  const advice = `put the database back, or run \`jadegate store restore\` with a backup; for a new game, move ${directory} away`;
  return new StoreError('emptied', `${what}. No game was begun: ${advice}`);
}
