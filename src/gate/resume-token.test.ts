import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom, toHex } from '../base/index.ts';
import { issueToken, matchToken, newSelector, parseToken } from './resume-token.ts';

const random = new SeededRandom(1);

test('resume token: 36 bytes that say the gate and the session, and a secret of which only the hash is kept', () => {
  const selector = newSelector(random);
  const { bytes, hash } = issueToken(random, 0xfedc_ba98, selector);
  assert.equal(bytes.length, 36);
  assert.deepEqual(parseToken(bytes), { gate: 0xfedc_ba98, selector: toHex(selector), hash });
  assert.ok(!toHex(bytes).includes(toHex(hash).slice(0, 16)));
  const other = issueToken(random, 0xfedc_ba98, selector);
  assert.notDeepEqual(other.bytes.slice(12), bytes.slice(12), 'each has a secret of its own');
});

test('resume token: other lengths are no token', () => {
  for (const length of [0, 1, 12, 35, 37, 64]) assert.equal(parseToken(new Uint8Array(length)), null, `${length}`);
});

test('resume token: a secret is the present one, the one before, the last burnt, or wrong, whatever bit differs', () => {
  const selector = newSelector(random);
  const [current, previous, burnt] = [1, 2, 3].map(() => issueToken(random, 1, selector));
  assert(current !== undefined && previous !== undefined && burnt !== undefined);
  const hashes = { current: current.hash, previous: previous.hash, burnt: burnt.hash };
  const match = (bytes: Uint8Array, known: typeof hashes | null = hashes) =>
    matchToken(parseToken(bytes)?.hash ?? assert.fail('a token'), known);
  assert.deepEqual(
    [current, previous, burnt].map(({ bytes }) => match(bytes)),
    ['current', 'previous', 'burnt'],
  );
  for (let bit = 12 * 8; bit < 36 * 8; bit++) {
    const wrong = current.bytes.slice();
    wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(match(wrong), 'wrong', `bit ${bit}`);
  }
  assert.equal(match(current.bytes, null), 'wrong', 'no such session');
  assert.equal(matchToken(current.hash, { current: previous.hash, previous: null, burnt: null }), 'wrong');
});
