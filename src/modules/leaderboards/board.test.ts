import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Board, compareFor, nextReset, type Place, scoreAfter } from './board.ts';

const MAX = 2n ** 63n - 1n;

function boardOf(options: Partial<Board>): Board {
  return { name: 'arena', order: 'high', keep: 'best', reset: 'never', ...options };
}

test('board: which score counts', () => {
  const best = boardOf({});
  assert.deepEqual([scoreAfter(best, null, -5n), scoreAfter(best, 3n, 4n), scoreAfter(best, 3n, 2n)], [-5n, 4n, null]);
  assert.equal(scoreAfter(best, 3n, 3n), null, 'the earlier one stays');
  const low = boardOf({ order: 'low' });
  assert.deepEqual([scoreAfter(low, 3n, 4n), scoreAfter(low, 3n, 2n)], [null, 2n]);
  const last = boardOf({ keep: 'last' });
  assert.deepEqual([scoreAfter(last, 3n, 2n), scoreAfter(last, 3n, 3n)], [2n, null]);
  const sum = boardOf({ keep: 'sum' });
  assert.deepEqual([scoreAfter(sum, null, 2n), scoreAfter(sum, 3n, -5n), scoreAfter(sum, 3n, 0n)], [2n, -2n, null]);
});

test('board: a number of more than 64 bits is no score', () => {
  for (const keep of ['best', 'last', 'sum'] as const) {
    const board = boardOf({ keep });
    for (const score of [MAX + 1n, -MAX - 1n, 2n ** 200n]) assert.equal(scoreAfter(board, null, score), 'malformed');
    assert.equal(scoreAfter(board, null, MAX), MAX);
  }
  const sum = boardOf({ keep: 'sum' });
  assert.equal(scoreAfter(sum, MAX, 1n), 'malformed');
  assert.equal(scoreAfter(sum, -MAX, -1n), 'malformed');
  assert.equal(scoreAfter(sum, MAX, MAX + 1n), 'malformed');
});

test('board: better first, of equal ones the earlier, then the lower id', () => {
  const places: readonly Place[] = [
    { roleId: 4n, score: 1n, atMs: 1 },
    { roleId: 3n, score: 2n, atMs: 2 },
    { roleId: 2n, score: 2n, atMs: 2 },
    { roleId: 1n, score: 2n, atMs: 3 },
  ];
  const idsIn = (order: 'high' | 'low') => places.toSorted(compareFor({ order })).map(({ roleId }) => roleId);
  assert.deepEqual(idsIn('high'), [2n, 3n, 1n, 4n]);
  assert.deepEqual(idsIn('low'), [4n, 2n, 3n, 1n]);
  for (const place of places) assert.equal(compareFor({ order: 'high' })(place, place), 0);
});

test('board: a season begins at its time of day, weekday and day of the month, where the game is', () => {
  const times = { resetAt: '04:00', resetWeekday: 'monday', timeZone: 'UTC' } as const;
  const next = (reset: Board['reset'], from: string, zone = 'UTC'): string | null => {
    const atMs = nextReset(boardOf({ reset }), { ...times, timeZone: zone }, Date.parse(from));
    return atMs === null ? null : new Date(atMs).toISOString();
  };
  assert.equal(next('never', '2026-11-30T03:00Z'), null);
  assert.equal(next('daily', '2026-11-30T03:00Z'), '2026-11-30T04:00:00.000Z');
  assert.equal(next('daily', '2026-11-30T04:00Z'), '2026-12-01T04:00:00.000Z');
  // 30 November 2026 is a Monday.
  assert.equal(next('weekly', '2026-11-30T03:00Z'), '2026-11-30T04:00:00.000Z');
  assert.equal(next('weekly', '2026-11-30T04:00Z'), '2026-12-07T04:00:00.000Z');
  assert.equal(next('monthly', '2026-11-30T03:00Z'), '2026-12-01T04:00:00.000Z');
  assert.equal(next('monthly', '2026-12-01T04:00Z'), '2027-01-01T04:00:00.000Z');
  // On Kiritimati Monday has begun while it is Sunday in UTC; in New York a night in March has no 02:30, and 04:00 comes an hour sooner.
  assert.equal(next('weekly', '2026-11-29T00:00Z', 'Pacific/Kiritimati'), '2026-11-29T14:00:00.000Z');
  assert.equal(next('daily', '2026-03-08T06:00Z', 'America/New_York'), '2026-03-08T08:00:00.000Z');
});
