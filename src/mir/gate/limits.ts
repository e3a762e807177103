// Bounds of the Mir gates. Those that an operator may want to change are defaults of settings; the others are not for tuning.
import { CLIENT_FRAME_BYTES_MAX } from '../wire/index.ts';

/** Bytes sent since a client's last `*` after which the gate asks, and after which it waits; and how long. As in Delphi gates. */
export const STAR_ASK_BYTES = 250;
export const STAR_BLOCK_BYTES = 512;
export const STAR_WAIT_MS = 3_000;
/** Messages and bytes queued for a client meanwhile. The originals then drop the oldest, which no client survives; here the client is closed. */
export const STAR_QUEUE_COUNT_MAX = 100;
export const STAR_QUEUE_BYTES_MAX = 64 * 1024;

/** Addresses whose connects are counted, and those that are blocked for a while: some megabytes at most. */
export const ADDRESS_PACES_MAX = 65_536;
export const BLOCKS_FOR_A_WHILE_MAX = 65_536;
/** Lines of a block list, and its bytes: a list that is longer belongs into the firewall. */
export const BLOCK_LIST_LINES_MAX = 65_536;
export const BLOCK_LIST_BYTES_MAX = 4 * 1024 * 1024;

/** How often a gate checks what is due: keepalives, waits, lifetimes. */
export const TICK_MS = 250;
/** After a longer gap between two checks our own process stood still. */
export const TICK_LATE_MS = 1_000;
/** Bytes of a held client that wait here; the rest waits in its kernel. Two of its longest frames. */
export const HELD_BYTES_MAX = 2 * CLIENT_FRAME_BYTES_MAX;
/** Bytes that may wait for a client, and for the server beyond the mark at which all clients are held: what closes say then. */
export const CLIENT_OUTPUT_BYTES_MAX = 128 * 1024;
export const LINK_OUTPUT_BYTES_MAX = 1024 * 1024;
/** How often the counters are logged, when one has changed. */
export const REPORT_MS = 60_000;
