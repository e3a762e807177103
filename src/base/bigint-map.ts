// A map with bigint keys, such as role ids. V8 hashes a bigint in its runtime, which takes longer than all else that a look-up does; here
// the upper and the lower half of a key are keys of `Map`s of numbers. Keys below 2^32 share one such map, and have no memory besides
// their place in it.

const whole = new BigInt64Array(1);
const halves = new Int32Array(whole.buffer);
const HALF_BITS = 32n;
const KEY_BITS = 64;

type Half<Value> = Map<number, Value>;

export class BigintMap<Value> {
  /** The values of keys below 2^32. */
  readonly #small: Half<Value> = new Map();
  /** By the upper half, those of all others; null while there are none. */
  #large: Map<number, Half<Value>> | null = null;
  /** Values of keys that do not fit 64 bits. */
  #beyond: Map<bigint, Value> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: bigint): Value | undefined {
    const half = this.#halfOf(key);
    return half === null ? this.#beyond?.get(key) : half?.get(halves[0] ?? 0);
  }

  has(key: bigint): boolean {
    const half = this.#halfOf(key);
    return half === null ? this.#beyond?.has(key) === true : half?.has(halves[0] ?? 0) === true;
  }

  set(key: bigint, value: Value): this {
    const half = this.#halfOf(key);
    const [low, high] = [halves[0] ?? 0, halves[1] ?? 0];
    const before = this.#sizeOf(half);
    if (half === null) {
      this.#beyond ??= new Map();
      this.#beyond.set(key, value);
    } else (half ?? this.#beginHalf(high)).set(low, value);
    this.#size += this.#sizeOf(half === undefined ? this.#large?.get(high) : half) - before;
    return this;
  }

  /** False when it was not there. */
  delete(key: bigint): boolean {
    const half = this.#halfOf(key);
    const high = halves[1] ?? 0;
    const isGone = half === null ? this.#beyond?.delete(key) === true : half?.delete(halves[0] ?? 0) === true;
    if (!isGone) return false;
    this.#size--;
    if (half !== this.#small && half?.size === 0) this.#large?.delete(high);
    return true;
  }

  clear(): void {
    this.#small.clear();
    this.#large = null;
    this.#beyond = null;
    this.#size = 0;
  }

  /** In no order to rely on. Entries may be deleted meanwhile. */
  *values(): Generator<Value> {
    yield* this.#small.values();
    for (const half of this.#large?.values() ?? []) yield* half.values();
    if (this.#beyond !== null) yield* this.#beyond.values();
  }

  *keys(): Generator<bigint> {
    for (const low of this.#small.keys()) yield BigInt(low >>> 0);
    for (const [high, half] of this.#large ?? []) {
      const upper = BigInt(high) << HALF_BITS;
      for (const low of half.keys()) yield BigInt.asIntN(KEY_BITS, upper | BigInt(low >>> 0));
    }
    if (this.#beyond !== null) yield* this.#beyond.keys();
  }

  /** The map that a key would be in, by its lower half, which `halves` then has; undefined when there is none yet; null beyond 64 bits. */
  #halfOf(key: bigint): Half<Value> | null | undefined {
    whole[0] = key;
    if (whole[0] !== key) return null;
    const high = halves[1] ?? 0;
    return high === 0 ? this.#small : this.#large?.get(high);
  }

  #beginHalf(high: number): Half<Value> {
    const half: Half<Value> = new Map();
    this.#large ??= new Map();
    this.#large.set(high, half);
    return half;
  }

  #sizeOf(half: Half<Value> | null | undefined): number {
    return half === null ? (this.#beyond?.size ?? 0) : (half?.size ?? 0);
  }
}
