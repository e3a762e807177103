// Signals that end a command: the first is a request, a later one an order. One Ctrl-C can arrive twice, since a
// terminal signals every process of the command, and the process that started ours passes its signal on; a second
// signal within ECHO_MS counts as the same one.
import process from 'node:process';

/** Longer than passing a signal on takes, shorter than a person takes to press again. */
const ECHO_MS = 500;

interface StopHandlers {
  readonly first: (signal: NodeJS.Signals) => void;
  readonly again: (signal: NodeJS.Signals) => void;
}

/** Returns a function that stops listening. */
export function onStopSignals(signals: readonly NodeJS.Signals[], { first, again }: StopHandlers): () => void {
  let firstMs: number | null = null;
  const heard = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (firstMs === null) {
      firstMs = nowMs;
      first(signal);
    } else if (nowMs - firstMs > ECHO_MS) again(signal);
  };
  for (const signal of signals) process.on(signal, heard);
  return () => {
    for (const signal of signals) process.off(signal, heard);
  };
}

/** Runs work that the first of these signals asks to end; a later one ends the process with `code`. */
export async function interruptible<Result>(
  { signals, code }: { readonly signals: readonly NodeJS.Signals[]; readonly code: number },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const forget = onStopSignals(signals, { first: () => controller.abort(), again: () => process.exit(code) });
  try {
    return await work(controller.signal);
  } finally {
    forget();
  }
}
