// Door of Mir's names: the words of its settings and the text of its code pages, for layers that need no frames.
export { BUS_TEXT_BYTES_MAX, BUS_TEXT_REFUSED, isBusText, SESSIONS_MAX } from './bus-text.ts';
export type { MirErrorCode } from './mir-error.ts';
export { MirError } from './mir-error.ts';
export type { CodecName, DialectName, OnAbuse, WhenDown } from './mir-names.ts';
export {
  CODECS,
  DIALECTS,
  HUMAN_RECORD_BYTES_MAX,
  MIR_RECORD_BYTES_MIN,
  ON_ABUSE,
  WHEN_DOWN,
} from './mir-names.ts';
export type { TextEncoding } from './text.ts';
export { decodeText, encodeText, TEXT_ENCODINGS } from './text.ts';
