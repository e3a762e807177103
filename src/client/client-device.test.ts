// What a device and a player tell a client that resumes: off line, on line, and that they look at the game again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, ManualClock, SeededRandom } from '../base/index.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { type Client, startClient } from './client.ts';
import { createClientRegistry } from './client-registry.ts';
import { createCredentials } from './credentials.ts';
import { FIRST_TRY_MS, SWEEP_LATE_MS, SWEEP_MS, TRY_MS_MAX, WAKE_MS } from './limits.ts';
import { ModelNetwork } from './resume-link.fixture.ts';
import { ModelServer, PARK_MS } from './resume-server.fixture.ts';

interface World {
  readonly clock: ManualClock;
  readonly network: ModelNetwork;
  readonly client: Client;
  readonly events: string[];
  /** When the client dialled. */
  readonly dials: number[];
  /** Time passes, and the timers of the client stand still. */
  freeze(ms: number): void;
}

async function playing(options: { readonly resume?: boolean; readonly returnMs?: number } = {}): Promise<World> {
  const clock = new ManualClock();
  const random = new SeededRandom(1);
  const server = new ModelServer({ clock, random, effect: () => {}, violate: assert.fail, bug: undefined });
  const network = new ModelNetwork({ clock, seed: 2, accept: server.accept });
  const dials: number[] = [];
  let frozenMs = 0;
  const pageClock: Clock = {
    monotonicMs: () => clock.monotonicMs() + frozenMs,
    wallMs: () => clock.wallMs() + frozenMs,
    after: (delayMs, callback) => clock.after(delayMs, callback),
    every: (periodMs, callback) => clock.every(periodMs, callback),
  };
  const opening = startClient(
    () => (handler) => {
      dials.push(clock.monotonicMs());
      return network.dial(handler);
    },
    {
      ...{ url: 'ws://model', registry: createClientRegistry(), layout: 'packed', clock: pageClock, random },
      resume: true,
      ...options,
    },
  );
  clock.advance(200);
  const client = await opening;
  const events: string[] = [];
  client.onLink(({ kind }) => void events.push(kind));
  client.send(UserAuthC2s, createCredentials({ username: 'model' }));
  clock.advance(500);
  const freeze = (ms: number): void => {
    frozenMs += ms;
  };
  return { clock, network, client, events, dials, freeze };
}

test('client device: off line its link is given up at once, attempts are rare, and on line it is back at once', async () => {
  const { clock, network, client, events, dials } = await playing();
  assert.deepEqual([events, client.isLinkUp], [['enabled'], true]);
  client.setOnline(false);
  network.isReachable = false;
  assert.deepEqual([events, client.isLinkUp, client.isOpen], [['enabled', 'lost'], false, true]);
  // A device may err, so the first attempt comes as ever.
  clock.advance(FIRST_TRY_MS);
  assert.equal(dials.length, 2);
  clock.advance(3 * TRY_MS_MAX);
  assert.ok(dials.length <= 2 + 3, `${dials.length} attempts`);
  network.isReachable = true;
  const before = dials.length;
  client.setOnline(true);
  assert.equal(dials.length, before + 1);
  clock.advance(500);
  assert.equal(events.at(-1), 'resumed');
});

test('client device: it says the same twice, and a client without resume keeps its link', async () => {
  const { clock, client, events, dials } = await playing();
  client.setOnline(true);
  client.connectNow();
  assert.equal(dials.length, 1);
  client.setOnline(false);
  client.setOnline(false);
  client.setOnline(true);
  client.setOnline(true);
  clock.advance(500);
  assert.deepEqual(events, ['enabled', 'lost', 'resumed']);

  const plain = await playing({ resume: false });
  plain.client.setOnline(false);
  assert.equal(plain.client.isLinkUp, true);
});

test('client device: a page that was frozen finds out soon whether its link is alive', async () => {
  for (const [isDead, frozenMs, last] of [
    [true, 3_600_000, 'lost'],
    [true, SWEEP_LATE_MS, 'lost'],
    [false, 3_600_000, 'enabled'],
  ] as const) {
    const { clock, network, client, events, freeze } = await playing();
    if (isDead) network.cut(true);
    freeze(frozenMs);
    client.connectNow();
    clock.advance(WAKE_MS + SWEEP_MS);
    assert.equal(events.find((kind) => kind === 'lost') ?? 'enabled', last);
    clock.advance(2_000);
    assert.equal(client.isLinkUp, true);
  }
});

test('client device: with returnMs it comes back after its session has ended, and signs in on the same client', async () => {
  for (const [returnMs, last] of [
    [0, 'lost'],
    [3 * PARK_MS, 'refused'],
  ] as const) {
    const { clock, network, client, events } = await playing({ returnMs });
    client.setOnline(false);
    network.isReachable = false;
    clock.advance(2 * PARK_MS);
    network.isReachable = true;
    client.setOnline(true);
    clock.advance(2_000);
    assert.deepEqual([events.at(-1), client.isOpen], [last, last === 'refused']);
  }
});
