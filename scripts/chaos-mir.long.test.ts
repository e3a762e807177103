// A short chaos run for the Mir servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMirChaos } from './chaos/mir-chaos.ts';

test('chaos: a DBSrv that is killed under Mir players loses no character, and all of them play', async () => {
  const lines: string[] = [];
  const result = await runMirChaos({
    kills: 1,
    robots: 8,
    seed: 1,
    victims: ['dbsrv'],
    print: (line) => lines.push(line),
  });
  const said = lines.join('\n');
  assert.deepEqual([result.lost, result.failed], [0, 0], said);
  assert.equal(result.selected, 2 * 8, said);
  assert.equal(lines.at(-1), 'lost 0, failed 0');
});
