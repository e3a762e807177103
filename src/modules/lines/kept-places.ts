// Places on a line that are kept for roles that nobody plays yet: a role gets its line before its session enters the world. Those that
// nobody takes in time are free again.
import { PLACE_KEPT_MS } from './line-limits.ts';

export class KeptPlaces {
  /** Until when, the soonest first. */
  readonly #untilMs = new Map<bigint, number>();

  get count(): number {
    return this.#untilMs.size;
  }

  keep(roleId: bigint, nowMs: number): void {
    this.#untilMs.delete(roleId);
    this.#untilMs.set(roleId, nowMs + PLACE_KEPT_MS);
  }

  /** It is taken, or given up. */
  remove(roleId: bigint): void {
    this.#untilMs.delete(roleId);
  }

  has(roleId: bigint): boolean {
    return this.#untilMs.has(roleId);
  }

  /** Takes out those whose time is over. */
  takeExpired(nowMs: number): bigint[] {
    const expired: bigint[] = [];
    for (const [roleId, untilMs] of this.#untilMs) {
      if (untilMs > nowMs) break;
      expired.push(roleId);
    }
    for (const roleId of expired) this.#untilMs.delete(roleId);
    return expired;
  }
}
