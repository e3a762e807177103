import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom } from '../base/index.ts';
import { conformDatagramIo } from './datagram-io.conformance.ts';
import { type DatagramNetworkOptions, SimulatedDatagramNetwork } from './datagram-io-simulated.ts';
import { DatagramRecorder, machineOf } from './datagram-recorder.fixture.ts';
import { DATAGRAM_OUTPUT_ROWS } from './limits.ts';

/** Simulated milliseconds after which a run hangs. */
const HANG_MS = 60_000;
const options = { host: '10.0.0.1', port: 7, datagramBytesMax: 100 };

async function advanceUntil(clock: ManualClock, condition: () => boolean): Promise<void> {
  const start = clock.monotonicMs();
  while (!condition()) {
    assert.ok(clock.monotonicMs() - start < HANG_MS, 'the condition came to hold');
    clock.advance(1);
    await Promise.resolve();
  }
}

for (const [seed, net] of [
  [1, '10.0'],
  [2, '10.0'],
  [3, 'fd00:'],
] as const) {
  const clock = new ManualClock();
  const network = new SimulatedDatagramNetwork({ clock, random: new SeededRandom(seed) });
  const addressOf = (world: number, machine: number): string =>
    net === 'fd00:' ? `fd00::${world}:${machine}` : `${net}.${world}.${machine}`;
  let number = 0;
  conformDatagramIo({
    name: `simulated, seed ${seed}`,
    open: () => {
      number++;
      const open = (address: string): ReturnType<typeof machineOf> =>
        machineOf((counters) => network.createIo({ address, counters }));
      return { server: open(addressOf(number, 1)), client: open(addressOf(number, 2)) };
    },
    get serverHost() {
      return addressOf(number, 1);
    },
    get clientHost() {
      return addressOf(number, 2);
    },
    foreignHost: '192.0.2.1',
    isOrdered: false,
    until: (condition) => advanceUntil(clock, condition),
  });
}

async function arrivals(seed: number, more: Partial<DatagramNetworkOptions>): Promise<string[]> {
  const clock = new ManualClock();
  const network = new SimulatedDatagramNetwork({ clock, random: new SeededRandom(seed), ...more });
  const server = machineOf((counters) => network.createIo({ address: '10.0.0.1', counters }));
  const far = await DatagramRecorder.bind(server.io, options);
  for (let index = 0; index < 100; index++) {
    const from = { host: `192.0.2.${index}`, port: 1000 };
    network.forge({ from, to: options, bytes: Buffer.from(`${index}`) });
  }
  clock.advance(100);
  assert.ok(far.received.every(({ bytes, from }) => from === `192.0.2.${Buffer.from(bytes)}:1000`));
  return far.texts;
}

test('datagram io simulated: one seed loses, doubles and reorders in one way, another in another', async () => {
  const ways = { lossOneIn: 5, doubleOneIn: 5 };
  const first = await arrivals(1, ways);
  assert.deepEqual(await arrivals(1, ways), first);
  assert.notDeepEqual(await arrivals(2, ways), first);
  const kinds = new Set(first);
  assert.ok(kinds.size < 100, 'some were lost');
  assert.ok(kinds.size < first.length, 'some came twice');
  assert.notDeepEqual(
    [...kinds],
    [...kinds].toSorted((left, right) => Number(left) - Number(right)),
    'some were overtaken',
  );
});

test('datagram io simulated: while the kernel takes nothing output waits, then is dropped and counted; afterwards it goes', async () => {
  const clock = new ManualClock();
  let isFull = true;
  const network = new SimulatedDatagramNetwork({ clock, random: new SeededRandom(1), isFull: () => isFull });
  const open = (address: string): ReturnType<typeof machineOf> =>
    machineOf((counters) => network.createIo({ address, counters }));
  const [server, client] = [open('10.0.0.1'), open('10.0.0.2')];
  const far = await DatagramRecorder.bind(server.io, options);
  const near = await DatagramRecorder.bind(client.io, { ...options, host: '10.0.0.2' });
  let queued = 0;
  for (let index = 0; index < DATAGRAM_OUTPUT_ROWS + 10; index++) if (near.send(options, `${index}`)) queued++;
  assert.equal(queued, DATAGRAM_OUTPUT_ROWS);
  clock.advance(1000);
  assert.equal(far.received.length, 0);
  assert.equal(client.counters.snapshot()['datagrams_unsent{queue-full}'], 10);
  isFull = false;
  clock.advance(1000);
  assert.equal(far.received.length, DATAGRAM_OUTPUT_ROWS);
  assert.equal(near.send(options, 'again'), true);
  isFull = true;
  near.stage('x'.repeat(60_000));
  for (let index = 0; index < 20; index++) near.send(options, 'y'.repeat(60_000));
  assert.ok((client.counters.snapshot()['datagrams_unsent{queue-full}'] ?? 0) > 10, 'bytes are bounded as rows are');
  await client.io.stop();
  clock.advance(1000);
  assert.equal(clock.nextDueMs(), null, 'what is stopped leaves no timer behind');
});
