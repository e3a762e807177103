import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cookieIn, demandIn, PAD_LINE, PROOF_LINE_BYTES, PROVEN_LINE, padded, proveLine } from './proof-words.ts';

test('proof words: each cookie is a line of 19 bytes and comes back from it, with or without its end', () => {
  const property = fc.property(fc.uint8Array({ minLength: 9, maxLength: 9 }), (cookie) => {
    const line = proveLine(cookie);
    assert.equal(line.length, PROOF_LINE_BYTES);
    for (const text of [line, line.trimEnd(), `${line.trimEnd()}  \r\n`]) {
      assert.deepEqual(Uint8Array.from(cookieIn(text) ?? []), cookie);
      assert.deepEqual(demandIn(text), { prove: line.trimEnd() });
    }
    for (let cut = 0; cut < line.length - 1; cut++) assert.equal(cookieIn(line.slice(0, cut)), null);
  });
  fc.assert(property);
});

test('proof words: the other demands, and what is none', () => {
  assert.equal(demandIn(PROVEN_LINE), 'proven');
  assert.deepEqual(demandIn(PAD_LINE), { padTo: PROOF_LINE_BYTES });
  for (const text of [
    '',
    'proven!',
    'pad',
    'pad 100000',
    'Prove AAAAAAAAAAAA',
    ' prove AAAAAAAAAAAA',
    'prove AAAA AAAAAAA',
  ]) {
    assert.equal(demandIn(text), null, text);
  }
});

test('proof words: padding counts bytes, and never cuts', () => {
  assert.equal(padded('abc', 5), 'abc  ');
  assert.equal(Buffer.byteLength(padded('äöü', 10)), 10);
  assert.equal(padded('longer', 3), 'longer');
});
