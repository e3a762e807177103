import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryCopier } from './memory-copier.ts';

const LENGTHS = [0, 1, 7, 8, 9, 15, 16, 17, 24, 63, 64, 65, 191, 192, 193, 200, 1000];

function pattern(count: number, salt: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => (index * 31 + salt) & 0xff);
}

for (const [name, isWithin] of [
  ['of its own memory', true],
  ['of another', false],
] as const) {
  test(`memory copier: bytes ${name} arrive at every length and place, and no others change`, () => {
    for (const length of LENGTHS) {
      for (const [start, to] of [
        [0, 2000],
        [1, 2003],
        [777, 2000 + length],
      ] as const) {
        const memory = pattern(6000, 1);
        const copier = new MemoryCopier(memory);
        // A view that does not begin where its buffer begins.
        const source = isWithin ? memory : pattern(3000, 5).subarray(3);
        const expected = memory.slice();
        expected.set(source.slice(start, start + length), to);
        copier.copy(to, source, start, length);
        assert.deepEqual(memory, expected, `length ${length} from ${start} to ${to}`);
      }
    }
  });
}

test('memory copier: sources that take turns are not mistaken for one another', () => {
  const memory = new Uint8Array(200);
  const copier = new MemoryCopier(memory);
  for (let round = 0; round < 6; round++) {
    const source = pattern(64, round % 2);
    copier.copy(0, source, 0, 64);
    assert.deepEqual(memory.slice(0, 64), source);
  }
});
