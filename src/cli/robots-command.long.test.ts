// The command as a person runs it: its output, and its exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { startTestServer } from '../testing.ts';

const script = `
  import { Command } from 'commander';
  import { addRobotsCommand } from ${JSON.stringify(new URL('./robots-command.ts', import.meta.url).href)};
  const program = new Command('robots');
  addRobotsCommand(program);
  await program.parseAsync(['node', 'jadegate', ...process.argv.slice(1)]);`;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function robots(parameters: readonly string[], interruptWhen?: () => boolean): Promise<Outcome> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...parameters], {
    cwd: new URL('.', import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const looking = setInterval(() => {
    if (interruptWhen?.() !== true) return;
    clearInterval(looking);
    child.kill('SIGINT');
  }, 20);
  const exit = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await exit) as [number | null];
  clearInterval(looking);
  return { status, stdout, stderr };
}

test('robots command: --json prints one object on standard output and nothing else', async () => {
  await using server = await startTestServer();
  const { status, stdout, stderr } = await robots([server.url, '--count', '5', '--seconds', '0.5', '--json']);
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^\{.*\}\n$/);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([report['robots'], report['entered'], report['failed']], [5, 5, 0]);
  assert.deepEqual(Object.keys(report['latencyMs'] as object), ['p50', 'p90', 'p99', 'p999', 'max', 'mean']);
  assert.equal(typeof (report['generator'] as Record<string, unknown>)['saturated'], 'boolean');
});

test('robots command: robots that do not get in end it with 1, and the table says why', async () => {
  await using server = await startTestServer();
  const { status, stdout } = await robots([server.url, '--count', '2', '--seconds', '0.5', '--server-id', '77']);
  assert.equal(status, 1);
  assert.match(stdout, /^robots +2: 0 entered, 2 failed$/m);
  assert.match(stdout, /2 × sign-in: user_auth_fail_s2c 7 \(unknown server\)$/m);
});

test('robots command: Ctrl-C ends it in order and prints the figures so far', async () => {
  await using server = await startTestServer();
  const beats = () => (server.server.counters.snapshot()['messages_handled{heartbeat_c2s}'] ?? 0) > 3;
  const { status, stdout } = await robots(
    [server.url, '--count', '2', '--seconds', '600', '--rate', '20', '--json'],
    beats,
  );
  const report = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([status, report['interrupted'], report['entered'], report['failed']], [0, true, 2, 0]);
});

test('robots command: an impossible run prints one line on standard error and exits with 2', async () => {
  const rows = [
    {
      parameters: ['tcp://127.0.0.1:1'],
      told: /cannot connect to tcp:\/\/127\.0\.0\.1:1: connection refused.*jadegate start/,
    },
    { parameters: ['--rate', '51'], told: /rate: 51 must be above 0 and at most 50/ },
    { parameters: ['--processes', '300', '--count', '500'], told: /processes: 300 must be/ },
    { parameters: ['--authority', 'none.pem'], told: /authority: none\.pem cannot be read/ },
  ];
  const outcomes = await Promise.all(rows.map(({ parameters }) => robots(parameters)));
  for (const [index, { status, stdout, stderr }] of outcomes.entries()) {
    assert.match(stderr, rows[index]?.told ?? /never/);
    assert.match(stderr, /^jadegate robots: [^\n]*\n$/);
    assert.deepEqual([status, stdout], [2, '']);
  }
});
