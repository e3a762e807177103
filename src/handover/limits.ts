// Bounds of the hand-over. Deadlines of steps are in `docs/PROTOCOL.md`.

/** The version of the format that this release writes to one that knows it. */
export const FORMAT_VERSION = 1;
/** The oldest version that this release reads and writes: the one before, once there is one. */
export const FORMAT_VERSION_MIN = 1;

/** A frame without its head: a session with a full ring (192 KiB), its input and its output is below it. */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;
/** Descriptors of one frame: a listener or a session has one. */
export const FRAME_DESCRIPTORS_MAX = 64;
/** Fields of one record: more are a fault. A row is one field. */
export const RECORD_FIELDS_MAX = 65_536;

/** Frames that the other side has not handled yet, past which a sender waits: they lie in the kernel, with their descriptors. */
export const UNANSWERED_MAX = 512;
/** Frames are sent in batches of at most so many bytes, one frame at least, and so many descriptors; the kernel takes 253 at once. */
export const BATCH_BYTES = 64 * 1024;
export const BATCH_DESCRIPTORS = 128;
/** How soon a full pipe is tried again, in milliseconds. The other side needs far less to make room. */
export const PIPE_RETRY_MS = 1;

/** How long each step may take, in milliseconds. */
export const STEP_MS_MAX = {
  /** The new process loads the game and says what it is. */
  start: 60_000,
  /** Players play meanwhile. 250,000 owners with their rows take about ten seconds. */
  copy: 120_000,
  /** Players wait from here to the end. Each part gives what holds it `HOLD_MS_MAX`. */
  freeze: 3_000,
  /** The new process has adopted everything by then. */
  transfer: 10_000,
  commit: 5_000,
  /** The database may be elsewhere. */
  thaw: 30_000,
} as const;
/** A deadline that passed so much earlier means that this process was stopped meanwhile, in milliseconds. */
export const STOPPED_MS_MIN = 1_000;
/** How long a part waits for a handler, a turn or a request that runs, before it ends the attempt with its name. */
export const HOLD_MS_MAX = 1_000;
/** How long the new process waits in a step before it takes the old one for hung: longer than the old one gives it. */
export const PATIENCE_MS = STEP_MS_MAX.start + STEP_MS_MAX.copy + STEP_MS_MAX.transfer + STEP_MS_MAX.commit;
/** The same for the commit alone, behind `ready`: players wait. */
export const COMMIT_PATIENCE_MS = 3 * STEP_MS_MAX.commit;
/** Parts of a process. A frame names its part in one byte. */
export const PARTS_MAX = 16;
/** A reason that one process gives the other, in bytes. */
export const REASON_BYTES_MAX = 4_096;

/** How long behind the end of the channel the end of the process is awaited, in milliseconds, for the sake of the report. */
export const END_GRACE_MS = 500;
