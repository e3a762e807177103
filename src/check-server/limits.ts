// Bounds of the checker. Times are those of the document, with room for a busy machine.

/** How long an upgrade may take that the check of it starts. Milliseconds. */
export const UPGRADE_MS = 90_000;
/** Within this something comes that must come at once. */
export const AT_ONCE_MS = 2_000;
/** An acknowledgement of one packet leaves after 5 s; the document allows 6. */
export const ACK_MS = 6_000;
/** Each resume is answered within 6 s or its link closes. */
export const ANSWER_MS = 7_000;
/** How long a link that is not answered lives beyond the time of a ping. */
export const PONG_MS = 10_000;
/** Room for a sweep of the server and a busy machine. */
export const SLACK_MS = 2_500;
/** Longer waits than this are left out: a server is set up for the checker with shorter ones. */
export const WAIT_MS_MAX = 90_000;
export const CONNECT_MS = 5_000;

/** Packets of one link that the checker remembers; a check that needs more is wrong. */
export const HEARD_MAX = 100_000;
/** Checks that run at once. */
export const CHECKS_AT_ONCE = 6;
/** One check, whatever it waits for. */
export const CHECK_MS = 150_000;

export const TOKEN_BYTES = 36;
/** The ring that the document has the checker's server set up with. */
export const RING_BYTES = 4_096;
/** One entry of the ring beside its packet. */
export const RING_ENTRY_BYTES = 16;
/** Packets of each type in the first burst, below what the two types allow at once, and in each second after it. */
export const BURST = 90;
export const BURST_LATER = 40;
/** More than the burst of a heartbeat: the rate holds some of them back. */
export const PENDING_ABOVE_RATE = 130;
/** Resumes of a session in a row; ten are admitted at once. */
export const RESUMES_IN_A_ROW = 14;
/** A server says this often where one that waits is, with room for a busy machine. */
export const TOLD_MS = 23_000;
/** Wrong tokens and tickets on one link, of which the last closes it. */
export const WRONG_TOKENS = 4;
