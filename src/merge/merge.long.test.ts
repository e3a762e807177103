import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Counters, SeededRandom, silentLogger, systemClock } from '../base/index.ts';
import { loginTables } from '../modules/login/index.ts';
import { NOTICE_KIND, rolesTables } from '../modules/roles/index.ts';
import { nameKey } from '../modules/roles/names/index.ts';
import type { OpenBody } from '../store/body/index.ts';
import { openStore, type RowValues } from '../store/front/index.ts';
import { bigint, defineTable, integer, roleIdOf, type Store, tableOfActor, text } from '../store/index.ts';
import { postgresBody } from '../store/postgres/index.ts';
import { TestDatabase } from '../store/postgres/postgres.fixture.ts';
import { RoleIdAllocator } from '../store/role-ids/index.ts';
import { sqliteBody } from '../store/sqlite/index.ts';
import { deletedRole, ownerAlarm, ownerReceipt, storeRun, storeWork } from '../store/table/index.ts';
import { MergeError, type MergeErrorCode, type MergeOptions, mergeStores } from './index.ts';

const badge = defineTable({ name: 'badge', kind: 'disc', columns: { id: integer(), label: text() }, key: ['id'] });
const fund = tableOfActor(
  defineTable({
    name: 'fund',
    kind: 'actor',
    owner: bigint(),
    columns: { slot: integer(), gold: integer() },
    key: ['slot'],
  }),
  'guild',
);
const { account, accountRole, role, roleName, roleNotice, roleRename, roleSkill } = rolesTables;
const { password, sequence, usedTicket } = loginTables;
const TABLES = [
  account,
  accountRole,
  roleName,
  role,
  roleSkill,
  roleNotice,
  roleRename,
  password,
  sequence,
  usedTicket,
  badge,
  fund,
];
const OPTIONS: MergeOptions = {
  sourceName: 'the other',
  rules: { leaveOut: null, keep: null, nameLengthMax: 12 },
  nowMs: 1_000_000,
  isDry: false,
};
const ROLES = 450;

function open(body: OpenBody = sqliteBody({ at: 'memory' })): Promise<Store> {
  return openStore({
    body,
    tables: TABLES,
    serverIds: [1, 2],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  });
}

/** A store of one server; roles of two such have names, accounts and levels in common. */
async function generated(serverId: number, count = ROLES, body?: OpenBody): Promise<Store> {
  const random = new SeededRandom(serverId);
  const store = await open(body);
  const [ids] = (await store.snapshot()).tables;
  assert.ok(ids !== undefined);
  await store.load(ids as typeof account, [[serverId, 10_000_001 + count]]);
  const roles: RowValues[] = [];
  const owners = new Map<bigint, string>();
  for (let number = 1; number <= count; number++) {
    const roleId = roleIdOf({ serverId, number: 10_000_000 + number });
    // Every third name is in both stores, in another spelling each.
    const shared = serverId === 1 ? `Hero ${number}` : `HERO ${number}`;
    const name = number % 3 === 0 ? shared : `Own ${serverId} ${number}`;
    const owner = number % 7 === 0 ? `##visitor##_${number}` : `player ${random.below(count)}`;
    owners.set(roleId, owner);
    const level = random.below(5);
    const body = [1, 1, 1, 1, 1, 10n, 1, 1, 1];
    roles.push([
      roleId,
      owner,
      serverId,
      name,
      nameKey(name),
      1,
      2,
      level,
      ...body,
      random.below(3),
      '::1',
      900_000,
      null,
    ]);
  }
  const names = Object.keys(role.columns);
  assert.equal(roles[0]?.length, names.length);
  await store.load(role, roles);
  await store.load(
    roleName,
    roles.map((row) => [row[names.indexOf('nameKey')], row[0]]),
  );
  await store.load(
    accountRole,
    [...owners].map(([roleId, owner]) => [owner, serverId, roleId, null]),
  );
  await store.load(
    roleSkill,
    [...owners.keys()].map((roleId) => [roleId, 1, 1]),
  );
  await store.load(
    account,
    [...new Set(owners.values())].map((name, at) => [name, serverId === 1 ? at : count - at]),
  );
  await store.load(password, [['player 1', `hash of ${serverId}`, 5]]);
  await store.load(sequence, [['visitor', BigInt(serverId * 1_000)]]);
  return store;
}

async function contents(store: Store): Promise<Readonly<Record<string, readonly RowValues[]>>> {
  const snapshot = await store.snapshot();
  const all: Record<string, RowValues[]> = {};
  for (const table of snapshot.tables) {
    const rows: RowValues[] = [];
    for await (const batch of snapshot.rows(table)) rows.push(...batch);
    all[table.name] = rows;
  }
  await snapshot.close();
  return all;
}

function rejects(promise: Promise<unknown>, code: MergeErrorCode, message: RegExp): Promise<void> {
  return assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof MergeError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

test('merge: all roles are there, names are unique, both owners of a clash are told and the loser may choose anew', async () => {
  const [source, target] = [await generated(2), await generated(1)];
  const before = { source: await contents(source), target: await contents(target) };
  const dry = await mergeStores(source, target, { ...OPTIONS, isDry: true });
  assert.deepEqual(await contents(target), before.target, 'a dry run writes nothing');
  const report = await mergeStores(source, target, OPTIONS);
  assert.deepEqual(report, dry);
  assert.deepEqual([report.roles, report.nameClashes], [ROLES, ROLES / 3]);
  assert.equal(report.accountsAdded + report.accountsUnited, before.source['account']?.length);
  assert.ok(report.accountsUnited > 0);
  assert.deepEqual(await contents(source), before.source, 'the source is only read');
  assert.deepEqual(await target.table(storeWork).list({}), []);
  await target.close();
  await source.close();
});

test('merge: the higher level keeps a name, of equal levels the older role; the other is renamed within the length', async () => {
  const [source, target] = [await generated(2), await generated(1)];
  const old = new Map<unknown, RowValues>();
  for (const store of [source, target]) for (const row of (await contents(store))['role'] ?? []) old.set(row[0], row);
  const report = await mergeStores(source, target, OPTIONS);
  const columns = Object.keys(role.columns);
  const of = (roleId: bigint, column: string) => old.get(roleId)?.[columns.indexOf(column)] as number;
  for (const { keeps, renamed, newName } of report.clashes) {
    const levels = [of(keeps, 'level'), of(renamed, 'level')] as const;
    assert.ok(levels[0] >= levels[1]);
    if (levels[0] === levels[1]) assert.ok(of(keeps, 'createdMs') <= of(renamed, 'createdMs'));
    assert.ok([...newName].length <= 12);
    const [winner, loser] = [await target.table(role).get(keeps), await target.table(role).get(renamed)];
    assert.deepEqual([loser?.name, winner?.name], [newName, of(keeps, 'name')]);
    assert.equal((await target.table(roleRename).get(renamed))?.left, 1);
    assert.equal(await target.table(roleRename).get(keeps), null);
    assert.deepEqual(
      (await target.table(roleNotice).list(renamed)).map(({ kind, name }) => [kind, name]),
      [[NOTICE_KIND.nameChanged, newName]],
    );
    assert.deepEqual(
      (await target.table(roleNotice).list(keeps)).map(({ kind, former }) => [kind, former]),
      [[NOTICE_KIND.nameKept, of(renamed, 'name')]],
    );
  }
  const { role: roles = [], role_name: names = [] } = await contents(target);
  assert.equal(roles.length, 2 * ROLES);
  const keys = roles.map((row) => `${row[columns.indexOf('nameKey')]} ${row[0]}`);
  assert.deepEqual(keys.toSorted(), names.map(([key, roleId]) => `${key} ${roleId}`).toSorted());
  assert.equal(new Set(names.map(([key]) => key)).size, 2 * ROLES);
  for (const store of [source, target]) await store.close();
});

test('merge: accounts are united and keep the older date, passwords are those of the target, visitors stay apart', async () => {
  const [source, target] = [await generated(2), await generated(1)];
  const ours = new Map((await target.table(account).list({})).map(({ name, createdMs }) => [name, createdMs]));
  const theirs = await source.table(account).list({});
  await mergeStores(source, target, OPTIONS);
  for (const { name, createdMs } of theirs.filter(({ name }) => name.startsWith('player'))) {
    assert.equal((await target.table(account).get(name))?.createdMs, Math.min(createdMs, ours.get(name) ?? createdMs));
  }
  assert.equal((await target.table(password).get('player 1'))?.hash, 'hash of 1');
  assert.equal((await target.table(sequence).get('visitor'))?.next, 2_000n);
  assert.equal((await target.table(accountRole).list({ account: '##visitor##_7' })).length, 1);
  const [moved] = await target.table(accountRole).list({ account: '##visitor##_200000000007' });
  assert.equal((await target.table(role).get(moved?.roleId ?? 0n))?.account, '##visitor##_200000000007');
  for (const store of [source, target]) await store.close();
});

test('merge: cut at any point and run again, the result is that of one that was not', async () => {
  const source = await generated(2);
  const whole = await generated(1);
  await mergeStores(source, whole, OPTIONS);
  const expected = await contents(whole);
  await whole.close();
  const random = new SeededRandom(5);
  for (let round = 0; round < 4; round++) {
    const target = await generated(1);
    for (let isDone = false; !isDone; ) {
      // Before or after a transaction: of the latter, nobody was told that it was done.
      let left = random.below(8);
      const isAfter = random.below(2) === 1;
      const dying: Store = Object.create(target, {
        run: {
          value: async (...args: Parameters<Store['run']>) => {
            if (left-- > 0) return target.run(...args);
            if (isAfter) await target.run(...args);
            throw new Error('killed');
          },
        },
        table: { value: target.table.bind(target) },
        snapshot: { value: target.snapshot.bind(target) },
        maintain: { value: target.maintain.bind(target) },
        location: { value: target.location },
      });
      const outcome = await mergeStores(source, dying, { ...OPTIONS, nowMs: 1_000_000 + round }).then(
        () => 'done',
        (error: Error) => error.message,
      );
      isDone = outcome === 'done' || (await target.table(storeWork).list({})).length === 0;
      assert.ok(outcome === 'done' || outcome === 'killed', outcome);
      // Killed before its first transaction it has not begun.
      if (isDone && outcome === 'killed') isDone = (await contents(target))['role']?.length === 2 * ROLES;
    }
    const merged = await contents(target);
    const notices = (rows: readonly RowValues[] = []) => rows.map((row) => row.toSpliced(1, 1));
    assert.deepEqual({ ...merged, role_notice: [] }, { ...expected, role_notice: [] });
    assert.deepEqual(notices(merged['role_notice']), notices(expected['role_notice']));
    await target.close();
  }
  await source.close();
});

test('merge: one that was finished before is known as such by its source, and changes nothing', async () => {
  const [source, target] = [await generated(2, 20), await generated(1, 20)];
  await mergeStores(source, target, { ...OPTIONS, nowMs: 77 });
  const before = await contents(target);
  const again = await mergeStores(source, target, OPTIONS);
  assert.deepEqual([again.finishedBeforeMs, again.roles], [77, 0]);
  assert.deepEqual(await contents(target), before);
  // Neither another source, nor the same one that went on.
  const other = mergeStores(source, target, { ...OPTIONS, sourceName: 'elsewhere' });
  await rejects(other, 'same-server', /both stores have roles of server 2/);
  await new RoleIdAllocator({ store: source }).allocate(2);
  await rejects(mergeStores(source, target, OPTIONS), 'same-server', /both stores have roles of server 2/);
  await source.close();
  await target.close();
});

test('merge: one server in both stores, another source or other rules of a merge that is not finished are refused', async () => {
  const [source, target] = [await generated(2, 20), await generated(1, 20)];
  const same = await generated(1, 20);
  await rejects(mergeStores(same, target, OPTIONS), 'same-server', /both stores have roles of server 1/);
  const controller = new AbortController();
  const cut = mergeStores(source, target, {
    ...OPTIONS,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await rejects(cut, 'cancelled', /run the same command again/);
  const others = { ...OPTIONS, rules: { ...OPTIONS.rules, keep: 'source' as const } };
  await rejects(mergeStores(source, target, others), 'other-merge', /is not finished: run that one again first/);
  await mergeStores(source, target, OPTIONS);
  assert.equal((await contents(target))['role']?.length, 40);
  for (const store of [source, target, same]) await store.close();
});

test('merge: rows of a game’s own table that differ need a word of the operator, before anything is changed', async () => {
  const [source, target] = [await generated(2, 20), await generated(1, 20)];
  await source.load(badge, [
    [1, 'same'],
    [2, 'theirs'],
    [3, 'new'],
  ]);
  await target.load(badge, [
    [1, 'same'],
    [2, 'ours'],
  ]);
  const before = await contents(target);
  await rejects(mergeStores(source, target, OPTIONS), 'clash', /table badge: 1 rows .* --keep source or --keep target/);
  assert.deepEqual(await contents(target), before);
  const dry = await mergeStores(source, target, { ...OPTIONS, isDry: true });
  assert.deepEqual([...dry.rowClashes], [['badge', 1]]);
  await mergeStores(source, target, { ...OPTIONS, rules: { ...OPTIONS.rules, keep: 'source' } });
  assert.deepEqual((await contents(target))['badge'], [
    [1, 'same'],
    [2, 'theirs'],
    [3, 'new'],
  ]);
  for (const store of [source, target]) await store.close();
});

test('merge: roles of low level that nobody plays are left out with all that is theirs', async () => {
  const [source, target] = [await generated(2, 30), await generated(1, 30)];
  const active = roleIdOf({ serverId: 2, number: 10_000_001 });
  await source.table(role).update(active, { playedMs: 999_999, level: 0 });
  const rules = { ...OPTIONS.rules, leaveOut: { levelMax: 4, idleMs: 50_000 } };
  const report = await mergeStores(source, target, { ...OPTIONS, rules });
  assert.deepEqual([report.rolesLeftOut, report.roles], [29, 1]);
  const { role: roles = [], role_skill: skills = [], account_role: owned = [] } = await contents(target);
  assert.deepEqual([roles.length, skills.length, owned.length], [31, 31, 31]);
  for (const store of [source, target]) await store.close();
});

test('merge: a deleted role of the source waits anew in the target, which keeps its own count of running time', async () => {
  const [source, target] = [await generated(2, 30), await generated(1, 30)];
  const [theirs, ours] = [2, 1].map((serverId) => roleIdOf({ serverId, number: 10_000_001 })) as [bigint, bigint];
  const seen = { roleId: ours, deletedMs: 5, seenRanMs: 7 };
  await source.table(storeRun).upsert({ name: 'total', ranMs: 1_000 });
  await source.table(deletedRole).upsert({ ...seen, roleId: theirs });
  await target.table(storeRun).upsert({ name: 'total', ranMs: 9_000 });
  await target.table(deletedRole).upsert(seen);
  await mergeStores(source, target, OPTIONS);
  assert.deepEqual(await target.table(storeRun).list({}), [{ name: 'total', ranMs: 9_000 }]);
  assert.deepEqual(await target.table(deletedRole).list({}), [seen]);
  for (const store of [source, target]) await store.close();
});

/** A guild with some rows, an alarm and a receipt. */
async function addGuild(store: Store, key: bigint, golds: readonly number[]): Promise<void> {
  const owner = `guild/${key}`;
  for (const [slot, gold] of golds.entries()) await store.table(fund).insert({ owner: key, slot, gold });
  await store.table(ownerAlarm).insert({ owner, name: 'close', atMs: golds[0] ?? 0, attempt: 1 });
  await store.table(ownerReceipt).insert({ owner, once: `${golds[0]}`, call: 'c', answer: '1', atMs: 1, seenRanMs: 5 });
}

async function guildIn(store: Store, key: bigint): Promise<unknown> {
  const owner = `guild/${key}`;
  const golds = (await store.table(fund).list(key)).map(({ gold }) => gold);
  const alarms = (await store.table(ownerAlarm).list({ owner })).map(({ atMs }) => atMs);
  const receipts = await store.table(ownerReceipt).list({ owner });
  return [golds, alarms, receipts.map(({ once, seenRanMs }) => [once, seenRanMs])];
}

test('merge: two actors of one key are reported and never mixed; the operator chooses which of them stays', async () => {
  for (const keep of ['source', 'target', null] as const) {
    const [source, target] = [await generated(2, 30), await generated(1, 30)];
    await addGuild(source, 1n, [10, 11]);
    await addGuild(source, 2n, [20]);
    await addGuild(target, 1n, [30, 31, 32]);
    await addGuild(target, 3n, [40]);
    const theirs = `r${roleIdOf({ serverId: 2, number: 10_000_001 })}`;
    await source.table(ownerReceipt).insert({ owner: theirs, once: 'a', call: 'c', answer: '1', atMs: 1 });
    const options = { ...OPTIONS, rules: { ...OPTIONS.rules, keep } };
    const dry = await mergeStores(source, target, { ...options, isDry: true });
    assert.deepEqual([dry.actorClashCount, dry.actorClashes], [1, ['guild/1']]);
    if (keep === null) {
      const before = await contents(target);
      await rejects(mergeStores(source, target, options), 'clash', /actor guild\/1 is in the other .* are not mixed/);
      assert.deepEqual(await contents(target), before);
    } else {
      await mergeStores(source, target, options);
      const [ours, other] = [
        [[30, 31, 32], [30], [['30', 5]]],
        [[10, 11], [10], [['10', null]]],
      ];
      assert.deepEqual(await guildIn(target, 1n), keep === 'source' ? other : ours);
      assert.deepEqual(await guildIn(target, 2n), [[20], [20], [['20', null]]], 'its receipt is seen anew');
      assert.deepEqual(await guildIn(target, 3n), [[40], [40], [['40', 5]]]);
      assert.equal((await target.table(ownerReceipt).list({ owner: theirs })).length, 1);
    }
    for (const store of [source, target]) await store.close();
  }
});

const database = await TestDatabase.create('merge');
after(() => database?.drop());

test('merge: into PostgreSQL it is the same as into SQLite', {
  skip: database === null && 'no PostgreSQL answers',
}, async () => {
  assert.ok(database !== null);
  const source = await generated(2, 60);
  const [here, there] = [
    await generated(1, 60),
    await generated(1, 60, postgresBody({ url: await database.freshUrl() })),
  ];
  const [one, other] = [await mergeStores(source, here, OPTIONS), await mergeStores(source, there, OPTIONS)];
  assert.deepEqual(one, other);
  assert.deepEqual(await contents(here), await contents(there));
  for (const store of [source, here, there]) await store.close();
});
