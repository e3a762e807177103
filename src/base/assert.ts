// Assertions stay on in production: a broken invariant is our own bug, and a process that goes on after one may
// acknowledge what it has not kept. The process dies and its supervisor starts it again.
// Not for bytes or behaviour of a peer (those are values), nor for the world outside (those are coded errors).

export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

/** Throws `AssertionFailure` unless `condition` holds. `invariant` says what must be true. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new AssertionFailure(`broken invariant: ${invariant}`);
}

/** Marks a place that the types already exclude: an unhandled case of a closed union. */
export function unreachable(value: never): never {
  const text = JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
  throw new AssertionFailure(`broken invariant: no such case as ${text}`);
}
