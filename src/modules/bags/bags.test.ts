import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defineRoleActor } from '../../actor/index.ts';
import { defineModule } from '../../gate/index.ts';
import { bigint, defineTable } from '../../store/index.ts';
import { startTestServer } from '../../testing.ts';
import { GOLD_MAX, ITEM_ID_MAX, STACK_MAX } from './bag-limits.ts';
import { bag } from './bag-part.ts';
import { addGold, addItem, countOf, goldOf } from './bag-rules.ts';
import { BagContentS2c, BagQueryC2s } from './bags.messages.ts';
import { type Goods, goods, goodsOf } from './goods.ts';

/** A module that reaches the offer from outside, as mail does. */
function keepGoods() {
  const kept: { goods?: Goods } = {};
  const module = defineModule({ name: 'keeper', uses: [goods] }).hook('started', (scope) => {
    kept.goods = scope.use(goods);
  });
  return { kept, module };
}

describe('bags', () => {
  test('bags: gold and items are added and taken, and the player reads each change', async () => {
    await using server = await startTestServer();
    const { client, roleId } = await server.enter('alice');
    const mine = server.scope.actor(bag, roleId);
    assert.equal(await mine.credit({ gold: 50n }), 'done');
    assert.equal(await mine.give({ id: 7, count: 3 }), 'done');
    assert.equal(await mine.debit({ gold: 20n }), 'done');
    assert.equal(await mine.take({ id: 7, count: 3 }), 'done');
    const seen = [];
    for (let count = 0; count < 4; count++) seen.push(await client.next(BagContentS2c));
    assert.deepEqual(seen, [
      { gold: 50n, items: [] },
      { gold: 50n, items: [{ id: 7, count: 3 }] },
      { gold: 30n, items: [{ id: 7, count: 3 }] },
      { gold: 30n, items: [] },
    ]);
    client.send(BagQueryC2s, {});
    assert.deepEqual(await client.next(BagContentS2c), { gold: 30n, items: [] });
  });

  test('bags: on arrival a player reads what is there, and nothing when nothing is', async () => {
    await using server = await startTestServer();
    const first = await server.enter('alice');
    first.client.send(BagQueryC2s, {});
    assert.deepEqual(await first.client.next(BagContentS2c), { gold: 0n, items: [] });
    await first.client.close();
    await server.scope.actor(bag, first.roleId).give({ id: 9, count: 1 });
    const again = await server.enter('alice');
    assert.deepEqual(await again.client.next(BagContentS2c), { gold: 0n, items: [{ id: 9, count: 1 }] });
  });

  test('bags: what is refused changes nothing', async () => {
    await using server = await startTestServer({ settings: { bags: { itemKindsMax: 2, stackMax: 10 } } });
    const { roleId } = await server.enter('alice');
    const mine = server.scope.actor(bag, roleId);
    await mine.change({ gold: 5n, items: [{ id: 1, count: 10 }] });
    const content = await mine.content();
    for (const [change, answer] of [
      [{ gold: -6n }, 'lacking'],
      [{ gold: GOLD_MAX - 4n }, 'full'],
      [{ gold: 2n ** 80n }, 'full'],
      [{ gold: 1n, items: [{ id: 1, count: 1 }] }, 'full'],
      [{ gold: 1n, items: [{ id: 1, count: -11 }] }, 'lacking'],
      [{ gold: 1n, items: [{ id: 2, count: -1 }] }, 'lacking'],
      [
        {
          gold: 1n,
          items: [
            { id: 2, count: 1 },
            { id: 3, count: 1 },
          ],
        },
        'full',
      ],
      [
        {
          gold: 1n,
          items: [
            { id: 1, count: -6 },
            { id: 1, count: -6 },
          ],
        },
        'lacking',
      ],
      [{ gold: 1n, items: [{ id: 0, count: 1 }] }, 'malformed'],
      [{ gold: 1n, items: [{ id: -1, count: 1 }] }, 'malformed'],
      [{ gold: 1n, items: [{ id: 1.5, count: 1 }] }, 'malformed'],
      [{ gold: 1n, items: [{ id: ITEM_ID_MAX + 1, count: 1 }] }, 'malformed'],
      [{ gold: 1n, items: [{ id: 2, count: Number.NaN }] }, 'malformed'],
      [{ gold: 1n, items: [{ id: 2, count: 2 ** 60 }] }, 'malformed'],
      [{ gold: 1n, items: [{ id: 2, count: STACK_MAX }] }, 'full'],
      [{ gold: 1n, items: new Array(65).fill({ id: 2, count: 1 }) }, 'malformed'],
    ] as const) {
      assert.equal(
        await mine.change(change),
        answer,
        JSON.stringify(change, (_key, value) => String(value)),
      );
      assert.deepEqual(await mine.content(), content);
    }
    assert.equal(await mine.credit({ gold: -1n }), 'malformed');
    assert.equal(await mine.debit({ gold: -1n }), 'malformed');
    assert.equal(await mine.give({ id: 1, count: -1 }), 'malformed');
    assert.equal(await mine.take({ id: 1, count: -1 }), 'malformed');
    assert.deepEqual(await mine.content(), content);
  });

  test('bags: one change may take the last of one item and add another in its place', async () => {
    await using server = await startTestServer({ settings: { bags: { itemKindsMax: 1 } } });
    const { roleId } = await server.enter('alice');
    const mine = server.scope.actor(bag, roleId);
    await mine.give({ id: 1, count: 1 });
    const swap = {
      items: [
        { id: 2, count: 4 },
        { id: 1, count: -1 },
      ],
    };
    assert.equal(await mine.change(swap), 'done');
    assert.deepEqual((await mine.content()).items, [{ id: 2, count: 4 }]);
  });

  test('bags: the rules serve in together too', async () => {
    await using server = await startTestServer();
    const [{ roleId: a }, { roleId: b }] = [await server.enter('alice'), await server.enter('bob')];
    const { scope } = server;
    await scope.actor(bag, a).change({ gold: 9n, items: [{ id: 3, count: 2 }] });
    await scope.together([scope.actor(bag, a), scope.actor(bag, b)], (from, to) => {
      assert.equal(addGold(from.rows, -9n) && addGold(to.rows, 9n), true);
      assert.equal(addItem(from.rows, 3, -1) && addItem(to.rows, 3, 1), true);
      assert.deepEqual([goldOf(to.rows), countOf(to.rows, 3), countOf(from.rows, 3)], [9n, 1, 1]);
    });
  });

  test('goods: a gift with once is given once, after a crash too', async () => {
    const { kept, module } = keepGoods();
    await using server = await startTestServer({ modules: [module] });
    const { roleId } = await server.enter('alice');
    const give = () => (kept.goods ?? assert.fail()).give(server.scope, { roleId, gold: 10n }, { once: 'quest:4' });
    for (const step of ['before-journal', 'after-journal'] as const) {
      const crashed = server.crashAt(step);
      await assert.rejects(give(), { code: 'actor-unreachable', mayHaveRun: true });
      await crashed;
    }
    assert.equal(await give(), 'done');
    assert.deepEqual(await server.scope.actor(bag, roleId).content(), { gold: 10n, items: [] });
  });

  test('goods: an inventory of the game takes the place of the bags', async () => {
    const chest = defineTable({ name: 'chest', kind: 'split', live: true, columns: { silver: bigint() } });
    const chests = defineRoleActor({ name: 'chests', tables: { chest } }).on(
      'silver',
      (self) => self.rows.chest.get()?.silver ?? 0n,
    );
    const { kept, module: keeper } = keepGoods();
    const module = defineModule({ name: 'chests', actors: [chests] }).offer(goods, () =>
      goodsOf(chests, ({ rows }, { gold = 0n, items = [] }) => {
        const silver = (rows.chest.get()?.silver ?? 0n) + gold;
        if (silver < 0n) return 'lacking';
        if (items.length > 0) return 'malformed';
        rows.chest.upsert({ silver });
        return 'done';
      }),
    );
    await using server = await startTestServer({ modules: [module, keeper], without: ['bags'] });
    const { roleId } = await server.enter('alice');
    const own = kept.goods ?? assert.fail();
    assert.equal(await own.give(server.scope, { roleId, gold: 5n }), 'done');
    assert.equal(await own.give(server.scope, { roleId, gold: -6n }), 'lacking');
    assert.equal(await own.give(server.scope, { roleId, items: [{ id: 1, count: 1 }] }), 'malformed');
    assert.equal(await server.scope.actor(chests, roleId).silver(), 5n);
  });

  test('goods-give: an operator gives and takes, once with the same words, and reads what was refused', async () => {
    await using server = await startTestServer();
    const { roleId } = await server.enter('alice');
    const role = String(roleId);
    for (let count = 0; count < 2; count++) {
      const args = { role, gold: '30', item: 2, count: 5, once: 'ticket 8' };
      assert.equal(await server.command('goods-give', args), `role ${role}: done`);
    }
    await server.command('goods-give', { role, item: 2, count: -1 });
    assert.deepEqual(await server.scope.actor(bag, roleId).content(), { gold: 30n, items: [{ id: 2, count: 4 }] });
    await assert.rejects(server.command('goods-give', { role, gold: '-31' }), /has not so much/);
    await assert.rejects(server.command('goods-give', { role, gold: '9'.repeat(19) }), /more than it may/);
    await assert.rejects(server.command('goods-give', { role: '89999999', gold: '1' }), /no such role/);
    await assert.rejects(server.command('goods-give', { role, gold: '1e9' }), /whole number/);
    await assert.rejects(server.command('goods-give', { role: 'x', gold: '1' }), /number of a role/);
  });
});
