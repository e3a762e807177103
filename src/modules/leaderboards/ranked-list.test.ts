import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../../base/index.ts';
import { RankedList } from './ranked-list.ts';

const compare = (one: number, other: number): number => one - other;

/** The same, the simple way. */
class SortedArray {
  readonly entries: number[] = [];

  insert(entry: number): boolean {
    if (this.entries.includes(entry)) return false;
    this.entries.push(entry);
    this.entries.sort(compare);
    return true;
  }

  remove(entry: number): boolean {
    const at = this.entries.indexOf(entry);
    if (at >= 0) this.entries.splice(at, 1);
    return at >= 0;
  }

  rankOf(entry: number): number {
    return this.entries.filter((each) => each < entry).length + 1;
  }
}

test('ranked list: it does what a sorted array does', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('insert', 'insert', 'remove'), fc.integer({ min: 0, max: 200 })), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(steps, (program) => {
      const [list, model] = [new RankedList(compare), new SortedArray()];
      for (const [what, entry] of program) {
        if (what === 'insert') assert.equal(list.insert(entry), model.insert(entry));
        else assert.equal(list.remove(entry), model.remove(entry));
        assert.equal(list.count, model.entries.length);
        assert.equal(list.rankOf(entry), model.rankOf(entry));
      }
      assert.deepEqual(list.slice(1, 1_000), model.entries);
      assert.equal(list.last(), model.entries.at(-1) ?? null);
    }),
  );
});

test('ranked list: many chunks split, shrink and vanish, and every rank stays right', () => {
  const random = new SeededRandom(20_261_130);
  const sorted = Array.from({ length: 5_000 }, (_, at) => at * 2);
  const list = new RankedList(compare, sorted);
  const present = new Set(sorted);
  for (let round = 0; round < 30_000; round++) {
    // It grows first, and then loses nearly all.
    const entry = random.below(20_000);
    if (round < 12_000) {
      assert.equal(list.insert(entry), !present.has(entry));
      present.add(entry);
    } else assert.equal(list.remove(entry), present.delete(entry));
    if (round % 1_000 !== 0) continue;
    const entries = [...present].sort(compare);
    assert.deepEqual(list.slice(1, 20_000), entries);
    for (let rank = 1; rank <= entries.length; rank += 97) {
      const [found] = list.slice(rank, 1);
      assert.equal(found, entries[rank - 1]);
      assert.equal(list.rankOf(found ?? assert.fail()), rank);
    }
  }
  for (const entry of present) assert.equal(list.remove(entry), true);
  assert.deepEqual([list.count, list.last(), list.rankOf(5), list.remove(5)], [0, null, 1, false]);
});

test('ranked list: there is nothing at ranks that it does not have', () => {
  const list = new RankedList(compare, [1, 2, 3]);
  for (const rank of [0, -1, 4, Number.MAX_SAFE_INTEGER, Number.NaN]) assert.deepEqual(list.slice(rank, 5), []);
  assert.deepEqual(list.slice(2, 0), []);
  assert.deepEqual(list.slice(2, 99), [2, 3]);
  assert.deepEqual(new RankedList(compare).slice(1, 1), []);
});
