// A link: one connection of a session. A session outlives its links, so the connection does not know its session: it reports to
// the link, and the link to the session that has it.
import type { Candidacy, Connection, ConnectionHandler } from '../reactor/index.ts';
import type { CloseReason, GateReason } from './close-reason.ts';
import type { OutPacket } from './session-output.ts';
import { chooseProtocol, type LayoutHolder } from './told-layout.ts';

/** What a link reports. */
export interface LinkOwner extends LayoutHolder {
  /** One packet is bytes [start, end), valid until this returns. */
  frame(bytes: Uint8Array, start: number, end: number): void;
  tgw(): void;
  drained(): void;
  /** The link is about to end, and last words may be sent. */
  linkEnding(reason: CloseReason): void;
  /** The link is gone; its last call. */
  linkLost(reason: CloseReason): void;
}

export class SessionLink implements ConnectionHandler<GateReason> {
  readonly connection: Connection<GateReason>;
  /** Null before a session has the link, and after the link is gone. */
  owner: LinkOwner | null = null;
  /** Of a connection beyond a cap. */
  readonly candidacy: Candidacy | null;

  constructor(connection: Connection<GateReason>, candidacy?: Candidacy | null) {
    this.connection = connection;
    this.candidacy = candidacy ?? null;
  }

  /** Its session goes on over another link: the client hears `words`, and the connection ends. */
  part(words: OutPacket, reason: GateReason): void {
    this.owner = null;
    this.connection.send(words.bytes, words.start, words.end);
    this.connection.close(reason);
  }

  upgraded(protocol: string | null): void {
    if (this.owner !== null && protocol !== null) chooseProtocol(this.owner, protocol);
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    this.owner?.frame(bytes, start, end);
  }

  tgw(): void {
    this.owner?.tgw();
  }

  drained(): void {
    this.owner?.drained();
  }

  closing(reason: CloseReason): void {
    this.owner?.linkEnding(reason);
  }

  closed(reason: CloseReason): void {
    this.owner?.linkLost(reason);
    this.owner = null;
  }
}
