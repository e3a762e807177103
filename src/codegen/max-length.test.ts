// Maximum lengths of fields, which both layouts keep in both directions.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { LAYOUTS, type MessageType, PacketReader, PacketWriter } from '../wire/index.ts';
import { compiled } from './compile.fixture.ts';

/** The same message twice: with maxima, and without, as a client without our limits would write it. */
function declarationOf(name: string, id: number, isLimited: boolean): string {
  const max = (options: string): string => (isLimited ? `[${options}]` : '');
  const length = (value: number): string => `(jadegate.max_length) = ${value}`;
  return `
    message ${name}_texts { repeated string items = 1 ${max(`${length(2)}, (jadegate.max_element_length) = 3`)}; }
    message ${name}_c2s {
      option (jadegate.message) = {id: ${id}, states: [GAMING]};
      string title = 1 ${max(length(6))};
      string text = 2 ${max(length(100))};
      bytes data = 3 ${max(length(4))};
      repeated int32 numbers = 4 ${max(length(3))};
      repeated sint64 loose = 5 [packed = false${isLimited ? `, ${length(3)}` : ''}];
      ${name}_texts names = 6;
      repeated ${name}_texts more = 7 ${max(length(1))};
      int32 kind = 8;
      oneof value {
        option (jadegate.keyed_by) = "kind";
        string word = 9 [(jadegate.keyed_case) = {keys: [{from: 0, to: 0}]}${isLimited ? `, ${length(5)}` : ''}];
        ${name}_texts list = 10 [(jadegate.keyed_case) = {keys: [{from: 1, to: 1}], list: true}];
      }
    }`;
}

const FULL = {
  title: '路口',
  text: 'x'.repeat(100),
  data: new Uint8Array(4),
  numbers: [1, 2, 3],
  loose: [1n, -1n, 1n],
  names: { items: ['abc', ''] },
  more: [{ items: [] }],
  kind: 0,
  value: 'abcde',
};

/** One step above each maximum: the field that is named, and the code for the caller that writes it. */
const ABOVE: readonly (readonly [string, string, Partial<Record<keyof typeof FULL, unknown>>])[] = [
  ['title', 'text-too-long', { title: '路口x' }],
  ['text', 'text-too-long', { text: 'x'.repeat(101) }],
  ['data', 'text-too-long', { data: new Uint8Array(5) }],
  ['numbers', 'list-too-long', { numbers: [1, 2, 3, 4] }],
  ['loose', 'list-too-long', { loose: [1n, 2n, 3n, 4n] }],
  ['names.items', 'list-too-long', { names: { items: ['', '', ''] } }],
  ['names.items', 'text-too-long', { names: { items: ['abcd'] } }],
  ['more', 'list-too-long', { more: [{ items: [] }, { items: [] }] }],
  ['value', 'text-too-long', { value: 'abcdef' }],
  ['value.items', 'list-too-long', { kind: 1, value: ['', '', ''] }],
];

describe('max_length', () => {
  let limited: MessageType;
  let free: MessageType;
  const writer = new PacketWriter();
  const reader = new PacketReader();

  before(async () => {
    const { messages } = await compiled(declarationOf('limited', 1, true) + declarationOf('free', 2, false));
    [limited, free] = ['limited_c2s', 'free_c2s'].map((name) => messages.get(name)) as [MessageType, MessageType];
  });

  function bytesOf(type: MessageType, layout: (typeof LAYOUTS)[number], value: unknown): Uint8Array {
    writer.reset();
    type[layout].encode(writer, value);
    return writer.toBytes();
  }

  for (const layout of LAYOUTS) {
    test(`${layout}: values of the maximum length pass in both directions`, () => {
      for (const value of [FULL, { ...FULL, kind: 1, value: ['abc', ''] }])
        assert.deepEqual(limited[layout].decode(reader.reset(bytesOf(limited, layout, value))), value);
    });

    for (const [field, code, change] of ABOVE) {
      const value = { ...FULL, ...change };
      test(`${layout}: ${field} above its maximum (${code}) is rejected by name when it is read`, () => {
        assert.equal(limited[layout].decode(reader.reset(bytesOf(free, layout, value))), null);
        // Protobuf writes the list of a member as a record, and names the field of the oneof with its record's.
        const named = reader.failure?.field.replace(/\[\d+\]/, '');
        assert.deepEqual([reader.failure?.rule, named], ['above-max-length', `limited_c2s.${field}`]);
      });

      test(`${layout}: ${field} above its maximum (${code}) is an error for the program that writes it`, () => {
        assert.throws(() => bytesOf(limited, layout, value), { code, message: / more than \d+$| are more than \d+$/ });
      });
    }
  }
});
