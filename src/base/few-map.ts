// A map for owners of which most have one entry, in numbers of many thousands: a `Map` takes 180 bytes before its first entry, this one
// takes 64 with it. From the second entry on it is a `Map`.
export class FewMap<Key, Value> {
  #key: Key | undefined = undefined;
  #value: Value | undefined = undefined;
  /** Whether there is the one entry; never beside `#all`. */
  #hasOne = false;
  #all: Map<Key, Value> | null = null;

  get size(): number {
    return this.#all?.size ?? Number(this.#hasOne);
  }

  get(key: Key): Value | undefined {
    if (this.#all !== null) return this.#all.get(key);
    return this.#hasOne && this.#key === key ? this.#value : undefined;
  }

  has(key: Key): boolean {
    return this.#all?.has(key) ?? (this.#hasOne && this.#key === key);
  }

  set(key: Key, value: Value): this {
    if (this.#all === null && (!this.#hasOne || this.#key === key)) {
      this.#hasOne = true;
      this.#key = key;
      this.#value = value;
      return this;
    }
    this.#all ??= new Map([[this.#key as Key, this.#value as Value]]);
    this.#all.set(key, value);
    this.#forgetOne();
    return this;
  }

  /** False when it was not there. */
  delete(key: Key): boolean {
    if (this.#all !== null) return this.#all.delete(key);
    if (!this.#hasOne || this.#key !== key) return false;
    this.#forgetOne();
    return true;
  }

  /** In the order in which the keys came. */
  *values(): Generator<Value> {
    if (this.#all !== null) yield* this.#all.values();
    else if (this.#hasOne) yield this.#value as Value;
  }

  /** Entries in the order in which the keys came. */
  *[Symbol.iterator](): Generator<readonly [Key, Value]> {
    if (this.#all !== null) yield* this.#all;
    else if (this.#hasOne) yield [this.#key as Key, this.#value as Value];
  }

  #forgetOne(): void {
    this.#hasOne = false;
    this.#key = undefined;
    this.#value = undefined;
  }
}
