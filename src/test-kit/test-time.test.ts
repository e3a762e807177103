import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineActor } from '../actor/index.ts';
import { ManualClock } from '../base/index.ts';
import { defineModule } from '../gate/index.ts';
import { bigint } from '../store/index.ts';
import { startTestServer } from '../testing.ts';
import { Life } from './life.ts';
import { LifeClock } from './life-clock.ts';
import { TestTime } from './test-time.ts';

const idler = defineActor({ name: 'idler', key: bigint() }).on(
  'wait',
  async (self, { ms }: { readonly ms: number }) => {
    await new Promise<void>((resolve) => void self.clock.after(ms, resolve));
    return self.clock.monotonicMs();
  },
);

test('test time: settled names a turn that waits for time which nobody lets pass', async () => {
  await using server = await startTestServer({
    modules: [defineModule({ name: 'idlers', actors: [idler] })],
    clock: 'manual',
  });
  const waited = server.scope.actor(idler, 1n).wait({ ms: 1_000 });
  const clock = new ManualClock();
  const time = new TestTime({
    clock,
    database: { isBusy: false },
    runs: new Set([{ server: server.server, clock: new LifeClock(clock, new Life()) }]),
    outsideMs: 0,
  });
  await assert.rejects(time.settled(), { message: /this still runs: idler\.wait of idler\/1; .*advance\(\)/ });
  await server.advance(1_000);
  assert.equal(await waited, 1_000);
});

test('test time: a clock that no test moves cannot be advanced', async () => {
  await using server = await startTestServer();
  await assert.rejects(server.advance(1_000), { message: /started with \{ clock: 'manual' \}/ });
  assert.throws(() => server.jump(1_000), { message: /started with \{ clock: 'manual' \}/ });
});

test('life clock: timers wait while the run is stalled, and never fire when it has ended', () => {
  const clock = new ManualClock();
  const life = new Life();
  const own = new LifeClock(clock, life);
  const fired: string[] = [];
  own.every(10, () => fired.push('beat'));
  own.after(15, () => fired.push('once'));
  const cancel = own.after(15, () => fired.push('cancelled'));
  own.stall();
  clock.advance(30);
  cancel();
  assert.equal(fired.length, 0);
  own.resume();
  assert.deepEqual(fired, ['beat', 'once']);
  own.after(5, () => fired.push('late'));
  life.end();
  clock.advance(100);
  assert.deepEqual(fired, ['beat', 'once']);
});
