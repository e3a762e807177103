import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staysIdle, whoIsPinged } from './websocket-pings.fixture.ts';

test('websocket pings: pages get one each 45 s; programs, TCP and sessions that can be resumed get none', async () => {
  assert.deepEqual(await whoIsPinged('simulated'), [3, 0, 0, 0]);
  assert.deepEqual(await whoIsPinged('simulated', 'all'), [3, 3, 0, 0]);
  assert.deepEqual(await whoIsPinged('simulated', 'none'), [0, 0, 0, 0]);
});

test('websocket pings: a pong is life for an idle player only where the setting says so', async () => {
  assert.equal(await staysIdle('simulated', true), true);
  assert.equal(await staysIdle('simulated', false), false);
});
