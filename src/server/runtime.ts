// What a process takes from the machine that it runs on. Tests replace any part of it.
import {
  type Clock,
  Counters,
  type Logger,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '../base/index.ts';
import { createDefaultIo, type Io } from '../reactor/index.ts';
import type { Config } from './config.ts';

export interface Runtime {
  readonly io: Io;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly counters: Counters;
}

/** The given parts, and those of this machine for the others. */
export function runtimeOf(given: Partial<Runtime>, { io, poller }: Pick<Config, 'io' | 'poller'>): Runtime {
  const { clock = systemClock, random = systemRandom, log = silentLogger, counters = new Counters() } = given;
  return { clock, random, log, counters, io: given.io ?? createDefaultIo({ counters, log, body: io, poller }) };
}
