import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from 'jadegate/testing';
import { visit } from './scripted-client.ts';

test('scripted client: the same account finds its role again', async () => {
  await using server = await startTestServer();
  const first = await visit(server.url, 'alice');
  const second = await visit(server.url, 'alice');
  assert.equal(second.roleId, first.roleId);
  assert.equal(first.mapId, 100);
  // The classic client divides by it.
  assert.ok(first.serverMs >= 50);
});

test('scripted client: a server that is full says so', async () => {
  await using server = await startTestServer({ settings: { lines: { count: 1, playersMax: 1, dynamicMax: 0 } } });
  await server.enter('alice');
  await assert.rejects(visit(server.url, 'bob'), { code: 'refused', step: 'select-role' });
});
