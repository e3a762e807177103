// The servers of a benchmark, by name: the command of each, and a function that starts them all. A quick run leaves the
// node body out, and a smoke run most servers.
import { join } from 'node:path';
import process from 'node:process';
import type { BenchOptions } from '../main.ts';
import { Served } from './served.ts';

/** Commands that start servers, by the names of the figures; the floor first. */
export type LineUp = Readonly<Record<string, readonly string[]>>;

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'jadegate.js');

const SMOKE: readonly string[] = ['c', 'package', 'native', 'gate on native', 'selgate on native'];

/** The command of a server in TypeScript; `kind` is its argument. */
export function nodeCommand(file: string, kind: string): readonly string[] {
  return [process.execPath, file, kind];
}

/** The command of a service, as a user starts it. */
export function serveCommand(service: string, flags: readonly string[] = []): readonly string[] {
  return [process.execPath, BIN, 'serve', service, '--port', '0', '--log', 'warn', ...flags];
}

export function chosenOf(lineUp: LineUp, { smoke, quick }: BenchOptions): LineUp {
  const isChosen = (name: string): boolean => (smoke ? SMOKE.includes(name) : !quick || !/\bnode$/.test(name));
  return Object.fromEntries(Object.entries(lineUp).filter(([name]) => isChosen(name)));
}

/** Starts all servers and returns those that are available here. When one fails, all are stopped. */
export async function startAll(lineUp: LineUp): Promise<readonly Served[]> {
  const tried = await Promise.allSettled(Object.entries(lineUp).map(([name, command]) => Served.start(name, command)));
  const started = tried.flatMap((each) => (each.status === 'fulfilled' && each.value !== null ? [each.value] : []));
  const failed = tried.find((each) => each.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map((server) => server.stop()));
  throw failed.reason;
}
