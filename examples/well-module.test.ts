import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from 'jadegate/testing';
import { well, wells } from './well-module.ts';

test('well: calls at the same time draw one after the other, and a crash gives no water back', async () => {
  await using server = await startTestServer({ modules: [wells] });
  const village = server.scope.actor(well, 'village');
  const answers = await Promise.all([60, 60, 40].map((litres) => village.draw({ litres })));
  assert.deepEqual(answers, ['drawn', 'dry', 'drawn']);
  await server.crash();
  assert.equal(await server.command('draw', { well: 'village', litres: '1' }), 'dry');
  assert.equal(await server.command('draw', { well: 'castle', litres: '1' }), 'drawn');
});
