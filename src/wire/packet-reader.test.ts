// What a reader does with malformed bytes. The codecs built on it are tested with their messages.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AssertionFailure, fromHex } from '../base/index.ts';
import type { MalformedRule } from './malformed.ts';
import { describeMalformed, MALFORMED_RULES } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';

/** A reader of `hex` with bytes of a foreign packet on both sides. */
function readerOf(hex: string): PacketReader {
  const bytes = fromHex(hex);
  assert.ok(bytes !== null, hex);
  const arena = new Uint8Array(bytes.length + 40).fill(0x01);
  arena.set(bytes, 20);
  return new PacketReader().reset(arena, 20, 20 + bytes.length);
}

interface Row {
  readonly title: string;
  readonly hex: string;
  readonly read: (reader: PacketReader) => unknown;
  readonly rule: MalformedRule;
  readonly offset?: number;
}

const text = (reader: PacketReader): string => reader.text('m.f');
const lengthText = (reader: PacketReader): string => reader.lengthText('m.f');
const varint = (reader: PacketReader): bigint => reader.varUint64('m.f');
const unknown = (reader: PacketReader): void => {
  while (reader.more()) {
    reader.tag('m.f');
    reader.unknown('m.f');
  }
};

const MALFORMED: readonly Row[] = [
  { title: 'text without a length', hex: '', read: text, rule: 'cut-short' },
  { title: 'text with half a length', hex: '00', read: text, rule: 'cut-short' },
  { title: 'text shorter than its length', hex: '000361', read: text, rule: 'cut-short' },
  { title: 'text of 65535 bytes that are not there', hex: 'ffff', read: text, rule: 'cut-short' },
  { title: 'text of a lone continuation byte', hex: '000180', read: text, rule: 'invalid-utf8' },
  { title: 'text of an overlong NUL', hex: '0002c080', read: text, rule: 'invalid-utf8' },
  { title: 'text of an overlong slash in two bytes', hex: '0002c1af', read: text, rule: 'invalid-utf8' },
  { title: 'text of an overlong slash in three bytes', hex: '0003e080af', read: text, rule: 'invalid-utf8' },
  { title: 'text of an overlong character in four bytes', hex: '0004f08080af', read: text, rule: 'invalid-utf8' },
  { title: 'text cut inside half of a surrogate pair', hex: '0002eda0', read: text, rule: 'invalid-utf8' },
  {
    title: 'long text with a surrogate and a wrong byte',
    hex: `0014${'61'.repeat(16)}eda080ff`,
    read: text,
    rule: 'invalid-utf8',
  },
  { title: 'text above U+10FFFF', hex: '0004f4908080', read: text, rule: 'invalid-utf8' },
  { title: 'text of byte f5', hex: '0004f5808080', read: text, rule: 'invalid-utf8' },
  { title: 'text of byte ff', hex: '0001ff', read: text, rule: 'invalid-utf8' },
  { title: 'text cut inside two bytes', hex: '0001c3', read: text, rule: 'invalid-utf8' },
  { title: 'text cut inside three bytes', hex: '000361e99d', read: text, rule: 'invalid-utf8' },
  { title: 'text cut inside four bytes', hex: '0003f09f90', read: text, rule: 'invalid-utf8' },
  { title: 'text with a lead byte for a continuation', hex: '0003e99de9', read: text, rule: 'invalid-utf8' },
  { title: 'long text that is not UTF-8', hex: `0028${'61'.repeat(39)}ff`, read: text, rule: 'invalid-utf8' },
  {
    title: 'long text with U+FFFD that is not UTF-8',
    hex: `0028efbfbd${'61'.repeat(36)}ff`,
    read: text,
    rule: 'invalid-utf8',
  },
  { title: 'bytes shorter than their length', hex: '000561', read: (reader) => reader.blob('m.f'), rule: 'cut-short' },
  { title: 'list without a count', hex: '00', read: (reader) => reader.count(1, 'm.f'), rule: 'cut-short' },
  {
    title: 'list of more than there is',
    hex: '000301020304',
    read: (reader) => reader.count(2, 'm.f'),
    rule: 'list-too-long',
    offset: 2,
  },
  {
    title: 'list of 65535 of nothing',
    hex: 'ffff',
    read: (reader) => reader.count(1, 'm.f'),
    rule: 'list-too-long',
    offset: 2,
  },
  { title: 'bool of 2', hex: '02', read: (reader) => reader.bool('m.f'), rule: 'value-out-of-range', offset: 1 },
  { title: 'empty varint', hex: '', read: varint, rule: 'cut-short' },
  { title: 'varint that continues past the end', hex: 'ffff', read: varint, rule: 'cut-short' },
  { title: 'varint of eleven bytes', hex: 'ffffffffffffffffffff01', read: varint, rule: 'invalid-varint' },
  { title: 'protobuf text longer than the rest', hex: '0561', read: lengthText, rule: 'cut-short', offset: 1 },
  { title: 'protobuf text of 2^35 bytes', hex: '808080808001', read: lengthText, rule: 'cut-short', offset: 6 },
  { title: 'protobuf text of 2^32 - 1 bytes', hex: 'ffffffff0f', read: lengthText, rule: 'cut-short', offset: 5 },
  { title: 'protobuf text that is not UTF-8', hex: '0180', read: lengthText, rule: 'invalid-utf8', offset: 1 },
  {
    title: 'record longer than the rest',
    hex: '0501',
    read: (reader) => reader.enter('m.f'),
    rule: 'cut-short',
    offset: 1,
  },
  {
    title: 'int8 of 128',
    hex: '8001',
    read: (reader) => reader.varIntOf(8, 'm.f'),
    rule: 'value-out-of-range',
    offset: 2,
  },
  {
    title: 'int8 of -129',
    hex: 'fffeffffffffffffff01',
    read: (reader) => reader.varIntOf(8, 'm.f'),
    rule: 'value-out-of-range',
    offset: 10,
  },
  {
    title: 'uint16 of 65536',
    hex: '808004',
    read: (reader) => reader.varUintOf(16, 'm.f'),
    rule: 'value-out-of-range',
    offset: 3,
  },
  { title: 'fixed32 of three bytes', hex: '010203', read: (reader) => reader.littleInt32('m.f'), rule: 'cut-short' },
  {
    title: 'fixed64 of seven bytes',
    hex: '01020304050607',
    read: (reader) => reader.littleInt64('m.f'),
    rule: 'cut-short',
  },
  { title: 'tag of field 0', hex: '00', read: unknown, rule: 'invalid-tag', offset: 1 },
  { title: 'tag of field 0, in two bytes', hex: '8000', read: unknown, rule: 'invalid-tag', offset: 2 },
  { title: 'tag above 32 bits', hex: '8080808010', read: unknown, rule: 'invalid-tag', offset: 5 },
  { title: 'tag of wire type 6', hex: '0e', read: unknown, rule: 'invalid-tag', offset: 1 },
  { title: 'tag of wire type 7', hex: '0f', read: unknown, rule: 'invalid-tag', offset: 1 },
  { title: 'start of a group', hex: '0b0c', read: unknown, rule: 'group-field', offset: 1 },
  { title: 'end of a group', hex: '0c', read: unknown, rule: 'group-field', offset: 1 },
  { title: 'unknown varint that is cut', hex: '0880', read: unknown, rule: 'cut-short', offset: 1 },
  { title: 'unknown fixed64 that is cut', hex: '0901020304050607', read: unknown, rule: 'cut-short', offset: 1 },
  { title: 'unknown bytes that are cut', hex: '0a0501020304', read: unknown, rule: 'cut-short', offset: 2 },
  { title: 'unknown fixed32 that is cut', hex: '0d010203', read: unknown, rule: 'cut-short', offset: 1 },
];

describe('packet-reader', () => {
  for (const { title, hex, read, rule, offset } of MALFORMED) {
    test(`${title} is ${rule}`, () => {
      const reader = readerOf(hex);
      read(reader);
      const { failure } = reader;
      assert.ok(failure !== null);
      assert.equal(failure.rule, rule);
      assert.equal(failure.field, 'm.f');
      if (offset !== undefined) assert.equal(failure.offset, offset);
      assert.match(describeMalformed(failure), /^m\.f: .+ \(at byte \d+\)$/);
      assert.equal(reader.done('m'), false);
    });
  }

  const TEXTS = [
    '',
    'a',
    '\0',
    'Alice',
    'é',
    '青云剑客',
    '🎮 gg',
    '\ufffd',
    '\ufeff',
    '\u{10ffff}',
    '\ud7ff\ue000',
    'ab\u0800',
  ];
  for (const value of [...TEXTS, '\ufffd'.repeat(50), '剑'.repeat(1000), `${'x'.repeat(65531)}🐉`]) {
    test(`a text of ${value.length} units is itself: ${JSON.stringify(value.slice(0, 8))}`, () => {
      const bytes = Buffer.from(value);
      const length = bytes.length.toString(16).padStart(4, '0');
      const reader = readerOf(length + bytes.toString('hex'));
      assert.equal(reader.text('m.f'), value);
      assert.equal(reader.done('m'), true);
    });
  }

  test('half of a surrogate pair is read as U+FFFD, which rules for names refuse', () => {
    for (const [hex, value] of [
      ['eda0bd', '\ufffd'],
      ['edb880', '\ufffd'],
      ['61eda0bd62', 'a\ufffdb'],
      ['eda0bdedb880', '\ufffd\ufffd'],
      [`${'61'.repeat(40)}eda0bd`, `${'a'.repeat(40)}\ufffd`],
    ] as const) {
      const length = (hex.length / 2).toString(16).padStart(4, '0');
      const reader = readerOf(length + hex);
      assert.equal(reader.text('m.f'), value);
      assert.equal(reader.done('m'), true);
    }
  });

  test('the first failure is kept, and what follows is empty', () => {
    const reader = readerOf('0001ff0001610001');
    assert.equal(reader.text('m.first'), '');
    assert.equal(reader.text('m.second'), '');
    assert.equal(reader.count(1, 'm.third'), 0);
    assert.equal(reader.varInt64('m.fourth'), 0n);
    assert.equal(reader.blob('m.fifth').length, 0);
    assert.equal(reader.more(), false);
    assert.deepEqual(reader.failure, { kind: 'malformed', rule: 'invalid-utf8', field: 'm.first', offset: 2 });
  });

  test('a run of fields that is cut names the field in which it ends', () => {
    const cut = (hex: string): string | undefined => {
      const reader = readerOf(hex);
      reader.cut('m.', ['a', 4, 'b', 8, 'c', 1]);
      return reader.failure?.field;
    };
    assert.deepEqual(['', '000000', '00000000', '0000000000', '00'.repeat(12)].map(cut), [
      'm.a',
      'm.a',
      'm.b',
      'm.b',
      'm.c',
    ]);
  });

  test('bytes left over are named by the message', () => {
    const reader = readerOf('0001');
    reader.uint8();
    assert.equal(reader.done('role_move_c2s'), false);
    assert.deepEqual(reader.failure, { kind: 'malformed', rule: 'trailing-bytes', field: 'role_move_c2s', offset: 1 });
  });

  test('bytes are copied: the arena may be used again', () => {
    for (const arena of [Buffer.from('000261ff', 'hex'), new Uint8Array([0, 2, 0x61, 0xff])]) {
      const blob = new PacketReader().reset(arena).blob('m.f');
      arena.fill(0);
      assert.deepEqual([...blob], [0x61, 0xff]);
      assert.equal(blob.buffer.byteLength, 2);
    }
  });

  test('what lies beyond the array is a mistake of ours', () => {
    const reader = new PacketReader();
    assert.throws(() => reader.reset(new Uint8Array(4), 0, 5), AssertionFailure);
    assert.throws(() => reader.reset(new Uint8Array(4), 3, 2), AssertionFailure);
    assert.throws(() => reader.reset(new Uint8Array(4), -1, 2), AssertionFailure);
  });

  test('a reader is used again after a failure', () => {
    const reader = new PacketReader().reset(new Uint8Array(0));
    reader.text('m.f');
    reader.reset(new Uint8Array([0, 1, 0x61]));
    assert.equal(reader.failure, null);
    assert.equal(reader.text('m.f'), 'a');
  });

  test('every rule has a sentence of its own', () => {
    const sentences = MALFORMED_RULES.map((rule) =>
      describeMalformed({ kind: 'malformed', rule, field: 'm', offset: 0 }),
    );
    assert.equal(new Set(sentences).size, MALFORMED_RULES.length);
  });
});
