// Rows of one table of owners for a game, for memory and for the journal: checked like any row, copied so that nobody else can change
// them, and as JSON for the journal, by column names, so that a program with more columns can still read them.
import { toHex } from '../../base/index.ts';
import type { RowCodec } from '../body/index.ts';
import {
  type Column,
  compareKeys,
  fromJsonValue,
  OWNER_TEXT_TABLES,
  type OwnerId,
  ownerOfText,
  reasonRefused,
  type StoredKind,
  StoreError,
  type Table,
  toJsonValue,
} from '../table/index.ts';
import type { Change, Fields } from './change-set.ts';

/** A change in the journal: table, operation, then the row, or the key and the patch. Clearing a table has neither. */
export type JsonChange =
  | readonly [table: string, op: 'c']
  | readonly [table: string, op: 'd', key: readonly unknown[]]
  | readonly [table: string, op: 'p', row: Fields]
  | readonly [table: string, op: 's', key: readonly unknown[], patch: Fields];

export class LiveCodec {
  readonly table: Table<StoredKind>;
  /** The column of the owner, and whether it has the owner's text instead of its key. */
  readonly #ownerColumn: string;
  readonly #isByText: boolean;
  readonly #codec: RowCodec;
  readonly #columns: readonly (readonly [name: string, column: Column])[];
  readonly #keyNames: readonly string[];
  /** Columns whose values need another form in JSON. */
  readonly #special: ReadonlySet<string>;
  /** Columns whose values are mutable objects. */
  readonly #mutable: readonly string[];

  constructor(table: Table<StoredKind>, codec: RowCodec) {
    this.table = table;
    this.#ownerColumn = table.key[0] as string;
    this.#isByText = OWNER_TEXT_TABLES.some(({ name }) => name === table.name);
    this.#codec = codec;
    this.#columns = Object.entries(table.columns).slice(1);
    this.#keyNames = table.key.slice(1);
    const named = (types: readonly string[]) =>
      this.#columns.filter(([, { type }]) => types.includes(type)).map(([name]) => name);
    this.#special = new Set(named(['bigint', 'bytes']));
    this.#mutable = named(['bytes', 'json']);
  }

  /** A complete copy of the row, with defaults; throws `row-invalid`. */
  complete(owner: OwnerId, row: Fields): Fields {
    const completed: Record<string, unknown> = { [this.#ownerColumn]: this.ownerValue(owner) };
    this.#codec.encodeRow({ ...row, ...completed });
    for (const [name, column] of this.#columns) {
      const value = row[name];
      completed[name] = value === undefined ? column.default : value;
    }
    return this.#own(completed);
  }

  /** Freezes a row from the database, which nobody else has. */
  loaded(row: Fields): Fields {
    for (const name of this.#mutable) if (!(row[name] instanceof Uint8Array)) freeze(row[name]);
    return Object.freeze(row);
  }

  /** A copy of the patch; throws `row-invalid`. */
  completePatch(patch: Fields): Fields {
    this.#codec.encodePatch(patch);
    return this.#own(Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)));
  }

  /** Checks a key without the owner; throws `row-invalid`. */
  checkKey(owner: OwnerId, key: readonly unknown[]): void {
    this.#codec.encodeKey([this.ownerValue(owner), ...key]);
  }

  /** The value that leads the key of this owner's rows. */
  ownerValue(owner: OwnerId): unknown {
    return this.#isByText ? owner.text : owner.key;
  }

  /** Whether a given row names no other owner. */
  isOf(owner: OwnerId, row: Fields): boolean {
    return !(this.#ownerColumn in row) || row[this.#ownerColumn] === this.ownerValue(owner);
  }

  /** The order of two rows by their keys, as in the database. */
  compare(left: Fields, right: Fields): number {
    return compareKeys(this.table, this.#fullKey(left), this.#fullKey(right));
  }

  keyOf(row: Fields): readonly unknown[] {
    return this.#keyNames.map((name) => row[name]);
  }

  keyText(key: readonly unknown[]): string {
    // Text in columns has no NUL; bytes become hexadecimal.
    return key.map((value) => (value instanceof Uint8Array ? toHex(value) : String(value))).join('\0');
  }

  toJson(change: Change): JsonChange {
    switch (change.op) {
      case 'clear':
        return [change.table, 'c'];
      case 'put':
        return [change.table, 'p', this.#fieldsToJson(change.row)];
      case 'set':
        return [change.table, 's', this.#keyToJson(change.key), this.#fieldsToJson(change.patch)];
      case 'delete':
        return [change.table, 'd', this.#keyToJson(change.key)];
    }
  }

  /** Reads the result of `toJson`, maybe from an earlier declaration; throws `schema-conflict`. */
  fromJson(owner: OwnerId, json: JsonChange): Change {
    const table = this.table.name;
    if (json[1] === 'c') return { op: 'clear', table };
    if (json[1] === 'p') {
      const fields = this.#fieldsFromJson(json[2]);
      const missing = this.#columns.find(([name, column]) => !(name in fields) && !column.omittable);
      if (missing !== undefined) throw this.#conflict(`column ${missing[0]} has no value there`);
      const row = this.complete(owner, fields);
      return { op: 'put', table, keyText: this.keyText(this.keyOf(row)), row };
    }
    const key = this.#keyFromJson(json[2]);
    const keyText = this.keyText(key);
    if (json[1] === 'd') return { op: 'delete', table, keyText, key };
    return { op: 'set', table, keyText, key, patch: this.completePatch(this.#fieldsFromJson(json[3])) };
  }

  #fullKey(row: Fields): readonly unknown[] {
    return this.table.key.map((name) => row[name]);
  }

  #own(fields: Record<string, unknown>): Fields {
    for (const name of this.#mutable) {
      const value = fields[name];
      if (value instanceof Uint8Array) fields[name] = value.slice();
      else if (typeof value === 'object' && value !== null) fields[name] = freeze(JSON.parse(JSON.stringify(value)));
    }
    return Object.freeze(fields);
  }

  #fieldsToJson(fields: Fields): Fields {
    const { [this.#ownerColumn]: _, ...json } = fields as Record<string, unknown>;
    for (const name of this.#special) if (name in json) json[name] = this.#valueToJson(name, json[name]);
    return json;
  }

  #keyToJson(key: readonly unknown[]): readonly unknown[] {
    return key.map((value, at) => this.#valueToJson(this.#keyNames[at] as string, value));
  }

  #fieldsFromJson(json: Fields): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(json)) fields[name] = this.#valueFromJson(name, value);
    return fields;
  }

  #keyFromJson(json: readonly unknown[]): readonly unknown[] {
    if (json.length !== this.#keyNames.length) throw this.#conflict(`its key is (${this.#keyNames.join(', ')})`);
    return json.map((value, at) => this.#valueFromJson(this.#keyNames[at] as string, value));
  }

  #valueToJson(name: string, value: unknown): unknown {
    return toJsonValue(this.table.columns[name] as Column, value);
  }

  #valueFromJson(name: string, json: unknown): unknown {
    const column = this.table.columns[name];
    if (column === undefined) throw this.#conflict(`there is no column ${name}`);
    const value = fromJsonValue(column, json);
    const reason = reasonRefused(column, value);
    if (reason !== null) throw this.#conflict(`column ${name}: ${reason}`);
    return value;
  }

  #conflict(reason: string): StoreError {
    const message = `table ${this.table.name}: there are changes that do not match its declaration: ${reason}`;
    return new StoreError('schema-conflict', message, { table: this.table.name });
  }
}

/** An owner by its text. The key of an actor has the type of the column `owner` of its tables. Null when the text names no such owner. */
export function declaredOwner(text: string, codecs: ReadonlyMap<string, LiveCodec>): OwnerId | null {
  const id = ownerOfText(text);
  if (id === null || id.actor === null) return id;
  const codec = [...codecs.values()].find(({ table }) => table.actor === id.actor);
  return codec === undefined ? id : ownerOfText(text, codec.table.columns['owner']?.type);
}

/** Rows that `toJson` wrote as puts, by table. */
export function loadedRows(
  rows: readonly JsonChange[],
  { id, codecs }: { readonly id: OwnerId; readonly codecs: ReadonlyMap<string, LiveCodec> },
): readonly (readonly [table: string, rows: readonly Fields[]])[] {
  const byTable = new Map<string, Fields[]>();
  for (const json of rows) {
    const [table] = json;
    const change = codecs.get(table)?.fromJson(id, json);
    if (change?.op !== 'put')
      throw new StoreError('schema-conflict', `table ${table}: it is no live table here`, { table });
    const known = byTable.get(table);
    if (known === undefined) byTable.set(table, [change.row]);
    else known.push(change.row);
  }
  return [...byTable];
}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  // The depth is bounded by the JSON parser, which made the value.
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
