// Development: nothing of a client's messages is ignored in silence, and players notice nothing of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, silentLogger } from '../base/index.ts';
import { basicsModule } from './basics.ts';
import { BlockedWatch } from './blocked-watch.ts';
import { type DispatchEntry, DispatchTable } from './dispatch-table.ts';
import { Enter, GateWorld, pathModule, testMessage } from './gate.fixture.ts';
import { DevNoticesC2s } from './gate.messages.ts';
import { defineModule } from './module.ts';

const Unhandled = testMessage({ id: 61_010, name: 'unhandled_c2s', states: ['gaming'] });
const Seldom = testMessage({ id: 61_011, name: 'seldom_c2s', states: ['gaming'], rate: { perSecond: 1, burst: 1 } });

async function noticesOf(isDevelopment: boolean): Promise<{ readonly told: string[]; readonly logged: string }> {
  const game = defineModule({ name: 'game', messages: [Unhandled, Seldom] }).on(Seldom, () => {});
  const world = new GateWorld({ modules: [pathModule(), basicsModule, game], isDevelopment });
  const peer = await world.enter(1);
  peer.say(DevNoticesC2s, {});
  peer.heard.length = 0;
  peer.say(Enter, { value: 1 });
  peer.say(Seldom, { value: 1 });
  peer.say(Seldom, { value: 2 });
  peer.say(Unhandled, { value: 1 });
  peer.sayBytes(Uint8Array.of(0x99, 0x99));
  await world.settle();
  assert.equal(peer.isOpen, true, 'the profile stays what it is');
  return {
    told: peer.heard.map(({ value }) => (value as { readonly text: string }).text),
    logged: world.logged.join('\n'),
  };
}

test('dev notices: a message out of place, above its rate, unhandled or unknown is named in the log and to who asked', async () => {
  const { told, logged } = await noticesOf(true);
  assert.deepEqual(told, [
    'enter_c2s is not allowed while gaming: it was ignored',
    'seldom_c2s is sent too often: it was ignored',
    'unhandled_c2s is not handled by any module of this server: it was ignored',
    'message 39321 (unknown) is not one that a client may send here: it was ignored',
  ]);
  for (const text of told) assert.ok(logged.includes(text), logged);
});

test('dev notices: a server for players says nothing', async () => {
  const { told, logged } = await noticesOf(false);
  assert.deepEqual(told, []);
  assert.doesNotMatch(logged, /ignored/);
});

test('dev notices: a session that is closed is named too', async () => {
  const world = new GateWorld({ modules: [pathModule()], isDevelopment: true });
  const peer = await world.connect();
  peer.say(Enter, { value: 1 });
  await world.settle();
  assert.equal(peer.isOpen, false);
  assert.match(world.logged.join('\n'), /enter_c2s is not allowed while connected: the session is closed/);
});

test('dev notices: a handler that blocks the server for more than 50 ms is named', async () => {
  const slow = (ms: number) =>
    defineModule({ name: 'slow', messages: [Seldom] }).on(Seldom, () => world.clock.advance(ms));
  let world = new GateWorld({ modules: [] });
  for (const [ms, isNamed] of [
    [50, false],
    [51, true],
  ] as const) {
    world = new GateWorld({ modules: [pathModule(), slow(ms)], isDevelopment: true });
    (await world.enter(1)).say(Seldom, { value: 1 });
    await world.settle();
    assert.equal(/the handler of seldom_c2s blocked the server for 51 ms/.test(world.logged.join()), isNamed);
  }
});

test('dev notices: handlers that follow each other in one turn are timed one by one', () => {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const watch = new BlockedWatch(clock, { ...silentLogger, warn: (text) => void warnings.push(text) });
  const game = defineModule({ name: 'slow', messages: [Seldom] }).on(Seldom, () => {});
  const entry = new DispatchTable([game], [Seldom], new Counters()).find(Seldom.id) as DispatchEntry;
  const turnMs = clock.monotonicMs();
  for (const ms of [40, 40, 60]) {
    clock.advance(ms);
    watch.ran(entry, turnMs);
  }
  assert.deepEqual(warnings, ['the handler of seldom_c2s blocked the server for 60 ms']);
  // Outside of a turn.
  clock.advance(1_000);
  watch.begin();
  clock.advance(50);
  watch.ran(entry);
  // In a later turn.
  clock.advance(1_000);
  watch.ran(entry, clock.monotonicMs());
  assert.equal(warnings.length, 1);
});
