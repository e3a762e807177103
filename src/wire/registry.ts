// The messages that a server or a client knows, by id and by name, and whole packets: u16 id and body. Ids and names
// are unique; a duplicate is a programming error.
import { assert } from '../base/plain.ts';
import { PACKET_BYTES_MAX } from './layout-limits.ts';
import type { Malformed } from './malformed.ts';
import type { MessageType } from './message.ts';
import type { Layout } from './names/index.ts';
import { PacketReader } from './packet-reader.ts';
import type { PacketWriter } from './packet-writer.ts';
import { WireError } from './wire-error.ts';

const ID_BYTES = 2;

export interface Registry {
  /** In the order of their ids. */
  readonly messages: readonly MessageType[];
  byId(id: number): MessageType | undefined;
  byName(name: string): MessageType | undefined;
}

/** A decoded packet. `value` is of the type's own interface. */
export interface Decoded {
  readonly kind: 'decoded';
  readonly type: MessageType;
  readonly value: unknown;
}

export interface PacketSource {
  readonly layout: Layout;
  readonly bytes: Uint8Array;
  readonly start?: number;
  readonly end?: number;
}

export function createRegistry(messages: Iterable<MessageType>): Registry {
  const sorted = [...messages].sort((left, right) => left.id - right.id);
  const byId = new Map<number, MessageType>();
  const byName = new Map<string, MessageType>();
  for (const type of sorted) {
    assert(Number.isInteger(type.id) && type.id >= 0 && type.id <= 0xffff, `the id of ${type.name} is a u16`);
    const same = byId.get(type.id);
    assert(same === undefined, `${type.name} and ${same?.name} have different ids (both have ${type.id})`);
    assert(!byName.has(type.name), `only one message is named ${type.name}`);
    byId.set(type.id, type);
    byName.set(type.name, type);
  }
  return { messages: sorted, byId: (id) => byId.get(id), byName: (name) => byName.get(name) };
}

// A decoder runs to its end before another starts, so one reader serves every call of `decode`.
const sharedReader = new PacketReader();

/** Decodes the message of a whole packet, or returns the fault. */
export function decode(registry: Registry, source: PacketSource): Decoded | Malformed {
  const reader = sharedReader.reset(source.bytes, source.start, source.end);
  if (!reader.has(ID_BYTES)) return failureOf(reader, 'message id');
  const id = reader.uint16();
  const type = registry.byId(id);
  if (type === undefined) return { kind: 'malformed', rule: 'unknown-message', field: `message ${id}`, offset: 0 };
  const value = type[source.layout].decode(reader);
  return value === null ? failureOf(reader, type.name) : { kind: 'decoded', type, value };
}

function failureOf(reader: PacketReader, field: string): Malformed {
  if (reader.failure === null) reader.fail('cut-short', field);
  assert(reader.failure !== null, 'a malformed packet has a reason');
  return reader.failure;
}

/** Appends a whole packet. When the message does not fit, throws `WireError` and leaves the writer unchanged. */
export function encodePacket<T>(
  writer: PacketWriter,
  layout: Layout,
  packet: { readonly type: MessageType<T>; readonly value: T },
): void {
  const { type, value } = packet;
  const start = writer.length;
  try {
    writer.patchUint16(writer.skip(ID_BYTES), type.id);
    type[layout].encode(writer, value);
    const count = writer.length - start;
    if (count <= PACKET_BYTES_MAX) return;
    throw new WireError(
      'packet-too-large',
      `${type.name}: ${count} bytes are more than the ${PACKET_BYTES_MAX} of a packet`,
    );
  } catch (error) {
    writer.truncate(start);
    throw error;
  }
}
