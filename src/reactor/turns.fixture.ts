// Waiting in tests over real sockets, one round of the loop after the other: rows come by themselves.
import assert from 'node:assert/strict';

/** Far longer than anything takes: it only turns a hang into a failure. */
const HANG_MS = 20_000;

export async function untilTurns(condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - start < HANG_MS, 'the condition came to hold');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
