// Owners by key: bigints, numbers or texts.
import { BigintMap } from '../base/index.ts';
import type { OwnerKey } from '../store/index.ts';

export class KeyMap<Value> {
  readonly #bigints = new BigintMap<Value>();
  readonly #others = new Map<number | string, Value>();

  get size(): number {
    return this.#bigints.size + this.#others.size;
  }

  get(key: OwnerKey): Value | undefined {
    return typeof key === 'bigint' ? this.#bigints.get(key) : this.#others.get(key);
  }

  has(key: OwnerKey): boolean {
    return typeof key === 'bigint' ? this.#bigints.has(key) : this.#others.has(key);
  }

  set(key: OwnerKey, value: Value): void {
    if (typeof key === 'bigint') this.#bigints.set(key, value);
    else this.#others.set(key, value);
  }

  delete(key: OwnerKey): void {
    if (typeof key === 'bigint') this.#bigints.delete(key);
    else this.#others.delete(key);
  }

  /** In no order to rely on. Entries may be deleted meanwhile. */
  *values(): Generator<Value> {
    yield* this.#bigints.values();
    yield* this.#others.values();
  }
}
