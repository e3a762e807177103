// The known name that a mistyped one most likely means, for messages about names that do not exist.

/** Longer names are compared by this many characters. */
const COMPARED_MAX = 100;

/**
 * The name in `known` with the fewest differences from `name`, at most a third of its characters; else the longest one whose words
 * `name` begins with, as a copy's name does; else null. Capitals do not count.
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const given = comparable(name);
  let nearest: string | null = null;
  let least = Math.ceil(given.length / 3) + 1;
  let beginning = '';
  for (const candidate of known) {
    const differences = differencesOf(given, comparable(candidate));
    if (differences < least) {
      nearest = candidate;
      least = differences;
    }
    const isBeginning = given.startsWith(comparable(candidate)) && !/[a-z0-9]/.test(given[candidate.length] ?? '');
    if (isBeginning && candidate.length > beginning.length) beginning = candidate;
  }
  return nearest ?? (beginning === '' ? null : beginning);
}

function comparable(name: string): string {
  return name.slice(0, COMPARED_MAX).toLowerCase();
}

/** How many characters must be inserted, deleted or replaced to make `to` of `from` (Levenshtein). */
function differencesOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[to.length] ?? 0;
}
