// The hold of this process on an owner: access to its rows, until it is ended. After that, or when another process has taken the owner,
// every use is refused, however late it comes.
import {
  checkCall,
  type LiveTable,
  type OwnerId,
  ownerAlarm,
  ownerName,
  ownerReceipt,
  type Rows,
  StoreError,
} from '../table/index.ts';
import type { Fields } from './change-set.ts';
import type { LiveCodec } from './live-codec.ts';
import type { LiveEntry, LiveEvents, LiveHold } from './live-entry.ts';
import type { LiveMemory } from './live-memory.ts';
import { LiveRows } from './live-rows.ts';

/** Shows that a call took effect. Its key is `once`. */
export interface Receipt {
  readonly once: string;
  /** The method, and a hash of the arguments. */
  readonly call: string;
  /** JSON text. */
  readonly answer: string;
  readonly atMs: number;
}

export interface Alarm {
  readonly name: string;
  readonly atMs: number;
  readonly attempt: number;
}

/**
 * An owner that is awake in this process. Its rows are read and changed in memory, at once. A commit makes the changes since the last
 * one durable, a rollback undoes them. Who may use it when, its user decides: two turns at once would commit each other's changes.
 */
export interface LiveOwner {
  readonly id: OwnerId;
  readonly epoch: number;
  /** The rows of a live table. */
  rows<T extends LiveTable>(table: T): Rows<T>;
  /** Whether there are changes that no commit has taken. */
  readonly hasChanges: boolean;
  /**
   * The changes since the last commit become one journal record. Null without changes. Otherwise resolves when the record is durable;
   * rejects when it is not acknowledged, although it may still become durable; a caller need not wait for it. Throws when the journal refuses (`journal-full`,
   * `disk-full`, `change-too-large`): the changes are then still uncommitted.
   */
  commit(): Promise<void> | null;
  /** Undoes the changes since the last commit. */
  rollback(): void;
  /** Settles like the last commit while that is not durable; null when everything committed is durable. */
  readonly kept: Promise<void> | null;
  /** The receipt of that key, from memory or from the database. */
  findReceipt(once: string): Promise<Receipt | null>;
  /** A change like those of rows. */
  addReceipt(receipt: Receipt): void;
  /** The alarms of an actor, by name. */
  alarms(): readonly Alarm[];
  /** A change like those of rows. One alarm of a name. */
  setAlarm(alarm: Alarm): void;
  clearAlarm(name: string): void;
  /** Deletes all rows, alarms and receipts of an actor: a change like those of rows. */
  deleteAll(): void;
  /** Undoes uncommitted changes. From now on every use throws `owner-ended`. */
  end(): void;
  /** Ends, flushes the changes and gives the lease up. If the database is away, it gets the changes later. */
  close(): Promise<void>;
}

export interface LiveOwnerHost {
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  commit(memory: LiveMemory): Promise<void> | null;
  /** A receipt of the database. */
  findReceipt(owner: string, once: string): Promise<Receipt | null>;
  /** The owner is used no more. */
  end(entry: LiveEntry): void;
  /** The owner is given back. Resolves when its changes are in the database, or cannot be now. */
  leave(entry: LiveEntry): Promise<void>;
}

export class OpenLiveOwner implements LiveOwner, LiveHold {
  readonly events: LiveEvents;
  readonly #host: LiveOwnerHost;
  readonly #entry: LiveEntry;

  constructor(host: LiveOwnerHost, entry: LiveEntry, events: LiveEvents) {
    this.#host = host;
    this.#entry = entry;
    this.events = events;
  }

  get id(): OwnerId {
    return this.#entry.id;
  }

  get epoch(): number {
    return this.#entry.memory.epoch;
  }

  get hasChanges(): boolean {
    return this.#isOpen && this.memory.hasChanges;
  }

  get kept(): Promise<void> | null {
    return this.memory.kept;
  }

  /** For the rows of this owner. */
  get memory(): LiveMemory {
    return this.#entry.memory;
  }

  rows<T extends LiveTable>(table: T): Rows<T> {
    // Not kept: it is made where a turn asks for a table, and many thousands of owners rest.
    const rows = new LiveRows(this.#codecOf(table), this);
    // The type of one table cannot be followed through an implementation that serves all.
    return rows as unknown as Rows<T>;
  }

  commit(): Promise<void> | null {
    this.assertOpen();
    return this.#host.commit(this.memory);
  }

  rollback(): void {
    if (this.#isOpen) this.memory.rollback();
  }

  async findReceipt(once: string): Promise<Receipt | null> {
    this.assertOpen();
    const known = this.memory.receipt(once);
    if (known === 'unknown') return this.#host.findReceipt(this.id.text, once);
    // Rows of this table are made of receipts.
    return known as Receipt | null;
  }

  addReceipt(receipt: Receipt): void {
    this.#put(ownerReceipt.name, { ...receipt });
  }

  alarms(): readonly Alarm[] {
    this.assertOpen();
    // Rows of this table are made of alarms.
    const rows = [...this.memory.rows(ownerAlarm.name)] as unknown as readonly Alarm[];
    const alarms = rows.map(({ name, atMs, attempt }) => ({ name, atMs, attempt }));
    return alarms.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  setAlarm(alarm: Alarm): void {
    this.#assertActor();
    this.#put(ownerAlarm.name, { ...alarm });
  }

  clearAlarm(name: string): void {
    this.assertOpen();
    if (this.memory.row(ownerAlarm.name, name) === null) return;
    this.memory.change({ op: 'delete', table: ownerAlarm.name, keyText: name, key: [name] });
  }

  deleteAll(): void {
    this.assertOpen();
    this.#assertActor();
    for (const { table } of this.#host.codecs.values()) {
      const isText = table.name === ownerAlarm.name || table.name === ownerReceipt.name;
      if (isText || table.actor === this.id.actor) this.memory.change({ op: 'clear', table: table.name });
    }
  }

  end(): void {
    if (!this.#isOpen) return;
    this.memory.rollback();
    this.#host.end(this.#entry);
  }

  close(): Promise<void> {
    this.end();
    return this.#entry.hold === this ? this.#host.leave(this.#entry) : DONE;
  }

  assertOpen(): void {
    if (this.#isOpen) return;
    const name = ownerName(this.id.text);
    const message = `${name}: it was given up, and nothing can be read or changed for it here any more`;
    throw new StoreError('owner-ended', message);
  }

  get #isOpen(): boolean {
    return this.#entry.isHeldBy(this);
  }

  #put(table: string, fields: Fields): void {
    this.assertOpen();
    const codec = this.#codecOf({ name: table });
    const row = codec.complete(this.id, fields);
    this.memory.change({ op: 'put', table, keyText: codec.keyText(codec.keyOf(row)), row });
  }

  #codecOf({ name }: Pick<LiveTable, 'name'>): LiveCodec {
    const codec = this.#host.codecs.get(name);
    checkCall(codec !== undefined, name, "it is not among the store's live tables");
    const { kind, actor } = codec.table;
    const isOwn = kind === 'disc' || actor === this.id.actor;
    checkCall(isOwn, name, `it has no rows of ${ownerName(this.id.text)}`);
    return codec;
  }

  #assertActor(): void {
    checkCall(this.id.actor !== null, ownerAlarm.name, 'only actors have alarms, and are destroyed');
  }
}

const DONE: Promise<void> = Promise.resolve();
