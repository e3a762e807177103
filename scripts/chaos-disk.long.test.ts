// A few cases of `npm run chaos -- disk`, which runs all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDiskChaos } from './chaos/disk-chaos.ts';

test('chaos: a server reports a damaged disk, loses nothing silently and issues no role id again', async () => {
  const lines: string[] = [];
  const cases = ['database emptied', 'older database, stale log', 'directory removed'];
  const result = await runDiskChaos({ robots: 4, cases, print: (line) => lines.push(line) });
  assert.deepEqual(result, { cases: 3, silent: 0, lost: 0 }, lines.join('\n'));
  assert.equal(lines.at(-1), 'cases 3, silent 0, lost 0');
});
