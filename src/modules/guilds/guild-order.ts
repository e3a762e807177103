// The names of all guilds in order, in memory: pages, and those that begin with what a player typed.
import { foldCase } from '../words/filter/index.ts';
import { PAGE_SIZE } from './guild-limits.ts';

interface Place {
  readonly folded: string;
  readonly guildId: bigint;
}

export interface Page {
  readonly page: number;
  readonly pages: number;
  readonly guildIds: readonly bigint[];
}

/** The last unit of UTF-16: behind every text that begins with what stands before it. */
const LAST = '\uffff';

export class GuildOrder {
  readonly #places: Place[] = [];
  readonly #folded = new Map<bigint, string>();

  get count(): number {
    return this.#places.length;
  }

  /** The guild has this name from now on. */
  set(guildId: bigint, name: string): void {
    this.delete(guildId);
    const folded = fold(name);
    this.#folded.set(guildId, folded);
    this.#places.splice(this.#indexOf(folded, guildId), 0, { folded, guildId });
  }

  delete(guildId: bigint): void {
    const folded = this.#folded.get(guildId);
    if (folded === undefined) return;
    this.#folded.delete(guildId);
    this.#places.splice(this.#indexOf(folded, guildId), 1);
  }

  /** A page that is not there is the nearest one that is. */
  page(prefix: string, wanted: number): Page {
    const folded = fold(prefix);
    const start = folded === '' ? 0 : this.#indexOf(folded, 0n);
    const end = folded === '' ? this.#places.length : this.#indexOf(`${folded}${LAST}`, 0n);
    const pages = Math.max(1, Math.ceil((end - start) / PAGE_SIZE));
    const page = Math.min(Math.max(0, wanted), pages - 1);
    const from = start + page * PAGE_SIZE;
    const found = this.#places.slice(from, Math.min(from + PAGE_SIZE, end));
    return { page, pages, guildIds: found.map(({ guildId }) => guildId) };
  }

  /** Where the place is, or would be. */
  #indexOf(folded: string, guildId: bigint): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#places[middle];
      if (there !== undefined && (there.folded < folded || (there.folded === folded && there.guildId < guildId)))
        low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function fold(text: string): string {
  return foldCase(text.normalize('NFKC'));
}
