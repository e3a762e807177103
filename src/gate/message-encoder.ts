// Messages to packets. One encoder serves all sessions of a gate: a packet is valid until the next message is encoded, and the
// connection copies what it sends.
import { type Layout, type MessageType, PacketWriter } from '../wire/index.ts';
import { PACKET_ID_BYTES } from './limits.ts';

export class MessageEncoder {
  readonly #writer = new PacketWriter();

  /** Throws when a value does not fit its field. */
  encode<M>(layout: Layout, type: MessageType<M>, message: M): PacketWriter {
    const writer = this.#writer;
    writer.reset();
    writer.patchUint16(writer.skip(PACKET_ID_BYTES), type.id);
    type[layout].encode(writer, message);
    return writer;
  }
}
