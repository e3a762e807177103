// How a check ends when its rule does not hold, or does not apply.

/** The rule does not hold. */
export class CheckFailure extends Error {}

/** The check says nothing about this server. */
export class CheckSkip extends Error {}

export function must(isSo: boolean, seen: string): asserts isSo {
  if (!isSo) throw new CheckFailure(seen);
}
