// The lines of a conversation, one at a time: a line for which nobody waits any more is kept for the next caller.
import type { InputLine } from './input-lines.ts';

export class HeldLines {
  readonly #lines: AsyncIterator<InputLine>;
  #next: Promise<IteratorResult<InputLine>> | null = null;
  #isOver = false;

  constructor(lines: AsyncIterable<InputLine>) {
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** No more lines come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The next line; null when `end` came first, or there are no more. */
  async next(end: Promise<unknown>): Promise<InputLine | null> {
    this.#next ??= this.#lines.next();
    const next = await Promise.race([this.#next, end.then(() => null)]);
    if (next === null) return null;
    if (next.done === true) {
      this.#isOver = true;
      return null;
    }
    this.#next = null;
    return next.value;
  }
}
