// Messages to packets. One encoder serves all sessions of a gate: a packet is valid until the next message is encoded, and the
// connection copies what it sends.
import { type Layout, type MessageType, PacketWriter } from '../wire/index.ts';
import { GateError } from './gate-error.ts';
import { PACKET_ID_BYTES } from './limits.ts';

export class MessageEncoder {
  readonly #writer = new PacketWriter();
  readonly #known: ReadonlySet<MessageType>;

  /** `messages`: all that the gate sends. A client knows no others, so its player would wait for nothing. */
  constructor(messages: Iterable<MessageType>) {
    this.#known = new Set(messages);
  }

  /** Throws when a value does not fit its field, or when no module declares the message. */
  encode<M>(layout: Layout, type: MessageType<M>, message: M): PacketWriter {
    // The set forgets what a message's value is; it compares the types alone.
    if (!this.#known.has(type as MessageType)) throw undeclared(type as MessageType);
    const writer = this.#writer;
    writer.reset();
    writer.patchUint16(writer.skip(PACKET_ID_BYTES), type.id);
    type[layout].encode(writer, message);
    return writer;
  }
}

function undeclared({ id, name }: MessageType): GateError {
  const advice = `put it into the 'messages' of defineModule`;
  return new GateError('message-unknown', `${name} (id ${id}) is sent, but no module declares it: ${advice}`);
}
