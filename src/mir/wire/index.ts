// Door of Mir's wire: what Legend of Mir clients, gates and servers send each other. Codecs, frames, messages, records, dialects.
export { characterNameFault, type NameFault } from './character-name.ts';
export type { MirCodec } from './codec.ts';
export { createPlainCodec } from './codec-plain.ts';
export { createSubstitutionCodec } from './codec-substitution.ts';
export { createXorCodec } from './codec-xor.ts';
export type { CodecChoice } from './create-codec.ts';
export { createMirCodec } from './create-codec.ts';
export type { DbFrame } from './db-frame.ts';
export { createDbFraming, decodeDbBlocks, decodeDbFrame, encodeDbFrame } from './db-frame.ts';
export type { Dialect, GateKind, Letters } from './dialect.ts';
export { dialectOf, GATE_KINDS } from './dialect.ts';
export { createEnclosedFraming } from './framing-enclosed.ts';
export { createLinkFraming } from './framing-link.ts';
export { BANG, createMirFraming, HASH, isStar, STAR } from './framing-mir.ts';
export type { ClientIdent, DbIdents, ServerIdent } from './idents.ts';
export { CM, DB_IDENTS, SM } from './idents.ts';
export {
  CLIENT_FRAME_BYTES_MAX,
  LINK_PAYLOAD_BYTES_MAX,
} from './limits.ts';
export type { LoadHuman } from './load-human.ts';
export { readLoadHuman, writeLoadHuman } from './load-human.ts';
export type { DecodedMessage, MirMessage } from './message.ts';
export { decodeMessage, encodeMessage } from './message.ts';
export { CLIENT_ID_MAX, readClientId } from './packet-id.ts';
export type { RecordLayout, RecordRead } from './record.ts';
export { readRecord, recordBytes, writeRecord } from './record.ts';
export { leadingNumber, splitField } from './split-field.ts';
export { USER_ENTRY, USER_ENTRY_ADD, USER_ENTRY_ADD_WIDE } from './user-entry.ts';
