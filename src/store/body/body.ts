// What the store needs of a database: table calls, queries and procedures, each acknowledged only when it is durable. Calls on one
// table are applied in order, and every later request sees an acknowledged change. A body may order more than that. Accessors, role
// ids, static data and checks of values are above the body, the same for both databases. A conformance suite checks both.

import type { CompiledQuery } from 'kysely';
import type { Clock, Counters, Logger } from '../../base/index.ts';
import type { Column, Procedure, QueryDialect, StoredKind, StoredLayout, StoreError, Table } from '../table/index.ts';

export type CallOp = 'delete' | 'deleteWhere' | 'get' | 'insert' | 'list' | 'update' | 'upsert';

export function isRead(op: CallOp): boolean {
  return op === 'get' || op === 'list';
}

/** A value that a driver binds. */
export type SqlValue = Uint8Array | bigint | number | string | null;

/**
 * One statement on one declared table; a tuple, because threads exchange it as a message. Columns are positions in the
 * declaration. `shape` has the changed columns of an update, or the compared ones of a list or a deleteWhere (~position for null,
 * which binds no value); otherwise it is empty. Values are encoded, in the order in which they are bound: changes before the key,
 * comparisons before the limit.
 */
export type Call = readonly [op: CallOp, table: number, shape: readonly number[], values: readonly SqlValue[]];

/** The owner of a call on a table of kind split or actor. The owner leads the key, and an update binds its changes before the key. */
export function calledOwner([op, , shape, values]: Call): SqlValue {
  return values[op === 'update' ? shape.length : 0] as SqlValue;
}

/** The role of a call on a split table. */
export function calledRoleId(call: Call): bigint {
  return BigInt(calledOwner(call) as bigint);
}

/**
 * The result of a call: get → the values of the row or null; list → a list of such values; update, delete and deleteWhere → the
 * number of rows; insert and upsert → null.
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
  /** Its size on disk with its indexes, in bytes. */
  readonly bytes: number;
}

/** A batch of rows: values in the order of the declaration, as `ValueCodec.decode` takes them. */
export type RawRows = readonly (readonly unknown[])[];

/** The content of the database at one moment, while others go on writing. */
export interface BodySnapshot {
  /**
   * The rows of a stored table, over all its splits and all servers, in the order of the key: numbers by value, text and bytes
   * by the bytes of their UTF-8, false before true. No batch is empty or has more than SNAPSHOT_ROWS_MAX rows; the next one is
   * read when it is asked for. Not for `ram` tables. One table is read at a time.
   */
  rows(table: number): AsyncIterable<RawRows>;
  /** Ends the snapshot. It may be called twice. */
  close(): Promise<void>;
}

/** Whether the database is well. */
export interface BodyHealth {
  /** What is wrong with it; null while it is well. */
  readonly problem: string | null;
  /** Since when that is so, in milliseconds. */
  readonly forMs: number;
  /** Requests that wait for their answer. */
  readonly requests: number;
  /** How long the database has not answered the oldest of them, in milliseconds; null when none waits. */
  readonly waitsMs: number | null;
  /** How long the last transaction took, in milliseconds; null before the first. */
  readonly transactionMs: number | null;
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
  /** Makes sure that every split table has an empty spare split for every server; returns how many it made. */
  maintain(): Promise<number>;
  /** A snapshot with everything acknowledged before this call. It blocks no writer. */
  snapshot(): Promise<BodySnapshot>;
  /**
   * Inserts rows of one table, values as in an insert: all of them or none, durable when it resolves. Makes the splits that they
   * need. At most LOAD_ROWS_MAX rows at once. A row that exists already is a `unique-violation`.
   */
  load(table: number, rows: readonly (readonly SqlValue[])[]): Promise<void>;
  /** The tables of calls by their number: the given ones, and then those that the database holds besides. */
  readonly tables: readonly Table<StoredKind>[];
  /** The stored layouts by table name when the body was opened, with tables that are no longer declared. */
  readonly layouts: ReadonlyMap<string, StoredLayout>;
  /** Names the database, at random and for good; null when it ends with the process, or was opened for reading. */
  readonly identity: string | null;
  health(): BodyHealth;
  readonly handOver: BodyHandOver;
  /** Resolves when the body has ended: null after `close`, otherwise the reason. */
  readonly closed: Promise<StoreError | null>;
  /** Answers all accepted requests, then closes. It may be called twice. */
  close(): Promise<void>;
}

/** The values of a row, encoded, in the order of the declaration. */
export type EncodedRow = readonly SqlValue[];

/** How a database passes from one process to the next while both have it open. One of them writes at a time. */
export interface BodyHandOver {
  /** Old: answers what was accepted; later requests wait until `wake`. Rejects with the number that is in flight after `withinMs`. */
  rest(withinMs: number): Promise<void>;
  /** Old: the rows of `ram` tables that end with this process, by the table's name. While it rests. */
  memoryRows(): Promise<readonly (readonly [table: string, rows: readonly EncodedRow[]])[]>;
  /** Old: the new process may take the database. While it rests. */
  lend(): Promise<void>;
  /** Old: takes the database back if it was lent, and continues. */
  wake(): Promise<void>;
  /** New: takes the database that was lent, and the rows of `memoryRows`. It may be read; whatever writes waits for `begin`. */
  inherit(memoryRows: readonly (readonly [table: string, rows: readonly EncodedRow[]])[]): Promise<void>;
  /** New: resolves when the first request that writes waits for `begin`. */
  readonly blocked: Promise<void>;
  /** New: it is the writer now. */
  begin(): void;
}

/**
 * What a body may do with the database. With `read` it works beside a writer, changes nothing (no table, no split, no lock that a
 * writer meets), and accepts tables that differ from their declarations: the store compares `layouts`. A missing database is an
 * error and is not created. Writes are refused with `read-only`.
 */
export type StoreAccess = 'read' | 'write';

/**
 * What to do about a database that contradicts the files beside it, which is otherwise refused. `accept`: continue without the
 * acknowledged commits that are missing. `fill`: the caller restores a backup into an empty database where a game was before.
 */
export type StoreRepair = 'accept' | 'fill';

export interface BodyDependencies {
  readonly access: StoreAccess;
  /**
   * Everything that opening for writing changes is tried, and undone at the end. Refused with `locked` while another process has
   * the database open. The body is then only closed.
   */
  readonly isTrial?: boolean;
  readonly repair?: StoreRepair | undefined;
  /**
   * Opened beside a process that will lend the database, with the same tables: nothing is changed, and what writes waits, until
   * `handOver.begin`.
   */
  readonly inherits?: boolean;
  /** Whether roles will play here, so that other nodes on the database want to know of this one. */
  readonly isNode?: boolean;
  /** Every table except static ones, with the store's own. A table's position is its number in calls. */
  readonly tables: readonly Table<StoredKind>[];
  /** The servers whose roles this store creates. It may hold roles of others. */
  readonly serverIds: readonly number[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
}

/** Opens a database. Unless access is `read`, its tables, migrations and spare splits are then complete. */
export type OpenBody = (dependencies: BodyDependencies) => Promise<Body>;
