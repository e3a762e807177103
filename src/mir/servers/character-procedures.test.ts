// The same over both databases.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { OpenBody } from '../../store/body/index.ts';
import type { Store } from '../../store/index.ts';
import { postgresBody } from '../../store/postgres/index.ts';
import { TestDatabase } from '../../store/postgres/postgres.fixture.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import {
  createCharacter,
  deleteCharacter,
  importCharacters,
  listCharacters,
  restoreCharacter,
  selectCharacter,
} from './character.procedures.ts';
import { type Character, nameKeyOf } from './character-table.ts';
import { openDbStore } from './db-world.fixture.ts';
import { CHARACTERS_TOTAL_MAX } from './limits.ts';

const database = await TestDatabase.create('mir_characters');
after(() => database?.drop());

function character(name: string, account = 'ann', more: Partial<Character> = {}): Character {
  return {
    nameKey: nameKeyOf(name),
    account,
    name,
    job: 0,
    hair: 1,
    sex: 0,
    level: 10,
    map: '',
    isSelected: false,
    selectGateId: 0,
    createdMs: 1_000,
    modifiedMs: 1_000,
    deletedMs: null,
    ...more,
  };
}

const BODIES: readonly (readonly [name: string, open: (() => Promise<OpenBody>) | null])[] = [
  ['sqlite', async () => sqliteBody({ at: 'memory' })],
  ['postgres', database === null ? null : async () => postgresBody({ url: await database.freshUrl() })],
];

for (const [name, open] of BODIES) {
  const onStore = (title: string, play: (store: Store) => Promise<void>): void => {
    test(`characters (${name}): ${title}`, { skip: open === null }, async () => {
      const store = await openDbStore(await open?.());
      try {
        await play(store);
      } finally {
        await store.close();
      }
    });
  };

  onStore('of forty accounts that want one name at once, one gets it', async (store) => {
    const rows = Array.from({ length: 40 }, (_, index) => character(index % 2 === 0 ? 'Hero' : 'hERO', `a${index}`));
    const answers = await Promise.all(rows.map((row) => store.run(createCharacter, { row, liveMax: 2 })));
    assert.equal(answers.filter((answer) => answer === null).length, 1);
    assert.equal(answers.filter((answer) => answer === 'name-taken').length, 39);
  });

  onStore('of forty that one account wants at once, it gets as many as it may have', async (store) => {
    const rows = Array.from({ length: 40 }, (_, index) => character(`Name${index}`));
    const answers = await Promise.all(rows.map((row) => store.run(createCharacter, { row, liveMax: 2 })));
    assert.equal(answers.filter((answer) => answer === null).length, 2);
    assert.equal((await store.run(listCharacters, { account: 'ann' })).length, 2);
    const deleted = { ...character('Gone'), deletedMs: 1 };
    for (let index = 2; index < CHARACTERS_TOTAL_MAX; index++) {
      const row = { ...deleted, nameKey: `gone${index}` };
      assert.deepEqual(await store.run(importCharacters, { rows: [row], liveMax: 2 }), [null]);
    }
    const row = character('Third');
    assert.equal(await store.run(createCharacter, { row, liveMax: 99 }), 'account-full');
    assert.deepEqual(await store.run(importCharacters, { rows: [row], liveMax: 99 }), ['account-full']);
  });

  onStore('deleted, restored and selected by their account alone, each in its state', async (store) => {
    await store.run(createCharacter, { row: character('Hero'), liveMax: 2 });
    await store.run(createCharacter, { row: character('Other', 'ann', { createdMs: 2_000 }), liveMax: 2 });
    const hero = { account: 'ann', nameKey: 'hero' };
    const levels = { levelMin: 0, levelMax: 99, nowMs: 5_000 };
    const remove = (args: object = {}) => store.run(deleteCharacter, { ...hero, ...levels, ...args });
    const restore = (args: object = {}) => store.run(restoreCharacter, { ...hero, liveMax: 2, nowMs: 6_000, ...args });
    const select = (args: object = {}) => store.run(selectCharacter, { ...hero, ...args });
    assert.equal(await remove({ account: 'bob' }), 'foreign');
    assert.equal(await remove({ nameKey: 'nobody' }), 'not-found');
    assert.equal(await remove({ levelMin: 11 }), 'level');
    assert.equal(await remove({ levelMax: 9 }), 'level');
    assert.equal(await select({ account: 'bob' }), 'foreign');
    assert.equal(await select({ nameKey: 'nobody' }), 'not-found');
    assert.equal(await select(), null);
    assert.equal(await select({ nameKey: 'other' }), null);
    const both = await store.run(listCharacters, { account: 'ann' });
    assert.deepEqual(
      both.map(({ name: of, isSelected }) => [of, isSelected]),
      [
        ['Hero', false],
        ['Other', true],
      ],
    );
    assert.equal(await restore(), 'not-deleted');
    assert.equal(await remove(), null);
    assert.equal(await remove(), 'deleted');
    assert.equal(await select(), 'deleted');
    assert.equal(await restore({ account: 'bob' }), 'foreign');
    assert.equal(await restore({ nameKey: 'nobody' }), 'not-found');
    assert.equal(await restore({ liveMax: 1 }), 'account-full');
    assert.equal(await restore(), null);
    const [row] = await store.run(listCharacters, { account: 'ann' });
    assert.deepEqual(row, character('Hero', 'ann', { modifiedMs: 6_000 }));
  });

  onStore('brought in again they are known; another of the same name is not', async (store) => {
    const rows = [
      character('Hero'),
      character('hero', 'bob'),
      character('Two'),
      character('Three'),
      character('Old', 'ann', { deletedMs: 3 }),
    ];
    const run = () => store.run(importCharacters, { rows, liveMax: 2 });
    assert.deepEqual(await run(), [null, 'name-taken', null, 'account-full', null]);
    assert.deepEqual(await run(), ['there-already', 'name-taken', 'there-already', 'account-full', 'there-already']);
  });
}
