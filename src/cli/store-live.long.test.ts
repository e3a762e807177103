// The changes of playing roles are first in the journal: a backup beside their server still contains them, and a
// journal left by a crash is not ignored.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Counters, silentLogger, systemClock } from '../base/index.ts';
import { journalDirectoryOf } from '../process/place/index.ts';
import { openServerStore, type Server, startServer } from '../server/index.ts';
import { readConfig } from '../server/settings/index.ts';
import { roleOwner } from '../store/index.ts';
import { openJournalFiles } from '../store/journal/index.ts';
import { addRole, storeCommand } from './store-command.fixture.ts';
import { mine, ore } from './store-live.fixture.ts';

const ROLE = 60_000_001n;
const QUIET = { wanted: () => {}, lost: () => {} };
const directory = mkdtempSync(join(tmpdir(), 'store-live-'));
after(() => rmSync(directory, { recursive: true }));
const run = storeCommand(directory);
const GAME = join(directory, 'game.mjs');
const FIXTURE = new URL('./store-live.fixture.ts', import.meta.url).href;
writeFileSync(GAME, `import { mine } from '${FIXTURE}';\nexport default { modules: [mine] };\n`);

/** A server with a playing role and one change, which only a request flushes to the database. */
async function startPlaying(data: string): Promise<Server> {
  const config = configOf(data);
  const server = await startServer({ config, modules: [mine] });
  await addRole(server.store, 1);
  const role = await server.store.live.open(roleOwner(ROLE), QUIET);
  role.rows(ore).insert({ x: 1, y: 2, left: 2 });
  await role.commit();
  return server;
}

function configOf(data: string): ReturnType<typeof readConfig> {
  return readConfig({ flags: { dev: true, dataDirectory: data, gate: { port: 0 }, live: { flushSeconds: 600 } } });
}

async function oreIn(data: string): Promise<number> {
  const parts = { clock: systemClock, log: silentLogger, counters: new Counters() };
  const store = await openServerStore({ config: configOf(data), modules: [mine] }, parts);
  try {
    return (await store.table(ore).list(ROLE)).length;
  } finally {
    await store.close();
  }
}

/** The content of an archive of `data`, once restored. */
async function backedUp(data: string, ...flags: readonly string[]): Promise<{ readonly out: string; ores: number }> {
  const archive = join(directory, `${Math.random()}.jga`);
  const backup = await run('backup', archive, '--config', GAME, '--store', data, ...flags);
  assert.equal(backup.code, 0, backup.err);
  const into = `${archive}-restored`;
  const restored = await run('restore', archive, '--config', GAME, '--store', into);
  assert.equal(restored.code, 0, restored.err);
  return { out: backup.out, ores: await oreIn(into) };
}

test('store backup: contains the earlier changes of playing roles, unless their server is not asked', async () => {
  const data = join(directory, 'playing');
  const server = await startPlaying(data);
  try {
    const without = await backedUp(data, '--without-flush');
    assert.deepEqual([without.ores, without.out.includes('flushed')], [0, false]);
    const { ores, out } = await backedUp(data);
    assert.equal(ores, 1);
    assert.match(out, /^flushed 1 role or actor first\n/);
  } finally {
    await server.stop();
  }
});

test('store backup: refused while changes cannot be brought in, with the reason', async () => {
  const data = join(directory, 'stuck');
  const server = await startPlaying(data);
  const archive = join(directory, 'stuck.jga');
  const backup = () => run('backup', archive, '--config', GAME, '--store', data);
  try {
    Object.defineProperty(server.store.live, 'flush', {
      value: async () => ({ owners: 1, left: 1 }),
      configurable: true,
    });
    Object.defineProperty(server.store.live, 'status', {
      value: () => ({ stuckOwners: [`r${ROLE}`], dirtyOwners: 1 }),
    });
    const stuck = await backup();
    assert.deepEqual([stuck.code, stuck.out], [1, '']);
    assert.match(stuck.err, /no backup was made: the database refuses the changes of role 60000001; .*--without-flush/);
    Object.defineProperty(server.store.live, 'flush', { value: () => Promise.reject(new Error('broken')) });
    assert.match((await backup()).err, /no backup was made: broken; see its log.*--without-flush/);
  } finally {
    Reflect.deleteProperty(server.store.live, 'status');
    await server.stop().catch(() => {});
  }
});

test('store backup: a server that cannot be asked is noticed by its journal', async () => {
  const data = join(directory, 'silent');
  await (await startPlaying(data)).stop();
  const files = await openJournalFiles(journalDirectoryOf(configOf(data)));
  try {
    const refused = await run('backup', join(directory, 'silent.jga'), '--config', GAME, '--store', data);
    assert.deepEqual([refused.code, refused.out], [1, '']);
    assert.match(refused.err, /a server has .*journal open and cannot be asked.*--without-flush/);
    assert.equal((await backedUp(data, '--without-flush')).ores, 1);
  } finally {
    await files.close();
  }
  assert.equal((await backedUp(data)).ores, 1, 'nothing is open, nothing was left');
});

test('store: backup, restore, import and merge do not ignore a journal left by a crash', async () => {
  const data = join(directory, 'crashed');
  const crashed = join(directory, 'copy');
  const server = await startPlaying(data);
  // The disk at this moment: the change is acknowledged and not in the database.
  mkdirSync(crashed);
  cpSync(journalDirectoryOf(configOf(data)), journalDirectoryOf(configOf(crashed)), { recursive: true });
  const archive = join(directory, 'crashed.jga');
  assert.equal((await run('backup', archive, '--config', GAME, '--store', data, '--without-flush')).code, 0);
  await server.stop();
  const told = /copy\/journal contains acknowledged changes of 1 role or actor that may not be in the database/;
  const restored = await run('restore', archive, '--config', GAME, '--store', crashed);
  assert.deepEqual([restored.code, told.test(restored.err)], [1, true], restored.err);
  assert.match(restored.err, /nothing was restored.*Start the server of that directory once/);
  for (const command of [
    ['backup', join(directory, 'never.jga'), '--store', crashed],
    ['import', join(directory, 'role.jsonl'), '--store', crashed],
    ['merge', archive, '--into', crashed],
    ['merge', crashed, '--into', data],
  ]) {
    const { code, err } = await run(...command, '--config', GAME);
    assert.deepEqual([code, told.test(err)], [1, true], `${command[0]}: ${err}`);
  }
});

test('store: the tables of a game that this command does not know are backed up, restored and compared', async () => {
  const data = join(directory, 'unknown');
  await (await startPlaying(data)).stop();
  const archive = join(directory, 'unknown.jga');
  const [backup, verify] = [
    await run('backup', archive, '--store', data),
    await run('verify', archive, '--against', data),
  ];
  assert.deepEqual([backup.code, verify.code], [0, 0], backup.err + verify.err);
  assert.match(verify.out, /\nore +1\n[\s\S]*the same, row for row/);
  const into = join(directory, 'unknown-restored');
  const restored = await run('restore', archive, '--store', into);
  assert.equal(restored.code, 0, restored.err);
  assert.equal(await oreIn(into), 1);
});

test('store: a start without the game after a crash loses no acknowledged change of its tables', async () => {
  const data = join(directory, 'without');
  const crashed = join(directory, 'without-copy');
  const server = await startPlaying(data);
  cpSync(data, crashed, { recursive: true });
  await server.stop();
  await (await startServer({ config: configOf(crashed) })).stop();
  assert.equal(await oreIn(crashed), 1);
});

test('store apply-refused: shows and applies changes of a role that was taken over, once, and only while nobody plays it', async () => {
  const data = join(directory, 'refused');
  const server = await startPlaying(data);
  const file = join(directory, 'refused-60000001-1-1.json');
  const changes = [
    ['ore', 's', [1, 2], { left: 1 }],
    ['ore', 'p', { x: 3, y: 4, left: 9 }],
  ];
  writeFileSync(file, JSON.stringify({ role: String(ROLE), epoch: 1, why: 'taken', changes }));
  const apply = (...flags: readonly string[]) =>
    run('apply-refused', file, '--config', GAME, '--store', data, ...flags);
  assert.equal((await apply()).code, 1, 'a server has the store open');
  await server.stop();
  const rows = 'ore x=1 y=2: left 2 -> 1\nore x=3 y=4: added x=3 y=4 left=9\n';
  const dry = await apply('--dry-run');
  assert.deepEqual(
    [dry.out, await oreIn(data)],
    [`${rows}role 60000001: 2 rows would change; nothing was changed\n`, 1],
  );
  const done = await apply();
  assert.ok(done.out.startsWith(`${rows}role 60000001: 2 rows changed in `), done.out + done.err);
  assert.ok(done.out.endsWith(`the file is now ${file}.applied\n`));
  assert.equal(await oreIn(data), 2);
  assert.match((await apply()).err, /nothing was applied: .*\.applied exists, so the file was applied before/);
});
