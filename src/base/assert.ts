// Assertions stay on in production: a broken invariant is our own bug, and a process that continues after one may
// acknowledge data that it has not kept. The process dies and its supervisor restarts it. Assertions are not for a
// peer's bytes or behaviour (those are values), nor for failures of the outside world (those are coded errors).

export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

/** Throws `AssertionFailure` unless `condition` holds. `invariant` says what must be true. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new AssertionFailure(`broken invariant: ${invariant}`);
}

/**
 * For code that catches what a game throws: a broken invariant of jadegate is thrown again outside of every promise and
 * `catch`, so that the process ends.
 */
export function endOnBroken(thrown: unknown): void {
  if (!(thrown instanceof AssertionFailure)) return;
  queueMicrotask(() => {
    throw thrown;
  });
}

/** Marks a place that the types already exclude: a missing case of a closed union. */
export function unreachable(value: never): never {
  const text = JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
  throw new AssertionFailure(`broken invariant: no such case as ${text}`);
}
