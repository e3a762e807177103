// How the things of a map look: their attributes by key, and the keys that changed since the last flush, each once. The type of a value
// depends on its key: `wire` encodes it. Each thing has at most `ATTRIBUTES_MAX` attributes.
import type { Grid } from './grid.ts';
import { ATTRIBUTES_MAX } from './limits.ts';

export type AttributeValue = number | bigint | string | readonly number[] | readonly string[];
export type Look = ReadonlyMap<number, AttributeValue>;

const NO_KEYS: ReadonlySet<number> = new Set();
const NO_LOOK: Look = new Map();

export class Looks {
  readonly #grid: Grid;
  readonly #byThing = new Map<number, Map<number, AttributeValue>>();
  readonly #changed = new Map<number, Set<number>>();
  constructor(grid: Grid) {
    this.#grid = grid;
  }

  /** Gives the thing one attribute. Nothing is sent when it has this value already. False at `ATTRIBUTES_MAX`. */
  set(thing: number, key: number, value: AttributeValue): boolean {
    let look = this.#byThing.get(thing);
    if (look === undefined) {
      look = new Map();
      this.#byThing.set(thing, look);
    }
    if (isSame(look.get(key), value)) return true;
    if (look.size >= ATTRIBUTES_MAX && !look.has(key)) return false;
    look.set(key, value);
    let keys = this.#changed.get(thing);
    if (keys === undefined) {
      keys = new Set();
      this.#changed.set(thing, keys);
    }
    keys.add(key);
    this.#grid.change(thing);
    return true;
  }

  /** All attributes of a thing. */
  whole(thing: number): Look {
    return this.#byThing.get(thing) ?? NO_LOOK;
  }

  /** The keys of a thing that changed since the last flush. */
  changed(thing: number): ReadonlySet<number> {
    return this.#changed.get(thing) ?? NO_KEYS;
  }

  /** For a thing that leaves: before another thing gets its index. */
  delete(thing: number): void {
    this.#byThing.delete(thing);
    this.#changed.delete(thing);
  }

  /** After each flush. */
  endFlush(): void {
    this.#changed.clear();
  }
}

function isSame(before: AttributeValue | undefined, value: AttributeValue): boolean {
  if (!Array.isArray(before) || !Array.isArray(value)) return before === value;
  return before.length === value.length && before.every((item, index) => item === value[index]);
}
