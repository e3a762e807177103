// Who waits for whom: finds the circle that a new wait would close. Pure: it reads owners, turns and `together` calls.
//
//   a turn waits for    the calls that it made, and its `together`
//   a call waits for    the turn that runs at its owner, and the `together` that has the owner locked
//   a together waits    for the turn that runs at the next owner and does not lend its rows, and for the `together` that has it locked
//
// Turns that wait in front of a call in the inbox need not be followed: they wait for the same running turn.
import { type OwnerView, Turn, type Waiting } from './turn.ts';

/** The way from `from` to `goal` over what each waits for, both included; null when there is none. */
export function findWay(from: readonly Waiting[], goal: Waiting): readonly Waiting[] | null {
  const cameFrom = new Map<Waiting, Waiting | null>(from.map((each) => [each, null]));
  const open = [...from];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (each === goal) return wayTo(each, cameFrom);
    for (const next of blockersOf(each)) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, each);
      open.push(next);
    }
  }
  return null;
}

function wayTo(end: Waiting, cameFrom: ReadonlyMap<Waiting, Waiting | null>): readonly Waiting[] {
  const way: Waiting[] = [];
  for (let each: Waiting | null = end; each !== null; each = cameFrom.get(each) ?? null) way.unshift(each);
  return way;
}

/** What a call at the owner waits for. */
export function blockersAt(owner: OwnerView): readonly Waiting[] {
  const { turn, lock } = owner;
  if (lock === null) return turn === null ? [] : [turn];
  return turn === null ? [lock] : [turn, lock];
}

function blockersOf(waiting: Waiting): Iterable<Waiting> {
  if (!(waiting instanceof Turn)) return waiting.blockers();
  if (waiting.phase === 'waiting') return blockersAt(waiting.owner);
  return waiting.waits ?? [];
}

/** The owners of the circle that `caller` closes, for the error: the caller first and last. */
export function chainOf(caller: Turn | null, way: readonly Waiting[]): readonly string[] {
  const names = way.flatMap((each) => (each instanceof Turn ? [each.owner.id.text] : []));
  const others = names.filter((name, at) => name !== names[at - 1]);
  return caller === null ? others : [caller.owner.id.text, ...others];
}

/** Lets go of the first `together` on a way that has owners. False when none has. */
export function letGoOn(way: readonly Waiting[], except: Waiting | null): boolean {
  return way.some((each) => !(each instanceof Turn) && each !== except && each.letGo());
}
