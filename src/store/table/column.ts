// Column declarations: plain data, because they are sent to the database's thread. They carry the type of the value for the
// compiler. An insert must give a value for each column without `nullable` or `default`.

export type ColumnType = 'bigint' | 'boolean' | 'bytes' | 'integer' | 'json' | 'real' | 'text';

export interface Column<Value = unknown, Omittable extends boolean = boolean> {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Whether an insert may leave it out: it is nullable or has a default. */
  readonly omittable: Omittable;
  readonly default: unknown;
  /** Never set: it only carries the type. */
  readonly value?: Value;
}

export type ColumnSet = Readonly<Record<string, Column>>;

interface NullableOption<Value> {
  readonly nullable: true;
  readonly default?: Value | null;
}

interface DefaultOption<Value> {
  readonly default: Value;
}

interface ColumnBuilder<Value> {
  (): Column<Value, false>;
  (options: NullableOption<Value>): Column<Value | null, true>;
  (options: DefaultOption<Value>): Column<Value, true>;
}

/** A whole number that a JavaScript number holds exactly (53 bits). */
export const integer: ColumnBuilder<number> = builder('integer');

/** A whole number of 64 bits: role ids, amounts that may outgrow 53 bits. */
export const bigint: ColumnBuilder<bigint> = builder('bigint');

/** Well-formed Unicode text without NUL. */
export const text: ColumnBuilder<string> = builder('text');

export const bytes: ColumnBuilder<Uint8Array> = builder('bytes');

/** A finite 64-bit float. */
export const real: ColumnBuilder<number> = builder('real');

export const boolean: ColumnBuilder<boolean> = builder('boolean');

/** A value stored as JSON text: `json<Shape>()`. For values that are read and written whole and never searched. */
export function json<Shape>(): Column<Shape, false>;
export function json<Shape>(options: NullableOption<Shape>): Column<Shape | null, true>;
export function json<Shape>(options: DefaultOption<Shape>): Column<Shape, true>;
export function json(options?: AnyOptions): Column<never, never> {
  return declare('json', options);
}

interface AnyOptions {
  readonly nullable?: true;
  readonly default?: unknown;
}

function builder<Value>(type: ColumnType): ColumnBuilder<Value> {
  function build(): Column<Value, false>;
  function build(options: NullableOption<Value>): Column<Value | null, true>;
  function build(options: DefaultOption<Value>): Column<Value, true>;
  function build(options?: AnyOptions): Column<never, never> {
    return declare(type, options);
  }
  return build;
}

function declare(type: ColumnType, options: AnyOptions = {}): Column<never, never> {
  const nullable = options.nullable ?? false;
  const hasDefault = options.default !== undefined;
  const column = { type, nullable, omittable: nullable || hasDefault, default: hasDefault ? options.default : null };
  // The overload that the caller used determines both type parameters.
  return column as Column<never, never>;
}
