// What a turn sends to players of other processes leaves once for all of them, when the turn is durable; and what comes from other
// processes reaches the sessions of this one in their own layouts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import type { Layout } from '../wire/index.ts';
import { testMessage } from './gate.fixture.ts';
import { MessageEncoder } from './message-encoder.ts';
import { Arrivals } from './remote-arrivals.ts';
import { RemoteBody } from './remote-players.ts';
import { createOutputCounters, SessionOutput } from './session-output.ts';
import { type OutputSession, TurnOutputs } from './turn-output.ts';

const News = testMessage({ id: 61_340, name: 'news_s2c', states: [] });
const encoder = new MessageEncoder([News]);

class TestSession implements OutputSession {
  isSilent = false;
  readonly layout: Layout;
  readonly output = new SessionOutput(createOutputCounters(new Counters()));
  readonly heard: string[] = [];

  constructor(layout: Layout) {
    this.layout = layout;
    const send = (bytes: Uint8Array, start: number, end: number): number => {
      this.heard.push(Buffer.from(bytes.subarray(start, end)).toString('hex'));
      return 0;
    };
    this.output.attach({ isCongested: false, isOpen: true, unsentBytes: 0, send, sendFrames: () => 0 });
  }
}

/** Role 1 plays here; others play elsewhere or nowhere. */
function start() {
  const here = new TestSession('packed');
  const sent: unknown[] = [];
  const outputs = new TurnOutputs(
    encoder,
    { findRole: (roleId) => (roleId === 1n ? here : undefined), inWorld: () => [here] },
    {
      send: (roleIds, typeId, body) => sent.push([[...roleIds], typeId, Buffer.from(body).toString('hex')]),
      broadcast: (typeId, body) => sent.push(['all', typeId, Buffer.from(body).toString('hex')]),
    },
  );
  return { here, sent, outputs };
}

const body = (value: number): string => Buffer.from(new RemoteBody().of(News, { value })).toString('hex');

test('remote players: what a turn sends leaves once for all of them, and not before its commit', () => {
  const { here, sent, outputs } = start();
  const output = outputs.take();
  const members = [1n, 2n, 3n];
  output.sendAll({ roleIds: members }, News, { value: 1 });
  output.sendAll({ roleIds: members, except: 3n }, News, { value: 2 });
  output.sendAll({ roleIds: [1n] }, News, { value: 3 });
  output.send(5n, News, { value: 4 });
  output.send(1n, News, { value: 5 });
  output.broadcast(News, { value: 6 });
  assert.deepEqual(sent, []);
  output.flush();
  assert.deepEqual(sent, [
    [[2n, 3n], News.id, body(1)],
    [[2n], News.id, body(2)],
    [[5n], News.id, body(4)],
    ['all', News.id, body(6)],
  ]);
  assert.equal(here.heard.length, 5);
});

test('remote players: what a turn that is undone has sent reaches nobody', () => {
  const { sent, outputs } = start();
  const output = outputs.take();
  output.send(5n, News, { value: 4 });
  output.discard();
  const next = outputs.take();
  next.flush();
  assert.deepEqual(sent, []);
});

test('remote players: what arrives is encoded for each session, and the roles that are not here are named', () => {
  const [packed, protobuf] = [new TestSession('packed'), new TestSession('protobuf')];
  const sessions = new Map([
    [1n, packed],
    [2n, protobuf],
  ]);
  const arrivals = new Arrivals(encoder, {
    findRole: (roleId) => sessions.get(roleId),
    inWorld: () => sessions.values(),
  });
  const bytes = new RemoteBody().of(News, { value: 7 });
  assert.deepEqual(arrivals.arrived([1n, 2n, 3n], News.id, bytes), [3n]);
  arrivals.arrivedForAll(News.id, bytes);
  const direct = new TestSession('packed');
  direct.output.send(encoder.encode('packed', News, { value: 7 }));
  assert.deepEqual(packed.heard, [direct.heard[0], direct.heard[0]]);
  assert.equal(protobuf.heard.length, 2);
});

test('remote players: a message that this release does not know, or cannot read, is for nobody', () => {
  const session = new TestSession('packed');
  const arrivals = new Arrivals(encoder, { findRole: () => session, inWorld: () => [session] });
  assert.deepEqual(arrivals.arrived([1n], 65_000, Buffer.from('00', 'hex')), []);
  arrivals.arrivedForAll(News.id, Buffer.from('ffff', 'hex'));
  assert.deepEqual(session.heard, []);
});
