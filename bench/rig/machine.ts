// The machine of the figures, and the use of its cores: one for the server, one for the load, where there are two.
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release } from 'node:os';
import process from 'node:process';

const SERVER_CORE = 0;
const LOAD_CORE = 1;
/** More than 50,000 connections need. */
const DESCRIPTORS_WANTED = 60_000;
/** For a server's own use, beside its connections. */
const DESCRIPTORS_SPARE = 100;

const canPin = availableParallelism() > LOAD_CORE && run('taskset', ['--version']) !== null;

export function machineFigures(): Readonly<Record<string, string>> {
  const cores = canPin ? 'server on core 0, load on core 1' : 'server and load share all cores: ratios are rough';
  return {
    hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    kernel: release(),
    node: process.version,
    cores,
  };
}

export type Core = 'server' | 'load' | 'all';

/**
 * The command prefix that binds a program to its core, unless it may use all, and raises its limit of descriptors as
 * far as the system allows.
 */
export function onCore(core: Core, command: readonly string[]): readonly string[] {
  const pin = canPin && core !== 'all' ? ['taskset', '-c', String(core === 'server' ? SERVER_CORE : LOAD_CORE)] : [];
  return ['sh', '-c', `ulimit -n ${DESCRIPTORS_WANTED} 2>/dev/null; exec "$@"`, 'sh', ...pin, ...command];
}

/** How many of the wanted connections fit into the descriptors of one process. */
export function connectionsAllowed(wanted: number): number {
  const limit = execFileSync('sh', ['-c', `ulimit -n ${DESCRIPTORS_WANTED} 2>/dev/null; ulimit -n`])
    .toString()
    .trim();
  return limit === 'unlimited' ? wanted : Math.min(wanted, Number(limit) - DESCRIPTORS_SPARE);
}

/** The output of a command, or null when it is missing or fails. */
function run(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  } catch {
    return null;
  }
}
