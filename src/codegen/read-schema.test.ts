// What code generation rejects, with the exact texts, and how it reads the rest.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { FileRegistry } from '@bufbuild/protobuf';
import { CodegenError } from './codegen-error.ts';
import { compiled, generated, parseMany, withSchema } from './compile.fixture.ts';
import { generate } from './generate-node.ts';
import { readSchema } from './read-schema.ts';

const ID = (id: number): string => `option (jadegate.message) = {id: ${id}};`;

interface Row {
  readonly title: string;
  readonly schema: string;
  readonly says: RegExp;
}

const KEYED = (inner: string, key = 'int32 key = 1;'): string =>
  `message a_s2c { ${ID(1)} ${key} oneof value { ${inner} } }`;
const CASE = (from: number, to: number): string => `[(jadegate.keyed_case) = {keys: [{from: ${from}, to: ${to}}]}]`;

const REFUSED: readonly Row[] = [
  ...['int32 x', 'bool x', 'p x'].map((field) => ({
    title: `a maximum length of ${field}`,
    schema: `message p { int32 y = 1; } message a_s2c { ${ID(1)} ${field} = 1 [(jadegate.max_length) = 5]; repeated p of = 2; }`,
    says: /a_s2c\.x: has a maximum length, /,
  })),
  ...[0, 65536].map((length) => ({
    title: `a maximum length of ${length}`,
    schema: `message a_s2c { ${ID(1)} string x = 1 [(jadegate.max_length) = ${length}]; }`,
    says: new RegExp(`a_s2c\\.x: its maximum length is ${length}: write a number from 1 to 65535`),
  })),
  {
    title: 'a maximum length of the elements of a list of numbers',
    schema: `message a_s2c { ${ID(1)} repeated int32 x = 1 [(jadegate.max_element_length) = 5]; }`,
    says: /a_s2c\.x: has a maximum length, /,
  },
  {
    title: 'a maximum length of elements where there is no list',
    schema: `message a_s2c { ${ID(1)} string x = 1 [(jadegate.max_element_length) = 5]; }`,
    says: /a_s2c\.x: \(jadegate\.max_element_length\) is for lists/,
  },
  {
    title: 'an id used twice',
    schema: `message a_s2c { ${ID(7)} } message b_s2c { ${ID(7)} }`,
    says: /b_s2c: has id 7, as \d+\/game\.proto: a_s2c does/,
  },
  {
    title: 'an id of 65536',
    schema: `message a_s2c { ${ID(65536)} }`,
    says: /a_s2c: its id 65536 does not fit two bytes/,
  },
  {
    title: "an id above a game's",
    schema: `message a_s2c { ${ID(60_000)} }`,
    says: /a_s2c: its id 60000 is one of jadegate's own: a game's ids are 20000 to 59999/,
  },
  {
    title: 'an id of 0',
    schema: `message a_s2c { option (jadegate.message) = {delivery: LATEST}; }`,
    says: /a_s2c: has no id/,
  },
  {
    title: 'no id and no use',
    schema: 'message a_s2c { int32 x = 1; }',
    says: /a_s2c: has no id and no message uses it/,
  },
  {
    title: 'a map',
    schema: `message a_s2c { ${ID(1)} map<int32, int32> m = 1; }`,
    says: /a_s2c\.m: map<> is not supported/,
  },
  {
    title: 'optional',
    schema: `message a_s2c { ${ID(1)} optional int32 x = 1; }`,
    says: /a_s2c\.x: `optional` is not supported/,
  },
  {
    title: 'an enum',
    schema: `enum E { E_ZERO = 0; } message a_s2c { ${ID(1)} E x = 1; }`,
    says: /a_s2c\.x: enums are not supported: use int32/,
  },
  {
    title: 'a service',
    schema: `message a_s2c { ${ID(1)} } service S { rpc Do(a_s2c) returns (a_s2c); }`,
    says: /services are not supported/,
  },
  {
    title: 'an oneof without a key',
    schema: KEYED(`int32 x = 2 ${CASE(0, 9)};`),
    says: /a_s2c\.value: is a oneof without a key/,
  },
  {
    title: 'an oneof whose key is not there',
    schema: KEYED(`option (jadegate.keyed_by) = "k"; int32 x = 2 ${CASE(0, 9)};`),
    says: /its key "k" is not an int32 field before it/,
  },
  {
    title: 'an oneof whose key is a text',
    schema: KEYED(`option (jadegate.keyed_by) = "key"; int32 x = 2 ${CASE(0, 9)};`, 'string key = 1;'),
    says: /its key "key" is not an int32 field/,
  },
  {
    title: 'an oneof whose key is unsigned',
    schema: KEYED(`option (jadegate.keyed_by) = "key"; int32 x = 2 ${CASE(0, 9)};`, 'uint32 key = 1;'),
    says: /is not an int32 field/,
  },
  {
    title: 'an oneof member without keys',
    schema: KEYED('option (jadegate.keyed_by) = "key"; int32 x = 2;'),
    says: /a_s2c\.x: has no keys/,
  },
  {
    title: 'keys of two members',
    schema: KEYED(`option (jadegate.keyed_by) = "key"; int32 x = 2 ${CASE(0, 9)}; string y = 3 ${CASE(9, 10)};`),
    says: /key 9 belongs to two members/,
  },
  {
    title: 'keys that run backwards',
    schema: KEYED(`option (jadegate.keyed_by) = "key"; int32 x = 2 ${CASE(0, -1)};`),
    says: /0 to -1 run backwards/,
  },
  {
    title: 'no member for key 0',
    schema: KEYED(`option (jadegate.keyed_by) = "key"; int32 x = 2 ${CASE(1, 9)};`),
    says: /key 0 has no member/,
  },
  {
    title: 'a list member that is no list',
    schema: KEYED(
      'option (jadegate.keyed_by) = "key"; int32 x = 2 [(jadegate.keyed_case) = {keys: [{from: 0, to: 9}], list: true}];',
    ),
    says: /must be a record with one repeated field/,
  },
  {
    title: 'keys outside a oneof',
    schema: `message a_s2c { ${ID(1)} int32 x = 1 ${CASE(0, 9)}; }`,
    says: /is for members of a oneof/,
  },
  {
    title: 'fields out of order',
    schema: `message a_s2c { ${ID(1)} int32 x = 2; int32 y = 1; }`,
    says: /a_s2c\.y: comes after a field with a larger number/,
  },
  {
    title: 'a width of 12',
    schema: `message a_s2c { ${ID(1)} int32 x = 1 [(jadegate.width) = 12]; }`,
    says: /its \(jadegate\.width\) is 12: write 8 or 16/,
  },
  {
    title: 'the width of a text',
    schema: `message a_s2c { ${ID(1)} string x = 1 [(jadegate.width) = 8]; }`,
    says: /is for int32 and uint32/,
  },
  {
    title: 'the width of a record',
    schema: `message p { int32 x = 1; } message a_s2c { ${ID(1)} p x = 1 [(jadegate.width) = 8]; }`,
    says: /is for int32 and uint32/,
  },
  {
    title: 'a record that holds itself',
    schema: `message p { repeated p more = 1; } message a_s2c { ${ID(1)} p x = 1; }`,
    says: /p: contains itself/,
  },
  {
    title: 'records that hold each other',
    schema: `message p { repeated q more = 1; } message q { p back = 1; } message a_s2c { ${ID(1)} p x = 1; }`,
    says: /p: contains itself/,
  },
  {
    title: 'a list of records without fields',
    schema: `message p {} message a_s2c { ${ID(1)} repeated p x = 1; }`,
    says: /a_s2c\.x: is a list of records without fields/,
  },
  {
    title: 'a field of a message with an id',
    schema: `message b_s2c { ${ID(2)} } message a_s2c { ${ID(1)} b_s2c x = 1; }`,
    says: /b_s2c is a message \(it has an id\), not a record/,
  },
  {
    title: 'a message with an id inside another',
    schema: `message a_s2c { ${ID(1)} message b_s2c { ${ID(2)} } }`,
    says: /has an id but is nested in another message/,
  },
  {
    title: 'a record of another file',
    schema: `import "google/protobuf/timestamp.proto"; message a_s2c { ${ID(1)} google.protobuf.Timestamp x = 1; }`,
    says: /is declared in google\/protobuf\/timestamp\.proto: declare it in this file/,
  },
  {
    title: 'a state that is none',
    schema: 'message a_c2s { option (jadegate.message) = {id: 1, states: [STATE_UNSPECIFIED]}; }',
    says: /names a state that does not exist/,
  },
  {
    title: 'a state twice',
    schema: 'message a_c2s { option (jadegate.message) = {id: 1, states: [GAMING, GAMING]}; }',
    says: /names a state twice/,
  },
  {
    title: 'a rate of nothing',
    schema: 'message a_c2s { option (jadegate.message) = {id: 1, states: [GAMING], rate: {per_second: 1}}; }',
    says: /needs per_second and burst above 0/,
  },
  {
    title: 'a rate without states',
    schema: 'message a_s2c { option (jadegate.message) = {id: 1, rate: {per_second: 1, burst: 1}}; }',
    says: /has a rate, but no client may send it/,
  },
  {
    title: 'a key of a message that is never replaced',
    schema: 'message a_s2c { option (jadegate.message) = {id: 1, key: "x"}; int32 x = 1; }',
    says: /a_s2c: has a key, but only a message with `delivery: LATEST`/,
  },
  {
    title: 'datagrams of a message that may not be lost',
    schema: 'message a_s2c { option (jadegate.message) = {id: 1, datagram: true}; int32 x = 1; }',
    says: /a_s2c: has `datagram: true`, but a datagram may be lost and this message may not: give it `delivery: LATEST`/,
  },
  {
    title: 'datagrams of a message that is said to be reliable',
    schema: 'message a_s2c { option (jadegate.message) = {id: 1, delivery: RELIABLE, datagram: true}; }',
    says: /has `datagram: true`, but a datagram may be lost/,
  },
  {
    title: 'a key that is no field',
    schema: 'message a_s2c { option (jadegate.message) = {id: 1, delivery: LATEST, key: "y"}; int32 x = 1; }',
    says: /its key "y" is not one of its fields/,
  },
  {
    title: 'a key that is a text',
    schema: 'message a_s2c { option (jadegate.message) = {id: 1, delivery: LATEST, key: "x"}; string x = 1; }',
    says: /its key "x" is not an integer/,
  },
  {
    title: 'a key that is a list',
    schema: 'message a_s2c { option (jadegate.message) = {id: 1, delivery: LATEST, key: "x"}; repeated int32 x = 1; }',
    says: /its key "x" is not an integer/,
  },
  {
    title: 'two names that are one in TypeScript',
    schema: `message a_b { ${ID(1)} } message aB { ${ID(2)} }`,
    says: /becomes AB in TypeScript, as a_b does/,
  },
  {
    title: 'a name that TypeScript has',
    schema: `message object { ${ID(1)} }`,
    says: /becomes Object in TypeScript, which is already taken/,
  },
  {
    title: 'proto2',
    schema:
      'syntax = "proto2";\npackage game;\nimport "jadegate/options.proto";\nmessage a_s2c { option (jadegate.message) = {id: 1}; }',
    says: /write `syntax = "proto3";`/,
  },
  {
    title: 'no options at all',
    schema: 'syntax = "proto3";\npackage game;\nmessage a_s2c { int32 x = 1; }',
    says: /a_s2c: has no id/,
  },
];

describe('code generation', () => {
  let registry: FileRegistry;
  before(() => {
    registry = parseMany(REFUSED.map(({ schema }) => schema));
  });

  for (const [index, { title, says }] of REFUSED.entries()) {
    test(`${title} is refused`, () => {
      assert.throws(
        () => readSchema(registry, [`${index}/game.proto`]),
        (error: unknown) => {
          assert.ok(error instanceof CodegenError);
          assert.match(error.message, says);
          assert.match(error.message, /^\d+\/game\.proto/);
          return true;
        },
      );
    });
  }

  test('an error from buf has the name of the file', async () => {
    await assert.rejects(generated('message a_s2c { int3 x = 1; }'), {
      code: 'buf-failed',
      message: /jadegate-test-.*game\.proto:4:/,
    });
  });

  test('the error for a state that does not exist says where they are listed', async () => {
    await assert.rejects(generated('message a_c2s { option (jadegate.message) = { id: 20000 states: [INGAME] }; }'), {
      code: 'buf-failed',
      message: /cannot find `INGAME` in this scope: jadegate\/options\.proto lists the states/,
    });
  });

  test('the error for a schema without our options says what to import', async () => {
    await withSchema('syntax = "proto3";\npackage game;\nmessage a_s2c { int32 x = 1; }', (folder) => {
      const bare = { folder, includes: [], wire: { specifier: 'jadegate/wire' } };
      assert.throws(() => generate(bare), /imports "jadegate\/options\.proto"/);
    });
  });

  test('a message has its options as literals', async () => {
    const { messages } = await compiled(`
      // Digs.
      // Here.
      message dig_c2s {
        option (jadegate.message) = {id: 50001, states: [ENTERING, GAMING], delivery: DROPPABLE, rate: {per_second: 3, burst: 9}};
        int32 depth_m = 1 [(jadegate.width) = 16];
        // What lies there.
        repeated bytes ore_list = 2;
      }`);
    const type = messages.get('dig_c2s');
    assert.ok(type !== undefined);
    const { packed, protobuf, ...rest } = type;
    assert.equal(typeof packed.encode, typeof protobuf.decode);
    assert.deepEqual(rest, {
      id: 50001,
      name: 'dig_c2s',
      fields: [
        { name: 'depth_m', property: 'depthM', type: { kind: 'integer', bits: 16, signed: true } },
        { name: 'ore_list', property: 'oreList', type: { kind: 'list', element: { kind: 'bytes' } } },
      ],
      states: ['entering', 'gaming'],
      delivery: 'droppable',
      rate: { perSecond: 3, burst: 9 },
    });
  });

  test('the key of a latest message is read from its value', async () => {
    const { messages } = await compiled(`
      message a_s2c { option (jadegate.message) = {id: 1, delivery: LATEST, key: "other_id"}; int32 x = 1; int64 other_id = 2; }
      message b_s2c { option (jadegate.message) = {id: 2, delivery: LATEST}; int32 x = 1; }`);
    const [keyed, plain] = [messages.get('a_s2c'), messages.get('b_s2c')];
    assert.equal(keyed?.latestKey?.({ x: 1, otherId: 7n }), 7n);
    assert.deepEqual([plain?.delivery, plain?.latestKey], ['latest', undefined]);
  });

  test('comments and types are those of the schema', async () => {
    const text = await generated(`
      // Digs. */ alert()
      message dig_c2s { ${ID(1)}
        // How deep.
        int64 depth = 1;
      }`);
    assert.match(text, /^\/\/ Generated from game\.proto by `jadegate codegen`\. Do not edit/);
    assert.match(
      text,
      /\/\*\* Digs\. \* \/ alert\(\) \*\/\nexport interface DigC2s \{\n {2}\/\*\* How deep\. \*\/\n {2}readonly depth: bigint;\n\}/,
    );
    assert.match(text, /export const DigC2s: MessageType<DigC2s, never> = \{/);
  });

  test('fixed fields ask for their bytes once', async () => {
    const text = await generated(`message a_s2c { ${ID(1)} int32 x = 1; int64 y = 2; string s = 3; bool b = 4; }`);
    const reader = text.slice(text.indexOf('function readPackedAS2c'), text.indexOf('function writeProtoAS2c'));
    assert.equal(
      reader.trim(),
      `function readPackedAS2c(r: PacketReader): AS2c | null {
  if (!r.has(12)) return r.cut('a_s2c.', ['x', 4, 'y', 8]);
  const $x = r.int32();
  const $y = r.int64();
  const $s = r.text('a_s2c.s');
  if (!r.has(1)) return r.cut('a_s2c.', ['b', 1]);
  const $b = r.bool('a_s2c.b');
  if (!r.done('a_s2c')) return null;
  return { x: $x, y: $y, s: $s, b: $b };
}`,
    );
  });
});
