// A refusal that has changed nothing: `return rollback('poor')` undoes what the turn, or the change of `together`, has changed so
// far, and answers 'poor'.

declare const ROLLBACK: unique symbol;

/** Stands for an answer, and undoes what was changed. */
export interface Rollback<V> {
  /** For the compiler alone. */
  readonly [ROLLBACK]: V;
}

/** What the caller receives of `R`: a rollback is its value. */
export type Undone<R> = R extends Rollback<infer V> ? V : R;

export class RollbackValue {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** As in a procedure, for a turn and for `together`. */
export function rollback<const V>(value: V): Rollback<V> {
  // The caller sees the value in its type; the turn finds it here.
  return new RollbackValue(value) as unknown as Rollback<V>;
}
