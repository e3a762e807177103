import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import type { Layout } from '../wire/index.ts';
import { testMessage } from './gate.fixture.ts';
import { OUTPUT_KEPT_BYTES_MAX, TURN_OUTPUT_BYTES_MAX, TURN_PACKETS_MAX } from './limits.ts';
import { MessageEncoder } from './message-encoder.ts';
import { createOutputCounters, SessionOutput } from './session-output.ts';
import { type OutputSession, TurnOutputs } from './turn-output.ts';

const Told = testMessage({ id: 61_330, name: 'told_s2c', states: [] });
const Named = { ...testMessage({ id: 61_331, name: 'named_s2c', states: [] }) };
const Filled = { ...testMessage({ id: 61_332, name: 'filled_s2c', states: [] }) };
/** The layouts of `Named` differ by one byte. */
const named = {
  ...Named,
  protobuf: { ...Named.protobuf, encode: (writer: Parameters<typeof Named.packed.encode>[0]) => void writer.skip(1) },
};
const filled = {
  ...Filled,
  packed: {
    ...Filled.packed,
    encode: (writer: Parameters<typeof Filled.packed.encode>[0]) => void writer.skip(60_000),
  },
};

class TestSession implements OutputSession {
  isSilent = false;
  readonly layout: Layout;
  readonly output = new SessionOutput(createOutputCounters(new Counters()));
  /** Sizes of the packets. */
  readonly heard: number[] = [];

  constructor(layout: Layout = 'packed') {
    this.layout = layout;
    const send = (_bytes: Uint8Array, start: number, end: number): number => {
      this.heard.push(end - start);
      return 0;
    };
    this.output.attach({ isCongested: false, isOpen: true, unsentBytes: 0, send, sendFrames: () => 0 });
  }
}

function createOutputs(sessions: readonly TestSession[]): TurnOutputs {
  return new TurnOutputs(new MessageEncoder([Told, named, filled]), {
    findRole: (roleId) => sessions[Number(roleId)],
    inWorld: () => sessions,
  });
}

test('turn output: a broadcast is encoded for each layout, and each session is sent its own', () => {
  const sessions = [new TestSession('packed'), new TestSession('protobuf'), new TestSession('packed')];
  const output = createOutputs(sessions).take();
  output.broadcast(named, { value: 1 });
  output.sendAll({ roleIds: [0n, 1n, 2n], except: 2n }, named, { value: 1 });
  assert.deepEqual(sessions[0]?.heard, []);
  output.flush();
  assert.deepEqual(
    sessions.map(({ heard }) => heard),
    [[6, 6], [3, 3], [6]],
  );
});

test('turn output: a member that has left before it is flushed is sent nothing, and the others everything', () => {
  const sessions = [new TestSession(), new TestSession()];
  const output = createOutputs(sessions).take();
  for (let at = 0; at < 3; at++) output.sendAll({ roleIds: [0n, 1n] }, Told, { value: at });
  (sessions[0] as TestSession).isSilent = true;
  output.flush();
  assert.deepEqual(
    sessions.map(({ heard }) => heard),
    [[], [6, 6, 6]],
  );
});

test('turn output: what one turn sends is bounded, and the error names the bound', () => {
  const sessions = [new TestSession()];
  const outputs = createOutputs(sessions);
  const isFull = { code: 'turn-output-full', message: /at most 4194304 bytes in 65536 packets; .*commit\(\)/ };
  const large = outputs.take();
  const most = Math.ceil(TURN_OUTPUT_BYTES_MAX / 60_002);
  for (let at = 0; at < most; at++) large.send(0n, filled, { value: 1 });
  assert.throws(() => large.send(0n, Told, { value: 1 }), isFull);
  const many = outputs.take();
  for (let at = 0; at < TURN_PACKETS_MAX; at++) many.send(0n, Told, { value: 1 });
  assert.throws(() => many.send(0n, Told, { value: 1 }), isFull);
  large.flush();
  assert.equal(sessions[0]?.heard.length, most, 'what was sent before goes out');
});

test('turn output: a small one is used again, empty, and one that has grown is not', () => {
  const sessions = [new TestSession()];
  const outputs = createOutputs(sessions);
  const small = outputs.take();
  small.send(0n, Told, { value: 1 });
  small.discard();
  assert.equal(outputs.take(), small);
  small.flush();
  assert.deepEqual(sessions[0]?.heard, []);
  const [long, wide] = [new TestSession(), new TestSession()].map(() => outputs.take());
  assert.notEqual(long, wide);
  long?.send(0n, filled, { value: 1 });
  for (let at = 0; at < OUTPUT_KEPT_BYTES_MAX / 64; at++) wide?.send(0n, Told, { value: 1 });
  long?.flush();
  wide?.flush();
  const next = [outputs.take(), outputs.take()];
  assert.ok(long !== undefined && wide !== undefined && !next.includes(long) && !next.includes(wide));
});
