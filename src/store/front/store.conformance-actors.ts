// Actors over any body: their rows, alarms and receipts, one record of several owners, and whom the database refuses.
import assert from 'node:assert/strict';
import { LIST_ROWS_MAX } from '../body/index.ts';
import { type LiveEvents, type LiveOwner, purgeReceipts, takeOwner } from '../live/index.ts';
import {
  actorOwner,
  leaseHolder,
  type OwnerId,
  ownerAlarm,
  ownerReceipt,
  roleOwner,
  STORE_RAN,
  storeRun,
  tableOfActor,
} from '../table/index.ts';
import { type Checks, ROLE, rejects } from './store.conformance-checks.ts';
import { addMember, chest, fund, lot, member } from './store.conformance-procedures.ts';
import type { Store } from './store.ts';

const UNDISTURBED: LiveEvents = {
  wanted: () => assert.fail('nobody wants it'),
  lost: () => assert.fail('nobody takes it'),
};
const GUILD = actorOwner('guild', 42n);
const AUCTION = actorOwner('auction', '42');
const members = tableOfActor(member, 'guild');
const receipt = { once: 'a', call: 'apply 1', answer: '{"ok":true}', atMs: 1_000 };

function open(store: Store, id: OwnerId): Promise<LiveOwner> {
  return store.live.open(id, UNDISTURBED);
}

export const ACTORS: Checks = {
  'actors: one with more rows than a list may have wakes again with all of them': async (store) => {
    const auction = await open(store, AUCTION);
    for (let id = 0; id <= LIST_ROWS_MAX; id++) auction.rows(lot).insert({ id });
    await auction.commit();
    await auction.close();
    const again = await open(store, AUCTION);
    assert.equal(again.rows(lot).list().length, LIST_ROWS_MAX + 1);
    again.deleteAll();
    await again.commit();
    await again.close();
  },
  'actors: rows, alarms and receipts commit and roll back together, and are there when the actor wakes again': async (
    store,
  ) => {
    const guild = await open(store, GUILD);
    const change = (roleId: bigint) => {
      guild.rows(member).insert({ roleId });
      guild.rows(fund).upsert({ gold: roleId });
      guild.setAlarm({ name: 'close', atMs: Number(roleId), attempt: 1 });
      guild.addReceipt({ ...receipt, once: String(roleId) });
    };
    change(1n);
    assert.deepEqual(await guild.findReceipt('1'), { ...receipt, once: '1', owner: 'guild/42', seenRanMs: null });
    guild.rollback();
    assert.deepEqual([guild.rows(member).list(), guild.rows(fund).get(), guild.alarms()], [[], null, []]);
    assert.equal(await guild.findReceipt('1'), null);
    change(2n);
    await guild.commit();
    change(3n);
    guild.clearAlarm('close');
    guild.rollback();
    const found = async (owner: LiveOwner) => [
      owner.rows(member).list(),
      owner.rows(fund).get()?.gold,
      owner.alarms(),
      (await owner.findReceipt('2'))?.call,
      await owner.findReceipt('3'),
    ];
    const expected = [
      [{ owner: 42n, roleId: 2n, post: 'new' }],
      2n,
      [{ name: 'close', atMs: 2, attempt: 1 }],
      'apply 1',
      null,
    ];
    assert.deepEqual(await found(guild), expected);
    await guild.close();
    const again = await open(store, GUILD);
    assert.deepEqual(await found(again), expected);
    assert.equal(again.epoch, guild.epoch + 1);
    await again.close();
  },

  'actors: two of the same key and of different names share nothing': async (store) => {
    const [guild, auction] = [await open(store, GUILD), await open(store, AUCTION)];
    guild.rows(member).insert({ roleId: 1n });
    auction.rows(lot).insert({ id: 1 });
    assert.throws(() => guild.rows(lot), { code: 'call-invalid', table: 'lot' });
    await store.live.commitTogether([guild, auction]);
    guild.deleteAll();
    await guild.commit();
    await Promise.all([guild.close(), auction.close()]);
    assert.deepEqual(await store.table(members).list(42n), []);
    assert.deepEqual(await store.table(tableOfActor(lot, 'auction')).list('42'), [{ owner: '42', id: 1 }]);
  },

  'actors: one that is destroyed leaves no row, alarm or receipt; a rollback brings all of it back': async (store) => {
    const guild = await open(store, GUILD);
    guild.rows(member).insert({ roleId: 1n });
    guild.setAlarm({ name: 'close', atMs: 5, attempt: 1 });
    guild.addReceipt(receipt);
    await guild.commit();
    await store.live.flush();
    guild.rows(member).insert({ roleId: 2n });
    guild.deleteAll();
    assert.deepEqual([guild.rows(member).list(), guild.alarms(), await guild.findReceipt('a')], [[], [], null]);
    guild.rows(member).insert({ roleId: 3n });
    guild.rollback();
    assert.deepEqual([guild.rows(member).list().length, guild.alarms().length], [1, 1]);
    assert.equal((await guild.findReceipt('a'))?.call, 'apply 1');
    guild.deleteAll();
    guild.rows(fund).upsert({ gold: 7n });
    await guild.commit();
    await guild.close();
    const left = [ownerAlarm, ownerReceipt].map((table) => store.table(table).list({ owner: GUILD.text }));
    assert.deepEqual([await store.table(members).list(42n), ...(await Promise.all(left))], [[], [], []]);
    const again = await open(store, GUILD);
    assert.equal(again.rows(fund).get()?.gold, 7n, 'a change after it stays');
    await again.close();
  },

  'actors: alarms of the database are found when they are due, the earliest first': async (store) => {
    const due = (untilMs: number, countMax = 9) => store.live.dueAlarms(untilMs, countMax);
    const [guild, auction] = [await open(store, GUILD), await open(store, AUCTION)];
    guild.setAlarm({ name: 'close', atMs: 30, attempt: 1 });
    guild.setAlarm({ name: 'open', atMs: 10, attempt: 1 });
    auction.setAlarm({ name: 'end', atMs: 20, attempt: 2 });
    await store.live.flush();
    assert.deepEqual(await due(99), [], 'not committed');
    await store.live.commitTogether([guild, auction]);
    await store.live.flush();
    const first = { owner: 'guild/42', actor: 'guild', keyText: '42', name: 'open', atMs: 10 };
    assert.deepEqual(await due(20), [
      first,
      { owner: 'auction/42', actor: 'auction', keyText: '42', name: 'end', atMs: 20 },
    ]);
    assert.deepEqual(await due(99, 1), [first]);
    guild.setAlarm({ name: 'open', atMs: 50, attempt: 1 });
    guild.clearAlarm('close');
    await guild.commit();
    await Promise.all([guild.close(), auction.close()]);
    assert.deepEqual(
      (await due(99)).map(({ name }) => name),
      ['end', 'open'],
    );
  },

  'actors: receipts are purged when the store has been run long enough since they were seen, in portions': async (
    store,
  ) => {
    const guild = await open(store, GUILD);
    const step = { lastRanMs: 0, elapsedMs: 0 };
    const purge = async () => (await store.run(purgeReceipts, { ...step, keptMs: 100, countMax: 2 })).count;
    const run = (ranMs: number) => store.table(storeRun).upsert({ name: STORE_RAN, ranMs });
    for (const once of ['a', 'b', 'c']) guild.addReceipt({ ...receipt, once });
    await guild.commit();
    await guild.close();
    await run(1_000);
    assert.deepEqual([await purge(), await purge(), await purge()], [2, 1, 0]);
    await run(1_099);
    assert.equal(await purge(), 0);
    await run(1_100);
    assert.deepEqual([await purge(), await purge(), await purge()], [2, 1, 0]);
    assert.deepEqual(await store.table(ownerReceipt).list({ owner: GUILD.text }), []);
  },

  'actors: procedures and tables neither read nor write behind the back of one that is awake': async (store) => {
    const guild = await open(store, GUILD);
    for (const isRead of [true, false]) {
      await rejects(store.run(addMember, { guild: 42n, roleId: 1n, isRead }), 'actor-live', {
        table: 'member',
        message: /actor guild\/42 is awake .* call the actor instead/,
      });
    }
    await rejects(store.table(members).insert({ owner: 42n, roleId: 1n }), 'actor-live', { table: 'member' });
    assert.deepEqual(await store.run(addMember, { guild: 43n, roleId: 1n, isRead: false }), [1n]);
    guild.rows(member).insert({ roleId: 2n });
    await guild.commit();
    assert.equal((await store.table(members).list(42n)).length, 1, 'a read flushes first');
    await guild.close();
    assert.deepEqual(await store.run(addMember, { guild: 42n, roleId: 1n, isRead: false }), [1n, 2n]);
  },

  'actors: a holder that was overtaken is refused by the database, and what it shared with another is kept of both':
    async (store) => {
      const lost: string[] = [];
      const guild = await store.live.open(GUILD, { wanted: () => {}, lost: (error) => lost.push(error.code) });
      const role = await store.live.open(roleOwner(ROLE), UNDISTURBED);
      guild.rows(fund).upsert({ gold: 1n });
      await guild.commit();
      await store.live.flush();
      guild.rows(fund).upsert({ gold: 2n });
      role.rows(chest).insert({ slot: 1, count: 2 });
      await store.live.commitTogether([guild, role]);
      const held = await takeAs(store, 'other');
      assert.ok(held.kind === 'held', 'asked for first');
      const taken = await takeAs(store, 'other', { holder: held.holder, beat: held.beat });
      assert.deepEqual(taken.kind === 'taken' && taken.rows.find(([name]) => name === 'fund')?.[1], [
        { owner: 42n, gold: 1n },
      ]);
      await store.live.flush();
      assert.deepEqual(lost, ['fenced']);
      assert.throws(() => guild.rows(fund).get(), { code: 'owner-ended' });
      assert.deepEqual([await guild.close(), store.live.status().owners], [undefined, 1]);
      assert.equal((await store.table(chest).get(ROLE, 1))?.count, 2);
      await role.close();
    },

  'actors: names and keys that cannot be told apart in a text, or are no keys, are refused': async () => {
    const refused = [
      ['guild/1', 1n],
      ['Guild', 1n],
      ['', 1n],
      ['guild', 'x'.repeat(250)],
      ['guild', 'a\0b'],
      ['guild', '\ud800'],
      ['guild', 0.5],
      ['guild', 2n ** 64n],
    ] as const;
    for (const [name, key] of refused) assert.throws(() => actorOwner(name, key), { code: 'row-invalid' });
    assert.equal(actorOwner('guild', 'a/b').text, 'guild/a/b');
  },
};

async function takeAs(store: Store, holder: string, overtake: { holder: string; beat: number } | null = null) {
  await store.table(leaseHolder).upsert({ holder, beat: 1 });
  return await store.run(takeOwner, { owner: GUILD, holder, overtake, wantedTo: 'play' });
}
