import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule, gateMessages } from '../gate/index.ts';
import { defineTable, integer } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { ConfigError } from './control/index.ts';
import { checkGame } from './game-check.ts';

const { HeartbeatC2s } = gateMessages;
const dig: MessageType = { ...HeartbeatC2s, id: 20_000, name: 'dig_c2s' };
const sell: MessageType = { ...HeartbeatC2s, id: 20_001, name: 'sell_c2s' };
const ore = defineTable({ name: 'ore', kind: 'disc', columns: { id: integer() }, key: ['id'] });
const role = defineTable({ name: 'role', kind: 'disc', columns: { id: integer() }, key: ['id'] });

function refusal(...modules: Parameters<typeof checkGame>[0]['modules']): string | null {
  try {
    checkGame({ modules, ownMessages: [HeartbeatC2s as MessageType], ownTables: [role] });
    return null;
  } catch (error) {
    assert.ok(error instanceof ConfigError);
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
