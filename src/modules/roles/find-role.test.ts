// Roles as other modules see them: found by a name, asked for by id, watched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule, type Scope } from '../../gate/index.ts';
import { startTestServer } from '../../testing.ts';
import { findRoleByName, goneAmong, roleBook, roleWatchers } from './index.ts';

test('find role: by a name that looks like its own, and by no text that cannot be a name', async () => {
  await using server = await startTestServer();
  const { store } = server.server;
  const { roleId } = await server.enter('alice', { roleName: 'Alice' });
  for (const text of ['Alice', 'ALICE', 'Аlice', 'A1ice']) {
    assert.equal((await findRoleByName({ store }, text))?.roleId, roleId, text);
  }
  for (const text of ['', 'Bob', '\0', 'Al\0ice', '\ud800', 'x'.repeat(100_000), '😀'.repeat(40)]) {
    assert.equal(await findRoleByName({ store }, text), null, JSON.stringify(text.slice(0, 9)));
  }
  assert.deepEqual(await store.run(goneAmong, { roleIds: [roleId, 1n] }), [1n]);
});

test('role watchers: they hear of another name and of a deletion, and of no refusal', async () => {
  const heard: unknown[] = [];
  const scopes: Scope<unknown, unknown>[] = [];
  const watching = defineModule({ name: 'watching', uses: [roleBook, roleWatchers] }).hook('started', (scope) => {
    scopes.push(scope);
    scope.use(roleWatchers).add({
      renamed: (roleId, name) => void heard.push(roleId, name),
      deleted: (roleId) => void heard.push(roleId),
    });
  });
  await using server = await startTestServer({ modules: [watching] });
  const { client, roleId } = await server.enter('alice', { roleName: 'Alice' });
  const bob = await server.enter('bob', { roleName: 'Bob' });
  await client.close();
  const [scope] = scopes;
  assert.ok(scope !== undefined);
  const book = scope.use(roleBook);
  for (const newName of ['Bob', 'a\u202eb', 'Carol']) await book.rename(scope, { account: 'alice', roleId, newName });
  const owner = { account: 'alice', serverId: 1 };
  assert.notEqual(await book.delete(scope, owner, bob.roleId), null);
  assert.equal(await book.delete(scope, owner, roleId), null);
  assert.notEqual(await book.delete(scope, owner, roleId), null);
  assert.deepEqual(heard, [roleId, 'Carol', roleId]);
});
