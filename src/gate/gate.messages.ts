// Generated from gate.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from '../wire/index.ts';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const TEXT: FieldKind = { kind: 'text' };
const UINT32: FieldKind = { kind: 'integer', bits: 32, signed: false };

/** The answer to a gateway's `tgw_` header. */
export type TgwGatewayS2c = Readonly<Record<string, never>>;

/** The client may send it at any time; it is echoed unchanged. */
export interface HeartbeatC2s {
  readonly beatTime: number;
}

/** The account signed in elsewhere; this session closes. */
export type OtherLoginS2c = Readonly<Record<string, never>>;

/** A ban: what is forbidden (1 to log in, 2 to talk) and for how many seconds (0 for ever). */
export interface BlockS2c {
  readonly type: number;
  readonly time: number;
}

export type QueryTimeC2s = Readonly<Record<string, never>>;

/** Milliseconds since the server started. */
export interface QueryTimeS2c {
  readonly timeAsync: number;
}

export type ServerVersionC2s = Readonly<Record<string, never>>;

export interface ServerVersionS2c {
  readonly v: string;
}

/** Asks a server in development for notices about this client's messages. Other servers ignore it. */
export type DevNoticesC2s = Readonly<Record<string, never>>;

/** What a server in development ignored, dropped or refused, and why: for the programmer. */
export interface DevNoticeS2c {
  readonly text: string;
}

/** Why the gate is about to close the session: a number for programs and a sentence for people. */
export interface CloseS2c {
  readonly reason: number;
  readonly text: string;
}

function writePackedTgwGatewayS2c(): void {}

function readPackedTgwGatewayS2c(r: PacketReader): TgwGatewayS2c | null {
  if (!r.done('tgw_gateway_s2c')) return null;
  return {};
}

function writeProtoTgwGatewayS2c(): void {}

function readProtoTgwGatewayS2c(r: PacketReader): TgwGatewayS2c | null {
  while (r.more()) {
    switch (r.tag('tgw_gateway_s2c')) {
      default:
        r.unknown('tgw_gateway_s2c');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** The answer to a gateway's `tgw_` header. */
export const TgwGatewayS2c: MessageType<TgwGatewayS2c, never> = {
  id: 2,
  name: 'tgw_gateway_s2c',
  fields: [],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedTgwGatewayS2c, decode: readPackedTgwGatewayS2c },
  protobuf: { encode: writeProtoTgwGatewayS2c, decode: readProtoTgwGatewayS2c },
};

function writePackedHeartbeatC2s(w: PacketWriter, m: HeartbeatC2s): void {
  w.reserve(4);
  w.int32(m.beatTime, 'heartbeat_c2s.beat_time');
}

function readPackedHeartbeatC2s(r: PacketReader): HeartbeatC2s | null {
  if (!r.has(4)) return r.cut('heartbeat_c2s.', ['beat_time', 4]);
  const $beatTime = r.int32();
  if (!r.done('heartbeat_c2s')) return null;
  return { beatTime: $beatTime };
}

function writeProtoHeartbeatC2s(w: PacketWriter, m: HeartbeatC2s): void {
  w.reserve(15);
  if (m.beatTime !== 0) {
    w.tag(8);
    w.varInt32(m.beatTime, 'heartbeat_c2s.beat_time');
  }
}

function readProtoHeartbeatC2s(r: PacketReader): HeartbeatC2s | null {
  let $beatTime = 0;
  while (r.more()) {
    switch (r.tag('heartbeat_c2s')) {
      case 8: {
        $beatTime = r.varInt32('heartbeat_c2s.beat_time');
        break;
      }
      default:
        r.unknown('heartbeat_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { beatTime: $beatTime };
}

/** The client may send it at any time; it is echoed unchanged. */
export const HeartbeatC2s: MessageType<HeartbeatC2s, 'connected' | 'authing' | 'roleListing' | 'entering' | 'gaming'> = {
  id: 26,
  name: 'heartbeat_c2s',
  fields: [
    { name: 'beat_time', property: 'beatTime', type: INT32 },
  ],
  states: ['connected', 'authing', 'roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 50, burst: 100 },
  packed: { encode: writePackedHeartbeatC2s, decode: readPackedHeartbeatC2s },
  protobuf: { encode: writeProtoHeartbeatC2s, decode: readProtoHeartbeatC2s },
};

function writePackedOtherLoginS2c(): void {}

function readPackedOtherLoginS2c(r: PacketReader): OtherLoginS2c | null {
  if (!r.done('other_login_s2c')) return null;
  return {};
}

function writeProtoOtherLoginS2c(): void {}

function readProtoOtherLoginS2c(r: PacketReader): OtherLoginS2c | null {
  while (r.more()) {
    switch (r.tag('other_login_s2c')) {
      default:
        r.unknown('other_login_s2c');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** The account signed in elsewhere; this session closes. */
export const OtherLoginS2c: MessageType<OtherLoginS2c, never> = {
  id: 420,
  name: 'other_login_s2c',
  fields: [],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedOtherLoginS2c, decode: readPackedOtherLoginS2c },
  protobuf: { encode: writeProtoOtherLoginS2c, decode: readProtoOtherLoginS2c },
};

function writePackedBlockS2c(w: PacketWriter, m: BlockS2c): void {
  w.reserve(8);
  w.int32(m.type, 'block_s2c.type');
  w.int32(m.time, 'block_s2c.time');
}

function readPackedBlockS2c(r: PacketReader): BlockS2c | null {
  if (!r.has(8)) return r.cut('block_s2c.', ['type', 4, 'time', 4]);
  const $type = r.int32();
  const $time = r.int32();
  if (!r.done('block_s2c')) return null;
  return { type: $type, time: $time };
}

function writeProtoBlockS2c(w: PacketWriter, m: BlockS2c): void {
  w.reserve(30);
  if (m.type !== 0) {
    w.tag(8);
    w.varInt32(m.type, 'block_s2c.type');
  }
  if (m.time !== 0) {
    w.tag(16);
    w.varInt32(m.time, 'block_s2c.time');
  }
}

function readProtoBlockS2c(r: PacketReader): BlockS2c | null {
  let $type = 0;
  let $time = 0;
  while (r.more()) {
    switch (r.tag('block_s2c')) {
      case 8: {
        $type = r.varInt32('block_s2c.type');
        break;
      }
      case 16: {
        $time = r.varInt32('block_s2c.time');
        break;
      }
      default:
        r.unknown('block_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { type: $type, time: $time };
}

/** A ban: what is forbidden (1 to log in, 2 to talk) and for how many seconds (0 for ever). */
export const BlockS2c: MessageType<BlockS2c, never> = {
  id: 421,
  name: 'block_s2c',
  fields: [
    { name: 'type', property: 'type', type: INT32 },
    { name: 'time', property: 'time', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedBlockS2c, decode: readPackedBlockS2c },
  protobuf: { encode: writeProtoBlockS2c, decode: readProtoBlockS2c },
};

function writePackedQueryTimeC2s(): void {}

function readPackedQueryTimeC2s(r: PacketReader): QueryTimeC2s | null {
  if (!r.done('query_time_c2s')) return null;
  return {};
}

function writeProtoQueryTimeC2s(): void {}

function readProtoQueryTimeC2s(r: PacketReader): QueryTimeC2s | null {
  while (r.more()) {
    switch (r.tag('query_time_c2s')) {
      default:
        r.unknown('query_time_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const QueryTimeC2s: MessageType<QueryTimeC2s, 'connected' | 'authing' | 'roleListing' | 'entering' | 'gaming'> = {
  id: 740,
  name: 'query_time_c2s',
  fields: [],
  states: ['connected', 'authing', 'roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 50, burst: 100 },
  packed: { encode: writePackedQueryTimeC2s, decode: readPackedQueryTimeC2s },
  protobuf: { encode: writeProtoQueryTimeC2s, decode: readProtoQueryTimeC2s },
};

function writePackedQueryTimeS2c(w: PacketWriter, m: QueryTimeS2c): void {
  w.reserve(4);
  w.uint32(m.timeAsync, 'query_time_s2c.time_async');
}

function readPackedQueryTimeS2c(r: PacketReader): QueryTimeS2c | null {
  if (!r.has(4)) return r.cut('query_time_s2c.', ['time_async', 4]);
  const $timeAsync = r.uint32();
  if (!r.done('query_time_s2c')) return null;
  return { timeAsync: $timeAsync };
}

function writeProtoQueryTimeS2c(w: PacketWriter, m: QueryTimeS2c): void {
  w.reserve(15);
  if (m.timeAsync !== 0) {
    w.tag(8);
    w.varUint32(m.timeAsync, 'query_time_s2c.time_async');
  }
}

function readProtoQueryTimeS2c(r: PacketReader): QueryTimeS2c | null {
  let $timeAsync = 0;
  while (r.more()) {
    switch (r.tag('query_time_s2c')) {
      case 8: {
        $timeAsync = r.varUint32('query_time_s2c.time_async');
        break;
      }
      default:
        r.unknown('query_time_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { timeAsync: $timeAsync };
}

/** Milliseconds since the server started. */
export const QueryTimeS2c: MessageType<QueryTimeS2c, never> = {
  id: 741,
  name: 'query_time_s2c',
  fields: [
    { name: 'time_async', property: 'timeAsync', type: UINT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedQueryTimeS2c, decode: readPackedQueryTimeS2c },
  protobuf: { encode: writeProtoQueryTimeS2c, decode: readProtoQueryTimeS2c },
};

function writePackedServerVersionC2s(): void {}

function readPackedServerVersionC2s(r: PacketReader): ServerVersionC2s | null {
  if (!r.done('server_version_c2s')) return null;
  return {};
}

function writeProtoServerVersionC2s(): void {}

function readProtoServerVersionC2s(r: PacketReader): ServerVersionC2s | null {
  while (r.more()) {
    switch (r.tag('server_version_c2s')) {
      default:
        r.unknown('server_version_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const ServerVersionC2s: MessageType<ServerVersionC2s, 'connected' | 'authing' | 'roleListing' | 'entering' | 'gaming'> = {
  id: 1630,
  name: 'server_version_c2s',
  fields: [],
  states: ['connected', 'authing', 'roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedServerVersionC2s, decode: readPackedServerVersionC2s },
  protobuf: { encode: writeProtoServerVersionC2s, decode: readProtoServerVersionC2s },
};

function writePackedServerVersionS2c(w: PacketWriter, m: ServerVersionS2c): void {
  w.text(m.v, 'server_version_s2c.v');
}

function readPackedServerVersionS2c(r: PacketReader): ServerVersionS2c | null {
  const $v = r.text('server_version_s2c.v');
  if (!r.done('server_version_s2c')) return null;
  return { v: $v };
}

function writeProtoServerVersionS2c(w: PacketWriter, m: ServerVersionS2c): void {
  if (m.v !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.v, 'server_version_s2c.v');
  }
}

function readProtoServerVersionS2c(r: PacketReader): ServerVersionS2c | null {
  let $v = '';
  while (r.more()) {
    switch (r.tag('server_version_s2c')) {
      case 10: {
        $v = r.lengthText('server_version_s2c.v');
        break;
      }
      default:
        r.unknown('server_version_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { v: $v };
}

export const ServerVersionS2c: MessageType<ServerVersionS2c, never> = {
  id: 1631,
  name: 'server_version_s2c',
  fields: [
    { name: 'v', property: 'v', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedServerVersionS2c, decode: readPackedServerVersionS2c },
  protobuf: { encode: writeProtoServerVersionS2c, decode: readProtoServerVersionS2c },
};

function writePackedDevNoticesC2s(): void {}

function readPackedDevNoticesC2s(r: PacketReader): DevNoticesC2s | null {
  if (!r.done('dev_notices_c2s')) return null;
  return {};
}

function writeProtoDevNoticesC2s(): void {}

function readProtoDevNoticesC2s(r: PacketReader): DevNoticesC2s | null {
  while (r.more()) {
    switch (r.tag('dev_notices_c2s')) {
      default:
        r.unknown('dev_notices_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks a server in development for notices about this client's messages. Other servers ignore it. */
export const DevNoticesC2s: MessageType<DevNoticesC2s, 'connected' | 'authing' | 'roleListing' | 'entering' | 'gaming'> = {
  id: 60002,
  name: 'dev_notices_c2s',
  fields: [],
  states: ['connected', 'authing', 'roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedDevNoticesC2s, decode: readPackedDevNoticesC2s },
  protobuf: { encode: writeProtoDevNoticesC2s, decode: readProtoDevNoticesC2s },
};

function writePackedDevNoticeS2c(w: PacketWriter, m: DevNoticeS2c): void {
  w.text(m.text, 'dev_notice_s2c.text');
}

function readPackedDevNoticeS2c(r: PacketReader): DevNoticeS2c | null {
  const $text = r.text('dev_notice_s2c.text');
  if (!r.done('dev_notice_s2c')) return null;
  return { text: $text };
}

function writeProtoDevNoticeS2c(w: PacketWriter, m: DevNoticeS2c): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'dev_notice_s2c.text');
  }
}

function readProtoDevNoticeS2c(r: PacketReader): DevNoticeS2c | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('dev_notice_s2c')) {
      case 10: {
        $text = r.lengthText('dev_notice_s2c.text');
        break;
      }
      default:
        r.unknown('dev_notice_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

/** What a server in development ignored, dropped or refused, and why: for the programmer. */
export const DevNoticeS2c: MessageType<DevNoticeS2c, never> = {
  id: 60003,
  name: 'dev_notice_s2c',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedDevNoticeS2c, decode: readPackedDevNoticeS2c },
  protobuf: { encode: writeProtoDevNoticeS2c, decode: readProtoDevNoticeS2c },
};

function writePackedCloseS2c(w: PacketWriter, m: CloseS2c): void {
  w.reserve(4);
  w.int32(m.reason, 'close_s2c.reason');
  w.text(m.text, 'close_s2c.text');
}

function readPackedCloseS2c(r: PacketReader): CloseS2c | null {
  if (!r.has(4)) return r.cut('close_s2c.', ['reason', 4]);
  const $reason = r.int32();
  const $text = r.text('close_s2c.text');
  if (!r.done('close_s2c')) return null;
  return { reason: $reason, text: $text };
}

function writeProtoCloseS2c(w: PacketWriter, m: CloseS2c): void {
  w.reserve(15);
  if (m.reason !== 0) {
    w.tag(8);
    w.varInt32(m.reason, 'close_s2c.reason');
  }
  if (m.text !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.text, 'close_s2c.text');
  }
}

function readProtoCloseS2c(r: PacketReader): CloseS2c | null {
  let $reason = 0;
  let $text = '';
  while (r.more()) {
    switch (r.tag('close_s2c')) {
      case 8: {
        $reason = r.varInt32('close_s2c.reason');
        break;
      }
      case 18: {
        $text = r.lengthText('close_s2c.text');
        break;
      }
      default:
        r.unknown('close_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { reason: $reason, text: $text };
}

/** Why the gate is about to close the session: a number for programs and a sentence for people. */
export const CloseS2c: MessageType<CloseS2c, never> = {
  id: 60001,
  name: 'close_s2c',
  fields: [
    { name: 'reason', property: 'reason', type: INT32 },
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedCloseS2c, decode: readPackedCloseS2c },
  protobuf: { encode: writeProtoCloseS2c, decode: readProtoCloseS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  TgwGatewayS2c,
  HeartbeatC2s,
  OtherLoginS2c,
  BlockS2c,
  QueryTimeC2s,
  QueryTimeS2c,
  ServerVersionC2s,
  ServerVersionS2c,
  DevNoticesC2s,
  DevNoticeS2c,
  CloseS2c,
];
