import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Logger, ManualClock, silentLogger } from '../base/index.ts';
import { HEALTHY_MS, RESTART_MS_MAX, RESTART_MS_MIN, WORKER_READY_MS, WORKER_STOP_MS } from './limits.ts';
import { ServiceError } from './service-error.ts';
import type { FromWorker, ToWorker, WorkerEars } from './worker.ts';
import { WorkerSupervisor } from './worker-supervisor.ts';

const ENDPOINT = { host: '127.0.0.1', port: 7007 };
const READY: FromWorker = { kind: 'ready', endpoint: ENDPOINT, body: 'node' };
const place = { endpoint: ENDPOINT, isPortShared: true, body: 'auto' } as const;

interface Started {
  readonly ears: WorkerEars;
  readonly heard: ToWorker[];
  isKilled: boolean;
}

class World {
  readonly clock = new ManualClock();
  readonly started: Started[] = [];
  readonly logged: string[] = [];
  readonly supervisor: WorkerSupervisor;

  constructor(count: number) {
    const write = (text: string): void => {
      this.logged.push(text);
    };
    const log: Logger = { ...silentLogger, info: write, warn: write, error: write };
    this.supervisor = new WorkerSupervisor({
      count,
      order: { module: 'file:///mine.ts', place, drainMs: 5 },
      clock: this.clock,
      log,
      start: (ears) => {
        const worker: Started = { ears, heard: [], isKilled: false };
        this.started.push(worker);
        return {
          title: `process ${this.started.length}`,
          tell: (message) => worker.heard.push(message),
          kill: () => {
            worker.isKilled = true;
            ears.ended('by SIGKILL');
          },
        };
      },
    });
  }

  /** The worker that was started as the `number`th. */
  worker(number: number): Started {
    const worker = this.started[number - 1];
    assert.ok(worker !== undefined, `worker ${number} was started`);
    return worker;
  }

  static async serving(count: number): Promise<World> {
    const world = new World(count);
    const start = world.supervisor.start();
    for (const worker of world.started) worker.ears.told(READY);
    await start;
    return world;
  }
}

test('worker supervisor: it has started when all its workers serve', async () => {
  const world = new World(2);
  let hasStarted = false;
  const start = world.supervisor.start().then(() => {
    hasStarted = true;
  });
  assert.equal(world.started.length, 2);
  assert.equal(world.worker(1).heard[0]?.kind, 'serve');
  world.worker(1).ears.told(READY);
  await Promise.resolve();
  assert.equal(hasStarted, false);
  world.worker(2).ears.told(READY);
  await start;
});

test('worker supervisor: when one cannot serve, the start fails with its words and none is left', async () => {
  const world = new World(2);
  const start = world.supervisor.start();
  world.worker(1).ears.told(READY);
  world.worker(2).ears.told({ kind: 'failed', message: 'the disk is full' });
  world.worker(2).ears.ended('with code 1');
  await Promise.resolve();
  while (world.worker(1).heard.at(-1)?.kind !== 'stop') await Promise.resolve();
  world.worker(1).ears.ended('with code 0');
  await assert.rejects(
    start,
    (error) =>
      error instanceof ServiceError &&
      error.code === 'worker-failed' &&
      /Worker 2 \(process 2\) does not serve: the disk is full/.test(error.message),
  );
  world.clock.advance(RESTART_MS_MAX);
  assert.equal(world.started.length, 2);
});

test('worker supervisor: a worker that does not get so far in time is ended', async () => {
  const world = new World(1);
  const start = world.supervisor.start();
  world.clock.advance(WORKER_READY_MS);
  assert.equal(world.worker(1).isKilled, true);
  await assert.rejects(start, /did not serve within/);
});

test('worker supervisor: the log names a dead worker, and each restart waits longer', async () => {
  const world = await World.serving(2);
  let delayMs = RESTART_MS_MIN;
  for (let death = 1; death <= 12; death++) {
    world.started.at(-1)?.ears.ended('with code 7');
    const line = world.logged.at(-1) ?? '';
    assert.match(
      line,
      new RegExp(`^worker 2 \\(process ${death + 1}\\) is gone: it ended with code 7; .* in ${delayMs} ms$`),
    );
    world.clock.advance(delayMs - 1);
    assert.equal(world.started.length, death + 1);
    world.clock.advance(1);
    assert.equal(world.started.length, death + 2);
    world.started.at(-1)?.ears.told(READY);
    delayMs = Math.min(RESTART_MS_MAX, delayMs * 2);
  }
  assert.deepEqual(
    world.supervisor.statuses().map(({ restarts }) => restarts),
    [0, 12],
  );
});

test('worker supervisor: a worker that was well for long is started again soon', async () => {
  const world = await World.serving(1);
  for (let death = 0; death < 4; death++) {
    world.clock.advance(HEALTHY_MS);
    world.started.at(-1)?.ears.ended('by SIGSEGV');
    assert.match(world.logged.at(-1) ?? '', new RegExp(`in ${RESTART_MS_MIN} ms$`));
    world.clock.advance(RESTART_MS_MIN);
    world.started.at(-1)?.ears.told(READY);
  }
});

test('worker supervisor: one that cannot serve after its elder died is tried again', async () => {
  const world = await World.serving(1);
  world.worker(1).ears.ended('with code 1');
  world.clock.advance(RESTART_MS_MIN);
  world.worker(2).ears.told({ kind: 'failed', message: 'the port is taken' });
  world.worker(2).ears.ended('with code 1');
  assert.match(world.logged.at(-1) ?? '', /\(process 2\) is gone: the port is taken; .* in 200 ms/);
  world.clock.advance(2 * RESTART_MS_MIN);
  assert.equal(world.started.length, 3);
});

test('worker supervisor: counts are those of all the workers of a place', async () => {
  const world = await World.serving(1);
  world.worker(1).ears.told({ kind: 'counts', connectionCount: 3, counts: { frames: 5, closed: 1 } });
  world.worker(1).ears.ended('with code 1');
  assert.equal(world.supervisor.statuses()[0]?.connectionCount, 0);
  world.clock.advance(RESTART_MS_MIN);
  world.worker(2).ears.told(READY);
  world.worker(2).ears.told({ kind: 'counts', connectionCount: 1, counts: { frames: 2 } });
  world.worker(2).ears.told({ kind: 'counts', connectionCount: 2, counts: { frames: 4 } });
  const [status] = world.supervisor.statuses();
  assert.deepEqual(status, {
    number: 1,
    title: 'process 2',
    restarts: 1,
    connectionCount: 2,
    counts: { closed: 1, frames: 9 },
  });
});

test('worker supervisor: a stop notifies all workers, waits for all, and restarts none', async () => {
  const world = await World.serving(3);
  world.worker(2).ears.ended('with code 1');
  const stop = world.supervisor.stop(1000);
  assert.deepEqual(world.worker(1).heard.at(-1), { kind: 'stop', drainMs: 1000 });
  world.worker(1).ears.ended('with code 0');
  world.clock.advance(RESTART_MS_MAX);
  assert.equal(world.started.length, 3);
  world.worker(3).ears.ended('with code 0');
  await stop;
});

test('worker supervisor: a worker that does not stop in time is ended', async () => {
  const world = await World.serving(2);
  const stop = world.supervisor.stop(1000);
  world.worker(1).ears.ended('with code 0');
  world.clock.advance(1000 + WORKER_STOP_MS);
  assert.equal(world.worker(2).isKilled, true);
  await stop;
  assert.match(world.logged.at(-1) ?? '', /did not stop in time/);
});
