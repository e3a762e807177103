// Keeps a flood of one warning from filling the log. It lets a limited number of lines with the same text through in
// each interval; when the interval ends, one line says how many were dropped. Lines of `info` and `debug` always pass,
// since they do not come in floods. Invariant: the table of texts is bounded; when it is full, all further texts count
// as one.
import type { Clock } from './clock.ts';
import type { LogFields, Logger } from './log.ts';

/** Lines with the same text that pass in an interval. */
export const SAME_LINES_MAX = 20;
export const SAME_LINES_MS = 10_000;
/** Texts that are counted separately in an interval. */
export const TEXTS_MAX = 256;

const OTHER_TEXTS = 'lines of other texts';

interface Seen {
  readonly level: 'warn' | 'error';
  count: number;
}

export function limitLog(log: Logger, clock: Clock): Logger {
  return limited(log, new Limiter(log, clock));
}

function limited(log: Logger, limiter: Limiter): Logger {
  return {
    debug: (message, fields) => log.debug(message, fields),
    info: (message, fields) => log.info(message, fields),
    warn: (message, fields) => {
      if (limiter.passes('warn', message)) log.warn(message, fields);
    },
    error: (message, fields) => {
      if (limiter.passes('error', message)) log.error(message, fields);
    },
    child: (fields: LogFields) => limited(log.child(fields), limiter),
  };
}

class Limiter {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();
  #endsAtMs = Number.NEGATIVE_INFINITY;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  passes(level: Seen['level'], text: string): boolean {
    this.#begin();
    const key = this.#seen.has(text) || this.#seen.size < TEXTS_MAX ? text : OTHER_TEXTS;
    const seen = this.#seen.get(key) ?? { level, count: 0 };
    if (seen.count === 0) this.#seen.set(key, seen);
    seen.count++;
    return seen.count <= SAME_LINES_MAX;
  }

  /** An interval begins with a line and ends by a timer, so an idle log needs no timer. */
  #begin(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#endsAtMs) return;
    this.#tellRest();
    this.#endsAtMs = nowMs + SAME_LINES_MS;
    this.#clock.after(SAME_LINES_MS, () => this.#tellRest());
  }

  #tellRest(): void {
    for (const [text, { level, count }] of this.#seen) {
      if (count > SAME_LINES_MAX) this.#log[level](text, { moreOfThese: count - SAME_LINES_MAX });
    }
    this.#seen.clear();
  }
}
