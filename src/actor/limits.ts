// The bounds of actors. An option of a definition or of a call may override some; the constant is then the default.

/** Calls and tells that wait at one owner. More are refused with `actor-busy`. */
export const INBOX_MAX = 1_000;

/** How long a call waits for its answer, and `together` for its owners: what a player still takes for an answer. Milliseconds. */
export const CALL_MS_MAX = 5_000;

/** How long one turn may take, as a handler of a session. Then it is abandoned and undone. Milliseconds. */
export const TURN_MS_MAX = 30_000;

/** Bytes of the arguments of a call, and of its answer. */
export const ARGS_BYTES_MAX = 64 * 1024;
/** Nesting of arguments and answers. */
export const ARGS_DEPTH_MAX = 32;

/** Bytes of an answer that a receipt keeps. */
export const RECEIPT_BYTES_MAX = 4 * 1024;
/** Characters of a `once` key, and of an actor's key in text. */
export const ONCE_LENGTH_MAX = 200;
export const KEY_LENGTH_MAX = 200;

/** Owners of one `together`. */
export const TOGETHER_OWNERS_MAX = 8;
/** How much longer `together` waits each time that it has let its owners go, and at most. Milliseconds. */
export const LET_GO_MS = 10;
export const LET_GO_MS_MAX = 250;
/** `together` calls that wait at one owner. */
export const TOGETHERS_MAX = 1_000;

/** Roles that one actor addresses, and actors that one role is a member of. */
export const MEMBERS_MAX = 10_000;
export const MEMBERSHIPS_MAX = 256;

/** Others that one actor watches, and actors that watch one: as many as members. */
export const WATCHES_MAX = 10_000;

/** Turns of one owner that have ended and wait for the journal. Further turns wait until some have left. */
export const HELD_MAX = 10_000;

/** Names of alarms of one actor. */
export const ALARMS_MAX = 16;
/** Timers of one actor that `after` has set. */
export const AFTERS_MAX = 1_000;
/** Node's timers go no further: 24 days. An alarm may. Milliseconds. */
export const DELAY_MS_MAX = 2 ** 31 - 1;

/** Tells of one turn, and of one share. */
export const TELLS_MAX = 1_000;
/** Calls that one turn waits for at the same time. */
export const WAITS_MAX = 1_000;

/** How long an actor that nobody uses stays awake, and a role that nobody plays. Milliseconds. */
export const IDLE_MS = 60_000;
export const ROLE_IDLE_MS = 5_000;
/** How often idle owners are looked for. Milliseconds. */
export const SWEEP_MS = 1_000;

/** How often alarms of sleeping actors are looked for, and how many of them wake at once. */
export const ALARM_SCAN_MS = 1_000;
export const ALARM_WAKES_MAX = 256;
/** The shortest and the longest wait before an alarm, or the start of an `always` actor, is tried again. Milliseconds. */
export const RETRY_MS = 1_000;
export const RETRY_MS_MAX = 300_000;

/** Actors whose start failed and that are remembered, so that alarms and `always` do not wake them at once again. */
export const RESTING_MAX = 10_000;
/** How long an alarm that this release has no function for is put off. Milliseconds. */
export const UNKNOWN_ALARM_MS = 86_400_000;

/** Turns that run before the input of sockets gets its time. */
export const TURNS_AT_ONCE_MAX = 256;
/** Turns of one owner that run before other owners get their time. */
export const STEP_TURNS_MAX = 16;

/** How long stopping waits for the turns and the `stopping` hooks of all actors. Milliseconds. */
export const STOP_MS_MAX = 10_000;

/** How long a session waits for its role: as long as the store waits for the holder of a lease. Milliseconds. */
export const SEAT_MS_MAX = 22_000;

/** How long turns that wait at an owner still run when another process needs it: thousands. Milliseconds. */
export const HAND_OVER_MS = 500;
/** How long an owner that was handed over is not asked back: longer than the other process waits before it tries. Milliseconds. */
export const HAND_BACK_MS = 750;
