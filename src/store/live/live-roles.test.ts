import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Counters, type Logger, ManualClock, SeededRandom } from '../../base/index.ts';
import { openStore, type Store } from '../front/index.ts';
import { Mortal, SimulatedDisk } from '../journal/journal-files.fixture.ts';
import { roleIdOf, StoreError } from '../table/index.ts';
import type { RoleWrites } from './live-procedures.ts';
import type { LiveRole } from './live-role.ts';
import { bag, hero } from './live-tables.fixture.ts';
import { type Disturb, SharedBody } from './shared-body.fixture.ts';

const ONE = roleIdOf({ serverId: 1, number: 10_000_001 });
const TWO = ONE + 1n;
const QUIET = { wanted: () => {}, lost: () => {} };

/** Each node has a name of its own, drawn from its seed. */
let seeds = 1;

/** One process: its store, its clock, its disk. */
class Node {
  readonly clock = new ManualClock();
  readonly disk: SimulatedDisk;
  readonly logged: string[] = [];
  disturb: Disturb = () => null;
  store!: Store;

  constructor(options: { readonly disk?: SimulatedDisk } = {}) {
    this.disk = options.disk ?? new SimulatedDisk(new SeededRandom(1));
  }

  async open(database: SharedBody, tables = [bag, hero]): Promise<this> {
    const note = (level: string) => (message: string) => void this.logged.push(`${level}: ${message}`);
    const log: Logger = {
      debug: () => {},
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
      child: () => log,
    };
    this.store = await openStore({
      body: database.open((procedure, args) => this.disturb(procedure, args)),
      tables,
      serverIds: [1],
      live: { openFiles: async () => this.disk.open(new Mortal()), segmentBytes: 300 },
      clock: this.clock,
      log,
      counters: new Counters(),
      random: new SeededRandom(seeds++),
    });
    return this;
  }

  /** Lets time pass, a second at a time, and the database answer in between. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(Math.min(left, 500));
      for (let turn = 0; turn < 8; turn++) await setImmediate();
    }
  }
}

const databases: SharedBody[] = [];
after(() => Promise.all(databases.map((database) => database.close())));

function newDatabase(): SharedBody {
  const database = new SharedBody();
  databases.push(database);
  return database;
}

function writes(procedure: { readonly name: string }, args: unknown): readonly RoleWrites[] {
  return procedure.name === 'flushRoles' ? (args as readonly RoleWrites[]) : [];
}

async function put(role: LiveRole, slot: number, count: number): Promise<void> {
  await role.table(bag).upsert({ slot, count });
}

async function counts(store: Store, roleId: bigint): Promise<number[]> {
  return (await store.table(bag).list(roleId)).map(({ count }) => count);
}

test('live: changes are brought into the database when they are old, merged, one statement a row', async () => {
  const node = await new Node().open(newDatabase());
  const flushed: RoleWrites[] = [];
  node.disturb = (procedure, args) => {
    flushed.push(...writes(procedure, args));
    return null;
  };
  const role = await node.store.live.open(ONE, QUIET);
  for (let count = 0; count < 5; count++) await put(role, 1, count);
  await role.table(bag).update(1, { note: 'n' });
  await put(role, 2, 1);
  await role.table(bag).delete(2);
  await node.pass(9_500);
  assert.equal(flushed.length, 0);
  await node.pass(4_000);
  assert.deepEqual(
    flushed.map((each) => each.writes),
    [
      [
        ['put', 'bag', { roleId: ONE, slot: 1, count: 4, note: 'n' }],
        ['delete', 'bag', [2]],
      ],
    ],
  );
  assert.deepEqual(node.store.live.status().dirtyRoles, 0);
  await node.store.close();
});

test('live: another node asks for a role and is handed it over, whole', async () => {
  const database = newDatabase();
  const [first, second] = [await new Node().open(database), await new Node().open(database)];
  let isWanted = false;
  const role = await first.store.live.open(ONE, {
    ...QUIET,
    wanted: () => {
      isWanted = true;
      void role.close();
    },
  });
  await put(role, 1, 7);
  const opening = second.store.live.open(ONE, QUIET);
  await second.pass(500);
  assert.equal(isWanted, false);
  // It is told with the holder's next beat.
  await first.pass(5_500);
  assert.equal(isWanted, true);
  await second.pass(1_000);
  assert.deepEqual(
    (await opening)
      .table(bag)
      .list()
      .map(({ count }) => count),
    [7],
  );
  await first.store.close();
  await second.store.close();
});

test('live: a node that says nothing is overtaken after the time of a lease, and what it writes then is refused and kept', async () => {
  const database = newDatabase();
  const [first, second] = [await new Node().open(database), await new Node().open(database)];
  const told: string[] = [];
  const role = await first.store.live.open(ONE, { ...QUIET, lost: (error) => told.push(error.code) });
  await put(role, 1, 1);
  await first.store.live.flush();
  await put(role, 1, 2);
  const opening = second.store.live.open(ONE, QUIET);
  let isOpen = false;
  void opening.then(() => {
    isOpen = true;
  });
  await second.pass(14_000);
  assert.equal(isOpen, false, 'not before a lease is over');
  await second.pass(2_000);
  const taken = await opening;
  assert.deepEqual(
    taken
      .table(bag)
      .list()
      .map(({ count }) => count),
    [1],
    'what was in the database',
  );
  await put(taken, 1, 3);
  await first.store.live.flush();
  assert.deepEqual(told, ['fenced']);
  await second.store.live.flush();
  assert.deepEqual(await counts(second.store, ONE), [3]);
  const [kept] = first.disk.names.filter((name) => name.startsWith('refused-'));
  const text = first.disk.bytes(kept as string).toString();
  assert.match(text, /"role": "60000001"[\s\S]*another process has taken the role[\s\S]*"count": 2/);
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

test('live: a role that is not let go of is told so in the end', async () => {
  const database = newDatabase();
  const [first, second] = [await new Node().open(database), await new Node().open(database)];
  await first.store.live.open(ONE, QUIET);
  const opening = second.store.live.open(ONE, QUIET);
  const refused = assert.rejects(opening, {
    code: 'role-held',
    message: /role 60000001 is played elsewhere .* try again later/,
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
  const role = await node.store.live.open(ONE, QUIET);
  node.disturb = () => new StoreError('io-failed', 'the database is away');
  await put(role, 1, 1);
  await node.pass(20_000);
  await put(role, 1, 2);
  await role.close();
  assert.deepEqual(node.store.live.status(), {
    roles: 1,
    dirtyRoles: 1,
    stuckRoles: [],
    journalBytes: node.store.live.status().journalBytes,
  });
  const back = await node.store.live.open(ONE, QUIET);
  assert.deepEqual(
    back
      .table(bag)
      .list()
      .map(({ count }) => count),
    [2],
    'its player may come back meanwhile',
  );
  await put(back, 1, 3);
  await back.close();
  node.disturb = () => null;
  await node.pass(31_000);
  assert.deepEqual(node.store.live.status().roles, 0);
  assert.deepEqual(await counts(node.store, ONE), [3]);
  const lines = node.logged.filter((line) => line.includes('live roles') && !line.includes('leases'));
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
    writes(procedure, args).some(({ roleId }) => roleId === ONE)
      ? new StoreError('row-invalid', 'no such thing')
      : null;
  const [one, two] = [await node.store.live.open(ONE, QUIET), await node.store.live.open(TWO, QUIET)];
  await put(one, 1, 1);
  for (let count = 0; count < 60; count++) {
    await put(two, 1, count);
    await node.pass(1_000);
  }
  assert.deepEqual(node.store.live.status().stuckRoles, [ONE]);
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
    writes(procedure, args).some(({ roleId }) => roleId === ONE) ? new StoreError('row-invalid', 'no') : null;
  const [one, two] = [await node.store.live.open(ONE, QUIET), await node.store.live.open(TWO, QUIET)];
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
  const role = await node.store.live.open(ONE, QUIET);
  await put(role, 1, 1);
  await node.store.live.flush();
  await put(role, 2, 2);
  node.disk.reboot();
  const next = new Node({ disk: node.disk });
  next.disturb = (procedure, args) => (writes(procedure, args).length > 0 ? new StoreError('row-invalid', 'no') : null);
  await next.open(database);
  const back = await next.store.live.open(ONE, QUIET);
  assert.deepEqual(
    back
      .table(bag)
      .list()
      .map(({ count }) => count),
    [1, 2],
  );
  await assert.rejects(back.table(bag).insert({ slot: 2, count: 3 }), { code: 'unique-violation' });
  next.disturb = () => null;
  await next.pass(31_000);
  await back.close();
  assert.deepEqual(await counts(next.store, ONE), [1, 2]);
  await next.store.close();
});

test('live: changes of a table that only the store knows are flushed to it', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const one = await node.store.live.open(ONE, QUIET);
  await one.table(hero).upsert({ level: 3 });
  node.disk.reboot();
  const next = await new Node({ disk: node.disk }).open(database, [bag]);
  assert.deepEqual(next.store.tables.map(({ name }) => name).toSorted(), ['bag', 'hero']);
  assert.equal((await next.store.table(hero).get(ONE))?.level, 3);
  await next.store.close();
});

test('live: a journal with changes of a table that is nowhere declared is refused by name, and kept', async () => {
  const node = await new Node().open(newDatabase(), [bag]);
  const role = await node.store.live.open(ONE, QUIET);
  await put(role, 1, 5);
  node.disk.reboot();
  const kept = node.disk.names;
  // Another store with the same role, whose tables are others.
  const other = newDatabase();
  await (await new Node().open(other, [hero])).store.live.open(ONE, QUIET);
  await assert.rejects(
    new Node({ disk: node.disk }).open(other, [hero]),
    /no live tables here: bag\. Nothing was changed; start the server with the configuration/,
  );
  assert.deepEqual(node.disk.names, kept);
});

test('live: a refused change that nobody waited for is told in the log, and ends nothing', async () => {
  const node = await new Node().open(newDatabase());
  const role = await node.store.live.open(ONE, QUIET);
  void role.table(bag).upsert({ slot: 1, count: 0.5 });
  await setImmediate();
  assert.match(node.logged.join(), /error: a change of a live role was refused: table bag: column count/);
  await node.store.close();
});

test('live: a guarded view writes a live table only while its guard allows it, and reads on', async () => {
  const node = await new Node().open(newDatabase());
  let isAllowed = true;
  const view = node.store.guarded({ assertWritable: () => assert.ok(isAllowed, 'it may write') });
  const role = await node.store.live.open(ONE, QUIET);
  for (const roleId of [ONE, TWO]) {
    isAllowed = true;
    await view.table(bag).insert({ roleId, slot: 1, count: 1 });
    isAllowed = false;
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
  const role = await node.store.live.open(ONE, QUIET);
  node.disk.faults.syncError = new Error('EIO');
  await assert.rejects(role.table(bag).upsert({ slot: 1, count: 1 }), { code: 'journal-failed' });
  assert.equal((await node.store.closed)?.code, 'journal-failed');
  await assert.rejects(role.table(bag).upsert({ slot: 2, count: 1 }), { code: 'journal-failed' });
  await node.store.close();
  const next = await new Node({ disk: node.disk }).open(database);
  assert.deepEqual(await counts(next.store, ONE), [1]);
  await next.store.close();
});

test('live: bringing all in takes what was changed before, and ends though roles go on changing', async () => {
  const database = newDatabase();
  const node = await new Node().open(database);
  const one = await node.store.live.open(ONE, QUIET);
  const two = await node.store.live.open(TWO, QUIET);
  await put(one, 1, 7);
  await put(two, 1, 8);
  let more = 0;
  node.disturb = (procedure, args) => {
    // A new change for each flush: waiting for none would never end.
    if (writes(procedure, args).length > 0) void Promise.all([put(one, 2, ++more), put(two, 2, more)]);
    return null;
  };
  assert.deepEqual(await node.store.live.flush(), { roles: 2, left: 0 });
  node.disturb = () => null;
  assert.ok(more > 0);
  const reader = await new Node().open(database);
  assert.deepEqual([(await counts(reader.store, ONE))[0], (await counts(reader.store, TWO))[0]], [7, 8]);
  await node.store.close();
  await reader.store.close();
});

test('live: bringing all in counts who the database refuses, and whom it takes nothing of', async () => {
  const node = await new Node().open(newDatabase());
  const one = await node.store.live.open(ONE, QUIET);
  const two = await node.store.live.open(TWO, QUIET);
  assert.deepEqual(await node.store.live.flush(), { roles: 0, left: 0 });
  await put(one, 1, 7);
  await put(two, 1, 8);
  let code: 'query-failed' | 'unavailable' = 'query-failed';
  let refused = (roleId: bigint): boolean => roleId === ONE;
  node.disturb = (procedure, args) =>
    writes(procedure, args).some(({ roleId }) => refused(roleId)) ? new StoreError(code, 'refused') : null;
  assert.deepEqual(await node.store.live.flush(), { roles: 2, left: 1 });
  assert.deepEqual(await node.store.live.flush(), { roles: 1, left: 1 }, 'a role that is refused is tried again, once');
  await put(two, 2, 9);
  code = 'unavailable';
  refused = () => true;
  assert.deepEqual(await node.store.live.flush(), { roles: 2, left: 2 });
  refused = () => false;
  assert.deepEqual(await node.store.live.flush(), { roles: 2, left: 0 });
  await node.store.close();
});
