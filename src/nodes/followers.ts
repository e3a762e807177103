// Who is told when an owner is gone: processes that have one of its members, or watch it. Both sides are memory: when one of the two
// processes dies, the other one finds that in the registry.
import { FOLLOWED_MAX } from './limits.ts';

export class Followers {
  /** Processes that follow an owner of this one, by its text. */
  readonly #followers = new Map<string, Set<string>>();
  /** Owners elsewhere that this process follows, with their places. */
  readonly #followed = new Map<string, string>();

  get count(): number {
    return this.#followers.size + this.#followed.size;
  }

  /** False when there are too many. */
  add(owner: string, follower: string): boolean {
    const followers = this.#followers.get(owner);
    if (followers === undefined && this.#followers.size >= FOLLOWED_MAX) return false;
    this.#followers.set(owner, (followers ?? new Set()).add(follower));
    return true;
  }

  /** The owner is gone: those that are to be told. */
  take(owner: string): ReadonlySet<string> | null {
    const followers = this.#followers.get(owner) ?? null;
    this.#followers.delete(owner);
    return followers;
  }

  /** False when there are too many. */
  follow(owner: string, place: string): boolean {
    if (this.#followed.size >= FOLLOWED_MAX && !this.#followed.has(owner)) return false;
    this.#followed.set(owner, place);
    return true;
  }

  /** False when it was not followed there. */
  unfollow(owner: string, place: string): boolean {
    return this.#followed.get(owner) === place && this.#followed.delete(owner);
  }

  isFollowed(owner: string): boolean {
    return this.#followed.has(owner);
  }

  /** Takes out the owners that were followed in processes that are not alive, and those processes as followers. */
  takeLost(isAlive: (process: string) => boolean): readonly string[] {
    for (const [owner, followers] of this.#followers) {
      for (const follower of followers) if (!isAlive(follower)) followers.delete(follower);
      if (followers.size === 0) this.#followers.delete(owner);
    }
    const lost = [...this.#followed].filter(([, place]) => !isAlive(place)).map(([owner]) => owner);
    for (const owner of lost) this.#followed.delete(owner);
    return lost;
  }
}
