// The command as a person runs it: its output, and its exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
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

const folder = mkdtempSync(join(tmpdir(), 'jadegate-scenario-'));
after(() => rmSync(folder, { recursive: true }));
const DOOR = JSON.stringify(new URL('../robots.ts', import.meta.url).href);

/** Writes a scenario's file, and gives its path. */
function scenario(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, `import { defineScenario } from ${DOOR};\n${code}\n`);
  return path;
}

test('robots command: --scenario FILE plays what the file says', async () => {
  await using server = await startTestServer();
  const file = scenario(
    'stroll.ts',
    `export default defineScenario({
      play(robot) {
        robot.every(100, ({ dueMs }) => { robot.move(robot.place.x, robot.place.y, dueMs); });
      },
      ended: (robot) => robot.known.size,
      judge: (known) => ({ figures: { known: known.join() } }),
    });`,
  );
  const flags = ['--count', '4', '--seconds', '0.5', '--json', '--scenario', file];
  const { status, stdout, stderr } = await robots([server.url, ...flags]);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([status, stderr, report['scenario']], [0, '', file]);
  for (const count of ['failed', 'ghosts', 'missing', 'outOfOrder', 'doubled']) assert.equal(report[count], 0, count);
  // Players of a quiet map are on one line.
  assert.deepEqual([report['moves'], report['figures']], [20, { known: '3,3,3,3' }]);
});

test('robots command: a robot whose code throws ends the run with 1, and the report names file, robot and line', async () => {
  await using server = await startTestServer();
  const file = scenario(
    'broken.ts',
    'export default defineScenario({\n play(robot) {\n if (robot.number === 2) null.x;\n } });',
  );
  const { status, stdout } = await robots([server.url, '--count', '3', '--seconds', '0.5', '--scenario', file]);
  assert.equal(status, 1);
  assert.match(stdout, /^robots +3: 3 entered, 1 failed$/m);
  assert.match(stdout, /^problem +\S+broken\.ts: robot 2 \(robot-2\): play: Cannot read prop.*\(line 4\)$/m);
});

test('robots command: a scenario that is none prints one line, whatever it lacks, and exits with 2', async () => {
  const rows = [
    {
      file: join(folder, 'missing.ts'),
      told: /no scenario and no file named .*missing\.ts; built-in scenarios: walk, /,
    },
    { file: 'wolk', told: /no scenario and no file named wolk/ },
    { file: scenario('empty.ts', ''), told: /empty\.ts must have export default .*: there is no default export/ },
    {
      file: scenario('text.ts', "export default 'walk';"),
      told: /text\.ts must have .*the default export is no object/,
    },
    {
      file: scenario('wrong.ts', 'export default { messages: [] };'),
      told: /wrong\.ts must have .*role must be a fun/,
    },
    {
      file: scenario('throws.ts', "throw new Error('no luck');"),
      told: /throws\.ts cannot be loaded: no luck \(line 2\)/,
    },
    { file: scenario('syntax.ts', 'export default {'), told: /syntax\.ts cannot be loaded: / },
  ];
  const outcomes = await Promise.all(rows.map(({ file }) => robots(['tcp://127.0.0.1:1', '--scenario', file])));
  for (const [index, { status, stdout, stderr }] of outcomes.entries()) {
    assert.match(stderr, rows[index]?.told ?? /never/);
    assert.match(stderr, /^jadegate robots: [^\n]*\n$/);
    assert.deepEqual([status, stdout], [2, '']);
  }
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
