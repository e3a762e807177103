// The beats of all robots of a process by the moment at which they are due: a binary heap.

export interface Due {
  readonly dueMs: number;
}

export class BeatQueue<T extends Due> {
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest; null when there is none. */
  get first(): T | null {
    return this.#heap[0] ?? null;
  }

  push(entry: T): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as T;
      if (parent.dueMs <= entry.dueMs) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  /** Takes the earliest out. */
  shift(): T | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: T): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      const left = heap[below];
      if (left === undefined) break;
      const right = heap[below + 1];
      if (right !== undefined && right.dueMs < left.dueMs) below++;
      const child = heap[below] as T;
      if (child.dueMs >= entry.dueMs) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = entry;
  }
}
