// Bounds of the services. Those of single connections are the reactor's.

/** How long the first frame may take, and one that was begun: at the other end somebody may be typing. */
export const FIRST_FRAME_MS = 60_000;
export const FRAME_MS = 60_000;
/** How long a connection may say nothing. Longer than a pause in a talk, shorter than a night. */
export const IDLE_MS = 600_000;
/** How exactly that is kept: in so many steps, so that a frame costs a comparison and not a timer. */
export const IDLE_STEPS = 8;

/** The longest line: more than a person types at once. */
export const LINE_BYTES_MAX = 1024;

/** How often it is looked whether the poller refused sockets, so that the log tells it once and not for each. */
export const REFUSED_CHECK_MS = 1_000;

/** Workers of one service: more than the cores of any machine that this is for. */
export const WORKERS_MAX = 64;
/** How long a worker may take until it serves: a busy machine loads its code in seconds. */
export const WORKER_READY_MS = 30_000;
/** How long a worker may take to stop, beyond what its connections are given: the linger of the last ones, and its code. */
export const WORKER_STOP_MS = 10_000;
/** How long until a dead worker is started again: at first, and at most after deaths in a row. */
export const RESTART_MS_MIN = 100;
export const RESTART_MS_MAX = 10_000;
/** A worker that lived so long was well: its next death counts as the first. */
export const HEALTHY_MS = 30_000;
/** How often a worker tells its counts; so much of them is lost with one that dies. */
export const COUNTS_MS = 500;

/** How long an answer of the pool may take, with the time it waits for a thread: as long as any handler has. */
export const ANSWER_MS_MAX = 30_000;
/** How often it is looked which answers took too long. */
export const ANSWER_CHECK_MS = 1_000;
