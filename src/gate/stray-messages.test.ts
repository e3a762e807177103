import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, type LogFields, type Logger } from '../base/index.ts';
import { createRegistry } from '../wire/index.ts';
import { testMessage } from './gate.fixture.ts';
import { CloseS2c } from './gate.messages.ts';
import { UNKNOWN_IDS_MAX } from './limits.ts';
import { StrayMessages } from './stray-messages.ts';

const Dig = testMessage({ id: 61_301, name: 'dig_c2s', states: ['gaming'] });

function strays() {
  const counters = new Counters();
  const lines: LogFields[] = [];
  const info = (_message: string, fields: LogFields = {}) => void lines.push(fields);
  const log: Logger = { debug: () => {}, info, warn: () => {}, error: () => {}, child: () => log };
  return { counters, lines, strays: new StrayMessages({ counters, log, registry: createRegistry([Dig, CloseS2c]) }) };
}

test('stray messages: unknown ones are counted by id, unhandled ones by name, and both in all', () => {
  const { counters, strays: counted } = strays();
  for (const id of [4_711, 4_711, CloseS2c.id]) counted.unknown(id, 'player');
  counted.unhandled(Dig);
  assert.deepEqual(counters.snapshot(), {
    messages_unknown: 3,
    'messages_unknown{4711}': 2,
    [`messages_unknown{${CloseS2c.id} ${CloseS2c.name}}`]: 1,
    messages_unhandled: 1,
    'messages_unhandled{dig_c2s}': 1,
  });
});

test('stray messages: the ids of strangers are bounded, and leave room for those of players', () => {
  const { counters, strays: counted } = strays();
  for (let id = 0; id < 50_000; id++) counted.unknown(id, 'stranger');
  counted.unknown(59_001, 'player');
  const snapshot = counters.snapshot();
  assert.equal(snapshot['messages_unknown'], 50_001);
  assert.equal(snapshot['messages_unknown{other}'], 50_000 - UNKNOWN_IDS_MAX);
  assert.equal(snapshot['messages_unknown{59001}'], 1);
  assert.equal(Object.keys(snapshot).length, UNKNOWN_IDS_MAX + 3);
});

test('stray messages: a report has what has grown since the last one, and is silent when nothing has', () => {
  const { lines, strays: counted } = strays();
  counted.report();
  counted.unknown(4_711, 'player');
  counted.unhandled(Dig);
  counted.report();
  counted.report();
  counted.unknown(4_711, 'player');
  counted.report();
  assert.deepEqual(lines, [
    { 'messages_unknown{4711}': 1, 'messages_unhandled{dig_c2s}': 1 },
    { 'messages_unknown{4711}': 1 },
  ]);
});
