// Rows of one table as lists of values and back. Values are in the order of the declaration, the key first.
import { assert, messageOf } from '../../base/index.ts';
import { type Column, checkCall, isRoleId, reasonRefused, StoreError, type Table } from '../table/index.ts';
import type { SqlValue, ValueCodec } from './body.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Columns by position and their values: see `Call`. */
export interface Comparison {
  readonly shape: readonly number[];
  readonly values: readonly SqlValue[];
}

export class RowCodec {
  readonly table: Table;
  /** The table's number in calls. */
  readonly number: number;
  readonly #names: readonly string[];
  readonly #columns: readonly Column[];
  readonly #codec: ValueCodec;
  /** Shapes that are known to lead the key or an index. Bounded by the leading parts of these, in each order. */
  readonly #indexed = new Set<string>();

  constructor(options: { readonly table: Table; readonly number: number; readonly codec: ValueCodec }) {
    this.table = options.table;
    this.number = options.number;
    this.#names = Object.keys(options.table.columns);
    this.#columns = Object.values(options.table.columns);
    this.#codec = options.codec;
  }

  encodeRow(row: Fields): SqlValue[] {
    const values = new Array<SqlValue>(this.#names.length);
    let given = 0;
    for (let at = 0; at < values.length; at++) {
      const value = row[this.#names[at] as string];
      if (value !== undefined) given++;
      values[at] = this.#encode(at, value === undefined ? this.#omitted(at) : value);
    }
    if (given !== Object.keys(row).length) this.#assertKnown(row);
    return values;
  }

  /** A row as all its values in the order of the declaration. */
  encodeValues(values: readonly unknown[]): SqlValue[] {
    assert(values.length === this.#names.length, 'a row has the columns of its declaration');
    return values.map((value, at) => this.#encode(at, value));
  }

  decodeValues(values: readonly unknown[]): unknown[] {
    assert(values.length === this.#names.length, 'a row has the columns of its declaration');
    return values.map((value, at) => this.#decode(at, value));
  }

  encodeKey(key: readonly unknown[]): SqlValue[] {
    const { name, key: columns } = this.table;
    checkCall(key.length === columns.length, name, `the key is (${columns.join(', ')}), not ${key.length} values`);
    return key.map((value, at) => this.#encode(at, value));
  }

  encodePatch(patch: Fields): Comparison {
    const shape: number[] = [];
    const values: SqlValue[] = [];
    for (const [name, value] of Object.entries(patch)) {
      if (value === undefined) continue;
      const at = this.#position(name);
      checkCall(at >= this.table.key.length, this.table.name, `an update cannot change the key column ${name}`);
      shape.push(at);
      values.push(this.#encode(at, value));
    }
    checkCall(shape.length > 0, this.table.name, 'an update changes at least one column');
    return { shape, values };
  }

  encodeWhere(where: Fields): Comparison {
    const shape: number[] = [];
    const values: SqlValue[] = [];
    for (const [name, value] of Object.entries(where)) {
      if (value === undefined) continue;
      const at = this.#position(name);
      shape.push(value === null ? ~at : at);
      if (value !== null) values.push(this.#encode(at, value));
    }
    this.#assertIndexed(shape);
    return { shape, values };
  }

  decodeRow(values: readonly unknown[]): Fields {
    assert(values.length === this.#names.length, 'a row has the columns of its declaration');
    const row: Record<string, unknown> = {};
    for (let at = 0; at < values.length; at++) {
      row[this.#names[at] as string] = this.#decode(at, values[at]);
    }
    return row;
  }

  #decode(at: number, raw: unknown): unknown {
    try {
      return this.#codec.decode(this.#columns[at] as Column, raw);
    } catch (cause) {
      const name = this.#names[at] as string;
      const what = `table ${this.table.name}: column ${name} of a row holds what cannot be read (${messageOf(cause)})`;
      const message = `${what}: the database is damaged; keep a copy of it and restore a backup`;
      throw new StoreError('corrupt', message, { table: this.table.name, columns: [name], cause });
    }
  }

  #omitted(at: number): unknown {
    const column = this.#columns[at] as Column;
    if (!column.omittable) throw this.#invalid(at, 'a value is needed');
    return column.default;
  }

  #encode(at: number, value: unknown): SqlValue {
    const column = this.#columns[at] as Column;
    const reason = reasonRefused(column, value);
    if (reason !== null) throw this.#invalid(at, reason);
    if (at === 0 && this.table.kind === 'split' && !isRoleId(value as bigint)) {
      throw this.#invalid(at, `a role id is needed, not ${value}`);
    }
    return this.#codec.encode(column, value);
  }

  #position(name: string): number {
    const at = this.#names.indexOf(name);
    checkCall(at >= 0, this.table.name, `there is no column ${name}; the columns are ${this.#names.join(', ')}`);
    return at;
  }

  #assertKnown(row: Fields): void {
    for (const name of Object.keys(row)) this.#position(name);
  }

  // A list must use an index. A full scan takes a query, so that nobody asks for one by accident.
  #assertIndexed(shape: readonly number[]): void {
    if (shape.length === 0 || this.#indexed.has(shape.join())) return;
    const compared = new Set(shape.map((at) => this.#names[at < 0 ? ~at : at] as string));
    const leads = (on: readonly string[]) => on.slice(0, compared.size).every((name) => compared.has(name));
    const isIndexed = [this.table.key, ...this.table.indexes.map((index) => index.on)].some(
      (on) => on.length >= compared.size && leads(on),
    );
    const columns = [...compared].join(', ');
    const advice = 'declare an index that begins with them, or use a query to read all rows';
    checkCall(isIndexed, this.table.name, `(${columns}) leads neither the key nor an index: ${advice}`);
    this.#indexed.add(shape.join());
  }

  #invalid(at: number, reason: string): StoreError {
    const name = this.#names[at] as string;
    const message = `table ${this.table.name}: column ${name} cannot take this value: ${reason}`;
    return new StoreError('row-invalid', message, { table: this.table.name, columns: [name] });
  }
}

/** The codecs of tables by name. A table's position is its number in calls. */
export function rowCodecs(tables: readonly Table[], codec: ValueCodec): ReadonlyMap<string, RowCodec> {
  return new Map(tables.map((table, number) => [table.name, new RowCodec({ table, number, codec })]));
}
