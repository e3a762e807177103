// Bounds of Mir's wire: the longest frames, packets, texts and names. They are the originals' and not for tuning.
import { HUMAN_RECORD_BYTES_MAX } from '../names/index.ts';

/** A frame of a client, its signs included. The longest that a client sends, an account's registration, has 408; a C++ server's buffer has 1,024. */
export const CLIENT_FRAME_BYTES_MAX = 1024;
/** A frame of a server: the originals' largest message buffer. */
export const SERVER_FRAME_BYTES_MAX = 32 * 1024;
/** A packet between gate and server: a server's longest frame and its head, twice. A longer one costs its client the connection. */
export const LINK_PACKET_BYTES_MAX = 64 * 1024;
/** What lies between its two signs. */
export const LINK_PAYLOAD_BYTES_MAX = LINK_PACKET_BYTES_MAX - 2;
/** A frame between them: the largest record as code, with account, name, header and signs. */
export const DB_FRAME_BYTES_MAX = Math.ceil((HUMAN_RECORD_BYTES_MAX * 4) / 3) + 256;
/** A packet that does not end within so many times the longest ends the connection: the other end speaks another protocol. */
export const SKIPPED_PACKETS = 16;
/** Bytes that are no frame, from one frame to the next: a NUL or a line end after each is accepted, another protocol is not. */
export const NOISE_BYTES_MAX = 64;
/** The original splitter's buffer: texts from this length on give nothing. */
export const FIELD_TEXT_BYTES_MAX = 20_479;
/** The name field of the original character record, and the shortest name that all families take. */
export const CHARACTER_NAME_BYTES_MAX = 14;
export const CHARACTER_NAME_BYTES_MIN = 3;
