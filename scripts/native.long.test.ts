// The addon's own test: the engine without Node, over every poller. With CI set it runs under the address and
// undefined-behaviour sanitizers, which take most of a minute to compile; otherwise without. The program of the I/O
// models is tested beside its TypeScript; with CI set it runs once more here, under the sanitizers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { findProgram } from '../src/io-models/index.ts';
import { conformModels } from '../src/io-models/models.conformance.ts';

const NATIVE = join(import.meta.dirname, '..', 'native');
/** The addon's files that depend on JavaScript or on Node's loop. */
const NOT_TESTED = ['binding.cc', 'loop.cc'];
const FLAGS = [
  '-std=c++17',
  isCi() ? '-O1' : '-O0',
  '-g',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fno-exceptions',
  '-fno-rtti',
];
const SANITIZERS = isCi() ? ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'] : [];

function isCi(): boolean {
  return process.env['CI'] === 'true';
}

/** Null when programs can be built here with these options, otherwise the reason. */
function obstacle(): string | null {
  if (process.platform !== 'linux') return 'the addon is for Linux';
  const probe = ['-x', 'c++', ...SANITIZERS, '-o', '/dev/null', '-'];
  const { status } = spawnSync('c++', probe, { input: 'int main() {}' });
  return status === 0 ? null : 'there is no C++ compiler for it here';
}

const reason = obstacle();
test(`native: the engine holds over every poller${isCi() ? ', under the sanitizers' : ''}`, {
  skip: reason ?? false,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-native-'));
  try {
    const program = join(folder, 'test');
    const sources = globSync('*.cc', { cwd: NATIVE }).filter((name) => !NOT_TESTED.includes(name));
    const compiled = spawnSync('c++', [...FLAGS, ...SANITIZERS, ...sources, '-o', program], {
      cwd: NATIVE,
      encoding: 'utf8',
    });
    assert.equal(compiled.status, 0, compiled.stderr);
    const ran = spawnSync(program, { encoding: 'utf8', timeout: 60_000 });
    assert.equal(ran.status, 0, `${ran.stdout}${ran.stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

if (!isCi() || reason !== null) {
  test('native models under the sanitizers', {
    skip: reason ?? 'only where CI=true: it takes a while to compile',
  }, () => {});
} else {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'jadegate-models-'));
    const cwd = join(NATIVE, 'models');
    const target = ['-o', join(folder, 'io-models')];
    const compiled = spawnSync('c++', [...FLAGS, ...SANITIZERS, '-pthread', ...globSync('*.cc', { cwd }), ...target], {
      cwd,
      encoding: 'utf8',
    });
    assert.equal(compiled.status, 0, compiled.stderr);
  });
  after(() => rmSync(folder, { recursive: true }));
  conformModels('native models under the sanitizers:', () => findProgram(join(folder, 'io-models')));
}

/** A folder with what the build of the addon needs, where nothing is built yet. */
function unbuilt(body: (script: string, folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-unbuilt-'));
  try {
    const script = join(folder, 'scripts', 'build-native.js');
    cpSync(join(import.meta.dirname, 'build-native.js'), script);
    cpSync(NATIVE, join(folder, 'native'), { recursive: true, filter: (path) => path !== join(NATIVE, 'build') });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    body(script, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function buildWithout(script: string, ...flags: string[]): { readonly status: number | null; readonly told: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...flags], {
    encoding: 'utf8',
    env: { PATH: '/nowhere' },
  });
  return { status, told: `${stdout}${stderr}` };
}

test('native: an install without a compiler succeeds and says so in one line; --strict does not', () => {
  unbuilt((script) => {
    const { status, told } = buildWithout(script);
    assert.equal(status, 0);
    assert.match(told, /^jadegate: the native I\/O is not built \(.+\); node:net is used instead.*\n$/);
    assert.equal(buildWithout(script, '--strict').status, 1);
  });
});

test('native: without a compiler --strict says of each part that it is missing', () => {
  unbuilt((script) => {
    const { status, told } = buildWithout(script, '--strict');
    assert.equal(status, 1);
    assert.match(
      told,
      /^jadegate: the program of `jadegate io-models` is not built \(c\+\+ cannot be started.*\); everything/m,
    );
  });
});

test('native: what is built already is not built again, unless a source is newer', () => {
  unbuilt((script, folder) => {
    const addon = join(folder, 'native', 'build', 'Release', 'jadegate.node');
    mkdirSync(dirname(addon), { recursive: true });
    writeFileSync(addon, '');
    utimesSync(addon, new Date(), new Date(Date.now() + 60_000));
    assert.deepEqual(buildWithout(script), { status: 0, told: '' });
    utimesSync(addon, new Date(), new Date(0));
    assert.match(buildWithout(script).told, /is not built/);
  });
});
