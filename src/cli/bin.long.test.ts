// bin/jadegate.js as npm runs it.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'jadegate.js');
/** Node needs some milliseconds to start its inspector. */
const INSPECTOR_MS = 300;

/** An older Node, as an operator's system brings it: it starts the newer one. */
const OLDER_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => majorOf(path) < 26);

function majorOf(node: string): number {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
}

async function startedBy(
  node: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; log: Promise<string>; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-bin-'));
  const child = spawn(node, [BIN, 'start', '--dev', '--port', '0', '--data', `${folder}/data`], {
    cwd: folder,
    env: { ...BARE_ENVIRONMENT, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = text(child.stderr);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  assert.match(line, /^jadegate ready gate=tcp:/);
  return { child, log, folder };
}

test('bin: when the older Node that started the server is killed, the server stops in order', {
  skip: OLDER_NODE === undefined && 'needs a Node older than 26',
}, async () => {
  const { child, log, folder } = await startedBy(OLDER_NODE ?? '');
  child.kill('SIGKILL');
  assert.match(await log, /"msg":"stopped"/);
  rmSync(folder, { recursive: true });
});

test('bin: later starts find each file stripped and compiled, in the thread of the database too', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'jadegate-cache-'));
  const environment = { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '', NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const logs: string[] = [];
  // Two threads write to this log at once, and a line may lie in the middle of another: it need not be readable after each start.
  for (const _ of [1, 2, 3, 4]) {
    const { child, log, folder } = await startedBy(process.execPath, environment);
    child.kill('SIGTERM');
    logs.push(await log);
    rmSync(folder, { recursive: true });
  }
  rmSync(cache, { recursive: true });
  const [first = '', ...later] = logs;
  // The last file of a server to be loaded, and the first of the thread.
  for (const name of ['gate-listen.ts', 'sqlite-worker.ts']) {
    assert.deepEqual(
      [isSaid('no', name, first), later.some((log) => isSaid('retrieving', name, log))],
      [true, true],
      logs.map((log) => log.split('\n').filter((line) => line.includes(name))).join('\n'),
    );
  }
  assert.doesNotMatch(later.at(-1) ?? '', /no transpile cache|was not initialized|rejected/);
});

function isSaid(what: string, name: string, log: string): boolean {
  return new RegExp(`${what} transpile cache for StrippedTypeScript \\S*/${name.replace('.', '\\.')}`).test(log);
}

test("bin: SIGUSR1 does not open Node's inspector, neither in the server nor in the Node that started it", async () => {
  for (const node of [process.execPath, ...(OLDER_NODE === undefined ? [] : [OLDER_NODE])]) {
    const { child, log, folder } = await startedBy(node);
    for (const pid of [child.pid, ...childrenOf(child.pid)]) process.kill(Number(pid), 'SIGUSR1');
    // The inspector would report its address before the server reads the next signal.
    await sleep(INSPECTOR_MS);
    child.kill('SIGTERM');
    const lines = await log;
    assert.match(lines, /"msg":"stopped"/);
    assert.doesNotMatch(lines, /[Dd]ebugger/);
    rmSync(folder, { recursive: true });
  }
});

function childrenOf(pid: number | undefined): string[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

test('bin: when npm and its shell are ended, the server stops in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-bin-'));
  // The `true` keeps the shell from becoming the server itself.
  const command = `'${process.execPath}' '${BIN}' start --dev --port 0 --data '${folder}/data'; true`;
  const shell = spawn('/bin/sh', ['-c', command], {
    cwd: folder,
    env: { ...process.env, npm_command: 'run-script' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = text(shell.stderr);
  const [line] = (await once(createInterface({ input: shell.stdout }), 'line')) as [string];
  assert.match(line, /^jadegate ready gate=tcp:/);
  shell.kill('SIGTERM');
  // The server holds the other end of the log, so it ends when the server does.
  assert.match(await log, /"msg":"stopped"/);
  rmSync(folder, { recursive: true });
});

/** Starts `jadegate codec --help` under `node` with these options of Node, and returns what it wrote to standard error. */
function inspected(node: string, options: string): string {
  const env = { ...process.env, NODE_OPTIONS: options };
  return spawnSync(node, [BIN, 'codec', '--help'], { encoding: 'utf8', env }).stderr;
}

async function freePort(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

test('bin: NODE_OPTIONS=--inspect opens another port when npm has taken the first', async () => {
  const { port, server } = await freePort();
  const output = inspected(process.execPath, `--inspect=127.0.0.1:${port}`);
  server.close();
  assert.match(output, /Debugger listening on ws:\/\/127\.0\.0\.1:\d+\//);
});

test('bin: NODE_OPTIONS=--inspect attaches to the Node that runs the game', {
  skip: OLDER_NODE === undefined && 'needs a Node older than 26',
}, async () => {
  const { port, server } = await freePort();
  server.close();
  await once(server, 'close');
  const output = inspected(OLDER_NODE ?? '', `--inspect=127.0.0.1:${port}`);
  // Once by the older Node, which lets go of the port, and once by the newer.
  assert.equal(output.match(new RegExp(`Debugger listening on ws://127\\.0\\.0\\.1:${port}/`, 'g'))?.length, 2, output);
});
