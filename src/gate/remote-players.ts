// Players of other processes of the game, as the gate sees them: what is sent to them goes there once for each process, and comes to
// the gate there as a message that it encodes for its own sessions. Between processes a message has the layout `protobuf`, which two
// releases both read.
import { type MessageType, PacketWriter } from '../wire/index.ts';

/** The way to them. What it is given is copied at once. Messages arrive at most once. */
export interface RemotePlayers {
  /** To the players of the roles, wherever they play; to nobody for those that nobody plays. */
  send(roleIds: readonly bigint[], typeId: number, body: Uint8Array): void;
  /** To every session in the world of every other process. */
  broadcast(typeId: number, body: Uint8Array): void;
}

/** The body of a message between processes. It is valid until the next one is written. */
export class RemoteBody {
  readonly #writer = new PacketWriter();

  of<M>(type: MessageType<M>, message: M): Uint8Array {
    this.#writer.reset();
    type.protobuf.encode(this.#writer, message);
    return this.#writer.bytes.subarray(0, this.#writer.length);
  }
}
