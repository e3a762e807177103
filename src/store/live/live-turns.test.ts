import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, silentLogger } from '../../base/index.ts';
import type { Store } from '../front/index.ts';
import { Journal } from '../journal/index.ts';
import { Mortal, type SimulatedDisk } from '../journal/journal-files.fixture.ts';
import { actorOwner, ownerReceipt, roleOwner, STORE_RAN, StoreError, storeRun } from '../table/index.ts';
import { RECEIPT_KEPT_MS, RECEIPT_PURGE_MS } from './limits.ts';
import { counts, countsOf, Node, newDatabase, ONE, put, QUIET, writes } from './live-node.fixture.ts';
import type { LiveOwner } from './live-owner.ts';
import { bag, hero, vault } from './live-tables.fixture.ts';

const VAULT = actorOwner('bank', 7n);

/** Two owners of one record: what the role pays, the vault gets. */
async function openPair(
  node: Node,
): Promise<{ role: LiveOwner; bank: LiveOwner; pay(gold: number): Promise<void> | null }> {
  const [role, bank] = [await node.store.live.open(roleOwner(ONE), QUIET), await node.store.live.open(VAULT, QUIET)];
  return {
    role,
    bank,
    pay: (gold) => {
      role.rows(bag).upsert({ slot: 1, count: 100 - gold });
      bank.rows(vault).upsert({ gold });
      return node.store.live.commitTogether([role, bank]);
    },
  };
}

async function pairIn(store: Store): Promise<unknown[]> {
  return [(await store.table(bag).get(ONE, 1))?.count, (await store.table(vault).get(7n))?.gold];
}

test('live: changes of several owners are one record: a crash at any moment keeps both halves, or neither', async () => {
  for (const flushed of ['none', 'role', 'bank', 'both'] as const) {
    const database = newDatabase();
    const node = await new Node().open(database);
    const { role, bank, pay } = await openPair(node);
    await pay(10);
    await node.store.live.flush();
    await pay(20);
    if (flushed === 'role' || flushed === 'both') await node.store.table(bag).list(ONE);
    if (flushed === 'bank' || flushed === 'both') await node.store.table(vault).list(7n);
    // Acknowledged by nobody: the disk has not confirmed it, and forgets it.
    node.disk.faults.syncError = new Error('EIO');
    const lost = pay(30);
    await assert.rejects(Promise.resolve(lost), { code: 'journal-failed' });
    role.rows(bag).upsert({ slot: 1, count: 0 });
    assert.equal(bank.hasChanges, false);
    node.disk.faults.syncError = null;
    node.disk.reboot();
    const next = await new Node({ disk: node.disk }).open(database);
    const found = await pairIn(next.store);
    assert.ok(
      [`${[80, 20]}`, `${[70, 30]}`].includes(`${found}`),
      `flushed ${flushed}: found ${found}, which is half of a change`,
    );
    await next.store.close();
  }
});

test('live: an owner is not flushed before a record that it shares is durable', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const { pay } = await openPair(node);
  await pay(10);
  await node.store.live.flush();
  node.disk.faults.writeError = new Error('EIO: i/o error');
  await assert.rejects(Promise.resolve(pay(20)), { code: 'io-failed' });
  assert.deepEqual(await node.store.live.flush(), { owners: 2, left: 2 });
  await assert.rejects(node.store.table(bag).get(ONE, 1), { code: 'io-failed' });
  const reader = await new Node().open(database);
  assert.deepEqual(await pairIn(reader.store), [90, 10]);
  node.disk.faults.writeError = null;
  await node.pass(2_000);
  assert.deepEqual(await node.store.live.flush(), { owners: 2, left: 0 });
  assert.deepEqual(await pairIn(reader.store), [80, 20]);
  await node.store.close();
  await reader.store.close();
});

test('live: a shared record does not wait for room that only the flush of its owners could make', async () => {
  const node = await new Node({ bytesMax: 4_000 }).open(newDatabase());
  const { role, pay } = await openPair(node);
  node.disturb = (procedure, args) =>
    writes(procedure, args).length > 0 ? new StoreError('unavailable', 'the database is away') : null;
  // Above the high mark nothing but the owners of the next record keeps the oldest segment.
  for (let count = 0; node.store.live.status().journalBytes < 3_300; count++) {
    role.rows(bag).upsert({ slot: 2, count });
    const kept = role.commit();
    await Promise.race([kept, node.pass(500)]);
  }
  node.disturb = () => null;
  let isKept = false;
  void pay(10)?.then(() => {
    isKept = true;
  });
  await node.pass(40_000);
  assert.equal(isKept, true);
  assert.deepEqual([node.store.live.status().dirtyOwners, await pairIn(node.store)], [0, [90, 10]]);
  await node.store.close();
});

test('live: uncommitted changes are in no journal, no flush and no kept file', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const { role, bank } = await openPair(node);
  await put(role, 1, 1);
  role.rows(bag).upsert({ slot: 2, count: 2 });
  bank.rows(vault).upsert({ gold: 2 });
  bank.setAlarm({ name: 'close', atMs: 1, attempt: 1 });
  assert.deepEqual(await node.store.live.flush(), { owners: 1, left: 0 });
  assert.deepEqual([await counts(node.store, ONE), await node.store.live.dueAlarms(9, 9)], [[1], []]);
  await put(role, 3, 3);
  role.rows(bag).upsert({ slot: 4, count: 4 });
  // Another process takes the role: what was committed is kept for people.
  const other = await new Node().open(database);
  const opening = other.store.live.open(roleOwner(ONE), QUIET);
  await other.pass(16_000);
  assert.deepEqual(countsOf(await opening), [1]);
  await node.store.live.flush();
  const [kept] = node.disk.names.filter((name) => name.startsWith('refused-'));
  const file = JSON.parse(node.disk.bytes(kept as string).toString());
  assert.deepEqual(
    file.changes.map((change: readonly [string, string, { slot: number }]) => change[2].slot),
    [2, 3],
    'of the last flush and after it, and not of the turn',
  );
  node.disk.reboot();
  const next = await new Node({ disk: node.disk }).open(database);
  assert.equal(await next.store.table(vault).get(7n), null);
  await next.store.close();
  await other.store.close();
});

test('live: a commit that the journal refuses leaves its changes uncommitted', async () => {
  const node = await new Node().open(newDatabase());
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  await put(role, 1, 1);
  node.disk.faults.writeError = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  await assert.rejects(put(role, 1, 2), { code: 'disk-full' });
  await assert.rejects(Promise.resolve(role.kept), { code: 'disk-full' });
  role.rows(bag).upsert({ slot: 1, count: 3 });
  assert.throws(() => role.commit(), { code: 'disk-full' });
  assert.deepEqual([role.hasChanges, countsOf(role)], [true, [3]]);
  role.rollback();
  assert.deepEqual(countsOf(role), [2]);
  node.disk.faults.writeError = null;
  await node.pass(2_000);
  assert.equal(role.kept, null, 'the record was written in the end');
  role.rows(hero).upsert({ quests: { done: ['x'.repeat(900_000)] } });
  const large = { done: Array.from({ length: 12 }, () => 'x'.repeat(80_000)) };
  for (let slot = 0; slot < 12; slot++) role.rows(bag).upsert({ slot, count: 1, note: 'y'.repeat(1_000_000) });
  role.rows(hero).upsert({ quests: large });
  assert.throws(() => role.commit(), { code: 'change-too-large' });
  role.rollback();
  assert.deepEqual(countsOf(role), [2]);
  await node.store.close();
});

test('live: journals and kept files of earlier versions, which know only roles, are read', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  await put(role, 1, 1);
  node.disk.reboot();
  const [name = ''] = node.disk.names.filter((each) => each.startsWith('journal-'));
  const epoch = role.epoch;
  await rewrite(node.disk, name, [
    `{"r":"${ONE}","e":${epoch},"c":[["bag","p",{"slot":1,"count":5,"note":""}]]}`,
    `{"f":[["${ONE}",${epoch},1]]}`,
    `{"r":"${ONE}","e":${epoch},"c":[["bag","p",{"slot":2,"count":6,"note":""}],["bag","s",[2],{"count":7}]]}`,
  ]);
  const next = await new Node({ disk: node.disk }).open(database);
  assert.deepEqual(await counts(next.store, ONE), [7], 'the mark says that the database has the first record');
  const changes = [['bag', 'p', { slot: 3, count: 8 }]];
  const applied = await next.store.applyRefused({
    text: JSON.stringify({ role: String(ONE), changes }),
    isDryRun: false,
  });
  assert.deepEqual([applied.owner, await counts(next.store, ONE)], [`r${ONE}`, [7, 8]]);
  await next.store.close();
});

test('live: an actor whose changes an earlier run left has its rows, its alarms and its kept file', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const bank = await node.store.live.open(VAULT, QUIET);
  bank.rows(vault).upsert({ gold: 1 });
  bank.setAlarm({ name: 'close', atMs: 5, attempt: 1 });
  bank.addReceipt({ once: 'a', call: 'c', answer: '1', atMs: 1 });
  await bank.commit();
  node.disk.reboot();
  const next = new Node({ disk: node.disk });
  next.disturb = (procedure, args) => (writes(procedure, args).length > 0 ? new StoreError('row-invalid', 'no') : null);
  await next.open(database);
  assert.deepEqual(next.store.live.status().stuckOwners, ['bank/7']);
  const back = await next.store.live.open(VAULT, QUIET);
  assert.deepEqual([back.rows(vault).get()?.gold, back.alarms().length], [1, 1]);
  assert.equal((await back.findReceipt('a'))?.answer, '1');
  assert.equal(back.id.key, 7n);
  const other = await new Node().open(database);
  const opening = other.store.live.open(VAULT, QUIET);
  await other.pass(16_000);
  await opening;
  next.disturb = () => null;
  await next.store.live.flush();
  const [kept = ''] = next.disk.names.filter((name) => name.startsWith('refused-'));
  assert.match(kept, /^refused-bank-7-[0-9a-f]+-1-1\.json$/);
  const text = next.disk.bytes(kept).toString();
  await assert.rejects(other.store.applyRefused({ text, isDryRun: false }), { code: 'actor-live' });
  await (await opening).close();
  const { rows } = await other.store.applyRefused({ text, isDryRun: false });
  assert.deepEqual(
    rows.map(({ table, key }) => [table, key]),
    [
      ['vault', {}],
      ['jadegate_alarm', { name: 'close' }],
      ['jadegate_receipt', { once: 'a' }],
    ],
  );
  assert.equal((await other.store.table(vault).get(7n))?.gold, 1);
  await next.store.close();
  await other.store.close();
});

/** Replaces the records of a segment. */
async function rewrite(disk: SimulatedDisk, name: string, texts: readonly string[]): Promise<void> {
  const files = await disk.open(new Mortal());
  await files.remove(name);
  const nothing = { clock: new ManualClock(), log: silentLogger, counters: new Counters(), relieve: () => {} };
  const journal = new Journal({ files, ...nothing }, { read: { segments: [], nextSequence: 1 } });
  for (const text of texts) await journal.append(text).durable;
  await journal.close();
}

test('live: a store counts by itself how long it is run, and purges receipts without any module', async () => {
  const node = await new Node().open(newDatabase());
  const { store } = node;
  const role = await store.live.open(roleOwner(ONE), QUIET);
  role.addReceipt({ once: 'a', call: 'pay', answer: 'null', atMs: 0 });
  await role.commit();
  await role.close();
  const ran = async () => (await store.table(storeRun).get(STORE_RAN))?.ranMs ?? 0;
  const receipts = () => store.table(ownerReceipt).list({ owner: roleOwner(ONE).text });
  // What is read afterwards comes after the purge in the database.
  const purge = () => node.pass(RECEIPT_PURGE_MS);
  await purge();
  assert.deepEqual([await ran(), (await receipts())[0]?.seenRanMs], [0, 0], 'the first purge only looks');
  await purge();
  const first = await ran();
  assert.ok(first > 0 && first <= RECEIPT_PURGE_MS, `${first} ms are counted`);
  await store.table(storeRun).upsert({ name: STORE_RAN, ranMs: RECEIPT_KEPT_MS - 1 });
  await purge();
  assert.equal((await receipts()).length, 1, 'another process has counted that time already');
  await purge();
  assert.ok((await ran()) >= RECEIPT_KEPT_MS);
  assert.deepEqual(await receipts(), []);
  await store.close();
});
