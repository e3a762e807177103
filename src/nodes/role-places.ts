// In which process each role plays, or is awake for calls. A process reports its roles to their homes: the home of a role is the process
// that has its place by hashing. Who looks for a role asks its home, or learns it by the way. Nothing here is the truth about a role, which is its lease in
// the database: a report that was lost is repeated, and what is wrong costs a detour.
import { BigintMap, type Cancel, type Clock, RecentMap } from '../base/index.ts';
import {
  PLACES_AGAIN_MS,
  PLACES_AT_ONCE_MAX,
  PLACES_KNOWN_MAX,
  PLACES_LOOK_MS,
  PLACES_REPORTED_MAX,
} from './limits.ts';

export interface RolePlacesParts {
  readonly clock: Clock;
  /** This process. */
  readonly process: string;
  /** The process that has the place of the role by hashing; null when there is none. */
  readonly homeOf: (roleId: bigint) => string | null;
  readonly isAlive: (process: string) => boolean;
  /** Roles that play here, or do not any more. */
  readonly report: (home: string, what: 'here' | 'gone', roleIds: readonly bigint[]) => void;
}

export class RolePlaces {
  readonly #parts: RolePlacesParts;
  /** Roles that play here, and the home that was told last. */
  readonly #here = new BigintMap<string | null>();
  /** As a home: where roles play. */
  readonly #reported = new BigintMap<string>();
  /** Of others, as they were learned. */
  readonly #known = new RecentMap<string>(PLACES_KNOWN_MAX);
  readonly #cancels: readonly Cancel[];
  #isStale = false;

  constructor(parts: RolePlacesParts) {
    this.#parts = parts;
    const { clock } = parts;
    this.#cancels = [
      clock.every(PLACES_LOOK_MS, () => this.#look()),
      clock.every(PLACES_AGAIN_MS, () => this.#reportAgain()),
    ];
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  get hereCount(): number {
    return this.#here.size;
  }

  isHere(roleId: bigint): boolean {
    return this.#here.has(roleId);
  }

  /** Where the role is, or is to be called when nobody plays it; null for this process. */
  placeOf(roleId: bigint): string | null {
    const { process, homeOf, isAlive } = this.#parts;
    if (this.#here.has(roleId)) return null;
    const home = homeOf(roleId);
    if (home === process) {
      const reported = this.#reported.get(roleId);
      return reported !== undefined && isAlive(reported) ? reported : null;
    }
    const known = this.#known.peek(String(roleId));
    return known !== undefined && known !== process && isAlive(known) ? known : home;
  }

  /** Whether this process is the role's home, and has heard of nobody who plays it. */
  isUnknown(roleId: bigint): boolean {
    return this.placeOf(roleId) === null && !this.#here.has(roleId);
  }

  entered(roleId: bigint): void {
    this.#here.set(roleId, null);
    this.#report(roleId);
  }

  left(roleId: bigint): void {
    const home = this.#here.get(roleId);
    this.#here.delete(roleId);
    if (home != null && home !== this.#parts.process) this.#parts.report(home, 'gone', [roleId]);
  }

  /** A role that nobody plays here is not awake here any more. */
  slept(roleId: bigint): void {
    if (this.#here.has(roleId)) return;
    const { homeOf, process, report } = this.#parts;
    const home = homeOf(roleId);
    if (home !== null && home !== process) report(home, 'gone', [roleId]);
  }

  /** A role was seen to play there. */
  learned(roleId: bigint, process: string): void {
    if (process !== this.#parts.process) this.#known.set(String(roleId), process);
  }

  /** It was not where it was looked for. */
  forget(roleId: bigint, process: string): void {
    if (this.#known.peek(String(roleId)) === process) this.#known.delete(String(roleId));
    if (this.#reported.get(roleId) === process) this.#reported.delete(roleId);
  }

  reported(process: string, what: 'here' | 'gone', roleIds: readonly bigint[]): void {
    for (const roleId of roleIds) {
      if (what === 'gone') this.forget(roleId, process);
      // Beyond the bound a role costs a detour: it is found where it plays by those that it meets.
      else if (this.#reported.size < PLACES_REPORTED_MAX || this.#reported.has(roleId))
        this.#reported.set(roleId, process);
    }
  }

  /** The nodes have changed. */
  nodesChanged(): void {
    this.#isStale = true;
  }

  #report(roleId: bigint): void {
    const { homeOf, process, report } = this.#parts;
    const home = homeOf(roleId);
    this.#here.set(roleId, home);
    if (home !== null && home !== process) report(home, 'here', [roleId]);
  }

  /** Reports roles whose home is another one now, and forgets those that this process is no home of. */
  #look(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    const { homeOf, isAlive, process } = this.#parts;
    const moved = [...this.#here.keys()].filter((roleId) => homeOf(roleId) !== this.#here.get(roleId));
    this.#reportAll(moved);
    for (const roleId of [...this.#reported.keys()]) {
      const place = this.#reported.get(roleId);
      if (place === undefined || homeOf(roleId) !== process || !isAlive(place)) this.#reported.delete(roleId);
    }
  }

  #reportAgain(): void {
    this.#reportAll([...this.#here.keys()]);
  }

  #reportAll(roleIds: readonly bigint[]): void {
    const { homeOf, process, report } = this.#parts;
    for (const [home, some] of Map.groupBy(roleIds, homeOf)) {
      for (const roleId of some) this.#here.set(roleId, home);
      if (home === null || home === process) continue;
      for (let at = 0; at < some.length; at += PLACES_AT_ONCE_MAX)
        report(home, 'here', some.slice(at, at + PLACES_AT_ONCE_MAX));
    }
  }
}
