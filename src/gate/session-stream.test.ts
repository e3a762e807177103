// Packets that an actor frames itself: to members alone, and beside what turns send.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ActorError, defineActor } from '../actor/index.ts';
import { bigint } from '../store/index.ts';
import { createLength16, createWebSocket } from '../wire/index.ts';
import { GateWorld, type Numbered, pathModule } from './gate.fixture.ts';
import { defineModule } from './module.ts';
import { game, streetOf } from './session-stream.fixture.ts';
import { StreamEncodings } from './session-stream.ts';

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
