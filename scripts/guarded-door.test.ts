// The doors of the package under a Node that is too old, and under this one.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { guardedDoor } from './guarded-door.ts';

const VERSION_FILE = join(import.meta.dirname, '..', 'bin', 'node-version.js');
const { faultOfNode } = (await import(pathToFileURL(VERSION_FILE).href)) as {
  faultOfNode(version: string): string | null;
};

/** Imports a guarded door to a file with the text `inside`, after `check` in place of the version check where given. */
async function throughDoor(inside: string, check?: string): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-door-'));
  try {
    for (const name of ['bin', 'doors', 'src']) mkdirSync(join(folder, name));
    cpSync(VERSION_FILE, join(folder, 'bin', 'node-version.js'));
    if (check !== undefined) writeFileSync(join(folder, 'bin', 'node-version.js'), check);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'src', 'index.js'), inside);
    const door = join(folder, 'doors', 'index.js');
    writeFileSync(door, guardedDoor({ target: '../src/index.js', names: ['a', 'b'] }));
    return (await import(pathToFileURL(door).href)) as Record<string, unknown>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('door: a Node that is too old is named with the one that is needed, before anything else is loaded', async () => {
  const check = `export function faultOfNode() { return 'too old'; }`;
  await assert.rejects(throughDoor(`import { missing } from 'node:crypto';`, check), {
    message: /^too old\. .*npx node FILE/,
  });
  for (const version of ['20.20.2', '25.9.0', '9.0.0']) {
    assert.match(
      faultOfNode(version) ?? '',
      new RegExp(`^jadegate needs Node 26 or later, but .* is Node ${version}$`),
    );
  }
});

test('door: the Node that is needed, and a later one, get what the door exports', async () => {
  for (const version of ['26.0.0', '27.1.0', '100.0.0']) assert.equal(faultOfNode(version), null);
  const { a, b } = await throughDoor('export const a = 1; export class b {}');
  assert.deepEqual([a, typeof b], [1, 'function']);
});
