// The errors for a configuration that cannot be loaded: the first mistakes of a game programmer.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../server/control/index.ts';
import { loadGameWords } from './game-words.ts';
import { loadSettings } from './settings.ts';

const place = mkdtempSync(join(tmpdir(), 'jadegate-settings-'));
after(() => rmSync(place, { recursive: true }));
const GATE = pathToFileURL(join(import.meta.dirname, '..', 'gate', 'index.ts')).href;

let count = 0;

/** A new file each time: a module is loaded only once. */
function file(text: string, name = 'game.ts'): string {
  const path = join(mkdtempSync(join(place, `${++count}-`)), name);
  writeFileSync(path, text);
  return path;
}

async function refusal(path: string): Promise<string> {
  const error = await loadSettings({ config: path }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ConfigError);
  return error.message.replaceAll(path, 'FILE');
}

test('settings: a file in TypeScript brings settings and modules', async () => {
  const path = file(
    `import { defineModule } from '${GATE}';\nexport default { lines: { count: 7 }, modules: [defineModule({ name: 'mine' })] };`,
  );
  const { config, modules } = await loadSettings({ config: path });
  assert.equal(config.lines?.count, 7);
  assert.deepEqual(
    modules.map(({ name }) => name),
    ['mine'],
  );
});

test('settings: the messages of a game come behind those of jadegate, each once, and its close reasons are known', async () => {
  const path = file(
    `import { defineCloseReason, defineModule, gateMessages } from '${GATE}';
     const dig = { ...gateMessages.HeartbeatC2s, id: 20000, name: 'dig_c2s' };
     const messages = [dig, gateMessages.HeartbeatC2s];
     const lost = (name) => defineCloseReason({ name: name + '/lost', number: 500, text: 'Over.' });
     const modules = ['a', 'b'].map((name) => defineModule({ name, messages, closeReasons: [lost(name)] }));
     export default { modules };`,
  );
  const { messages: own } = await loadGameWords({ config: file('{}', 'none.json') });
  const { messages: all, closeReasons } = await loadGameWords({ config: path });
  assert.deepEqual(
    all.map(({ name }) => name),
    [...own.map(({ name }) => name), 'dig_c2s'],
  );
  assert.deepEqual(
    closeReasons.map(({ name }) => name),
    ['a/lost', 'b/lost'],
  );
});

test('settings: an error in the code is reported with its file and line', async () => {
  const rows = [
    ['const a = ;', 'FILE cannot be read: FILE:1: Expression expected'],
    ['\nundefined.foo;', "FILE cannot be read: FILE:2: Cannot read properties of undefined (reading 'foo')"],
    [
      "import { nothing } from 'node:path';",
      "FILE cannot be read: FILE:1: The requested module 'node:path' does not provide an export named 'nothing'",
    ],
    [
      `\nimport { defineModule } from '${GATE}';\nexport default { modules: [defineModule({ name: 'My Mine' })] };`,
      "FILE cannot be read: FILE:3: this must hold: a module's name is a word in small letters, not 'My Mine'",
    ],
    [
      `\nimport { defineModule } from '${GATE}';\nexport default { modules: [defineModule({ name: 'mine', settings: {} })] };`,
      'FILE cannot be read: FILE:3: this must hold: the settings of module mine are a z.object({ … })',
    ],
    ['throw "words"', 'FILE cannot be read: words'],
  ] as const;
  for (const [text, expected] of rows) assert.equal(await refusal(file(text)), expected);
});

test('settings: what is exported must be a game', async () => {
  assert.match(await refusal(file('export const game = {};')), /^FILE must have export default defineGame\(/);
  assert.match(
    await refusal(file('export default { modules: [{}] };')),
    /^FILE: modules must be a list of results of defineModule/,
  );
  assert.match(
    await refusal(file('export default { modules: {} };')),
    /^FILE: modules must be a list of results of defineModule/,
  );
  assert.match(await refusal(file('export default { line: 1 };')), /line/);
  assert.match(await refusal(file('{', 'game.json')), /^FILE cannot be read: .*JSON/);
  assert.match(await refusal(file('[]', 'game.json')), /^FILE: an object of settings is needed/);
  assert.match(await refusal(join(place, 'none.ts')), /^FILE: there is no such file$/);
});

test('settings: a byte order mark before JSON is no part of it', async () => {
  const { config } = await loadSettings({ config: file('\uFEFF{ "lines": { "count": 7 } }', 'game.json') });
  assert.equal(config.lines?.count, 7);
});
