// The protobuf layout against @bufbuild/protobuf, in both directions: every message of jadegate, and a schema with
// every field type.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { DescMessage, FileRegistry } from '@bufbuild/protobuf';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import type { MessageType } from '../wire/index.ts';
import { PacketReader, PacketWriter } from '../wire/index.ts';
import { recordValues } from '../wire/message-values.fixture.ts';
import type { Compiled } from './compile.fixture.ts';
import { compiled } from './compile.fixture.ts';
import { EVERY_TYPE } from './every-type.fixture.ts';
import { readDescriptors } from './generate-node.ts';
import { fromPeer, toPeer } from './protobuf-peer.fixture.ts';

const SOURCE = join(import.meta.dirname, '..');
const writer = new PacketWriter();
const reader = new PacketReader();

function encode(type: MessageType, layout: 'packed' | 'protobuf', value: unknown): Uint8Array {
  writer.reset();
  type[layout].encode(writer, value);
  return writer.toBytes();
}

function decode(type: MessageType, layout: 'packed' | 'protobuf', bytes: Uint8Array): unknown {
  const value = type[layout].decode(reader.reset(bytes));
  assert.equal(reader.failure, null);
  assert.notEqual(value, null);
  return value;
}

function checkMessage(type: MessageType, desc: DescMessage, runs: number): void {
  const property = fc.property(recordValues(type), (value) => {
    const theirs = toPeer(type, desc, value);
    const bytes = encode(type, 'protobuf', value);
    assert.deepEqual(fromPeer(type, desc, fromBinary(desc, bytes)), value, 'they read what we wrote');
    const theirBytes = toBinary(desc, theirs);
    assert.deepEqual(decode(type, 'protobuf', theirBytes), value, 'we read what they wrote');
    assert.deepEqual(decode(type, 'packed', encode(type, 'packed', value)), value, 'the packed layout keeps it');
  });
  fc.assert(property, { numRuns: runs, seed: 20261121 });
}

describe('protobuf layout', () => {
  let descriptors: FileRegistry;
  before(() => {
    descriptors = readDescriptors([SOURCE, join(SOURCE, '..', 'proto')]);
  });

  for (const type of JADEGATE_MESSAGES) {
    test(`${type.name}: reads and is read by @bufbuild/protobuf`, () => {
      const desc = [...descriptors].find((each) => each.kind === 'message' && each.name === type.name);
      assert.ok(desc?.kind === 'message');
      checkMessage(type, desc, type.fields.length === 0 ? 1 : 60);
    });
  }
});

describe('protobuf layout of every type', () => {
  let schema: Compiled;
  before(async () => {
    schema = await compiled(EVERY_TYPE);
  });

  for (const name of ['scalars_s2c', 'lists_s2c', 'unpacked_s2c', 'records_s2c']) {
    test(`${name}: reads and is read by @bufbuild/protobuf`, () => {
      const type = schema.messages.get(name);
      const desc = schema.descriptors.getMessage(`game.${name}`);
      assert.ok(type !== undefined && desc !== undefined);
      checkMessage(type, desc, 100);
    });
  }
});
