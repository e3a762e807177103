// The modules of a game beside jadegate's: left out, replaced, configured, and asked by an operator.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineOffer } from '../actor/index.ts';
import { CommandRefused, defineModule } from '../gate/index.ts';
import { lineDesk, linesModule } from '../modules/lines/index.ts';
import { PlayerSelectRoleC2s, RoleLineQueryC2s, RoleLineQueryOkS2c } from '../modules/lines/lines.messages.ts';
import { IsVisitorC2s } from '../modules/login/index.ts';
import { RoleMapChangeS2c } from '../modules/map/map.messages.ts';
import { createRole, play, signIn } from './player.fixture.ts';
import { inWorld } from './server.fixture.ts';
import { modulesOf, readConfig, settingList } from './settings/index.ts';

const mine = defineModule({
  name: 'mine',
  settings: z.object({ orePerDig: z.int().min(1).default(1).describe('Ore of one dig'), name: z.string().optional() }),
});

test('modules: one that is left out does nothing, and its settings are unknown', async () => {
  await inWorld({ without: ['visitors'] }, async (world) => {
    const visitor = world.connect();
    visitor.say(IsVisitorC2s, { t: 0, f: '' });
    await visitor.assertClosedWith('unknown-message');
    await play(world.connect(), 'ann');
  });
  const modules = modulesOf({ without: ['lines', 'map', 'party', 'visitors'] });
  assert.throws(() => readConfig({ flags: { lines: { count: 3 } } }, modules), /Unrecognized key: "lines"|lines/i);
  assert.equal(readConfig({}, modules).lines, undefined);
});

test('modules: a game replaces one of jadegate by its own that offers the same', async () => {
  const { tables, uses, offers, handlers } = linesModule;
  const own = defineModule({ name: 'one-line', tables, uses }).offer(lineDesk, () => ({
    join: () => Promise.resolve({ lineId: 77 }),
    leave: () => {},
    shown: () => Promise.resolve([{ lineId: 77, players: 0, isHidden: false }]),
  }));
  own.offers.push(...offers.filter(({ offer }) => offer !== lineDesk));
  own.handlers.push(...handlers);
  await inWorld({ without: ['lines'], modules: [own] }, async (world) => {
    const player = world.connect();
    await signIn(player, 'ann');
    const roleid = await createRole(player);
    player.say(RoleLineQueryC2s, { mapid: 100 });
    assert.deepEqual(await player.next(RoleLineQueryOkS2c), { lines: [{ lineid: 77, rolecount: 0 }] });
    player.say(PlayerSelectRoleC2s, { roleid, lineid: 0 });
    assert.equal((await player.next(RoleMapChangeS2c)).lineid, 77);
    await play(world.connect(), 'bob');
  });
});

test('modules: settings of a game come from its file and the environment, and a wrong one is named with its rule', () => {
  const modules = modulesOf({ modules: [mine] });
  const read = (settings: unknown, environment: Record<string, string> = {}) =>
    readConfig({ file: { path: 'game', settings }, environment }, modules) as unknown as { readonly mine: unknown };
  assert.deepEqual(read({}).mine, { orePerDig: 1 });
  assert.deepEqual(read({ mine: { orePerDig: 2 } }).mine, { orePerDig: 2 });
  const environment = { JADEGATE_MINE_ORE_PER_DIG: '3', JADEGATE_MINE_NAME: '12' };
  assert.deepEqual(read({ mine: { orePerDig: 2 } }, environment).mine, { orePerDig: 3, name: '12' });
  assert.throws(() => read({ mine: { orePerDig: 0 } }), /mine\.orePerDig: too small: expected number to be >=1/);
  assert.throws(
    () => read({ mine: { orePerDag: 2 } }),
    /mine\.orePerDag: there is no such setting; did you mean mine\.orePerDig\?/,
  );
  assert.throws(() => read({}, { JADEGATE_MINE_GOLD: '1' }), /JADEGATE_MINE_GOLD: there is no such setting/);
  assert.throws(() => readConfig({ file: { path: 'game', settings: { mine: {} } } }), /mine: there is no such setting/);
});

test('modules: the list of settings has those of a game, as those of jadegate', () => {
  const setting = settingList(modulesOf({ modules: [mine] })).find(({ path }) => path === 'mine.orePerDig');
  const { environment, values, description, default: value } = setting ?? assert.fail('it is listed');
  const expected = ['JADEGATE_MINE_ORE_PER_DIG', 'whole number from 1', 'Ore of one dig', '1'];
  assert.deepEqual([environment, values, description, value], expected);
});

test('modules: commands have checked arguments, run in the scope of their module, and are refused in words', async () => {
  const gold = defineOffer<Map<string, number>>('gold');
  const bank = defineModule({ name: 'bank', settings: z.object({ max: z.int().default(100) }) })
    .offer(gold, () => new Map())
    .command(
      'bank-give',
      {
        help: 'gives gold',
        args: z.object({ to: z.string(), gold: z.int().min(1), isGift: z.boolean().default(false) }),
      },
      (scope, { to, gold: count, isGift }) => {
        const sum = (scope.use(gold).get(to) ?? 0) + count;
        if (sum > scope.settings.max) throw new CommandRefused(`${to} would have ${sum}, above ${scope.settings.max}`);
        scope.use(gold).set(to, sum);
        return `${to} has ${sum}${isGift ? ', as a gift' : ''}`;
      },
    )
    .command('bank-burn', { help: 'burns', args: z.object({}) }, () => Promise.reject(new Error('no match')));
  await inWorld({ modules: [bank], game: { bank: { max: 10 } } }, async ({ server, complaints }) => {
    const ask = (request: unknown) => server.control(request);
    const give = (fields: object) => ask({ command: 'bank-give', ...fields });
    assert.deepEqual(await give({ to: 'ann', gold: 4 }), { ok: true, result: 'ann has 4' });
    assert.deepEqual(await give({ to: 'ann', gold: '5', isGift: 'true' }), {
      ok: true,
      result: 'ann has 9, as a gift',
    });
    assert.deepEqual(await give({ to: 'ann', gold: 2 }), { ok: false, error: 'ann would have 11, above 10' });
    const wrong = await give({ gold: 'much', note: 1, isGft: true });
    assert.match(
      wrong.ok ? '' : wrong.error,
      /^bank-give: to: it is needed; gold: .*number.*; note: there is no such argument; isGft: .*; did you mean isGift\?$/,
    );
    const mistyped = await ask({ command: 'bank-giv' });
    assert.match(mistyped.ok ? '' : mistyped.error, /; did you mean bank-give\?$/);
    const unknown = await ask({ command: 'bank-rob' });
    assert.match(unknown.ok ? '' : unknown.error, /^command: 'bank-rob' is none of status, .*bank-give, bank-burn$/);
    for (const request of [null, 7, 'status', [], {}]) assert.equal((await ask(request)).ok, false);
    const before = complaints.length;
    assert.deepEqual(await ask({ command: 'bank-burn' }), { ok: false, error: 'no match' });
    assert.deepEqual(complaints.slice(before), ["the command 'bank-burn' failed"]);
    const listed = await ask({ command: 'commands' });
    const commands = (listed.ok ? listed.result : []) as readonly { readonly name: string; readonly args: unknown }[];
    const names = commands.map(({ name }) => name);
    assert.deepEqual(names.slice(-2), ['bank-give', 'bank-burn']);
    assert.deepEqual(commands.at(-2)?.args, [
      { name: 'to', values: 'text', description: '', isNeeded: true, default: null },
      { name: 'gold', values: 'whole number from 1', description: '', isNeeded: true, default: null },
      { name: 'isGift', values: '`true`, `false`', description: '', isNeeded: false, default: 'false' },
    ]);
  });
});
