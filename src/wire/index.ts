// Door of the wire layer: bytes in, frames and messages out. Pure: no I/O.
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
