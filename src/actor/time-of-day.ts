// The moment at which a local time of day comes next, in the game's time zone. Pure, but for the zones that the machine knows.
// A time that a change of clocks skips comes when the skipped hour is over; one that comes twice counts the first time.

/** `04:00`, in the game's time zone. */
export type TimeOfDay = `${number}:${number}`;

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Minutes since midnight. Throws a `RangeError` that says how a time is written. */
export function parseTimeOfDay(time: string): number {
  const found = TIME.exec(time);
  if (found === null) throw new RangeError(`a time of day is written like 04:00 or 21:30, not '${time}'`);
  return Number(found[1]) * 60 + Number(found[2]);
}

/** The first moment after `afterMs` at which the clock in `timeZone` shows `time`. Milliseconds since 1970 in UTC. */
export function nextTimeOfDay(time: TimeOfDay, timeZone: string, afterMs: number): number {
  const minutes = parseTimeOfDay(time);
  const zone = zoneOf(timeZone);
  const today = Math.floor(localMs(zone, afterMs) / DAY_MS);
  // Tomorrow comes after each moment of today, and the day after covers a day that a zone left out.
  for (let day = today; day <= today + 2; day++) {
    const dueMs = momentOf(zone, day * DAY_MS + minutes * MINUTE_MS);
    if (dueMs > afterMs) return dueMs;
  }
  throw new RangeError(`time zone ${timeZone} has no ${time} within two days`);
}

/** The first moment at which the local clock shows `wantedMs` or later. */
function momentOf(zone: Intl.DateTimeFormat, wantedMs: number): number {
  // The offset lies within a day; it changes at most once around the moment.
  const offsets = [wantedMs - DAY_MS, wantedMs + DAY_MS].map((ms) => localMs(zone, ms) - ms);
  const moments = offsets.map((offset) => wantedMs - offset).sort((left, right) => left - right);
  const exact = moments.find((ms) => localMs(zone, ms) === wantedMs);
  if (exact !== undefined) return exact;
  // Skipped: the moment at which the clock jumped, found to the minute.
  let [low, high] = [Math.min(...moments), Math.max(...moments)];
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
    if (localMs(zone, middle) < wantedMs) low = middle;
    else high = middle;
  }
  return high;
}

/** What the local clock shows, as if it were UTC. */
function localMs(zone: Intl.DateTimeFormat, ms: number): number {
  const parts = Object.fromEntries(zone.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const zones = new Map<string, Intl.DateTimeFormat>();

/** Throws a `RangeError` for a zone that the machine does not know. Bounded by the zones that there are. */
function zoneOf(timeZone: string): Intl.DateTimeFormat {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    zone = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    zones.set(timeZone, zone);
  }
  return zone;
}
