// The transcript of docs/PROTOCOL.md, byte for byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import { basicsModule } from './basics.ts';
import { GateWorld, pathModule, testMessage } from './gate.fixture.ts';
import { defineModule } from './module.ts';

interface Failed {
  readonly reasonid: number;
  readonly cdtime: number;
}

const codec: MessageType<Failed>['packed'] = {
  encode: (writer, { reasonid, cdtime }) => {
    writer.reserve(8);
    writer.int32(reasonid, 'reasonid');
    writer.int32(cdtime, 'cdtime');
  },
  decode: (reader) => (reader.has(8) ? { reasonid: reader.int32(), cdtime: reader.int32() } : null),
};
const { id, name, fields, states, rate, delivery } = testMessage({ id: 142, name: 'chat_failed_s2c', states: [] });
const base = { id, name, fields, states, rate, delivery };
const ChatFailed: MessageType<Failed, never> = { ...base, packed: codec, protobuf: codec };

/** Draws the selector and the secrets of the transcript. */
class TranscriptRandom extends SeededRandom {
  #secret = 0xa1;

  override bytes(count: number): Uint8Array {
    if (count === 8) return new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
    const bytes = new Uint8Array(count).fill(this.#secret);
    this.#secret += 0x11;
    return bytes;
  }
}

test('resume transcript: enable, cut, resume, replay, and the burnt token', async () => {
  const world = new GateWorld({
    modules: [basicsModule, pathModule(), defineModule({ name: 'chat', messages: [ChatFailed] })],
    resume: { gate: 42 },
    random: new TranscriptRandom(1),
  });
  const before = await world.enter(1);
  const skipped = before.hex.length;
  before.sayHex('0003eac401');
  before.sayHex('0006eaca00000000');
  await world.pass(5_000);
  before.sayHex('000202e4');
  world.gate.sendToRole(1n, ChatFailed, { reasonid: 1, cdtime: 3_000 });
  assert.deepEqual(before.hex.slice(skipped), [
    '003deac50100240000002a0102030405060708a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1000000000000ea60000061a80040000040000100',
    '000602e500001388',
    '000a008e0000000100000bb8',
  ]);
  before.reset();
  await world.settle();
  const after = await world.connect();
  after.sayHex(
    '0033eac60100240000002a0102030405060708a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a100000001000000010001',
  );
  after.sayHex('0006eaca00000001');
  await world.pass(1_000);
  after.sayHex('000202e4');
  for (let second = 0; second < 5; second++) await world.pass(1_000);
  assert.deepEqual(after.hex, [
    '0034eac700240000002a0102030405060708b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2000000010000000100000000',
    '000a008e0000000100000bb8',
    '000602e500001770',
    '0006eacb00000002',
  ]);
  const thief = await world.connect();
  thief.sayHex(
    '0033eac60100240000002a0102030405060708a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a100000002000000010001',
  );
  assert.deepEqual(thief.hex, ['000ceac905000000000000000000']);
  assert.deepEqual([after.isOpen, world.gate.sessionCount], [true, 2]);
});
