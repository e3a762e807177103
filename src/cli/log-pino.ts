// The log on standard error, by pino: one JSON object a line, so that standard output stays for results. A flood of one
// warning is cut short. Trouble with the destination (full, slow, gone) costs lines, never the server: see LineWriter.
import process from 'node:process';
import { pino } from 'pino';
import {
  type Counters,
  LineWriter,
  type LogFields,
  type Logger,
  type LogLevel,
  limitLog,
  messageOf,
  systemClock,
} from '../base/index.ts';
import { openStandardError } from './standard-error-node.ts';

/** How long the end of a process waits for a reader that has fallen behind: enough for one that reads at all. */
const FINAL_FLUSH_MS = 500;
const FINAL_FLUSH_STEP_MS = 5;

export interface PinoLoggerOptions {
  readonly level: LogLevel;
  /** Counts dropped lines, for `status`. */
  readonly counters?: Counters;
}

export function createPinoLogger({ level, counters }: PinoLoggerOptions): Logger {
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string): object => ({ level: label }) },
  };
  return limitLog(wrap(pino(settings, createDestination(counters))), systemClock);
}

function createDestination(counters: Counters | undefined): LineWriter {
  const dropped = counters?.counter('log_lines_dropped');
  const writer = new LineWriter({
    write: openStandardError(),
    clock: systemClock,
    droppedLine,
    ...(dropped === undefined ? {} : { onDrop: () => dropped.add() }),
  });
  process.once('exit', () => flushAtEnd(writer));
  return writer;
}

function droppedLine(lineCount: number): string {
  const msg = 'lines of the log were dropped here: their destination (standard error) was full, slow or gone';
  return `${JSON.stringify({ level: 'warn', time: new Date(systemClock.wallMs()).toISOString(), lineCount, msg })}\n`;
}

/** No timer fires any more when a process exits, so this waits on the spot. */
function flushAtEnd(writer: LineWriter): void {
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const endMs = systemClock.monotonicMs() + FINAL_FLUSH_MS;
  while (!writer.flush() && systemClock.monotonicMs() < endMs) Atomics.wait(never, 0, 0, FINAL_FLUSH_STEP_MS);
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
