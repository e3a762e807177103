// Weeks, for what counts by the week: they begin on Monday at midnight UTC.
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The first of January 1970 was a Thursday. */
const MONDAY_MS = 3 * DAY_MS;

/** The number of the week. */
export function weekOf(wallMs: number): number {
  return Math.floor((wallMs + MONDAY_MS) / WEEK_MS);
}
