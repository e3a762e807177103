// The native body of `Io`, or null where it is not: the reactor may be older than it, or the addon was not built.
import { Counters, silentLogger } from '../../src/base/index.ts';
import type { Io } from '../../src/reactor/index.ts';
import * as reactor from '../../src/reactor/index.ts';

type CreateDefaultIo = (options: {
  readonly counters: Counters;
  readonly log: typeof silentLogger;
}) => Io | Promise<Io>;

export async function nativeIo(): Promise<Io | null> {
  const create = (reactor as Readonly<Record<string, unknown>>)['createDefaultIo'];
  if (typeof create !== 'function') return null;
  const io = await (create as CreateDefaultIo)({ counters: new Counters(), log: silentLogger });
  return io.name === 'native' ? io : null;
}
