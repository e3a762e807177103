// Sets of names from files: a bad one is refused.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { NameError } from './name-error.ts';
import { builtInNameSets, loadNameSet } from './name-files-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'jadegate-names-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function hasCode(code: string, pattern: RegExp): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof NameError && thrown.code === code && pattern.test(thrown.message);
}

const MALFORMED_SETS = [
  '',
  '{',
  '[]',
  '{"order":"surname-first"}',
  '{"order":"sideways","surnames":["a"],"given":{"boy":["b"],"girl":["c"]}}',
  '{"order":"given-first","surnames":[],"given":{"boy":["b"],"girl":["c"]}}',
  '{"order":"given-first","surnames":["a"],"given":{"boy":["b"]}}',
  '{"order":"given-first","surnames":["a"],"given":{"boy":[1],"girl":["c"]}}',
  '{"order":"given-first","surnames":[""],"given":{"boy":["b"],"girl":["c"]}}',
];

test('name files: a malformed set of names is refused', () => {
  for (const text of MALFORMED_SETS) {
    assert.throws(
      () => loadNameSet(file('set.json', text)),
      hasCode('name-set-malformed', /set\.json cannot be used: ./),
    );
  }
});

test('name files: the built-in sets are sound, and a file that is not there is named', () => {
  assert.equal(builtInNameSets().length, 2);
  assert.throws(() => loadNameSet(join(folder, 'none.json')), hasCode('file-unreadable', /none\.json/));
});
