import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from 'jadegate/testing';
import { DigC2s, DigResultS2c, MineNewsS2c } from './mine.messages.ts';
import { mine, ore } from './mine.module.ts';

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

test('settings: the ore at a place is the operator’s choice', async () => {
  await using server = await startTestServer({ modules: [mine], settings: { mine: { orePerPlace: 7 } } });
  const { client } = await server.enter('carol');
  client.send(DigC2s, { x: 3, y: 4 });
  assert.deepEqual(await client.next(DigResultS2c), { found: true, left: 6 });
});

test('news: every player reads them each minute', async () => {
  await using server = await startTestServer({
    modules: [mine],
    settings: { mine: { news: 'Dig!' } },
    clock: 'manual',
  });
  const { client } = await server.enter('dave');
  await server.advance(60_000);
  assert.deepEqual(await client.next(MineNewsS2c), { text: 'Dig!' });
});

test('mine-places: an operator sees where a role has dug', async () => {
  await using server = await startTestServer({ modules: [mine] });
  const { client, roleId } = await server.enter('erin');
  assert.equal(await server.command('mine-places', { roleId: String(roleId) }), `role ${roleId} has dug nowhere`);
  client.send(DigC2s, { x: 3, y: 4 });
  await client.next(DigResultS2c);
  // The changes of a role that plays are in memory; this brings them into the database.
  await server.flush();
  assert.equal(await server.command('mine-places', { roleId: String(roleId) }), '3,4: 2 left');
  await assert.rejects(server.command('mine-places', { roleId: 'erin' }), /mine-places: roleId: /);
});
