// What all gates, servers and links of Mir run on.
import type { Clock, Counters, Logger, Random } from '../../base/index.ts';
import type { Reactor } from '../../reactor/index.ts';

export interface MirParts {
  readonly reactor: Reactor;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly log: Logger;
}
