// Generated from gate.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from '../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const BYTES: FieldKind = { kind: 'bytes' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const TEXT: FieldKind = { kind: 'text' };
const UINT16: FieldKind = { kind: 'integer', bits: 16, signed: false };
const UINT32: FieldKind = { kind: 'integer', bits: 32, signed: false };
const UINT8: FieldKind = { kind: 'integer', bits: 8, signed: false };

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

/** Asks that the session outlives its connections. The next packet of the client is the first that is counted. */
export interface ResumeEnableC2s {
  readonly version: number;
}

/** The next packet of the server is the first that is counted. `start` is the number before it, in both directions. */
export interface ResumeEnabledS2c {
  readonly version: number;
  readonly token: Uint8Array;
  readonly start: number;
  readonly parkMs: number;
  readonly pingMs: number;
  readonly ackPackets: number;
  readonly ackBytes: number;
  readonly pendingMax: number;
}

/** On a new connection, instead of signing in. `received` is the client's count, `pending` how many packets it sends again. */
export interface ResumeC2s {
  readonly version: number;
  readonly token: Uint8Array;
  readonly attempt: number;
  readonly received: number;
  readonly pending: number;
}

/** The session goes on: `replayed` packets follow that the client has missed. `received` is the server's count. */
export interface ResumedS2c {
  readonly token: Uint8Array;
  readonly received: number;
  readonly replayed: number;
  readonly leftOut: number;
}

/** The session goes on, and `lost` packets are lost: the client forgets the state of the game and is sent it anew. */
export interface ResyncedS2c {
  readonly token: Uint8Array;
  readonly received: number;
  readonly lost: number;
  readonly why: number;
}

/** The session does not go on, or not yet. Up to `done` the client's packets took effect, if `done_known`. */
export interface ResumeRefusedS2c {
  readonly code: number;
  readonly doneKnown: boolean;
  readonly done: number;
  readonly waitMs: number;
}

/** How many packets the application of the client has taken. */
export interface AckC2s {
  readonly received: number;
}

/** How many packets of the client have taken effect. */
export interface AckS2c {
  readonly done: number;
}

/** How many packets the server has sent. The client answers with 60106. */
export interface PingS2c {
  readonly sent: number;
}

/** How many packets the client has sent. The server answers with 60107. */
export interface PingC2s {
  readonly sent: number;
}

/** The player leaves: the session ends with the connection. */
export type LeaveC2s = Readonly<Record<string, never>>;

/** The server is about to give up the connection: the client comes again after `after_ms`, and `within_ms` at the latest. */
export interface ReconnectS2c {
  readonly afterMs: number;
  readonly withinMs: number;
}

/** Asks for a channel for datagrams. */
export type UdpAskC2s = Readonly<Record<string, never>>;

/**
 * A channel: datagrams go to `port` of `host`, or of the host of this connection when that is empty. They bear the number `channel`
 * and are signed with `key`.
 */
export interface UdpOfferS2c {
  readonly channel: number;
  readonly key: Uint8Array;
  readonly host: string;
  readonly port: number;
}

/**
 * From either side: whether the channel is open. Datagrams of the sender up to the number `void_through` are void: what this stream
 * carries behind this message is newer. Channel 0, and not open: there is none.
 */
export interface UdpState {
  readonly channel: number;
  readonly isOpen: boolean;
  readonly voidThrough: number;
}

/**
 * Before the sign-in: the client understands the messages below. With the ticket of a `waiting_s2c` it comes back to its place in the
 * order, and signs in no second time.
 */
export interface WaitingEnableC2s {
  readonly version: number;
  readonly ticket: Uint8Array;
}

/**
 * The player waits for a place: `kind` 1 on the server, 2 on a line. The first of the order has position 1. `estimate_ms` is 0 when it is
 * not known. The ticket is sent once
 * for each sign-in; the place in the order is kept for `keep_ms` without a connection.
 */
export interface WaitingS2c {
  readonly kind: number;
  readonly position: number;
  readonly estimateMs: number;
  readonly keepMs: number;
  readonly ticket: Uint8Array;
}

/** The wait is over. Code 1: the player has a place, and what follows a sign-in follows. Code 2: the ticket is not known; sign in. */
export interface WaitingEndS2c {
  readonly code: number;
  readonly waitedMs: number;
}

/** The player does not want to wait: its place in the order is given up. */
export type WaitingLeaveC2s = Readonly<Record<string, never>>;

/** The door: `state` 0 open, 1 it closes in `closes_ms`, 2 closed. `opens_ms` is 0 when nobody said when it opens again. */
export interface DoorS2c {
  readonly state: number;
  readonly closesMs: number;
  readonly opensMs: number;
  readonly reason: string;
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

function writePackedResumeEnableC2s(w: PacketWriter, m: ResumeEnableC2s): void {
  w.reserve(1);
  w.uint8(m.version, 'resume_enable_c2s.version');
}

function readPackedResumeEnableC2s(r: PacketReader): ResumeEnableC2s | null {
  if (!r.has(1)) return r.cut('resume_enable_c2s.', ['version', 1]);
  const $version = r.uint8();
  if (!r.done('resume_enable_c2s')) return null;
  return { version: $version };
}

function writeProtoResumeEnableC2s(w: PacketWriter, m: ResumeEnableC2s): void {
  w.reserve(15);
  if (m.version !== 0) {
    w.tag(8);
    w.varUintOf(m.version, 8, 'resume_enable_c2s.version');
  }
}

function readProtoResumeEnableC2s(r: PacketReader): ResumeEnableC2s | null {
  let $version = 0;
  while (r.more()) {
    switch (r.tag('resume_enable_c2s')) {
      case 8: {
        $version = r.varUintOf(8, 'resume_enable_c2s.version');
        break;
      }
      default:
        r.unknown('resume_enable_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { version: $version };
}

/** Asks that the session outlives its connections. The next packet of the client is the first that is counted. */
export const ResumeEnableC2s: MessageType<ResumeEnableC2s, 'roleListing' | 'entering' | 'gaming'> = {
  id: 60100,
  name: 'resume_enable_c2s',
  fields: [
    { name: 'version', property: 'version', type: UINT8 },
  ],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedResumeEnableC2s, decode: readPackedResumeEnableC2s },
  protobuf: { encode: writeProtoResumeEnableC2s, decode: readProtoResumeEnableC2s },
};

function writePackedResumeEnabledS2c(w: PacketWriter, m: ResumeEnabledS2c): void {
  w.reserve(1);
  w.uint8(m.version, 'resume_enabled_s2c.version');
  w.blob(m.token, 'resume_enabled_s2c.token', 64);
  w.reserve(20);
  w.uint32(m.start, 'resume_enabled_s2c.start');
  w.uint32(m.parkMs, 'resume_enabled_s2c.park_ms');
  w.uint32(m.pingMs, 'resume_enabled_s2c.ping_ms');
  w.uint16(m.ackPackets, 'resume_enabled_s2c.ack_packets');
  w.uint32(m.ackBytes, 'resume_enabled_s2c.ack_bytes');
  w.uint16(m.pendingMax, 'resume_enabled_s2c.pending_max');
}

function readPackedResumeEnabledS2c(r: PacketReader): ResumeEnabledS2c | null {
  if (!r.has(1)) return r.cut('resume_enabled_s2c.', ['version', 1]);
  const $version = r.uint8();
  const $token = r.blob('resume_enabled_s2c.token', 64);
  if (!r.has(20)) return r.cut('resume_enabled_s2c.', ['start', 4, 'park_ms', 4, 'ping_ms', 4, 'ack_packets', 2, 'ack_bytes', 4, 'pending_max', 2]);
  const $start = r.uint32();
  const $parkMs = r.uint32();
  const $pingMs = r.uint32();
  const $ackPackets = r.uint16();
  const $ackBytes = r.uint32();
  const $pendingMax = r.uint16();
  if (!r.done('resume_enabled_s2c')) return null;
  return { version: $version, token: $token, start: $start, parkMs: $parkMs, pingMs: $pingMs, ackPackets: $ackPackets, ackBytes: $ackBytes, pendingMax: $pendingMax };
}

function writeProtoResumeEnabledS2c(w: PacketWriter, m: ResumeEnabledS2c): void {
  w.reserve(15);
  if (m.version !== 0) {
    w.tag(8);
    w.varUintOf(m.version, 8, 'resume_enabled_s2c.version');
  }
  if (m.token.length !== 0) {
    w.reserve(5);
    w.tag(18);
    w.lengthBlob(m.token, 'resume_enabled_s2c.token', 64);
  }
  w.reserve(90);
  if (m.start !== 0) {
    w.tag(24);
    w.varUint32(m.start, 'resume_enabled_s2c.start');
  }
  if (m.parkMs !== 0) {
    w.tag(32);
    w.varUint32(m.parkMs, 'resume_enabled_s2c.park_ms');
  }
  if (m.pingMs !== 0) {
    w.tag(40);
    w.varUint32(m.pingMs, 'resume_enabled_s2c.ping_ms');
  }
  if (m.ackPackets !== 0) {
    w.tag(48);
    w.varUintOf(m.ackPackets, 16, 'resume_enabled_s2c.ack_packets');
  }
  if (m.ackBytes !== 0) {
    w.tag(56);
    w.varUint32(m.ackBytes, 'resume_enabled_s2c.ack_bytes');
  }
  if (m.pendingMax !== 0) {
    w.tag(64);
    w.varUintOf(m.pendingMax, 16, 'resume_enabled_s2c.pending_max');
  }
}

function readProtoResumeEnabledS2c(r: PacketReader): ResumeEnabledS2c | null {
  let $version = 0;
  let $token: Uint8Array = new Uint8Array(0);
  let $start = 0;
  let $parkMs = 0;
  let $pingMs = 0;
  let $ackPackets = 0;
  let $ackBytes = 0;
  let $pendingMax = 0;
  while (r.more()) {
    switch (r.tag('resume_enabled_s2c')) {
      case 8: {
        $version = r.varUintOf(8, 'resume_enabled_s2c.version');
        break;
      }
      case 18: {
        $token = r.lengthBlob('resume_enabled_s2c.token', 64);
        break;
      }
      case 24: {
        $start = r.varUint32('resume_enabled_s2c.start');
        break;
      }
      case 32: {
        $parkMs = r.varUint32('resume_enabled_s2c.park_ms');
        break;
      }
      case 40: {
        $pingMs = r.varUint32('resume_enabled_s2c.ping_ms');
        break;
      }
      case 48: {
        $ackPackets = r.varUintOf(16, 'resume_enabled_s2c.ack_packets');
        break;
      }
      case 56: {
        $ackBytes = r.varUint32('resume_enabled_s2c.ack_bytes');
        break;
      }
      case 64: {
        $pendingMax = r.varUintOf(16, 'resume_enabled_s2c.pending_max');
        break;
      }
      default:
        r.unknown('resume_enabled_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { version: $version, token: $token, start: $start, parkMs: $parkMs, pingMs: $pingMs, ackPackets: $ackPackets, ackBytes: $ackBytes, pendingMax: $pendingMax };
}

/** The next packet of the server is the first that is counted. `start` is the number before it, in both directions. */
export const ResumeEnabledS2c: MessageType<ResumeEnabledS2c, never> = {
  id: 60101,
  name: 'resume_enabled_s2c',
  fields: [
    { name: 'version', property: 'version', type: UINT8 },
    { name: 'token', property: 'token', type: BYTES },
    { name: 'start', property: 'start', type: UINT32 },
    { name: 'park_ms', property: 'parkMs', type: UINT32 },
    { name: 'ping_ms', property: 'pingMs', type: UINT32 },
    { name: 'ack_packets', property: 'ackPackets', type: UINT16 },
    { name: 'ack_bytes', property: 'ackBytes', type: UINT32 },
    { name: 'pending_max', property: 'pendingMax', type: UINT16 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedResumeEnabledS2c, decode: readPackedResumeEnabledS2c },
  protobuf: { encode: writeProtoResumeEnabledS2c, decode: readProtoResumeEnabledS2c },
};

function writePackedResumeC2s(w: PacketWriter, m: ResumeC2s): void {
  w.reserve(1);
  w.uint8(m.version, 'resume_c2s.version');
  w.blob(m.token, 'resume_c2s.token', 64);
  w.reserve(10);
  w.uint32(m.attempt, 'resume_c2s.attempt');
  w.uint32(m.received, 'resume_c2s.received');
  w.uint16(m.pending, 'resume_c2s.pending');
}

function readPackedResumeC2s(r: PacketReader): ResumeC2s | null {
  if (!r.has(1)) return r.cut('resume_c2s.', ['version', 1]);
  const $version = r.uint8();
  const $token = r.blob('resume_c2s.token', 64);
  if (!r.has(10)) return r.cut('resume_c2s.', ['attempt', 4, 'received', 4, 'pending', 2]);
  const $attempt = r.uint32();
  const $received = r.uint32();
  const $pending = r.uint16();
  if (!r.done('resume_c2s')) return null;
  return { version: $version, token: $token, attempt: $attempt, received: $received, pending: $pending };
}

function writeProtoResumeC2s(w: PacketWriter, m: ResumeC2s): void {
  w.reserve(15);
  if (m.version !== 0) {
    w.tag(8);
    w.varUintOf(m.version, 8, 'resume_c2s.version');
  }
  if (m.token.length !== 0) {
    w.reserve(5);
    w.tag(18);
    w.lengthBlob(m.token, 'resume_c2s.token', 64);
  }
  w.reserve(45);
  if (m.attempt !== 0) {
    w.tag(24);
    w.varUint32(m.attempt, 'resume_c2s.attempt');
  }
  if (m.received !== 0) {
    w.tag(32);
    w.varUint32(m.received, 'resume_c2s.received');
  }
  if (m.pending !== 0) {
    w.tag(40);
    w.varUintOf(m.pending, 16, 'resume_c2s.pending');
  }
}

function readProtoResumeC2s(r: PacketReader): ResumeC2s | null {
  let $version = 0;
  let $token: Uint8Array = new Uint8Array(0);
  let $attempt = 0;
  let $received = 0;
  let $pending = 0;
  while (r.more()) {
    switch (r.tag('resume_c2s')) {
      case 8: {
        $version = r.varUintOf(8, 'resume_c2s.version');
        break;
      }
      case 18: {
        $token = r.lengthBlob('resume_c2s.token', 64);
        break;
      }
      case 24: {
        $attempt = r.varUint32('resume_c2s.attempt');
        break;
      }
      case 32: {
        $received = r.varUint32('resume_c2s.received');
        break;
      }
      case 40: {
        $pending = r.varUintOf(16, 'resume_c2s.pending');
        break;
      }
      default:
        r.unknown('resume_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { version: $version, token: $token, attempt: $attempt, received: $received, pending: $pending };
}

/** On a new connection, instead of signing in. `received` is the client's count, `pending` how many packets it sends again. */
export const ResumeC2s: MessageType<ResumeC2s, 'connected'> = {
  id: 60102,
  name: 'resume_c2s',
  fields: [
    { name: 'version', property: 'version', type: UINT8 },
    { name: 'token', property: 'token', type: BYTES },
    { name: 'attempt', property: 'attempt', type: UINT32 },
    { name: 'received', property: 'received', type: UINT32 },
    { name: 'pending', property: 'pending', type: UINT16 },
  ],
  states: ['connected'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedResumeC2s, decode: readPackedResumeC2s },
  protobuf: { encode: writeProtoResumeC2s, decode: readProtoResumeC2s },
};

function writePackedResumedS2c(w: PacketWriter, m: ResumedS2c): void {
  w.blob(m.token, 'resumed_s2c.token', 64);
  w.reserve(12);
  w.uint32(m.received, 'resumed_s2c.received');
  w.uint32(m.replayed, 'resumed_s2c.replayed');
  w.uint32(m.leftOut, 'resumed_s2c.left_out');
}

function readPackedResumedS2c(r: PacketReader): ResumedS2c | null {
  const $token = r.blob('resumed_s2c.token', 64);
  if (!r.has(12)) return r.cut('resumed_s2c.', ['received', 4, 'replayed', 4, 'left_out', 4]);
  const $received = r.uint32();
  const $replayed = r.uint32();
  const $leftOut = r.uint32();
  if (!r.done('resumed_s2c')) return null;
  return { token: $token, received: $received, replayed: $replayed, leftOut: $leftOut };
}

function writeProtoResumedS2c(w: PacketWriter, m: ResumedS2c): void {
  if (m.token.length !== 0) {
    w.reserve(5);
    w.tag(10);
    w.lengthBlob(m.token, 'resumed_s2c.token', 64);
  }
  w.reserve(45);
  if (m.received !== 0) {
    w.tag(16);
    w.varUint32(m.received, 'resumed_s2c.received');
  }
  if (m.replayed !== 0) {
    w.tag(24);
    w.varUint32(m.replayed, 'resumed_s2c.replayed');
  }
  if (m.leftOut !== 0) {
    w.tag(32);
    w.varUint32(m.leftOut, 'resumed_s2c.left_out');
  }
}

function readProtoResumedS2c(r: PacketReader): ResumedS2c | null {
  let $token: Uint8Array = new Uint8Array(0);
  let $received = 0;
  let $replayed = 0;
  let $leftOut = 0;
  while (r.more()) {
    switch (r.tag('resumed_s2c')) {
      case 10: {
        $token = r.lengthBlob('resumed_s2c.token', 64);
        break;
      }
      case 16: {
        $received = r.varUint32('resumed_s2c.received');
        break;
      }
      case 24: {
        $replayed = r.varUint32('resumed_s2c.replayed');
        break;
      }
      case 32: {
        $leftOut = r.varUint32('resumed_s2c.left_out');
        break;
      }
      default:
        r.unknown('resumed_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { token: $token, received: $received, replayed: $replayed, leftOut: $leftOut };
}

/** The session goes on: `replayed` packets follow that the client has missed. `received` is the server's count. */
export const ResumedS2c: MessageType<ResumedS2c, never> = {
  id: 60103,
  name: 'resumed_s2c',
  fields: [
    { name: 'token', property: 'token', type: BYTES },
    { name: 'received', property: 'received', type: UINT32 },
    { name: 'replayed', property: 'replayed', type: UINT32 },
    { name: 'left_out', property: 'leftOut', type: UINT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedResumedS2c, decode: readPackedResumedS2c },
  protobuf: { encode: writeProtoResumedS2c, decode: readProtoResumedS2c },
};

function writePackedResyncedS2c(w: PacketWriter, m: ResyncedS2c): void {
  w.blob(m.token, 'resynced_s2c.token', 64);
  w.reserve(9);
  w.uint32(m.received, 'resynced_s2c.received');
  w.uint32(m.lost, 'resynced_s2c.lost');
  w.uint8(m.why, 'resynced_s2c.why');
}

function readPackedResyncedS2c(r: PacketReader): ResyncedS2c | null {
  const $token = r.blob('resynced_s2c.token', 64);
  if (!r.has(9)) return r.cut('resynced_s2c.', ['received', 4, 'lost', 4, 'why', 1]);
  const $received = r.uint32();
  const $lost = r.uint32();
  const $why = r.uint8();
  if (!r.done('resynced_s2c')) return null;
  return { token: $token, received: $received, lost: $lost, why: $why };
}

function writeProtoResyncedS2c(w: PacketWriter, m: ResyncedS2c): void {
  if (m.token.length !== 0) {
    w.reserve(5);
    w.tag(10);
    w.lengthBlob(m.token, 'resynced_s2c.token', 64);
  }
  w.reserve(45);
  if (m.received !== 0) {
    w.tag(16);
    w.varUint32(m.received, 'resynced_s2c.received');
  }
  if (m.lost !== 0) {
    w.tag(24);
    w.varUint32(m.lost, 'resynced_s2c.lost');
  }
  if (m.why !== 0) {
    w.tag(32);
    w.varUintOf(m.why, 8, 'resynced_s2c.why');
  }
}

function readProtoResyncedS2c(r: PacketReader): ResyncedS2c | null {
  let $token: Uint8Array = new Uint8Array(0);
  let $received = 0;
  let $lost = 0;
  let $why = 0;
  while (r.more()) {
    switch (r.tag('resynced_s2c')) {
      case 10: {
        $token = r.lengthBlob('resynced_s2c.token', 64);
        break;
      }
      case 16: {
        $received = r.varUint32('resynced_s2c.received');
        break;
      }
      case 24: {
        $lost = r.varUint32('resynced_s2c.lost');
        break;
      }
      case 32: {
        $why = r.varUintOf(8, 'resynced_s2c.why');
        break;
      }
      default:
        r.unknown('resynced_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { token: $token, received: $received, lost: $lost, why: $why };
}

/** The session goes on, and `lost` packets are lost: the client forgets the state of the game and is sent it anew. */
export const ResyncedS2c: MessageType<ResyncedS2c, never> = {
  id: 60104,
  name: 'resynced_s2c',
  fields: [
    { name: 'token', property: 'token', type: BYTES },
    { name: 'received', property: 'received', type: UINT32 },
    { name: 'lost', property: 'lost', type: UINT32 },
    { name: 'why', property: 'why', type: UINT8 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedResyncedS2c, decode: readPackedResyncedS2c },
  protobuf: { encode: writeProtoResyncedS2c, decode: readProtoResyncedS2c },
};

function writePackedResumeRefusedS2c(w: PacketWriter, m: ResumeRefusedS2c): void {
  w.reserve(10);
  w.uint8(m.code, 'resume_refused_s2c.code');
  w.bool(m.doneKnown, 'resume_refused_s2c.done_known');
  w.uint32(m.done, 'resume_refused_s2c.done');
  w.uint32(m.waitMs, 'resume_refused_s2c.wait_ms');
}

function readPackedResumeRefusedS2c(r: PacketReader): ResumeRefusedS2c | null {
  if (!r.has(10)) return r.cut('resume_refused_s2c.', ['code', 1, 'done_known', 1, 'done', 4, 'wait_ms', 4]);
  const $code = r.uint8();
  const $doneKnown = r.bool('resume_refused_s2c.done_known');
  const $done = r.uint32();
  const $waitMs = r.uint32();
  if (!r.done('resume_refused_s2c')) return null;
  return { code: $code, doneKnown: $doneKnown, done: $done, waitMs: $waitMs };
}

function writeProtoResumeRefusedS2c(w: PacketWriter, m: ResumeRefusedS2c): void {
  w.reserve(60);
  if (m.code !== 0) {
    w.tag(8);
    w.varUintOf(m.code, 8, 'resume_refused_s2c.code');
  }
  if (m.doneKnown !== false) {
    w.tag(16);
    w.varBool(m.doneKnown, 'resume_refused_s2c.done_known');
  }
  if (m.done !== 0) {
    w.tag(24);
    w.varUint32(m.done, 'resume_refused_s2c.done');
  }
  if (m.waitMs !== 0) {
    w.tag(32);
    w.varUint32(m.waitMs, 'resume_refused_s2c.wait_ms');
  }
}

function readProtoResumeRefusedS2c(r: PacketReader): ResumeRefusedS2c | null {
  let $code = 0;
  let $doneKnown = false;
  let $done = 0;
  let $waitMs = 0;
  while (r.more()) {
    switch (r.tag('resume_refused_s2c')) {
      case 8: {
        $code = r.varUintOf(8, 'resume_refused_s2c.code');
        break;
      }
      case 16: {
        $doneKnown = r.varBool('resume_refused_s2c.done_known');
        break;
      }
      case 24: {
        $done = r.varUint32('resume_refused_s2c.done');
        break;
      }
      case 32: {
        $waitMs = r.varUint32('resume_refused_s2c.wait_ms');
        break;
      }
      default:
        r.unknown('resume_refused_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { code: $code, doneKnown: $doneKnown, done: $done, waitMs: $waitMs };
}

/** The session does not go on, or not yet. Up to `done` the client's packets took effect, if `done_known`. */
export const ResumeRefusedS2c: MessageType<ResumeRefusedS2c, never> = {
  id: 60105,
  name: 'resume_refused_s2c',
  fields: [
    { name: 'code', property: 'code', type: UINT8 },
    { name: 'done_known', property: 'doneKnown', type: BOOL },
    { name: 'done', property: 'done', type: UINT32 },
    { name: 'wait_ms', property: 'waitMs', type: UINT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedResumeRefusedS2c, decode: readPackedResumeRefusedS2c },
  protobuf: { encode: writeProtoResumeRefusedS2c, decode: readProtoResumeRefusedS2c },
};

function writePackedAckC2s(w: PacketWriter, m: AckC2s): void {
  w.reserve(4);
  w.uint32(m.received, 'ack_c2s.received');
}

function readPackedAckC2s(r: PacketReader): AckC2s | null {
  if (!r.has(4)) return r.cut('ack_c2s.', ['received', 4]);
  const $received = r.uint32();
  if (!r.done('ack_c2s')) return null;
  return { received: $received };
}

function writeProtoAckC2s(w: PacketWriter, m: AckC2s): void {
  w.reserve(15);
  if (m.received !== 0) {
    w.tag(8);
    w.varUint32(m.received, 'ack_c2s.received');
  }
}

function readProtoAckC2s(r: PacketReader): AckC2s | null {
  let $received = 0;
  while (r.more()) {
    switch (r.tag('ack_c2s')) {
      case 8: {
        $received = r.varUint32('ack_c2s.received');
        break;
      }
      default:
        r.unknown('ack_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { received: $received };
}

/** How many packets the application of the client has taken. */
export const AckC2s: MessageType<AckC2s, 'roleListing' | 'entering' | 'gaming'> = {
  id: 60106,
  name: 'ack_c2s',
  fields: [
    { name: 'received', property: 'received', type: UINT32 },
  ],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedAckC2s, decode: readPackedAckC2s },
  protobuf: { encode: writeProtoAckC2s, decode: readProtoAckC2s },
};

function writePackedAckS2c(w: PacketWriter, m: AckS2c): void {
  w.reserve(4);
  w.uint32(m.done, 'ack_s2c.done');
}

function readPackedAckS2c(r: PacketReader): AckS2c | null {
  if (!r.has(4)) return r.cut('ack_s2c.', ['done', 4]);
  const $done = r.uint32();
  if (!r.done('ack_s2c')) return null;
  return { done: $done };
}

function writeProtoAckS2c(w: PacketWriter, m: AckS2c): void {
  w.reserve(15);
  if (m.done !== 0) {
    w.tag(8);
    w.varUint32(m.done, 'ack_s2c.done');
  }
}

function readProtoAckS2c(r: PacketReader): AckS2c | null {
  let $done = 0;
  while (r.more()) {
    switch (r.tag('ack_s2c')) {
      case 8: {
        $done = r.varUint32('ack_s2c.done');
        break;
      }
      default:
        r.unknown('ack_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { done: $done };
}

/** How many packets of the client have taken effect. */
export const AckS2c: MessageType<AckS2c, never> = {
  id: 60107,
  name: 'ack_s2c',
  fields: [
    { name: 'done', property: 'done', type: UINT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedAckS2c, decode: readPackedAckS2c },
  protobuf: { encode: writeProtoAckS2c, decode: readProtoAckS2c },
};

function writePackedPingS2c(w: PacketWriter, m: PingS2c): void {
  w.reserve(4);
  w.uint32(m.sent, 'ping_s2c.sent');
}

function readPackedPingS2c(r: PacketReader): PingS2c | null {
  if (!r.has(4)) return r.cut('ping_s2c.', ['sent', 4]);
  const $sent = r.uint32();
  if (!r.done('ping_s2c')) return null;
  return { sent: $sent };
}

function writeProtoPingS2c(w: PacketWriter, m: PingS2c): void {
  w.reserve(15);
  if (m.sent !== 0) {
    w.tag(8);
    w.varUint32(m.sent, 'ping_s2c.sent');
  }
}

function readProtoPingS2c(r: PacketReader): PingS2c | null {
  let $sent = 0;
  while (r.more()) {
    switch (r.tag('ping_s2c')) {
      case 8: {
        $sent = r.varUint32('ping_s2c.sent');
        break;
      }
      default:
        r.unknown('ping_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { sent: $sent };
}

/** How many packets the server has sent. The client answers with 60106. */
export const PingS2c: MessageType<PingS2c, never> = {
  id: 60108,
  name: 'ping_s2c',
  fields: [
    { name: 'sent', property: 'sent', type: UINT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPingS2c, decode: readPackedPingS2c },
  protobuf: { encode: writeProtoPingS2c, decode: readProtoPingS2c },
};

function writePackedPingC2s(w: PacketWriter, m: PingC2s): void {
  w.reserve(4);
  w.uint32(m.sent, 'ping_c2s.sent');
}

function readPackedPingC2s(r: PacketReader): PingC2s | null {
  if (!r.has(4)) return r.cut('ping_c2s.', ['sent', 4]);
  const $sent = r.uint32();
  if (!r.done('ping_c2s')) return null;
  return { sent: $sent };
}

function writeProtoPingC2s(w: PacketWriter, m: PingC2s): void {
  w.reserve(15);
  if (m.sent !== 0) {
    w.tag(8);
    w.varUint32(m.sent, 'ping_c2s.sent');
  }
}

function readProtoPingC2s(r: PacketReader): PingC2s | null {
  let $sent = 0;
  while (r.more()) {
    switch (r.tag('ping_c2s')) {
      case 8: {
        $sent = r.varUint32('ping_c2s.sent');
        break;
      }
      default:
        r.unknown('ping_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { sent: $sent };
}

/** How many packets the client has sent. The server answers with 60107. */
export const PingC2s: MessageType<PingC2s, 'roleListing' | 'entering' | 'gaming'> = {
  id: 60109,
  name: 'ping_c2s',
  fields: [
    { name: 'sent', property: 'sent', type: UINT32 },
  ],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPingC2s, decode: readPackedPingC2s },
  protobuf: { encode: writeProtoPingC2s, decode: readProtoPingC2s },
};

function writePackedLeaveC2s(): void {}

function readPackedLeaveC2s(r: PacketReader): LeaveC2s | null {
  if (!r.done('leave_c2s')) return null;
  return {};
}

function writeProtoLeaveC2s(): void {}

function readProtoLeaveC2s(r: PacketReader): LeaveC2s | null {
  while (r.more()) {
    switch (r.tag('leave_c2s')) {
      default:
        r.unknown('leave_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** The player leaves: the session ends with the connection. */
export const LeaveC2s: MessageType<LeaveC2s, 'roleListing' | 'entering' | 'gaming'> = {
  id: 60110,
  name: 'leave_c2s',
  fields: [],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedLeaveC2s, decode: readPackedLeaveC2s },
  protobuf: { encode: writeProtoLeaveC2s, decode: readProtoLeaveC2s },
};

function writePackedReconnectS2c(w: PacketWriter, m: ReconnectS2c): void {
  w.reserve(8);
  w.uint32(m.afterMs, 'reconnect_s2c.after_ms');
  w.uint32(m.withinMs, 'reconnect_s2c.within_ms');
}

function readPackedReconnectS2c(r: PacketReader): ReconnectS2c | null {
  if (!r.has(8)) return r.cut('reconnect_s2c.', ['after_ms', 4, 'within_ms', 4]);
  const $afterMs = r.uint32();
  const $withinMs = r.uint32();
  if (!r.done('reconnect_s2c')) return null;
  return { afterMs: $afterMs, withinMs: $withinMs };
}

function writeProtoReconnectS2c(w: PacketWriter, m: ReconnectS2c): void {
  w.reserve(30);
  if (m.afterMs !== 0) {
    w.tag(8);
    w.varUint32(m.afterMs, 'reconnect_s2c.after_ms');
  }
  if (m.withinMs !== 0) {
    w.tag(16);
    w.varUint32(m.withinMs, 'reconnect_s2c.within_ms');
  }
}

function readProtoReconnectS2c(r: PacketReader): ReconnectS2c | null {
  let $afterMs = 0;
  let $withinMs = 0;
  while (r.more()) {
    switch (r.tag('reconnect_s2c')) {
      case 8: {
        $afterMs = r.varUint32('reconnect_s2c.after_ms');
        break;
      }
      case 16: {
        $withinMs = r.varUint32('reconnect_s2c.within_ms');
        break;
      }
      default:
        r.unknown('reconnect_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { afterMs: $afterMs, withinMs: $withinMs };
}

/** The server is about to give up the connection: the client comes again after `after_ms`, and `within_ms` at the latest. */
export const ReconnectS2c: MessageType<ReconnectS2c, never> = {
  id: 60111,
  name: 'reconnect_s2c',
  fields: [
    { name: 'after_ms', property: 'afterMs', type: UINT32 },
    { name: 'within_ms', property: 'withinMs', type: UINT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedReconnectS2c, decode: readPackedReconnectS2c },
  protobuf: { encode: writeProtoReconnectS2c, decode: readProtoReconnectS2c },
};

function writePackedUdpAskC2s(): void {}

function readPackedUdpAskC2s(r: PacketReader): UdpAskC2s | null {
  if (!r.done('udp_ask_c2s')) return null;
  return {};
}

function writeProtoUdpAskC2s(): void {}

function readProtoUdpAskC2s(r: PacketReader): UdpAskC2s | null {
  while (r.more()) {
    switch (r.tag('udp_ask_c2s')) {
      default:
        r.unknown('udp_ask_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks for a channel for datagrams. */
export const UdpAskC2s: MessageType<UdpAskC2s, 'roleListing' | 'entering' | 'gaming'> = {
  id: 60112,
  name: 'udp_ask_c2s',
  fields: [],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedUdpAskC2s, decode: readPackedUdpAskC2s },
  protobuf: { encode: writeProtoUdpAskC2s, decode: readProtoUdpAskC2s },
};

function writePackedUdpOfferS2c(w: PacketWriter, m: UdpOfferS2c): void {
  w.reserve(4);
  w.uint32(m.channel, 'udp_offer_s2c.channel');
  w.blob(m.key, 'udp_offer_s2c.key', 32);
  w.text(m.host, 'udp_offer_s2c.host', 253);
  w.reserve(2);
  w.uint16(m.port, 'udp_offer_s2c.port');
}

function readPackedUdpOfferS2c(r: PacketReader): UdpOfferS2c | null {
  if (!r.has(4)) return r.cut('udp_offer_s2c.', ['channel', 4]);
  const $channel = r.uint32();
  const $key = r.blob('udp_offer_s2c.key', 32);
  const $host = r.text('udp_offer_s2c.host', 253);
  if (!r.has(2)) return r.cut('udp_offer_s2c.', ['port', 2]);
  const $port = r.uint16();
  if (!r.done('udp_offer_s2c')) return null;
  return { channel: $channel, key: $key, host: $host, port: $port };
}

function writeProtoUdpOfferS2c(w: PacketWriter, m: UdpOfferS2c): void {
  w.reserve(15);
  if (m.channel !== 0) {
    w.tag(8);
    w.varUint32(m.channel, 'udp_offer_s2c.channel');
  }
  if (m.key.length !== 0) {
    w.reserve(5);
    w.tag(18);
    w.lengthBlob(m.key, 'udp_offer_s2c.key', 32);
  }
  if (m.host !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.host, 'udp_offer_s2c.host', 253);
  }
  w.reserve(15);
  if (m.port !== 0) {
    w.tag(32);
    w.varUintOf(m.port, 16, 'udp_offer_s2c.port');
  }
}

function readProtoUdpOfferS2c(r: PacketReader): UdpOfferS2c | null {
  let $channel = 0;
  let $key: Uint8Array = new Uint8Array(0);
  let $host = '';
  let $port = 0;
  while (r.more()) {
    switch (r.tag('udp_offer_s2c')) {
      case 8: {
        $channel = r.varUint32('udp_offer_s2c.channel');
        break;
      }
      case 18: {
        $key = r.lengthBlob('udp_offer_s2c.key', 32);
        break;
      }
      case 26: {
        $host = r.lengthText('udp_offer_s2c.host', 253);
        break;
      }
      case 32: {
        $port = r.varUintOf(16, 'udp_offer_s2c.port');
        break;
      }
      default:
        r.unknown('udp_offer_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { channel: $channel, key: $key, host: $host, port: $port };
}

/**
 * A channel: datagrams go to `port` of `host`, or of the host of this connection when that is empty. They bear the number `channel`
 * and are signed with `key`.
 */
export const UdpOfferS2c: MessageType<UdpOfferS2c, never> = {
  id: 60113,
  name: 'udp_offer_s2c',
  fields: [
    { name: 'channel', property: 'channel', type: UINT32 },
    { name: 'key', property: 'key', type: BYTES },
    { name: 'host', property: 'host', type: TEXT },
    { name: 'port', property: 'port', type: UINT16 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedUdpOfferS2c, decode: readPackedUdpOfferS2c },
  protobuf: { encode: writeProtoUdpOfferS2c, decode: readProtoUdpOfferS2c },
};

function writePackedUdpState(w: PacketWriter, m: UdpState): void {
  w.reserve(9);
  w.uint32(m.channel, 'udp_state.channel');
  w.bool(m.isOpen, 'udp_state.is_open');
  w.uint32(m.voidThrough, 'udp_state.void_through');
}

function readPackedUdpState(r: PacketReader): UdpState | null {
  if (!r.has(9)) return r.cut('udp_state.', ['channel', 4, 'is_open', 1, 'void_through', 4]);
  const $channel = r.uint32();
  const $isOpen = r.bool('udp_state.is_open');
  const $voidThrough = r.uint32();
  if (!r.done('udp_state')) return null;
  return { channel: $channel, isOpen: $isOpen, voidThrough: $voidThrough };
}

function writeProtoUdpState(w: PacketWriter, m: UdpState): void {
  w.reserve(45);
  if (m.channel !== 0) {
    w.tag(8);
    w.varUint32(m.channel, 'udp_state.channel');
  }
  if (m.isOpen !== false) {
    w.tag(16);
    w.varBool(m.isOpen, 'udp_state.is_open');
  }
  if (m.voidThrough !== 0) {
    w.tag(24);
    w.varUint32(m.voidThrough, 'udp_state.void_through');
  }
}

function readProtoUdpState(r: PacketReader): UdpState | null {
  let $channel = 0;
  let $isOpen = false;
  let $voidThrough = 0;
  while (r.more()) {
    switch (r.tag('udp_state')) {
      case 8: {
        $channel = r.varUint32('udp_state.channel');
        break;
      }
      case 16: {
        $isOpen = r.varBool('udp_state.is_open');
        break;
      }
      case 24: {
        $voidThrough = r.varUint32('udp_state.void_through');
        break;
      }
      default:
        r.unknown('udp_state');
    }
  }
  if (r.failure !== null) return null;
  return { channel: $channel, isOpen: $isOpen, voidThrough: $voidThrough };
}

/**
 * From either side: whether the channel is open. Datagrams of the sender up to the number `void_through` are void: what this stream
 * carries behind this message is newer. Channel 0, and not open: there is none.
 */
export const UdpState: MessageType<UdpState, 'roleListing' | 'entering' | 'gaming'> = {
  id: 60114,
  name: 'udp_state',
  fields: [
    { name: 'channel', property: 'channel', type: UINT32 },
    { name: 'is_open', property: 'isOpen', type: BOOL },
    { name: 'void_through', property: 'voidThrough', type: UINT32 },
  ],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedUdpState, decode: readPackedUdpState },
  protobuf: { encode: writeProtoUdpState, decode: readProtoUdpState },
};

function writePackedWaitingEnableC2s(w: PacketWriter, m: WaitingEnableC2s): void {
  w.reserve(1);
  w.uint8(m.version, 'waiting_enable_c2s.version');
  w.blob(m.ticket, 'waiting_enable_c2s.ticket', 64);
}

function readPackedWaitingEnableC2s(r: PacketReader): WaitingEnableC2s | null {
  if (!r.has(1)) return r.cut('waiting_enable_c2s.', ['version', 1]);
  const $version = r.uint8();
  const $ticket = r.blob('waiting_enable_c2s.ticket', 64);
  if (!r.done('waiting_enable_c2s')) return null;
  return { version: $version, ticket: $ticket };
}

function writeProtoWaitingEnableC2s(w: PacketWriter, m: WaitingEnableC2s): void {
  w.reserve(15);
  if (m.version !== 0) {
    w.tag(8);
    w.varUintOf(m.version, 8, 'waiting_enable_c2s.version');
  }
  if (m.ticket.length !== 0) {
    w.reserve(5);
    w.tag(18);
    w.lengthBlob(m.ticket, 'waiting_enable_c2s.ticket', 64);
  }
}

function readProtoWaitingEnableC2s(r: PacketReader): WaitingEnableC2s | null {
  let $version = 0;
  let $ticket: Uint8Array = new Uint8Array(0);
  while (r.more()) {
    switch (r.tag('waiting_enable_c2s')) {
      case 8: {
        $version = r.varUintOf(8, 'waiting_enable_c2s.version');
        break;
      }
      case 18: {
        $ticket = r.lengthBlob('waiting_enable_c2s.ticket', 64);
        break;
      }
      default:
        r.unknown('waiting_enable_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { version: $version, ticket: $ticket };
}

/**
 * Before the sign-in: the client understands the messages below. With the ticket of a `waiting_s2c` it comes back to its place in the
 * order, and signs in no second time.
 */
export const WaitingEnableC2s: MessageType<WaitingEnableC2s, 'connected'> = {
  id: 60115,
  name: 'waiting_enable_c2s',
  fields: [
    { name: 'version', property: 'version', type: UINT8 },
    { name: 'ticket', property: 'ticket', type: BYTES },
  ],
  states: ['connected'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedWaitingEnableC2s, decode: readPackedWaitingEnableC2s },
  protobuf: { encode: writeProtoWaitingEnableC2s, decode: readProtoWaitingEnableC2s },
};

function writePackedWaitingS2c(w: PacketWriter, m: WaitingS2c): void {
  w.reserve(13);
  w.uint8(m.kind, 'waiting_s2c.kind');
  w.uint32(m.position, 'waiting_s2c.position');
  w.uint32(m.estimateMs, 'waiting_s2c.estimate_ms');
  w.uint32(m.keepMs, 'waiting_s2c.keep_ms');
  w.blob(m.ticket, 'waiting_s2c.ticket', 64);
}

function readPackedWaitingS2c(r: PacketReader): WaitingS2c | null {
  if (!r.has(13)) return r.cut('waiting_s2c.', ['kind', 1, 'position', 4, 'estimate_ms', 4, 'keep_ms', 4]);
  const $kind = r.uint8();
  const $position = r.uint32();
  const $estimateMs = r.uint32();
  const $keepMs = r.uint32();
  const $ticket = r.blob('waiting_s2c.ticket', 64);
  if (!r.done('waiting_s2c')) return null;
  return { kind: $kind, position: $position, estimateMs: $estimateMs, keepMs: $keepMs, ticket: $ticket };
}

function writeProtoWaitingS2c(w: PacketWriter, m: WaitingS2c): void {
  w.reserve(60);
  if (m.kind !== 0) {
    w.tag(8);
    w.varUintOf(m.kind, 8, 'waiting_s2c.kind');
  }
  if (m.position !== 0) {
    w.tag(16);
    w.varUint32(m.position, 'waiting_s2c.position');
  }
  if (m.estimateMs !== 0) {
    w.tag(24);
    w.varUint32(m.estimateMs, 'waiting_s2c.estimate_ms');
  }
  if (m.keepMs !== 0) {
    w.tag(32);
    w.varUint32(m.keepMs, 'waiting_s2c.keep_ms');
  }
  if (m.ticket.length !== 0) {
    w.reserve(5);
    w.tag(42);
    w.lengthBlob(m.ticket, 'waiting_s2c.ticket', 64);
  }
}

function readProtoWaitingS2c(r: PacketReader): WaitingS2c | null {
  let $kind = 0;
  let $position = 0;
  let $estimateMs = 0;
  let $keepMs = 0;
  let $ticket: Uint8Array = new Uint8Array(0);
  while (r.more()) {
    switch (r.tag('waiting_s2c')) {
      case 8: {
        $kind = r.varUintOf(8, 'waiting_s2c.kind');
        break;
      }
      case 16: {
        $position = r.varUint32('waiting_s2c.position');
        break;
      }
      case 24: {
        $estimateMs = r.varUint32('waiting_s2c.estimate_ms');
        break;
      }
      case 32: {
        $keepMs = r.varUint32('waiting_s2c.keep_ms');
        break;
      }
      case 42: {
        $ticket = r.lengthBlob('waiting_s2c.ticket', 64);
        break;
      }
      default:
        r.unknown('waiting_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { kind: $kind, position: $position, estimateMs: $estimateMs, keepMs: $keepMs, ticket: $ticket };
}

/**
 * The player waits for a place: `kind` 1 on the server, 2 on a line. The first of the order has position 1. `estimate_ms` is 0 when it is
 * not known. The ticket is sent once
 * for each sign-in; the place in the order is kept for `keep_ms` without a connection.
 */
export const WaitingS2c: MessageType<WaitingS2c, never> = {
  id: 60116,
  name: 'waiting_s2c',
  fields: [
    { name: 'kind', property: 'kind', type: UINT8 },
    { name: 'position', property: 'position', type: UINT32 },
    { name: 'estimate_ms', property: 'estimateMs', type: UINT32 },
    { name: 'keep_ms', property: 'keepMs', type: UINT32 },
    { name: 'ticket', property: 'ticket', type: BYTES },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedWaitingS2c, decode: readPackedWaitingS2c },
  protobuf: { encode: writeProtoWaitingS2c, decode: readProtoWaitingS2c },
};

function writePackedWaitingEndS2c(w: PacketWriter, m: WaitingEndS2c): void {
  w.reserve(5);
  w.uint8(m.code, 'waiting_end_s2c.code');
  w.uint32(m.waitedMs, 'waiting_end_s2c.waited_ms');
}

function readPackedWaitingEndS2c(r: PacketReader): WaitingEndS2c | null {
  if (!r.has(5)) return r.cut('waiting_end_s2c.', ['code', 1, 'waited_ms', 4]);
  const $code = r.uint8();
  const $waitedMs = r.uint32();
  if (!r.done('waiting_end_s2c')) return null;
  return { code: $code, waitedMs: $waitedMs };
}

function writeProtoWaitingEndS2c(w: PacketWriter, m: WaitingEndS2c): void {
  w.reserve(30);
  if (m.code !== 0) {
    w.tag(8);
    w.varUintOf(m.code, 8, 'waiting_end_s2c.code');
  }
  if (m.waitedMs !== 0) {
    w.tag(16);
    w.varUint32(m.waitedMs, 'waiting_end_s2c.waited_ms');
  }
}

function readProtoWaitingEndS2c(r: PacketReader): WaitingEndS2c | null {
  let $code = 0;
  let $waitedMs = 0;
  while (r.more()) {
    switch (r.tag('waiting_end_s2c')) {
      case 8: {
        $code = r.varUintOf(8, 'waiting_end_s2c.code');
        break;
      }
      case 16: {
        $waitedMs = r.varUint32('waiting_end_s2c.waited_ms');
        break;
      }
      default:
        r.unknown('waiting_end_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { code: $code, waitedMs: $waitedMs };
}

/** The wait is over. Code 1: the player has a place, and what follows a sign-in follows. Code 2: the ticket is not known; sign in. */
export const WaitingEndS2c: MessageType<WaitingEndS2c, never> = {
  id: 60117,
  name: 'waiting_end_s2c',
  fields: [
    { name: 'code', property: 'code', type: UINT8 },
    { name: 'waited_ms', property: 'waitedMs', type: UINT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedWaitingEndS2c, decode: readPackedWaitingEndS2c },
  protobuf: { encode: writeProtoWaitingEndS2c, decode: readProtoWaitingEndS2c },
};

function writePackedWaitingLeaveC2s(): void {}

function readPackedWaitingLeaveC2s(r: PacketReader): WaitingLeaveC2s | null {
  if (!r.done('waiting_leave_c2s')) return null;
  return {};
}

function writeProtoWaitingLeaveC2s(): void {}

function readProtoWaitingLeaveC2s(r: PacketReader): WaitingLeaveC2s | null {
  while (r.more()) {
    switch (r.tag('waiting_leave_c2s')) {
      default:
        r.unknown('waiting_leave_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** The player does not want to wait: its place in the order is given up. */
export const WaitingLeaveC2s: MessageType<WaitingLeaveC2s, 'authing'> = {
  id: 60118,
  name: 'waiting_leave_c2s',
  fields: [],
  states: ['authing'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedWaitingLeaveC2s, decode: readPackedWaitingLeaveC2s },
  protobuf: { encode: writeProtoWaitingLeaveC2s, decode: readProtoWaitingLeaveC2s },
};

function writePackedDoorS2c(w: PacketWriter, m: DoorS2c): void {
  w.reserve(9);
  w.uint8(m.state, 'door_s2c.state');
  w.uint32(m.closesMs, 'door_s2c.closes_ms');
  w.uint32(m.opensMs, 'door_s2c.opens_ms');
  w.text(m.reason, 'door_s2c.reason', 1000);
}

function readPackedDoorS2c(r: PacketReader): DoorS2c | null {
  if (!r.has(9)) return r.cut('door_s2c.', ['state', 1, 'closes_ms', 4, 'opens_ms', 4]);
  const $state = r.uint8();
  const $closesMs = r.uint32();
  const $opensMs = r.uint32();
  const $reason = r.text('door_s2c.reason', 1000);
  if (!r.done('door_s2c')) return null;
  return { state: $state, closesMs: $closesMs, opensMs: $opensMs, reason: $reason };
}

function writeProtoDoorS2c(w: PacketWriter, m: DoorS2c): void {
  w.reserve(45);
  if (m.state !== 0) {
    w.tag(8);
    w.varUintOf(m.state, 8, 'door_s2c.state');
  }
  if (m.closesMs !== 0) {
    w.tag(16);
    w.varUint32(m.closesMs, 'door_s2c.closes_ms');
  }
  if (m.opensMs !== 0) {
    w.tag(24);
    w.varUint32(m.opensMs, 'door_s2c.opens_ms');
  }
  if (m.reason !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.reason, 'door_s2c.reason', 1000);
  }
}

function readProtoDoorS2c(r: PacketReader): DoorS2c | null {
  let $state = 0;
  let $closesMs = 0;
  let $opensMs = 0;
  let $reason = '';
  while (r.more()) {
    switch (r.tag('door_s2c')) {
      case 8: {
        $state = r.varUintOf(8, 'door_s2c.state');
        break;
      }
      case 16: {
        $closesMs = r.varUint32('door_s2c.closes_ms');
        break;
      }
      case 24: {
        $opensMs = r.varUint32('door_s2c.opens_ms');
        break;
      }
      case 34: {
        $reason = r.lengthText('door_s2c.reason', 1000);
        break;
      }
      default:
        r.unknown('door_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { state: $state, closesMs: $closesMs, opensMs: $opensMs, reason: $reason };
}

/** The door: `state` 0 open, 1 it closes in `closes_ms`, 2 closed. `opens_ms` is 0 when nobody said when it opens again. */
export const DoorS2c: MessageType<DoorS2c, never> = {
  id: 60119,
  name: 'door_s2c',
  fields: [
    { name: 'state', property: 'state', type: UINT8 },
    { name: 'closes_ms', property: 'closesMs', type: UINT32 },
    { name: 'opens_ms', property: 'opensMs', type: UINT32 },
    { name: 'reason', property: 'reason', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedDoorS2c, decode: readPackedDoorS2c },
  protobuf: { encode: writeProtoDoorS2c, decode: readProtoDoorS2c },
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
  ResumeEnableC2s,
  ResumeEnabledS2c,
  ResumeC2s,
  ResumedS2c,
  ResyncedS2c,
  ResumeRefusedS2c,
  AckC2s,
  AckS2c,
  PingS2c,
  PingC2s,
  LeaveC2s,
  ReconnectS2c,
  UdpAskC2s,
  UdpOfferS2c,
  UdpState,
  WaitingEnableC2s,
  WaitingS2c,
  WaitingEndS2c,
  WaitingLeaveC2s,
  DoorS2c,
];
