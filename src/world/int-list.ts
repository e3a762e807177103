// Numbers in typed arrays that grow. `at` reads an index that is known to be inside.

/** The element at an index inside the array. */
export function at(array: Int32Array, index: number): number {
  return array[index] as number;
}

/** A copy with room for `length` elements; the new ones are `fill`. */
export function grown(array: Int32Array, length: number, fill = 0): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  if (fill !== 0) larger.fill(fill, array.length);
  return larger;
}

/** A list of whole numbers that keeps its room when it is cleared. Its owner bounds it. */
export class IntList {
  items = new Int32Array(16);
  count = 0;

  push(item: number): void {
    if (this.count === this.items.length) this.items = grown(this.items, this.count * 2);
    this.items[this.count++] = item;
  }

  clear(): void {
    this.count = 0;
  }
}
