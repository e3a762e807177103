// What a command loads before it runs. Loading takes most of a command's time, so a command that asks a running server,
// or prints its help, must not load the server. The count of files is the same on each machine; a measured time would
// not be.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Command } from 'commander';
import { COMMANDS } from './commands.ts';
import { addLazyCommands, askedAt } from './lazy-commands.ts';
import { MIR_COMMANDS } from './mir-commands.ts';
import { STORE_COMMANDS } from './store-command.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FIXTURE = join(import.meta.dirname, 'loaded-files.fixture.ts');

/** Parts of paths that only commands for them load. */
const LIBRARIES = ['/kysely/', '/pg/', '/piscina/', '/iconv-lite/'];
/** What a running server loads, and a command that only reads its settings or opens its store does not. */
const SERVER = [
  ...LIBRARIES,
  ...['/pino/', '/src/reactor/reactor.ts', '/src/gate/gate.ts', '/src/server/server.ts', '/src/wire/index.ts'],
  ...['/src/mir/wire/', '/src/mir/gate/', '/src/store/postgres/postgres-body.ts'],
];
const ARCHIVE = ['/src/archive/'];
const STORE = ['/src/store/front/', '/src/store/live/', '/src/store/body/', '/src/store/sqlite/'];
/** What no command loads that asks a running server, or prints help. */
const HEAVY = [...LIBRARIES, '/zod/', '/pino/', '/src/store/', '/src/server/server.ts'];
/** What a running server with SQLite does not load on its main thread before it is ready. */
const ABSENT = [
  ...LIBRARIES,
  ...['/src/mir/wire/', '/src/mir/gate/', '/src/store/postgres/postgres-body.ts', '/src/archive/index.ts', 'v8:--'],
];
/** The first file that each thread of a server loads once it is ready. */
const LATER = { main: '/src/cli/start-later.ts', sqlite: '/src/cli/start-later.procedures.ts' };

/** By command line: the most files that it may load, and parts of paths that it does not. DIR is an empty folder. */
const BOUNDS: readonly (readonly [line: string, filesMax: number, absent: readonly string[]])[] = [
  ['--help', 62, HEAVY],
  ['help status', 80, HEAVY],
  ['status --data none', 80, HEAVY],
  ['door close --data none', 80, HEAVY],
  ['drain --data none', 80, HEAVY],
  ['reload --data none', 80, HEAVY],
  ['words reload --data none', 80, HEAVY],
  ['words check hello', 100, HEAVY],
  ['codec encode', 122, HEAVY],
  ['new --help', 80, HEAVY],
  ['io-models --help', 80, HEAVY],
  ['start --help', 80, HEAVY],
  ['store --help', 65, HEAVY],
  ['connect nowhere', 248, HEAVY],
  ['robots nowhere', 324, HEAVY],
  ['mir --help', 65, HEAVY],
  ['mir status dbsrv --data none', 80, HEAVY],
  ['mir ban somebody --data none', 80, HEAVY],
  ['ticket somebody --data DIR', 570, [...SERVER, ...ARCHIVE, ...STORE]],
  ['store migrate --dry-run --data DIR', 682, [...SERVER, ...ARCHIVE]],
  ['store splits --data DIR', 682, [...SERVER, ...ARCHIVE]],
  ['store accept --data DIR', 682, [...SERVER, ...ARCHIVE]],
  ['store backup --data DIR', 715, SERVER],
  ['store verify none --data DIR', 715, SERVER],
  ['start --port 0 --data DIR', 920, ABSENT],
];

const SQLITE_FILES_MAX = 120;

/** The files that a command loads on each thread. A server is stopped when it is ready. */
async function loadedBy(
  line: string,
  stopsAt = 'jadegate ready',
): Promise<Record<keyof typeof LATER, readonly string[]>> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-loads-'));
  const words = line.split(' ').map((word) => (word === 'DIR' ? directory : word));
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('JADEGATE_'));
  const child = spawn(process.execPath, ['--import', FIXTURE, join(ROOT, 'bin', 'jadegate.js'), ...words], {
    cwd: tmpdir(),
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (output: Buffer) => {
    if (output.includes(stopsAt)) child.kill('SIGTERM');
  });
  const lines = (await text(child.stderr)).trim().split('\n');
  rmSync(directory, { recursive: true });
  // Each thread writes a line.
  const lists = lines.filter((each) => each.startsWith('["')).map((each) => JSON.parse(each) as readonly string[]);
  const listWith = (file: string) => lists.find((urls) => urls.some((url) => url.endsWith(file)));
  const main = listWith('/src/cli/main.ts');
  assert.ok(main !== undefined, lines.join('\n'));
  return { main, sqlite: listWith('/src/store/sqlite/sqlite-worker.ts') ?? [] };
}

/** What was loaded before the thread was ready; all of a command that is no server. */
function beforeReady(urls: readonly string[], later: string): readonly string[] {
  const readyAt = urls.findIndex((url) => url.endsWith(later));
  return readyAt < 0 ? urls : urls.slice(0, readyAt);
}

function assertLoaded(urls: readonly string[], filesMax: number, absent: readonly string[]): void {
  assert.deepEqual(
    urls.filter((url) => absent.some((part) => url.includes(part))),
    [],
  );
  assert.ok(urls.length <= filesMax, `${urls.length} files: ${urls.join('\n')}`);
}

for (const [line, filesMax, absent] of BOUNDS) {
  test(`command: ${line} loads at most ${filesMax} files, and no library or layer that it does not use`, async () => {
    const { main } = await loadedBy(line);
    assertLoaded(beforeReady(main, LATER.main), filesMax, absent);
  });
}

test('command: a server loads the query builder in both threads, and keeps its heap small, once it is ready and not before', async () => {
  // The last that it does once it is ready.
  let { main, sqlite } = await loadedBy('start --port 0 --data DIR', 'v8:');
  // A thread that is ended while it loads may report nothing: then the server is started again.
  for (let tries = 1; tries < 3 && !sqlite.some((url) => url.includes('/kysely/')); tries++) {
    ({ main, sqlite } = await loadedBy('start --port 0 --data DIR', 'v8:'));
  }
  assertLoaded(beforeReady(sqlite, LATER.sqlite), SQLITE_FILES_MAX, ABSENT);
  for (const urls of [main, sqlite]) assert.ok(urls.some((url) => url.includes('/kysely/')));
  assert.ok(main.includes('v8:--memory-saver-mode'));
});

const GROUPS = { jadegate: COMMANDS, 'jadegate mir': MIR_COMMANDS, 'jadegate store': STORE_COMMANDS };

for (const [title, commands] of Object.entries(GROUPS)) {
  test(`command: the help of ${title} lists each command with the arguments that the command itself has`, async () => {
    const listed = new Command();
    await addLazyCommands(listed, commands, undefined);
    for (const [index, name] of Object.keys(commands).entries()) {
      const loaded = new Command();
      await addLazyCommands(loaded, commands, name);
      const argumentsOf = (program: Command) =>
        program.commands[index]?.registeredArguments.map((argument) => [argument.name(), argument.required]);
      assert.deepEqual(argumentsOf(listed), argumentsOf(loaded), name);
      assert.notEqual(loaded.commands[index]?.description(), '', name);
    }
  });
}

test('command: the word that is asked for is found behind help too', () => {
  const ask = (line: string, depth: number) => askedAt(depth, ['node', 'jadegate', ...line.split(' ')]);
  assert.equal(ask('mir --help', 0), 'mir');
  assert.equal(ask('mir status dbsrv', 1), 'status');
  assert.equal(ask('help mir robots', 0), 'mir');
  assert.equal(ask('help mir robots', 1), 'robots');
});
