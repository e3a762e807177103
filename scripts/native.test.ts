// The addon's own test: the engine without Node, over every poller. Where CI is set it runs under the address and
// undefined-behaviour sanitizers, which take most of a minute to compile; elsewhere without.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

const NATIVE = join(import.meta.dirname, '..', 'native');
/** Those of the addon that know JavaScript or the loop of Node. */
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

/** Null when programs can be made here with what is asked for, otherwise why not. */
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

test('native: an install without a compiler succeeds and says so in one line; --strict does not', () => {
  const script = join(import.meta.dirname, 'build-native.js');
  const run = (...flags: string[]) =>
    spawnSync(process.execPath, [script, ...flags], { encoding: 'utf8', env: { PATH: '/nowhere' } });
  const { status, stdout, stderr } = run();
  assert.equal(status, 0);
  assert.match(`${stdout}${stderr}`, /^jadegate: the native I\/O is not built \(.+\); node:net is used instead.*\n$/);
  assert.equal(run('--strict').status, 1);
});
