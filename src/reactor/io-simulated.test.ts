import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom } from '../base/index.ts';
import { conformFramesAhead } from './frames-ahead.conformance.ts';
import { conformIo, type IoHarness } from './io.conformance.ts';
import { conformMoves } from './io-move.conformance.ts';
import { IoRecorder } from './io-recorder.fixture.ts';
import { type NetworkOptions, SimulatedNetwork } from './io-simulated.ts';
import { ERRNO } from './names/index.ts';

/** Simulated milliseconds after which a run hangs. */
const HANG_MS = 60_000;

for (const seed of [1, 2, 3]) {
  const clock = new ManualClock();
  const network = new SimulatedNetwork({ clock, random: new SeededRandom(seed) });
  let number = 0;
  const harness: IoHarness = {
    name: `simulated, seed ${seed}`,
    open: () => {
      number++;
      return {
        server: network.createIo({ address: `10.0.${number}.1` }),
        client: network.createIo({ address: `10.0.${number}.2` }),
      };
    },
    get listen() {
      return { host: `10.0.${number}.1`, port: 0, backlog: 511 };
    },
    connect: {},
    foreignHost: '192.0.2.1',
    until: (condition) => advanceUntil(clock, condition),
  };
  conformIo(harness);
  conformFramesAhead(harness);
  conformMoves(harness, {
    successor: () => network.createIo({ address: `10.0.${number}.1` }),
    pass: (descriptor) => descriptor,
  });
}

async function advanceUntil(clock: ManualClock, condition: () => boolean): Promise<void> {
  const start = clock.monotonicMs();
  while (!condition()) {
    assert.ok(clock.monotonicMs() - start < HANG_MS, 'the condition came to hold');
    clock.advance(1);
    await Promise.resolve();
  }
}

/** All rows of two ios while one sends to the other, as text. */
async function story(seed: number, options: Partial<NetworkOptions> = {}): Promise<string[]> {
  const clock = new ManualClock();
  const network = new SimulatedNetwork({ clock, random: new SeededRandom(seed), ...options });
  const server = new IoRecorder(network.createIo({ address: '10.0.0.1' }));
  const client = new IoRecorder(network.createIo({ address: '10.0.0.2' }));
  const lines: string[] = [];
  const note = (who: string) => (event: number, record: { socket: number; receivedBytes: number; errno: number }) => {
    lines.push(`${clock.monotonicMs()} ${who} ${event} ${record.socket} ${record.receivedBytes} ${record.errno}`);
  };
  server.onRow = note('server');
  client.onRow = note('client');
  const bound = await server.io.listen({ host: '10.0.0.1', port: 0, backlog: 1 });
  for (let index = 0; index < 5; index++) {
    const near = client.connect(bound.endpoint);
    client.io.write(near.socket, new Uint8Array(20_000), 0, 20_000);
  }
  clock.advance(2000);
  return lines;
}

test('io simulated: one seed gives one run, another seed another', async () => {
  assert.deepEqual(await story(7), await story(7));
  assert.notDeepEqual(await story(7), await story(8));
});

test('io simulated: drawn resets close both ends', async () => {
  const lines = await story(9, { resetOneIn: 2 });
  const resets = lines.filter((line) => line.endsWith(` ${ERRNO.ECONNRESET}`));
  assert.ok(resets.some((line) => line.includes('server 6')) && resets.some((line) => line.includes('client 6')));
});
