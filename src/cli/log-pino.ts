// The log on standard error, by pino: one JSON object a line, so that standard output stays for results; or as text for a
// developer. A flood of one warning is cut short. Trouble with the destination (full, slow, gone) costs lines, never the server: see LineWriter.
import process from 'node:process';
import { isatty } from 'node:tty';
import type { pino } from 'pino';
import {
  type Counters,
  LineWriter,
  LOG_LEVELS,
  type LogFields,
  type LogFormat,
  type Logger,
  type LogLevel,
  limitLog,
  loadLibrary,
  systemClock,
} from '../base/index.ts';
import { createTextLogger, logText, plainValue } from './log-text.ts';
import { openStandardError, STANDARD_ERROR } from './standard-error-node.ts';

/** How long the end of a process waits for a reader that has fallen behind: enough for one that reads at all. */
const FINAL_FLUSH_MS = 500;
const FINAL_FLUSH_STEP_MS = 5;

export interface PinoLoggerOptions {
  readonly level: LogLevel;
  /** Counts dropped lines, for `status`. */
  readonly counters?: Counters;
  /** Text for people instead of JSON. */
  readonly isText?: boolean;
}

/** Whether the log is text: `auto` means text for a developer at a terminal. */
export function isLogText(
  { log, dev }: { readonly log: { readonly format: LogFormat }; readonly dev: boolean },
  isTerminal = isatty(STANDARD_ERROR),
): boolean {
  return log.format === 'auto' ? dev && isTerminal : log.format === 'text';
}

export function createPinoLogger({ level, counters, isText = false }: PinoLoggerOptions): Logger {
  const destination = createDestination(counters, isText);
  if (isText) {
    const write = (text: string): void => destination.write(text);
    return limitLog(createTextLogger({ level, wallMs: () => systemClock.wallMs(), write }), systemClock);
  }
  // The library is loaded with the first line: many commands write none.
  const open = once(() => {
    const library = loadLibrary<{ readonly pino: typeof pino }>('pino').pino;
    const timestamp = library.stdTimeFunctions.isoTime;
    const formatters = { level: (label: string): object => ({ level: label }) };
    return library({ level, base: null, timestamp, formatters }, destination);
  });
  return limitLog(wrap(open, level), systemClock);
}

function createDestination(counters: Counters | undefined, isText: boolean): LineWriter {
  const dropped = counters?.counter('log_lines_dropped');
  const writer = new LineWriter({
    write: openStandardError(),
    clock: systemClock,
    droppedLine: (lineCount) => droppedLine(lineCount, isText),
    ...(dropped === undefined ? {} : { onDrop: () => dropped.add() }),
  });
  process.once('exit', () => flushAtEnd(writer));
  return writer;
}

function droppedLine(lineCount: number, isText: boolean): string {
  const message = 'lines of the log were dropped here: their destination (standard error) was full, slow or gone';
  const wallMs = systemClock.wallMs();
  if (isText) return logText({ level: 'warn', wallMs, message, fields: { lineCount } });
  return `${JSON.stringify({ level: 'warn', time: new Date(wallMs).toISOString(), lineCount, msg: message })}\n`;
}

/** No timer fires any more when a process exits, so this waits on the spot. */
function flushAtEnd(writer: LineWriter): void {
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const endMs = systemClock.monotonicMs() + FINAL_FLUSH_MS;
  while (!writer.flush() && systemClock.monotonicMs() < endMs) Atomics.wait(never, 0, 0, FINAL_FLUSH_STEP_MS);
}

function wrap(open: () => pino.Logger, least: LogLevel): Logger {
  const at =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields?: LogFields): void => {
      if (LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)) open()[level](plain(fields), message);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) =>
      wrap(
        once(() => open().child(plain(fields))),
        least,
      ),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

/** Fields in JSON's types. */
function plain(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));
}
