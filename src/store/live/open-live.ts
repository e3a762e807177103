// Opens the live part of a store: reads the journal of an earlier run, flushes its changes to the database, and gives up the leases of
// that run. Only then may owners be opened.
import { assert, type Clock, type Counters, type Logger, messageOf, type Random, toHex } from '../../base/index.ts';
import { type Body, LIST_ROWS_MAX } from '../body/index.ts';
import { Journal, type JournalFiles, type JournalOptions, readSegments } from '../journal/index.ts';
import { type OwnerId, ownerOfText, StoreError } from '../table/index.ts';
import { claimJournal } from './journal-owner.ts';
import { beatHolder } from './lease-procedures.ts';
import { FLUSH_BATCH_OWNERS } from './limits.ts';
import { declaredOwner, type LiveCodec } from './live-codec.ts';
import type { LiveMemory } from './live-memory.ts';
import type { Receipt } from './live-owner.ts';
import { LiveOwners } from './live-owners.ts';
import { findLeases, type LeaseState, releaseLeft } from './live-procedures.ts';
import { changesIn, LiveReplay, type ReplayedOwner } from './live-replay.ts';

export interface LiveOptions extends JournalOptions {
  /** The owners are those of a process that this one takes over from: see `LiveTaker`. */
  readonly inherits?: boolean;
  /** Opens the files of the journal, after the database is open. The store closes them. */
  readonly openFiles: () => Promise<JournalFiles>;
  /** The age at which changes are flushed. */
  readonly flushAgeMs?: number;
}

export interface OpenLiveDependencies {
  readonly body: Pick<Body, 'identity' | 'layouts' | 'location' | 'run'>;
  /** Whether the database has never reserved a role id. */
  readonly isUnused: () => Promise<boolean>;
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  readonly findReceipt: (owner: string, once: string) => Promise<Receipt | null>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly random: Random;
}

const HOLDER_FILE = 'holder';
const HOLDER_BYTES = 8;
/** Leases given up in one transaction. */
const LEFT_LEASES_MAX = 500;

export interface OpenedLive {
  readonly owners: LiveOwners;
  readonly journal: Journal;
  readonly files: JournalFiles;
}

export async function openLive(dependencies: OpenLiveDependencies, options: LiveOptions): Promise<OpenedLive> {
  const files = await options.openFiles();
  try {
    if (options.inherits === true) return await openBeside(files, dependencies, options);
    return await openOn(files, dependencies, options);
  } catch (thrown) {
    await files.close();
    throw thrown;
  }
}

async function openOn(
  files: JournalFiles,
  dependencies: OpenLiveDependencies,
  options: LiveOptions,
): Promise<OpenedLive> {
  const { flushAgeMs } = options;
  const { log, body } = dependencies;
  const isUsed = (await files.list()).includes(HOLDER_FILE);
  const holder = await holderOf(files, dependencies.random);
  const replay = new LiveReplay();
  const read = await readSegments(files, log, (record) => replay.add(record));
  await claimJournal(files, { ...dependencies, isUsed, hasChanges: replay.owners.length > 0 });
  const replayed = replay.owners.map((owner) => ({ ...owner, id: idOf(owner, dependencies.codecs) }));
  await refuseUnknownTables(replayed, files.directory, dependencies);
  const journal = new Journal({ ...dependencies, files, relieve: () => owners.relieve() }, { ...options, read });
  const owners: LiveOwners = new LiveOwners(
    { ...dependencies, files, holder, journal },
    flushAgeMs === undefined ? {} : { flushAgeMs },
  );
  await body.run(beatHolder, { holder, countMax: 0, othersMax: 0 });
  const adopted = await adoptOwners(owners, replayed, dependencies);
  const { left } = await owners.flush();
  if (replay.recordCount > 0) {
    const fields = { records: replay.recordCount, owners: adopted.length, left, directory: files.directory };
    log.info('the changes of an earlier run were moved from the journal to the database', fields);
  }
  await releaseLeases(body, holder, owners);
  return { owners, journal, files };
}

/** Beside a process that has the journal still: nothing is read but the name, and nothing is written. */
async function openBeside(
  files: JournalFiles,
  dependencies: OpenLiveDependencies,
  options: LiveOptions,
): Promise<OpenedLive> {
  const { flushAgeMs } = options;
  const holder = await holderOf(files, dependencies.random);
  const read = { segments: [], nextSequence: 1 };
  const journal = new Journal(
    { ...dependencies, files, relieve: () => owners.relieve() },
    { ...options, read, rests: true },
  );
  const owners: LiveOwners = new LiveOwners(
    { ...dependencies, files, holder, journal },
    { inherits: true, ...(flushAgeMs === undefined ? {} : { flushAgeMs }) },
  );
  return { owners, journal, files };
}

/** The name of this holder of leases, made once for a directory. */
async function holderOf(files: JournalFiles, random: Random): Promise<string> {
  if ((await files.list()).includes(HOLDER_FILE)) {
    const text = Buffer.from(await files.read(HOLDER_FILE))
      .toString('utf8')
      .trim();
    if (/^[0-9a-f]{16}$/.test(text)) return text;
  }
  const holder = toHex(random.bytes(HOLDER_BYTES));
  await files.put(HOLDER_FILE, `${holder}\n`);
  return holder;
}

/** What the journal has of an owner whose text could be read. */
type LeftOwner = ReplayedOwner & { readonly id: OwnerId };

function idOf({ owner }: ReplayedOwner, codecs: ReadonlyMap<string, LiveCodec>): OwnerId {
  // An actor whose key has another type by now gets its key as text: its changes are refused, and kept.
  const id = declaredOwner(owner, codecs) ?? ownerOfText(owner);
  assert(id !== null, `the journal names an owner, not ${owner}`);
  return id;
}

/**
 * Throws when the journal has changes of a table that is no live table of this store: they were acknowledged, and only a configuration
 * that declares the table can flush them. Nothing is changed.
 */
async function refuseUnknownTables(
  owners: readonly LeftOwner[],
  directory: string,
  { body, codecs }: OpenLiveDependencies,
): Promise<void> {
  const unknown = new Set<string>();
  for (const { id, epoch, owner, records } of owners) {
    const names = records.flatMap((record) => {
      const tables = changesIn(record, owner).map(([table]) => table);
      return tables.filter((table) => !codecs.has(table)).map((table) => ({ table, sequence: record.sequence }));
    });
    if (names.length === 0) continue;
    const [lease] = await body.run(findLeases, [id]);
    // Without a lease the role was deleted; with another epoch another process has it.
    if (lease?.epoch !== epoch) continue;
    for (const { table, sequence } of names) if (sequence > lease.sequence) unknown.add(table);
  }
  if (unknown.size === 0) return;
  const tables = [...unknown].join(', ');
  const what = `${directory}: the journal has acknowledged changes of tables that are no live tables here: ${tables}`;
  const advice = 'start the server with the configuration of the game that declares them (--config)';
  throw new StoreError('schema-conflict', `${what}. Nothing was changed; ${advice}, or move the journal away`);
}

async function adoptOwners(
  live: LiveOwners,
  replayed: readonly LeftOwner[],
  dependencies: OpenLiveDependencies,
): Promise<readonly LiveMemory[]> {
  const adopted: LiveMemory[] = [];
  for (let at = 0; at < replayed.length; at += FLUSH_BATCH_OWNERS) {
    const batch = replayed.slice(at, at + FLUSH_BATCH_OWNERS);
    const found = await dependencies.body.run(
      findLeases,
      batch.map(({ id }) => id),
    );
    const leases = new Map(found.map((lease) => [lease.owner, lease]));
    for (const owner of batch) {
      const memory = adoptOwner(live, owner, leases.get(owner.owner));
      if (memory !== null) adopted.push(memory);
    }
  }
  return adopted;
}

/** An owner with changes that the database does not have; null without such changes, or when the database must not get them. */
function adoptOwner(live: LiveOwners, left: LeftOwner, lease: LeaseState | undefined): LiveMemory | null {
  // The role was deleted for good, with all its rows.
  if (lease === undefined) return null;
  const isOurs = lease.epoch === left.epoch;
  const memory = live.createMemory(left);
  let failure: string | null = isOurs ? null : 'another process has taken it since';
  const unread: unknown[] = [];
  for (const record of left.records) {
    if (isOurs && record.sequence <= lease.sequence) continue;
    for (const change of changesIn(record, left.owner)) {
      try {
        memory.replay(change, record.sequence);
      } catch (thrown) {
        failure ??= messageOf(thrown);
        unread.push(change);
      }
    }
  }
  if (failure === null && memory.isDirty) {
    live.adopt(memory);
    return memory;
  }
  if (failure !== null) live.refuse(memory, failure, unread);
  return null;
}

async function releaseLeases(body: Pick<Body, 'run'>, holder: string, live: LiveOwners): Promise<void> {
  const kept = live.owners();
  const countMax = Math.max(0, Math.min(LEFT_LEASES_MAX, LIST_ROWS_MAX - kept.length));
  if (countMax === 0) return;
  while ((await body.run(releaseLeft, { holder, kept, countMax })) === countMax);
}
