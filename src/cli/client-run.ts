// What the commands that play clients share: they stay alive until they are done, end with a code that says how far they came, and
// draw their progress on one line of a terminal.
import process from 'node:process';
import { CodedError } from '../base/index.ts';
import { interruptible } from './stop-signals.ts';

/** `failed`: something happened that should not. `unusable`: nothing could be done at all. */
export const EXIT = { ok: 0, failed: 1, unusable: 2 } as const;
/**
 * Node keeps a process alive for sockets and these timers, but not for the clock's timers; this is the longest period.
 */
const KEEP_ALIVE_MS = 2 ** 31 - 1;

export function keepAlive(): NodeJS.Timeout {
  return setInterval(() => {}, KEEP_ALIVE_MS);
}

/** Resolves to the exit code. An expected error prints one line with the command's name. */
export async function runClients(name: string, work: () => Promise<number>): Promise<number> {
  const timer = keepAlive();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    process.stderr.write(`jadegate ${name}: ${error.message}\n`);
    return EXIT.unusable;
  } finally {
    clearInterval(timer);
  }
}

/** Like `runClients`, for a run that the first Ctrl-C ends with the figures so far; another one, later, ends the process. */
export function runRobotsUntilInterrupted(
  name: string,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  return runClients(name, () =>
    interruptible({ signals: ['SIGINT'], code: EXIT.unusable }, work).finally(clearProgress),
  );
}

/** A drawer of progress, where there is a terminal. */
export function progressDrawer<Progress>(format: (progress: Progress) => string): {
  readonly onProgress?: (progress: Progress) => void;
} {
  if (!process.stderr.isTTY) return {};
  return { onProgress: (progress) => redraw(format(progress).slice(0, (process.stderr.columns ?? 80) - 1)) };
}

/** Writes the last line of the terminal anew. */
export function redraw(text: string): void {
  process.stderr.write(`\r\x1b[K${text}`);
}

export function clearProgress(): void {
  if (process.stderr.isTTY) redraw('');
}
