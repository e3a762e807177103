// Bounds of messages in both layouts. The classic frame and its texts and lists carry a u16 length, and nothing larger than
// what they can say is ever written; the protobuf layout keeps to the same bounds, so that a message fits either way.

/** The payload of a frame: message id and body. */
export const PACKET_BYTES_MAX = 0xffff;

/** A text or a run of bytes, in bytes. */
export const TEXT_BYTES_MAX = 0xffff;

/** The elements of a list. */
export const LIST_COUNT_MAX = 0xffff;

/** What a writer holds before it grows: most messages of a game are far smaller. */
export const WRITER_BYTES_INITIAL = 1024;

/** What a writer may grow to: room for several packets of a turn. A single one is held to PACKET_BYTES_MAX. */
export const WRITER_BYTES_MAX = 0x10_0000;

/** A line of JSON or of hexadecimal digits that the codec command reads: the largest packet in either form fits. */
export const CODEC_LINE_CHARS_MAX = 0x10_0000;
