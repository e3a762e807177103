// The models that need no separate process, on real sockets. serve-command.test.ts covers processes and signals.
import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Counters, type Logger, silentLogger, systemClock, systemRandom } from '../base/index.ts';
import { createDefaultIo, type IoBody, ReactorError } from '../reactor/index.ts';
import { findService } from './load-service-node.ts';
import { parseModel } from './model.ts';
import { RawTcp } from './raw-tcp.fixture.ts';
import { type Serving, serveService } from './serve-model-node.ts';
import type { ServicePlace } from './service.ts';
import { WorkerSupervisor } from './worker-supervisor.ts';
import { startWorkerThread } from './worker-thread-node.ts';

const CRASH = fileURLToPath(new URL('./crash-service.fixture.ts', import.meta.url));
const PLACE = { endpoint: { host: '127.0.0.1', port: 0 }, isPortShared: false, body: 'auto' } as const;

interface Served {
  readonly serving: Serving;
  readonly counters: Counters;
  /** Resolves with the next log line that matches. */
  logged(pattern: RegExp): Promise<string>;
}

async function serve(name: string, workers?: string, place: Partial<ServicePlace> = {}): Promise<Served> {
  const counters = new Counters();
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const write = (text: string): void => {
    lines.push(text);
    for (const each of waiting) each();
  };
  const log: Logger = { ...silentLogger, info: write, warn: write, error: write };
  const tools = { clock: systemClock, random: systemRandom, counters, log };
  const options = { model: parseModel(workers), place: { ...PLACE, ...place }, tools, drainMs: 0 };
  const logged = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const line = lines.find((each) => pattern.test(each));
      if (line !== undefined) return line;
      const heard = Promise.withResolvers<void>();
      waiting.add(heard.resolve);
      await heard.promise;
      waiting.delete(heard.resolve);
    }
  };
  return { serving: await serveService(await findService(name), options), counters, logged };
}

function hasNative(): boolean {
  try {
    void createDefaultIo({ counters: new Counters(), log: silentLogger, body: 'native' }).stop();
    return true;
  } catch (error) {
    assert.ok(error instanceof ReactorError && error.code === 'native-unavailable');
    return false;
  }
}

// Timers of the clock and threads of a pool do not keep a process alive; a server has something that does, and so has
// this test.
let keepAlive: NodeJS.Timeout;
before(() => {
  keepAlive = setInterval(() => {}, 60_000);
});
after(() => clearInterval(keepAlive));

const BODIES: readonly IoBody[] = hasNative() ? ['native', 'node'] : ['node'];

for (const workers of [undefined, 'threads:2', 'pool:2']) {
  for (const body of BODIES) {
    test(`serve ${workers ?? 'loop'} on ${body}: many connections are answered, each in its order`, async () => {
      const { serving, counters } = await serve('calc', workers, { body });
      const sums = Array.from({ length: 20 }, (_, index) => `${index}+${index}`);
      const answers = sums.map((sum, index) => `${sum}=${2 * index}X`).join('');
      const clients = await Promise.all(Array.from({ length: 12 }, () => RawTcp.connect(serving.endpoint.port)));
      for (const client of clients) client.send(`${sums.join('X')}X`);
      for (const client of clients) assert.equal(await client.until(/19\+19=38X/), answers);
      for (const client of clients) assert.equal(await client.end(), answers);
      await serving.stop(0);
      const counts = serving.workers().map((worker) => worker.counts['frames_sent'] ?? 0);
      const all = [...counts, counters.counter('frames_sent').value];
      assert.equal(
        all.reduce((sum, count) => sum + count, 0),
        12 * sums.length,
      );
    });
  }
}

test('serve threads: a thread that dies takes only its own connections, and another takes its place', async () => {
  const { serving, logged } = await serve(CRASH, 'threads:2');
  const victim = await RawTcp.connect(serving.endpoint.port);
  victim.send('die\n');
  await victim.closed();
  assert.match(await logged(/is gone/), /^worker \d \(thread \d+\) is gone: it ended with code 7; a new one starts/);
  await logged(/is thread \d+ now/);
  const client = await RawTcp.connect(serving.endpoint.port);
  client.send('hello\n');
  assert.match(await client.until(/hello\n/), /: hello\n$/);
  client.reset();
  await serving.stop(0);
  assert.deepEqual(
    serving
      .workers()
      .map(({ restarts }) => restarts)
      .sort(),
    [0, 1],
  );
});

test('serve pool: a thread that dies costs the connection that asked, and the others are answered', async () => {
  const { serving, logged } = await serve(CRASH, 'pool:1');
  const victim = await RawTcp.connect(serving.endpoint.port);
  victim.send('die\n');
  await victim.closed();
  await logged(/a handler failed/);
  const client = await RawTcp.connect(serving.endpoint.port);
  client.send('hello\nthrow\n');
  await client.closed();
  assert.match(client.text, /: hello\nclosed: service-failed\n$/);
  await serving.stop(0);
});

test('serve: connections that are there may go on while it stops, and newcomers are refused', async () => {
  const { serving } = await serve('calc');
  const client = await RawTcp.connect(serving.endpoint.port);
  client.send('1+1X');
  await client.until(/X/);
  const stopped = serving.stop(60_000);
  for (let newcomer = client; newcomer.isOpen; newcomer = await RawTcp.connect(serving.endpoint.port)) {
    if (newcomer !== client) newcomer.reset();
  }
  client.send('2+2X');
  assert.equal(await client.until(/4X/), '1+1=2X2+2=4X');
  await client.end();
  await stopped;
});

test('serve: a client that stays is sent the reason and closed when the time is over', async () => {
  const { serving } = await serve('calc');
  const client = await RawTcp.connect(serving.endpoint.port);
  client.send('1+1X');
  await client.until(/X/);
  await serving.stop(1);
  await client.closed();
  assert.equal(client.text, '1+1=2Xclosed: server-shutdownX');
});

for (const workers of [undefined, '2', 'threads:2', 'pool:1']) {
  test(`serve ${workers ?? 'loop'}: a port in use is refused, also when its owner shares it`, async () => {
    const other = createDefaultIo({ counters: new Counters(), log: silentLogger });
    other.start(() => {});
    const { endpoint } = await other.listen({ host: '127.0.0.1', port: 0, backlog: 1, reusePort: true });
    await assert.rejects(
      serve('echo', workers, { endpoint }),
      (error) => error instanceof ReactorError && error.code === 'address-in-use',
    );
    await other.stop();
  });
}

describe('serve on the native body', { skip: hasNative() ? false : 'the addon is not built' }, () => {
  test('serve select: connections past 1,024 descriptors are reset, and the log names the cause', async () => {
    const { serving, logged, counters } = await serve('calc', undefined, { body: 'native', poller: 'select' });
    const first = await RawTcp.connect(serving.endpoint.port);
    first.send('1+1X');
    await first.until(/X/);
    const fillers = Array.from({ length: 1024 }, () => openSync('/dev/null', 'r'));
    const late = await RawTcp.connect(serving.endpoint.port);
    late.send('1+1X');
    await late.closed();
    for (const filler of fillers) closeSync(filler);
    assert.match(await logged(/select/), /select supports descriptors below 1,024 only; choose another poller/);
    assert.equal(counters.counter('poller_refused').value, 1);
    first.send('2+2X');
    assert.equal(await first.until(/4X/), '1+1=2X2+2=4X');
    first.reset();
    await serving.stop(0);
  });

  test('serve threads: engines in several threads are ended in the midst of traffic, again and again', async () => {
    // Each thread uses the whole port; one is killed without warning while many clients talk to it.
    const { module } = await findService('echo');
    for (let round = 0; round < 3; round++) {
      const probe = await serve('echo');
      const { endpoint } = probe.serving;
      await probe.serving.stop(0);
      let kill = (): void => {};
      const supervisor = new WorkerSupervisor({
        count: 3,
        order: { module, place: { ...PLACE, endpoint, isPortShared: true, body: 'native' }, drainMs: 0 },
        start: (ears) => {
          const worker = startWorkerThread(ears);
          kill = worker.kill;
          return worker;
        },
        clock: systemClock,
        log: silentLogger,
      });
      await supervisor.start();
      const clients = await Promise.all(Array.from({ length: 30 }, () => RawTcp.connect(endpoint.port)));
      const frame = `\x03\xe8${'x'.repeat(1000)}`;
      for (const client of clients) client.send(frame.repeat(200));
      await Promise.race(clients.map((client) => client.until(/x/)));
      kill();
      await supervisor.stop(0);
      for (const client of clients) await client.closed();
    }
  });
});
