// Bounds of the services. The bounds of single connections are the reactor's.

/** How long a frame may take, the first one and each one begun: a person may be typing it. */
export const FIRST_FRAME_MS = 60_000;
export const FRAME_MS = 60_000;
/** How long a connection may be idle. Longer than a pause in a conversation, shorter than a night. */
export const IDLE_MS = 600_000;
/** Precision of the idle deadline, in steps, so that a frame costs a comparison and not a timer. */
export const IDLE_STEPS = 8;

/** The longest line: more than a person types at once. */
export const LINE_BYTES_MAX = 1024;

/** How often to check whether the poller refused sockets, so that the log has one line for many of them. */
export const REFUSED_CHECK_MS = 1_000;

/** Workers of one service: more than the cores of any intended machine. */
export const WORKERS_MAX = 64;
/** How long a worker may take to start: a busy machine loads its code in seconds. */
export const WORKER_READY_MS = 30_000;
/** How long a worker may take to stop, beyond its drain time: the linger of its last connections, and its own code. */
export const WORKER_STOP_MS = 10_000;
/** Delay before a dead worker is restarted: at first, and at most after deaths in a row. */
export const RESTART_MS_MIN = 100;
export const RESTART_MS_MAX = 10_000;
/** A worker that lived this long was healthy: its next death counts as the first. */
export const HEALTHY_MS = 30_000;
/** How often a worker reports its counts; a worker that dies loses this much of them. */
export const COUNTS_MS = 500;

/** How long an answer of the pool may take, with its wait for a thread: as long as any handler may. */
export const ANSWER_MS_MAX = 30_000;
/** How often to look for answers that took too long. */
export const ANSWER_CHECK_MS = 1_000;
