// The log as text for a developer at a terminal: a line with time, level, message and fields, then the stack of an error as it
// was written. Foreign text cannot control the terminal.
import { LOG_LEVELS, type LogFields, type Logger, type LogLevel, messageOf } from '../base/index.ts';
import { showable } from './showable.ts';

const STACK = 'stack';
const LEVEL_WIDTH = 5;
const INDENT = '    ';
/** From the hour to the millisecond, in `2026-01-31T12:34:56.789Z`. */
const TIME = [11, 23] as const;

export interface TextLoggerOptions {
  readonly level: LogLevel;
  readonly wallMs: () => number;
  readonly write: (text: string) => void;
}

export function createTextLogger(options: TextLoggerOptions, own: LogFields = {}): Logger {
  const { level: least, wallMs, write } = options;
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
      write(logText({ level, wallMs: wallMs(), message, fields: { ...own, ...fields } }));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => createTextLogger(options, { ...own, ...fields }),
  };
}

export interface LogEvent {
  readonly level: LogLevel;
  readonly wallMs: number;
  readonly message: string;
  readonly fields: LogFields;
}

/** The event as lines, each with its end. */
export function logText({ level, wallMs, message, fields }: LogEvent): string {
  const { [STACK]: stack, ...rest } = fields;
  const words = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${word(value)}`],
  );
  const time = new Date(wallMs).toISOString().slice(...TIME);
  const head = [time, level.toUpperCase().padEnd(LEVEL_WIDTH), message, ...words].join(' ');
  const lines = typeof stack === 'string' ? stack.split('\n').map((line) => INDENT + showable(line)) : [];
  return [showable(head), ...lines, ''].join('\n');
}

function word(value: unknown): string {
  const plain = plainValue(value);
  return typeof plain === 'string' && /^[^\s"=]+$/.test(plain) ? plain : JSON.stringify(plain);
}

/** A value in JSON's types: an id as decimal text, an error as its message (its properties would all be lost). */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? messageOf(value) : value;
}
