// What owners do at this moment, for tests that let time pass only when nothing happens.
import type { Owner } from './owner.ts';

/** Whether anything happens at one of them that needs no time to pass. */
export function isAnyBusy(owners: Iterable<Owner>): boolean {
  for (const { phase, turn, inbox, hasTogether, isHolding } of owners) {
    if (phase === 'waking' || phase === 'stopping' || turn !== null || inbox.count > 0 || hasTogether || isHolding) {
      return true;
    }
  }
  return false;
}

/** The turns that run and wait for no other owner. */
export function runningTurns(owners: Iterable<Owner>): readonly string[] {
  return [...owners].flatMap(({ turn, id }) =>
    turn === null || turn.isWaiting ? [] : `${turn.work.what} of ${id.text}`,
  );
}
