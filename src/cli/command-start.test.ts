// What a command loads before it runs. Loading takes most of a command's time, so a command that asks a running server,
// or prints its help, must not load the server. The count of files is the same on each machine; a measured time would
// not be.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
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

/** Parts of paths that no light command loads. */
const HEAVY = [
  '/zod/',
  '/kysely/',
  '/pg/',
  '/pino/',
  '/piscina/',
  '/iconv-lite/',
  '/src/store/',
  '/src/server/server.ts',
];

/** By command line: the most files that it may load. Each loaded 550 before commands were loaded one by one. */
const LIGHT: readonly (readonly [line: string, filesMax: number])[] = [
  ['--help', 60],
  ['help status', 75],
  ['status --data none', 75],
  ['door close --data none', 75],
  ['drain --data none', 75],
  ['reload --data none', 75],
  ['words reload --data none', 75],
  ['codec encode', 110],
  ['new --help', 75],
  ['io-models --help', 75],
  ['store --help', 60],
  ['connect nowhere', 185],
  ['robots nowhere', 240],
  ['mir --help', 60],
  ['mir status dbsrv --data none', 75],
  ['mir ban somebody --data none', 75],
];

async function loadedBy(line: string): Promise<readonly string[]> {
  const args = ['--import', FIXTURE, join(ROOT, 'bin', 'jadegate.js'), ...line.split(' ')];
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('JADEGATE_'));
  const child = spawn(process.execPath, args, {
    cwd: tmpdir(),
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = (await text(child.stderr)).trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '') as readonly string[];
}

for (const [line, filesMax] of LIGHT) {
  test(`command: ${line} loads at most ${filesMax} files, and no library or layer that it does not use`, async () => {
    const urls = await loadedBy(line);
    assert.ok(urls.some((url) => url.endsWith('/src/cli/main.ts')));
    const heavy = urls.filter((url) => HEAVY.some((part) => url.includes(part)));
    assert.deepEqual(heavy, []);
    assert.ok(urls.length <= filesMax, `${urls.length} files: ${urls.join('\n')}`);
  });
}

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
