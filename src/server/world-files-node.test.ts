import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Logger, silentLogger } from '../base/index.ts';
import { linesTables } from '../modules/lines/index.ts';
import { rolesTables } from '../modules/roles/index.ts';
import { defineTable, integer } from '../store/index.ts';
import { BUILT_IN_WORLD, WorldFiles } from './world-files-node.ts';

const herb = defineTable({ name: 'herb', kind: 'static', columns: { id: integer() }, key: ['id'] });
const { gameMap } = linesTables;
const { roleTemplate, roleTemplateSkill } = rolesTables;
const JADEGATE_TABLES = [gameMap, roleTemplate, roleTemplateSkill];

interface World {
  readonly directory: string;
  readonly log: Logger;
  /** Lines of the log. */
  readonly lines: string[];
}

async function inWorld(files: Readonly<Record<string, string>>, body: (world: World) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-world-'));
  const lines: string[] = [];
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    await body({ directory, lines, log: { ...silentLogger, info: (line) => lines.push(line) } });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('world files: a table without a file in the directory has its built-in rows, and the log says which file is whose', async () => {
  await inWorld({ 'game_map.json': '[]', 'herb.csv': 'id\n7\n' }, async ({ directory, log, lines }) => {
    const files = new WorldFiles([...JADEGATE_TABLES, herb], directory, log);
    const sources = await files.read();
    assert.deepEqual(
      sources.map(({ table, file }) => [table.name, file]),
      [
        ['game_map', join(directory, 'game_map.json')],
        ['role_template', join(BUILT_IN_WORLD, 'role_template.json')],
        ['role_template_skill', join(BUILT_IN_WORLD, 'role_template_skill.json')],
        ['herb', join(directory, 'herb.csv')],
      ],
    );
    await files.read();
    const [game, herbs] = [join(directory, 'game_map.json'), join(directory, 'herb.csv')];
    const origins = `the designers' tables: ${game}, ${herbs} are read; built in: role_template, role_template_skill`;
    assert.deepEqual(lines, [origins], 'once, until a table comes from another file');
  });
});

test('world files: a directory without a file says that every table is built in', async () => {
  await inWorld({ 'README.md': 'notes' }, async ({ directory, log, lines }) => {
    await new WorldFiles([gameMap], directory, log).read();
    assert.deepEqual(lines, ["the designers' tables: none is read; built in: game_map"]);
  });
});

const MISTYPED: readonly (readonly [file: string, complaint: RegExp])[] = [
  ['gamemap.json', /no table is named like gamemap\.json \(did you mean game_map\?\)\. Rename or move/],
  ['Game_Map.csv', /Game_Map\.csv \(did you mean game_map\?\)/],
  ['role_template_skills.yaml', /role_template_skills\.yaml \(did you mean role_template_skill\?\)/],
  ['game_map.old.json', /game_map\.old\.json \(did you mean game_map\?\)/],
  ['package.json', /like package\.json\. .* The tables are game_map, role_template, role_template_skill$/],
];
for (const [file, complaint] of MISTYPED) {
  test(`world files: ${file} is refused by name, since no table would be read from it`, async () => {
    await inWorld({ [file]: '[]' }, async ({ directory, log }) => {
      await assert.rejects(new WorldFiles(JADEGATE_TABLES, directory, log).read(), {
        code: 'unreadable',
        message: complaint,
      });
    });
  });
}

test('world files: of many files of no table, some are named and the others counted', async () => {
  const files = Object.fromEntries(Array.from({ length: 9 }, (_, number) => [`zzzzzz${number}.json`, '']));
  await inWorld(files, async ({ directory, log }) => {
    await assert.rejects(new WorldFiles([gameMap], directory, log).read(), /zzzzzz4\.json and 4 more\. Rename/);
  });
});

test('world files: hidden files, and files of other kinds, are left alone', async () => {
  const files = { '.game_map.json': '{', 'game_map.json~': '{', 'notes.txt': '' };
  await inWorld(files, async ({ directory, log }) => {
    assert.equal((await new WorldFiles([gameMap], directory, log).read()).length, 1);
  });
});

test('world files: a table of the game that has no file anywhere is named, with and without a directory', async () => {
  await inWorld({}, async ({ directory, log }) => {
    const needed = /herb\.json, \.csv or \.yaml is needed, for table herb$/;
    await assert.rejects(new WorldFiles([gameMap, herb], directory, log).read(), needed);
    await assert.rejects(new WorldFiles([gameMap, herb], undefined, log).read(), {
      message: `worldDirectory: it is not set, and the built-in tables are not enough: herb.json, .csv or .yaml is needed, for table herb`,
    });
  });
});

test('world files: a directory that is not there, and a file that is no table of rows, are named', async () => {
  await inWorld({ 'game_map.json': '[{' }, async ({ directory, log }) => {
    await assert.rejects(new WorldFiles([gameMap], directory, log).read(), /game_map\.json: it is not JSON/);
    const none = new WorldFiles([gameMap], join(directory, 'none'), log);
    await assert.rejects(none.read(), /worldDirectory: .*none cannot be read/);
  });
});
