// Dictionaries from files: the built-in ones are sound, and a bad file changes nothing.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { WordError } from './word-error.ts';
import { builtInDictionaries, loadDictionary, reloadDictionary } from './word-files-node.ts';
import { WordFilter } from './word-filter.ts';

const folder = mkdtempSync(join(tmpdir(), 'jadegate-words-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function hasCode(code: string, pattern: RegExp): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof WordError && thrown.code === code && pattern.test(thrown.message);
}

test('word files: the built-in dictionaries are sound and refuse impostors', () => {
  const filter = new WordFilter(loadDictionary(builtInDictionaries()));
  const refused = [
    'Admin',
    'ADMlN7',
    'GM',
    'GM-Tom',
    '官方',
    '客服小美',
    '系统管理员',
    '游客001',
    'System',
    '系统',
    'F.u.c.k',
    '代 练',
  ];
  for (const name of refused) assert.notEqual(filter.findInName(name), null, name);
  const allowed = [
    'Alice',
    'Scunthorpe',
    'Essex',
    'Matsushita',
    'Dickens',
    'Penistone',
    'Cassandra',
    'Grapes',
    '青云剑客',
    '王小明',
    'Robot1',
  ];
  for (const name of allowed) assert.equal(filter.findInName(name), null, name);
});

test('word files: a malformed dictionary is reported by file, line and rule, and the old one stays', () => {
  const filter = new WordFilter(loadDictionary([file('good.txt', 'damn\n')]));
  const path = file('bad.txt', 'fine\n*ab\n');
  assert.throws(
    () => reloadDictionary(filter, [path]),
    hasCode('dictionary-malformed', /bad\.txt:2: substring-too-short: /),
  );
  assert.throws(() => reloadDictionary(filter, [join(folder, 'none.txt')]), hasCode('file-unreadable', /none\.txt/));
  assert.equal(filter.mask('damn fine'), '**** fine');
  reloadDictionary(filter, [file('bad.txt', 'fine\n')]);
  assert.equal(filter.mask('damn fine'), 'damn ****');
});
