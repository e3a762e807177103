import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, silentLogger } from '../../base/index.ts';
import type { Body } from '../body/index.ts';
import { LeaseBeats } from './lease-beats.ts';
import type { HolderBeat, Wanted } from './lease-procedures.ts';
import { LEASE_BEAT_MS, LEASE_MS, WANTED_LOOK_MS } from './limits.ts';

function start() {
  const clock = new ManualClock();
  const others = new Map<string, number>();
  const asked: string[] = [];
  const seen: string[] = [];
  const database = { wanted: [] as Wanted[], isAway: false };
  const run = async ({ name }: { readonly name: string }): Promise<unknown> => {
    asked.push(name);
    if (database.isAway) throw new Error('the database is away');
    const list: HolderBeat[] = [...others].map(([holder, beat]) => ({ holder, beat }));
    return name === 'beatHolder' ? { wanted: database.wanted, others: list } : database.wanted;
  };
  // The two procedures that it runs, and no other.
  const body = { run } as unknown as Pick<Body, 'run'>;
  const beats = new LeaseBeats({ body, clock, log: silentLogger, holder: 'me' }, ({ owner, isToPlay }) => {
    seen.push(`${owner} ${isToPlay ? 'play' : 'call'}`);
  });
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 50) {
      clock.advance(50);
      for (let round = 0; round < 5; round++) await Promise.resolve();
    }
  };
  const looks = (): number => asked.filter((name) => name === 'findWanted').length;
  return { beats, database, others, asked, seen, pass, looks };
}

test('lease beats: a process that runs alone does not look for what others want', async () => {
  const { others, pass, looks, asked } = start();
  others.set('of an earlier run', 7);
  await pass(LEASE_BEAT_MS * 4);
  assert.deepEqual([looks(), asked.length], [0, 4]);
});

test('lease beats: while another one raises its beat, the process looks often, and stops after the time of a lease', async () => {
  const { others, pass, looks } = start();
  others.set('other', 7);
  await pass(LEASE_BEAT_MS);
  others.set('other', 8);
  await pass(LEASE_BEAT_MS + 1_000);
  assert.ok(looks() >= 3, `${looks()} looks in a second`);
  await pass(LEASE_MS);
  const count = looks();
  await pass(LEASE_BEAT_MS * 3);
  assert.equal(looks(), count);
});

test('lease beats: another one that is new since the last beat is alive', async () => {
  const { others, pass, looks } = start();
  await pass(LEASE_BEAT_MS);
  others.set('other', 1);
  await pass(LEASE_BEAT_MS + 500);
  assert.ok(looks() > 0);
});

test('lease beats: what others want is reported at each look, and by a beat', async () => {
  const { beats, database, pass, seen } = start();
  database.wanted = [
    { owner: 'guild/7', isToPlay: false },
    { owner: 'r5', isToPlay: true },
  ];
  await pass(LEASE_BEAT_MS);
  assert.deepEqual(seen, ['guild/7 call', 'r5 play']);
  await pass(WANTED_LOOK_MS + 50);
  assert.equal(seen.length, 4, 'who wants something is alive');
  beats.stop();
  await pass(LEASE_BEAT_MS * 2);
  assert.equal(seen.length, 4);
});

test('lease beats: a look that fails is repeated', async () => {
  const { beats, database, pass, looks, seen } = start();
  beats.sawOther();
  database.isAway = true;
  await pass(1_000);
  assert.ok(looks() > 2);
  database.isAway = false;
  database.wanted = [{ owner: 'guild/7', isToPlay: false }];
  await pass(WANTED_LOOK_MS + 50);
  assert.deepEqual(seen, ['guild/7 call']);
});

test('lease beats: an answer that comes after the stop reports nothing', async () => {
  const { beats, database, pass, seen } = start();
  database.wanted = [{ owner: 'guild/7', isToPlay: false }];
  beats.sawOther();
  beats.stop();
  beats.sawOther();
  await pass(LEASE_BEAT_MS * 2);
  assert.deepEqual(seen, []);
});
