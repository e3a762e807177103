// The bodies of `Io` for servers of benchmarks, by name. Null where the native one is not available, after printing the
// line by which `Served` leaves a server out.
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

/** Whether server processes can use the native body; prints why when they cannot. */
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
