// Generated from mail.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface MailGoods {
  readonly id: number;
  readonly count: number;
}

/**
 * `kind` 1: from the game, and `sender_id` is 0. 2: from a role. 3: the receiver's own, which came back. `sent` is in
 * milliseconds since 1970.
 */
export interface MailHead {
  readonly mailId: bigint;
  readonly kind: number;
  readonly senderId: bigint;
  readonly senderName: string;
  readonly subject: string;
  readonly sent: bigint;
  readonly secondsLeft: number;
  readonly isRead: boolean;
  readonly hasGoods: boolean;
}

/**
 * Sends a mail to the role `to_role_id`, or to the one that is named `to_name` when the id is 0. The gold and the items
 * leave the sender at once. Answered with 60165.
 */
export interface MailSendC2s {
  readonly toRoleId: bigint;
  readonly toName: string;
  readonly subject: string;
  readonly words: string;
  readonly gold: bigint;
  readonly items: readonly MailGoods[];
}

/** The mails with smaller ids than `before`, the latest first; 0 begins with the latest. Answered with 60166. */
export interface MailListC2s {
  readonly before: bigint;
}

/** Answered with 60167. */
export interface MailReadC2s {
  readonly mailId: bigint;
}

/** Takes the gold and the items of a mail into the bag. Answered with 60165. */
export interface MailCollectC2s {
  readonly mailId: bigint;
}

/** Deletes a mail without goods, or whose goods were collected. Answered with 60165. */
export interface MailDeleteC2s {
  readonly mailId: bigint;
}

/** What came of the request with the message id `request`. `reason` 0: done. `seconds`: how long the sender has to wait. */
export interface MailResultS2c {
  readonly request: number;
  readonly mailId: bigint;
  readonly reason: number;
  readonly seconds: number;
}

export interface MailListS2c {
  readonly mails: readonly MailHead[];
  readonly hasMore: boolean;
}

export interface MailS2c {
  readonly head: MailHead;
  readonly words: string;
  readonly gold: bigint;
  readonly items: readonly MailGoods[];
}

/** Sent on arrival when there are unread mails, and whenever one comes. */
export interface MailNoticeS2c {
  readonly unread: number;
  readonly total: number;
}

const mailGoodsRecord: RecordType = {
  name: 'mail_goods',
  fields: [
    { name: 'id', property: 'id', type: INT32 },
    { name: 'count', property: 'count', type: INT32 },
  ],
};

function writePackedMailGoods(w: PacketWriter, m: MailGoods): void {
  w.int32(m.id, 'mail_goods.id');
  w.int32(m.count, 'mail_goods.count');
}

function readPackedMailGoods(r: PacketReader): MailGoods {
  return { id: r.int32(), count: r.int32() };
}

function writeProtoMailGoods(w: PacketWriter, m: MailGoods): void {
  w.reserve(30);
  if (m.id !== 0) {
    w.tag(8);
    w.varInt32(m.id, 'mail_goods.id');
  }
  if (m.count !== 0) {
    w.tag(16);
    w.varInt32(m.count, 'mail_goods.count');
  }
}

function readProtoMailGoods(r: PacketReader): MailGoods | null {
  let $id = 0;
  let $count = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $id = r.varInt32('id');
        break;
      }
      case 16: {
        $count = r.varInt32('count');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { id: $id, count: $count };
}

const mailHeadRecord: RecordType = {
  name: 'mail_head',
  fields: [
    { name: 'mail_id', property: 'mailId', type: INT64 },
    { name: 'kind', property: 'kind', type: INT32 },
    { name: 'sender_id', property: 'senderId', type: INT64 },
    { name: 'sender_name', property: 'senderName', type: TEXT },
    { name: 'subject', property: 'subject', type: TEXT },
    { name: 'sent', property: 'sent', type: INT64 },
    { name: 'seconds_left', property: 'secondsLeft', type: INT32 },
    { name: 'is_read', property: 'isRead', type: BOOL },
    { name: 'has_goods', property: 'hasGoods', type: BOOL },
  ],
};

function writePackedMailHead(w: PacketWriter, m: MailHead): void {
  w.reserve(20);
  w.int64(m.mailId, 'mail_head.mail_id');
  w.int32(m.kind, 'mail_head.kind');
  w.int64(m.senderId, 'mail_head.sender_id');
  w.text(m.senderName, 'mail_head.sender_name');
  w.text(m.subject, 'mail_head.subject');
  w.reserve(14);
  w.int64(m.sent, 'mail_head.sent');
  w.int32(m.secondsLeft, 'mail_head.seconds_left');
  w.bool(m.isRead, 'mail_head.is_read');
  w.bool(m.hasGoods, 'mail_head.has_goods');
}

function readPackedMailHead(r: PacketReader): MailHead | null {
  if (!r.has(20)) return r.cut('', ['mail_id', 8, 'kind', 4, 'sender_id', 8]);
  const $mailId = r.int64();
  const $kind = r.int32();
  const $senderId = r.int64();
  const $senderName = r.text('sender_name');
  const $subject = r.text('subject');
  if (!r.has(14)) return r.cut('', ['sent', 8, 'seconds_left', 4, 'is_read', 1, 'has_goods', 1]);
  const $sent = r.int64();
  const $secondsLeft = r.int32();
  const $isRead = r.bool('is_read');
  const $hasGoods = r.bool('has_goods');
  if (r.failure !== null) return null;
  return { mailId: $mailId, kind: $kind, senderId: $senderId, senderName: $senderName, subject: $subject, sent: $sent, secondsLeft: $secondsLeft, isRead: $isRead, hasGoods: $hasGoods };
}

function writeProtoMailHead(w: PacketWriter, m: MailHead): void {
  w.reserve(45);
  if (m.mailId !== 0n) {
    w.tag(8);
    w.varInt64(m.mailId, 'mail_head.mail_id');
  }
  if (m.kind !== 0) {
    w.tag(16);
    w.varInt32(m.kind, 'mail_head.kind');
  }
  if (m.senderId !== 0n) {
    w.tag(24);
    w.varInt64(m.senderId, 'mail_head.sender_id');
  }
  if (m.senderName !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.senderName, 'mail_head.sender_name');
  }
  if (m.subject !== '') {
    w.reserve(5);
    w.tag(42);
    w.lengthText(m.subject, 'mail_head.subject');
  }
  w.reserve(60);
  if (m.sent !== 0n) {
    w.tag(48);
    w.varInt64(m.sent, 'mail_head.sent');
  }
  if (m.secondsLeft !== 0) {
    w.tag(56);
    w.varInt32(m.secondsLeft, 'mail_head.seconds_left');
  }
  if (m.isRead !== false) {
    w.tag(64);
    w.varBool(m.isRead, 'mail_head.is_read');
  }
  if (m.hasGoods !== false) {
    w.tag(72);
    w.varBool(m.hasGoods, 'mail_head.has_goods');
  }
}

function readProtoMailHead(r: PacketReader, before: MailHead | null = null): MailHead | null {
  let $mailId = before === null ? 0n : before.mailId;
  let $kind = before === null ? 0 : before.kind;
  let $senderId = before === null ? 0n : before.senderId;
  let $senderName = before === null ? '' : before.senderName;
  let $subject = before === null ? '' : before.subject;
  let $sent = before === null ? 0n : before.sent;
  let $secondsLeft = before === null ? 0 : before.secondsLeft;
  let $isRead = before === null ? false : before.isRead;
  let $hasGoods = before === null ? false : before.hasGoods;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $mailId = r.varInt64('mail_id');
        break;
      }
      case 16: {
        $kind = r.varInt32('kind');
        break;
      }
      case 24: {
        $senderId = r.varInt64('sender_id');
        break;
      }
      case 34: {
        $senderName = r.lengthText('sender_name');
        break;
      }
      case 42: {
        $subject = r.lengthText('subject');
        break;
      }
      case 48: {
        $sent = r.varInt64('sent');
        break;
      }
      case 56: {
        $secondsLeft = r.varInt32('seconds_left');
        break;
      }
      case 64: {
        $isRead = r.varBool('is_read');
        break;
      }
      case 72: {
        $hasGoods = r.varBool('has_goods');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { mailId: $mailId, kind: $kind, senderId: $senderId, senderName: $senderName, subject: $subject, sent: $sent, secondsLeft: $secondsLeft, isRead: $isRead, hasGoods: $hasGoods };
}

function writePackedMailSendC2s(w: PacketWriter, m: MailSendC2s): void {
  w.reserve(8);
  w.int64(m.toRoleId, 'mail_send_c2s.to_role_id');
  w.text(m.toName, 'mail_send_c2s.to_name', 512);
  w.text(m.subject, 'mail_send_c2s.subject', 800);
  w.text(m.words, 'mail_send_c2s.words', 16000);
  w.reserve(8);
  w.int64(m.gold, 'mail_send_c2s.gold');
  w.count(m.items, 'mail_send_c2s.items', 16);
  w.reserve(m.items.length * 8);
  for (const element of m.items) writePackedMailGoods(w, element);
}

function readPackedMailSendC2s(r: PacketReader): MailSendC2s | null {
  if (!r.has(8)) return r.cut('mail_send_c2s.', ['to_role_id', 8]);
  const $toRoleId = r.int64();
  const $toName = r.text('mail_send_c2s.to_name', 512);
  const $subject = r.text('mail_send_c2s.subject', 800);
  const $words = r.text('mail_send_c2s.words', 16000);
  if (!r.has(8)) return r.cut('mail_send_c2s.', ['gold', 8]);
  const $gold = r.int64();
  const $items: MailGoods[] = [];
  for (let n = r.count(8, 'mail_send_c2s.items', 16); n > 0; n--) $items.push(readPackedMailGoods(r));
  if (!r.done('mail_send_c2s')) return null;
  return { toRoleId: $toRoleId, toName: $toName, subject: $subject, words: $words, gold: $gold, items: $items };
}

function writeProtoMailSendC2s(w: PacketWriter, m: MailSendC2s): void {
  w.reserve(15);
  if (m.toRoleId !== 0n) {
    w.tag(8);
    w.varInt64(m.toRoleId, 'mail_send_c2s.to_role_id');
  }
  if (m.toName !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.toName, 'mail_send_c2s.to_name', 512);
  }
  if (m.subject !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.subject, 'mail_send_c2s.subject', 800);
  }
  if (m.words !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.words, 'mail_send_c2s.words', 16000);
  }
  w.reserve(15);
  if (m.gold !== 0n) {
    w.tag(40);
    w.varInt64(m.gold, 'mail_send_c2s.gold');
  }
  w.elements(m.items, 'mail_send_c2s.items', 16);
  for (const element of m.items) {
    const at6 = w.open(50);
    writeProtoMailGoods(w, element);
    w.close(at6);
  }
}

function readProtoMailSendC2s(r: PacketReader): MailSendC2s | null {
  let $toRoleId = 0n;
  let $toName = '';
  let $subject = '';
  let $words = '';
  let $gold = 0n;
  const $items: MailGoods[] = [];
  while (r.more()) {
    switch (r.tag('mail_send_c2s')) {
      case 8: {
        $toRoleId = r.varInt64('mail_send_c2s.to_role_id');
        break;
      }
      case 18: {
        $toName = r.lengthText('mail_send_c2s.to_name', 512);
        break;
      }
      case 26: {
        $subject = r.lengthText('mail_send_c2s.subject', 800);
        break;
      }
      case 34: {
        $words = r.lengthText('mail_send_c2s.words', 16000);
        break;
      }
      case 40: {
        $gold = r.varInt64('mail_send_c2s.gold');
        break;
      }
      case 50: {
        const outer = r.enter('');
        const element = readProtoMailGoods(r);
        r.leave(outer);
        if (element === null) return r.inside('mail_send_c2s.items', $items.length);
        if (!r.roomFor($items, 'mail_send_c2s.items', 16)) return null;
        $items.push(element);
        break;
      }
      default:
        r.unknown('mail_send_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { toRoleId: $toRoleId, toName: $toName, subject: $subject, words: $words, gold: $gold, items: $items };
}

/**
 * Sends a mail to the role `to_role_id`, or to the one that is named `to_name` when the id is 0. The gold and the items
 * leave the sender at once. Answered with 60165.
 */
export const MailSendC2s: MessageType<MailSendC2s, 'gaming'> = {
  id: 60160,
  name: 'mail_send_c2s',
  fields: [
    { name: 'to_role_id', property: 'toRoleId', type: INT64 },
    { name: 'to_name', property: 'toName', type: TEXT },
    { name: 'subject', property: 'subject', type: TEXT },
    { name: 'words', property: 'words', type: TEXT },
    { name: 'gold', property: 'gold', type: INT64 },
    { name: 'items', property: 'items', type: { kind: 'list', element: { kind: 'record', type: mailGoodsRecord } } },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedMailSendC2s, decode: readPackedMailSendC2s },
  protobuf: { encode: writeProtoMailSendC2s, decode: readProtoMailSendC2s },
};

function writePackedMailListC2s(w: PacketWriter, m: MailListC2s): void {
  w.reserve(8);
  w.int64(m.before, 'mail_list_c2s.before');
}

function readPackedMailListC2s(r: PacketReader): MailListC2s | null {
  if (!r.has(8)) return r.cut('mail_list_c2s.', ['before', 8]);
  const $before = r.int64();
  if (!r.done('mail_list_c2s')) return null;
  return { before: $before };
}

function writeProtoMailListC2s(w: PacketWriter, m: MailListC2s): void {
  w.reserve(15);
  if (m.before !== 0n) {
    w.tag(8);
    w.varInt64(m.before, 'mail_list_c2s.before');
  }
}

function readProtoMailListC2s(r: PacketReader): MailListC2s | null {
  let $before = 0n;
  while (r.more()) {
    switch (r.tag('mail_list_c2s')) {
      case 8: {
        $before = r.varInt64('mail_list_c2s.before');
        break;
      }
      default:
        r.unknown('mail_list_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { before: $before };
}

/** The mails with smaller ids than `before`, the latest first; 0 begins with the latest. Answered with 60166. */
export const MailListC2s: MessageType<MailListC2s, 'gaming'> = {
  id: 60161,
  name: 'mail_list_c2s',
  fields: [
    { name: 'before', property: 'before', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedMailListC2s, decode: readPackedMailListC2s },
  protobuf: { encode: writeProtoMailListC2s, decode: readProtoMailListC2s },
};

function writePackedMailReadC2s(w: PacketWriter, m: MailReadC2s): void {
  w.reserve(8);
  w.int64(m.mailId, 'mail_read_c2s.mail_id');
}

function readPackedMailReadC2s(r: PacketReader): MailReadC2s | null {
  if (!r.has(8)) return r.cut('mail_read_c2s.', ['mail_id', 8]);
  const $mailId = r.int64();
  if (!r.done('mail_read_c2s')) return null;
  return { mailId: $mailId };
}

function writeProtoMailReadC2s(w: PacketWriter, m: MailReadC2s): void {
  w.reserve(15);
  if (m.mailId !== 0n) {
    w.tag(8);
    w.varInt64(m.mailId, 'mail_read_c2s.mail_id');
  }
}

function readProtoMailReadC2s(r: PacketReader): MailReadC2s | null {
  let $mailId = 0n;
  while (r.more()) {
    switch (r.tag('mail_read_c2s')) {
      case 8: {
        $mailId = r.varInt64('mail_read_c2s.mail_id');
        break;
      }
      default:
        r.unknown('mail_read_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { mailId: $mailId };
}

/** Answered with 60167. */
export const MailReadC2s: MessageType<MailReadC2s, 'gaming'> = {
  id: 60162,
  name: 'mail_read_c2s',
  fields: [
    { name: 'mail_id', property: 'mailId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 20 },
  packed: { encode: writePackedMailReadC2s, decode: readPackedMailReadC2s },
  protobuf: { encode: writeProtoMailReadC2s, decode: readProtoMailReadC2s },
};

function writePackedMailCollectC2s(w: PacketWriter, m: MailCollectC2s): void {
  w.reserve(8);
  w.int64(m.mailId, 'mail_collect_c2s.mail_id');
}

function readPackedMailCollectC2s(r: PacketReader): MailCollectC2s | null {
  if (!r.has(8)) return r.cut('mail_collect_c2s.', ['mail_id', 8]);
  const $mailId = r.int64();
  if (!r.done('mail_collect_c2s')) return null;
  return { mailId: $mailId };
}

function writeProtoMailCollectC2s(w: PacketWriter, m: MailCollectC2s): void {
  w.reserve(15);
  if (m.mailId !== 0n) {
    w.tag(8);
    w.varInt64(m.mailId, 'mail_collect_c2s.mail_id');
  }
}

function readProtoMailCollectC2s(r: PacketReader): MailCollectC2s | null {
  let $mailId = 0n;
  while (r.more()) {
    switch (r.tag('mail_collect_c2s')) {
      case 8: {
        $mailId = r.varInt64('mail_collect_c2s.mail_id');
        break;
      }
      default:
        r.unknown('mail_collect_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { mailId: $mailId };
}

/** Takes the gold and the items of a mail into the bag. Answered with 60165. */
export const MailCollectC2s: MessageType<MailCollectC2s, 'gaming'> = {
  id: 60163,
  name: 'mail_collect_c2s',
  fields: [
    { name: 'mail_id', property: 'mailId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 20 },
  packed: { encode: writePackedMailCollectC2s, decode: readPackedMailCollectC2s },
  protobuf: { encode: writeProtoMailCollectC2s, decode: readProtoMailCollectC2s },
};

function writePackedMailDeleteC2s(w: PacketWriter, m: MailDeleteC2s): void {
  w.reserve(8);
  w.int64(m.mailId, 'mail_delete_c2s.mail_id');
}

function readPackedMailDeleteC2s(r: PacketReader): MailDeleteC2s | null {
  if (!r.has(8)) return r.cut('mail_delete_c2s.', ['mail_id', 8]);
  const $mailId = r.int64();
  if (!r.done('mail_delete_c2s')) return null;
  return { mailId: $mailId };
}

function writeProtoMailDeleteC2s(w: PacketWriter, m: MailDeleteC2s): void {
  w.reserve(15);
  if (m.mailId !== 0n) {
    w.tag(8);
    w.varInt64(m.mailId, 'mail_delete_c2s.mail_id');
  }
}

function readProtoMailDeleteC2s(r: PacketReader): MailDeleteC2s | null {
  let $mailId = 0n;
  while (r.more()) {
    switch (r.tag('mail_delete_c2s')) {
      case 8: {
        $mailId = r.varInt64('mail_delete_c2s.mail_id');
        break;
      }
      default:
        r.unknown('mail_delete_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { mailId: $mailId };
}

/** Deletes a mail without goods, or whose goods were collected. Answered with 60165. */
export const MailDeleteC2s: MessageType<MailDeleteC2s, 'gaming'> = {
  id: 60164,
  name: 'mail_delete_c2s',
  fields: [
    { name: 'mail_id', property: 'mailId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 20 },
  packed: { encode: writePackedMailDeleteC2s, decode: readPackedMailDeleteC2s },
  protobuf: { encode: writeProtoMailDeleteC2s, decode: readProtoMailDeleteC2s },
};

function writePackedMailResultS2c(w: PacketWriter, m: MailResultS2c): void {
  w.reserve(20);
  w.int32(m.request, 'mail_result_s2c.request');
  w.int64(m.mailId, 'mail_result_s2c.mail_id');
  w.int32(m.reason, 'mail_result_s2c.reason');
  w.int32(m.seconds, 'mail_result_s2c.seconds');
}

function readPackedMailResultS2c(r: PacketReader): MailResultS2c | null {
  if (!r.has(20)) return r.cut('mail_result_s2c.', ['request', 4, 'mail_id', 8, 'reason', 4, 'seconds', 4]);
  const $request = r.int32();
  const $mailId = r.int64();
  const $reason = r.int32();
  const $seconds = r.int32();
  if (!r.done('mail_result_s2c')) return null;
  return { request: $request, mailId: $mailId, reason: $reason, seconds: $seconds };
}

function writeProtoMailResultS2c(w: PacketWriter, m: MailResultS2c): void {
  w.reserve(60);
  if (m.request !== 0) {
    w.tag(8);
    w.varInt32(m.request, 'mail_result_s2c.request');
  }
  if (m.mailId !== 0n) {
    w.tag(16);
    w.varInt64(m.mailId, 'mail_result_s2c.mail_id');
  }
  if (m.reason !== 0) {
    w.tag(24);
    w.varInt32(m.reason, 'mail_result_s2c.reason');
  }
  if (m.seconds !== 0) {
    w.tag(32);
    w.varInt32(m.seconds, 'mail_result_s2c.seconds');
  }
}

function readProtoMailResultS2c(r: PacketReader): MailResultS2c | null {
  let $request = 0;
  let $mailId = 0n;
  let $reason = 0;
  let $seconds = 0;
  while (r.more()) {
    switch (r.tag('mail_result_s2c')) {
      case 8: {
        $request = r.varInt32('mail_result_s2c.request');
        break;
      }
      case 16: {
        $mailId = r.varInt64('mail_result_s2c.mail_id');
        break;
      }
      case 24: {
        $reason = r.varInt32('mail_result_s2c.reason');
        break;
      }
      case 32: {
        $seconds = r.varInt32('mail_result_s2c.seconds');
        break;
      }
      default:
        r.unknown('mail_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { request: $request, mailId: $mailId, reason: $reason, seconds: $seconds };
}

/** What came of the request with the message id `request`. `reason` 0: done. `seconds`: how long the sender has to wait. */
export const MailResultS2c: MessageType<MailResultS2c, never> = {
  id: 60165,
  name: 'mail_result_s2c',
  fields: [
    { name: 'request', property: 'request', type: INT32 },
    { name: 'mail_id', property: 'mailId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
    { name: 'seconds', property: 'seconds', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMailResultS2c, decode: readPackedMailResultS2c },
  protobuf: { encode: writeProtoMailResultS2c, decode: readProtoMailResultS2c },
};

function writePackedMailListS2c(w: PacketWriter, m: MailListS2c): void {
  w.count(m.mails, 'mail_list_s2c.mails');
  for (const element of m.mails) writePackedMailHead(w, element);
  w.reserve(1);
  w.bool(m.hasMore, 'mail_list_s2c.has_more');
}

function readPackedMailListS2c(r: PacketReader): MailListS2c | null {
  const $mails: MailHead[] = [];
  for (let n = r.count(38, 'mail_list_s2c.mails'); n > 0; n--) {
    const element = readPackedMailHead(r);
    if (element === null) return r.inside('mail_list_s2c.mails', $mails.length);
    $mails.push(element);
  }
  if (!r.has(1)) return r.cut('mail_list_s2c.', ['has_more', 1]);
  const $hasMore = r.bool('mail_list_s2c.has_more');
  if (!r.done('mail_list_s2c')) return null;
  return { mails: $mails, hasMore: $hasMore };
}

function writeProtoMailListS2c(w: PacketWriter, m: MailListS2c): void {
  w.elements(m.mails, 'mail_list_s2c.mails');
  for (const element of m.mails) {
    const at1 = w.open(10);
    writeProtoMailHead(w, element);
    w.close(at1);
  }
  w.reserve(15);
  if (m.hasMore !== false) {
    w.tag(16);
    w.varBool(m.hasMore, 'mail_list_s2c.has_more');
  }
}

function readProtoMailListS2c(r: PacketReader): MailListS2c | null {
  const $mails: MailHead[] = [];
  let $hasMore = false;
  while (r.more()) {
    switch (r.tag('mail_list_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoMailHead(r);
        r.leave(outer);
        if (element === null) return r.inside('mail_list_s2c.mails', $mails.length);
        if (!r.roomFor($mails, 'mail_list_s2c.mails')) return null;
        $mails.push(element);
        break;
      }
      case 16: {
        $hasMore = r.varBool('mail_list_s2c.has_more');
        break;
      }
      default:
        r.unknown('mail_list_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { mails: $mails, hasMore: $hasMore };
}

export const MailListS2c: MessageType<MailListS2c, never> = {
  id: 60166,
  name: 'mail_list_s2c',
  fields: [
    { name: 'mails', property: 'mails', type: { kind: 'list', element: { kind: 'record', type: mailHeadRecord } } },
    { name: 'has_more', property: 'hasMore', type: BOOL },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMailListS2c, decode: readPackedMailListS2c },
  protobuf: { encode: writeProtoMailListS2c, decode: readProtoMailListS2c },
};

function writePackedMailS2c(w: PacketWriter, m: MailS2c): void {
  writePackedMailHead(w, m.head);
  w.text(m.words, 'mail_s2c.words');
  w.reserve(8);
  w.int64(m.gold, 'mail_s2c.gold');
  w.count(m.items, 'mail_s2c.items');
  w.reserve(m.items.length * 8);
  for (const element of m.items) writePackedMailGoods(w, element);
}

function readPackedMailS2c(r: PacketReader): MailS2c | null {
  const $head = readPackedMailHead(r);
  if ($head === null) return r.inside('mail_s2c.head');
  const $words = r.text('mail_s2c.words');
  if (!r.has(8)) return r.cut('mail_s2c.', ['gold', 8]);
  const $gold = r.int64();
  const $items: MailGoods[] = [];
  for (let n = r.count(8, 'mail_s2c.items'); n > 0; n--) $items.push(readPackedMailGoods(r));
  if (!r.done('mail_s2c')) return null;
  return { head: $head, words: $words, gold: $gold, items: $items };
}

function writeProtoMailS2c(w: PacketWriter, m: MailS2c): void {
  const at1 = w.open(10);
  writeProtoMailHead(w, m.head);
  w.close(at1);
  if (m.words !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.words, 'mail_s2c.words');
  }
  w.reserve(15);
  if (m.gold !== 0n) {
    w.tag(24);
    w.varInt64(m.gold, 'mail_s2c.gold');
  }
  w.elements(m.items, 'mail_s2c.items');
  for (const element of m.items) {
    const at4 = w.open(34);
    writeProtoMailGoods(w, element);
    w.close(at4);
  }
}

function readProtoMailS2c(r: PacketReader): MailS2c | null {
  let $head: MailHead | null = null;
  let $words = '';
  let $gold = 0n;
  const $items: MailGoods[] = [];
  while (r.more()) {
    switch (r.tag('mail_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoMailHead(r, $head);
        r.leave(outer);
        if (element === null) return r.inside('mail_s2c.head');
        $head = element;
        break;
      }
      case 18: {
        $words = r.lengthText('mail_s2c.words');
        break;
      }
      case 24: {
        $gold = r.varInt64('mail_s2c.gold');
        break;
      }
      case 34: {
        const outer = r.enter('');
        const element = readProtoMailGoods(r);
        r.leave(outer);
        if (element === null) return r.inside('mail_s2c.items', $items.length);
        if (!r.roomFor($items, 'mail_s2c.items')) return null;
        $items.push(element);
        break;
      }
      default:
        r.unknown('mail_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { head: $head ?? { mailId: 0n, kind: 0, senderId: 0n, senderName: '', subject: '', sent: 0n, secondsLeft: 0, isRead: false, hasGoods: false }, words: $words, gold: $gold, items: $items };
}

export const MailS2c: MessageType<MailS2c, never> = {
  id: 60167,
  name: 'mail_s2c',
  fields: [
    { name: 'head', property: 'head', type: { kind: 'record', type: mailHeadRecord } },
    { name: 'words', property: 'words', type: TEXT },
    { name: 'gold', property: 'gold', type: INT64 },
    { name: 'items', property: 'items', type: { kind: 'list', element: { kind: 'record', type: mailGoodsRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMailS2c, decode: readPackedMailS2c },
  protobuf: { encode: writeProtoMailS2c, decode: readProtoMailS2c },
};

function writePackedMailNoticeS2c(w: PacketWriter, m: MailNoticeS2c): void {
  w.reserve(8);
  w.int32(m.unread, 'mail_notice_s2c.unread');
  w.int32(m.total, 'mail_notice_s2c.total');
}

function readPackedMailNoticeS2c(r: PacketReader): MailNoticeS2c | null {
  if (!r.has(8)) return r.cut('mail_notice_s2c.', ['unread', 4, 'total', 4]);
  const $unread = r.int32();
  const $total = r.int32();
  if (!r.done('mail_notice_s2c')) return null;
  return { unread: $unread, total: $total };
}

function writeProtoMailNoticeS2c(w: PacketWriter, m: MailNoticeS2c): void {
  w.reserve(30);
  if (m.unread !== 0) {
    w.tag(8);
    w.varInt32(m.unread, 'mail_notice_s2c.unread');
  }
  if (m.total !== 0) {
    w.tag(16);
    w.varInt32(m.total, 'mail_notice_s2c.total');
  }
}

function readProtoMailNoticeS2c(r: PacketReader): MailNoticeS2c | null {
  let $unread = 0;
  let $total = 0;
  while (r.more()) {
    switch (r.tag('mail_notice_s2c')) {
      case 8: {
        $unread = r.varInt32('mail_notice_s2c.unread');
        break;
      }
      case 16: {
        $total = r.varInt32('mail_notice_s2c.total');
        break;
      }
      default:
        r.unknown('mail_notice_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { unread: $unread, total: $total };
}

/** Sent on arrival when there are unread mails, and whenever one comes. */
export const MailNoticeS2c: MessageType<MailNoticeS2c, never> = {
  id: 60168,
  name: 'mail_notice_s2c',
  fields: [
    { name: 'unread', property: 'unread', type: INT32 },
    { name: 'total', property: 'total', type: INT32 },
  ],
  states: [],
  delivery: 'latest',
  rate: null,
  packed: { encode: writePackedMailNoticeS2c, decode: readPackedMailNoticeS2c },
  protobuf: { encode: writeProtoMailNoticeS2c, decode: readProtoMailNoticeS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  MailSendC2s,
  MailListC2s,
  MailReadC2s,
  MailCollectC2s,
  MailDeleteC2s,
  MailResultS2c,
  MailListS2c,
  MailS2c,
  MailNoticeS2c,
];
