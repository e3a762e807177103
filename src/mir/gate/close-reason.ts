// Why a gate closes a client's connection, besides the reactor's own reasons. For counters and logs: the Mir protocol has no message for them.
import type { CloseReason as ConnectionReason } from '../../reactor/index.ts';

export type MirReason =
  /** There is no server, and nobody is held. */
  | 'no-server'
  /** The server was lost while the client had a session there. */
  | 'server-lost'
  /** It waited for the server for too long. */
  | 'hold-timeout'
  /** The server asked for it. */
  | 'kicked'
  /** A packet of the server for it was too long, and was dropped. */
  | 'packet-too-long'
  /** Its address is blocked. */
  | 'blocked'
  /** Its address connects too often. */
  | 'too-many-connects'
  | 'too-many-frames'
  /** It was connected for as long as one may. */
  | 'life-over';
export type MirCloseReason = ConnectionReason | MirReason;

/** What no honest client does: with `onAbuse: 'block'` it costs the address more than this connection. */
export const ABUSES: ReadonlySet<MirCloseReason> = new Set<MirCloseReason>([
  'frame-too-long',
  'frame-too-short',
  'mir-code-malformed',
  'mir-digit-missing',
  'mir-noise',
  'too-many-connects',
  'too-many-frames',
]);
