// A game's schema against its baseline: the first one is written, breaking changes are refused, and people accept them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { generateIn, withSchema } from './compile.fixture.ts';

const DIG = 'message dig_c2s { option (jadegate.message) = {id: 20000, states: [GAMING]}; int32 x = 1; }';

function change(folder: string, from: string, to: string): void {
  const path = join(folder, 'game.proto');
  const text = readFileSync(path, 'utf8');
  assert.ok(text.includes(from), from);
  writeFileSync(path, text.replace(from, to));
}

function paths(folder: string, baseline: 'check' | 'accept', isCheck = false): string[] {
  return generateIn(folder, isCheck, { baseline }).flatMap(({ path, isStale }) => (isStale ? [path] : []));
}

describe('baseline', () => {
  test('the first generation writes it, and later ones leave it as it is', async () => {
    await withSchema(DIG, (folder) => {
      assert.deepEqual(paths(folder, 'check', true), ['game.messages.ts', 'baseline.binpb']);
      assert.equal(existsSync(join(folder, 'baseline.binpb')), false, 'a check writes nothing');
      assert.deepEqual(paths(folder, 'check'), ['game.messages.ts', 'baseline.binpb']);
      const before = readFileSync(join(folder, 'baseline.binpb'));
      change(folder, 'message dig_c2s', 'message new_s2c { option (jadegate.message) = {id: 20001}; } message dig_c2s');
      assert.deepEqual(paths(folder, 'check'), ['game.messages.ts']);
      assert.deepEqual(readFileSync(join(folder, 'baseline.binpb')), before);
    });
  });

  test('a changed type is refused by field, with what to do, and nothing is written', async () => {
    await withSchema(DIG, (folder) => {
      generateIn(folder, false, { baseline: 'check' });
      const before = readFileSync(join(folder, 'game.messages.ts'), 'utf8');
      change(folder, 'int32 x', 'float x');
      for (const isCheck of [true, false]) {
        assert.throws(() => paths(folder, 'check', isCheck), {
          code: 'schema-breaks-clients',
          message:
            /^game\.proto: dig_c2s\.x: was int32 and is float.*\nNothing was generated:.*baseline\.binpb.*--accept/,
        });
      }
      assert.equal(readFileSync(join(folder, 'game.messages.ts'), 'utf8'), before);
    });
  });

  test('an accepted schema is the baseline from then on', async () => {
    await withSchema(DIG, (folder) => {
      generateIn(folder, false, { baseline: 'check' });
      change(folder, 'int32 x', 'float x');
      assert.deepEqual(paths(folder, 'accept'), ['game.messages.ts', 'baseline.binpb']);
      assert.deepEqual(paths(folder, 'accept', true), []);
      assert.deepEqual(paths(folder, 'check'), []);
      change(folder, 'float x', 'int32 x');
      assert.throws(() => paths(folder, 'check'), { code: 'schema-breaks-clients' });
    });
  });

  test('comments and places are no part of it', async () => {
    await withSchema(DIG, (folder) => {
      generateIn(folder, false, { baseline: 'accept' });
      change(folder, 'message dig_c2s', '\n// Digs.\nmessage dig_c2s');
      assert.deepEqual(paths(folder, 'accept', true), ['game.messages.ts']);
    });
  });

  test('a schema older than an option is read', async () => {
    await withSchema(DIG, (folder) => {
      generateIn(folder, false, { baseline: 'accept' });
      const old = readFileSync(join(import.meta.dirname, '..', '..', 'proto', 'baseline.binpb'));
      writeFileSync(join(folder, 'baseline.binpb'), old);
      assert.throws(() => paths(folder, 'check'), { code: 'schema-breaks-clients', message: /was removed/ });
    });
  });

  test('a file that is no baseline is named, with what to do', async () => {
    await withSchema(DIG, (folder) => {
      for (const content of ['<<<<<<< HEAD', '', '\0\0']) {
        writeFileSync(join(folder, 'baseline.binpb'), content);
        assert.throws(() => paths(folder, 'check'), {
          code: 'schema-unreadable',
          message: /baseline\.binpb is no baseline of a schema: .*version control/,
        });
      }
    });
  });
});
