// What a message type is: generated from a `.proto` file, and all that the layers above need to know of a message.
// Message values are plain objects with the field names in camelCase.
import type { Rate } from '../base/plain.ts';
import type { PacketReader } from './packet-reader.ts';
import type { PacketWriter } from './packet-writer.ts';

/**
 * What may happen to a message when its reader is slow, and whether a resumed session receives it again. `reliable`: in
 * order, never dropped. `latest`: a newer one with the same key may replace it. `droppable`: may be left out.
 */
export type Delivery = 'reliable' | 'latest' | 'droppable';

/** Encoding and decoding of a message's body (without the message id) in one layout. */
export interface Codec<T> {
  /** Appends the body. Throws `WireError` with the field's name when a value does not fit its type. */
  encode(writer: PacketWriter, message: T): void;
  /** Reads the body to the end of the reader. Null when malformed: `reader.failure` then has the field and the rule. */
  decode(reader: PacketReader): T | null;
}

/** How a field's value is written; nested messages, lists and keyed unions refer to further types. */
export type FieldKind =
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'bool' }
  | { readonly kind: 'text' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'record'; readonly type: RecordType }
  | { readonly kind: 'list'; readonly element: FieldKind }
  | { readonly kind: 'keyed'; readonly key: string; readonly cases: readonly KeyedCase[] };

/** One case of a union whose type depends on an integer field before it: keys from `from` to `to`, both included. */
export interface KeyedCase {
  readonly from: number;
  readonly to: number;
  readonly value: FieldKind;
}

/** One field, in wire order. `name` is the schema's, `property` is TypeScript's. */
export interface Field {
  readonly name: string;
  readonly property: string;
  readonly type: FieldKind;
}

/** Names and types of the fields of a message or of a nested record. */
export interface RecordType {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** `S` lists the session states in which a client may send it; none means that only the server sends it. */
export interface MessageType<T = unknown, S extends string = string> extends RecordType {
  /** u16, first on the wire, unique over all messages of a registry. */
  readonly id: number;
  readonly states: readonly S[];
  readonly delivery: Delivery;
  /**
   * The subject of a `latest` message. A newer message with the same key may replace it; without this function, any
   * newer one may.
   */
  latestKey?(message: T): number | bigint;
  /** Whether it may travel as a datagram, where client and server have a channel for datagrams. Not of `reliable` ones. */
  readonly isDatagram?: boolean;
  readonly rate: Rate | null;
  readonly packed: Codec<T>;
  readonly protobuf: Codec<T>;
}

/** The value of a message type. */
export type ValueOf<M> = M extends MessageType<infer T, string> ? T : never;

/** The states of a message type, as a union of literals. */
export type StatesOf<M> = M extends MessageType<infer _, infer S> ? S : never;
