// A short chaos run of upgrades: `npm run chaos -- upgrade` takes as many as you give it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasNative } from '../bench/rig/io-of.ts';
import { runUpgradeChaos } from './chaos/upgrade-chaos.ts';

test('chaos: a server that is upgraded, also when a process dies on the way, keeps its players and what it acknowledged', async (t) => {
  if (!hasNative()) return t.skip('connections are handed over by the native I/O alone');
  const lines: string[] = [];
  const result = await runUpgradeChaos({ rounds: 4, robots: 8, seed: 5, print: (line) => lines.push(line) });
  assert.ok(result.acknowledged > 0, lines.join('\n'));
  assert.equal(lines.at(-1), 'lost 0, doubled 0, dropped 0, wrong 0', lines.join('\n'));
});
