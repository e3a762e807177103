import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import { loadAddon, POLLERS } from './engine-native.ts';
import { conformIo } from './io.conformance.ts';
import type { Io } from './io.ts';
import { createNativeIo } from './io-native.ts';

/** Far longer than anything here takes: it only turns a hang into a failure. */
const HANG_MS = 20_000;

/** One round of the loop after the other: rows come by themselves. */
async function until(condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - start < HANG_MS, 'the condition came to hold');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const loaded = loadAddon();
if ('missing' in loaded) test('io native', { skip: `no addon: ${loaded.missing}` }, () => {});
else {
  const { addon } = loaded;
  for (const poller of POLLERS) {
    const open = (): Io => createNativeIo({ addon, counters: new Counters(), poller });
    conformIo({
      name: `native ${poller}`,
      open: () => ({ server: open(), client: open() }),
      listen: { host: '127.0.0.1', port: 0, backlog: 511 },
      connect: {},
      foreignHost: '192.0.2.1',
      until,
    });
  }
}
