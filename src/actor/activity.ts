// What owners do at this moment, for tests that let time pass only when nothing happens.
import type { Owner } from './owner.ts';

/** Whether anything happens at one of them that needs no time to pass. One that another process has, or takes, needs time. */
export function isAnyBusy(owners: Iterable<Owner>): boolean {
  for (const owner of owners) {
    const { phase, turn, inbox, hasTogether, isHolding, isHandedOver } = owner;
    if (phase === 'stopping' && !isHandedOver) return true;
    if (turn !== null || inbox.count > 0 || hasTogether || isHolding) return true;
  }
  return false;
}

/** The turns that run and wait for no other owner. */
export function runningTurns(owners: Iterable<Owner>): readonly string[] {
  return [...owners].flatMap(({ turn, id }) =>
    turn === null || turn.isWaiting ? [] : `${turn.work.what} of ${id.text}`,
  );
}
