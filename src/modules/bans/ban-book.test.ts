import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, silentLogger } from '../../base/index.ts';
import type { Session } from '../../gate/index.ts';
import { BanBook, type BansScope } from './ban-book.ts';
import { BAN_REASONS } from './bans.failures.ts';
import type { ActionRow, BanRow } from './bans.procedures.ts';

const ROW: BanRow = {
  ...{ kind: 'account', subject: 'ann', what: 'chat', reason: 'spam', by: 'carol', atMs: 0 },
  ...{ untilMs: null, untilRanMs: null },
};
const WHO = { account: 'ann', roleId: 7n };

/** A store of which the lists are answered when the test says so. */
function world() {
  const actions: ActionRow[] = [];
  const rows: BanRow[] = [];
  const lists: PromiseWithResolvers<BanRow[]>[] = [];
  const store = {
    banCount: { get: async () => ({ name: 'last', last: actions.length }) },
    ban: {
      list: ({ kind }: { readonly kind: string }) => {
        if (kind === 'address') return Promise.resolve([]);
        const list = Promise.withResolvers<BanRow[]>();
        lists.push(list);
        return list.promise;
      },
      get: async () => rows[0] ?? null,
    },
    query: async () => actions.filter(({ id }) => id > performed.id),
  };
  const performed = { id: 0 };
  const sessions: Session[] = [];
  const parts = { store, clock: new ManualClock(), log: silentLogger, sessions: () => sessions, kick: () => 0 };
  // All that the book asks of its scope.
  const book = new BanBook(parts as unknown as BansScope, BAN_REASONS);
  const act = (action: string): void => {
    const { untilRanMs: _, ...entry } = ROW;
    actions.push({ ...entry, id: actions.length + 1, action });
  };
  return { book, rows, lists, act, performed };
}

const session = {} as Session;

test('ban book: what was read before an unban was performed is read again, so that nobody stays muted', async () => {
  const { book, rows, lists, act, performed } = world();
  rows.push(ROW);
  act('ban');
  await book.start();
  performed.id = 1;
  const arrived = book.arrive(session, 'account', 'ann');
  assert.equal(lists.length, 1, 'the account is read');
  // Meanwhile the ban ends.
  rows.length = 0;
  act('unban');
  const acted = book.perform();
  while (lists.length < 2) await Promise.resolve();
  lists[1]?.resolve([]);
  await acted;
  // The first answer is as old as its question.
  lists[0]?.resolve([ROW]);
  while (lists.length < 3) await Promise.resolve();
  lists[2]?.resolve([]);
  await arrived;
  assert.equal(book.muteOf(WHO, 'world'), null);
});

test('ban book: where nobody was ever banned, an arrival asks nothing', async () => {
  const { book, lists } = world();
  await book.start();
  await book.arrive(session, 'account', 'ann');
  assert.equal(lists.length, 0);
  assert.equal(book.muteOf(WHO, 'world'), null);
});
