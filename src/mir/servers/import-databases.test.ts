import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../store/index.ts';
import { importCharacters, listCharacters } from './character.procedures.ts';
import { mirCharacter, mirRecord } from './character-table.ts';
import { openDbStore } from './db-world.fixture.ts';
import { type ImportOptions, type ImportReport, importDatabases } from './import-databases.ts';
import { ImportFile } from './import-file.ts';
import {
  type HumEntry,
  headBytes,
  humFile,
  type IdEntry,
  idFile,
  importBytes,
  type MirEntry,
  mirFile,
} from './import-files.fixture.ts';
import { HUM_RECORD_BYTES, type HumFamily, ID_RECORD_BYTES } from './import-layouts.ts';
import { CHARACTERS_TOTAL_MAX } from './limits.ts';
import type { UserRecord } from './user-record.ts';

const DAY_MS = 86_400_000;

interface Given extends Partial<Pick<ImportOptions, 'signal' | 'onProgress'>> {
  readonly id?: readonly IdEntry[] | Uint8Array;
  readonly hum?: readonly HumEntry[] | Uint8Array;
  readonly mir?: readonly MirEntry[] | Uint8Array;
  readonly family?: HumFamily;
}

class World {
  readonly store: Store;
  readonly users = new Map<string, UserRecord>();

  constructor(store: Store) {
    this.store = store;
  }

  run({ id, hum, mir, family = 'PL', ...more }: Given): Promise<ImportReport> {
    const bytesOf = <T>(given: readonly T[] | Uint8Array, make: (entries: readonly T[]) => Uint8Array): Uint8Array =>
      given instanceof Uint8Array ? given : make(given);
    const file = (bytes: Uint8Array, length: number | null) => new ImportFile(importBytes(bytes), length);
    return importDatabases({
      ...more,
      id: id === undefined ? null : file(bytesOf(id, idFile), ID_RECORD_BYTES),
      hum:
        hum === undefined
          ? null
          : file(
              bytesOf(hum, (entries) => humFile(entries, family)),
              HUM_RECORD_BYTES,
            ),
      mir: mir === undefined ? null : file(bytesOf(mir, mirFile), null),
      family,
      encoding: 'gbk',
      nowMs: 5_000,
      accounts: {
        atOnce: 3,
        has: async (account) => this.users.has(account),
        add: async (user) => {
          const key = user.account.toLowerCase();
          if (this.users.has(key)) return false;
          this.users.set(key, user);
          return true;
        },
      },
      characters: { add: (given) => this.store.run(importCharacters, { ...given, liveMax: CHARACTERS_TOTAL_MAX }) },
    });
  }
}

async function inWorld(play: (world: World) => Promise<void>): Promise<void> {
  const store = await openDbStore();
  try {
    await play(new World(store));
  } finally {
    await store.close();
  }
}

for (const family of ['PL', 'K98'] as const) {
  test(`import: ${family}: accounts and characters come in as they were, and once`, async () => {
    await inWorld(async (world) => {
      const given: Given = {
        family,
        id: [{ account: 'Ann', password: 'pass word', userName: '安', answer: 'blue' }, { account: 'bob' }],
        hum: [
          { name: '★战神★', account: 'ANN', isSelected: true },
          { name: 'Old', account: 'ann', isDeleted: true },
          { name: 'Bobby', account: 'bob' },
        ],
        mir: [{ name: 'BOBBY', map: '3', job: 2, hair: 4, sex: 1, level: 300 }, { name: 'other' }],
      };
      const report = await world.run(given);
      assert.deepEqual([report.accounts.imported, report.characters.imported], [2, 3]);
      const ann = world.users.get('ann');
      assert.deepEqual([ann?.account, ann?.password, ann?.userName, ann?.answer], ['Ann', 'pass word', '安', 'blue']);
      const createdMs = 1_200_000_000_000;
      assert.deepEqual(await world.store.table(mirCharacter).get('bobby'), {
        nameKey: 'bobby',
        account: 'bob',
        name: 'Bobby',
        job: 2,
        hair: 4,
        sex: 1,
        level: 300,
        map: '3',
        isSelected: false,
        selectGateId: 3,
        createdMs,
        modifiedMs: createdMs + DAY_MS,
        deletedMs: null,
      });
      const own = await world.store.run(listCharacters, { account: 'ann' });
      assert.deepEqual(
        own.map(({ name, isSelected, deletedMs, level }) => [name, isSelected, deletedMs, level]),
        [
          ['Old', false, createdMs + DAY_MS, 0],
          ['★战神★', true, null, 0],
        ],
      );
      const again = await world.run(given);
      assert.deepEqual([again.accounts.imported, again.accounts.present], [0, 2]);
      assert.deepEqual([again.characters.imported, again.characters.present], [0, 3]);
    });
  });
}

test('import: skipped records are reported with their number and the reason', async () => {
  await inWorld(async (world) => {
    const broken = idFile([{ account: 'x' }]).subarray(124);
    broken[32] = 11;
    const nameless = humFile([{ name: '', account: 'ann' }]).subarray(124);
    const half = humFile([{ name: 'xyz', account: 'ann' }]).subarray(124);
    half.set([1, 0xb0], 28);
    const id = [
      idFile([
        { account: 'ann' },
        { account: 'ANN' },
        { account: 'gone', isFree: true },
        { account: 'mute', password: '' },
      ]),
      broken,
      idFile([{ account: 'a/b' }, { account: 'a(b' }, { account: 'tab', password: 'a\tb' }]).subarray(124),
    ];
    const hum = [
      humFile([
        { name: 'Hero', account: 'ann' },
        { name: 'hERO', account: 'ann' },
        { name: 'Free', account: 'ann', isFree: true },
        { name: 'Lost', account: 'nobody' },
        { name: 'a/b', account: 'ann' },
        { name: 'Two', account: 'ann' },
        { name: 'Three', account: 'ann' },
      ]),
      nameless,
      half,
    ];
    const report = await world.run({ id: Buffer.concat(id), hum: Buffer.concat(hum) });
    const told = (skipped: ImportReport['accounts']['skipped']) => skipped.map(({ record, why }) => [record, why]);
    assert.deepEqual(told(report.accounts.skipped), [
      [2, 'duplicate'],
      [3, 'place-free'],
      [4, 'password-empty'],
      [5, 'malformed'],
      [6, 'name-invalid'],
      [7, 'name-invalid'],
      [8, 'malformed'],
    ]);
    assert.deepEqual(told(report.characters.skipped), [
      [2, 'duplicate'],
      [3, 'place-free'],
      [5, 'name-invalid'],
      [8, 'malformed'],
      [9, 'name-invalid'],
      [4, 'account-missing'],
    ]);
    assert.deepEqual([report.accounts.imported, report.characters.imported], [1, 3]);
  });
});

test('import: names that are taken here, and accounts that are full, are skipped; those not deleted come first', async () => {
  await inWorld(async (world) => {
    await world.run({ id: [{ account: 'ann' }, { account: 'bob' }], hum: [{ name: 'Hero', account: 'bob' }] });
    const hum = Array.from({ length: CHARACTERS_TOTAL_MAX }, (_, index) => ({
      name: `Name${index}`,
      account: 'ann',
      isDeleted: index < 4,
    }));
    const report = await world.run({
      hum: [{ name: 'HERO', account: 'ann' }, ...hum, { name: 'Last', account: 'ann' }],
    });
    assert.deepEqual(report.characters.skippedCounts, { 'name-taken': 1, 'account-full': 1 });
    const [full] = report.characters.skipped.filter(({ why }) => why === 'account-full');
    assert.deepEqual(full, { record: 5, name: 'Name3', why: 'account-full' });
  });
});

test('import: cut short, it goes on when it is run again', async () => {
  await inWorld(async (world) => {
    const controller = new AbortController();
    const id = Array.from({ length: 20 }, (_, index) => ({ account: `user${index}` }));
    const hum = [{ name: 'Hero', account: 'user19' }];
    const cut = await world.run({
      id,
      hum,
      signal: controller.signal,
      onProgress: ({ count }) => count === 5 && controller.abort(),
    });
    assert.ok(cut.isCancelled);
    assert.ok(cut.accounts.imported >= 5 && cut.accounts.imported < 20);
    assert.deepEqual([cut.characters.imported, cut.characters.skipped], [0, []]);
    const rest = await world.run({ id, hum });
    assert.equal(rest.accounts.imported + cut.accounts.imported, 20);
    assert.equal(rest.characters.imported, 1);
  });
});

test('import: a file that is none, or was cut anywhere, is refused before anything is written', async () => {
  await inWorld(async (world) => {
    const whole = idFile([{ account: 'ann' }, { account: 'bob' }]);
    for (let length = 0; length < whole.length; length++) {
      if (length >= 124 && (length - 124) % ID_RECORD_BYTES === 0) continue;
      assert.throws(() => new ImportFile(importBytes(whole.subarray(0, length)), ID_RECORD_BYTES), {
        code: 'import-unreadable',
        message: length < 124 ? /the head of such a database has 124/ : /followed by \d+ bytes: the file was cut/,
      });
    }
    const garbage = Buffer.alloc(124 + ID_RECORD_BYTES * 2, 0xee);
    assert.throws(() => new ImportFile(importBytes(garbage), ID_RECORD_BYTES), { message: /does not begin with/ });
    const other = Buffer.concat([
      headBytes(),
      Buffer.alloc(ID_RECORD_BYTES * 3, 0).map((_, at) => (at % ID_RECORD_BYTES === 0 ? 0 : 0xee)),
    ]);
    await assert.rejects(world.run({ id: [{ account: 'ann' }], hum: other.subarray(0, 124 + 72 * 4) }), {
      message: /of 4 records cannot be read, so this is no Hum\.DB/,
    });
    assert.equal(world.users.size, 0);
    const empty = await world.run({ id: [], hum: [], mir: [] });
    assert.deepEqual([empty.accounts.records, empty.characters.records], [0, 0]);
  });
});

test('import: the length of records of Mir.DB is found out, whatever the build', () => {
  const entries = ['Hero', 'Other', '战神'].map((name, index) => ({ name, job: index, level: 7 * index }));
  for (const length of [80, 3_164, 3_176, 3_192, 16_000]) {
    const file = new ImportFile(importBytes(mirFile(entries, length)), null);
    assert.equal(file.recordCount, 3, `${length} bytes`);
    assert.equal(new ImportFile(importBytes(mirFile(entries.slice(0, 1), length)), null).recordCount, 1);
    const cut = mirFile(entries, length).subarray(0, -1);
    assert.throws(() => new ImportFile(importBytes(cut), null), { message: /the file was cut/ });
  }
  const garbage = Buffer.concat([headBytes(), Buffer.alloc(10_000, 0xee)]);
  assert.throws(() => new ImportFile(importBytes(garbage), null), { message: /no length of records fits/ });
});

test('import: records of Mir.DB come in byte for byte, also when the characters are here already, and never over a save', async () => {
  await inWorld(async (world) => {
    const given: Given = {
      id: [{ account: 'ann' }],
      hum: [
        { name: 'Hero', account: 'ann' },
        { name: 'Bobby', account: 'ann' },
      ],
    };
    await world.run(given);
    const records = world.store.table(mirRecord);
    assert.equal(await records.get('hero'), null);
    const mir = mirFile([
      { name: 'BOBBY', level: 7 },
      { name: 'Hero', level: 30, map: '3' },
    ]);
    await records.insert({ nameKey: 'bobby', session: 5, record: Uint8Array.of(1) });
    const report = await world.run({ ...given, mir });
    assert.equal(report.characters.present, 2);
    const length = (mir.length - 124) / 2;
    const hero = await records.get('hero');
    assert.deepEqual(Buffer.from(hero?.record ?? []), Buffer.from(mir.subarray(124 + length)));
    assert.deepEqual((await records.get('bobby'))?.record, Uint8Array.of(1));
  });
});
