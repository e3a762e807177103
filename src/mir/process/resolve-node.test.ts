import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../base/index.ts';
import { RESOLVE_MS, resolveIpv4 } from './resolve-node.ts';

test('resolve: a name service that does not answer is given up', async () => {
  const clock = new ManualClock();
  const found = resolveIpv4('play.example.org', { clock, find: () => new Promise(() => {}) });
  const refused = assert.rejects(found, /does not answer for 20 seconds/);
  clock.advance(RESOLVE_MS);
  await refused;
});

test('resolve: an answer in time counts, and so does a refusal', async () => {
  const clock = new ManualClock();
  assert.equal(await resolveIpv4('a', { clock, find: async () => '203.0.113.5' }), '203.0.113.5');
  await assert.rejects(resolveIpv4('a', { clock, find: () => Promise.reject(new Error('ENOTFOUND')) }), /ENOTFOUND/);
  assert.equal(clock.nextDueMs(), null, 'no timer is left');
});
