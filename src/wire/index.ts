// Door of the wire layer: bytes in, frames and messages out. Pure: no I/O.
export type { FrameDecoder, FrameFault, Framing, PayloadFault } from './framing.ts';
export { ScanResult } from './framing.ts';
export type { DelimiterOptions } from './framing-delimiter.ts';
export { createDelimiter } from './framing-delimiter.ts';
export type { Length16Options } from './framing-length16.ts';
export { createLength16 } from './framing-length16.ts';
export type {
  Codec,
  Delivery,
  Field,
  FieldKind,
  KeyedCase,
  Layout,
  MessageType,
  Rate,
  RecordType,
  StatesOf,
  ValueOf,
} from './message.ts';
export { LAYOUTS } from './message.ts';
export { HTTP_REFUSAL, POLICY_ANSWER, POLICY_REQUEST } from './policy.ts';
export type { SniffRefusal } from './sniff.ts';
export { Sniffer, SniffResult } from './sniff.ts';
