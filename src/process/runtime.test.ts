import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Logger, ManualClock, silentLogger } from '../base/index.ts';
import { type Runtime, startProcess } from './runtime.ts';

const CONFIG = { io: 'node', poller: 'epoll' } as const;

/** A process of parts that log how they are closed; those named in `failing` throw then. */
function world(failing: readonly string[] = []) {
  const closed: string[] = [];
  const errors: string[] = [];
  const log: Logger = { ...silentLogger, error: (text) => errors.push(text) };
  const open = ({ opened }: Runtime, ...names: readonly string[]): void => {
    for (const name of names) {
      opened.defer(async () => {
        await null;
        closed.push(name);
        if (failing.includes(name)) throw new Error(`${name} is stuck`);
      });
    }
  };
  return { closed, errors, open, options: { config: CONFIG, log, clock: new ManualClock() } };
}

test('process: stopping closes what was opened, the last part first, once', async () => {
  const { closed, open, options } = world();
  const running = await startProcess(options, async (runtime) => {
    open(runtime, 'store', 'sockets', 'control');
    return { port: 7 };
  });
  assert.deepEqual([running.port, closed], [7, []]);
  await Promise.all([running.stop(), running.stop()]);
  assert.deepEqual(closed, ['control', 'sockets', 'store']);
});

test('process: a start that fails half-way closes what was opened, and fails with its own error', async () => {
  const { closed, errors, open, options } = world(['sockets']);
  const start = startProcess(options, async (runtime) => {
    open(runtime, 'store', 'sockets');
    throw new Error('the port is taken');
  });
  await assert.rejects(start, { message: 'the port is taken' });
  assert.deepEqual(closed, ['sockets', 'store']);
  assert.deepEqual(errors, ['closing failed: sockets is stuck']);
});

test('process: a part that fails to close keeps no other open; every failure is reported', async () => {
  const { closed, errors, open, options } = world(['control', 'store']);
  const running = await startProcess(options, async (runtime) => {
    open(runtime, 'store', 'sockets', 'control');
    return {};
  });
  await assert.rejects(running.stop(), { message: 'control is stuck' });
  assert.deepEqual(closed, ['control', 'sockets', 'store']);
  assert.deepEqual(errors, ['closing failed: store is stuck']);
});

test('process: the network is opened on request and leaves no timer behind', async () => {
  const { options } = world();
  const running = await startProcess(options, async (runtime) => ({ reactor: runtime.openReactor() }));
  await running.stop();
  assert.equal(options.clock.nextDueMs(), null);
});
