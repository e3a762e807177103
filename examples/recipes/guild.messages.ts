// Generated from guild.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from 'jadegate/wire';

const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface GuildFoundC2s {
  readonly guildId: bigint;
}

export interface GuildApplyC2s {
  readonly guildId: bigint;
}

export interface GuildApproveC2s {
  readonly guildId: bigint;
  readonly roleId: bigint;
}

export interface GuildSayC2s {
  readonly text: string;
}

export interface GuildAnswerS2c {
  readonly answer: string;
}

/** What all members of a guild read. */
export interface GuildNoticeS2c {
  readonly text: string;
}

function writePackedGuildFoundC2s(w: PacketWriter, m: GuildFoundC2s): void {
  w.reserve(8);
  w.int64(m.guildId, 'guild_found_c2s.guild_id');
}

function readPackedGuildFoundC2s(r: PacketReader): GuildFoundC2s | null {
  if (!r.has(8)) return r.cut('guild_found_c2s.', ['guild_id', 8]);
  const $guildId = r.int64();
  if (!r.done('guild_found_c2s')) return null;
  return { guildId: $guildId };
}

function writeProtoGuildFoundC2s(w: PacketWriter, m: GuildFoundC2s): void {
  w.reserve(15);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guild_found_c2s.guild_id');
  }
}

function readProtoGuildFoundC2s(r: PacketReader): GuildFoundC2s | null {
  let $guildId = 0n;
  while (r.more()) {
    switch (r.tag('guild_found_c2s')) {
      case 8: {
        $guildId = r.varInt64('guild_found_c2s.guild_id');
        break;
      }
      default:
        r.unknown('guild_found_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId };
}

export const GuildFoundC2s: MessageType<GuildFoundC2s, 'gaming'> = {
  id: 20010,
  name: 'guild_found_c2s',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildFoundC2s, decode: readPackedGuildFoundC2s },
  protobuf: { encode: writeProtoGuildFoundC2s, decode: readProtoGuildFoundC2s },
};

function writePackedGuildApplyC2s(w: PacketWriter, m: GuildApplyC2s): void {
  w.reserve(8);
  w.int64(m.guildId, 'guild_apply_c2s.guild_id');
}

function readPackedGuildApplyC2s(r: PacketReader): GuildApplyC2s | null {
  if (!r.has(8)) return r.cut('guild_apply_c2s.', ['guild_id', 8]);
  const $guildId = r.int64();
  if (!r.done('guild_apply_c2s')) return null;
  return { guildId: $guildId };
}

function writeProtoGuildApplyC2s(w: PacketWriter, m: GuildApplyC2s): void {
  w.reserve(15);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guild_apply_c2s.guild_id');
  }
}

function readProtoGuildApplyC2s(r: PacketReader): GuildApplyC2s | null {
  let $guildId = 0n;
  while (r.more()) {
    switch (r.tag('guild_apply_c2s')) {
      case 8: {
        $guildId = r.varInt64('guild_apply_c2s.guild_id');
        break;
      }
      default:
        r.unknown('guild_apply_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId };
}

export const GuildApplyC2s: MessageType<GuildApplyC2s, 'gaming'> = {
  id: 20011,
  name: 'guild_apply_c2s',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildApplyC2s, decode: readPackedGuildApplyC2s },
  protobuf: { encode: writeProtoGuildApplyC2s, decode: readProtoGuildApplyC2s },
};

function writePackedGuildApproveC2s(w: PacketWriter, m: GuildApproveC2s): void {
  w.reserve(16);
  w.int64(m.guildId, 'guild_approve_c2s.guild_id');
  w.int64(m.roleId, 'guild_approve_c2s.role_id');
}

function readPackedGuildApproveC2s(r: PacketReader): GuildApproveC2s | null {
  if (!r.has(16)) return r.cut('guild_approve_c2s.', ['guild_id', 8, 'role_id', 8]);
  const $guildId = r.int64();
  const $roleId = r.int64();
  if (!r.done('guild_approve_c2s')) return null;
  return { guildId: $guildId, roleId: $roleId };
}

function writeProtoGuildApproveC2s(w: PacketWriter, m: GuildApproveC2s): void {
  w.reserve(30);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guild_approve_c2s.guild_id');
  }
  if (m.roleId !== 0n) {
    w.tag(16);
    w.varInt64(m.roleId, 'guild_approve_c2s.role_id');
  }
}

function readProtoGuildApproveC2s(r: PacketReader): GuildApproveC2s | null {
  let $guildId = 0n;
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('guild_approve_c2s')) {
      case 8: {
        $guildId = r.varInt64('guild_approve_c2s.guild_id');
        break;
      }
      case 16: {
        $roleId = r.varInt64('guild_approve_c2s.role_id');
        break;
      }
      default:
        r.unknown('guild_approve_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId, roleId: $roleId };
}

export const GuildApproveC2s: MessageType<GuildApproveC2s, 'gaming'> = {
  id: 20012,
  name: 'guild_approve_c2s',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildApproveC2s, decode: readPackedGuildApproveC2s },
  protobuf: { encode: writeProtoGuildApproveC2s, decode: readProtoGuildApproveC2s },
};

function writePackedGuildSayC2s(w: PacketWriter, m: GuildSayC2s): void {
  w.text(m.text, 'guild_say_c2s.text', 200);
}

function readPackedGuildSayC2s(r: PacketReader): GuildSayC2s | null {
  const $text = r.text('guild_say_c2s.text', 200);
  if (!r.done('guild_say_c2s')) return null;
  return { text: $text };
}

function writeProtoGuildSayC2s(w: PacketWriter, m: GuildSayC2s): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'guild_say_c2s.text', 200);
  }
}

function readProtoGuildSayC2s(r: PacketReader): GuildSayC2s | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('guild_say_c2s')) {
      case 10: {
        $text = r.lengthText('guild_say_c2s.text', 200);
        break;
      }
      default:
        r.unknown('guild_say_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

export const GuildSayC2s: MessageType<GuildSayC2s, 'gaming'> = {
  id: 20013,
  name: 'guild_say_c2s',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedGuildSayC2s, decode: readPackedGuildSayC2s },
  protobuf: { encode: writeProtoGuildSayC2s, decode: readProtoGuildSayC2s },
};

function writePackedGuildAnswerS2c(w: PacketWriter, m: GuildAnswerS2c): void {
  w.text(m.answer, 'guild_answer_s2c.answer');
}

function readPackedGuildAnswerS2c(r: PacketReader): GuildAnswerS2c | null {
  const $answer = r.text('guild_answer_s2c.answer');
  if (!r.done('guild_answer_s2c')) return null;
  return { answer: $answer };
}

function writeProtoGuildAnswerS2c(w: PacketWriter, m: GuildAnswerS2c): void {
  if (m.answer !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.answer, 'guild_answer_s2c.answer');
  }
}

function readProtoGuildAnswerS2c(r: PacketReader): GuildAnswerS2c | null {
  let $answer = '';
  while (r.more()) {
    switch (r.tag('guild_answer_s2c')) {
      case 10: {
        $answer = r.lengthText('guild_answer_s2c.answer');
        break;
      }
      default:
        r.unknown('guild_answer_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { answer: $answer };
}

export const GuildAnswerS2c: MessageType<GuildAnswerS2c, never> = {
  id: 20014,
  name: 'guild_answer_s2c',
  fields: [
    { name: 'answer', property: 'answer', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildAnswerS2c, decode: readPackedGuildAnswerS2c },
  protobuf: { encode: writeProtoGuildAnswerS2c, decode: readProtoGuildAnswerS2c },
};

function writePackedGuildNoticeS2c(w: PacketWriter, m: GuildNoticeS2c): void {
  w.text(m.text, 'guild_notice_s2c.text');
}

function readPackedGuildNoticeS2c(r: PacketReader): GuildNoticeS2c | null {
  const $text = r.text('guild_notice_s2c.text');
  if (!r.done('guild_notice_s2c')) return null;
  return { text: $text };
}

function writeProtoGuildNoticeS2c(w: PacketWriter, m: GuildNoticeS2c): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'guild_notice_s2c.text');
  }
}

function readProtoGuildNoticeS2c(r: PacketReader): GuildNoticeS2c | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('guild_notice_s2c')) {
      case 10: {
        $text = r.lengthText('guild_notice_s2c.text');
        break;
      }
      default:
        r.unknown('guild_notice_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

/** What all members of a guild read. */
export const GuildNoticeS2c: MessageType<GuildNoticeS2c, never> = {
  id: 20015,
  name: 'guild_notice_s2c',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildNoticeS2c, decode: readPackedGuildNoticeS2c },
  protobuf: { encode: writeProtoGuildNoticeS2c, decode: readProtoGuildNoticeS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  GuildFoundC2s,
  GuildApplyC2s,
  GuildApproveC2s,
  GuildSayC2s,
  GuildAnswerS2c,
  GuildNoticeS2c,
];
