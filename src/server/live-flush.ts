// Writes the live changes of roles and actors to the database before a backup reads it: the changes that were acknowledged before the
// request. It waits within a bound and reports what could not be written.
import { type Clock, sleep } from '../base/index.ts';
import { ownerName, type Store } from '../store/index.ts';
import { FLUSH_SECONDS_MAX } from './control/index.ts';

/** How often it is tried again, while the database is away. */
const AGAIN_MS = 500;

export interface LiveFlush {
  /** Where the store lies. */
  readonly store: string;
  /** Roles and actors whose changes were brought in. */
  readonly flushed: number;
  /** Why not those of all, in words; null when all were. */
  readonly failure: string | null;
}

export async function flushLive(
  store: Pick<Store, 'live' | 'location'>,
  { clock, waitMs = FLUSH_SECONDS_MAX * 1_000 }: { readonly clock: Clock; readonly waitMs?: number },
): Promise<LiveFlush> {
  const endMs = clock.monotonicMs() + waitMs;
  const { location } = store;
  let flushed = 0;
  for (;;) {
    const leftMs = Math.max(0, endMs - clock.monotonicMs());
    const settled = await Promise.race([store.live.flush(), sleep(clock, leftMs).then(() => null)]);
    flushed += settled === null ? 0 : settled.owners - settled.left;
    if (settled?.left === 0) return { store: location, flushed, failure: null };
    const { stuckOwners, dirtyOwners } = store.live.status();
    const isRefused = settled !== null && settled.left <= stuckOwners.length;
    if (isRefused || clock.monotonicMs() + AGAIN_MS >= endMs) {
      const failure = isRefused ? refusedText(stuckOwners) : lateText(settled?.left ?? dirtyOwners, waitMs);
      return { store: location, flushed, failure };
    }
    await sleep(clock, AGAIN_MS);
  }
}

function refusedText(owners: readonly string[]): string {
  const shown = owners.slice(0, 5).map(ownerName).join(', ');
  const more = owners.length > 5 ? ` and ${owners.length - 5} more` : '';
  return `the database refuses the changes of ${shown}${more}; the server's log says why`;
}

function lateText(owners: number, waitMs: number): string {
  return `after ${waitMs / 1_000} s the database had not taken the changes of ${owners} roles and actors; the server's log says why`;
}
