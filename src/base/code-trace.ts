// Which module's code began what runs now: kept across awaits, promises and timers, so that an error that nobody awaited
// still names its module. Code that no module began has no trace.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

export interface CodeTrace {
  readonly module: string;
  /** The handler, hook, task, timer or command: `the handler of dig_c2s`. */
  readonly place: string;
}

const traces = new AsyncLocalStorage<CodeTrace>();

/** The trace of what runs now, or null. */
export function currentTrace(): CodeTrace | null {
  return traces.getStore() ?? null;
}

/** Runs `code` with that trace. For all but the packet path. */
export function runTraced<Result>(trace: CodeTrace, code: () => Result): Result {
  return traces.run(trace, code);
}

/** The same for code that runs for each packet: `run` allocates nothing. */
export class TracedCode {
  readonly trace: CodeTrace;
  readonly #resource: AsyncResource;

  constructor(trace: CodeTrace) {
    this.trace = trace;
    this.#resource = traces.run(trace, () => new AsyncResource('JadegateModule', { requireManualDestroy: true }));
  }

  run<A, B, Result>(code: (a: A, b: B) => Result, a: A, b: B): Result {
    return this.#resource.runInAsyncScope(code, null, a, b);
  }
}
