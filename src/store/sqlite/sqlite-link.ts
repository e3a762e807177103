// The messages between the store and the thread of its SQLite database. Requests and answers travel in batches, one message a turn
// each way. Answers come in the order of requests, so they carry no number.
import type { Call, ProcedureAddress, SqlValue, StoreAccess, StoreRepair } from '../body/index.ts';
import type { StoredKind, StoredLayout, Table } from '../table/index.ts';
import type { Failure } from './sqlite-error.ts';

/** A procedure is sent by its number; the first batch that uses it carries its address. */
export type SqliteRequest =
  | readonly ['call', Call]
  /** All rows of a database in memory; see `copyRows`. */
  | readonly ['copy']
  | readonly ['load', number, readonly (readonly SqlValue[])[]]
  | readonly ['maintain']
  /** The rows of the `ram` tables of a database on disk. */
  | readonly ['memoryRows']
  | readonly ['query', string, readonly unknown[]]
  /** Takes the place of a request that could not be sent, to keep the order of answers. */
  | readonly ['refused', Failure]
  | readonly ['run', number, unknown]
  | readonly ['splits'];

export type ToThread =
  | {
      readonly kind: 'batch';
      readonly procedures: readonly ProcedureAddress[];
      readonly requests: readonly SqliteRequest[];
    }
  | { readonly kind: 'close' }
  /** Answered in order with `handedOver`, behind all requests before it. */
  | { readonly kind: 'handOver'; readonly step: HandOverStep };

/** See `BodyHandOver`. */
export type HandOverStep = 'begin' | 'inherit' | 'lend' | 'reclaim';

/** The answer of a group: a value for each request in order, and the position and failure of each failed one. */
export interface GroupAnswer {
  readonly values: unknown[];
  readonly failures: (readonly [number, Failure])[];
}

/** Logs something about the files. */
export type Notice = (level: 'info' | 'warn', message: string) => void;

export type FromThread =
  | ({ readonly kind: 'answers' } & GroupAnswer)
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'handedOver'; readonly failure: Failure | null }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn';
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  /** The files are no longer those that were opened: nothing more is acknowledged, and the thread ends. */
  | { readonly kind: 'lost'; readonly failure: Failure }
  | {
      readonly kind: 'ready';
      readonly layouts: ReadonlyMap<string, StoredLayout>;
      /** See `Body`. */
      readonly identity: string | null;
    };

export interface SqliteOptions {
  readonly access: StoreAccess;
  /** See `BodyDependencies`. */
  readonly inherits: boolean;
  readonly isTrial: boolean;
  /** The database file, or null for one in memory. */
  readonly file: string | null;
  /** The size that the file may grow to; past it, writes fail as on a full disk. */
  readonly bytesMax: number | null;
  /** How long to wait for another process to close the file. */
  readonly openWaitMs: number;
  readonly tables: readonly Table<StoredKind>[];
  readonly serverIds: readonly number[];
  /** Paths that exist only where a game has run. */
  readonly traces: readonly string[];
  /** See `BodyDependencies`. */
  readonly repair: StoreRepair | null;
}
