// The bus in memory and on the simulated network: the suite, and what happens when links break.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../base/index.ts';
import { nodeAddress } from './address.ts';
import { busConformance } from './bus.conformance.ts';
import { BusError } from './bus-error.ts';
import { ManualBuses, memoryBuses, simulatedBuses } from './bus-world.fixture.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { MemoryHub } from './carrier-memory.ts';
import {
  BODY_BYTES_MAX,
  DISCONNECTED_BYTES_MAX,
  HELD_BYTES_MAX,
  HELD_MS_MAX,
  MEMORY_INBOX_BYTES_MAX,
  UNCONFIRMED_BYTES_MAX,
} from './limits.ts';
import { NOTICE_MS, type SimulatedLink } from './simulated-network.fixture.ts';

busConformance('memory', () => Promise.resolve(memoryBuses()));
busConformance('the simulated network', () => Promise.resolve(simulatedBuses()));

const isCode = (code: string) => (error: unknown) => error instanceof BusError && error.code === code;

async function cutOff() {
  const links = new Map<string, SimulatedLink>();
  const world = simulatedBuses(links);
  const [one, two] = [await world.open('one'), await world.open('two')];
  const heard: string[] = [];
  two.serve(nodeAddress('two'), { messages: { say: (body) => heard.push(Buffer.from(body).toString()) } });
  const link = links.get('one') as SimulatedLink;
  const say = (text: string): void => one.send(nodeAddress('two'), 'say', Buffer.from(text));
  await world.settle();
  return { world, one, two, link, heard, say };
}

test('bus: a short cut delays messages and loses none', async () => {
  const { world, link, heard, say, two } = await cutOff();
  link.cut();
  say('a');
  await world.advance(1_000);
  say('b');
  link.heal();
  await world.settle();
  assert.deepEqual(heard, ['a', 'b']);
  assert.equal(world.counts(two)['bus_bundles_lost'], undefined);
  assert.deepEqual(world.lines, []);
});

test('bus: a lost connection is logged once, and heals; what waits is bounded in size and age', async () => {
  const { world, one, link, heard, say } = await cutOff();
  link.cut();
  await world.advance(NOTICE_MS + 100);
  assert.equal(one.isConnected, false);
  say('stale');
  await world.advance(HELD_MS_MAX + 1_000);
  say('fresh');
  const large = new Uint8Array(BODY_BYTES_MAX);
  const count = Math.floor(DISCONNECTED_BYTES_MAX / BODY_BYTES_MAX);
  let refused: unknown = null;
  for (let n = 0; n < count && refused === null; n++) {
    try {
      one.send(nodeAddress('two'), 'large', large);
    } catch (error) {
      refused = error;
    }
  }
  assert.ok(isCode('bus-disconnected')(refused), String(refused));
  await assert.rejects(one.call(nodeAddress('two'), 'x', { body: large }), isCode('bus-disconnected'));
  link.heal();
  await world.settle();
  assert.deepEqual(heard, ['fresh']);
  assert.equal(world.counts(one)['bus_bundles_dropped{stale}'], 1);
  assert.equal(world.lines.length, 2, world.lines.join('\n'));
  assert.match(world.lines[0] as string, /is lost/);
  assert.match(world.lines[1] as string, /is back/);
});

test('bus: bundles that are repeated after a reconnect are taken once', async () => {
  const { world, link, heard, say, two } = await cutOff();
  let repeated = 0;
  for (let n = 0; n < 20; n++) {
    say(String(n));
    await world.settle();
    link.breakDown();
    link.heal();
    await world.settle();
    repeated = world.counts(two)['bus_bundles_dropped{repeated}'] ?? 0;
  }
  assert.ok(repeated > 0, 'the simulation repeats some');
  assert.deepEqual(
    heard,
    Array.from({ length: 20 }, (_, n) => String(n)),
  );
});

test('bus: each bundle is heard once, or counted as lost at the receiver', async () => {
  const { world, link, heard, say, two } = await cutOff();
  const rounds = Array.from({ length: 20 }, (_, n) => String(n));
  for (const round of rounds) {
    link.cut();
    say(round);
    await world.advance(10);
    link.breakDown();
    link.heal();
    await world.settle();
  }
  say('last');
  await world.settle();
  const lost = world.counts(two)['bus_bundles_lost'] ?? 0;
  assert.ok(lost > 0);
  assert.equal(heard.length + lost, rounds.length + 1);
  assert.equal(new Set(heard).size, heard.length);
});

test('bus: a process learns of a lost connection and of its return', async () => {
  const { world, one, link } = await cutOff();
  const states: boolean[] = [];
  const stop = one.whenChanged((isConnected) => states.push(isConnected));
  link.cut();
  await world.advance(NOTICE_MS + 100);
  link.heal();
  await world.settle();
  stop();
  link.breakDown();
  assert.deepEqual(states, [false, true]);
});

test('bus: a process that is too slow for a bus in memory loses bundles, and is told', () => {
  const waiting: (() => void)[] = [];
  const hub = new MemoryHub(new SeededRandom(1), (callback) => waiting.push(callback));
  const [sender, receiver] = [hub.createCarrier(), hub.createCarrier()];
  let heardBytes = 0;
  let slow = 0;
  receiver.subscribe('flood', null, (bytes) => {
    heardBytes += bytes.byteLength;
  });
  receiver.start({
    connected: () => {},
    disconnected: () => {},
    nobody: () => {},
    slow: (count) => (slow += count),
    refused: () => {},
  });
  const part = new Uint8Array(1024 * 1024);
  for (let n = 0; n < 70; n++) sender.send('flood', part, 0);
  for (const callback of waiting.splice(0)) callback();
  assert.equal(heardBytes, MEMORY_INBOX_BYTES_MAX);
  assert.equal(slow, 70 - MEMORY_INBOX_BYTES_MAX / part.byteLength);
});

test('bus: while the server does not confirm, what is sent is held and then refused', async () => {
  const carrier = new StalledCarrier();
  const world = new ManualBuses(() => carrier);
  const bus = await world.open('one');
  const part = new Uint8Array(BODY_BYTES_MAX);
  let refused: unknown = null;
  for (let turn = 0; turn < 100 && refused === null; turn++) {
    try {
      bus.send(nodeAddress('two'), 'part', part);
    } catch (error) {
      refused = error;
    }
    await world.advance(10);
  }
  assert.ok(isCode('bus-busy')(refused), String(refused));
  assert.ok(carrier.sentBytes >= UNCONFIRMED_BYTES_MAX && carrier.sentBytes < UNCONFIRMED_BYTES_MAX * 2);
  assert.ok(bus.status().heldBytes <= HELD_BYTES_MAX);
  carrier.confirmAll();
  await world.settle();
  carrier.confirmAll();
  await world.settle();
  bus.send(nodeAddress('two'), 'part', part);
});

/** Takes all, and confirms when it is told to. */
class StalledCarrier implements Carrier {
  readonly description = 'a stalled server';
  readonly messageBytesMax = 2 * BODY_BYTES_MAX;
  sentBytes = 0;
  #confirms: (() => void)[] = [];

  start(events: CarrierEvents): void {
    events.connected();
  }

  send(_subject: string, bytes: Uint8Array): void {
    this.sentBytes += bytes.byteLength;
  }

  subscribe(): () => void {
    return () => {};
  }

  confirm(): Promise<void> {
    return new Promise((resolve) => this.#confirms.push(resolve));
  }

  confirmAll(): void {
    for (const confirm of this.#confirms.splice(0)) confirm();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
