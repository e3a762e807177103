// What documents promise: their links lead somewhere, what they quote is in the files they quote, and the commands they tell
// exist.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*.md'], { cwd: ROOT }).map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}));

test('guide: every link to a file leads to one', () => {
  const broken = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, to = '']) => to)
      .filter((to) => !existsSync(join(ROOT, dirname(path), to)))
      .map((to) => `${path}: ${to}`),
  );
  assert.deepEqual(broken, []);
});

test('guide: what is quoted from a file stands in it', () => {
  const quotes = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/<!-- from (\S+) -->\n```\w*\n([\s\S]*?)```/g)].map(([, from = '', code = '']) => ({
      path,
      from,
      code,
    })),
  );
  assert.ok(quotes.length > 0);
  for (const { path, from, code } of quotes) {
    assert.ok(readFileSync(join(ROOT, from), 'utf8').includes(code), `${path} quotes what is not in ${from}:\n${code}`);
  }
});

test('guide: every command that is told is one', () => {
  const sources = globSync('src/cli/*.ts', { cwd: ROOT }).map((path) => readFileSync(join(ROOT, path), 'utf8'));
  const known = new Set(
    sources.flatMap((source) => [...source.matchAll(/\.command\('(\w+)/g)].map(([, name = '']) => name)),
  );
  const told = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:npx |`|bin\/)jadegate ([a-z]+)/g)].map(([, name = '']) => ({ path, name })),
  );
  assert.deepEqual(
    told.filter(({ name }) => !known.has(name)),
    [],
  );
});

test('guide: every npm script that is told is one', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const told = pages
    // A game has scripts of its own.
    .filter(({ path }) => !path.includes('first-game'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/npm run (?:-s )?([a-z]+)/g)].map(([, name = '']) => ({ path, name })),
    );
  assert.deepEqual(
    told.filter(({ name }) => !(name in scripts)),
    [],
  );
});
