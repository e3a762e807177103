// Frames that are made ahead, over a body of `Io`: one suite that every body runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, silentLogger } from '../base/index.ts';
import { createLength16 } from '../wire/index.ts';
import type { Connection } from './connection.ts';
import type { IoHarness } from './io.conformance.ts';
import { bytesOf, IoRecorder } from './io-recorder.fixture.ts';
import { createReactor } from './reactor.ts';

const ROUNDS = 200;

/** Frames of 3 to 1,002 bytes, in one array that is used again for each run. */
function fillRun(bytes: Buffer, round: number): number {
  const { runs } = createLength16();
  assert(runs !== null);
  let at = 0;
  for (let length = 3 + ((round * 97) % 1_000); length > 2 && at + length + 2 <= bytes.length; length -= 131) {
    const payloadStart = runs.writeHeadAt(bytes, at, length);
    at = payloadStart + length;
    bytes.fill(round, payloadStart, at);
  }
  return at;
}

export function conformFramesAhead(harness: IoHarness): void {
  test(`frames ahead, ${harness.name}: runs and single frames arrive whole and in order, whoever writes to their array later`, async () => {
    const ios = harness.open();
    const counters = new Counters();
    // No deadline of this test passes.
    const reactor = createReactor({ io: ios.server, clock: new ManualClock(), counters, log: silentLogger });
    const client = new IoRecorder(ios.client);
    const expected: Buffer[] = [];
    let isClosed = false;
    const run = Buffer.alloc(8_000);
    const say = (connection: Connection): void => {
      const single = Buffer.from('\0\x05hello', 'latin1');
      for (let round = 0; round < ROUNDS; round++) {
        const end = fillRun(run, round);
        connection.sendFrames(run, 0, end);
        expected.push(Buffer.from(run.subarray(0, end)), single);
        run.fill(0xff);
        connection.send(single, 2, single.length);
      }
      assert.ok(connection.isOpen && connection.unsentBytes > 0, 'the kernel has not taken all of it in this turn');
    };
    const listener = await reactor.listen({
      endpoint: { host: harness.listen.host, port: 0 },
      framing: createLength16(),
      outputMaxBytes: 4 << 20,
      handler: (connection) => ({
        opened: () => say(connection),
        frame: () => {},
        closed: () => {
          isClosed = true;
        },
      }),
    });
    try {
      const record = client.connect({ ...listener.endpoint, ...harness.connect });
      await harness.until(() => expected.length > 0 && record.receivedBytes >= Buffer.concat(expected).length);
      assert.deepEqual(Buffer.from(bytesOf(record)), Buffer.concat(expected));
      assert.equal(counters.snapshot()['bytes_sent'], record.receivedBytes);
      client.io.end(record.socket);
      await harness.until(() => isClosed && record.isClosed);
    } finally {
      await client.io.stop();
      await reactor.stop();
    }
  });
}
