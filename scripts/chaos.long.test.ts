// A short chaos run: `npm run chaos` takes as many kills as you give it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNetworkChaos } from './chaos/network-chaos.ts';
import { runStoreChaos } from './chaos/store-chaos.ts';

test('chaos: a server that is killed twice loses nothing that it acknowledged', async () => {
  const lines: string[] = [];
  const result = await runStoreChaos({
    kills: 2,
    robots: 6,
    seed: 3,
    lifeMsMax: 800,
    print: (line) => lines.push(line),
  });
  assert.deepEqual([result.lost, result.duplicated], [0, 0], lines.join('\n'));
  assert.ok(result.created > 0 && result.acknowledged > 0, lines.join('\n'));
  assert.equal(lines.at(-1), 'lost 0, duplicated 0');
});

test('chaos: through faults of the network to PostgreSQL every request ends and nothing is lost', async () => {
  const lines: string[] = [];
  const options = { rounds: 3, robots: 6, seed: 5, faultMsMax: 3_000 };
  const result = await runNetworkChaos({ ...options, print: (line) => lines.push(line) });
  if (result === null) return;
  assert.deepEqual([result.late, result.lost], [0, 0], lines.join('\n'));
  assert.ok(result.created > 0 && result.requests > 0, lines.join('\n'));
  assert.match(lines.at(-1) ?? '', /^requests \d+, beyond their bound 0, lost 0$/);
});
