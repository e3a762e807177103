// A map with bigint keys, such as role ids. V8 hashes a bigint in its runtime, which takes longer than all else that a look-up does; here
// the key's lower half is the key of a `Map` of numbers, and keys with the same lower half form a list.

const whole = new BigInt64Array(1);
const halves = new Int32Array(whole.buffer);

class Entry<Value> {
  readonly key: bigint;
  value: Value;
  next: Entry<Value> | null;

  constructor(key: bigint, value: Value, next: Entry<Value> | null) {
    this.key = key;
    this.value = value;
    this.next = next;
  }
}

export class BigintMap<Value> {
  /** The first entry of each list. */
  readonly #first = new Map<number, Entry<Value>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: bigint): Value | undefined {
    return this.#find(key)?.value;
  }

  has(key: bigint): boolean {
    return this.#find(key) !== null;
  }

  set(key: bigint, value: Value): this {
    const entry = this.#find(key);
    if (entry !== null) {
      entry.value = value;
      return this;
    }
    const hash = hashOf(key);
    this.#first.set(hash, new Entry(key, value, this.#first.get(hash) ?? null));
    this.#size++;
    return this;
  }

  /** False when it was not there. */
  delete(key: bigint): boolean {
    const hash = hashOf(key);
    let before: Entry<Value> | null = null;
    for (let entry = this.#first.get(hash) ?? null; entry !== null; before = entry, entry = entry.next) {
      if (entry.key !== key) continue;
      if (before !== null) before.next = entry.next;
      else if (entry.next !== null) this.#first.set(hash, entry.next);
      else this.#first.delete(hash);
      this.#size--;
      return true;
    }
    return false;
  }

  clear(): void {
    this.#first.clear();
    this.#size = 0;
  }

  /** In no order to rely on. Entries may be deleted meanwhile. */
  *values(): Generator<Value> {
    for (const first of this.#first.values()) {
      for (let entry: Entry<Value> | null = first; entry !== null; entry = entry.next) yield entry.value;
    }
  }

  *keys(): Generator<bigint> {
    for (const first of this.#first.values()) {
      for (let entry: Entry<Value> | null = first; entry !== null; entry = entry.next) yield entry.key;
    }
  }

  #find(key: bigint): Entry<Value> | null {
    let entry = this.#first.get(hashOf(key)) ?? null;
    while (entry !== null && entry.key !== key) entry = entry.next;
    return entry;
  }
}

function hashOf(key: bigint): number {
  whole[0] = key;
  return halves[0] ?? 0;
}
