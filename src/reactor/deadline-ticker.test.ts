import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deadline, ManualClock } from '../base/index.ts';
import { DeadlineTicker } from './deadline-ticker.ts';

/** A clock of a process that was stopped: time passes, and timers come late and once. */
class PausingClock extends ManualClock {
  #pausedMs = 0;
  override monotonicMs(): number {
    return super.monotonicMs() + this.#pausedMs;
  }
  pause(ms: number): void {
    this.#pausedMs += ms;
  }
}

test('deadline-ticker: deadlines come by the clock, and none after stop', () => {
  const clock = new ManualClock();
  const ticker = new DeadlineTicker(clock);
  let count = 0;
  const deadline = new Deadline(() => count++);
  ticker.wheel.set(deadline, 2_000);
  clock.advance(1_900);
  assert.equal(count, 0);
  clock.advance(200);
  assert.equal(count, 1);
  ticker.wheel.set(deadline, 2_000);
  ticker.stop();
  clock.advance(10_000);
  assert.equal(count, 1);
});

test('deadline-ticker: a pause of ours puts deadlines off instead of firing them all', () => {
  const clock = new PausingClock();
  const ticker = new DeadlineTicker(clock);
  let count = 0;
  ticker.wheel.set(new Deadline(() => count++), 5_000);
  clock.advance(1_000);
  clock.pause(60_000);
  clock.advance(2_900);
  assert.equal(count, 0);
  clock.advance(1_000);
  assert.equal(count, 1);
  assert.equal(ticker.wheel.count, 0);
});
