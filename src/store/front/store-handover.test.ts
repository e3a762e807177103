import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import type { HandoverPart, HandoverTaker } from '../../handover/index.ts';
import { openJournalFiles } from '../journal/index.ts';
import { bag, hero, vault } from '../live/live-tables.fixture.ts';
import { sqliteBody } from '../sqlite/index.ts';
import { actorOwner, defineTable, integer, roleIdOf, roleOwner, type Table, text } from '../table/index.ts';
import { openStore, type Store } from './store.ts';
import { StoreTaker } from './store-handover.ts';

const offer = defineTable({ name: 'offer', kind: 'ram', columns: { key: text(), count: integer() }, key: ['key'] });
const TABLES: readonly Table[] = [bag, hero, vault, offer];
const ROLE = roleIdOf({ serverId: 1, number: 10_000_001 });
const QUIET = { wanted: () => {}, lost: () => {} };
const opened: Store[] = [];
after(async () => {
  for (const { heir } of opened) {
    await heir.owners.leave();
    await heir.body.close();
  }
});

class World {
  readonly directory = mkdtempSync(join(tmpdir(), 'jadegate-store-'));
  readonly clock = new ManualClock();

  async open(inherits: boolean, tables: readonly Table[] = TABLES): Promise<Store> {
    const store = await openStore({
      body: sqliteBody({ at: { file: join(this.directory, 'store.sqlite') }, thread: 'caller', openWaitMs: 0 }),
      tables,
      serverIds: [1],
      inherits,
      live: { openFiles: () => openJournalFiles(join(this.directory, 'journal'), { inherits, openWaitMs: 0 }) },
      clock: this.clock,
      log: silentLogger,
      counters: new Counters(),
      random: new SeededRandom(1),
    });
    opened.push(store);
    return store;
  }

  async next(): Promise<{ store: Store; taker: HandoverTaker }> {
    const store = await this.open(true);
    const described = { location: store.location, serverIds: [1], tables: TABLES };
    return { store, taker: new StoreTaker(described, Promise.resolve(store.heir)) };
  }
}

/** Sends as the channel does: the body is copied. */
function sinkOf(taker: HandoverTaker) {
  return {
    version: 1,
    send: (kind: number, body: Uint8Array) => taker.take(kind, new Uint8Array(body), []),
  };
}

async function play(part: HandoverPart, taker: HandoverTaker, between: () => void): Promise<void> {
  const sink = sinkOf(taker);
  assert.equal(part.refuse(taker.describe()), null);
  await part.copy(sink);
  between();
  await part.freeze();
  await part.transfer(sink);
}

test('store hand-over: rows of roles and actors, changes without a flush and the journal continue in the next process', async () => {
  const world = new World();
  const old = await world.open(false);
  const role = await old.live.open(roleOwner(ROLE), QUIET);
  const actor = await old.live.open(actorOwner('bank', 7n), QUIET);
  const gone = await old.live.open(roleOwner(ROLE + 1n), QUIET);
  role.rows(bag).insert({ slot: 1, note: 'sword', count: 1 });
  await role.commit();
  await old.table(offer).insert({ key: 'a', count: 3 });
  const { store, taker } = await world.next();
  const part = old.handOver();
  await play(part, taker, () => {
    role.rows(bag).upsert({ slot: 1, note: 'sword', count: 2 });
    void role.commit();
    void gone.close();
  });
  await taker.adopted();
  const waiting = old.table(offer).list({});
  assert.deepEqual(await store.table(offer).list({}), [{ key: 'a', count: 3 }], 'rows in memory');
  const again = await store.live.open(roleOwner(ROLE), QUIET);
  assert.equal(again.epoch, role.epoch, 'the lease is the same');
  assert.equal(again.rows(bag).get(1)?.count, 2);
  assert.equal(store.live.status().owners, 2, 'the actor is there and the role that left is not');
  await taker.start();
  await part.release();
  void waiting;
  again.rows(bag).upsert({ slot: 1, note: 'sword', count: 3 });
  await again.commit();
  assert.deepEqual(await store.live.flush(), { owners: 1, left: 0 });
  assert.equal((await store.table(bag).list(ROLE))[0]?.count, 3);
  void actor;
});

test('store hand-over: a failed attempt leaves the old process as it was', async () => {
  const world = new World();
  const old = await world.open(false);
  const role = await old.live.open(roleOwner(ROLE), QUIET);
  const { store, taker } = await world.next();
  const part = old.handOver();
  await play(part, taker, () => {});
  await taker.adopted();
  const waiting = old.table(offer).insert({ key: 'b', count: 1 });
  await assert.rejects(part.thaw(), /database is locked|locked/, 'the new process lives, and has the store');
  await store.heir.owners.leave();
  await store.heir.body.close();
  await part.thaw();
  await waiting;
  role.rows(bag).insert({ slot: 2, note: 'bow', count: 1 });
  await role.commit();
  assert.deepEqual(await old.live.flush(), { owners: 1, left: 0 });
  assert.equal((await old.table(offer).list({})).length, 1);
});

test('store hand-over: a crash behind it loses nothing that either process acknowledged', async () => {
  const world = new World();
  const old = await world.open(false);
  const role = await old.live.open(roleOwner(ROLE), QUIET);
  role.rows(bag).insert({ slot: 1, note: 'sword', count: 1 });
  await role.commit();
  const { store, taker } = await world.next();
  const part = old.handOver();
  await play(part, taker, () => {
    role.rows(bag).insert({ slot: 2, note: 'bow', count: 1 });
    void role.commit();
  });
  await taker.adopted();
  await taker.start();
  await part.release();
  const again = await store.live.open(roleOwner(ROLE), QUIET);
  again.rows(bag).insert({ slot: 3, note: 'axe', count: 1 });
  await again.commit();
  // The journal alone has the last two rows, in files of two processes.
  await store.heir.journal.leave();
  await store.heir.body.close();
  const third = await world.open(false);
  assert.deepEqual((await third.table(bag).list(ROLE)).map(({ note }) => note).toSorted(), ['axe', 'bow', 'sword']);
});

test('store hand-over: a turn that has not ended holds it, by name', async () => {
  const world = new World();
  const old = await world.open(false);
  const role = await old.live.open(roleOwner(ROLE), QUIET);
  role.rows(bag).insert({ slot: 1, note: 'sword', count: 1 });
  const { taker } = await world.next();
  await assert.rejects(
    play(old.handOver(), taker, () => {}),
    { code: 'handover-held', message: `role ${ROLE} has a turn that has not ended; try again.` },
  );
});

test('store hand-over: what differs is refused in one sentence', async () => {
  const world = new World();
  const old = await world.open(false);
  const part = old.handOver();
  const refusal = (described: { location?: string; serverIds?: readonly number[]; tables?: readonly Table[] }) => {
    const taker = new StoreTaker(
      { location: old.location, serverIds: [1], tables: TABLES, ...described },
      new Promise(() => {}),
    );
    return part.refuse(taker.describe());
  };
  const other = defineTable({ name: 'offer', kind: 'ram', columns: { key: text() }, key: ['key'] });
  assert.equal(refusal({}), null);
  assert.match(refusal({ location: '/other' }) ?? '', /would use the store \/other/);
  assert.match(refusal({ serverIds: [1, 2] }) ?? '', /has the server ids 1,2/);
  assert.match(refusal({ tables: [bag, hero, vault, other] }) ?? '', /declares the table offer with other columns/);
  assert.match(refusal({ tables: [bag, hero, vault] }) ?? '', /has no table offer any more/);
  const added = defineTable({ name: 'added', kind: 'disc', columns: { key: text() }, key: ['key'] });
  assert.match(
    refusal({ tables: [...TABLES, added] }) ?? '',
    /has the table added, and this one has not: .* stop this server/,
  );
});
