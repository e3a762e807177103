import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Counters, ManualClock, silentLogger, systemClock } from '../../base/index.ts';
import { openStore, type Store, type StoreOptions } from '../front/index.ts';
import { storeConformance } from '../front/store.conformance.ts';
import {
  account,
  conformanceTables,
  createRole,
  endThread,
  forgetFailure,
  map,
  online,
  raiseLevel,
  role,
  spin,
} from '../front/store.conformance-procedures.ts';
import { heroTables } from '../front/store.conformance-role-procedures.ts';
import { ROLES } from '../front/store.conformance-roles.ts';
import { SNAPSHOTS } from '../front/store.conformance-snapshot.ts';
import { LIFE, PROCEDURES } from '../front/store.conformance-work.ts';
import { memoryJournalFiles } from '../journal/index.ts';
import { RoleIdAllocator } from '../role-ids/index.ts';
import { defineTable, integer, roleIdOf, type StoreError, storeWork } from '../table/index.ts';
import { sqliteBody } from './open-sqlite.ts';
import type { SqliteBodyOptions } from './sqlite-body.ts';

const directory = mkdtempSync(join(tmpdir(), 'sqlite-body-'));
after(() => rmSync(directory, { recursive: true }));
let files = 0;

function freshFile(): string {
  return join(directory, `${files++}`, 'game.sqlite');
}

function open(body: SqliteBodyOptions, options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({
    body: sqliteBody({ openWaitMs: 10, ...body }),
    tables: conformanceTables,
    live: { openFiles: async () => memoryJournalFiles() },
    serverIds: [1],
    statics: [{ table: map, file: 'map.json', rows: [] }],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
    ...options,
  });
}

storeConformance('sqlite in memory', { open: () => open({ at: 'memory' }) });
storeConformance('sqlite on disk', { open: () => open({ at: { file: freshFile() }, thread: 'caller' }) });
// The same code behind a real thread: what a thread can change is how procedures get there and back, and its end.
const acrossThreads = { ...PROCEDURES, ...SNAPSHOTS, ...LIFE };
storeConformance('sqlite on its own thread', { open: () => open({ at: { file: freshFile() } }) }, acrossThreads);
const withRoles = { open: () => open({ at: 'memory' }, { tables: heroTables, statics: [] }) };
storeConformance('sqlite with a table of roles', withRoles, ROLES);

const ROLE = roleIdOf({ serverId: 1, number: 10_000_001 });

test('sqlite body: what was acknowledged is there after opening again, ram tables are empty', async () => {
  const file = freshFile();
  const first = await open({ at: { file } });
  await first.run(createRole, { roleId: ROLE, account: 'a', name: 'n' });
  const ids = new RoleIdAllocator({ store: first }, { blockSize: 10 });
  const issued = await ids.allocate(1);
  await first.close();
  const second = await open({ at: { file } });
  assert.equal((await second.table(role).get(ROLE))?.name, 'n');
  assert.equal(await second.table(online).get(ROLE), null);
  assert.equal(await new RoleIdAllocator({ store: second }, { blockSize: 10 }).allocate(1), issued + 10n);
  await second.close();
});

test('sqlite body: a file that is open is refused to a second, by its name', async () => {
  const file = freshFile();
  const first = await open({ at: { file } });
  await rejectsWith(open({ at: { file } }), 'locked', new RegExp(`${file}: .*another process has this file open`));
  await first.table(account).insert({ name: 'a' });
  await first.close();
  await (await open({ at: { file } })).close();
});

test('sqlite body: a thread that answers after it was given up as stalled harms nothing, whenever the answer comes', async () => {
  for (let turns = 0; turns < 4; turns++) {
    const clock = new ManualClock();
    const store = await open({ at: 'memory' }, { clock });
    const answer = store
      .table(account)
      .get('a')
      .catch((error: StoreError) => error.code);
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    clock.advance(61_000);
    assert.ok([null, 'closed'].includes((await answer) as string | null));
    for (let turn = 0; turn < 8; turn++) await setImmediate();
    await store.close().catch((error: StoreError) => assert.equal(error.code, 'closed'));
  }
});

test('sqlite body: opened to be read it stands beside the writer, sees what is committed and changes nothing', async () => {
  const file = freshFile();
  await rejectsWith(open({ at: { file } }, { access: 'read' }), 'io-failed', /no such store/);
  const writer = await open({ at: { file } });
  const reader = await open({ at: { file }, thread: 'caller' }, { access: 'read' });
  await writer.table(account).insert({ name: 'a' });
  assert.equal((await reader.table(account).get('a'))?.level, 1);
  await rejectsWith(reader.table(account).insert({ name: 'b' }), 'read-only', /opened for reading/);
  await rejectsWith(reader.run(raiseLevel, 'a'), 'read-only', /opened for reading/);
  await rejectsWith(reader.load(account, [['b', 1]]), 'read-only', /opened for reading/);
  await rejectsWith(reader.maintain(), 'read-only', /opened for reading/);
  await writer.close();
  assert.equal((await reader.table(account).list({})).length, 1);
  await reader.close();
  const alone = await open({ at: { file }, thread: 'caller' }, { access: 'read' });
  assert.equal((await alone.table(account).list({})).length, 1);
  await alone.close();
});

test('sqlite body: a store that is not as declared, or whose restore was cut, is not opened as a whole one', async () => {
  const file = freshFile();
  const other = defineTable({ name: 'other', kind: 'disc', columns: { id: integer() }, key: ['id'] });
  await (await open({ at: { file } })).close();
  const asOther = { tables: [...conformanceTables, other] };
  await rejectsWith(
    open({ at: { file } }, { ...asOther, access: 'read' }),
    'schema-older',
    /table other: the table is made/,
  );
  const store = await open({ at: { file } });
  await store.table(storeWork).insert({ name: 'restore', detail: null });
  await store.close();
  await rejectsWith(open({ at: { file } }), 'unfinished', /a restore into this store was not finished.*empty it/);
  await (await open({ at: { file } }, { resumes: 'restore' })).close();
});

test('sqlite body: what is no database, or another program’s, is refused and left as it is', async () => {
  const text = freshFile();
  mkdirSync(dirname(text));
  writeFileSync(text, 'this is no database, only some text that is long enough to have a header of its own');
  await rejectsWith(open({ at: { file: text } }), 'corrupt', /restore a backup/);
  const foreign = freshFile();
  mkdirSync(dirname(foreign));
  const db = new DatabaseSync(foreign);
  db.exec('CREATE TABLE theirs (a)');
  db.close();
  await rejectsWith(open({ at: { file: foreign } }), 'schema-conflict', /another program's database/);
});

test('sqlite body: a format newer than the program is refused with both versions', async () => {
  const file = freshFile();
  await (await open({ at: { file } })).close();
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 7');
  db.close();
  await rejectsWith(open({ at: { file } }), 'schema-newer', /format 7, this program knows 1/);
});

test('sqlite body: a directory that cannot be made or a file that cannot be opened is an error of the disk', async () => {
  const file = freshFile();
  mkdirSync(file, { recursive: true });
  await rejectsWith(open({ at: { file } }), 'io-failed', /check that the file and its directory/);
});

test('sqlite body: past the bound on requests in flight new ones are refused and counted, the others answered', async () => {
  const counters = new Counters();
  const store = await open({ at: 'memory', queueMax: 10 }, { counters });
  const asked = Array.from({ length: 12 }, (_, at) => store.table(account).insert({ name: `a${at}` }));
  const results = await Promise.allSettled(asked);
  assert.deepEqual(
    results.map((result) => (result.status === 'rejected' ? result.reason.code : 'kept')),
    [...Array(10).fill('kept'), 'busy', 'busy'],
  );
  assert.equal(counters.snapshot()['store_refused{busy}'], 2);
  await store.table(account).insert({ name: 'later' });
  await store.close();
});

test('sqlite body: a full disk fails what does not fit, keeps what did, and goes on once there is room', async () => {
  const store = await open({ at: { file: freshFile() }, bytesMax: 400_000 });
  const big = 'x'.repeat(20_000);
  let kept = 0;
  let refusal: { code?: string } = {};
  while (refusal.code === undefined && kept < 100) {
    refusal = await store
      .table(account)
      .insert({ name: `${kept}${big}` })
      .then(
        () => ({}),
        (error) => error,
      );
    if (refusal.code === undefined) kept++;
  }
  assert.equal(refusal.code, 'disk-full');
  assert.ok(kept > 1, 'some fitted');
  assert.equal((await store.table(account).list({})).length, kept);
  for (let at = 0; at < kept; at++) await store.table(account).delete(`${at}${big}`);
  await store.table(account).insert({ name: big });
  await store.close();
});

test('sqlite body: when its thread ends, everyone who waits and everyone after is told why', async () => {
  const store = await open({ at: { file: freshFile() } });
  const waiting = [store.run(endThread, 3), store.run(raiseLevel, 'a'), store.table(account).get('a')];
  for (const one of waiting) await rejectsWith(one, 'closed', /thread stopped: it exited with code 3/);
  await rejectsWith(store.table(account).get('a'), 'closed', /thread stopped/);
  assert.match((await store.closed)?.message ?? '', /start the server again/);
  await store.close();
});

test('sqlite body: a thread that does not answer is given up, with the file free again', async () => {
  const clock = new ManualClock();
  const file = freshFile();
  const store = await open({ at: { file } }, { clock });
  const spinning = store.run(spin, null);
  const behind = store.table(account).insert({ name: 'a' });
  clock.advance(61_000);
  await rejectsWith(spinning, 'closed', /not answered for 6\d seconds/);
  await rejectsWith(behind, 'closed', /not answered/);
  const next = await open({ at: { file }, openWaitMs: 5_000 });
  assert.equal(await next.table(account).get('a'), null);
  await next.close();
});

test('sqlite body: a failure that a procedure did not wait for undoes it, and the thread lives', async () => {
  const store = await open({ at: { file: freshFile() } });
  await rejectsWith(store.run(forgetFailure, 'a'), 'unique-violation', /account/);
  assert.equal(await store.table(account).get('a'), null);
  await store.close();
});

async function rejectsWith(promise: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error: { code: string; message: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}
