// What a database has to do for the store: run table calls, queries and procedures, each acknowledged only when it is
// durable. Calls on one table are applied in the order they were given; whatever was acknowledged is seen by all that is asked
// afterwards. A body may order more than that. Accessors, role ids, static data and checks of values are above it, the same for
// every body. A conformance suite says what every body does alike.

import type { CompiledQuery } from 'kysely';
import type { Clock, Counters, Logger } from '../../base/index.ts';
import type { Column, Procedure, QueryDialect, StoredKind, StoredLayout, StoreError, Table } from '../table/index.ts';

export type CallOp = 'delete' | 'deleteWhere' | 'get' | 'insert' | 'list' | 'update' | 'upsert';

export function isRead(op: CallOp): boolean {
  return op === 'get' || op === 'list';
}

/** What a driver binds: numbers and bigints, text, bytes, null. */
export type SqlValue = Uint8Array | bigint | number | string | null;

/**
 * One statement on one declared table, as a tuple because it is the message between threads. Columns are their positions in
 * the declaration; `shape` holds the changed columns of an update, the compared ones of a list or a deleteWhere (~position
 * where the value is null and none is bound), nothing otherwise. Values are encoded, in the order in which they are bound:
 * changes before key, comparisons before the limit.
 */
export type Call = readonly [op: CallOp, table: number, shape: readonly number[], values: readonly SqlValue[]];

/**
 * What a call gives: get → the row's values or null; list → their list; update, delete and deleteWhere → the count of rows;
 * insert and upsert → null.
 */
export type CallResult = number | readonly unknown[] | readonly (readonly unknown[])[] | null;

export interface ValueCodec {
  encode(column: Column, value: unknown): SqlValue;
  decode(column: Column, raw: unknown): unknown;
}

export interface SplitInfo {
  readonly table: string;
  readonly serverId: number;
  readonly index: number;
  readonly firstRoleId: bigint;
  readonly lastRoleId: bigint;
  readonly rows: number;
  /** What it takes on disk with its indexes, in bytes. */
  readonly bytes: number;
}

/** A batch of rows: values stand in the order of the declaration, as `ValueCodec.decode` takes them. */
export type RawRows = readonly (readonly unknown[])[];

/** What the database holds at one moment, while others go on writing. */
export interface BodySnapshot {
  /**
   * The rows of a stored table, over all its splits and all servers, in the order of the key: numbers by value, text and bytes
   * by the bytes of their UTF-8, false before true. No batch is empty or has more than SNAPSHOT_ROWS_MAX rows; the next one is
   * read when it is asked for. Not for `ram` tables. One table is read at a time.
   */
  rows(table: number): AsyncIterable<RawRows>;
  /** Gives the moment up. Calling it twice is fine. */
  close(): Promise<void>;
}

export interface Body {
  /** Where the data lies, for messages: a path or an address without its password. */
  readonly location: string;
  readonly codec: ValueCodec;
  readonly dialect: QueryDialect;
  execute(call: Call): Promise<CallResult>;
  query(query: CompiledQuery): Promise<readonly object[]>;
  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result>;
  splits(): Promise<readonly SplitInfo[]>;
  /** Sees to it that every split table has an empty split ahead for every server; gives how many it made. */
  maintain(): Promise<number>;
  /** A snapshot of all that was acknowledged before this was called. It holds up no writer. */
  snapshot(): Promise<BodySnapshot>;
  /**
   * Inserts rows of one table, values as in an insert: all of them or none, durable when it resolves. Makes the splits that they
   * need. At most LOAD_ROWS_MAX rows at once. One that is there already is a `unique-violation`.
   */
  load(table: number, rows: readonly (readonly SqlValue[])[]): Promise<void>;
  /** What the database holds of tables, by name, those that are no longer declared too: as it was when the body was opened. */
  readonly layouts: ReadonlyMap<string, StoredLayout>;
  /** Resolves when the body works no more: null after `close`, else why. */
  readonly closed: Promise<StoreError | null>;
  /** Answers what was accepted, then closes. Calling it twice is fine. */
  close(): Promise<void>;
}

/**
 * What a body may do with the database. With `read` it works beside whoever writes, changes nothing (no table, no split, no
 * lock that a writer meets), and does not require the tables to be as declared: the store compares `layouts`. A database that
 * is not there is an error and is not made. What writes is refused with `read-only`.
 */
export type StoreAccess = 'read' | 'write';

export interface BodyDependencies {
  readonly access: StoreAccess;
  /** Every table but the static ones, the store's own included; a table's position is its number in calls. */
  readonly tables: readonly Table<StoredKind>[];
  /** The servers whose roles this store creates; it may hold others'. */
  readonly serverIds: readonly number[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
}

/** Opens a database: ready, unless it is only read, when tables, migrations and spare splits are. */
export type OpenBody = (dependencies: BodyDependencies) => Promise<Body>;
