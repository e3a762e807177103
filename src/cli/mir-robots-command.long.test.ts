// `jadegate mir robots` as a person runs it, against `jadegate mir start --dev` in a process of its own.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const MAIN = join(import.meta.dirname, 'main.ts');

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function robots(parameters: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, 'mir', 'robots', ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await exit) as [number | null];
  return { status, stdout, stderr };
}

/** LoginSrv, DBSrv and both gates, and where the LoginGate listens. */
async function startServers(folder: string): Promise<{ readonly child: ChildProcess; readonly login: string }> {
  const args = [MAIN, 'mir', 'start', '--dev', '--free-ports', '--data', join(folder, 'data'), '--log', 'error'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const [ready] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const login = / logingate=(\S+)/.exec(ready)?.[1];
  assert.ok(login !== undefined, ready);
  return { child, login };
}

test('mir robots command: all players get to a game server, and come back as themselves', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-mir-robots-'));
  const { child, login } = await startServers(folder);
  try {
    const first = await robots(['--login', login, '--count', '6', '--json']);
    assert.deepEqual([first.status, first.stderr], [0, '']);
    const report = JSON.parse(first.stdout) as Record<string, unknown>;
    const { count, registered, signedIn, created, selected, failed, lost } = report;
    assert.deepEqual([count, registered, signedIn, created, selected, failed, lost], [6, 6, 6, 6, 6, 0, 0]);
    const second = await robots(['--login', login, '--count', '6']);
    assert.equal(second.status, 0, second.stdout);
    assert.match(second.stdout, /^players +6: 6 selected, 0 failed, in [\d.]+ s$/m);
    assert.match(second.stdout, /^accounts +0 registered, 6 signed in$/m);
    assert.match(second.stdout, /^characters +0 created, 0 lost/m);
    const wrong = await robots(['--login', login, '--count', '2', '--password', 'another1', '--json']);
    assert.equal(wrong.status, 1);
    const { failures } = JSON.parse(wrong.stdout) as { readonly failures: Record<string, number> };
    assert.deepEqual(failures, { 'sign-in: 503 -1 (the password is wrong)': 2 });
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
});

test('mir robots command: what makes a run impossible is one line on standard error and code 2', async () => {
  const rows = [
    { parameters: ['--login', '127.0.0.1:1'], told: /127\.0\.0\.1:1: connect-login: cannot connect: nothing listens/ },
    { parameters: ['--count', '0'], told: /count: 0 must be a whole number/ },
    { parameters: ['--account-prefix', 'toolong'], told: /account-prefix: toolong must be letters and digits/ },
    { parameters: ['--codec', 'substitution'], told: /needs the table of your build/ },
  ];
  const outcomes = await Promise.all(rows.map(({ parameters }) => robots(parameters)));
  for (const [index, { status, stdout, stderr }] of outcomes.entries()) {
    assert.match(stderr, rows[index]?.told ?? /never/);
    assert.match(stderr, /^jadegate mir robots: [^\n]*\n$/);
    assert.deepEqual([status, stdout], [2, '']);
  }
});
