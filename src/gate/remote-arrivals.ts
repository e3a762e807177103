// What other processes of the game send to players of this gate: each message is decoded once, and encoded once for each layout of its
// own sessions.
import { LAYOUTS, PacketReader } from '../wire/index.ts';
import type { MessageEncoder } from './message-encoder.ts';
import type { OutPacket } from './session-output.ts';
import type { OutputSession, OutputSessions } from './turn-output.ts';

/** What comes from other processes for players of this gate. */
export interface RemoteArrivals {
  /** To those of the roles that play here. Returns the others. */
  arrived(roleIds: readonly bigint[], typeId: number, body: Uint8Array): readonly bigint[];
  /** To every session in the world. */
  arrivedForAll(typeId: number, body: Uint8Array): void;
}

export class Arrivals implements RemoteArrivals {
  readonly #encoder: MessageEncoder;
  readonly #sessions: OutputSessions;
  readonly #reader = new PacketReader();

  constructor(encoder: MessageEncoder, sessions: OutputSessions) {
    this.#encoder = encoder;
    this.#sessions = sessions;
  }

  arrived(roleIds: readonly bigint[], typeId: number, body: Uint8Array): readonly bigint[] {
    const here: OutputSession[] = [];
    const others: bigint[] = [];
    for (const roleId of roleIds) {
      const session = this.#sessions.findRole(roleId);
      if (session === undefined) others.push(roleId);
      else here.push(session);
    }
    this.#sendTo(here, typeId, body);
    return others;
  }

  arrivedForAll(typeId: number, body: Uint8Array): void {
    this.#sendTo([...this.#sessions.inWorld()], typeId, body);
  }

  /** A message that this release does not know, or that is malformed, is for nobody. */
  #sendTo(sessions: readonly OutputSession[], typeId: number, body: Uint8Array): void {
    if (sessions.length === 0) return;
    const type = this.#encoder.typeOf(typeId);
    const message = type?.protobuf.decode(this.#reader.reset(body));
    if (type === undefined || message == null) return;
    for (const layout of LAYOUTS) {
      let packet: OutPacket | null = null;
      for (const session of sessions) {
        if (session.layout !== layout || session.isSilent) continue;
        packet ??= this.#encoder.encode(layout, type, message);
        session.output.send(packet);
      }
    }
  }
}
