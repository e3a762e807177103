// Time as a parameter. Only `clock-system.ts` reads the machine's clock; all other code receives a `Clock`, so that a
// simulation can run a day in a second and a test need not wait.

/** Stops a timer. Calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. For deadlines and durations. */
  monotonicMs(): number;
  /** Milliseconds since 1970-01-01T00:00Z. For times that are stored or compared with other machines; may jump. */
  wallMs(): number;
  /** Calls `callback` once, `delayMs` or more from now. Does not keep the process alive. */
  after(delayMs: number, callback: () => void): Cancel;
  /** Calls `callback` each `periodMs` until cancelled. Does not keep the process alive. */
  every(periodMs: number, callback: () => void): Cancel;
}

/** Resolves after `delayMs` on `clock`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(delayMs, resolve);
  return promise;
}

/** Waits for `work`, at most `withinMs`. Whether it took longer; then it goes on by itself. Rejects as `work` does. */
export async function isLate(clock: Clock, withinMs: number, work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const cancel = clock.after(withinMs, () => late.resolve(true));
  try {
    return await Promise.race([work.then(() => false), late.promise]);
  } finally {
    cancel();
  }
}
