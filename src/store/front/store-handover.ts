// The store as a part of a process that is handed over. Both processes have the database open; the locks pass from one to the other
// when the old one rests. See `live-handover.ts` for the rows of roles and actors.
import { type Clock, isLate, sleep } from '../../base/index.ts';
import {
  FieldReader,
  FieldWriter,
  HandoverError,
  type HandoverPart,
  type HandoverSink,
  type HandoverTaker,
  HOLD_MS_MAX,
} from '../../handover/index.ts';
import type { Body, EncodedRow } from '../body/index.ts';
import type { Journal, JournalFiles } from '../journal/index.ts';
import { LiveGiver, type LiveOwners, LiveTaker } from '../live/index.ts';
import { layoutOf, type Table, versionOf } from '../table/index.ts';
import { storedTables } from './stored-tables.ts';

const STORE_KIND = { memory: 16 } as const;
const DESCRIBED = { location: 1, serverIds: 2, table: 3 } as const;
const TABLE = { name: 1, version: 2, layout: 3 } as const;
const MEMORY = { table: 1, rows: 2 } as const;
/** How long the database may take the changes before the copy; what it does not have then travels. */
const FLUSH_MS_MAX = 10_000;

/** What both processes must have in common. */
export interface DescribedStore {
  readonly location: string;
  readonly serverIds: readonly number[];
  /** The declared ones. */
  readonly tables: readonly Table[];
}

interface ReadStore {
  readonly location: string;
  readonly serverIds: string;
  readonly tables: ReadonlyMap<string, { readonly version: number; readonly layout: string }>;
}

export function describeStore({ location, serverIds, tables }: DescribedStore): Uint8Array {
  const fields = new FieldWriter().text(DESCRIBED.location, location).text(DESCRIBED.serverIds, serverIds.join());
  for (const table of storedTables(tables)) {
    fields.nested(DESCRIBED.table, (described) =>
      described
        .text(TABLE.name, table.name)
        .u32(TABLE.version, versionOf(table))
        .text(TABLE.layout, JSON.stringify(layoutOf(table))),
    );
  }
  return fields.record();
}

function readDescription(described: Uint8Array): ReadStore {
  let location = '';
  let serverIds = '';
  const tables = new Map<string, { version: number; layout: string }>();
  const fields = new FieldReader(described, 'the description of its store');
  while (fields.next()) {
    if (fields.tag === DESCRIBED.location) location = fields.text();
    else if (fields.tag === DESCRIBED.serverIds) serverIds = fields.text();
    else if (fields.tag === DESCRIBED.table) readTable(fields.nested(), tables);
    else fields.skip();
  }
  return { location, serverIds, tables };
}

function readTable(fields: FieldReader, tables: Map<string, { version: number; layout: string }>): void {
  const table = { name: '', version: 0, layout: '' };
  while (fields.next()) {
    if (fields.tag === TABLE.name) table.name = fields.text();
    else if (fields.tag === TABLE.version) table.version = fields.u32();
    else if (fields.tag === TABLE.layout) table.layout = fields.text();
    else fields.skip();
  }
  tables.set(table.name, table);
}

/** One sentence on what differs and what to do, or null. */
export function storeDifference(present: Uint8Array, next: Uint8Array): string | null {
  const [ours, theirs] = [readDescription(present), readDescription(next)];
  if (ours.location !== theirs.location) {
    return `The new server would use the store ${theirs.location}, and this one uses ${ours.location}: put the setting back, or restart instead.`;
  }
  if (ours.serverIds !== theirs.serverIds) {
    return `The new server has the server ids ${theirs.serverIds}, and this one has ${ours.serverIds}: put the setting back, or restart instead.`;
  }
  const restart = 'the database must be changed first: stop this server and start the new release instead.';
  for (const [name, { version, layout }] of theirs.tables) {
    const present = ours.tables.get(name);
    if (present === undefined) return `The new release has the table ${name}, and this one has not: ${restart}`;
    if (present.version !== version) {
      return `The table ${name} has version ${version} in the new release and ${present.version} in this one: ${restart}`;
    }
    if (present.layout !== layout) {
      return `The new release declares the table ${name} with other columns or indexes: ${restart}`;
    }
  }
  for (const name of ours.tables.keys()) {
    if (!theirs.tables.has(name)) {
      return `The new release has no table ${name} any more, and roles that play have rows in memory: restart instead.`;
    }
  }
  return null;
}

/** The inside of a store. */
export interface StoreHeir {
  readonly body: Pick<Body, 'close' | 'handOver'>;
  readonly owners: LiveOwners;
  readonly journal: Journal;
  readonly files: JournalFiles;
}

export interface StorePartOptions extends StoreHeir {
  readonly clock: Clock;
  /** Of this store. */
  readonly described: Uint8Array;
}

/** The old side. */
export class StorePart implements HandoverPart {
  readonly name = 'store';
  readonly #options: StorePartOptions;
  readonly #giver: LiveGiver;
  #isLent = false;

  constructor(options: StorePartOptions) {
    this.#options = options;
    this.#giver = new LiveGiver(options.owners, options.journal);
  }

  describe(): Uint8Array {
    return this.#options.described;
  }

  refuse(described: Uint8Array): string | null {
    return storeDifference(this.#options.described, described);
  }

  async copy(sink: HandoverSink): Promise<void> {
    const { owners, clock } = this.#options;
    // What the database has need not travel.
    await isLate(clock, FLUSH_MS_MAX, owners.flush());
    await this.#giver.copy(sink, () => sleep(clock, 0));
    await isLate(clock, FLUSH_MS_MAX, owners.flush());
  }

  async freeze(): Promise<void> {
    const { body, journal, owners } = this.#options;
    await owners.rest();
    await body.handOver.rest(HOLD_MS_MAX);
    await journal.rest();
  }

  async transfer(sink: HandoverSink): Promise<void> {
    const { body, files } = this.#options;
    await this.#giver.transfer(sink);
    const fields = new FieldWriter();
    for (const [table, rows] of await body.handOver.memoryRows()) {
      fields.clear().text(MEMORY.table, table).text(MEMORY.rows, rowsToText(rows));
      await sink.send(STORE_KIND.memory, fields.record());
    }
    this.#isLent = true;
    files.lock?.lend();
    await body.handOver.lend();
  }

  async thaw(): Promise<void> {
    const { body, files, journal, owners } = this.#options;
    if (this.#isLent) files.lock?.reclaim();
    this.#isLent = false;
    await body.handOver.wake();
    journal.wake();
    owners.wake();
  }

  async release(): Promise<void> {
    const { body, owners } = this.#options;
    await owners.leave();
    await body.close();
  }
}

type TakenStore = StoreHeir & { readonly live: LiveTaker };

/** The new side. Frames wait until the store is opened beside the old process. */
export class StoreTaker implements HandoverTaker {
  readonly name = 'store';
  readonly #described: Uint8Array;
  readonly #opened: Promise<StoreHeir>;
  #parts: TakenStore | null = null;
  readonly #memory: (readonly [table: string, rows: readonly EncodedRow[]])[] = [];

  constructor(described: DescribedStore, opened: Promise<StoreHeir>) {
    this.#described = describeStore(described);
    this.#opened = opened;
  }

  describe(): Uint8Array {
    return this.#described;
  }

  take(kind: number, body: Uint8Array): Promise<void> | undefined {
    if (this.#parts !== null) {
      this.#take(kind, body);
      return undefined;
    }
    return this.#opened.then((parts) => {
      this.#parts ??= { ...parts, live: new LiveTaker(parts.owners, parts.journal) };
      this.#take(kind, body);
    });
  }

  async adopted(): Promise<void> {
    const parts = this.#whole();
    parts.live.assertWhole();
    parts.files.lock?.inherit();
    await parts.body.handOver.inherit(this.#memory);
  }

  async start(): Promise<void> {
    const { body, journal, owners } = this.#whole();
    body.handOver.begin();
    journal.wake();
    owners.begin();
  }

  // The process ends, and its locks with it.
  discard(): void {}

  #take(kind: number, body: Uint8Array): void {
    const { live } = this.#whole();
    if (kind === STORE_KIND.memory) this.#memory.push(readMemory(new FieldReader(body, 'rows in memory')));
    else if (!live.take(kind, body)) {
      throw new HandoverError('handover-newer', `The other process sent a frame of kind ${kind} of the store.`);
    }
  }

  #whole(): TakenStore {
    if (this.#parts === null)
      throw new HandoverError('handover-broken', 'The other process sent nothing of the store.');
    return this.#parts;
  }
}

function readMemory(fields: FieldReader): readonly [string, readonly EncodedRow[]] {
  let table = '';
  let rows: readonly EncodedRow[] = [];
  while (fields.next()) {
    if (fields.tag === MEMORY.table) table = fields.text();
    else if (fields.tag === MEMORY.rows) rows = rowsOfText(fields.text());
    else fields.skip();
  }
  return [table, rows];
}

/** JSON has neither integers beyond 2^53 nor bytes: they become objects. */
function rowsToText(rows: readonly EncodedRow[]): string {
  return JSON.stringify(
    rows.map((row) =>
      row.map((value) => {
        if (typeof value === 'bigint') return { i: String(value) };
        return value instanceof Uint8Array ? { b: Buffer.from(value).toString('base64') } : value;
      }),
    ),
  );
}

function rowsOfText(content: string): readonly EncodedRow[] {
  // The other process wrote it as above.
  const rows = JSON.parse(content) as readonly (readonly (number | string | { i?: string; b?: string } | null)[])[];
  return rows.map((row) =>
    row.map((value) => {
      if (typeof value !== 'object' || value === null) return value;
      return value.i === undefined ? new Uint8Array(Buffer.from(value.b ?? '', 'base64')) : BigInt(value.i);
    }),
  );
}
