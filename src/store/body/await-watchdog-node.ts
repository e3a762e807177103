// Finds a procedure that awaits something other than its transaction: no call of it is outstanding, and the loop turned without
// the procedure having ended. Everybody behind it would wait with it, so it is interrupted.

export class AwaitWatchdog {
  readonly #interrupt: () => void;
  #outstanding = 0;
  #watch: NodeJS.Immediate;

  constructor(interrupt: () => void) {
    this.#interrupt = interrupt;
    this.#watch = setImmediate(this.#overdue);
  }

  /** A call went to the database, which has not answered yet. */
  sent(): void {
    this.#outstanding++;
  }

  /** The procedure has a turn of the loop to make its next call, or to end. */
  answered(): void {
    this.#outstanding--;
    clearImmediate(this.#watch);
    this.#watch = setImmediate(this.#overdue);
  }

  stop(): void {
    clearImmediate(this.#watch);
  }

  readonly #overdue = (): void => {
    if (this.#outstanding === 0) this.#interrupt();
  };
}
