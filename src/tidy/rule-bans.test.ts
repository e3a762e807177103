import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCode } from './code-file.ts';
import { checkBans } from './rule-bans.ts';

const bansIn = (path: string, text: string): string[] =>
  checkBans(readCode({ path, text })).map((finding) => `${finding.line} ${finding.message}`);

const REFUSED: readonly (readonly [text: string, message: RegExp])[] = [
  ['const now = Date.now();', /^1 Date\.now is for adapters: take a Clock/],
  ['const now = Date.now;', /Date\.now/],
  ['const now = new Date();', /new Date\(\)/],
  ['\nconst now = performance.now();', /^2 performance\.now/],
  [`import { performance } from 'node:perf_hooks';`, /node:perf_hooks is for adapters/],
  ['const value = Math.random();', /take a Random/],
  ['setTimeout(() => {}, 1);', /after\(\)/],
  ['class A { tick() { setInterval(this.tick, 1); } }', /every\(\)/],
  ['setImmediate(() => {});', /setImmediate/],
  [`const level = process.env['LEVEL'];`, /process\.env/],
  ['const level = process.env.LEVEL;', /process\.env/],
  ['process.exit(1);', /process\.exit/],
  [`console.log('here');`, /console\.log is for adapters: take a Logger/],
  [`console.error('here');`, /take a Logger/],
  [`await fetch('http://localhost');`, /HTTP client/],
  [`import net from 'node:net';`, /take an Io/],
  [`import { connect } from 'node:tls';`, /take an Io/],
  [`import { readFileSync } from 'node:fs';`, /node:fs/],
  [`const { readFile } = await import('node:fs/promises');`, /node:fs\/promises/],
  [`import { spawn } from 'node:child_process';`, /node:child_process/],
  [`import { Worker } from 'node:worker_threads';`, /node:worker_threads/],
  [`import { DatabaseSync } from 'node:sqlite';`, /take a Store/],
  [`import { createHash, randomBytes } from 'node:crypto';`, /randomBytes of node:crypto/],
];

for (const [text, message] of REFUSED) {
  test(`bans: refused outside adapters: ${text.trim()}`, () => {
    const found = bansIn('src/gate/session.ts', text);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', message);
  });
}

const ALLOWED: readonly (readonly [title: string, path: string, text: string])[] = [
  ['an adapter of the system', 'src/base/clock-system.ts', 'Date.now();'],
  ['an adapter of Node', 'src/reactor/io-node.ts', `import net from 'node:net';`],
  ['an adapter of SQLite', 'src/store/sqlite-worker.ts', `import { DatabaseSync } from 'node:sqlite';`],
  ['the command line', 'src/cli/main.ts', 'process.exit(1);'],
  ['a script', 'scripts/a.ts', 'console.log(1);'],
  ['a test', 'src/gate/a.test.ts', 'setTimeout(() => {}, 1);'],
  ['a hash', 'src/gate/a.ts', `import { createHash } from 'node:crypto';`],
  ['only a type', 'src/store/a.ts', `import type { DatabaseSync } from 'node:sqlite';`],
  ['a date of a moment', 'src/gate/a.ts', 'export const at = (ms: number) => new Date(ms);'],
  ['a method of that name', 'src/gate/a.ts', 'export const f = (clock: { now(): number }) => clock.now();'],
  ['a name that the file declares', 'src/gate/a.ts', 'const fetch = () => 1;\nfetch();'],
  ['a name that is a parameter', 'src/gate/a.ts', 'export const f = (process: { exit(): void }) => process.exit();'],
  ['text that looks like code', 'src/gate/a.ts', `export const text = 'Date.now()'; // Date.now()`],
];

for (const [title, path, text] of ALLOWED) {
  test(`bans: allowed: ${title}`, () => {
    assert.deepEqual(bansIn(path, text), []);
  });
}

test('bans: names that only resemble an adapter are none', () => {
  for (const path of ['src/store/sqlite.ts', 'src/gate/system.ts', 'src/gate/node-list.ts', 'src/gate/mysqlite-x.ts']) {
    assert.equal(bansIn(path, 'Date.now();').length, 1, path);
  }
});
