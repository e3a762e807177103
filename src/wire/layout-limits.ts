// Bounds of messages in both layouts. The classic frame and its texts and lists carry a u16 length, so nothing larger
// is ever written; the protobuf layout has the same bounds, so that each message fits both layouts.

/** The payload of a frame: message id and body. */
export const PACKET_BYTES_MAX = 0xffff;

/** A text or a byte string, in bytes. */
export const TEXT_BYTES_MAX = 0xffff;

/** The elements of a list. */
export const LIST_COUNT_MAX = 0xffff;

/** A writer's size before it grows: most messages of a game are far smaller. */
export const WRITER_BYTES_INITIAL = 1024;

/** A writer's largest size: room for several packets of a turn. A single packet is limited by PACKET_BYTES_MAX. */
export const WRITER_BYTES_MAX = 0x10_0000;

/** A line of JSON or of hexadecimal digits that the codec command reads: fits the largest packet in either form. */
export const CODEC_LINE_CHARS_MAX = 0x10_0000;
