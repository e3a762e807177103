// The options of a connection, and their defaults.
import { assert } from '../base/index.ts';
import type { Framing } from '../wire/index.ts';
import type { SocketId } from './io.ts';
import {
  FIRST_FRAME_MS,
  FRAME_MS,
  GATHER_BYTES,
  HELD_MAX_BYTES,
  LINGER_MS,
  OUTPUT_HIGH_BYTES,
  OUTPUT_MAX_BYTES,
} from './limits.ts';
import { closeCodeOf } from './names/index.ts';
import type { Opening } from './opening.ts';

export interface ConnectionOptions {
  readonly framing: Framing;
  /** Milliseconds from opening to the end of the first frame; null for no deadline (a client's side). */
  readonly firstFrameMs?: number | null;
  /** Milliseconds from the first byte of a frame to its last. */
  readonly frameMs?: number;
  /** Milliseconds from `close` to a reset, for a peer that does not end its side. */
  readonly lingerMs?: number;
  /** Above this many unsent bytes the connection is congested. At least `GATHER_BYTES`. */
  readonly outputHighBytes?: number;
  /**
   * Above this many unsent bytes the connection is closed as a slow reader. It also bounds the burst of one turn, which
   * TLS only sends at the turn's end.
   */
  readonly outputMaxBytes?: number;
  /** Above this many bytes that wait for `release` the socket is paused. */
  readonly heldMaxBytes?: number;
  /** The WebSocket close code for a reason; standard codes when left out. */
  readonly closeCodeOf?: (reason: string) => number;
}

export interface ConnectionIdentity {
  readonly socket: SocketId;
  readonly number: number;
  readonly remoteAddress: string;
  /** What comes before frames; null when they come at once. */
  readonly opening: Opening | null;
  /**
   * For a connection of a proxy: called when its header was read and `remoteAddress` is the client's. Sets the handler,
   * or closes the connection.
   */
  readonly located?: () => void;
}

export type ConnectionSettings = Required<ConnectionOptions>;

export function settingsOf(options: ConnectionOptions): ConnectionSettings {
  const settings: ConnectionSettings = {
    framing: options.framing,
    firstFrameMs: options.firstFrameMs === undefined ? FIRST_FRAME_MS : options.firstFrameMs,
    frameMs: options.frameMs ?? FRAME_MS,
    lingerMs: options.lingerMs ?? LINGER_MS,
    outputHighBytes: options.outputHighBytes ?? OUTPUT_HIGH_BYTES,
    outputMaxBytes: options.outputMaxBytes ?? OUTPUT_MAX_BYTES,
    heldMaxBytes: options.heldMaxBytes ?? HELD_MAX_BYTES,
    closeCodeOf: options.closeCodeOf ?? closeCodeOf,
  };
  // Below a gathering, no `drained` row would follow, and an owner that waits for it would wait for ever.
  assert(settings.outputHighBytes >= GATHER_BYTES, 'the congestion mark is not below what one turn gathers');
  assert(settings.outputMaxBytes >= settings.outputHighBytes, 'a slow reader is congested first');
  return settings;
}

export interface ConnectionIdentity {
  readonly socket: SocketId;
  readonly number: number;
  readonly remoteAddress: string;
  /** What comes before frames; null when they come at once. */
  readonly opening: Opening | null;
  /**
   * For a connection of a proxy: called when its header was read and `remoteAddress` is the client's. Sets the handler,
   * or closes the connection.
   */
  readonly located?: () => void;
}
