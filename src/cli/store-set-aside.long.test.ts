// An operator whose store has rows that refer to nothing: its backup says so, and is restored without them.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { startServer } from '../server/index.ts';
import { readConfig } from '../server/settings/index.ts';
import { addRole, storeCommand } from './store-command.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'store-set-aside-'));
after(() => rmSync(directory, { recursive: true }));
const run = storeCommand(directory);

test('store restore --set-aside: leaves rows that refer to nothing out, into a new private file, and restores the others', async () => {
  const data = join(directory, 'data');
  const server = await startServer({
    config: readConfig({ flags: { dev: true, dataDirectory: data, gate: { port: 0 } } }),
  });
  await addRole(server.store, 1);
  await server.stop();
  const database = new DatabaseSync(join(data, 'jadegate.sqlite'));
  database.exec(`INSERT INTO role_name (name_key, role_id) VALUES ('ghost', 60006666)`);
  database.close();

  const archive = join(directory, 'dangling.jga');
  const backup = await run('backup', archive, '--store', data);
  assert.equal(backup.code, 1, backup.out);
  assert.match(backup.out + backup.err, /NOT sound.*restore it with --set-aside/);
  const refused = await run('restore', archive, '--store', join(directory, 'refused'));
  assert.equal(refused.code, 1);
  assert.match(refused.err, /role_name.*--set-aside/s);

  const aside = join(directory, 'aside.jsonl');
  const into = join(directory, 'restored');
  const restored = await run('restore', archive, '--store', into, '--set-aside', aside);
  assert.equal(restored.code, 0, restored.err);
  assert.match(restored.out, /aside\.jsonl: 1 row left out, each with the reason/);
  const lines = readFileSync(aside, 'utf8').trimEnd().split('\n');
  assert.equal(lines.length, 1);
  const { table, why, row } = JSON.parse(lines[0] ?? '');
  assert.equal(table, 'role_name');
  assert.match(why, /role_name: .*leads to no row of account_role/);
  assert.deepEqual(row, { name_key: 'ghost', role_id: '60006666' });
  assert.equal(statSync(aside).mode & 0o777, 0o600);
  assert.equal((await run('verify', archive, '--against', into)).code, 1, 'a row less than the archive');

  const again = await run('restore', archive, '--store', join(directory, 'again'), '--set-aside', aside);
  assert.deepEqual([again.code, /aside\.jsonl.*name a new file/.test(again.err)], [1, true], again.err);
});
