import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from 'jadegate/testing';
import { DigC2s, DigResultS2c } from './mine.messages.ts';
import { mine } from './mine.module.ts';
import { ore } from './mine.tables.ts';

test('dig: ore is found until none is left', async () => {
  await using server = await startTestServer({ modules: [mine] });
  const { client } = await server.enter('alice');
  for (const left of [2, 1, 0]) {
    client.send(DigC2s, { x: 3, y: 4 });
    assert.deepEqual(await client.next(DigResultS2c), { found: true, left });
  }
  client.send(DigC2s, { x: 3, y: 4 });
  assert.deepEqual(await client.next(DigResultS2c), { found: false, left: 0 });
});

test('dig: a place outside the field holds nothing, and is not stored', async () => {
  await using server = await startTestServer({ modules: [mine] });
  const { client, roleId } = await server.enter('bob');
  client.send(DigC2s, { x: -1, y: 100 });
  assert.deepEqual(await client.next(DigResultS2c), { found: false, left: 0 });
  assert.deepEqual(await server.server.store.table(ore).list(roleId), []);
});

test('dig: a client that is not in the world yet is refused', async () => {
  await using server = await startTestServer({ modules: [mine] });
  const client = await server.connect();
  client.send(DigC2s, { x: 3, y: 4 });
  await assert.rejects(client.next(DigResultS2c), { code: 'closed' });
});
