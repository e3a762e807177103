// Rows that belong to roles need their role, however they are written, on every body.
import assert from 'node:assert/strict';
import { type Checks, ROLE, rejects } from './store.conformance-checks.ts';
import {
  addHero,
  ally,
  allyByQuery,
  banner,
  createRemoveThenWrite,
  found,
  gift,
  guild,
  hero,
  item,
  member,
  removeHero,
  removeHeroAlone,
  removeThenWrite,
  title,
  writeByQuery,
  writeItem,
} from './store.conformance-role-procedures.ts';
import { upsertRows } from './upsert-rows.ts';

const NOBODY = ROLE + 6_666n;
const FAR = 99_010_000_001n;

export const ROLES: Checks = {
  'roles: a row of a role that does not exist is refused, however it is written': async (store) => {
    for (const roleId of [NOBODY, FAR]) {
      const attempts = {
        item: [
          store.table(item).insert({ roleId, slot: 1 }),
          store.table(item).upsert({ roleId, slot: 1 }),
          store.run(writeItem, roleId),
          store.run(upsertRows, { table: 'item', rows: [[roleId, 1]] }),
        ],
        gift: [store.table(gift).upsert({ roleId, count: 1 })],
        title: [store.table(title).insert({ name: 'a', roleId }), store.table(title).upsert({ name: 'b', roleId })],
      };
      for (const [table, promises] of Object.entries(attempts))
        for (const promise of promises)
          await rejects(promise, 'role-missing', { table, message: new RegExp(`there is no role ${roleId}`) });
      assert.deepEqual([await store.table(item).list(roleId), await store.table(title).list({ roleId })], [[], []]);
    }
  },
  'roles: a query in a procedure gives no row to a role, and writes what belongs to none': async (store) => {
    await store.run(addHero, ROLE);
    for (const how of ['insert', 'give', 'giveByName', 'text', 'nested'] as const)
      await rejects(store.run(writeByQuery, { how, roleId: NOBODY }), 'call-invalid', {
        message: /tx\.query cannot write/,
      });
    assert.deepEqual(await store.table(title).list({}), [{ name: `title of ${ROLE}`, roleId: ROLE }]);
    for (const how of ['rename', 'select'] as const) await store.run(writeByQuery, { how, roleId: ROLE });
    assert.deepEqual(await store.table(title).list({}), [{ name: 'renamed', roleId: ROLE }]);
    await store.run(writeByQuery, { how: 'delete', roleId: ROLE });
    assert.deepEqual(await store.table(title).list({}), []);
  },
  'roles: rows of a role that exists are taken, in the transaction that creates it and later': async (store) => {
    await store.run(addHero, ROLE);
    await store.table(item).upsert({ roleId: ROLE, slot: 1 });
    await store.table(gift).upsert({ roleId: ROLE, count: 2 });
    await store.run(writeItem, ROLE);
    assert.equal((await store.table(item).list(ROLE)).length, 4);
    await rejects(store.table(title).update(`title of ${ROLE}`, { roleId: NOBODY }), 'role-missing', {
      table: 'title',
    });
  },
  'roles: a deleted role takes no row any more, also not in the transaction that deletes it': async (store) => {
    await store.run(addHero, ROLE);
    await rejects(store.run(removeThenWrite, ROLE), 'role-missing', { table: 'item' });
    await rejects(store.run(createRemoveThenWrite, NOBODY), 'role-missing', { table: 'item' });
    assert.equal((await store.table(hero).get(ROLE))?.name, 'hero');
    await store.run(removeHero, ROLE);
    await rejects(store.table(item).insert({ roleId: ROLE, slot: 1 }), 'role-missing', { table: 'item' });
    assert.deepEqual(await store.table(item).list(ROLE), []);
  },
  'roles: a role is not deleted without its rows': async (store) => {
    await store.run(addHero, ROLE);
    const message = /deleteRoleCascade/;
    await rejects(store.table(hero).delete(ROLE), 'call-invalid', { message, table: 'hero' });
    await rejects(store.table(hero).deleteWhere(ROLE), 'call-invalid', { message });
    await rejects(store.run(removeHeroAlone, ROLE), 'call-invalid', { message });
    assert.equal((await store.table(hero).get(ROLE))?.name, 'hero');
    assert.equal(await store.run(removeHero, ROLE), 6);
    assert.deepEqual([await store.table(hero).get(ROLE), await store.table(title).list({})], [null, []]);
  },
  'references: a row that leads to no row of another table is refused, however it is written': async (store) => {
    await store.run(addHero, ROLE);
    const row = { roleId: ROLE, guild: 'nowhere', banner: 'later' };
    const refusal = { table: 'member', message: /table guild has no row "nowhere"/ };
    await rejects(store.table(member).insert(row), 'row-missing', refusal);
    await rejects(store.table(member).upsert(row), 'row-missing', refusal);
    await rejects(store.run(upsertRows, { table: 'member', rows: [[ROLE, 'nowhere', 'b']] }), 'row-missing', refusal);
    await store.table(guild).insert({ name: 'here' });
    await store.table(member).insert({ ...row, guild: 'here' });
    await rejects(store.table(member).update(ROLE, { guild: 'nowhere' }), 'row-missing', refusal);
    await store.table(member).update(ROLE, { guild: null });
    assert.deepEqual(await store.table(member).get(ROLE), { ...row, guild: null });
  },
  'references: the other row may be written before in the same transaction, and not be deleted': async (store) => {
    await store.run(addHero, ROLE);
    for (const end of ['delete', 'query'] as const)
      await rejects(store.run(found, { roleId: ROLE, end }), 'row-missing', { table: 'member' });
    assert.deepEqual([await store.table(guild).list({}), await store.table(member).get(ROLE)], [[], null]);
    await store.run(found, { roleId: ROLE, end: 'none' });
    assert.equal((await store.table(member).get(ROLE))?.guild, 'founded');
  },
  'references: where the other row is written later, only an update needs it': async (store) => {
    await store.run(addHero, ROLE);
    await store.table(member).insert({ roleId: ROLE, guild: null, banner: 'first' });
    await rejects(store.table(member).update(ROLE, { banner: 'second' }), 'row-missing', {
      message: /table banner has no row "second"/,
    });
    await store.table(banner).insert({ name: 'second' });
    await store.table(member).update(ROLE, { banner: 'second' });
  },
  'references: a query in a procedure writes no column that leads to another table': async (store) => {
    await store.table(guild).insert({ name: 'here' });
    await store.table(ally).insert({ name: 'a', guild: 'here' });
    for (const how of ['insert', 'update'] as const)
      await rejects(store.run(allyByQuery, how), 'call-invalid', { message: /tx\.query cannot write to table ally/ });
    await store.run(allyByQuery, 'rename');
    assert.deepEqual(await store.table(ally).list({}), [{ name: 'renamed', guild: 'here' }]);
  },
  'references: a refused row undoes its own request alone': async (store) => {
    await store.table(guild).insert({ name: 'here' });
    const results = await Promise.allSettled([
      store.table(ally).insert({ name: 'a', guild: 'here' }),
      store.table(ally).insert({ name: 'b', guild: 'nowhere' }),
      store.table(ally).insert({ name: 'c', guild: 'here' }),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal((await store.table(ally).list({})).length, 2);
  },
  'roles: a refused row undoes its own request alone': async (store) => {
    await store.run(addHero, ROLE);
    const results = await Promise.allSettled([
      store.table(item).insert({ roleId: ROLE, slot: 4 }),
      store.table(item).insert({ roleId: NOBODY, slot: 4 }),
      store.run(writeItem, NOBODY),
      store.table(item).insert({ roleId: ROLE, slot: 5 }),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.equal((await store.table(item).list(ROLE)).length, 5);
  },
};
