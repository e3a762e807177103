import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../base/index.ts';
import { fingerprintOf, GAME_FILES_MAX, type GameFolder, LOOK_MS, watchGame } from './game-files.ts';

/** Files by their paths, each with its content as its mark. */
function folderOf(files: Readonly<Record<string, string>>): GameFolder {
  return {
    list: (folder) => {
      const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
      const names = inside.map((path) => path.slice(folder.length + 1).split('/'));
      return [...new Map(names.map(([name = '', ...rest]) => [name, { name, isFolder: rest.length > 0 }])).values()];
    },
    markOf: (file) => files[file] ?? '',
  };
}

test('start --watch: files of the game count; packages, hidden folders, data directories and other files do not', () => {
  const counted = ['/g/jadegate.config.ts', '/g/mine/mine.module.js', '/g/world/maps.json', '/g/a.mjs'];
  const others = [
    '/g/mine.proto',
    '/g/notes.md',
    '/g/.git/x.json',
    '/g/.hidden.ts',
    '/g/node_modules/p/i.js',
    '/g/data/jadegate.sqlite',
    '/g/data/journal/refused-1.json',
    '/g/data/more/a.json',
  ];
  const files = Object.fromEntries([...counted, ...others].map((path) => [path, '1']));
  const before = fingerprintOf('/g', folderOf(files)).text;
  const isSeen = (path: string) => fingerprintOf('/g', folderOf({ ...files, [path]: '2' })).text !== before;
  assert.deepEqual([...counted, ...others].filter(isSeen), counted);
  const { '/g/a.mjs': _, ...without } = files;
  assert.notEqual(fingerprintOf('/g', folderOf(without)).text, before, 'a file that went away');
});

test('start --watch: a burst of changes is one change, when it is over', () => {
  const clock = new ManualClock();
  let files = '0';
  let count = 0;
  const stop = watchGame(() => ({ text: files, isCut: false }), clock, { changed: () => count++, cut: assert.fail });
  clock.advance(10 * LOOK_MS);
  assert.equal(count, 0);
  for (const next of ['1', '2', '3', '4']) {
    files = next;
    clock.advance(LOOK_MS);
  }
  assert.equal(count, 0, 'it still changes');
  clock.advance(10 * LOOK_MS);
  assert.equal(count, 1);
  files = '5';
  stop();
  clock.advance(10 * LOOK_MS);
  assert.equal(count, 1);
  assert.equal(clock.nextDueMs(), null);
});

test('start --watch: a folder with more files than are watched says so, once each time that it begins', () => {
  const clock = new ManualClock();
  const names = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `f${at}.json`, isFolder: false }));
  let count = GAME_FILES_MAX - 1;
  const files: GameFolder = { list: () => names(count), markOf: () => '1' };
  const said: string[] = [];
  const stop = watchGame(() => fingerprintOf('/g', files), clock, {
    changed: () => said.push('changed'),
    cut: () => said.push('cut'),
  });
  clock.advance(10 * LOOK_MS);
  assert.deepEqual(said, [], 'as many as are watched, with the folder itself');
  count++;
  clock.advance(10 * LOOK_MS);
  assert.deepEqual(said, ['cut', 'changed']);
  count -= 2;
  clock.advance(10 * LOOK_MS);
  count += 2;
  clock.advance(10 * LOOK_MS);
  assert.deepEqual(said.slice(2), ['changed', 'cut', 'changed']);
  stop();
});
