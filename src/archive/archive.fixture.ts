// Stores and archives for the tests of this layer: archives in memory, stores with the tables of roles.
import assert from 'node:assert/strict';
import { Counters, silentLogger, systemClock } from '../base/index.ts';
import { openStore, type StoreOptions } from '../store/front/index.ts';
import {
  bigint,
  boolean,
  bytes,
  defineTable,
  integer,
  json,
  real,
  type Store,
  tableOfActor,
  text,
} from '../store/index.ts';
import { sqliteBody } from '../store/sqlite/index.ts';
import { ownerAlarm, ownerReceipt } from '../store/table/index.ts';
import type { ArchiveSink, ArchiveSource } from './archive-file.ts';
import { type BackupReport, backUp } from './back-up.ts';
import type { Reference } from './check-archive.ts';

export const sample = defineTable({
  name: 'sample',
  kind: 'disc',
  columns: {
    id: integer(),
    big: bigint({ default: 0n }),
    label: text({ default: '' }),
    raw: bytes({ nullable: true }),
    ratio: real({ default: 0.5 }),
    isOpen: boolean({ default: true }),
    details: json<unknown>({ nullable: true }),
  },
  key: ['id'],
  indexes: [{ on: ['big'], unique: true }],
});

export const holding = defineTable({
  name: 'holding',
  kind: 'disc',
  columns: { holder: text(), roleId: bigint() },
  key: ['holder', 'roleId'],
  indexes: [{ on: ['roleId'] }],
  ownedBy: 'roleId',
});

export const hero = defineTable({ name: 'hero', kind: 'split', columns: { gold: bigint() }, rowsPerSplit: 100 });

export const member = tableOfActor(
  defineTable({
    name: 'member',
    kind: 'actor',
    owner: text(),
    columns: { roleId: bigint(), post: text({ default: '' }) },
    key: ['roleId'],
  }),
  'guild',
);

export const live = defineTable({ name: 'live', kind: 'ram', columns: { id: integer() }, key: ['id'] });

export const TABLES = [sample, holding, hero, live, member] as const;

export const REFERENCES: readonly Reference[] = [
  { from: { table: holding, columns: ['roleId'] }, to: { table: hero, columns: ['roleId'] } },
  { from: { table: hero, columns: ['roleId'] }, to: { table: holding, columns: ['roleId'] } },
];

export const ROLE = 60_000_001n;

export function openMemory(options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({
    body: sqliteBody({ at: 'memory' }),
    tables: TABLES,
    serverIds: [1],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
    ...options,
  });
}

/** A store with rows of every kind. */
export async function filledStore(roles = 5): Promise<Store> {
  const store = await openMemory();
  const ids = Array.from({ length: roles }, (_, at) => ROLE + BigInt(at * 60));
  await store.load(
    hero,
    ids.map((roleId, at) => [roleId, BigInt(at) * 10n ** 17n]),
  );
  await store.load(holding, ids.map((roleId, at) => [`holder ${at % 2}`, roleId]).toSorted());
  await store.load(sample, [
    [
      -5,
      -(2n ** 63n),
      '玉门 "\n\u{1F409}',
      new Uint8Array([0, 255, 7]),
      -1e300,
      false,
      { tags: ['a', 'ü'], deep: [{}] },
    ],
    [7, 2n ** 63n - 1n, '', new Uint8Array(), 0.1, true, null],
    [8, 0n, "it's", null, 5e-324, true, 'text'],
  ]);
  await store.table(live).insert({ id: 1 });
  for (const roleId of [1n, 2n]) await store.table(member).insert({ owner: '玉门/1', roleId });
  const owner = 'guild/玉门/1';
  await store.table(ownerAlarm).insert({ owner, name: 'close', atMs: 5, attempt: 1 });
  await store.table(ownerReceipt).insert({ owner, once: 'a', call: 'c', answer: '1', atMs: 5, seenRanMs: 7 });
  return store;
}

export class MemorySink implements ArchiveSink {
  readonly name = 'test.jga';
  readonly #chunks: Buffer[] = [];
  isCommitted = false;
  isDiscarded = false;

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#chunks.push(Buffer.from(bytes));
  }

  async commit(): Promise<void> {
    this.isCommitted = true;
  }

  async discard(): Promise<void> {
    this.isDiscarded = !this.isCommitted;
  }
}

export function sourceOf(bytes: Buffer): ArchiveSource {
  return {
    name: 'test.jga',
    bytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, Math.min(offset + length, bytes.length)),
    close: async () => {},
  };
}

export async function archiveOf(store: Store): Promise<{ readonly bytes: Buffer; readonly report: BackupReport }> {
  const sink = new MemorySink();
  const report = await backUp(store, sink, { program: '1.0.0', createdMs: 5, origin: 'here', serverIds: [1] });
  assert.ok(sink.isCommitted && !sink.isDiscarded);
  return { bytes: sink.bytes, report };
}
