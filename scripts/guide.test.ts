// What documents promise: their links lead somewhere, their quotes are in the files that they name, the commands that they name
// exist, and their lines are short enough to read.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../src/cli/commands.ts';

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

test('guide: a quote from a file stands in that file', () => {
  const quotes = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/<!-- from (\S+) -->\n```\w*\n([\s\S]*?)```/g)].map(([, from = '', code = '']) => ({
      path,
      from,
      code,
    })),
  );
  assert.ok(quotes.length > 0);
  for (const { path, from, code } of quotes) {
    assert.ok(
      readFileSync(join(ROOT, from), 'utf8').includes(code),
      `${path} quotes text that is not in ${from}:\n${code}`,
    );
  }
});

test('guide: the page of recipes prints every program of examples/recipes, whole', () => {
  const page = readFileSync(join(ROOT, 'docs/guide/recipes.md'), 'utf8');
  const printed = new Map(
    [...page.matchAll(/<!-- from (\S+) -->\n```ts\n([\s\S]*?)```/g)].map(([, from = '', code = '']) => [from, code]),
  );
  const programs = globSync('examples/recipes/*.ts', { cwd: ROOT }).filter((file) => /^[^.]+\.ts$/.test(file));
  assert.deepEqual([...printed.keys()].sort(), programs.sort());
  for (const [file, code] of printed) assert.equal(code, readFileSync(join(ROOT, file), 'utf8'), file);
});

test('guide: prose is wrapped at 100 columns; tables, code and links may be longer', () => {
  const long = pages.flatMap(({ path, text }) =>
    text
      .replace(/^( *)```[\s\S]*?^\1```$/gm, (code) => code.replace(/.+/g, ''))
      .split('\n')
      .map((line, index) => ({ line, at: `${path}:${index + 1}` }))
      .filter(({ line }) => line.length > 100 && !/^\s*(?:\||!\[|<!--)/.test(line) && /\s\S+\s/.test(line.trim())),
  );
  assert.deepEqual(
    long.map(({ at }) => at),
    [],
  );
});

test('guide: every command that a page names exists', () => {
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:npx |`|bin\/)jadegate ([a-z][a-z-]*)/g)].map(([, name = '']) => ({ path, name })),
  );
  assert.deepEqual(
    named.filter(({ name }) => !(name in COMMANDS)),
    [],
  );
});

test('guide: every npm script that a page names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = pages
    // A game has its own scripts.
    .filter(({ path }) => !path.includes('first-game'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/npm run (?:-s )?([a-z]+)/g)].map(([, name = '']) => ({ path, name })),
    );
  assert.deepEqual(
    named.filter(({ name }) => !(name in scripts)),
    [],
  );
});
