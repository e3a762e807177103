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
