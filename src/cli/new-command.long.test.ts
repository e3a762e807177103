// `jadegate new` as a person runs it. Instead of an installation, the game gets links to the packages installed here:
// the work of npm itself is not tested.
import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import packageJson from '../../package.json' with { type: 'json' };
import { packageNameOf, TEMPLATES } from './new-game.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'bin', 'jadegate.js');
const TEMPLATES_FOLDER = join(ROOT, 'templates');
const place = mkdtempSync(join(tmpdir(), 'jadegate-new-'));
after(() => rmSync(place, { recursive: true }));

function run(parameters: readonly string[], options: { readonly cwd?: string; readonly path?: string } = {}) {
  const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
  const env = options.path === undefined ? rest : { ...rest, PATH: options.path };
  return spawnSync(process.execPath, parameters, { encoding: 'utf8', cwd: options.cwd ?? place, env });
}

function makeGame(...parameters: string[]): SpawnSyncReturns<string> {
  return run([BIN, 'new', ...parameters]);
}

/** Does what `npm install` does in a game created by a checkout. */
function linkPackages(folder: string): void {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'jadegate'));
  symlinkSync(join(ROOT, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
}

for (const [template, flags] of [
  ['game', []],
  ['rooms', ['--template', 'rooms']],
  ['world', ['--template', 'world']],
] as const) {
  test(`new: the game of template ${template} passes its tests, its types, and has its code generated`, () => {
    const folder = join(place, template);
    const made = makeGame(template, '--no-install', ...flags);
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stderr, new RegExp(`^ {2}cd ${template}\n {2}npm install\n {2}npm test .*\n {2}npm start `, 'm'));
    linkPackages(folder);

    const tests = run(['--test', '--test-reporter=tap'], { cwd: folder });
    assert.equal(tests.status, 0, tests.stdout);
    assert.match(tests.stdout, /^# pass 6$/m);
    const types = run([join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], { cwd: folder });
    assert.equal(types.status, 0, types.stdout);
    const code = run([BIN, 'codegen', '--check'], { cwd: folder });
    assert.equal(code.status, 0, code.stderr);
  });
}

test('new: the help names the templates, and another name is refused with them', () => {
  assert.deepEqual(readdirSync(TEMPLATES_FOLDER).sort(), [...TEMPLATES].sort());
  assert.match(makeGame('--help').stdout, /--template <game\|rooms\|world>/);
  for (const rest of [['--template', 'roms'], ['--template']]) {
    const { status, stderr } = makeGame(join(place, 'unmade'), ...rest);
    assert.notEqual(status, 0);
    assert.match(stderr, /game.*rooms.*world/);
  }
  assert.match(makeGame(join(place, 'unmade'), '--template', 'roms').stderr, /roms/);
  assert.equal(readdirSync(place).includes('unmade'), false);
});

test('new: the package asks for this checkout, for Node and for the compiler', () => {
  const folder = join(place, 'My Game!');
  const made = makeGame('My Game!', '--no-install');
  assert.equal(made.status, 0);
  assert.match(made.stderr, /^ {2}cd 'My Game!'$/m);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  assert.equal(manifest['name'], 'my-game');
  assert.deepEqual(manifest['dependencies'], { jadegate: `file:${ROOT}`, node: packageJson.dependencies.node });
  assert.deepEqual(manifest['allowScripts'], packageJson.allowScripts);
  assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), /^# my-game$/m);
  assert.deepEqual(
    readdirSync(folder).sort(),
    [
      ...readdirSync(join(TEMPLATES_FOLDER, 'game')).filter((file) => file !== 'gitignore'),
      '.gitignore',
      'package.json',
    ].sort(),
  );
});

test('new: an empty folder, and one with only a repository, are used', () => {
  for (const held of [[], ['.git']]) {
    const folder = mkdtempSync(join(place, 'empty-'));
    for (const name of held) mkdirSync(join(folder, name));
    const { status, stderr } = makeGame(folder, '--no-install');
    assert.equal(status, 0, stderr);
  }
});

test('new: a folder that contains anything is refused by name, and not changed', () => {
  const folder = mkdtempSync(join(place, 'taken-'));
  for (const name of ['a', 'b', 'c', 'd', 'package.json']) writeFileSync(join(folder, name), 'mine');
  const { status, stderr } = makeGame(folder, '--no-install');
  assert.equal(status, 1);
  assert.equal(
    stderr,
    `jadegate: ${folder} is not empty (it contains a, b, c and 2 more): name a new or empty folder\n`,
  );
  assert.deepEqual(readdirSync(folder), ['a', 'b', 'c', 'd', 'package.json']);
  assert.equal(readFileSync(join(folder, 'package.json'), 'utf8'), 'mine');
});

test('new: a file, a folder below a file, and no folder at all are refused', () => {
  const file = join(place, 'file');
  writeFileSync(file, '');
  assert.match(makeGame(file).stderr, /file is a file: name a new or empty folder\n$/);
  const below = makeGame(join(file, 'below'));
  assert.equal(below.status, 1);
  assert.match(below.stderr, /^jadegate: .*below cannot be written: .*ENOTDIR/);
  assert.match(makeGame().stderr, /missing required argument 'dir'/);
});

test('new: when npm cannot install, the files stay and it says what to do', () => {
  const bin = mkdtempSync(join(place, 'bin-'));
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm error no network" >&2\nexit 3\n', { mode: 0o755 });
  const folder = join(place, 'offline');
  const { status, stderr } = run([BIN, 'new', folder], { path: `${bin}:/usr/bin:/bin` });
  assert.equal(status, 1);
  assert.match(stderr, /^npm error no network$/m);
  assert.ok(
    stderr.endsWith(`The files are in ${folder}. When npm can reach its registry, run: cd ${folder} && npm install\n`),
  );
  assert.ok(readdirSync(folder).includes('mine.module.ts'));
});

test('new: without npm it says so', () => {
  const { status, stderr } = run([BIN, 'new', join(place, 'no-npm')], { path: place });
  assert.equal(status, 1);
  assert.match(stderr, /npm install failed: spawn npm ENOENT/);
});

test('new: a folder of any name gives a name that npm takes', () => {
  const names = [
    ['/games/Demo', 'demo'],
    ['/games/my game (2)', 'my-game-2'],
    ['/games/.hidden', 'hidden'],
    ['/games/龙', 'game'],
    ['/', 'game'],
    ['/games/jadegate', 'jadegate-game'],
    ['/games/node', 'node-game'],
    ['/games/node_modules', 'node_modules-game'],
    [`/games/${'x'.repeat(300)}`, 'x'.repeat(100)],
  ] as const;
  for (const [folder, name] of names) assert.equal(packageNameOf(folder), name);
});
