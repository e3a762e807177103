import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '../base/index.ts';
import type { Store } from '../store/index.ts';
import type { LiveStatus, Settled } from '../store/live/index.ts';
import { flushLive, type LiveFlush } from './live-flush.ts';

const unused = () => assert.fail('it is only flushed');
const NOT_USED = { open: unused, commitTogether: unused, dueAlarms: unused };

/** A store whose flushes come to what is given, one after the other; null never ends. */
function storeOf(flushes: (Settled | null)[], status: Partial<LiveStatus> = {}): Pick<Store, 'live' | 'location'> {
  return {
    location: 'here',
    live: {
      ...NOT_USED,
      flush: () => {
        const next = flushes.length > 1 ? flushes.shift() : flushes[0];
        return next ? Promise.resolve(next) : new Promise(() => {});
      },
      status: () => ({ owners: 9, dirtyOwners: 9, stuckOwners: [], journalBytes: 0, ...status }),
    },
  };
}

async function inTime(store: Pick<Store, 'live' | 'location'>): Promise<LiveFlush | null> {
  const clock = new ManualClock();
  let flush: LiveFlush | null = null;
  void flushLive(store, { clock, waitMs: 10_000 }).then((done) => {
    flush = done;
  });
  for (let ms = 0; ms <= 10_000; ms += 250) {
    for (let turn = 0; turn < 4; turn++) await setImmediate();
    clock.advance(250);
  }
  await setImmediate();
  return flush;
}

test('live flush: tried again while the database is away, and counts whom it brought in', async () => {
  const flushes = [
    { owners: 5, left: 5 },
    { owners: 6, left: 2 },
    { owners: 2, left: 0 },
  ];
  assert.deepEqual(await inTime(storeOf(flushes)), { store: 'here', flushed: 6, failure: null });
});

test('live flush: ends at its bound, whether flushes fail or do not end, and says of how many owners', async () => {
  const failed = await inTime(storeOf([{ owners: 5, left: 4 }]));
  assert.match(String(failed?.failure), /^after 10 s the database had not taken the changes of 4 roles and actors/);
  const hung = await inTime(storeOf([null]));
  assert.match(String(hung?.failure), /^after 10 s the database had not taken the changes of 9 roles and actors/);
});

test('live flush: does not wait for owners that the database refuses, and names them', async () => {
  const stuckOwners = ['r1', 'guild/2', 'r3', 'r4', 'r5', 'r6', 'r7'];
  const refused = await inTime(storeOf([{ owners: 8, left: 7 }, null], { stuckOwners }));
  assert.deepEqual([refused?.flushed, refused?.failure?.startsWith('the database refuses')], [1, true]);
  assert.match(String(refused?.failure), /of role 1, actor guild\/2, role 3, role 4, role 5 and 2 more/);
});
