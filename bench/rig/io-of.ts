// The bodies of `Io` that servers of benchmarks stand on, by their names. Where the native one is not to be had, null, after
// the line with which a server says so to `Served`.
import { Counters, silentLogger } from '../../src/base/index.ts';
import { createDefaultIo, type Io, ReactorError } from '../../src/reactor/index.ts';

export type BodyName = 'native' | 'node';

export function ioOf(body: BodyName): Io | null {
  try {
    return createDefaultIo({ counters: new Counters(), log: silentLogger, body });
  } catch (error) {
    if (!(error instanceof ReactorError)) throw error;
    console.log(`unavailable: ${error.message}`);
    return null;
  }
}

/** Whether servers in processes of their own can have the native body; says why when not. */
export function hasNative(): boolean {
  try {
    void createDefaultIo({ counters: new Counters(), log: silentLogger, body: 'native' }).stop();
    return true;
  } catch (error) {
    if (!(error instanceof ReactorError)) throw error;
    console.error(`the native I/O is left out: ${error.message}`);
    return false;
  }
}
