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
