// What every body of the store does alike. A body's tests call this with a way to open a fresh store; nothing here knows
// which it is.
import { describe, test } from 'node:test';
import { ACTORS } from './store.conformance-actors.ts';
import type { Checks } from './store.conformance-checks.ts';
import { LIVE } from './store.conformance-live.ts';
import { ROWS, SPLITS } from './store.conformance-rows.ts';
import { SNAPSHOTS } from './store.conformance-snapshot.ts';
import { LIFE, PROCEDURES, QUERIES } from './store.conformance-work.ts';
import type { Store } from './store.ts';

export interface StoreHarness {
  /** A store with nothing in it, with the suite's tables and server 1, where roles can play. */
  open(): Promise<Store>;
}

const ALL: Checks = { ...ROWS, ...SPLITS, ...PROCEDURES, ...QUERIES, ...SNAPSHOTS, ...LIVE, ...ACTORS, ...LIFE };

/** Declares the suite's tests, or those of some of its checks. */
export function storeConformance(name: string, harness: StoreHarness, checks: Checks = ALL): void {
  describe(`store on ${name}`, { concurrency: 4 }, () => {
    for (const [title, check] of Object.entries(checks)) {
      test(title, async () => {
        const store = await harness.open();
        try {
          await check(store);
        } finally {
          await store.close();
        }
      });
    }
  });
}
