// How a process that waits for an owner watches the holder of its lease: by a beat that the holder raises, on the watcher's own clock.
import { type OwnerId, ownerName, StoreError } from '../table/index.ts';
import { LEASE_MS, OWNER_OPEN_MS_MAX } from './limits.ts';
import type { Taken } from './live-procedures.ts';

/** The last beat of a holder, and since when it stands. */
export interface LeaseWatch {
  readonly holder: string;
  readonly beat: number;
  readonly sinceMs: number;
}

/** `seen` is null when this process itself holds the lease; `sinceMs` is since when the beat of another holder is known to stand. */
export function nextWatch(watch: LeaseWatch | null, seen: Taken | null, sinceMs: number): LeaseWatch | null {
  if (seen === null || seen.kind === 'taken') return null;
  const isSame = watch !== null && watch.holder === seen.holder && watch.beat === seen.beat;
  return isSame ? watch : { holder: seen.holder, beat: seen.beat, sinceMs };
}

/** The holder whose lease may be taken, because its beat has stood still for the time of a lease. */
export function silentHolder(watch: LeaseWatch | null, nowMs: number): { holder: string; beat: number } | null {
  if (watch === null || nowMs - watch.sinceMs < LEASE_MS) return null;
  return { holder: watch.holder, beat: watch.beat };
}

export function ownerHeld({ text, actor }: OwnerId, holder: string): StoreError {
  const where = `${ownerName(text)} is awake elsewhere (lease held by ${holder})`;
  const message = `${where}, and was not handed over within ${OWNER_OPEN_MS_MAX} ms; try again later`;
  return new StoreError(actor === null ? 'role-held' : 'owner-held', message);
}
