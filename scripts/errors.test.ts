// The guide's page of errors and the tables of codes in the source are the same, in both directions: each code is on the page with
// what happened and what to do, each code on the page exists, and each is raised somewhere.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLOSE_REASONS } from '../src/gate/index.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs/guide/errors.md'), 'utf8');

/** Unions of reasons that are values and no errors, by the file that declares them. */
const REASONS: Readonly<Record<string, string>> = {
  MalformedRule: 'src/wire/malformed.ts',
  MirReason: 'src/mir/gate/close-reason.ts',
  ServiceCloseReason: 'src/services/service.ts',
  ClientReason: 'src/client/closed.ts',
  DatagramRefusal: 'src/reactor/datagram-endpoint.ts',
  ProofRefusal: 'src/reactor/datagram-endpoint.ts',
};

const sources = new Map(
  globSync('src/**/*.ts', { cwd: ROOT })
    .filter((path) => !/\.(?:test|test-d|fixture|fuzz|conformance)\.ts$/.test(path))
    .map((path) => [path, withoutComments(readFileSync(join(ROOT, path), 'utf8'))]),
);

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

/** The framing returns these as values, and the reactor throws whichever it gets. */
const PASSED_ON: readonly string[] = ['payload-too-short', 'payload-holds-delimiter'];

interface Table {
  readonly name: string;
  readonly path: string;
  readonly codes: readonly string[];
}

function textsIn(source: string): readonly string[] {
  return [...source.matchAll(/'([a-z0-9-]+)'/g)].map(([, text = '']) => text);
}

/** The members of a union of texts, of the list that it is made of, or of the table whose keys it is. */
function membersOf(type: string, path: string): readonly string[] {
  const source = sources.get(path) ?? '';
  const declared = new RegExp(`type ${type} =([^;]*);`).exec(source)?.[1] ?? '';
  const list = /typeof ([A-Z_]+)\)/.exec(declared)?.[1];
  const members = list === undefined ? declared : new RegExp(`const ${list} = \\[([^\\]]*)\\]`).exec(source)?.[1];
  const table = /keyof typeof ([A-Z_]+)/.exec(declared)?.[1];
  if (table === undefined) return textsIn(members ?? '');
  const rows = new RegExp(`const ${table} = \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
  return [...rows.matchAll(/^ *'?([a-z0-9-]+)'?:/gm)].map(([, key = '']) => key);
}

function errorTables(): readonly Table[] {
  return [...sources].flatMap(([path, source]) =>
    [...source.matchAll(/class (\w+) extends CodedError<(?:'([a-z-]+)'|(\w+))>/g)].map(
      ([, name = '', only, type = '']) => ({ name, path, codes: only === undefined ? membersOf(type, path) : [only] }),
    ),
  );
}

const tables: readonly Table[] = [
  ...errorTables(),
  ...Object.entries(REASONS).map(([name, path]) => ({ name, path, codes: membersOf(name, path) })),
];

/** Whether the code stands in a file that uses its class. The reasons are values without a class. */
function isRaised({ name, path, codes }: Table, code: string): boolean {
  const quoted = `'${code}'`;
  if ((sources.get(path) ?? '').split(quoted).length > 2) return true;
  const others = [...sources].filter(([other]) => other !== path).map(([, source]) => source);
  if (name in REASONS) return others.some((source) => source.includes(quoted));
  // A class with one code may name it itself.
  const isAlone = codes.length === 1;
  return [...others, ...(isAlone ? [sources.get(path) ?? ''] : [])].some((source) =>
    isAlone ? source.includes(`new ${name}(`) : source.includes(quoted) && source.includes(name),
  );
}

/** The rows of each section of the page, by its title. */
const sections = new Map(
  PAGE.split(/^### /m)
    .slice(1)
    .map((text) => {
      const rows = [...text.matchAll(/^\| `([^`]+)` \| ([^|]*) \| ([^|]*) \|$/gm)];
      return [
        text.slice(0, text.indexOf('\n')),
        rows.map(([, code = '', what = '', remedy = '']) => [code, what, remedy]),
      ];
    }),
);

test('errors: the page has a section for each table of codes, and no other', () => {
  assert.deepEqual([...sections.keys()].sort(), tables.map(({ name }) => name).sort());
});

for (const { name, path, codes } of tables) {
  test(`errors: ${name}: the codes of the page are those of the source`, () => {
    assert.ok(codes.length > 0, `${path} has codes that this test can read`);
    const rows = sections.get(name) ?? [];
    assert.deepEqual(rows.map(([code]) => code).sort(), [...codes].sort());
    assert.ok(rows.flat().every((cell) => cell.trim() !== ''));
  });

  test(`errors: ${name}: each code is raised somewhere`, () => {
    assert.deepEqual(
      codes.filter((code) => !PASSED_ON.includes(code) && !isRaised({ name, path, codes }, code)),
      [],
    );
  });
}

test('errors: each reason to close a connection or session is given somewhere', () => {
  const given = [...sources]
    .filter(([path]) => !/\/(?:close-reason|gate\.failures)\.ts$/.test(path))
    .map(([, source]) => source);
  const reasons = Object.keys(CLOSE_REASONS);
  assert.ok(reasons.length > 50);
  assert.deepEqual(
    reasons.filter((reason) => !given.some((source) => source.includes(`'${reason}'`))),
    [],
  );
});
