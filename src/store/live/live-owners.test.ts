import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleOwner, StoreError } from '../table/index.ts';
import { counts, countsOf, has, Node, newDatabase, ONE, put, QUIET, TWO, writes } from './live-node.fixture.ts';
import type { OwnerWrites } from './live-procedures.ts';
import { bag, hero } from './live-tables.fixture.ts';

test('live: changes are brought into the database when they are old, merged, one statement a row', async () => {
  const node = await new Node().open(newDatabase());
  const flushed: OwnerWrites[] = [];
  node.disturb = (procedure, args) => {
    flushed.push(...writes(procedure, args));
    return null;
  };
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  for (let count = 0; count < 5; count++) await put(role, 1, count);
  role.rows(bag).update(1, { note: 'n' });
  await put(role, 2, 1);
  role.rows(bag).delete(2);
  await role.commit();
  await node.pass(9_500);
  assert.equal(flushed.length, 0);
  await node.pass(4_000);
  assert.deepEqual(
    flushed.map(([, , , changes]) => changes),
    [
      [
        ['put', 'bag', { roleId: ONE, slot: 1, count: 4, note: 'n' }],
        ['delete', 'bag', [2]],
      ],
    ],
  );
  assert.deepEqual(node.store.live.status().dirtyOwners, 0);
  await node.store.close();
});

test('live: another node asks for a role and is handed it over, whole', async () => {
  const database = newDatabase();
  const [first, second] = [await new Node().open(database), await new Node().open(database)];
  let isWanted = false;
  const role = await first.store.live.open(roleOwner(ONE), {
    ...QUIET,
    wanted: () => {
      isWanted = true;
      void role.close();
    },
  });
  await put(role, 1, 7);
  const opening = second.store.live.open(roleOwner(ONE), QUIET);
  await second.pass(500);
  assert.equal(isWanted, false);
  // It is told with the holder's next beat.
  await first.pass(5_500);
  assert.equal(isWanted, true);
  await second.pass(1_000);
  assert.deepEqual(countsOf(await opening), [7]);
  await first.store.close();
  await second.store.close();
});

test('live: a node that says nothing is overtaken after the time of a lease, and what it writes then is refused and kept', async () => {
  const database = newDatabase();
  const [first, second] = [await new Node().open(database), await new Node().open(database)];
  const told: string[] = [];
  const role = await first.store.live.open(roleOwner(ONE), { ...QUIET, lost: (error) => told.push(error.code) });
  await put(role, 1, 1);
  await first.store.live.flush();
  await put(role, 1, 2);
  const opening = second.store.live.open(roleOwner(ONE), QUIET);
  let isOpen = false;
  void opening.then(() => {
    isOpen = true;
  });
  await second.pass(14_000);
  assert.equal(isOpen, false, 'not before a lease is over');
  await second.pass(2_000);
  const taken = await opening;
  assert.deepEqual(countsOf(taken), [1], 'what was in the database');
  await put(taken, 1, 3);
  await first.store.live.flush();
  assert.deepEqual(told, ['fenced']);
  await second.store.live.flush();
  assert.deepEqual(await counts(second.store, ONE), [3]);
  const [kept] = first.disk.names.filter((name) => name.startsWith('refused-'));
  const text = first.disk.bytes(kept as string).toString();
  assert.match(text, /"owner": "r60000001"[\s\S]*another process has taken role 60000001[\s\S]*"count": 2/);
  assert.match(
    first.logged.join('\n'),
    /error: role 60000001 was taken by another process[\s\S]*are kept in disk\/refused-/,
  );
  await first.store.close();
  assert.deepEqual(
    first.disk.names.filter((name) => name.startsWith('journal')),
    [],
  );
  await second.store.close();
});

test('live: what a node held that died long ago is not waited for', async () => {
  const database = newDatabase();
  const [first, second] = [await new Node().open(database), await new Node().open(database)];
  const role = await first.store.live.open(roleOwner(ONE), QUIET);
  await put(role, 1, 1);
  await first.store.live.flush();
  // The first one says nothing any more, while the second one goes on.
  await second.pass(25_000);
  const opening = second.store.live.open(roleOwner(ONE), QUIET);
  await second.pass(1_500);
  assert.deepEqual(countsOf(await opening), [1]);
  await second.store.close();
  await first.store.close();
});

test('live: a role that is not let go of is told so in the end', async () => {
  const database = newDatabase();
  const [first, second] = [await new Node().open(database), await new Node().open(database)];
  await first.store.live.open(roleOwner(ONE), QUIET);
  const opening = second.store.live.open(roleOwner(ONE), QUIET);
  const refused = assert.rejects(opening, {
    code: 'role-held',
    message: /role 60000001 is awake elsewhere .* try again later/,
  });
  for (let at = 0; at < 24; at++) {
    await first.pass(1_000);
    await second.pass(1_000);
  }
  await refused;
  await first.store.close();
  await second.store.close();
});

test('live: while the database is away changes are acknowledged, leaving does not wait for it, and all comes when it is back', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  node.disturb = () => new StoreError('io-failed', 'the database is away');
  await put(role, 1, 1);
  await node.pass(20_000);
  await put(role, 1, 2);
  await role.close();
  assert.deepEqual(node.store.live.status(), {
    owners: 1,
    dirtyOwners: 1,
    stuckOwners: [],
    journalBytes: node.store.live.status().journalBytes,
  });
  const back = await node.store.live.open(roleOwner(ONE), QUIET);
  assert.deepEqual(countsOf(back), [2], 'its player may come back meanwhile');
  await put(back, 1, 3);
  await back.close();
  node.disturb = () => null;
  await node.pass(31_000);
  assert.deepEqual(node.store.live.status().owners, 0);
  assert.deepEqual(await counts(node.store, ONE), [3]);
  const lines = node.logged.filter((line) => line.includes('live owners') && !line.includes('leases'));
  assert.deepEqual(
    lines.map((line) => line.split(':')[0]),
    ['error', 'info'],
    'told once when it begins and once when it is over',
  );
  await node.store.close();
});

test('live: a role whose changes the database refuses holds up nobody, is told of, and does not keep the journal', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  node.disturb = (procedure, args) =>
    has(writes(procedure, args), roleOwner(ONE)) ? new StoreError('row-invalid', 'no such thing') : null;
  const [one, two] = [
    await node.store.live.open(roleOwner(ONE), QUIET),
    await node.store.live.open(roleOwner(TWO), QUIET),
  ];
  await put(one, 1, 1);
  for (let count = 0; count < 60; count++) {
    await put(two, 1, count);
    await node.pass(1_000);
  }
  assert.deepEqual(node.store.live.status().stuckOwners, ['r60000001']);
  assert.match(node.logged.join('\n'), /error: the database refuses the changes of role 60000001: no such thing/);
  const segments = node.disk.names.filter((name) => name.startsWith('journal-'));
  assert.ok(segments.length <= 8, `old segments go: ${segments.length} are left`);
  // The process dies, and its successor has a database that takes them.
  node.disk.reboot();
  const next = await new Node({ disk: node.disk }).open(database);
  assert.deepEqual([await counts(next.store, ONE), await counts(next.store, TWO)], [[1], [59]]);
  await next.store.close();
});

test('live: refused changes that the journal cannot take again are logged, once until it works', async () => {
  const node = await new Node().open(newDatabase());
  node.disturb = (procedure, args) =>
    has(writes(procedure, args), roleOwner(ONE)) ? new StoreError('row-invalid', 'no') : null;
  const [one, two] = [
    await node.store.live.open(roleOwner(ONE), QUIET),
    await node.store.live.open(roleOwner(TWO), QUIET),
  ];
  await put(one, 1, 1);
  // Refused once, and then kept in the oldest of several segments.
  await node.pass(14_000);
  const journalNames = () => node.disk.names.filter((name) => name.startsWith('journal-'));
  for (let count = 0; journalNames().length < 2; count++) await put(two, 1, count);
  const noted = () => node.logged.filter((line) => line.includes('could not be moved to a new journal segment'));
  node.disk.faults.writeError = new Error('EIO: i/o error');
  await node.pass(5_000);
  assert.equal(noted().length, 1, node.logged.join('\n'));
  assert.match(noted()[0] as string, /warn: .*EIO.*tried again/);
  node.disk.faults.writeError = null;
  await node.pass(5_000);
  assert.equal(noted().length, 1);
  await node.store.close();
});

test('live: after a crash a role whose changes the database still refuses can be played, with all its changes', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  await put(role, 1, 1);
  await node.store.live.flush();
  await put(role, 2, 2);
  node.disk.reboot();
  const next = new Node({ disk: node.disk });
  next.disturb = (procedure, args) => (writes(procedure, args).length > 0 ? new StoreError('row-invalid', 'no') : null);
  await next.open(database);
  const back = await next.store.live.open(roleOwner(ONE), QUIET);
  assert.deepEqual(countsOf(back), [1, 2]);
  assert.throws(() => back.rows(bag).insert({ slot: 2, count: 3 }), { code: 'unique-violation' });
  next.disturb = () => null;
  await next.pass(31_000);
  await back.close();
  assert.deepEqual(await counts(next.store, ONE), [1, 2]);
  await next.store.close();
});

test('live: changes of a table that only the store knows are flushed to it', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const one = await node.store.live.open(roleOwner(ONE), QUIET);
  one.rows(hero).upsert({ level: 3 });
  await one.commit();
  node.disk.reboot();
  const next = await new Node({ disk: node.disk }).open(database, [bag]);
  assert.deepEqual(next.store.tables.map(({ name }) => name).toSorted(), ['bag', 'hero', 'vault']);
  assert.equal((await next.store.table(hero).get(ONE))?.level, 3);
  await next.store.close();
});

test('live: a journal with changes of a table that is nowhere declared is refused by name, and kept', async () => {
  const node = await new Node().open(newDatabase(), [bag]);
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  await put(role, 1, 5);
  node.disk.reboot();
  const kept = node.disk.names;
  // Another store with the same role, whose tables are others.
  const other = newDatabase();
  await (await new Node().open(other, [hero])).store.live.open(roleOwner(ONE), QUIET);
  await assert.rejects(
    new Node({ disk: node.disk }).open(other, [hero]),
    /no live tables here: bag\. Nothing was changed; start the server with the configuration/,
  );
  assert.deepEqual(node.disk.names, kept);
});

test('live: a guarded view writes a live table only while its guard allows it and the role is asleep, and reads on', async () => {
  const node = await new Node().open(newDatabase());
  let isAllowed = true;
  const view = node.store.guarded({ assertWritable: () => assert.ok(isAllowed, 'it may write') });
  await view.table(bag).insert({ roleId: TWO, slot: 1, count: 1 });
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  await put(role, 1, 1);
  await assert.rejects(view.table(bag).insert({ roleId: ONE, slot: 2, count: 1 }), { code: 'role-live' });
  isAllowed = false;
  for (const roleId of [ONE, TWO]) {
    await assert.rejects(view.table(bag).upsert({ roleId, slot: 1, count: 2 }), /it may write/);
    await assert.rejects(view.table(bag).update(roleId, 1, { count: 2 }), /it may write/);
    await assert.rejects(view.table(bag).delete(roleId, 1), /it may write/);
    await assert.rejects(view.table(bag).deleteWhere(roleId), /it may write/);
    assert.deepEqual(await view.table(bag).list(roleId), [{ roleId, slot: 1, count: 1, note: '' }]);
  }
  await role.close();
  await node.store.close();
});

test('live: when the disk does not confirm, the store ends; what the database takes is not lost', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const role = await node.store.live.open(roleOwner(ONE), QUIET);
  node.disk.faults.syncError = new Error('EIO');
  await assert.rejects(put(role, 1, 1), { code: 'journal-failed' });
  assert.equal((await node.store.closed)?.code, 'journal-failed');
  role.rows(bag).upsert({ slot: 2, count: 1 });
  assert.throws(() => role.commit(), { code: 'journal-failed' });
  role.rollback();
  assert.deepEqual(countsOf(role), [1]);
  await node.store.close();
  const next = await new Node({ disk: node.disk }).open(database);
  assert.deepEqual(await counts(next.store, ONE), [1]);
  await next.store.close();
});

test('live: bringing all in takes what was changed before, and ends though roles go on changing', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const one = await node.store.live.open(roleOwner(ONE), QUIET);
  const two = await node.store.live.open(roleOwner(TWO), QUIET);
  await put(one, 1, 7);
  await put(two, 1, 8);
  let more = 0;
  node.disturb = (procedure, args) => {
    // A new change for each flush: waiting for none would never end.
    if (writes(procedure, args).length > 0) void Promise.all([put(one, 2, ++more), put(two, 2, more)]);
    return null;
  };
  assert.deepEqual(await node.store.live.flush(), { owners: 2, left: 0 });
  node.disturb = () => null;
  assert.ok(more > 0);
  const reader = await new Node().open(database);
  assert.deepEqual([(await counts(reader.store, ONE))[0], (await counts(reader.store, TWO))[0]], [7, 8]);
  await node.store.close();
  await reader.store.close();
});

test('live: bringing all in counts who the database refuses, and whom it takes nothing of', async () => {
  const node = await new Node().open(newDatabase());
  const one = await node.store.live.open(roleOwner(ONE), QUIET);
  const two = await node.store.live.open(roleOwner(TWO), QUIET);
  assert.deepEqual(await node.store.live.flush(), { owners: 0, left: 0 });
  await put(one, 1, 7);
  await put(two, 1, 8);
  let code: 'query-failed' | 'unavailable' = 'query-failed';
  let refused = (key: unknown): boolean => key === ONE;
  node.disturb = (procedure, args) =>
    writes(procedure, args).some(([, key]) => refused(key)) ? new StoreError(code, 'refused') : null;
  assert.deepEqual(await node.store.live.flush(), { owners: 2, left: 1 });
  assert.deepEqual(
    await node.store.live.flush(),
    { owners: 1, left: 1 },
    'a role that is refused is tried again, once',
  );
  await put(two, 2, 9);
  code = 'unavailable';
  refused = () => true;
  assert.deepEqual(await node.store.live.flush(), { owners: 2, left: 2 });
  refused = () => false;
  assert.deepEqual(await node.store.live.flush(), { owners: 2, left: 0 });
  await node.store.close();
});
