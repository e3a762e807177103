// Door `jadegate/mir`: the codecs, frames and messages of Legend of Mir, and a client with the whole login path, for tools and
// bots in TypeScript. How a character gets from the LoginGate to a RunGate: `followMirPath`.
export type {
  ChosenServer,
  DialMirOptions,
  ListedCharacter,
  ListedServer,
  MirClientErrorCode,
  MirConnection,
  MirForm,
  MirPathEnd,
  MirPathOptions,
  MirPathParts,
  MirRefusal,
  MirWaits,
  NewCharacter,
  Recovery,
  Registration,
  SignedIn,
} from './mir/client/index.ts';
export {
  CharacterClient,
  CLASSIC_WAITS,
  dialMir,
  followMirPath,
  LoginClient,
  MirClientError,
  NO_WAITS,
  placeOf,
} from './mir/client/index.ts';
export type { CodecName, DialectName, MirErrorCode, TextEncoding } from './mir/names/index.ts';
export { CODECS, DIALECTS, decodeText, encodeText, MirError, TEXT_ENCODINGS } from './mir/names/index.ts';
export type {
  ClientIdent,
  CodecChoice,
  DecodedMessage,
  Dialect,
  MirCodec,
  MirMessage,
  RecordLayout,
  RecordRead,
  ServerIdent,
} from './mir/wire/index.ts';
export {
  CM,
  createLinkFraming,
  createMirCodec,
  createMirFraming,
  decodeMessage,
  dialectOf,
  encodeMessage,
  readRecord,
  recordBytes,
  SM,
  USER_ENTRY,
  USER_ENTRY_ADD,
  writeRecord,
} from './mir/wire/index.ts';
