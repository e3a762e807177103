import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from '../../base/index.ts';
import { decodeText, encodeText } from '../names/index.ts';
import { characterNameFault } from './character-name.ts';
import { createPlainCodec } from './codec-plain.ts';
import { createXorCodec } from './codec-xor.ts';
import { decodeMessage, encodeMessage, type MirMessage } from './message.ts';
import { readRecord, recordBytes, writeRecord } from './record.ts';
import { leadingNumber, splitField } from './split-field.ts';
import { USER_ENTRY, USER_ENTRY_ADD, USER_ENTRY_ADD_WIDE } from './user-entry.ts';
import {
  CLIENT_FRAMES,
  PLAIN_HEADERS,
  RAW_FRAMES,
  SERVER_FRAMES,
  SPLIT,
  XOR_CLIENT_FRAMES,
} from './vectors.fixture.ts';

const plain = createPlainCodec();

const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);
const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function messageOf([ident, recog, param, tag, series]: readonly [number, number, number, number, number]): MirMessage {
  return { ident, recog, param, tag, series };
}

for (const [name, header, expected] of PLAIN_HEADERS) {
  test(`message: golden header ${name}`, () => {
    const message = messageOf(header);
    assert.equal(toHex(encodeMessage(plain, message)), expected);
    const decoded = decodeMessage(plain, bytesOf(expected));
    assert.ok(decoded.kind === 'message');
    assert.deepEqual(decoded.message, message);
  });
}

for (const [codec, rows] of [
  [plain, CLIENT_FRAMES],
  [createXorCodec(), XOR_CLIENT_FRAMES],
] as const) {
  for (const [name, digit, header, blocks, expected] of rows) {
    test(`message: golden client frame ${name}`, () => {
      const code = encodeMessage(codec, messageOf(header), ...blocks.map(bytesOf));
      assert.equal(toHex(ascii(`#${digit}${textOf(code)}!`)), expected);
      const decoded = decodeMessage(codec, code);
      assert.ok(decoded.kind === 'message');
      assert.equal(decoded.message.ident, header[0]);
      if (blocks.length > 1) return;
      const body = codec.decode(decoded.body);
      assert.equal(body.kind === 'bytes' ? toHex(body.bytes) : '', blocks[0]);
    });
  }
}

for (const [name, header, body, expected] of SERVER_FRAMES) {
  test(`message: golden server frame ${name}`, () => {
    const code = encodeMessage(plain, messageOf(header), bytesOf(body));
    assert.equal(toHex(ascii(`#${textOf(code)}!`)), expected);
  });
}

for (const [name, digit, body, expected] of RAW_FRAMES) {
  test(`message: golden frame without header ${name}`, () => {
    assert.equal(toHex(ascii(`#${digit}${textOf(plain.encode(bytesOf(body)))}!`)), expected);
  });
}

test('message: any header comes back, and one cut at every offset is refused', () => {
  const word = fc.integer({ min: 0, max: 0xffff });
  const message = fc.record({ ident: word, recog: fc.integer(), param: word, tag: word, series: word });
  fc.assert(
    fc.property(message, (given) => {
      const code = encodeMessage(plain, given);
      const decoded = decodeMessage(plain, code);
      assert.deepEqual(decoded.kind === 'message' && decoded.message, { ...given });
      for (let cut = 0; cut < code.length; cut++) {
        assert.deepEqual(decodeMessage(plain, code.subarray(0, cut)), {
          kind: 'malformed',
          reason: 'header-cut-short',
        });
      }
    }),
    { numRuns: 50 },
  );
  assert.equal(decodeMessage(plain, ascii('<<<<<BL<<<<<<<<!')).kind, 'malformed');
});

test('message: a header that does not fit is refused by name', () => {
  assert.throws(() => encodeMessage(plain, { ident: 65_536 }), { code: 'value-out-of-range', message: /ident/ });
  assert.throws(() => encodeMessage(plain, { ident: 1, series: -1 }), {
    code: 'value-out-of-range',
    message: /series/,
  });
  assert.throws(() => encodeMessage(plain, { ident: 1, recog: 2 ** 31 }), {
    code: 'value-out-of-range',
    message: /recog/,
  });
});

test('record: the three of a registration have the sizes of the originals, and their fields come back', () => {
  assert.deepEqual([USER_ENTRY, USER_ENTRY_ADD, USER_ENTRY_ADD_WIDE].map(recordBytes), [148, 101, 143]);
  const [first = '', second = ''] = CLIENT_FRAMES.find(([, , , blocks]) => blocks.length === 2)?.[3] ?? [];
  const entry = readRecord(USER_ENTRY, bytesOf(first));
  assert.ok(entry.kind === 'record');
  assert.equal(textOf(entry.fields.account), 'test01');
  assert.equal(decodeText(entry.fields.userName), '张三');
  assert.equal(toHex(writeRecord(USER_ENTRY, entry.fields)), first);
  const add = readRecord(USER_ENTRY_ADD, bytesOf(second));
  assert.ok(add.kind === 'record');
  assert.equal(toHex(writeRecord(USER_ENTRY_ADD, add.fields)), second);
});

test('record: one cut at every offset, or with a length beyond its field, is refused with the field', () => {
  const bytes = writeRecord(USER_ENTRY, { account: ascii('abc') });
  for (let cut = 0; cut < bytes.length; cut++) {
    const read = readRecord(USER_ENTRY, bytes.subarray(0, cut));
    assert.equal(read.kind === 'malformed' && read.reason, 'record-cut-short');
  }
  bytes[0] = 11;
  assert.deepEqual(readRecord(USER_ENTRY, bytes), {
    kind: 'malformed',
    reason: 'length-beyond-field',
    field: 'account',
  });
  assert.throws(() => writeRecord(USER_ENTRY, { account: ascii('12345678901') }), { code: 'text-too-long' });
});

for (const [name, input, divider, expected, rest] of SPLIT) {
  test(`split field: golden ${name}`, () => {
    const split = splitField(bytesOf(input), divider.charCodeAt(0));
    assert.deepEqual([toHex(split.field), toHex(split.rest)], [expected, rest]);
  });
}

const QUIRKS: readonly (readonly [title: string, text: string, field: string, rest: string])[] = [
  ['an empty first field vanishes', '/5', '5', ''],
  ['dividers in front are skipped', '///a/b', 'a', 'b'],
  ['dividers alone', '///', '', ''],
  ['nothing', '', '', ''],
  ['a divider at the end', 'a/', 'a', ''],
  ['a NUL ends the field but not the rest', 'a\0b/c', 'a', 'c'],
  ['one byte below the bound', `a/${'b'.repeat(20_476)}`, 'a', 'b'.repeat(20_476)],
  ['at the bound', `a/${'b'.repeat(20_477)}`, '', ''],
];
for (const [title, text, field, rest] of QUIRKS) {
  test(`split field: ${title}`, () => {
    const split = splitField(ascii(text), 0x2f);
    assert.deepEqual([textOf(split.field), textOf(split.rest)], [field, rest]);
  });
}

test('leading number: as far as the digits go, else the default', () => {
  const cases = { '81': 81, '-3': -3, '+7x': 7, '': -2, x1: -2, '/5': -2, '99999999999': -2, ' 1': -2 };
  for (const [text, expected] of Object.entries(cases)) assert.equal(leadingNumber(ascii(text), -2), expected, text);
});

test('text: what a code page cannot say is refused, what it cannot read is null', () => {
  assert.equal(toHex(encodeText('热血传奇')), 'c8c8d1aab4abc6e6');
  assert.equal(decodeText(bytesOf('c8c8d1aab4abc6e6')), '热血传奇');
  assert.equal(decodeText(encodeText('미르의 전설', 'cp949'), 'cp949'), '미르의 전설');
  assert.throws(() => encodeText('🐉'), { code: 'text-not-encodable' });
  assert.equal(decodeText(bytesOf('ff')), null);
  assert.equal(decodeText(bytesOf('61006200')), 'a');
});

const NAMES: readonly (readonly [title: string, hex: string, fault: ReturnType<typeof characterNameFault>])[] = [
  ['latin letters and digits', '4865726f39', null],
  ['Chinese', 'cdc0c1fad3c2cabf', null],
  ['a second byte of 0xA1, which originals refuse', 'b0a1b0a1', null],
  ['a second byte that looks like `[`', '815b8140', null],
  ['a second byte that looks like `|`', '817c8140', null],
  ['too short', '6162', 'name-too-short'],
  ['longer than the record', '616263646566676869306162636465', 'name-too-long'],
  ['half a character at the end', '616263b0', 'name-not-text'],
  ['a NUL inside', '61620063', 'name-not-text'],
  ['a sign', '61622f63', 'name-character-refused'],
  ['a blank of two bytes', 'a1a1b0a1', 'name-character-refused'],
  ['a full-width sign', 'b0a1a3a4', 'name-character-refused'],
];
for (const [title, hex, fault] of NAMES) {
  test(`character name: ${title}`, () => assert.equal(characterNameFault(bytesOf(hex)), fault));
}
