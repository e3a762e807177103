// Door of the wire layer: bytes in, frames and messages out. Pure: no I/O.
export type { DatagramSide, DatagramSigner } from './datagram.ts';
export {
  channelOfDatagram,
  DATAGRAM_BYTES_LONGEST,
  DATAGRAM_COOKIE_BYTES,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KEY_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_NUMBER_MAX,
  DATAGRAM_PACKET_BYTES_MAX,
  DATAGRAM_SIDE,
  DATAGRAM_TAG_BYTES,
  HELLO_BODY_BYTES,
  isDatagram,
  kindOfDatagram,
  numberOfDatagram,
  REPORT_BODY_BYTES,
  readDatagramPackets,
  readUint32,
  TakenDatagrams,
  writeUint32,
} from './datagram.ts';
export { DatagramSender, fitsDatagram } from './datagram-sender.ts';
export type { ForwardedRules } from './forwarded.ts';
export type { ControlFrames, FrameDecoder, FrameFault, FrameRuns, Framing, PayloadFault } from './framing.ts';
export { ScanResult } from './framing.ts';
export type { DelimiterOptions } from './framing-delimiter.ts';
export { createDelimiter } from './framing-delimiter.ts';
export type { Length16Options } from './framing-length16.ts';
export { createLength16 } from './framing-length16.ts';
export type { WebSocketOptions } from './framing-websocket.ts';
export { createWebSocket } from './framing-websocket.ts';
export type { JsonValue } from './json.ts';
export { toJson } from './json.ts';
export type { FromJsonOptions, JsonFault, JsonParsed } from './json-read.ts';
export { fromJson } from './json-read.ts';
export {
  CODEC_LINE_CHARS_MAX,
  LIST_COUNT_MAX,
  PACKET_BYTES_MAX,
  TEXT_BYTES_MAX,
  WRITER_BYTES_MAX,
} from './layout-limits.ts';
export type { Malformed, MalformedRule } from './malformed.ts';
export { describeMalformed, MALFORMED_RULES } from './malformed.ts';
export type {
  Codec,
  Delivery,
  Field,
  FieldKind,
  KeyedCase,
  MessageType,
  RecordType,
  StatesOf,
  ValueOf,
} from './message.ts';
export type { ForwardedField, Layout } from './names/index.ts';
export { FORWARDED_FIELDS, LAYOUTS } from './names/index.ts';
export { PacketReader } from './packet-reader.ts';
export { PacketWriter } from './packet-writer.ts';
export { HTTP_REFUSAL, POLICY_ANSWER, POLICY_REQUEST } from './policy.ts';
export type { ProxyFault } from './proxy-header.ts';
export { ProxyHeaderDecoder, ProxyResult } from './proxy-header.ts';
export type { Decoded, PacketSource, Registry } from './registry.ts';
export { createRegistry, decode, encodePacket } from './registry.ts';
export type { RestingBounds, RestingPacket } from './resting-packets.ts';
export { RestingPackets } from './resting-packets.ts';
export type { SniffRefusal } from './sniff.ts';
export { Sniffer, SniffResult } from './sniff.ts';
export { applyMask } from './websocket-mask.ts';
export type { UpgradeTarget } from './websocket-request.ts';
export { UpgradeRequest } from './websocket-request.ts';
export type { UpgradeProblem, UpgradeRefusal, UpgradeRules } from './websocket-upgrade.ts';
export { UpgradeReader, UpgradeResult } from './websocket-upgrade.ts';
export type { WireErrorCode } from './wire-error.ts';
export { WIRE_ERROR_CODES, WireError } from './wire-error.ts';
