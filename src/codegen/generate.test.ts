// Generation for a folder: which files are written, which are left alone, and which are stale.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { generateIn, withSchema } from './compile.fixture.ts';
import { generate } from './generate-node.ts';

const SCHEMA = 'message a_s2c { option (jadegate.message) = {id: 1}; int32 x = 1; }';

describe('generate', () => {
  test('a file is stale until it is generated, and again after it was edited', async () => {
    await withSchema(SCHEMA, (folder) => {
      const path = join(folder, 'game.messages.ts');
      assert.deepEqual(
        generateIn(folder, true).map(({ isStale }) => isStale),
        [true],
      );
      assert.equal(existsSync(path), false, 'a check writes nothing');
      assert.deepEqual(
        generateIn(folder).map((file) => [file.path, file.isStale]),
        [['game.messages.ts', true]],
      );
      assert.deepEqual(
        generateIn(folder, true).map(({ isStale }) => isStale),
        [false],
      );
      writeFileSync(path, `${readFileSync(path, 'utf8')}// edited\n`);
      assert.deepEqual(
        generateIn(folder, true).map(({ isStale }) => isStale),
        [true],
      );
    });
  });

  test('a file that is right is not written again', async () => {
    await withSchema(SCHEMA, (folder) => {
      generateIn(folder);
      const before = statSync(join(folder, 'game.messages.ts'));
      generateIn(folder);
      assert.equal(statSync(join(folder, 'game.messages.ts')).mtimeMs, before.mtimeMs);
    });
  });

  test('one refused file keeps all from being written', async () => {
    await withSchema(SCHEMA, (folder) => {
      writeFileSync(join(folder, 'other.proto'), 'syntax = "proto3";\npackage other;\nmessage lost { int32 x = 1; }\n');
      assert.throws(() => generateIn(folder), /other\.proto: lost/);
      assert.equal(existsSync(join(folder, 'game.messages.ts')), false);
    });
  });

  test('folders below are generated for, those of packages are not, and the import finds its way', async () => {
    await withSchema(SCHEMA, (folder) => {
      const schema = readFileSync(join(folder, 'game.proto'), 'utf8').replace('package game', 'package deep');
      for (const [place, id] of [
        ['a/b', 2],
        ['node_modules/x', 1],
      ] as const) {
        mkdirSync(join(folder, place), { recursive: true });
        const text = schema.replaceAll('a_s2c', 'b_s2c').replace('id: 1', `id: ${id}`);
        writeFileSync(join(folder, place, 'deep.proto'), text);
      }
      const includes = [join(import.meta.dirname, '..', '..', 'proto')];
      const files = generate({ folder, includes, wire: { file: 'wire/index.ts' } });
      assert.deepEqual(
        files.map(({ path }) => path),
        ['a/b/deep.messages.ts', 'game.messages.ts'],
      );
      assert.deepEqual(
        files.map(({ content }) => /from '(.*)'/.exec(String(content))?.[1]),
        ['../../wire/index.ts', './wire/index.ts'],
      );
    });
  });

  test('a folder without a schema gives nothing', async () => {
    await withSchema(SCHEMA, (folder) => {
      const empty = join(folder, 'empty');
      mkdirSync(empty);
      assert.deepEqual(generateIn(empty), []);
    });
  });
});
