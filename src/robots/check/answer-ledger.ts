// The answers that one robot is owed: it numbers what it asks from 0, and each number is answered once, in order. Its memory is
// bounded: of the numbers that were passed over only the latest are remembered one by one.
import { SKIPPED_MAX } from './limits.ts';

export interface AnswerFaults {
  /** Questions without an answer. */
  readonly lost: number;
  /** Answers that came again. */
  readonly doubled: number;
  /** Answers that came after the answer to a later question. */
  readonly outOfOrder: number;
}

/** `next`: the first that is waited for. `late`: an earlier one, which had been passed over. */
export type AnswerKind = 'next' | 'late' | 'doubled' | 'unasked';

export class AnswerLedger {
  #asked = 0;
  #next = 0;
  /** Numbers below `next` without an answer, the oldest first, and whether the server owes it. */
  readonly #skipped = new Map<number, boolean>();
  /** Numbers from `next` on that need no answer: no more than are asked in the time that a session waits for its client. */
  readonly #unowed = new Set<number>();
  #lost = 0;
  #doubled = 0;
  #outOfOrder = 0;
  /** Below this the server has said that answers may be missing. */
  #excusedBefore = 0;

  get asked(): number {
    return this.#asked;
  }

  /** The first number that no later answer has passed. */
  get next(): number {
    return this.#next;
  }

  get isSettled(): boolean {
    return this.#next + this.#unowed.size >= this.#asked;
  }

  /** Whether the answer that is waited for may be missing. */
  get isNextExcused(): boolean {
    return this.#next < this.#excusedBefore;
  }

  /** Returns the number of the question. */
  ask(): number {
    return this.#asked++;
  }

  /** As `ask`, of a question that need not be answered: it could not be sent, for instance. */
  askInVain(): number {
    this.#unowed.add(this.#asked);
    return this.#asked++;
  }

  answered(number: number): AnswerKind {
    if (!Number.isInteger(number) || number < 0 || number >= this.#asked) return 'unasked';
    if (number < this.#next) return this.#again(number);
    this.#unowed.delete(number);
    while (this.#next < number) this.#pass(this.#next++);
    this.#next = number + 1;
    return 'next';
  }

  /** The server says that messages are missing: answers to what was asked and not passed so far need not come. */
  excuse(): void {
    this.#excusedBefore = this.#asked;
  }

  /** No answer comes any more. */
  close(): void {
    while (this.#next < this.#asked) this.#pass(this.#next++);
  }

  faults(): AnswerFaults {
    return { lost: this.#lost, doubled: this.#doubled, outOfOrder: this.#outOfOrder };
  }

  #again(number: number): AnswerKind {
    const isOwed = this.#skipped.get(number);
    if (isOwed === undefined) {
      this.#doubled++;
      return 'doubled';
    }
    this.#skipped.delete(number);
    // An excused answer may come all the same.
    if (isOwed) {
      this.#lost--;
      this.#outOfOrder++;
    }
    return 'late';
  }

  #pass(number: number): void {
    const isOwed = !this.#unowed.delete(number) && number >= this.#excusedBefore;
    if (isOwed) this.#lost++;
    if (this.#skipped.size === SKIPPED_MAX) {
      const [oldest = number] = this.#skipped.keys();
      this.#skipped.delete(oldest);
    }
    this.#skipped.set(number, isOwed);
  }
}
