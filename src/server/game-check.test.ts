import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineOffer } from '../actor/index.ts';
import { CodedError } from '../base/index.ts';
import { type AnyModule, defineCloseReason, defineModule, gateMessages, type RouteName } from '../gate/index.ts';
import { defineTable, integer } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { checkGame } from './game-check.ts';
import type { GameParts } from './settings/index.ts';

const { HeartbeatC2s } = gateMessages;
const dig: MessageType = { ...HeartbeatC2s, id: 20_000, name: 'dig_c2s' };
const sell: MessageType = { ...HeartbeatC2s, id: 20_001, name: 'sell_c2s' };
const ore = defineTable({ name: 'ore', kind: 'disc', columns: { id: integer() }, key: ['id'] });
const role = defineTable({ name: 'role', kind: 'disc', columns: { id: integer() }, key: ['id'] });

function refusal(...modules: readonly AnyModule[]): string | null {
  return refusalOf({ modules });
}

function refusalOf(game: GameParts): string | null {
  try {
    checkGame(game);
    return null;
  } catch (error) {
    assert.ok(error instanceof CodedError);
    return error.message;
  }
}

test('game-check: modules that share nothing, a message or a table are in order', () => {
  assert.equal(refusal(), null);
  assert.equal(refusal(defineModule({ name: 'mine' })), null);
  const mine = defineModule({ name: 'mine', messages: [dig], tables: { ore } });
  assert.equal(refusal(mine, defineModule({ name: 'shop', messages: [dig, sell], tables: { stock: ore } })), null);
  assert.equal(refusal(defineModule({ name: 'pulse', messages: [HeartbeatC2s as MessageType] })), null);
});

test('game-check: a clash is told with both sides', () => {
  const mine = defineModule({ name: 'mine', messages: [dig], tables: { ore } });
  const rows: readonly (readonly [string | null, RegExp])[] = [
    [refusal(mine, mine), /^modules: two are called 'mine'/],
    [refusal(mine, defineModule({ name: 'mine' })), /^modules: two are called 'mine'/],
    [
      refusal(mine, defineModule({ name: 'shop', messages: [{ ...sell, id: 20_000 }] })),
      /^module 'shop': sell_c2s has the id 20000, which dig_c2s of module 'mine' has/,
    ],
    [
      refusal(defineModule({ name: 'shop', messages: [{ ...sell, id: HeartbeatC2s.id }] })),
      /^module 'shop': sell_c2s has the id \d+, which \w+ of jadegate has; a game's ids are/,
    ],
    [
      refusal(mine, defineModule({ name: 'shop', messages: [{ ...dig, id: 20_009 }] })),
      /^module 'shop': module 'mine' has a message dig_c2s already/,
    ],
    [
      refusal(defineModule({ name: 'mine', tables: { role: { ...role } } })),
      /^module 'mine': jadegate has a table role already/,
    ],
  ];
  for (const [message, expected] of rows) assert.match(message ?? 'in order', expected);
});

test('game-check: settings, commands and offers that clash or are missing are named', () => {
  const settings = z.object({ count: z.int().default(1) });
  const withCommand = (name: string, command: string) =>
    defineModule({ name }).command(command, { help: 'x', args: z.object({}) }, () => '');
  const withRoute = (name: string, route: RouteName) =>
    defineModule({ name }).route(route, { auth: 'none', body: z.undefined() }, () => ({ status: 204 }));
  const withReason = (name: string, number: number) =>
    defineModule({ name, closeReasons: [defineCloseReason({ name: `${name}/shut`, number, text: 'Shut.' })] });
  const prices = defineOffer<number>('prices');
  const rows: readonly (readonly [string | null, RegExp])[] = [
    [
      refusal(defineModule({ name: 'gate', settings })),
      /^module 'gate': its settings would stand under 'gate', which the server has/,
    ],
    [
      refusal(defineModule({ name: 'signs', settings, settingsKey: 'auth' })),
      /^module 'signs': its settings would stand under 'auth', which module 'login' has: give it a 'settingsKey'/,
    ],
    [refusal(withCommand('mine', 'status')), /^module 'mine': the server has a command 'status' already/],
    [refusal(withCommand('mine', 'role-restore')), /^module 'mine': jadegate has a command 'role-restore' already/],
    [
      refusal(withCommand('mine', 'dig'), withCommand('shop', 'dig')),
      /^module 'shop': module 'mine' has a command 'dig'/,
    ],
    [
      refusal(withRoute('mine', 'POST /paid'), withRoute('shop', 'POST /paid')),
      /^module 'shop': module 'mine' has a route 'POST \/paid' already: give one another path$/,
    ],
    [refusal(withRoute('mine', 'POST /paid'), withRoute('shop', 'GET /paid')), /^in order$/],
    [
      refusal(withReason('mine', 500), withReason('shop', 500)),
      /^module 'shop': the close reason shop\/shut has the number 500, which mine\/shut has: give one another$/,
    ],
    [
      refusal(withReason('mine', 200)),
      /^module 'mine': .* has the number 200, which is jadegate's: a game's numbers are 500 to 999$/,
    ],
    [refusal(withReason('mine', 500), withReason('shop', 501)), /^in order$/],
    [
      refusal(defineModule({ name: 'shop', uses: [prices] })),
      /^module 'shop' uses the offer 'prices', which no module/,
    ],
    [refusal(defineModule({ name: 'lines' })), /^modules: jadegate has a module 'lines' too: .* with 'without'$/],
  ];
  for (const [message, expected] of rows) assert.match(message ?? 'in order', expected);
});

test("game-check: a module of jadegate's that others use can be left out only together with them", () => {
  assert.match(
    refusalOf({ without: ['lines'] }) ?? '',
    /^module 'map' uses the offer 'line-companions', .* or leave 'map' out$/,
  );
  assert.equal(refusalOf({ without: ['visitors'] }), null);
  assert.equal(refusalOf({ without: ['lines', 'map', 'party', 'visitors'] }), null);
  assert.match(
    refusalOf({ without: ['ore'] }) ?? '',
    /^without: jadegate has no module 'ore'; it has basics, words, login/,
  );
});
