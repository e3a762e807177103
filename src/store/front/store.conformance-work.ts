// The conformance suite's part on procedures, queries, role ids and closing.
import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import { RoleIdAllocator } from '../role-ids/index.ts';
import { type DatabaseOf, roleIdOf } from '../table/index.ts';
import { type Checks, create, ROLE, rejects } from './store.conformance-checks.ts';
import * as procedures from './store.conformance-procedures.ts';
import { account, online, owner, role, roleItem, roleName, sample } from './store.conformance-procedures.ts';

export const PROCEDURES: Checks = {
  'procedure: does all its work and gives its result': async (store) => {
    assert.equal(await create(store, 1), 'created');
    assert.equal((await store.table(role).get(ROLE))?.name, 'name-1');
    assert.equal((await store.table(roleItem).list(ROLE)).length, 2);
  },

  'procedure: a refusal undoes everything, in every kind of table, and is a result': async (store) => {
    await create(store, 1);
    const second = { roleId: ROLE + 1n, account: 'b', name: 'name-1' };
    assert.equal(await store.run(procedures.createRole, second), 'name-used');
    assert.equal(await store.table(role).get(second.roleId), null);
    assert.equal(await store.table(online).get(second.roleId), null);
    assert.deepEqual(await store.table(owner).list({ account: 'b' }), []);
  },

  'procedure: one that throws is undone, alone, with the sub-tables it made': async (store) => {
    const before = await store.splits();
    const others = [create(store, 1), create(store, 2)];
    const thrown = store.run(procedures.insertThenThrow, 'x');
    others.push(create(store, 3));
    await rejects(thrown, 'procedure-failed', { message: /insertThenThrow: changed my mind/ });
    assert.deepEqual(await Promise.all(others), ['created', 'created', 'created']);
    assert.equal(await store.table(account).get('x'), null);
    assert.equal((await store.splits()).length, before.length);
    await store.table(role).insert({ roleId: 99_010_000_001n, name: 'after' });
    assert.equal((await store.table(role).get(99_010_000_001n))?.name, 'after');
  },

  'procedure: a failed call dooms it, even if it catches the error': async (store) => {
    await store.table(account).insert({ name: 'a' });
    await rejects(store.run(procedures.swallowFailure, 'a'), 'unique-violation', { table: 'account' });
    assert.equal(await store.table(account).get('a-before'), null);
  },

  'procedure: a failed call may be answered by a refusal': async (store) => {
    await store.table(account).insert({ name: 'a' });
    assert.equal(await store.run(procedures.refuseAfterFailure, 'a'), 'refused');
    assert.equal(await store.table(account).get('a-before'), null);
  },

  'procedure: many at once on one row lose nothing': async (store) => {
    const levels = await Promise.all(Array.from({ length: 200 }, () => store.run(procedures.raiseLevel, 'a')));
    assert.deepEqual(
      levels.toSorted((left, right) => left - right),
      Array.from({ length: 200 }, (_, at) => at + 1),
    );
  },

  'procedure: what one of many reads is what those before it wrote, by key and by list': async (store) => {
    // Once alone: a body may have learned by then what they read.
    const [first] = [await store.run(procedures.raiseByUpdate, 'a'), await store.run(procedures.raiseLevel, 'a')];
    assert.equal(first, 1);
    await store.run(procedures.ownAnother, { account: 'a', roleId: ROLE });
    const raised = Array.from({ length: 60 }, (_, at) =>
      store.run(at % 3 === 0 ? procedures.raiseByUpdate : procedures.raiseLevel, 'a'),
    );
    const owned = Array.from({ length: 40 }, (_, at) =>
      store.run(procedures.ownAnother, { account: at % 2 === 0 ? 'a' : 'b', roleId: ROLE + BigInt(at + 1) }),
    );
    assert.deepEqual(
      (await Promise.all(raised)).toSorted((left, right) => left - right),
      Array.from({ length: 60 }, (_, at) => at + 3),
    );
    assert.equal((await Promise.all(owned)).filter((result) => result === 'owned').length, 5);
    assert.equal((await store.table(owner).list({ account: 'a' })).length, 3);
    assert.equal((await store.table(owner).list({ account: 'b' })).length, 3);
  },

  'procedure: of many racing for one name exactly one wins': async (store) => {
    const attempts = Array.from({ length: 50 }, (_, at) =>
      store.run(procedures.createRole, { roleId: ROLE + BigInt(at), account: `account-${at}`, name: 'the one' }),
    );
    const results = await Promise.all(attempts);
    assert.equal(results.filter((result) => result === 'created').length, 1);
    const winner = ROLE + BigInt(results.indexOf('created'));
    assert.equal((await store.table(roleName).get('the one'))?.roleId, winner);
    assert.notEqual(await store.table(role).get(winner), null);
  },

  'procedure: one that waits for a timer is undone and named, the others go on': async (store) => {
    const waiting = store.run(procedures.waitForTimer, 'a');
    const forever = store.run(procedures.waitForever, null);
    const after = create(store, 1);
    await rejects(waiting, 'procedure-awaited', { message: /waitForTimer/ });
    await rejects(forever, 'procedure-awaited', { message: /waitForever/ });
    assert.equal(await after, 'created');
    assert.equal(await store.table(account).get('a'), null);
  },

  'procedure: one that cannot be found is named with its module': async (store) => {
    await rejects(store.run(procedures.hiddenProcedures[0], null), 'procedure-missing', { message: /not exported/ });
    await rejects(store.run(procedures.nowhere, null), 'procedure-missing', { message: /nowhere\/procedures\.ts/ });
  },

  'procedure: arguments and results that cannot be cloned fail alone': async (store) => {
    const badArgument = store.run(procedures.echo, () => 1);
    const badResult = store.run(procedures.returnFunction, null);
    const good = store.run(procedures.echo, { list: [1n, 'a', new Uint8Array([1])] });
    await rejects(badArgument, 'not-cloneable', {});
    await rejects(badResult, 'not-cloneable', {});
    assert.deepEqual(await good, { list: [1n, 'a', new Uint8Array([1])] });
  },

  'procedure: deletes a role from every table that has it, and no other role': async (store) => {
    await Promise.all([create(store, 1), create(store, 2)]);
    assert.equal(await store.run(procedures.deleteRole, ROLE), 6);
    assert.equal(await store.table(role).get(ROLE), null);
    assert.equal(await store.table(roleName).get('name-1'), null);
    assert.equal(await store.table(online).get(ROLE), null);
    assert.deepEqual(await store.table(owner).list({ account: 'account-1' }), []);
    assert.equal((await store.table(roleItem).list(ROLE + 1n)).length, 2);
    assert.notEqual(await store.table(roleName).get('name-2'), null);
  },
};

type QueryDatabase = DatabaseOf<[typeof sample, typeof role, typeof account]>;

export const QUERIES: Checks = {
  'query: columns are decoded by their declaration, under other names too': async (store) => {
    await store.table(sample).insert({ id: 1, big: 5n, details: { tags: ['t'] }, isOpen: false });
    const rows = await store.query((db: Kysely<QueryDatabase>) =>
      db.selectFrom('sample').select(['id', 'big as amount', 'details', 'isOpen']).where('isOpen', '=', false),
    );
    assert.deepEqual(rows, [{ id: 1, amount: 5n, details: { tags: ['t'] }, isOpen: false }]);
  },

  'query: a split table’s name stands for all its sub-tables': async (store) => {
    const far = roleIdOf({ serverId: 3, number: 20_000_000 });
    await create(store, 1);
    await store.table(role).insert({ roleId: far, name: 'far' });
    const rows = await store.query((db: Kysely<QueryDatabase>) =>
      db.selectFrom('role').select(['roleId', 'name']).orderBy('roleId'),
    );
    assert.deepEqual(rows, [
      { roleId: ROLE, name: 'name-1' },
      { roleId: far, name: 'far' },
    ]);
  },

  'query: counts and sums are numbers': async (store) => {
    await Promise.all([
      store.table(account).insert({ name: 'a' }),
      store.table(account).insert({ name: 'b', level: 4 }),
    ]);
    assert.equal(await store.run(procedures.countAndRaise, 10), 25);
    const rows = await store.query((db: Kysely<QueryDatabase>) =>
      db.selectFrom('account').select((row) => row.fn.countAll<number>().as('count')),
    );
    assert.deepEqual(rows, [{ count: 2 }]);
  },

  'query: one that the database refuses fails alone': async (store) => {
    const bad = store.query((db: Kysely<{ nothing: { a: string } }>) => db.selectFrom('nothing').selectAll());
    const good = store.table(account).insert({ name: 'a' });
    await rejects(bad, 'query-failed', { message: /nothing/ });
    await good;
  },

  'query: outside of a procedure it only reads': async (store) => {
    await assert.rejects(
      store.query((db: Kysely<QueryDatabase>) => db.deleteFrom('account')),
      /only reads/,
    );
    await store.table(account).insert({ name: 'a' });
    const nested = store.query((db: Kysely<QueryDatabase>) =>
      db
        .with('gone', (cte) => cte.deleteFrom('account').returning('name'))
        .selectFrom('gone')
        .select('name'),
    );
    await assert.rejects(nested, /only reads/);
    const reading = (db: Kysely<QueryDatabase>) =>
      db
        .with('known', (cte) => cte.selectFrom('account').select('name'))
        .selectFrom('known')
        .select('name');
    assert.deepEqual(await store.query(reading), [{ name: 'a' }]);
  },
};

export const LIFE: Checks = {
  'role ids: rise, never repeat, and callers at once share reservations': async (store) => {
    const allocator = new RoleIdAllocator({ store }, { blockSize: 7 });
    const ids = await Promise.all(Array.from({ length: 50 }, () => allocator.allocate(1)));
    assert.equal(new Set(ids).size, 50);
    assert.deepEqual([ids[0], ids[49]], [ROLE, ROLE + 49n]);
  },

  'role ids: two allocators on one store, and two servers, keep apart': async (store) => {
    const one = new RoleIdAllocator({ store }, { blockSize: 3 });
    const other = new RoleIdAllocator({ store }, { blockSize: 3 });
    const ids = await Promise.all(Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? one : other).allocate(at % 3)));
    assert.equal(new Set(ids).size, 30);
  },

  'close: answers what was asked before, refuses what comes after': async (store) => {
    const asked = store.table(account).insert({ name: 'a' });
    const closing = store.close();
    await asked;
    await closing;
    await rejects(store.table(account).get('a'), 'closed', { message: /was closed/ });
    assert.equal(await store.closed, null);
    await store.close();
  },
};
