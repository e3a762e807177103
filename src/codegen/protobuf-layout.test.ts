// What proto3 lets a sender do, and what neither layout allows, on a schema with every field type.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { DescMessage } from '@bufbuild/protobuf';
import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { fromHex, SeededRandom } from '../base/index.ts';
import type { Layout, Malformed, MessageType } from '../wire/index.ts';
import { LAYOUTS, PacketReader, PacketWriter } from '../wire/index.ts';
import { recordValues } from '../wire/message-values.fixture.ts';
import type { Compiled } from './compile.fixture.ts';
import { compiled } from './compile.fixture.ts';
import { EVERY_TYPE } from './every-type.fixture.ts';
import { fromPeer } from './protobuf-peer.fixture.ts';

const SEED = 20261121;
const NAMES = ['scalars_s2c', 'lists_s2c', 'unpacked_s2c', 'records_s2c'] as const;
const EMPTY = 'message empty_s2c { option (jadegate.message) = {id: 9}; }';

const writer = new PacketWriter();
const reader = new PacketReader();
let schema: Compiled;

before(async () => {
  schema = await compiled(EVERY_TYPE + EMPTY);
});

function typeOf(name: string): MessageType {
  const type = schema.messages.get(name);
  assert.ok(type !== undefined, name);
  return type;
}

function descOf(name: string): DescMessage {
  const desc = schema.descriptors.getMessage(`game.${name}`);
  assert.ok(desc !== undefined, name);
  return desc;
}

function encode(name: string, layout: Layout, value: unknown): Uint8Array {
  writer.reset();
  typeOf(name)[layout].encode(writer, value);
  return writer.toBytes();
}

type Answer = { readonly value: unknown } | { readonly failure: Malformed };

function decode(name: string, layout: Layout, bytes: Uint8Array): Answer {
  const value = typeOf(name)[layout].decode(reader.reset(bytes));
  assert.equal(value === null, reader.failure !== null, 'there is a value or a reason, never both');
  return reader.failure === null ? { value } : { failure: reader.failure };
}

function hex(text: string): Uint8Array {
  const bytes = fromHex(text.replaceAll(' ', ''));
  assert.ok(bytes !== null, text);
  return bytes;
}

function samples(name: string, count: number): Record<string, unknown>[] {
  return fc.sample(recordValues(typeOf(name)), { numRuns: count, seed: SEED });
}

describe('protobuf layout', () => {
  for (const name of NAMES) {
    test(`${name}: two messages one after the other merge as @bufbuild/protobuf merges them`, () => {
      const values = samples(name, 50);
      for (const [index, first] of values.entries()) {
        const second = values[(index * 7 + 3) % values.length];
        const bytes = new Uint8Array([...encode(name, 'protobuf', first), ...encode(name, 'protobuf', second)]);
        const answer = decode(name, 'protobuf', bytes);
        const theirs = fromBinary(descOf(name), bytes);
        // A key left out because it is 0 keeps its earlier value, and then the peer's oneof does not match it.
        if ('failure' in answer) assert.throws(() => fromPeer(typeOf(name), descOf(name), theirs), answer.failure.rule);
        else assert.deepEqual(answer.value, fromPeer(typeOf(name), descOf(name), theirs));
      }
    });

    test(`${name}: a message without fields passes over all of them`, () => {
      for (const value of samples(name, 15)) {
        assert.deepEqual(decode('empty_s2c', 'protobuf', encode(name, 'protobuf', value)), { value: {} });
      }
    });

    test(`${name}: cut and mutated bytes are a message or a reason in both layouts`, () => {
      const random = new SeededRandom(SEED);
      for (const value of samples(name, 4)) {
        for (const layout of LAYOUTS) {
          const bytes = encode(name, layout, value);
          for (let end = 0; end < bytes.length; end++) {
            const answer = decode(name, layout, bytes.subarray(0, end));
            if (layout === 'packed') assert.ok('failure' in answer, `cut at ${end}`);
          }
          for (let round = 0; round < 80 && bytes.length > 0; round++) {
            const copy = Uint8Array.from(bytes);
            for (let count = 1 + random.below(3); count > 0; count--)
              copy[random.below(copy.length)] = random.below(256);
            decode(name, layout, copy);
          }
        }
      }
    });
  }

  test('lists are read whether they were packed or not', () => {
    const shared = typeOf('unpacked_s2c').fields.map((field) => field.property);
    for (const value of samples('unpacked_s2c', 25)) {
      const answer = decode('lists_s2c', 'protobuf', encode('unpacked_s2c', 'protobuf', value));
      assert.ok('value' in answer);
      const read = answer.value as Record<string, unknown>;
      assert.deepEqual(Object.fromEntries(shared.map((property) => [property, read[property]])), value);
    }
    for (const value of samples('lists_s2c', 25)) {
      const answer = decode('unpacked_s2c', 'protobuf', encode('lists_s2c', 'protobuf', value));
      assert.ok('value' in answer);
      assert.deepEqual(answer.value, Object.fromEntries(shared.map((property) => [property, value[property]])));
    }
  });

  test('missing fields are empty, records too', () => {
    const point = { x: 0, y: 0n, on: false };
    assert.deepEqual(decode('records_s2c', 'protobuf', new Uint8Array(0)), {
      value: {
        first: point,
        none: {},
        second: { name: '', at: point, path: [] },
        third: { key: 0, value: 0, after: '' },
        list: [],
        keyedList: [],
        nested: { z: 0 },
      },
    });
  });

  const MALFORMED: readonly (readonly [title: string, bytes: string, rule: string, field: string])[] = [
    ['a key without its value', '22 02 08 0a', 'missing-value', 'records_s2c.third.value'],
    ['a value without its key', '22 02 22 00', 'wrong-case', 'records_s2c.third.value'],
    ['a value of another key', '22 04 08 0a 10 01', 'wrong-case', 'records_s2c.third.value'],
    ['a key that has no type', '22 04 08 32 10 01', 'unknown-key', 'records_s2c.third.value'],
    ['a record that ends early', '0a 02 08', 'cut-short', 'records_s2c.first'],
    ['a field that continues past its record', '1a 02 0a 05 61 61 61 61 61', 'cut-short', 'records_s2c.second.name'],
    ['a record in a list', '82 01 02 0a 00 82 01 03 0a 01 ff', 'invalid-utf8', 'records_s2c.list[1].name'],
    ['a record in a record in a list', '82 01 04 1a 02 08 80', 'cut-short', 'records_s2c.list[0].path[0].x'],
    ['a list of a oneof longer than its record', '22 06 08 14 22 04 0a 01 ff', 'cut-short', 'records_s2c.third.value'],
    ['a text in a list of a oneof', '22 07 08 14 22 03 0a 01 ff', 'invalid-utf8', 'records_s2c.third.value.items'],
    ['a group', '0b 0c', 'group-field', 'records_s2c'],
    ['an unknown group', 'a3 06 a4 06', 'group-field', 'records_s2c'],
    ['field 0', '00 00', 'invalid-tag', 'records_s2c'],
  ];
  for (const [title, bytes, rule, field] of MALFORMED) {
    test(`${title} is ${rule}`, () => {
      const answer = decode('records_s2c', 'protobuf', hex(bytes));
      assert.ok('failure' in answer);
      assert.deepEqual([answer.failure.rule, answer.failure.field], [rule, field]);
    });
  }

  test('a field of another wire type is passed over, as one of another number is', () => {
    assert.deepEqual(decode('empty_s2c', 'protobuf', hex('08 01 11 0102030405060708 1a 01 61 25 01020304')), {
      value: {},
    });
    const answer = decode('scalars_s2c', 'protobuf', hex('0d 01020304'));
    assert.ok('value' in answer && (answer.value as { fInt32: number }).fInt32 === 0);
  });

  test('an int32 takes the low bits of a longer varint', () => {
    for (const [bytes, value] of [
      ['08 ffffffffffffffffff01', -1],
      ['08 ffffffff0f', -1],
      ['08 8080808010', 0],
    ] as const) {
      const answer = decode('scalars_s2c', 'protobuf', hex(bytes));
      assert.ok('value' in answer);
      assert.equal((answer.value as { fInt32: number }).fInt32, value);
    }
  });

  test('a list of more than 65535 elements is refused', () => {
    const body = Buffer.alloc(65536, 1);
    const bytes = Buffer.concat([hex('0a 80 80 04'), body]);
    const answer = decode('lists_s2c', 'protobuf', bytes);
    assert.ok('failure' in answer);
    assert.deepEqual([answer.failure.rule, answer.failure.field], ['list-too-long', 'lists_s2c.f_int32']);
  });

  test('many lists of one oneof cost no more than one', () => {
    // 20,000 members of one text each: a copy for each would be 200 million texts.
    const member = hex('22 03 0a 01 61');
    const inner = Buffer.concat([hex('08 14'), ...new Array<Uint8Array>(20_000).fill(member)]);
    const length = Buffer.from([(inner.length & 0x7f) | 0x80, ((inner.length >> 7) & 0x7f) | 0x80, inner.length >> 14]);
    const answer = decode('records_s2c', 'protobuf', Buffer.concat([hex('22'), length, inner]));
    assert.ok('value' in answer);
    assert.equal((answer.value as { third: { value: string[] } }).third.value.length, 20_000);
  });
});
