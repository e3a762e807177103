// The rules of biome.json that hold docs/STYLE.md, each with text that they must refuse: Biome runs once, over a folder of such
// files beside a copy of its configuration.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';

const ROOT = join(import.meta.dirname, '..', '..');
const COPIED = ['biome.json', '.gitignore', 'package.json', 'src/tidy/new-date.grit'];

const GLOBAL = 'lint/style/noRestrictedGlobals';
const PROPERTY = 'lint/nursery/noJsRestrictedProperties';
const IMPORT = 'lint/style/noRestrictedImports';
const PACKAGE = 'lint/correctness/noUndeclaredDependencies';
const CYCLE = 'lint/suspicious/noImportCycles';

const REFUSED: readonly (readonly [text: string, rule: string])[] = [
  ['export const now = Date.now();', PROPERTY],
  ['export const now = Date.now;', PROPERTY],
  ['export const { now } = Date;', PROPERTY],
  ['export const now = new Date();', 'plugin'],
  ['export const now = performance.now();', PROPERTY],
  ['export const now = process.hrtime();', PROPERTY],
  [`export { performance } from 'node:perf_hooks';`, IMPORT],
  ['export const value = Math.random();', PROPERTY],
  ['export const id = crypto.randomUUID();', PROPERTY],
  ['setTimeout(() => {}, 1);', GLOBAL],
  ['export class A { tick() { setInterval(this.tick, 1); } }', GLOBAL],
  ['setImmediate(() => {});', GLOBAL],
  [`export const level = process.env['LEVEL'];`, PROPERTY],
  ['process.exit(1);', PROPERTY],
  [`process.on('exit', () => {});`, PROPERTY],
  [`console.error('here');`, GLOBAL],
  [`await fetch('http://localhost');`, GLOBAL],
  [`export { connect } from 'node:net';`, IMPORT],
  [`export { readFileSync } from 'node:fs';`, IMPORT],
  [`export const { readFile } = await import('node:fs/promises');`, IMPORT],
  [`export { spawn } from 'node:child_process';`, IMPORT],
  [`export { Worker } from 'node:worker_threads';`, IMPORT],
  [`export { DatabaseSync } from 'node:sqlite';`, IMPORT],
  [`export { createHash, randomBytes } from 'node:crypto';`, IMPORT],
  [`import 'fast-check';`, PACKAGE],
  [`import '@scope/unknown/part';`, PACKAGE],
  ['export const a = (b: any) => b;', 'lint/suspicious/noExplicitAny'],
  [`import './refused-0';`, 'lint/correctness/useImportExtensions'],
  [`import './refused-28.ts';`, 'lint/nursery/noSelfImport'],
  [`import type { A } from './refused-30.ts';\nexport type B = A;`, CYCLE],
  [`import type { B } from './refused-29.ts';\nexport type A = B;`, CYCLE],
  [`export const text = [${'\n1,'.repeat(500)}];`, 'lint/style/noExcessiveLinesPerFile'],
  [`export function long() {${'\nlong();'.repeat(71)}}`, 'lint/complexity/noExcessiveLinesPerFunction'],
  [`export const long = () => {${'\nlong();'.repeat(71)}};`, 'lint/complexity/noExcessiveLinesPerFunction'],
];

const ALLOWED: readonly (readonly [path: string, text: string])[] = [
  ['src/base/clock-system.ts', 'export const now = Date.now() + new Date().getTime();'],
  ['src/reactor/io-node.ts', `export { connect } from 'node:net';`],
  ['src/store/sqlite/sqlite-worker.ts', `export { DatabaseSync } from 'node:sqlite';`],
  ['src/cli/main.ts', `process.exit(1);`],
  ['scripts/a.ts', 'console.log(1);'],
  ['src/gate/a.test.ts', `import 'fast-check';\nsetTimeout(() => {}, 1);`],
  ['src/gate/hash.ts', `export { createHash } from 'node:crypto';`],
  ['src/gate/moment.ts', 'export const at = (ms: number) => new Date(ms);'],
  ['src/gate/method.ts', 'export const f = (clock: { now(): number }) => clock.now();'],
  ['src/gate/declared.ts', 'const fetch = () => 1;\nfetch();'],
  ['src/gate/text.ts', `export const text = 'Date.now()'; // Date.now()`],
  ['src/gate/long.test.ts', `export function long() {${'\nlong();'.repeat(71)}}`],
];

/** Files that are refused for their names alone. */
const NAMES = ['src/gate/FrameDecoder.ts', 'src/gate/frame_decoder.ts', 'src/gate/frameDecoder.ts', 'src/sqlite.ts'];

const folder = mkdtempSync(join(tmpdir(), 'jadegate-biome-'));
after(() => rmSync(folder, { recursive: true }));
const found = lint();

for (const [index, [text, rule]] of REFUSED.entries()) {
  test(`biome: refused outside adapters: ${text.slice(0, 60)}`, () => {
    assert.deepEqual(found.get(`src/base/refused-${index}.ts`), [rule]);
  });
}

for (const [path, text] of ALLOWED) {
  test(`biome: allowed: ${path}: ${text.slice(0, 60)}`, () => assert.equal(found.get(path), undefined));
}

test('biome: file names in another spelling than kebab-case are refused', () => {
  const refused = NAMES.filter((path) => found.get(path)?.includes('lint/style/useFilenamingConvention'));
  assert.deepEqual(refused, NAMES.slice(0, 3));
});

test('biome: a name that only resembles that of an adapter is none', () => {
  assert.deepEqual(found.get('src/sqlite.ts'), [PROPERTY]);
});

/** The rules that complain about each file, each once. */
function lint(): Map<string, string[]> {
  for (const path of COPIED) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  const refused = REFUSED.map(([text], index) => [`src/base/refused-${index}.ts`, text] as const);
  const named = NAMES.map((path) => [path, 'export const now = Date.now();'] as const);
  for (const [path, text] of [...refused, ...ALLOWED, ...named]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
  const biome = join(ROOT, 'node_modules', '.bin', 'biome');
  const { stdout } = spawnSync(biome, ['lint', '--reporter=github', '--max-diagnostics=none'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = stdout.matchAll(/^::error title=([^,]+),file=(.*?),line=/gm);
  const rules = new Map<string, Set<string>>();
  for (const [, rule = '', file = ''] of lines) {
    const path = file.slice(file.indexOf(`${basename(folder)}/`) + basename(folder).length + 1);
    rules.set(path, (rules.get(path) ?? new Set()).add(rule));
  }
  return new Map([...rules].map(([path, each]) => [path, [...each]]));
}
