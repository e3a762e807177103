// WebSocket pings over the sockets of this machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staysIdle, whoIsPinged } from './websocket-pings.fixture.ts';

for (const body of ['native', 'node'] as const) {
  test(`websocket pings on sockets, ${body}: pages are pinged, and a pong is life where the setting says so`, async () => {
    assert.deepEqual(await whoIsPinged(body), [3, 0, 0, 0]);
    assert.deepEqual([await staysIdle(body, true), await staysIdle(body, false)], [true, false]);
  });
}
