// What all connections of a PostgreSQL body share: declared tables with their codecs, the statements of calls, the places of rows, and
// the server's answers as results. It holds no connection.
import { assert } from '../../base/index.ts';
import {
  type AnyProcedure,
  type Call,
  type CallOp,
  type CallResult,
  calledRoleId,
  callSql,
  findsRow,
  LIST_ROWS_MAX,
  loadProcedure,
  type NeededRow,
  type ProcedureAddress,
  quote,
  RoleReferences,
  type RowCodec,
  RowReferences,
  rowCodecs,
  SqlPlace,
  type SqlValue,
  StatementCache,
  textLiteral,
} from '../body/index.ts';
import {
  type Column,
  type StoredKind,
  type StoredLayout,
  StoreError,
  type Table,
  toTypeScriptName,
  withStoredTables,
} from '../table/index.ts';
import { decodeUntyped, postgresCodec } from './postgres-codec.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { fromPostgres, isServerError } from './postgres-error.ts';
import type { Field, Reply } from './postgres-pipeline.ts';
import { readsSql, readsValues } from './postgres-reads.ts';
import { PostgresSplits, type RunSql } from './postgres-splits.ts';

/** The options of a query: one row more than allowed shows that there are too many. */
export const ROWS_ASKED = { isDescribed: true, rowsMax: LIST_ROWS_MAX + 1 } as const;

const COLUMNS_SQL = `SELECT attrelid, attnum, relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = current_schema()::regnamespace AND relname = ANY (string_to_array($1, ',')) AND attnum > 0
  AND NOT attisdropped`;

export class PostgresEngine {
  readonly location: string;
  #tables: readonly Table<StoredKind>[] = [];
  #codecs: ReadonlyMap<string, RowCodec> = new Map();
  references = new RoleReferences([]);
  rows = new RowReferences([]);
  readonly splits: PostgresSplits;
  /** The declared tables themselves, by number. */
  #places: readonly SqlPlace[] = [];
  readonly #texts = new StatementCache<string>();
  /** Declared columns by the numbers that the server gives tables and columns. */
  #columns: ReadonlyMap<string, Column> = new Map();
  /** Procedures that wait for reads, so that reading ahead helps. */
  readonly waiters = new Set<ProcedureAddress>();
  /** Bounded by the procedures that the program declares. */
  readonly #procedures = new Map<ProcedureAddress, Promise<AnyProcedure | StoreError>>();

  constructor(options: { readonly location: string; readonly tables: readonly Table<StoredKind>[] }) {
    this.location = options.location;
    this.splits = new PostgresSplits();
    this.#use(options.tables);
  }

  get tables(): readonly Table<StoredKind>[] {
    return this.#tables;
  }

  get codecs(): ReadonlyMap<string, RowCodec> {
    return this.#codecs;
  }

  /** The database has further tables, which this program does not declare: at opening, before any call. */
  adopt(stored: ReadonlyMap<string, StoredLayout>): void {
    this.#use(withStoredTables(this.#tables, stored));
  }

  #use(tables: readonly Table<StoredKind>[]): void {
    this.#tables = tables;
    this.#codecs = rowCodecs(tables, postgresCodec);
    this.references = new RoleReferences(tables);
    this.rows = new RowReferences(tables);
    this.splits.use(tables);
    this.#places = tables.map((table) => new SqlPlace(null, table.name));
  }

  /** Reads the server's numbers of our tables and partitions. */
  async learn(run: RunSql): Promise<void> {
    const columns = new Map<string, Column>();
    const { rows } = await run(COLUMNS_SQL, [this.tables.map((table) => table.name).join(',')]);
    for (const [tableId, columnId, table, name] of rows) {
      const column = this.codecs.get(table ?? '')?.table.columns[toTypeScriptName(name ?? '')];
      if (column !== undefined) columns.set(`${tableId} ${columnId}`, column);
    }
    this.#columns = columns;
    await this.splits.load(run);
  }

  /** The procedure from its module, or the error when it cannot be loaded. */
  procedure(address: ProcedureAddress): Promise<AnyProcedure | StoreError> {
    let loading = this.#procedures.get(address);
    if (loading === undefined) {
      loading = loadProcedure(address);
      this.#procedures.set(address, loading);
    }
    return loading;
  }

  /** The place of a call's rows. For an unknown partition it is the table itself, which reaches every row. */
  placeOf(call: Call): { readonly place: SqlPlace; readonly unknownRoleId: bigint | null } {
    const table = this.tableOf(call);
    const whole = this.#places[call[1]] as SqlPlace;
    if (table.kind !== 'split') return { place: whole, unknownRoleId: null };
    const roleId = calledRoleId(call);
    const place = this.splits.find(table, roleId);
    return place === null ? { place: whole, unknownRoleId: roleId } : { place, unknownRoleId: null };
  }

  tableOf(call: Call): Table<StoredKind> {
    const table = this.tables[call[1]];
    assert(table !== undefined, 'a call names a declared table');
    return table;
  }

  /** The statement of a call on one place. */
  sqlOf(call: Call, place: SqlPlace): string {
    const [op, , shape] = call;
    return this.#texts.get(place.keyOf(op, shape), () =>
      callSql(postgresDialect, this.tableOf(call), { op, shape, at: place }),
    );
  }

  /** A statement that fails when the role does not exist. */
  roleCheckSql(call: Call, roleId: bigint): string {
    const { roles } = this.references;
    assert(roles !== null, 'a store without roles checks none');
    const place = this.splits.find(roles, roleId)?.name ?? roles.name;
    const failure = `jadegate_no_role($1, ${textLiteral(this.tableOf(call).name)})`;
    return `SELECT ${failure} WHERE NOT EXISTS (SELECT 1 FROM ${quote(place)} WHERE role_id = $1)`;
  }

  /** A statement that fails when the row does not exist. */
  rowCheckSql(call: Call, needed: NeededRow): string {
    const failure = `jadegate_no_row($1, ${textLiteral(this.tableOf(call).name)}, ${textLiteral(needed.to.name)})`;
    return `SELECT ${failure} WHERE NOT EXISTS (${findsRow(needed, '$1')})`;
  }

  /** Reads with the same kind can be sent as one: same operation, place, compared columns and limit. */
  kindOf(call: Call): string {
    const [op, , shape, values] = call;
    const key = this.placeOf(call).place.keyOf(op, shape);
    return op === 'list' ? `${key} limit ${values.at(-1)}` : key;
  }

  /** The statement of reads of one kind, with its bound values. */
  readsOf(calls: readonly Call[]): { readonly sql: string; readonly values: readonly SqlValue[] } {
    const [call] = calls as readonly [Call];
    const table = this.tableOf(call);
    const { place } = this.placeOf(call);
    const sql = this.#texts.get(`reads ${place.keyOf(call[0], call[2])}`, () => readsSql(table, { call, at: place }));
    return { sql, values: readsValues(table, calls) };
  }

  rowsOf({ rows, fields }: Reply): readonly object[] {
    if (rows.length > LIST_ROWS_MAX) {
      const message = `a query found more than ${LIST_ROWS_MAX} rows; read them in parts, with a limit`;
      throw new StoreError('too-many-rows', message);
    }
    const columns = fields.map((field) => ({ name: toTypeScriptName(field.name), decode: this.#decoderOf(field) }));
    return rows.map((values) =>
      Object.fromEntries(columns.map(({ name, decode }, at) => [name, decode(values[at] ?? null)])),
    );
  }

  toStoreError(thrown: unknown): StoreError {
    return fromPostgres(thrown, this.location, (name) => this.codecs.get(name)?.table ?? this.splits.tableOf(name));
  }

  databaseError(thrown: unknown): StoreError | null {
    return isServerError(thrown) ? this.toStoreError(thrown) : null;
  }

  #decoderOf(field: Field): (text: string | null) => unknown {
    const column = this.#columns.get(`${field.tableID} ${field.columnID}`);
    if (column !== undefined) return (text) => postgresCodec.decode(column, text);
    return (text) => decodeUntyped(field.dataTypeID, text);
  }
}

/** Writes without a result. */
export function isSilent(op: CallOp): boolean {
  return op === 'insert' || op === 'upsert';
}

export function resultOf(op: CallOp, reply: Reply): CallResult {
  if (op === 'get') return reply.rows[0] ?? null;
  if (op === 'list') return reply.rows;
  return isSilent(op) ? null : reply.count;
}
