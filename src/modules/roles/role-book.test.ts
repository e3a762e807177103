import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { openStore } from '../../store/front/index.ts';
import { roleIdOf, type Store } from '../../store/index.ts';
import { RoleIdAllocator } from '../../store/role-ids/index.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import { NameRules, nameKey } from './names/index.ts';
import { noteDeleted, purgeRoles } from './purge.procedures.ts';
import { type NameSet, RandomNames } from './random-names.ts';
import { type CreateRequest, RoleBook, type RoleBookOptions, type RoleCaller } from './role-book.ts';
import {
  DELETED_LISTED_MAX,
  FORGET_OFFERS_MAX,
  NOTE_COUNT_MAX,
  OWNED_READ_MAX,
  PURGE_COUNT_MAX,
} from './role-limits.ts';
import { CHANGE_FAILURE, CREATE_FAILURE } from './roles.failures.ts';
import { forgetOffers, loadRole, markPlayed, moveRoles, type AccountOnServer as Owner } from './roles.procedures.ts';
import { account, accountRole, nameOffer, role, roleName, roleSkill, rolesTables } from './roles.tables.ts';

const SET: NameSet = {
  surnames: ['Al', 'Be', 'Ce', 'De'],
  given: { boy: ['bert', 'dric', 'fon'], girl: ['anna', 'berta', 'dora'] },
  order: 'surname-first',
};

const TEMPLATE = {
  level: 1,
  hp: 10,
  mp: 5,
  hpMax: 10,
  mpMax: 5,
  speed: 200,
  mapId: 100,
  x: 1,
  y: 2,
};

interface World {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly book: StoreBook;
  /** Another process on the same store. */
  again(options?: Partial<RoleBookOptions>): StoreBook;
}

/** Runs `body` on a store in memory; the clock stands still unless it is moved. */
function check(
  title: string,
  options: Partial<RoleBookOptions> & { readonly names?: NameSet },
  body: (world: World) => Promise<void>,
): void {
  test(`role book: ${title}`, async () => {
    const clock = new ManualClock();
    const statics = [
      { table: rolesTables.roleTemplate, file: 'role_template.json', rows: [] },
      { table: rolesTables.roleTemplateSkill, file: 'role_template_skill.json', rows: [] },
    ];
    const tables = Object.values(rolesTables);
    const counters = new Counters();
    const body_ = sqliteBody({ at: 'memory' });
    const store = await openStore({ body: body_, tables, serverIds: [1], statics, clock, log: silentLogger, counters });
    const { names = SET, ...given } = options;
    const again = (more: Partial<RoleBookOptions> = {}) => createBook({ store, clock, names }, { ...given, ...more });
    try {
      await body({ clock, store, again, book: again() });
    } finally {
      await store.close();
    }
  });
}

/** A book with the store and the clock of its test, and the procedures that the module runs beside it. */
class StoreBook {
  readonly #book: RoleBook;
  readonly #caller: RoleCaller;

  constructor(book: RoleBook, caller: RoleCaller) {
    this.#book = book;
    this.#caller = caller;
  }

  list = (of: Owner) => this.#book.list(this.#caller, of);
  listDeleted = (of: Owner) => this.#book.listDeleted(this.#caller, of);
  offer = (of: Owner) => this.#book.offer(this.#caller, of);
  create = (request: CreateRequest) => this.#book.create(this.#caller, request);
  createVisitor = (request: CreateRequest) => this.#book.createVisitor(this.#caller, request);
  restore = (of: Owner, roleId: bigint) => this.#book.restore(this.#caller, of, roleId);
  rename = (account: string, roleId: bigint, newName: string) =>
    this.#book.rename(this.#caller, { account, roleId, newName });
  hasRoom = (from: Owner, to: string) => this.#book.hasRoom(this.#caller, from, to);
  load = (of: Owner, roleId: bigint) => this.#store.run(loadRole, { ...of, roleId });
  markPlayed = (roleId: bigint) => this.#store.run(markPlayed, { roleId, nowMs: this.#nowMs });
  delete = (of: Owner, roleId: bigint) => this.#book.delete(this.#caller, of, roleId);
  move = ({ account, serverId }: Owner, to: string) => {
    const { rolesMax } = this.#book.options;
    return this.#store.run(moveRoles, { from: account, to, serverId, rolesMax, nowMs: this.#nowMs });
  };
  forgetOffers = () => this.#store.run(forgetOffers, { expiredAtMs: this.#nowMs, countMax: FORGET_OFFERS_MAX });
  purge = async () => {
    const deletedBeforeMs = this.#nowMs - this.#book.options.restoreMs;
    await this.#store.run(noteDeleted, { ranMs: 0, countMax: NOTE_COUNT_MAX });
    const args = { deletedBeforeMs, seenBeforeRanMs: 0, countMax: PURGE_COUNT_MAX };
    return (await this.#store.run(purgeRoles, args)).length;
  };

  get #store(): RoleCaller['store'] {
    return this.#caller.store;
  }

  get #nowMs(): number {
    return this.#caller.clock.wallMs();
  }
}

function createBook(
  { store, clock, names }: { readonly store: Store; readonly clock: ManualClock; readonly names: NameSet },
  options: Partial<RoleBookOptions>,
): StoreBook {
  const rules = new NameRules({ words: null });
  const allocator = new RoleIdAllocator({ store });
  const book = new RoleBook(
    {
      rules,
      ids: { next: (serverId) => allocator.allocate(serverId) },
      names: new RandomNames({ random: new SeededRandom(7), rules }, [names]),
      templates: {
        find: (gender, classType) => (classType > 3 ? null : { gender, classType, ...TEMPLATE }),
        skills: (classType) => [{ classType, skillId: 800_000_001, level: 1 }],
      },
    },
    options,
  );
  return new StoreBook(book, { store, clock });
}

function owner(account: string): { account: string; serverId: number } {
  return { account, serverId: 1 };
}

function request(account: string, name: string, classType = 1): CreateRequest {
  return { ...owner(account), name, gender: 1, classType, address: '192.0.2.1' };
}

/** The new role's id, or the code of the refusal. */
async function create(book: StoreBook, account: string, name: string): Promise<bigint | number> {
  const outcome = await book.create(request(account, name));
  return outcome.ok ? outcome.roleId : outcome.code;
}

async function mustCreate(book: StoreBook, account: string, name: string): Promise<bigint> {
  const result = await create(book, account, name);
  assert(typeof result === 'bigint', `${name} is created, not refused with ${result}`);
  return result;
}

check('a role is whole: row, owner, name and skills', {}, async ({ book, store, clock }) => {
  const roleId = await mustCreate(book, 'ann', 'Annabel');
  assert.equal(roleId, 60_000_001n);
  const row = await store.table(role).get(roleId);
  assert.deepEqual(row, {
    roleId,
    account: 'ann',
    serverId: 1,
    name: 'Annabel',
    nameKey: nameKey('Annabel'),
    gender: 1,
    classType: 1,
    ...TEMPLATE,
    exp: 0n,
    createdMs: clock.wallMs(),
    createdFrom: '192.0.2.1',
    playedMs: null,
    deletedMs: null,
  });
  const loaded = await book.load(owner('ann'), roleId);
  assert.deepEqual(loaded, { row, skills: [{ roleId, skillId: 800_000_001, level: 1 }] });
  assert.deepEqual(await book.list(owner('ann')), [row]);
  assert.equal(await book.load(owner('bob'), roleId), null, 'nobody else can load it');
  assert.equal(await book.load({ account: 'ann', serverId: 2 }, roleId), null, 'nor on another server');
  clock.advance(5);
  await book.markPlayed(roleId);
  assert.equal((await store.table(role).get(roleId))?.playedMs, clock.wallMs());
});

check('faults are told in the order 10005, 10004, 10002, 10001, 10003', {}, async ({ book, again }) => {
  await mustCreate(book, 'full', 'Taken');
  const closed = again({ isRegisterOpen: false });
  const noClass = 9;
  const rows = [
    [closed, request('full', '', noClass), CREATE_FAILURE.tooManyRoles],
    [closed, request('full', 'Fine'), CREATE_FAILURE.tooManyRoles],
    [book, request('full', ''), CREATE_FAILURE.tooManyRoles],
    [book, request('full', 'Taken', noClass), CREATE_FAILURE.tooManyRoles],
    [book, request('full', 'Fine'), CREATE_FAILURE.tooManyRoles],
    [closed, request('ann', '', noClass), CREATE_FAILURE.registerOff],
    [closed, request('ann', 'Taken'), CREATE_FAILURE.registerOff],
    [book, request('ann', '', noClass), CREATE_FAILURE.nameRefused],
    [book, request('ann', 'x'.repeat(10_000)), CREATE_FAILURE.nameRefused],
    [book, request('ann', 'Ta\u0000ken'), CREATE_FAILURE.nameRefused],
    [book, request('ann', 'Taken', noClass), CREATE_FAILURE.nameUsed],
    [book, request('ann', 'ТАКЕN'), CREATE_FAILURE.nameRefused],
    [book, request('ann', 'TAKEN'), CREATE_FAILURE.nameUsed],
    [book, request('ann', 'Ｔａｋｅｎ'), CREATE_FAILURE.nameUsed],
    [book, request('ann', 'Fine', noClass), CREATE_FAILURE.failed],
  ] as const;
  for (const [at, given, code] of rows) {
    assert.deepEqual(await at.create(given), { ok: false, code }, `${given.account} ${given.name.slice(0, 20)}`);
  }
  await mustCreate(book, 'ann', 'Fine');
});

check('an id that a refusal had taken is given to the next role', {}, async ({ book }) => {
  const first = await mustCreate(book, 'ann', 'Annabel');
  for (let each = 0; each < 20; each++) assert.equal(await create(book, 'bob', 'Annabel'), CREATE_FAILURE.nameUsed);
  assert.equal(await mustCreate(book, 'bob', 'Robert'), first + 1n);
});

check('of many that race for one name, one has it', {}, async ({ again, store }) => {
  // Two books, as two processes would have, and many accounts on each.
  const books = [again(), again()];
  const attempts = Array.from({ length: 40 }, (_, index) =>
    create(books[index % 2] as StoreBook, `acc${index}`, 'Unique'),
  );
  const results = await Promise.all(attempts);
  const made = results.filter((result) => typeof result === 'bigint');
  assert.equal(made.length, 1);
  assert.equal(results.filter((result) => result === CREATE_FAILURE.nameUsed).length, 39);
  assert.equal((await store.table(roleName).get(nameKey('Unique')))?.roleId, made[0]);
});

check('of many creations that race for one account, as many succeed as it may have', { rolesMax: 3 }, async (world) => {
  const books = [world.again(), world.again()];
  const names = Array.from({ length: 24 }, (_, index) => `Racer${String.fromCharCode(97 + index)}`);
  const results = await Promise.all(names.map((name, index) => create(books[index % 2] as StoreBook, 'ann', name)));
  const made = results.filter((result) => typeof result === 'bigint');
  assert.equal(made.length, 3);
  assert.equal(new Set(made).size, 3);
  assert.equal(results.filter((result) => result === CREATE_FAILURE.tooManyRoles).length, 21);
  assert.equal((await world.book.list(owner('ann'))).length, 3);
});

check('names offered are held for who saw them, and creatable', { rolesMax: 2 }, async ({ book }) => {
  const offer = await book.offer(owner('ann'));
  assert.notEqual(offer.boy, offer.girl);
  for (const name of [offer.boy, offer.girl]) {
    assert.equal(await create(book, 'bob', name), CREATE_FAILURE.nameUsed);
    assert.equal(await create(book, 'bob', name.toUpperCase()), CREATE_FAILURE.nameUsed);
    await mustCreate(book, 'ann', name);
  }
});

check('another offer lets go of the one before', {}, async ({ book, store }) => {
  const first = await book.offer(owner('ann'));
  let second = await book.offer(owner('ann'));
  while (second.boy === first.boy) second = await book.offer(owner('ann'));
  assert.equal((await store.table(nameOffer).list({ holder: 'ann' })).length, 2);
  await mustCreate(book, 'bob', first.boy);
  assert.equal(await create(book, 'cid', second.boy), CREATE_FAILURE.nameUsed);
});

check('an offer ends with its time, and is forgotten', { offerMs: 1_000 }, async ({ book, store, clock }) => {
  const { boy, girl } = await book.offer(owner('ann'));
  clock.advance(999);
  assert.equal(await create(book, 'bob', boy), CREATE_FAILURE.nameUsed);
  assert.equal(await book.forgetOffers(), 0);
  clock.advance(1);
  await mustCreate(book, 'bob', boy);
  assert.equal(await book.forgetOffers(), 1);
  assert.equal(await store.table(nameOffer).get(nameKey(girl)), null);
  assert.ok(FORGET_OFFERS_MAX > 1);
});

const FEW: NameSet = { surnames: ['Al'], given: { boy: ['bert'], girl: ['anna'] }, order: 'surname-first' };

check('where every plain name is taken, offers go on with digits, each free', { names: FEW }, async ({ book }) => {
  const seen = new Set<string>();
  for (let number = 0; number < 30; number++) {
    const { boy } = await book.offer(owner(`acc${number}`));
    assert.notEqual(boy, '');
    assert.equal(seen.has(boy), false, `${boy} is offered once`);
    seen.add(boy);
    await mustCreate(book, `acc${number}`, boy);
  }
});

check('a deleted role is gone from the list, keeps its name, and comes back', {}, async ({ book, clock }) => {
  const roleId = await mustCreate(book, 'ann', 'Annabel');
  assert.equal(await book.delete(owner('bob'), roleId), CHANGE_FAILURE.notFound);
  assert.equal(await book.delete(owner('ann'), 5n), CHANGE_FAILURE.notFound);
  assert.equal(await book.restore(owner('ann'), roleId), CHANGE_FAILURE.notDeleted);
  assert.equal(await book.delete(owner('ann'), roleId), null);
  assert.equal(await book.delete(owner('ann'), roleId), CHANGE_FAILURE.alreadyDeleted);
  assert.deepEqual(await book.list(owner('ann')), []);
  assert.equal(await book.load(owner('ann'), roleId), null, 'nobody plays it meanwhile');
  assert.equal(await create(book, 'bob', 'Annabel'), CREATE_FAILURE.nameUsed);
  clock.advance(1_500);
  const [deleted] = await book.listDeleted(owner('ann'));
  assert.deepEqual([deleted?.row.roleId, deleted?.restoreSeconds], [roleId, 7 * 86_400 - 1]);
  assert.equal(await book.restore(owner('bob'), roleId), CHANGE_FAILURE.notFound);
  assert.equal(await book.restore(owner('ann'), roleId), null);
  assert.deepEqual(await book.listDeleted(owner('ann')), []);
  assert.equal((await book.load(owner('ann'), roleId))?.row.deletedMs, null);
});

check('a deleted role makes room, and then has none to come back to', {}, async ({ book }) => {
  const first = await mustCreate(book, 'ann', 'Annabel');
  assert.equal(await book.delete(owner('ann'), first), null);
  const second = await mustCreate(book, 'ann', 'Annemarie');
  assert.equal(await book.restore(owner('ann'), first), CHANGE_FAILURE.tooManyRoles);
  assert.equal(await book.delete(owner('ann'), second), null);
  assert.equal(await book.restore(owner('ann'), first), null);
});

check(
  'an account keeps a bounded number of deleted roles; with so many, none is deleted',
  { deletedMax: 3 },
  async ({ book }) => {
    for (let each = 0; each < 3; each++) {
      const roleId = await mustCreate(book, 'ann', `Annabel${'abc'.charAt(each)}`);
      assert.equal(await book.delete(owner('ann'), roleId), null);
    }
    const kept = await mustCreate(book, 'ann', 'Annemarie');
    assert.equal(await book.delete(owner('ann'), kept), CHANGE_FAILURE.tooManyDeleted);
    assert.deepEqual(
      (await book.list(owner('ann'))).map(({ roleId }) => roleId),
      [kept],
    );
    assert.equal((await book.listDeleted(owner('ann'))).length, 3);
  },
);

check(
  'however many deleted roles an account has from before, its lists are short',
  {},
  async ({ book, store, clock }) => {
    const first = await mustCreate(book, 'ann', 'Annabel');
    const row = await store.table(role).get(first);
    assert.ok(row !== null);
    // As they were made before there was a limit.
    const count = 12_000;
    const older = Array.from({ length: count }, (_, index) => ({ ...row, roleId: first + BigInt(index) + 1n }));
    const deletedMs = (index: number): number => clock.wallMs() - count + index;
    const rows = older.map(({ roleId }, index) => ['ann', 1, roleId, deletedMs(index)] as const);
    for (let at = 0; at < count; at += 4_000) await store.load(accountRole, rows.slice(at, at + 4_000));
    for (const one of older.slice(-DELETED_LISTED_MAX))
      await store.table(role).insert({ ...one, deletedMs: clock.wallMs() });
    assert.deepEqual(
      (await book.list(owner('ann'))).map(({ roleId }) => roleId),
      [first],
    );
    const listed = (await book.listDeleted(owner('ann'))).map(({ row: { roleId } }) => roleId);
    assert.deepEqual(
      listed,
      older.slice(-DELETED_LISTED_MAX).map(({ roleId }) => roleId),
      'those deleted last, in the order of their ids',
    );
    assert.equal(await book.delete(owner('ann'), first), CHANGE_FAILURE.tooManyDeleted);
  },
);

check('after the window a role is purged with all that was its own', { restoreMs: 10_000 }, async (world) => {
  const { book, store, clock } = world;
  const kept = await mustCreate(book, 'bob', 'Robert');
  const roleId = await mustCreate(book, 'ann', 'Annabel');
  await book.delete(owner('ann'), roleId);
  clock.advance(9_999);
  assert.equal(await book.purge(), 0);
  clock.advance(1);
  assert.equal(await book.restore(owner('ann'), roleId), CHANGE_FAILURE.notFound, 'the window is closed');
  assert.deepEqual(await book.listDeleted(owner('ann')), []);
  assert.equal(await book.purge(), 1);
  assert.equal(await store.table(role).get(roleId), null);
  assert.deepEqual(await store.table(roleSkill).list(roleId), []);
  assert.deepEqual(await store.table(accountRole).list({ account: 'ann' }), []);
  assert.equal(await store.table(roleName).get(nameKey('Annabel')), null);
  assert.equal((await book.list(owner('bob')))[0]?.roleId, kept);
  const next = await mustCreate(book, 'cid', 'Annabel');
  assert.notEqual(next, roleId, 'its id is never given again');
});

check('a purge goes on in portions', { restoreMs: 0, rolesMax: 1_000, deletedMax: 1_000 }, async ({ book, clock }) => {
  const count = PURGE_COUNT_MAX + 5;
  const ids = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      mustCreate(book, 'ann', `Nr${String(index).replaceAll('0', 'z').replaceAll('1', 'y').replaceAll('5', 'w')}`),
    ),
  );
  await Promise.all(ids.map((roleId) => book.delete(owner('ann'), roleId)));
  clock.advance(1);
  assert.deepEqual([await book.purge(), await book.purge(), await book.purge()], [PURGE_COUNT_MAX, 5, 0]);
});

check(
  'renaming keeps to the rules, frees the old name and lets a role respell its own',
  {},
  async ({ book, store }) => {
    const roleId = await mustCreate(book, 'ann', 'Annabel');
    await mustCreate(book, 'bob', 'Robert');
    const offer = await book.offer(owner('cid'));
    assert.equal(await book.rename('ann', roleId, ''), CREATE_FAILURE.nameRefused);
    assert.equal(await book.rename('ann', roleId, 'ROBERT'), CREATE_FAILURE.nameUsed);
    assert.equal(await book.rename('ann', roleId, offer.girl), CREATE_FAILURE.nameUsed);
    assert.equal(await book.rename('ann', 60_000_999n, 'Nobody'), CREATE_FAILURE.failed);
    assert.deepEqual(await book.rename('ann', roleId, 'ANNABEL'), { name: 'ANNABEL' });
    assert.deepEqual(await book.rename('ann', roleId, 'Ｍａｒｉｅ'), { name: 'Marie' });
    assert.equal((await store.table(role).get(roleId))?.name, 'Marie');
    await mustCreate(book, 'dan', 'Annabel');
  },
);

check('of roles that race for a new name, one has it', {}, async ({ book }) => {
  const accounts = Array.from({ length: 10 }, (_, index) => `acc${index}`);
  const ids = await Promise.all(
    accounts.map((account, index) => mustCreate(book, account, `Old${'abcdefghij'[index]}`)),
  );
  const results = await Promise.all(ids.map((roleId, index) => book.rename(`acc${index}`, roleId, 'Wanted')));
  assert.equal(results.filter((result) => typeof result === 'object').length, 1);
  assert.equal(results.filter((result) => result === CREATE_FAILURE.nameUsed).length, 9);
});

check('a visitor’s roles move to an account that has room', {}, async ({ book, store }) => {
  const visitor = { ...request('##visitor##_1', '游客1') };
  const made = await book.createVisitor(visitor);
  assert(made.ok);
  await mustCreate(book, 'full', 'Robert');
  assert.equal(await book.hasRoom(owner('##visitor##_1'), 'full'), false);
  assert.equal(await book.move(owner('##visitor##_1'), 'full'), CHANGE_FAILURE.tooManyRoles);
  assert.equal(await book.hasRoom(owner('##visitor##_1'), 'ann'), true);
  assert.equal(await book.move(owner('##visitor##_1'), 'ann'), null);
  assert.deepEqual(await book.list(owner('##visitor##_1')), []);
  const [row] = await book.list(owner('ann'));
  assert.deepEqual([row?.roleId, row?.account], [made.roleId, 'ann']);
  assert.equal(await store.table(rolesTables.account).get('##visitor##_1'), null);
  assert.notEqual(await store.table(rolesTables.account).get('ann'), null);
});

check('a visitor’s name is unique too, and a class that is not there fails', {}, async ({ book }) => {
  assert.equal((await book.createVisitor(request('##visitor##_1', '游客1'))).ok, true);
  assert.deepEqual(await book.createVisitor(request('##visitor##_2', '游客1')), {
    ok: false,
    code: CREATE_FAILURE.nameUsed,
  });
  assert.deepEqual(await book.createVisitor(request('##visitor##_3', '游客3', 9)), {
    ok: false,
    code: CREATE_FAILURE.failed,
  });
});

check('an account with more entries than are read at once is not moved in part', { rolesMax: 150 }, async (world) => {
  const from = owner('##visitor##_1');
  const row = {
    ...{ ...TEMPLATE, ...from, gender: 1, classType: 1, exp: 0n },
    ...{ createdMs: 0, createdFrom: '', playedMs: null },
  };
  const entry = (number: number) => ({
    ...from,
    roleId: roleIdOf({ serverId: 1, number: 10_000_000 + number }),
    deletedMs: 1,
  });
  await world.store.table(account).insert({ name: from.account, createdMs: 0 });
  for (let number = 1; number <= OWNED_READ_MAX + 1; number++) {
    await world.store.table(role).insert({ ...row, ...entry(number), name: `N${number}`, nameKey: `n${number}` });
    await world.store.table(accountRole).insert(entry(number));
  }
  assert.equal(await world.book.move(from, 'ann'), CHANGE_FAILURE.tooManyRoles);
  assert.equal((await world.store.table(accountRole).list({ account: 'ann' })).length, 0);
  await world.store.table(accountRole).delete(from.account, 1, entry(1).roleId);
  assert.equal(await world.book.move(from, 'ann'), null);
  assert.equal((await world.store.table(accountRole).list({ account: 'ann' })).length, OWNED_READ_MAX);
});
