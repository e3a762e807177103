// Packets that an actor frames itself: over both layouts and both framings, to members alone, and beside what turns send.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ActorError, defineActor, type Stream, type StreamEncoding } from '../actor/index.ts';
import { MemoryStore } from '../actor/live-memory.fixture.ts';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { type CloseReason, createReactor, SimulatedNetwork } from '../reactor/index.ts';
import { bigint, defineTable, integer, type Store } from '../store/index.ts';
import { createLength16, createWebSocket, PacketWriter, UpgradeRequest } from '../wire/index.ts';
import { Arrive, Enter, GateWorld, type Numbered, pathModule, SignIn, Told, testMessage } from './gate.fixture.ts';
import { messages as gateMessages } from './gate.messages.ts';
import { Gate } from './gate.ts';
import { defineModule } from './module.ts';
import { StreamEncodings } from './session-stream.ts';

const Moved = testMessage({ id: 61_420, name: 'moved_s2c', states: [] });
/** The layouts differ. */
const Seen = {
  ...testMessage({ id: 61_421, name: 'seen_s2c', states: [] }),
  protobuf: { ...Moved.protobuf, encode: (writer: PacketWriter) => writer.patchUint16(writer.skip(2), 0xabcd) },
};
const step = defineTable({ name: 'stream_step', kind: 'actor', owner: bigint(), columns: { n: integer() } });

/** A message, framed. */
function framed(encoding: StreamEncoding, type: typeof Moved, values: readonly number[]): Uint8Array {
  const writer = new PacketWriter();
  const bytes = new Uint8Array(4_000);
  let end = 0;
  for (const value of values) {
    writer.reset();
    writer.patchUint16(writer.skip(2), type.id);
    type[encoding.layout].encode(writer, { value });
    const start = encoding.writeHead(bytes, end, writer.length);
    assert.equal(start - end, encoding.headBytes(writer.length));
    bytes.set(writer.bytes.subarray(0, writer.length), start);
    end = start + writer.length;
  }
  return bytes.subarray(0, end);
}

/** A map of a kind: sends numbers to its members, encoded once for each encoding. */
const streets = defineActor({
  name: 'streets',
  key: bigint(),
  tables: { step },
  state: () => ({ encoded: 0, kept: null as Stream | null }),
})
  .on('come', (self, { roleId }: { readonly roleId: bigint }) => self.members.add(roleId))
  .on('go', (self, { roleId }: { readonly roleId: bigint }) => self.members.remove(roleId))
  .on('move', (self, { values }: { readonly values: readonly number[] }) => {
    const runs = new Map<StreamEncoding, Uint8Array>();
    self.rows.step.upsert({ n: values.length });
    self.members.send(Told, { value: -1 });
    for (const roleId of self.members.list()) {
      const stream = self.members.stream(roleId);
      if (stream === null) continue;
      const run = runs.get(stream.encoding) ?? framed(stream.encoding, Seen, values);
      runs.set(stream.encoding, run);
      stream.send(run, 0, run.length);
    }
    return runs.size;
  })
  .on('peek', (self, { roleId }: { readonly roleId: bigint }) => {
    self.state = { ...self.state, kept: self.members.stream(roleId) };
    return self.state.kept === null ? 'no stream' : self.state.kept.backlogBytes;
  })
  .on('sendKept', ({ state: { kept } }) => {
    if (kept === null) return;
    const run = framed(kept.encoding, Moved, [7]);
    kept.send(run, 0, run.length);
  })
  .on('spoil', (self, { roleId, text }: { readonly roleId: bigint; readonly text: string }) => {
    try {
      self.members.stream(roleId)?.send(Buffer.from(text, 'latin1'), 0, text.length);
      return 'sent';
    } catch (error) {
      return (error as { readonly code?: string }).code ?? 'no code';
    }
  });

const game = () => defineModule({ name: 'game', messages: [Told, Moved, Seen], actors: [streets] });

function streetOf({ gate }: { readonly gate: Gate }) {
  const scope = gate.modules.scopes.at(-1) ?? assert.fail('there is a module');
  return scope.actor(streets, 1n);
}

test('streams: they leave at once, in order, and what the turn sends leaves when it is durable', async () => {
  const world = new GateWorld({ modules: [pathModule(), game()] });
  const [one, two] = [await world.enter(1), await world.enter(2)];
  const street = streetOf(world);
  for (const roleId of [1n, 2n]) await street.come({ roleId });
  world.memory.isInstant = false;
  const sent = world.count('messages_sent');
  const moved = street.move({ values: [1, 2, 3] });
  await world.settle();
  assert.deepEqual(one.names, ['seen_s2c', 'seen_s2c', 'seen_s2c']);
  assert.deepEqual(
    two.heard.map(({ value }) => (value as Numbered).value),
    [1, 2, 3],
  );
  assert.equal(world.count('messages_sent') - sent, 6);
  world.memory.sync();
  await world.settle();
  assert.deepEqual(one.names.slice(3), ['told_s2c']);
  assert.equal(await moved, 1, 'both take the same bytes');
});

test('streams: there is one to a member that plays, and to nobody else', async () => {
  const world = new GateWorld({ modules: [pathModule(), game()] });
  const peer = await world.enter(1);
  await world.enter(2);
  const street = streetOf(world);
  assert.equal(await street.peek({ roleId: 1n }), 'no stream', 'no member yet');
  await street.come({ roleId: 1n });
  peer.unsentBytes = 321;
  assert.equal(await street.peek({ roleId: 1n }), 321);
  assert.equal(await street.peek({ roleId: 2n }), 'no stream');
  assert.equal(await street.peek({ roleId: 99n }), 'no stream');
  await street.go({ roleId: 1n });
  assert.equal(await street.peek({ roleId: 1n }), 'no stream', 'a member no more');
});

test('streams: nothing is sent to a session that is leaving, not by a stream that was kept either', async () => {
  const leaving = Promise.withResolvers<void>();
  const module = game().hook('left', () => leaving.promise);
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  const street = streetOf(world);
  await street.come({ roleId: 1n });
  assert.equal(await street.peek({ roleId: 1n }), 0);
  await street.sendKept();
  assert.deepEqual(peer.names, ['moved_s2c']);
  world.gate.directory.findRole(1n)?.close('idle-timeout');
  await street.sendKept();
  assert.equal(await street.peek({ roleId: 1n }), 'no stream', 'it still leaves');
  await street.move({ values: [1] });
  leaving.resolve();
  await world.settle();
  assert.deepEqual(peer.names, ['moved_s2c', 'close_s2c']);
  assert.equal(world.gate.sessionCount, 0);
});

test('streams: a packet beyond the bounds gets no head', () => {
  const encoding = new StreamEncodings().of('packed', createLength16());
  const bytes = new Uint8Array(8);
  for (const payloadBytes of [65_536, 1, 0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => encoding.writeHead(bytes, 0, payloadBytes), { code: 'packet-too-large' }, `${payloadBytes}`);
  }
  assert.deepEqual(bytes, new Uint8Array(8));
  assert.equal(encoding.writeHead(bytes, 3, 65_535), 5);
});

test('streams: sessions share an encoding when they take the same bytes, and only then', () => {
  const encodings = new StreamEncodings();
  const [length16, websocket] = [createLength16(), createWebSocket({ end: { kind: 'server' } })];
  const all = [length16, websocket].flatMap((framing) => [
    encodings.of('packed', framing),
    encodings.of('protobuf', framing),
    encodings.of('packed', framing),
  ]);
  assert.equal(new Set(all).size, 4);
  assert.deepEqual(
    all.slice(0, 3).map(({ layout }) => layout),
    ['packed', 'protobuf', 'packed'],
  );
});

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

test('streams: a turn that is over has none', async () => {
  const late: unknown[] = [];
  const leaky = defineActor({ name: 'leaky', key: bigint() }).on('begin', (self) => {
    const { members } = self;
    void setImmediate().then(() => {
      try {
        members.stream(1n);
      } catch (error) {
        late.push(error instanceof ActorError ? error.code : error);
      }
    });
  });
  const module = defineModule({ name: 'leaky', messages: [], actors: [leaky] });
  const world = new GateWorld({ modules: [pathModule(), module] });
  await world.enter(1);
  await (world.gate.modules.scopes.at(-1) ?? assert.fail()).actor(leaky, 1n).begin();
  await world.settle();
  assert.deepEqual(late, ['turn-over']);
});
