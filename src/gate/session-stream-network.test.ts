// Packets that an actor frames itself, over a network: both layouts, both framings, and a client that does not read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { MemoryStore } from '../actor/live-memory.fixture.ts';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { type CloseReason, createReactor, SimulatedNetwork } from '../reactor/index.ts';
import type { Store } from '../store/index.ts';
import { createLength16, createWebSocket, UpgradeRequest } from '../wire/index.ts';
import { Arrive, Enter, pathModule, SignIn, Told } from './gate.fixture.ts';
import { messages as gateMessages } from './gate.messages.ts';
import { Gate } from './gate.ts';
import { game, type Moved, Seen, streetOf } from './session-stream.fixture.ts';

interface Client {
  readonly frames: string[];
  reason: CloseReason | null;
  say(type: Pick<typeof Moved, 'id'>, value: number): void;
  hold(): void;
}

/** A gate on a simulated network, with a port for each layout. */
async function onNetwork() {
  const clock = new ManualClock();
  const counters = new Counters();
  const network = new SimulatedNetwork({ clock, random: new SeededRandom(3) });
  const at = (address: string, own = new Counters()) =>
    createReactor({ io: network.createIo({ address }), clock, counters: own, log: silentLogger });
  const modules = [pathModule(), game()];
  const messages = [...new Set([...gateMessages, ...modules.flatMap((module) => module.messages)])];
  // All that the gate uses of a store without tables.
  const store = { table: () => ({}), live: new MemoryStore(), guarded: () => ({}) } as unknown as Store;
  const dependencies = {
    reactor: at('10.0.0.1', counters),
    store,
    clock,
    counters,
    random: new SeededRandom(8),
    log: silentLogger,
  };
  const gate = new Gate(dependencies, { modules, messages });
  await gate.modules.start();
  const port = (layout: 'packed' | 'protobuf') =>
    gate.listen({
      endpoint: { host: '10.0.0.1', port: 0 },
      layout,
      websocket: { origins: [] },
    });
  const ports = { packed: await port('packed'), protobuf: await port('protobuf') };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 20; round++) {
      clock.advance(50);
      await setImmediate();
    }
  };
  const random = new SeededRandom(4);
  const enter = async (number: number, layout: 'packed' | 'protobuf', isWebSocket: boolean): Promise<Client> => {
    const client: Client = { frames: [], reason: null, say, hold: () => connection.hold() };
    const connection = at(`10.0.1.${number}`).connect({
      ...ports[layout].endpoint,
      ...(isWebSocket
        ? {
            framing: createWebSocket({ end: { kind: 'client', random }, payloadBytesMin: 2 }),
            upgrade: new UpgradeRequest({ host: 'game', path: '/' }, random),
          }
        : { framing: createLength16() }),
      handler: () => ({
        frame: (bytes, start, end) => client.frames.push(Buffer.from(bytes.subarray(start, end)).toString('hex')),
        closed: (reason) => {
          client.reason = reason;
        },
      }),
    });
    function say({ id }: Pick<typeof Moved, 'id'>, value: number): void {
      connection.send(new Uint8Array([id >> 8, id & 0xff, 0, 0, 0, value]), 0, 6);
    }
    await settle();
    for (const type of [SignIn, Enter, Arrive]) {
      client.say(type, number);
      await settle();
    }
    return client;
  };
  return { gate, counters, enter, settle };
}

test('streams: over both layouts and both framings a client receives its own bytes, encoded once for each', async () => {
  const world = await onNetwork();
  const clients = [
    await world.enter(1, 'packed', false),
    await world.enter(2, 'packed', true),
    await world.enter(3, 'protobuf', false),
    await world.enter(4, 'protobuf', true),
    await world.enter(5, 'packed', false),
  ];
  const street = streetOf(world);
  for (const roleId of [1n, 2n, 3n, 4n, 5n]) await street.come({ roleId });
  const before = world.counters.snapshot()['frames_sent'] ?? 0;
  assert.equal(await street.move({ values: [1, 2] }), 4);
  await world.settle();
  const id = Seen.id.toString(16);
  const told = `${Told.id.toString(16)}ffffffff`;
  const [packed, protobuf] = [
    [`${id}00000001`, `${id}00000002`, told],
    [`${id}abcd`, `${id}abcd`, told],
  ];
  assert.deepEqual(
    clients.map(({ frames }) => frames),
    [packed, packed, protobuf, protobuf, packed],
  );
  assert.equal((world.counters.snapshot()['frames_sent'] ?? 0) - before, 15);
});

test('streams: bytes that are no whole packets are refused, and the client is sent nothing of them', async () => {
  const world = await onNetwork();
  const clients = [await world.enter(1, 'packed', false), await world.enter(2, 'packed', true)];
  const street = streetOf(world);
  for (const roleId of [1n, 2n]) {
    await street.come({ roleId });
    for (const text of [
      '\0',
      '\0\x01a',
      '\0\x05abcd',
      '\x82\x05abcd',
      '\x81\x02ab',
      '\x82\x82\0\0\0\0ab',
      '\xff\xff\xff',
    ])
      assert.equal(await street.spoil({ roleId, text }), 'frames-malformed');
  }
  assert.equal(await street.spoil({ roleId: 1n, text: '\0\x02ab' }), 'sent');
  await world.settle();
  assert.deepEqual(
    clients.map(({ frames, reason }) => [frames, reason]),
    [
      [['6162'], null],
      [[], null],
    ],
  );
});

test('streams: a client that does not read has a backlog, and is closed at the bound of its output', async () => {
  const world = await onNetwork();
  const [slow, quick] = [await world.enter(1, 'packed', false), await world.enter(2, 'packed', false)];
  const street = streetOf(world);
  for (const roleId of [1n, 2n]) await street.come({ roleId });
  slow.hold();
  const backlogs: unknown[] = [];
  const text = `\x03\xe8${'x'.repeat(1_000)}`.repeat(20);
  for (let round = 0; round < 40 && world.gate.sessionCount === 2; round++) {
    for (const roleId of [1n, 2n]) await street.spoil({ roleId, text });
    await world.settle();
    backlogs.push(await street.peek({ roleId: 1n }));
  }
  assert.equal(world.counters.counter('sessions_closed', 'slow-reader').value, 1);
  assert.ok(backlogs.some((backlog) => typeof backlog === 'number' && backlog > 20_000));
  assert.equal(backlogs.at(-1), 'no stream');
  assert.deepEqual([quick.reason, await street.peek({ roleId: 2n })], [null, 0]);
});
