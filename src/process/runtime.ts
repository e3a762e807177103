// How a process is put together: what it runs on (clock, randomness, log, counters, network) and a stack of all that was opened.
// Parts are closed in the opposite order, when the process stops and when its start fails half-way.
import {
  type Clock,
  Counters,
  type Logger,
  messageOf,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '../base/index.ts';
import {
  createDefaultIo,
  createReactor,
  type InheritedPorts,
  type Io,
  type IoBody,
  type PollerName,
  type Reactor,
} from '../reactor/index.ts';

import { type DescriptorCount, describeShortage, planDescriptors } from './descriptors.ts';
import { countDescriptors } from './descriptors-node.ts';

export interface RuntimeOptions {
  /** Which body of the network is used. */
  readonly config: { readonly io: IoBody; readonly poller: PollerName };
  /** A body itself, for tests and benchmarks. */
  readonly io?: Io;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  readonly counters?: Counters;
  /** What the system says; null where it says nothing. */
  readonly countDescriptors?: () => DescriptorCount | null;
}

export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly counters: Counters;
  /** What was opened so far; the last part is closed first. */
  readonly opened: AsyncDisposableStack;
  /**
   * After the store and other files are open, so that the reactor leaves them the descriptors that they need. `share` is its part of the
   * free ones; all when left out.
   */
  openReactor(share?: number, inherited?: InheritedPorts): Reactor;
  /** How many connections a listener may take by the system's limit of open files; one line in the log says when it is less. */
  connectionsMax(wanted: { readonly setting: string; readonly connectionsMax: number }, share?: number): number;
}

/** Puts a process together. `stop` closes all that was opened, once. When `open` throws, all of it is closed already. */
export async function startProcess<Parts extends object>(
  options: RuntimeOptions,
  open: (runtime: Runtime) => Promise<Parts>,
): Promise<Parts & { stop(): Promise<void> }> {
  const runtime = createRuntime(options);
  const { opened, log } = runtime;
  try {
    const parts = await open(runtime);
    let stopped: Promise<void> | null = null;
    return {
      ...parts,
      stop() {
        stopped ??= closeAll(opened, log);
        return stopped;
      },
    };
  } catch (error) {
    await closeAll(opened, log).catch((thrown: unknown) => log.error(`closing failed: ${messageOf(thrown)}`));
    throw error;
  }
}

function createRuntime(options: RuntimeOptions): Runtime {
  const { config, clock = systemClock, random = systemRandom, log = silentLogger, counters = new Counters() } = options;
  const opened = new AsyncDisposableStack();
  const countOpen = options.countDescriptors ?? (options.io === undefined ? countDescriptors : () => null);
  let count: DescriptorCount | null = null;
  const openReactor = (share = 1, inherited?: InheritedPorts): Reactor => {
    const io = options.io ?? createDefaultIo({ counters, log, body: config.io, poller: config.poller });
    count = countOpen();
    const reactor = createReactor({
      io,
      clock,
      counters,
      log,
      ...(count === null ? {} : planDescriptors(count, share)),
      ...(inherited === undefined ? {} : { inherited }),
    });
    opened.defer(() => reactor.stop());
    return reactor;
  };
  const connectionsMax: Runtime['connectionsMax'] = (wanted, share = 1) => {
    if (count === null) return wanted.connectionsMax;
    const plan = planDescriptors(count, share);
    const shortage = describeShortage(count, plan, wanted);
    if (shortage !== null) log.warn(shortage);
    return Math.min(wanted.connectionsMax, plan.connectionsMax);
  };
  return { clock, random, log, counters, opened, openReactor, connectionsMax };
}

/** Closes every part, whichever fails. Throws the first failure; the others are logged. */
async function closeAll(opened: AsyncDisposableStack, log: Logger): Promise<void> {
  try {
    await opened.disposeAsync();
  } catch (thrown) {
    let error: unknown = thrown;
    for (; error instanceof SuppressedError; error = error.suppressed) {
      log.error(`closing failed: ${messageOf(error.error)}`);
    }
    throw error;
  }
}
