import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure, Counters } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import { DispatchTable } from './dispatch-table.ts';
import { testMessage } from './gate.fixture.ts';
import { GATE_ERROR_CODES, GateError, type GateErrorCode } from './gate-error.ts';
import { defineModule, type GameModule } from './module.ts';
import { PHASE_BIT } from './session-state.ts';

const Dig = testMessage({ id: 61_100, name: 'dig_c2s', states: ['gaming'], rate: { perSecond: 1, burst: 2 } });
const Ask = testMessage({ id: 61_101, name: 'ask_c2s', states: ['connected', 'gaming'] });
const Said = testMessage({ id: 61_102, name: 'said_s2c', states: [] });

test('dispatch table: finds what clients may send, with its phases, its rate and its module', () => {
  const first = defineModule({ name: 'first' }).on(Ask, () => {});
  const second = defineModule({ name: 'second' }).on(Dig, () => {});
  const table = build([first, second], [Dig, Ask, Said]);
  const dig = table.find(Dig.id);
  assert.equal(dig?.phaseBits, PHASE_BIT.gaming);
  assert.deepEqual([dig?.moduleIndex, dig?.rateSlot], [1, 3]);
  assert.equal(table.find(Ask.id)?.phaseBits, PHASE_BIT.connected | PHASE_BIT.gaming);
  assert.equal(table.find(Ask.id)?.rate, null);
  for (const id of [Said.id, 0, 1, 65_535]) assert.equal(table.find(id), undefined, `${id}`);
});

test('dispatch table: a message that nobody handles is known, and handled by nobody', () => {
  const table = build([], [Dig]);
  assert.deepEqual([table.find(Dig.id)?.handle, table.find(Dig.id)?.moduleIndex], [null, -1]);
});

test('dispatch table: what cannot work stops the start and names what to do', () => {
  const dreaming = testMessage({ id: 61_103, name: 'dream_c2s', states: ['dreaming'] });
  const handle = (name: string, message: MessageType) => defineModule({ name }).on(message, () => {});
  const rows: readonly (readonly [GateErrorCode, RegExp, () => void])[] = [
    [
      'message-handled-twice',
      /dig_c2s is handled by module 'a' and by module 'b'/,
      () => build([handle('a', Dig), handle('b', Dig)], [Dig]),
    ],
    ['message-handled-twice', /module 'a' and by module 'a'/, () => build([handle('a', Dig).on(Dig, () => {})], [Dig])],
    ['message-unknown', /dig_c2s, which is not among the messages/, () => build([handle('a', Dig)], [Ask])],
    ['message-state-unknown', /'dreaming'; the states are connecting, connected/, () => build([], [dreaming])],
  ];
  for (const [code, message, attempt] of rows) {
    assert.throws(attempt, (error) => error instanceof GateError && error.code === code && message.test(error.message));
  }
  // 'session-left' is raised by contexts (handler-context.test.ts), 'turn-output-full' by outputs (turn-output.test.ts), 'close-reason-unlisted' by sessions (game-reason.test.ts), 'place-unset' by handlers (place.test.ts), 'export-acts' by hooks of sessions that move (gate-move.test.ts), those of offers and actors by the modules' start (module-host.test.ts).
  const offers = ['offer-cycle', 'offer-missing', 'offer-not-made', 'offer-not-named', 'offer-twice'] as const;
  const raised = new Set<GateErrorCode>([
    ...rows.map(([code]) => code),
    ...offers,
    'session-left',
    'turn-output-full',
    'actor-settings',
    'close-reason-unlisted',
    'place-unset',
    'export-acts',
  ]);
  assert.deepEqual([...raised].sort(), [...GATE_ERROR_CODES].sort(), 'every code is raised somewhere');
});

test('module: names and handlers that make no sense are our bug', () => {
  for (const name of ['', 'Mine', '1st', 'my module', 'é']) {
    assert.throws(() => defineModule({ name }), AssertionFailure, `'${name}'`);
  }
  assert.throws(() => defineModule({ name: 'mine' }).on(Said, () => {}), AssertionFailure);
});

test('module: what it handles belongs to its messages, named or not, once', () => {
  const module = defineModule({ name: 'mine', messages: [Dig, Said] })
    .on(Dig, () => {})
    .on(Ask, () => {});
  assert.deepEqual(module.messages, [Dig, Said, Ask]);
});

function build(modules: readonly GameModule[], messages: readonly MessageType[]): DispatchTable {
  return new DispatchTable(modules, messages, new Counters());
}
