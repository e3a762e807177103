// Programmers put a registry together: a mistake is an assertion, which names the messages.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Codec, MessageType } from './message.ts';
import { createRegistry } from './registry.ts';

const nothing: Codec<unknown> = { encode: () => {}, decode: () => ({}) };

function message(id: number, name: string): MessageType {
  return { id, name, fields: [], states: [], delivery: 'reliable', rate: null, packed: nothing, protobuf: nothing };
}

describe('registry', () => {
  test('messages are found by id and by name, and stand in the order of their ids', () => {
    const registry = createRegistry([message(9, 'b'), message(1, 'a')]);
    assert.equal(registry.byId(9)?.name, 'b');
    assert.equal(registry.byName('a')?.id, 1);
    assert.equal(registry.byId(2), undefined);
    assert.equal(registry.byName('toString'), undefined);
    assert.deepEqual(
      registry.messages.map(({ id }) => id),
      [1, 9],
    );
  });

  test('an id that two messages have is named with both', () => {
    assert.throws(
      () => createRegistry([message(5, 'a'), message(5, 'b')]),
      /b and a have different ids \(both have 5\)/,
    );
  });

  test('a name that two messages have is named', () => {
    assert.throws(() => createRegistry([message(5, 'a'), message(6, 'a')]), /only one message is named a/);
  });

  test('an id outside two bytes is named', () => {
    for (const id of [-1, 65536, 1.5, Number.NaN]) {
      assert.throws(() => createRegistry([message(id, 'a')]), /the id of a is a u16/);
    }
  });
});
