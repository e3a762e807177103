import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, SharedOrders, type Stock } from './shared-orders.ts';

const START: Stock = {
  entries: ['r1', 'r2'].map((owner) => ({ owner, id: 'start', gold: 10n, parts: 1, times: 1 })),
  balances: new Map([
    ['r1', 10n],
    ['r2', 10n],
  ]),
  items: [1n, 2n],
  itemsARole: 1,
};

/** The stock after more deeds: balances follow them. */
function after(entries: readonly Entry[], changed: Partial<Stock> = {}): Stock {
  const balances = new Map(START.balances);
  for (const { owner, gold } of entries) balances.set(owner, (balances.get(owner) ?? 0n) + gold);
  return { ...START, entries: [...START.entries, ...entries], balances, ...changed };
}

const trade = (owner: string, gold: bigint): Entry => ({ owner, id: 't1', gold, parts: 2, times: 1 });
const WHOLE = [trade('r1', 3n), trade('r2', -3n)];
const PAID: Entry = { owner: 'r1', id: 'p1', gold: 5n, parts: 1, times: 1 };

/** Judges a game in which the trade and the payment were ordered, and answered. */
function judge(stock: Stock, answer: 'done' | 'refused' | null = 'done'): readonly [number, number, number] {
  const orders = new SharedOrders();
  orders.known.add('r1');
  const given = [orders.begin('t1', 'trade', 0n), orders.begin('p1', 'pay', 5n)];
  for (const order of given) if (answer !== null) orders.answer(order, answer);
  orders.check(stock);
  assert.equal(orders.faults.length, orders.lost + orders.doubled + orders.halves);
  return [orders.lost, orders.doubled, orders.halves];
}

test('chaos: what is whole is right, acknowledged or not; what was not acknowledged may be missing', () => {
  assert.deepEqual(judge(after([...WHOLE, PAID])), [0, 0, 0]);
  assert.deepEqual(judge(after([...WHOLE, PAID]), null), [0, 0, 0]);
  assert.deepEqual(judge(after([]), null), [0, 0, 0]);
  assert.deepEqual(judge(after([]), 'refused'), [0, 0, 0]);
});

test('chaos: what was acknowledged and is missing is lost: a deed, a role, an item', () => {
  assert.deepEqual(judge(after(WHOLE)), [1, 0, 0]);
  assert.deepEqual(judge({ ...after([]), entries: [], balances: new Map(), items: [] }, null), [1, 0, 0]);
  assert.deepEqual(judge(after([...WHOLE, PAID], { items: [1n] })), [1, 0, 0]);
});

test('chaos: what is there twice is doubled: a payment, a deed that was refused, one that nobody ordered, an item', () => {
  assert.deepEqual(judge(after([...WHOLE, { ...PAID, gold: 10n, times: 2 }])), [0, 1, 0]);
  assert.deepEqual(judge(after([...WHOLE, PAID]), 'refused'), [0, 2, 0]);
  assert.deepEqual(judge(after([...WHOLE, PAID, { ...PAID, id: 'p2', gold: 0n }])), [0, 1, 0]);
  assert.deepEqual(judge(after([...WHOLE, PAID], { items: [1n, 2n, 2n] })), [0, 1, 0]);
});

test('chaos: half a deed is found by its parts, its gold and the balances', () => {
  assert.deepEqual(judge(after([trade('r1', 3n), PAID])), [0, 0, 2]);
  assert.deepEqual(judge(after([trade('r1', 3n), trade('r2', -2n), PAID])), [0, 0, 1]);
  assert.deepEqual(judge(after([trade('r1', 3n), { ...trade('r2', -6n), times: 2 }, PAID])), [0, 1, 1]);
  assert.deepEqual(judge(after([...WHOLE, PAID], { balances: new Map([['r1', 18n]]) })), [0, 0, 1]);
  assert.deepEqual(judge(after([...WHOLE, { ...PAID, gold: 4n }])), [0, 0, 1]);
});
