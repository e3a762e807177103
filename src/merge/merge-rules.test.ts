import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bansTables } from '../modules/bans/index.ts';
import { rowThatStays } from './merge-rules.ts';

test('merge rules: of two bans of one account the one that ends later holds, and one for good always', () => {
  const [short, long, good] = [{ untilMs: 5 }, { untilMs: 9 }, { untilMs: null }];
  for (const [source, target, stays] of [
    [short, long, long],
    [long, short, long],
    [good, long, good],
    [long, good, good],
    [short, { untilMs: 5 }, null],
  ] as const) {
    const kept = rowThatStays(bansTables.ban, { source, target }, null);
    assert.equal(kept, stays ?? target);
  }
});

test("merge rules: the history of moderation is the target's, and its count never goes back", () => {
  const [source, target] = [{ last: 9 }, { last: 5 }];
  assert.equal(rowThatStays(bansTables.banAction, { source, target }, null), target);
  assert.equal(rowThatStays(bansTables.banCount, { source, target }, null), source);
  assert.equal(rowThatStays(bansTables.banCount, { source: target, target: source }, null), source);
});
