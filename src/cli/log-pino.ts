// The log on standard error, by pino: one JSON object a line. Standard output is for results. Floods of one warning are
// limited.
import { pino } from 'pino';
import { type LogFields, type Logger, type LogLevel, limitLog, messageOf, systemClock } from '../base/index.ts';

export function createPinoLogger(options: { readonly level: LogLevel }): Logger {
  const destination = pino.destination({ fd: 2, sync: true });
  const level = (label: string): object => ({ level: label });
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level },
  };
  return limitLog(wrap(pino(settings, destination)), systemClock);
}

function wrap(inner: pino.Logger): Logger {
  return {
    debug: (message, fields) => inner.debug(plain(fields), message),
    info: (message, fields) => inner.info(plain(fields), message),
    warn: (message, fields) => inner.warn(plain(fields), message),
    error: (message, fields) => inner.error(plain(fields), message),
    child: (fields: LogFields) => wrap(inner.child(plain(fields))),
  };
}

/** Fields in JSON's types: ids as decimal text, an error as its message (its properties would all be lost). */
function plain(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? messageOf(value) : value;
}
