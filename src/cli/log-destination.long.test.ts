// What happens to a process whose log has nowhere to go. Real pipes and devices: the point is that the kernel does not
// stop the process.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';
import { askControl } from '../server/control/index.ts';

const BIN = fileURLToPath(new URL('../../bin/jadegate.js', import.meta.url));
const LOGGER = join(import.meta.dirname, 'log-pino.ts');
/** Far more than a pipe holds (64 KiB) and than is buffered (1 MiB). */
const LINES = 20_000;
const PROGRAM = `
  import { createPinoLogger } from ${JSON.stringify(LOGGER)};
  const log = createPinoLogger({ level: 'info' });
  for (let number = 0; number < ${LINES}; number++) log.info('x'.repeat(100), { number });
  console.log('alive');
`;

interface Line {
  readonly number?: number;
  readonly lineCount?: number;
}

function logging(stderr: 'pipe' | number, program = PROGRAM): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', stderr] });
}

async function lifeOf(child: ChildProcess): Promise<{ readonly stdout: string; readonly code: number | null }> {
  let stdout = '';
  child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()));
  await once(child, 'close');
  return { stdout, code: child.exitCode };
}

test('log: a destination that is full (/dev/full) costs lines, not the process', async () => {
  const full = openSync('/dev/full', 'w');
  const life = await lifeOf(logging(full));
  closeSync(full);
  assert.deepEqual(life, { stdout: 'alive\n', code: 0 });
});

test('log: a reader that has left costs lines, not the process', async () => {
  const child = logging('pipe');
  child.stderr?.destroy();
  assert.deepEqual(await lifeOf(child), { stdout: 'alive\n', code: 0 });
});

test('log: a pipe that nobody reads does not hold the process, and its end does not wait for a reader', async () => {
  // A pipe of the shell's, not one of Node's, which are sockets.
  const child = spawn(
    'bash',
    ['-c', `"$0" --input-type=module --eval "$1" 2> >(exec sleep 60 >/dev/null)`, process.execPath, PROGRAM],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    },
  );
  assert.deepEqual(await lifeOf(child), { stdout: 'alive\n', code: 0 });
  assert.ok(child.pid !== undefined);
  process.kill(-child.pid, 'SIGKILL');
});

test('log: a reader that is late gets the first lines in order, and the number of those it missed', async () => {
  // It lives until its reader has caught up: its end would wait for half a second only.
  const child = logging('pipe', `${PROGRAM} process.stdin.resume();`);
  assert.ok(child.stdin !== null && child.stderr !== null && child.stdout !== null);
  await once(child.stdout, 'data');
  const lines: Line[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const read = JSON.parse(line) as Line;
    lines.push(read);
    if (read.lineCount !== undefined) child.stdin.end();
  }
  const numbers = lines.flatMap(({ number }) => number ?? []);
  const missed = lines.reduce((sum, { lineCount = 0 }) => sum + lineCount, 0);
  assert.ok(missed > 0);
  assert.equal(numbers.length + missed, LINES);
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    numbers,
  );
});

test('log: a server whose log nobody reads answers, and ends on SIGTERM', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-unread-'));
  const child = spawn(process.execPath, [BIN, 'start', '--dev', '--port', '0', '--data', directory], {
    cwd: directory,
    env: BARE_ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    assert.ok(child.stdout !== null);
    await once(child.stdout, 'data');
    // Each makes a line of several hundred bytes: together more than Node reads ahead and the kernel holds.
    for (let count = 0; count < 3_000; count++) {
      child.kill('SIGUSR2');
      await sleep(0);
    }
    assert.notEqual(await askControl(directory, { command: 'status' }), null);
    const asked = performance.now();
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(child.exitCode, 0);
    assert.ok(performance.now() - asked < 20_000, 'far from the bound of a stop');
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
});
