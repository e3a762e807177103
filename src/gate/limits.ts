// Bounds of the gate that are not for tuning. Deadlines that an operator may want to change are in `GateOptions`.

/** How long a leaving session waits for its handler, its `left` hooks and its role, each. Then the account is freed. Milliseconds. */
export const LEAVE_MS_MAX = 10_000;

/** In development: how long a handler may run without a wait before it is named. Players feel a pause of 50 ms. */
export const BLOCKED_MS_MAX = 50;

/** How long one handler may take. Long enough for a database fail-over, short of what a player would wait. Milliseconds. */
export const HANDLER_MS_MAX = 30_000;

/** Messages a signed-in session may have refused: this many at once, and one more each second, before it is closed. */
export const REFUSALS = { perSecond: 1, burst: 50 } as const;

/** The idle deadline moves once in this time at most, so an idle client is closed up to this much late, and never early. Milliseconds. */
export const IDLE_PRECISION_MS = 1_000;

/** UTF-16 units of the text that a session is closed with: a few sentences, far below the size of a packet. */
export const CLOSE_TEXT_MAX = 1_000;

/** How long one `stopping` hook of a module may take: it writes what is left to files or elsewhere. Milliseconds. */
export const STOPPING_MS_MAX = 10_000;

/** How long the gate waits for its sessions on stopping: a late handler and a late hook. Milliseconds. */
export const STOP_MS_MAX = 25_000;

/** Calls of `drain` that wait at the same time: an operator and a script or two. Further calls do not wait. */
export const DRAINS_MAX = 16;

/** Bytes of the message id at the front of each packet. */
export const PACKET_ID_BYTES = 2;

/** `latest` messages that wait for a slow reader: more moving roles than a screen shows. */
export const LATEST_COUNT_MAX = 1_024;
/** Bytes of these: as much as may wait in the connection before it counts as slow. */
export const LATEST_BYTES_MAX = 256 * 1024;

/** Messages of one session over all types: far above the pace of any game, far below what would starve others. */
export const SESSION_RATE = { perSecond: 500, burst: 1_000 } as const;

/** Failed sign-ins of one connection: enough for typing errors, too few for guessing passwords. */
export const AUTH_FAILURES_MAX = 20;
/** How often the same problem with WebSocket requests is logged: any client on the way can cause one. */
export const UPGRADE_PROBLEM_MS = 60_000;
/** Unknown message ids that are counted one by one: of players, and as many of strangers. A wrong client sends a few. */
export const UNKNOWN_IDS_MAX = 64;
/** How often messages that no handler takes are logged, when there are more. */
export const STRAYS_REPORT_MS = 60_000;

/** Bytes that one turn sends: each of a thousand members something of its own. */
export const TURN_OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
/** Packets of one turn: several for each of as many members as an actor may have. */
export const TURN_PACKETS_MAX = 65_536;
/** Outputs kept for later turns, and the size above which one is not kept: as many as turns wait for the journal at a time. */
export const OUTPUTS_KEPT_MAX = 256;
export const OUTPUT_KEPT_BYTES_MAX = 16 * 1024;
