// Messages to packets. One encoder serves all sessions of a gate: a packet is valid until the next message is encoded, and the
// connection copies what it sends.
import { type Codec, type Layout, type MessageType, PacketWriter } from '../wire/index.ts';
import { GateError } from './gate-error.ts';
import { IdTable } from './id-table.ts';
import { PACKET_ID_BYTES } from './limits.ts';
import type { OutPacket } from './session-output.ts';

export class MessageEncoder {
  readonly #writer = new PacketWriter();
  readonly #known = new IdTable<MessageType>();
  /** The packet that was encoded last. */
  readonly #packet: { -readonly [K in keyof OutPacket]: OutPacket[K] };

  /** `messages`: all that the gate sends. A client knows no others, so its player would wait for nothing. */
  constructor(messages: Iterable<MessageType>) {
    for (const message of messages) this.#known.set(message.id, message);
    const { bytes } = this.#writer;
    // Its type is set before it leaves.
    this.#packet = { type: null as unknown as MessageType, bytes, start: 0, end: 0, key: '' };
  }

  /** A packet. Throws when a value does not fit its field, or when no module declares the message. */
  encode<M>(layout: Layout, type: MessageType<M>, message: M): OutPacket {
    const codec = this.codecOf(layout, type);
    const writer = this.#writer;
    writer.reset();
    writer.patchUint16(writer.skip(PACKET_ID_BYTES), type.id);
    codec.encode(writer, message);
    const packet = this.#packet;
    // The packet is encoded: the value's type is no longer needed.
    packet.type = type as MessageType;
    packet.bytes = writer.bytes;
    packet.end = writer.length;
    packet.key = latestKeyOf(type, message);
    return packet;
  }

  /** Undefined for a message that no module declares. */
  typeOf(id: number): MessageType | undefined {
    return this.#known.get(id);
  }

  /** What writes the message after its id. Throws when no module declares it. */
  codecOf<M>(layout: Layout, type: MessageType<M>): Codec<M> {
    // The table forgets what a message's value is; it compares the types alone.
    if (this.#known.get(type.id) !== (type as MessageType)) throw undeclared(type as MessageType);
    return layout === 'packed' ? type.packed : type.protobuf;
  }
}

/** What a newer message of the type must share to replace this one. */
export function latestKeyOf<M>(type: MessageType<M>, message: M): string {
  return type.delivery === 'latest' ? String(type.latestKey?.(message) ?? '') : '';
}

function undeclared({ id, name }: MessageType): GateError {
  const advice = `put it into the 'messages' of defineModule`;
  return new GateError('message-unknown', `${name} (id ${id}) is sent, but no module declares it: ${advice}`);
}
