import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, afterEach, test } from 'node:test';
import { dataDirectoryOf } from './data-directory.ts';
import { loadSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'jadegate-data-directory-'));
after(() => rmSync(folder, { recursive: true }));

const VARIABLES = ['JADEGATE_DATA_DIRECTORY', 'JADEGATE_GATE_PORT', 'JADEGATE_DATA_DIRECTRY'];
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
});

function file(text: string): string {
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  return path;
}

const CASES: readonly { readonly title: string; readonly flags: object; readonly environment?: object }[] = [
  { title: 'nothing is named', flags: {} },
  { title: 'a flag', flags: { data: 'by-flag' } },
  { title: 'the environment', flags: {}, environment: { JADEGATE_DATA_DIRECTORY: 'by-environment' } },
  { title: 'a flag and the environment', flags: { data: 'flag' }, environment: { JADEGATE_DATA_DIRECTORY: 'other' } },
  { title: 'another variable', flags: {}, environment: { JADEGATE_GATE_PORT: '0' } },
  { title: 'a file', flags: { config: file('{ "dataDirectory": "by-file" }') } },
  { title: 'an empty flag is no name', flags: { data: '' } },
];

for (const { title, flags, environment = {} } of CASES) {
  test(`data directory: ${title}: is the one that all settings together give`, async () => {
    Object.assign(process.env, environment);
    const expected = await loadSettings(flags).then(
      ({ config }) => config.dataDirectory,
      (error: Error) => error.message,
    );
    const directory = await dataDirectoryOf(flags).catch((error: Error) => error.message);
    assert.equal(directory, expected);
  });
}

test('data directory: a file that does not name it is checked as a whole', async () => {
  const config = file('{ "dataDirectry": "elsewhere" }');
  await assert.rejects(dataDirectoryOf({ config }), /dataDirectry/);
});

test('data directory: a mistyped variable is an error, and no way to the default directory', async () => {
  process.env['JADEGATE_DATA_DIRECTRY'] = 'elsewhere';
  await assert.rejects(dataDirectoryOf({}), /JADEGATE_DATA_DIRECTRY: there is no such setting/);
});

test('data directory: a running server can be asked when another setting of the file is wrong', async () => {
  const config = file('{ "dataDirectory": "here", "gate": { "port": "many" } }');
  assert.equal(await dataDirectoryOf({ config }), 'here');
});
