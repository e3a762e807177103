// An operator's tasks, by the command line alone: back up a running server, lose the data, restore it, check it.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Counters, silentLogger, systemClock } from '../base/index.ts';
import { rolesTables, softDeleteRole } from '../modules/roles/index.ts';
import { openServerStore, startServer } from '../server/index.ts';
import { readConfig } from '../server/settings/index.ts';
import { addRole, storeCommand } from './store-command.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'store-command-'));
after(() => rmSync(directory, { recursive: true }));
const run = storeCommand(directory);

test('store: backup of a running server, wipe, restore, verify', async () => {
  const data = join(directory, 'data');
  const archives = join(directory, 'archives/');
  const server = await startServer({
    config: readConfig({ flags: { dev: true, dataDirectory: data, gate: { port: 0 } } }),
  });
  for (const number of [1, 2, 3]) await addRole(server.store, number);
  const third = { account: 'account 3', serverId: 1, roleId: 60_000_003n, nowMs: 7 };
  assert.equal(await server.store.run(softDeleteRole, third), null);
  const backup = await run('backup', archives, '--store', data);
  assert.deepEqual([backup.code, backup.err.includes('backing up: role')], [0, true], backup.err);
  const [name = ''] = readdirSync(archives);
  const file = join(archives, name);
  await addRole(server.store, 4);
  const different = await run('verify', file, '--against', data);
  assert.equal(different.code, 1);
  assert.match(
    different.out,
    /role: only in the archive 0, only in the store 1, different 0\n {2}role \(60000004\) is only in/,
  );
  await server.stop();
  assert.match((await run('restore', file, '--store', data)).err, /is not empty: table account has rows/);

  rmSync(data, { recursive: true });
  const restored = await run('restore', file, '--store', data);
  assert.deepEqual(
    [restored.code, /restored the archive of .*server 1 of/.test(restored.out)],
    [0, true],
    restored.err,
  );
  assert.match((await run('verify', file, '--against', data)).out, /the same, row for row/);
  assert.match(
    (await run('deleted', '--store', data)).out,
    /^60000003 {2}Hero 3 {2}level 3 {2}of account 3 {2}deleted 1970/,
  );
  assert.match((await run('deleted', '--restore', '60000003', '--store', data)).out, /role 60000003 is back/);

  truncateSync(file, 900);
  const cut = await run('verify', file);
  assert.deepEqual([cut.code, cut.out], [1, ''], cut.err);
  assert.match(cut.err, /is damaged at byte \d+: .*cut.*use another archive/);
});

test('store: export, a change by hand, import; migrate shows its plan', async () => {
  const data = join(directory, 'text');
  const config = readConfig({ flags: { dataDirectory: data } });
  const store = await openServerStore({ config }, { clock: systemClock, log: silentLogger, counters: new Counters() });
  await addRole(store, 1);
  await store.close();
  const exported = await run('export', join(directory, 'out'), '--format', 'csv', '--table', 'role', '--store', data);
  assert.equal(exported.code, 0, exported.err);
  const path = join(directory, 'out', 'role.csv');
  const text = readFileSync(path, 'utf8');
  assert.match(text, /^role_id,account,.*\r\n60000001,account 1,1,Hero 1,/);
  writeFileSync(path, text.replace('Hero 1', 'Hera, "1"').replace('60000001,account 1', '60000001,x'));
  assert.match((await run('import', path, '--store', data)).err, /role\.csv: line 2: /);
  writeFileSync(path, text.replace('Hero 1', '"Hera, ""1"""'));
  assert.match((await run('import', path, '--store', data)).out, /role: 1 row\n/);
  assert.match((await run('migrate', '--dry-run', '--store', data)).out, /nothing to do/);
  assert.match((await run('backup', '--store', join(directory, 'nowhere'))).err, /there is no such store/);
});

test('store: merge of an archive into another server’s store, dry run first', async () => {
  const open = async (name: string, serverIds: number[]) => {
    const config = readConfig({ flags: { dataDirectory: join(directory, name), serverIds } });
    return openServerStore({ config }, { clock: systemClock, log: silentLogger, counters: new Counters() });
  };
  const first = await open('first', [1]);
  await addRole(first, 1);
  await first.close();
  const second = await open('second', [2]);
  await addRole(second, 1, 2);
  await second.close();
  const archive = join(directory, 'second.jga');
  assert.equal((await run('backup', archive, '--store', join(directory, 'second'))).code, 0);
  const dry = await run('merge', archive, '--into', join(directory, 'first'), '--dry-run');
  assert.match(
    dry.out,
    /names: 1 clash\n {2}Hero 1: role 60000001 keeps it, role 110000001 becomes Hero 1-2\nnothing was changed/,
    dry.err,
  );
  const merged = await run('merge', archive, '--into', join(directory, 'first'));
  assert.match(
    merged.out,
    /roles: 1 role, left out: 0\naccounts: 0 new, 1 merged.*\n.*\n.*\n.*merged\. Set serverIds/,
    merged.err,
  );
  const again = await run('merge', archive, '--into', join(directory, 'first'));
  assert.match(again.out, /was merged into it before, at \d{4}-.*: nothing is left to do/, again.err);
  assert.equal(again.code, 0);
  const both = await open('first', [1, 2]);
  assert.deepEqual((await both.table(rolesTables.role).get(110_000_001n))?.name, 'Hero 1-2');
  await both.close();
});
