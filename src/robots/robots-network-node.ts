// The network of a run on this machine. With cuts it lies on one that takes connections away.
import { Counters, SeededRandom, silentLogger, systemClock } from '../base/index.ts';
import { createClientReactor } from '../client/index.ts';
import { createDefaultIo } from '../reactor/index.ts';
import { CuttingIo } from './cut/index.ts';
import type { RobotsDependencies, RobotsOptions } from './run-robots.ts';

/** The caller stops its reactor. */
export function createRobotsNetwork({
  cutPerSecond,
  seed = 1,
}: Pick<RobotsOptions, 'cutPerSecond' | 'seed'>): Pick<RobotsDependencies, 'cuts' | 'reactor'> {
  if (cutPerSecond === undefined) return { reactor: createClientReactor() };
  const io = createDefaultIo({ counters: new Counters(), log: silentLogger });
  const cuts = new CuttingIo({ io, clock: systemClock, random: new SeededRandom(seed) });
  return { reactor: createClientReactor(systemClock, cuts), cuts };
}
