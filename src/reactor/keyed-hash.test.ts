import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Random, SeededRandom } from '../base/index.ts';
import { KeyedHash } from './keyed-hash.ts';

test('keyed hash: another key, another word or another count is another hash', () => {
  const view = new DataView(new ArrayBuffer(12));
  view.setInt32(0, 1);
  const hash = new KeyedHash(new SeededRandom(1));
  const seen = new Set<number>([hash.of(view, 0, 1), hash.of(view, 0, 2), hash.of(view, 0, 3), hash.of(view, 4, 1)]);
  seen.add(new KeyedHash(new SeededRandom(2)).of(view, 0, 1));
  assert.equal(seen.size, 5);
  assert.equal(hash.of(view, 0, 1), new KeyedHash(new SeededRandom(1)).of(view, 0, 1));
});

test('keyed hash: HalfSipHash-2-4 of whole words as its authors publish it', () => {
  // Key 00 01 … 07, input 00 01 02 03, then 00 … 07: rows 4 and 8 of the vectors of the reference.
  const key: Random = {
    below: () => 0,
    bytes: (count: number) => Uint8Array.from({ length: count }, (_, index) => index),
  };
  const view = new DataView(Uint8Array.from({ length: 8 }, (_, index) => index).buffer);
  const hash = new KeyedHash(key);
  const hex = [hash.of(view, 0, 1), hash.of(view, 0, 2)].map((value) => value.toString(16).padStart(8, '0'));
  assert.deepEqual(hex, ['89466e2a', '8f84b8d0']);
});

test('keyed hash: neighbouring addresses are spread evenly', () => {
  const hash = new KeyedHash(new SeededRandom(3));
  const view = new DataView(new ArrayBuffer(4));
  const cells = new Uint16Array(256);
  for (let index = 0; index < 65_536; index++) {
    view.setInt32(0, 0x0a000000 + index);
    const cell = hash.of(view, 0, 1) & 0xff;
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  // 256 each; six standard deviations are 96.
  assert.ok(Math.min(...cells) > 160 && Math.max(...cells) < 352, `${Math.min(...cells)} to ${Math.max(...cells)}`);
});
