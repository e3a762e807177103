// Runs every benchmark for a moment with the tests, so that none rots. It does not check the figures.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { benchNames } from './main.ts';

const execute = promisify(execFile);
const MAIN = join(import.meta.dirname, 'main.ts');

for (const name of benchNames()) {
  test(`bench ${name}: prints one JSON object and nothing else on standard output`, async () => {
    const { stdout } = await execute(process.execPath, [MAIN, name, '--json', '--quick', '--smoke']);
    const figures: unknown = JSON.parse(stdout);
    assert.ok(typeof figures === 'object' && figures !== null && Object.keys(figures).length > 0, stdout);
  });
}

test('bench: a name that does not exist is refused with those that do', async () => {
  await assert.rejects(
    execute(process.execPath, [MAIN, 'no-such-bench']),
    (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 2);
      assert.match(error.stderr, /There is no benchmark "no-such-bench"[\s\S]*NAME is one of:/);
      return true;
    },
  );
});
