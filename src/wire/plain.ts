// Second door of the wire layer: messages and packets, without framings, the openings of connections and JSON. It runs in any
// JavaScript runtime, in a browser too. Generated messages, and files that a browser loads, import this door.

export type { DatagramSigner } from './datagram.ts';
export {
  channelOfDatagram,
  DATAGRAM_COOKIE_BYTES,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_NUMBER_MAX,
  DATAGRAM_TAG_BYTES,
  HELLO_BODY_BYTES,
  isDatagram,
  kindOfDatagram,
  numberOfDatagram,
  REPORT_BODY_BYTES,
  readDatagramPackets,
  TakenDatagrams,
  writeUint32,
} from './datagram.ts';
export { DatagramSender, fitsDatagram } from './datagram-sender.ts';
export { PACKET_BYTES_MAX } from './layout-limits.ts';
export type { Malformed, MalformedRule } from './malformed.ts';
export { describeMalformed } from './malformed.ts';
export type { Codec, Delivery, Field, FieldKind, KeyedCase, MessageType, RecordType, ValueOf } from './message.ts';
export type { Layout } from './names/index.ts';
export { LAYOUTS } from './names/index.ts';
export { PacketReader } from './packet-reader.ts';
export { PacketWriter } from './packet-writer.ts';
export type { Decoded, PacketSource, Registry } from './registry.ts';
export { createRegistry, decode, encodePacket } from './registry.ts';
export { RestingPackets } from './resting-packets.ts';
export type { WireErrorCode } from './wire-error.ts';
export { WIRE_ERROR_CODES, WireError } from './wire-error.ts';
