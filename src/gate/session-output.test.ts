import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { createReactor, SimulatedNetwork } from '../reactor/index.ts';
import type { Store } from '../store/index.ts';
import { createLength16, type MessageType, PacketWriter } from '../wire/index.ts';
import { GateWorld, type Numbered, pathModule, SignIn, testMessage } from './gate.fixture.ts';
import { messages as gateMessages } from './gate.messages.ts';
import { Gate } from './gate.ts';
import { LATEST_BYTES_MAX, LATEST_COUNT_MAX } from './limits.ts';
import { latestKeyOf } from './message-encoder.ts';
import { defineModule } from './module.ts';
import { createOutputCounters, SessionOutput } from './session-output.ts';

const Sure = testMessage({ id: 61_030, name: 'sure_s2c', states: [] });
const Spark = testMessage({ id: 61_031, name: 'spark_s2c', states: [], delivery: 'droppable' });
const Move = testMessage({ id: 61_032, name: 'move_s2c', states: [], delivery: 'latest', isKeyed: true });
const Weather = testMessage({ id: 61_033, name: 'weather_s2c', states: [], delivery: 'latest' });

/** An output over a connection that only notes what it is sent, as `id:value`. */
class OutputWorld {
  isCongested = false;
  isOpen = true;
  unsentBytes = 0;
  /** Sends after which the connection is congested again. */
  congestedAfter = Number.POSITIVE_INFINITY;
  readonly heard: string[] = [];
  readonly counters = new Counters();
  readonly output = new SessionOutput(createOutputCounters(this.counters));
  readonly #writer = new PacketWriter();

  constructor() {
    this.output.attach(this);
  }

  send(bytes: Uint8Array, start: number, end: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    this.heard.push(`${view.getUint16(start)}:${end - start === 6 ? view.getInt32(start + 2) : end - start}`);
    if (this.heard.length >= this.congestedAfter) this.isCongested = true;
    return 0;
  }

  sendFrames(_bytes: Uint8Array, start: number, end: number): number {
    this.heard.push(`framed:${end - start}`);
    return 2;
  }

  tell(type: MessageType<Numbered>, value: number, fillerBytes = 0): boolean {
    this.#writer.reset();
    this.#writer.patchUint16(this.#writer.skip(2), type.id);
    type.packed.encode(this.#writer, { value });
    if (fillerBytes > 0) this.#writer.skip(fillerBytes);
    const { bytes, length } = this.#writer;
    return this.output.send({
      type: type as MessageType,
      bytes,
      start: 0,
      end: length,
      key: latestKeyOf(type, { value }),
    });
  }

  count(name: string): number {
    return this.counters.counter(name).value;
  }
}

test('session output: a client that reads fast enough is sent everything at once, in order', () => {
  const world = new OutputWorld();
  for (const type of [Move, Spark, Sure, Move, Weather, Weather]) assert.equal(world.tell(type, 11), true);
  assert.deepEqual(
    world.heard.map((text) => Number(text.split(':')[0])),
    [Move, Spark, Sure, Move, Weather, Weather].map(({ id }) => id),
  );
  assert.deepEqual([world.output.waitingCount, world.count('messages_sent')], [0, 6]);
});

test('session output: congested, each class has its treatment, and the latest go out when drained', () => {
  const world = new OutputWorld();
  world.isCongested = true;
  assert.equal(world.tell(Spark, 1), false);
  for (const value of [11, 21, 12, 31, 22, 19]) assert.equal(world.tell(Move, value), true);
  assert.equal(world.tell(Weather, 1), true);
  assert.equal(world.tell(Weather, 2), true);
  assert.equal(world.tell(Sure, 5), true);
  assert.deepEqual(world.heard, [`${Sure.id}:5`]);
  assert.equal(world.output.waitingCount, 4);
  world.isCongested = false;
  world.output.drained();
  assert.deepEqual(world.heard.slice(1), [`${Move.id}:19`, `${Move.id}:22`, `${Move.id}:31`, `${Weather.id}:2`]);
  assert.equal(world.output.waitingCount, 0);
  assert.equal(world.count('messages_dropped_slow_reader'), 1);
  assert.equal(world.count('messages_coalesced_slow_reader'), 4);
  assert.equal(world.count('messages_sent'), 5);
  world.output.drained();
  assert.equal(world.heard.length, 5);
});

test('session output: messages between the end of the congestion and the drain join those that wait', () => {
  const world = new OutputWorld();
  world.isCongested = true;
  world.tell(Move, 11);
  world.isCongested = false;
  world.tell(Move, 12);
  world.tell(Move, 21);
  assert.deepEqual(world.heard, []);
  world.output.drained();
  assert.deepEqual(world.heard, [`${Move.id}:12`, `${Move.id}:21`]);
  world.tell(Move, 13);
  assert.equal(world.heard.length, 3, 'afterwards they go out at once again');
});

test('session output: a drain that congests the connection again leaves the rest for the next', () => {
  const world = new OutputWorld();
  world.isCongested = true;
  for (let about = 1; about <= 5; about++) world.tell(Move, about * 10);
  world.isCongested = false;
  world.congestedAfter = 2;
  world.output.drained();
  assert.deepEqual([world.heard.length, world.output.waitingCount], [2, 3]);
  world.tell(Move, 35);
  world.isCongested = false;
  world.congestedAfter = Number.POSITIVE_INFINITY;
  world.output.drained();
  assert.deepEqual(world.heard.slice(2), [`${Move.id}:35`, `${Move.id}:40`, `${Move.id}:50`]);
});

test('session output: what waits is bounded in count and in bytes; more goes out and meets the bound of the connection', () => {
  const world = new OutputWorld();
  world.isCongested = true;
  for (let about = 0; about < LATEST_COUNT_MAX + 3; about++) world.tell(Move, about * 10);
  assert.deepEqual([world.output.waitingCount, world.heard.length], [LATEST_COUNT_MAX, 3]);
  world.tell(Move, 5);
  assert.deepEqual(
    [world.output.waitingCount, world.heard.length],
    [LATEST_COUNT_MAX, 3],
    'a newer one finds its place',
  );

  const bulky = new OutputWorld();
  bulky.isCongested = true;
  const pieces = Math.ceil(LATEST_BYTES_MAX / 60_006);
  for (let about = 1; about <= pieces; about++) bulky.tell(Move, about * 10, 60_000);
  assert.deepEqual([bulky.output.waitingCount, bulky.heard.length], [pieces - 1, 1]);
  bulky.tell(Move, 11);
  bulky.tell(Move, pieces * 10, 60_000);
  assert.equal(bulky.output.waitingCount, pieces, 'a shorter one in its place made room');
});

test('session output: a session that is over keeps nothing', () => {
  const world = new OutputWorld();
  world.isCongested = true;
  world.tell(Move, 11);
  world.output.detach();
  world.isCongested = false;
  world.output.drained();
  assert.deepEqual([world.heard, world.output.waitingCount], [[], 0]);
  assert.deepEqual([world.tell(Sure, 1), world.tell(Move, 11), world.heard], [false, false, []]);
  world.output.attach(world);
  world.isCongested = true;
  world.tell(Move, 11);
  world.isOpen = false;
  world.isCongested = false;
  world.output.drained();
  assert.deepEqual(world.heard, []);
});

test('session output: framed messages go out whatever waits, and are counted one by one', () => {
  const world = new OutputWorld();
  world.unsentBytes = 17;
  world.isCongested = true;
  world.tell(Move, 11);
  world.output.sendFrames(new Uint8Array(20), 5, 15);
  assert.deepEqual([world.heard, world.count('messages_sent'), world.output.waitingCount], [['framed:10'], 2, 1]);
  assert.equal(world.output.backlogBytes, 17);
  world.output.detach();
  world.output.sendFrames(new Uint8Array(20), 5, 15);
  assert.deepEqual([world.heard.length, world.count('messages_sent'), world.output.backlogBytes], [1, 2, 0]);
});

test('session: a broadcast is coalesced for the slow reader only', async () => {
  const module = defineModule({ name: 'told', messages: [Move] });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const [quick, slow] = [await world.enter(1), await world.enter(2)];
  slow.isCongested = true;
  for (const value of [11, 12, 13]) assert.equal(world.gate.broadcast(Move, { value }), 2);
  assert.deepEqual(
    quick.heard.map(({ value }) => value),
    [{ value: 11 }, { value: 12 }, { value: 13 }],
  );
  assert.deepEqual(slow.heard, []);
  slow.isCongested = false;
  slow.handler?.drained?.();
  assert.deepEqual(slow.heard, [{ name: Move.name, value: { value: 13 } }]);
});

const FILLER_BYTES = 50_000;
const Filler: MessageType<Numbered> = {
  ...testMessage({ id: 61_034, name: 'filler_s2c', states: [] }),
  packed: { encode: (writer) => void writer.skip(FILLER_BYTES), decode: () => null },
};

test('slow reader: over a network that fills up, it is sent the latest when it reads again, and is closed when it does not', async () => {
  for (const reads of [true, false]) {
    const clock = new ManualClock();
    const counters = new Counters();
    const network = new SimulatedNetwork({ clock, random: new SeededRandom(7) });
    const at = (address: string) =>
      createReactor({ io: network.createIo({ address }), clock, counters: new Counters(), log: silentLogger });
    const reactor = at('10.0.0.1');
    const modules = [pathModule(), defineModule({ name: 'told', messages: [Sure, Move, Spark, Filler] })];
    const messages = [...gateMessages, ...modules.flatMap((module) => module.messages)];
    const store = { table: () => ({}) } as unknown as Store;
    const random = new SeededRandom(8);
    const gate = new Gate({ reactor, store, clock, counters, random, log: silentLogger }, { modules, messages });
    const { endpoint } = await gate.listen({ endpoint: { host: '10.0.0.1', port: 0 } });
    const heard: string[] = [];
    const client = at('10.0.0.2').connect({
      ...endpoint,
      framing: createLength16({ payloadBytesMin: 2 }),
      handler: (connection) => ({
        opened: () => {
          const { id } = SignIn;
          connection.send(new Uint8Array([id >> 8, id & 0xff, 0, 0, 0, 1]), 0, 6);
        },
        frame: (bytes, start, end) => {
          const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
          heard.push(`${view.getUint16(0)}:${end - start === 6 ? view.getInt32(2) : ''}`);
        },
        closed: () => {},
      }),
    });
    const settle = async (): Promise<void> => {
      for (let round = 0; round < 20; round++) {
        clock.advance(50);
        await Promise.resolve();
      }
    };
    await settle();
    const session = gate.directory.findAccount('acc-1') ?? assert.fail('signed in');
    client.hold();
    for (let value = 0; value < 9; value++) {
      session.send(Filler, { value });
      await settle();
    }
    assert.equal(session.link?.connection.isCongested, true);
    for (let value = 10; value < 30; value++) session.send(Move, { value });
    assert.equal(session.send(Spark, { value: 1 }), false);
    session.send(Sure, { value: 1 });
    await settle();
    if (reads) {
      client.release();
      await settle();
      const fillers = Array<string>(9).fill(`${Filler.id}:`);
      assert.deepEqual(heard, [...fillers, `${Sure.id}:1`, `${Move.id}:19`, `${Move.id}:29`]);
      assert.equal(counters.counter('messages_coalesced_slow_reader').value, 18);
      assert.equal(session.isClosing, false);
    } else {
      for (let value = 0; value < 9; value++) session.send(Filler, { value });
      await settle();
      assert.equal(counters.counter('sessions_closed', 'slow-reader').value, 1);
      assert.equal(session.output.waitingCount, 0);
    }
  }
});

test('session output: a channel takes marked messages while the connection is congested, and what waits for it is replaced', () => {
  const world = new OutputWorld();
  const marked = { ...Move, isDatagram: true };
  world.isCongested = true;
  world.tell(marked, 11);
  world.tell(marked, 21);
  const taken: string[] = [];
  let isTaking = true;
  world.output.divert({
    take: ({ type, key }) => {
      if (isTaking) taken.push(`${type.id} ${key}`);
      return isTaking;
    },
  });
  assert.ok(world.tell(marked, 12));
  assert.ok(world.tell({ ...Spark, isDatagram: true }, 5));
  assert.equal(world.tell(Spark, 6), false, 'it is not marked');
  assert.deepEqual(taken, [`${Move.id} 1`, `${Spark.id} `]);
  isTaking = false;
  assert.ok(world.tell(marked, 31), 'what the channel does not take waits');
  world.isCongested = false;
  world.output.drained();
  assert.deepEqual(world.heard, [`${Move.id}:21`, `${Move.id}:31`]);
});
