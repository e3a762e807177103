// The schema for code generation: plain data, checked and named, without protobuf descriptors.
import type { Rate } from '../base/index.ts';
import type { Delivery } from '../wire/index.ts';

/** How protobuf writes an integer; the packed layout has one form for each width. */
export type IntegerForm = 'varint' | 'zigzag' | 'fixed';

export type Scalar =
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean; readonly form: IntegerForm }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'bool' }
  | SizedScalar;

export interface SizedScalar {
  readonly kind: 'text' | 'bytes';
  /** The most bytes; null for the most of every text. */
  readonly lengthMax: number | null;
}

export type SchemaValue = Scalar | { readonly kind: 'record'; readonly record: SchemaRecord };

export interface KeyRange {
  readonly from: number;
  readonly to: number;
}

export interface SchemaCase {
  readonly number: number;
  readonly ranges: readonly KeyRange[];
  readonly value: SchemaValue;
  /** Set when the value is a record of one list that represents the list itself. */
  readonly list: SchemaList | null;
}

interface Named {
  /** As in the schema. */
  readonly name: string;
  /** As in TypeScript. */
  readonly property: string;
  readonly comment: string;
}

export interface SchemaSingle extends Named {
  readonly shape: 'single';
  readonly number: number;
  readonly value: SchemaValue;
}

export interface SchemaList extends Named {
  readonly shape: 'list';
  readonly number: number;
  readonly element: SchemaValue;
  /** Protobuf writes the elements as one run of bytes. */
  readonly isPacked: boolean;
  /** The most elements; null for the most of every list. */
  readonly countMax: number | null;
}

export interface SchemaKeyed extends Named {
  readonly shape: 'keyed';
  /** The property that holds the key. */
  readonly key: string;
  readonly keyName: string;
  readonly cases: readonly SchemaCase[];
}

export type SchemaField = SchemaSingle | SchemaList | SchemaKeyed;

/** The values of a field: its own, its elements', its members'. */
export function valuesOf(field: SchemaField): SchemaValue[] {
  if (field.shape === 'single') return [field.value];
  if (field.shape === 'list') return [field.element];
  return field.cases.map((each) => each.value);
}

/** A structure nested in messages. */
export interface SchemaRecord {
  readonly name: string;
  readonly typeName: string;
  readonly comment: string;
  readonly fields: readonly SchemaField[];
}

/** A message: it has an id and is sent as a packet. */
export interface SchemaMessage extends SchemaRecord {
  readonly id: number;
  readonly states: readonly string[];
  readonly delivery: Delivery;
  readonly rate: Rate | null;
  /** The property that decides whether a newer message replaces an older one. */
  readonly latestKey: string | null;
  /** Whether it may travel as a datagram. */
  readonly isDatagram: boolean;
}

export interface SchemaFile {
  /** Relative to its root, as `modules/login/login.proto`. */
  readonly path: string;
  /** Each after the records it contains. */
  readonly records: readonly SchemaRecord[];
  readonly messages: readonly SchemaMessage[];
}
