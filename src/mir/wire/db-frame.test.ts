import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlainCodec } from './codec-plain.ts';
import { createXorCodec } from './codec-xor.ts';
import { decodeDbBlocks, decodeDbFrame, encodeDbFrame } from './db-frame.ts';
import { LOAD_HUMAN_WIDE, readLoadHuman, writeLoadHuman } from './load-human.ts';

const plain = createPlainCodec();
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const LOAD = {
  account: latin1('test01'),
  name: latin1('Hero'),
  address: latin1('10.0.0.7'),
  session: 81,
};
/** Golden bytes: the request of an original game server. */
const GOLDEN = '#7/<<<<<BL<<<<<<<<<=cMaXsLlHL<<<<<<<<MDUSEk<<<<<<<<<<<<<<\\mH>tlG_<jIl<<<<<<<<=M<<<<gL=R<<!';

test('db frame: an original request to load a character is written and read to the byte', () => {
  const frame = encodeDbFrame(plain, 7, { message: { ident: 100 }, blocks: [writeLoadHuman(LOAD)] });
  assert.equal(Buffer.from(frame).toString('latin1'), GOLDEN);
  const decoded = decodeDbFrame(plain, latin1(GOLDEN.slice(1, -1)));
  assert.equal(decoded.kind, 'frame');
  if (decoded.kind !== 'frame') return;
  assert.deepEqual([decoded.query, decoded.message.ident], [7, 100]);
  const [block = new Uint8Array(0)] = decodeDbBlocks(plain, decoded.body) ?? [];
  assert.equal(block.length, 48);
  const { account, name, address, session } = readLoadHuman(block) ?? LOAD;
  assert.deepEqual(
    [account, name, address].map((text) => Buffer.from(text).toString()),
    ['test01', 'Hero', '10.0.0.7'],
  );
  assert.equal(session, 81);
});

test('db frame: both sizes of the request are known by their length, and no others', () => {
  const wide = writeLoadHuman(LOAD, LOAD_HUMAN_WIDE);
  assert.equal(wide.length, 60);
  assert.equal(readLoadHuman(wide)?.session, 81);
  for (const length of [0, 47, 49, 59, 61]) assert.equal(readLoadHuman(new Uint8Array(length)), null);
  assert.equal(readLoadHuman(new Uint8Array(48).fill(0xff)), null, 'a length beyond its field');
});

test('db frame: blocks of any bytes come back as they went, in each codec', () => {
  for (const codec of [plain, createXorCodec()]) {
    for (const length of [0, 1, 2, 3, 3_164, 65_536]) {
      const record = Uint8Array.from({ length }, (_, index) => (index * 7) & 0xff);
      const blocks = [latin1('test01'), latin1('Hero'), record];
      const frame = encodeDbFrame(codec, 2 ** 31 - 1, { message: { ident: 101, recog: -5 }, blocks });
      const decoded = decodeDbFrame(codec, frame.subarray(1, -1));
      assert.equal(decoded.kind, 'frame');
      if (decoded.kind !== 'frame') continue;
      assert.equal(decoded.message.recog, -5);
      const back = decodeDbBlocks(codec, decoded.body) ?? [];
      assert.deepEqual(
        back.map((block) => Buffer.from(block).toString('hex')),
        blocks.map((block) => Buffer.from(block).toString('hex')),
      );
    }
  }
});

const BAD: readonly (readonly [what: string, payload: string, reason: string, query: number | null])[] = [
  ['nothing', '', 'query-malformed', null],
  ['no number', '/<<<<', 'query-malformed', null],
  ['no divider', '7', 'query-malformed', null],
  ['letters', 'x7/<<<<', 'query-malformed', null],
  ['a number beyond int32', `2147483648/${'<'.repeat(22)}`, 'query-malformed', null],
  ['a header cut short', '7/<<<<<BL<<<<<<<<<', 'header-cut-short', 7],
  ['another number', GOLDEN.slice(1, -1).replace('7/', '8/'), 'check-wrong', 8],
  ['a character more', GOLDEN.slice(1, -1).replace('7/', '7/<'), 'check-wrong', 7],
  [
    'a character outside the alphabet',
    GOLDEN.slice(1, -1).replace('BL', 'B L'.slice(0, 2)),
    'character-outside-alphabet',
    7,
  ],
];
for (const [what, payload, reason, query] of BAD) {
  test(`db frame: ${what} is refused as ${reason}`, () => {
    assert.deepEqual(decodeDbFrame(plain, latin1(payload)), { kind: 'malformed', reason, query });
  });
}
