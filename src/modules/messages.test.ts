// Every message of jadegate against bytes that nobody meant: cut, longer, mutated, random, and lists that claim too much.
// Each decoder answers with a message or a reason, never throws, and never looks beyond its end.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chance, SeededRandom } from '../base/index.ts';
import type { FieldKind, Layout, MessageType } from '../wire/index.ts';
import {
  createRegistry,
  decode,
  encodePacket,
  fromJson,
  LAYOUTS,
  MALFORMED_RULES,
  PacketWriter,
  toJson,
} from '../wire/index.ts';
import { recordValues } from '../wire/message-values.fixture.ts';
import { JADEGATE_MESSAGES } from './messages.ts';

const registry = createRegistry(JADEGATE_MESSAGES);
const writer = new PacketWriter();
const SEED = 20261121;

function packetOf(type: MessageType, layout: Layout, value: unknown): Uint8Array {
  writer.reset();
  encodePacket(writer, layout, { type, value });
  return writer.toBytes();
}

/** Decodes `bytes` by themselves and among others, and asserts that both say the same. */
function decodeTwice(layout: Layout, bytes: Uint8Array): ReturnType<typeof decode> {
  const alone = decode(registry, { layout, bytes });
  const arena = new Uint8Array(bytes.length + 64).fill(0x01);
  arena.set(bytes, 32);
  const among = decode(registry, { layout, bytes: arena, start: 32, end: 32 + bytes.length });
  assert.deepEqual(among, alone, 'bytes beyond the end make no difference');
  if (alone.kind === 'malformed') {
    assert.ok(MALFORMED_RULES.includes(alone.rule));
    assert.ok(alone.offset <= bytes.length && alone.field !== '');
  }
  return alone;
}

function samplesOf(type: MessageType, count: number): Record<string, unknown>[] {
  return fc.sample(recordValues(type), { numRuns: count, seed: SEED });
}

describe('messages', () => {
  for (const type of JADEGATE_MESSAGES) {
    test(`${type.name}: cut anywhere it is malformed, and a byte more is too`, () => {
      for (const value of samplesOf(type, 6)) {
        const bytes = packetOf(type, 'packed', value);
        for (let end = 0; end < bytes.length; end++) {
          assert.equal(decodeTwice('packed', bytes.subarray(0, end)).kind, 'malformed');
        }
        const longer = decodeTwice('packed', new Uint8Array([...bytes, 0]));
        assert.ok(longer.kind === 'malformed' && longer.rule === 'trailing-bytes');
      }
    });

    test(`${type.name}: mutated bytes are a message or a reason`, () => {
      const random = new SeededRandom(SEED + type.id);
      for (const layout of LAYOUTS) {
        for (const value of samplesOf(type, 5)) {
          const bytes = packetOf(type, layout, value);
          for (let round = 0; round < 60; round++) decodeTwice(layout, mutated(random, bytes));
        }
      }
    });

    test(`${type.name}: what was decoded from mutated bytes can be encoded, and is itself again`, () => {
      const random = new SeededRandom(SEED - type.id);
      for (const layout of LAYOUTS) {
        for (const value of samplesOf(type, 3)) {
          const result = decode(registry, { layout, bytes: mutated(random, packetOf(type, layout, value)) });
          if (result.kind === 'malformed') continue;
          const again = decode(registry, { layout, bytes: packetOf(result.type, layout, result.value) });
          assert.ok(again.kind === 'decoded');
          assert.deepEqual(again.value, result.value);
        }
      }
    });

    test(`${type.name}: JSON keeps every value`, () => {
      for (const value of samplesOf(type, 10)) {
        const text = JSON.stringify(toJson(type, value));
        assert.deepEqual(fromJson(type, JSON.parse(text), { missing: 'refuse' }), { kind: 'value', value });
      }
    });
  }

  test('a list that claims 65535 elements is refused before any is made', () => {
    for (const type of JADEGATE_MESSAGES) {
      const lists = type.fields.filter((field) => field.type.kind === 'list');
      for (const field of lists) {
        const bytes = packetOf(type, 'packed', emptyOf(type));
        const at = 2 + sizeBefore(type, field.name);
        bytes.set([0xff, 0xff], at);
        const result = decodeTwice('packed', bytes);
        assert.ok(result.kind === 'malformed');
        assert.deepEqual(
          [result.rule, result.field, result.offset],
          ['list-too-long', `${type.name}.${field.name}`, at + 2],
        );
      }
    }
  });

  test('random bytes behind every id are a message or a reason', () => {
    const random = new SeededRandom(SEED);
    for (const type of JADEGATE_MESSAGES) {
      for (let round = 0; round < 200; round++) {
        const body = random.bytes(random.below(80));
        for (const layout of LAYOUTS) decodeTwice(layout, new Uint8Array([type.id >> 8, type.id & 0xff, ...body]));
      }
    }
  });

  test('an id that no message has is a reason', () => {
    assert.deepEqual(decode(registry, { layout: 'packed', bytes: new Uint8Array([0xea, 0x5f]) }), {
      kind: 'malformed',
      rule: 'unknown-message',
      field: 'message 59999',
      offset: 0,
    });
  });

  test('no packet at all and half an id are reasons', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array([1])]) {
      const result = decode(registry, { layout: 'packed', bytes });
      assert.ok(result.kind === 'malformed');
      assert.deepEqual([result.rule, result.field], ['cut-short', 'message id']);
    }
  });

  test('a reason says where in a list the field is', () => {
    const type = registry.byName('player_role_list_s2c');
    assert.ok(type !== undefined);
    const role = { roleid: 1n, name: 'ab', lastmapid: 1, classtype: 1, gender: 1, level: 1 };
    for (const layout of LAYOUTS) {
      const bytes = packetOf(type, layout, { roles: [role, role, role] });
      const at = bytes.lastIndexOf(0x61);
      bytes[at] = 0xff;
      const result = decodeTwice(layout, bytes);
      assert.ok(result.kind === 'malformed');
      assert.deepEqual([result.rule, result.field], ['invalid-utf8', 'player_role_list_s2c.roles[2].name']);
    }
  });

  test('a packet larger than a frame is refused, and the writer is as it was', () => {
    const type = registry.byName('chat_c2s');
    assert.ok(type !== undefined);
    const value = { ...emptyOf(type), details: [new Uint8Array(40000), new Uint8Array(40000)] };
    writer.reset();
    writer.append(new Uint8Array([1, 2, 3]));
    for (const layout of LAYOUTS) {
      assert.throws(() => encodePacket(writer, layout, { type, value }), {
        code: 'packet-too-large',
        message: /^chat_c2s: 800\d\d bytes/,
      });
      assert.equal(writer.length, 3);
    }
  });

  test('the largest packet fits both ways', () => {
    const type = registry.byName('server_version_s2c');
    assert.ok(type !== undefined);
    const value = { v: 'v'.repeat(65531) };
    const bytes = packetOf(type, 'packed', value);
    assert.equal(bytes.length, 65535);
    const result = decode(registry, { layout: 'packed', bytes });
    assert.ok(result.kind === 'decoded');
    assert.deepEqual(result.value, value);
  });
});

/** One to three bytes changed, cut out or put in. The id is left alone, mostly. */
function mutated(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const list = [...bytes];
  for (let count = 1 + random.below(3); count > 0 && list.length > 2; count--) {
    const at = chance(random, 20) ? random.below(list.length) : 2 + random.below(list.length - 2);
    const kind = random.below(4);
    if (kind === 0) list.splice(at, 1);
    else if (kind === 1) list.splice(at, 0, random.below(256));
    else if (kind === 2) list[at] = random.below(256);
    else list[at] = pickEdge(random);
  }
  return new Uint8Array(list);
}

function pickEdge(random: SeededRandom): number {
  return [0x00, 0x01, 0x7f, 0x80, 0xff][random.below(5)] ?? 0;
}

function emptyOf(type: MessageType): Record<string, unknown> {
  const result = fromJson(type, {}, { missing: 'default' });
  assert.ok(result.kind === 'value');
  return result.value as Record<string, unknown>;
}

/** The bytes of the empty message before the field. */
function sizeBefore(type: MessageType, name: string): number {
  const end = type.fields.findIndex((field) => field.name === name);
  return type.fields.slice(0, end).reduce((sum, field) => sum + sizeOf(field.type), 0);
}

function sizeOf(kind: FieldKind): number {
  if (kind.kind === 'integer') return kind.bits / 8;
  if (kind.kind === 'bool') return 1;
  if (kind.kind === 'record') return kind.type.fields.reduce((sum, field) => sum + sizeOf(field.type), 0);
  assert.ok(kind.kind === 'list' || kind.kind === 'text');
  return 2;
}
