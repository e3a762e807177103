// Compiles the benchmarks' C programs, into a folder that git ignores, when they are missing or older than their
// source. Null, with a line on standard error, where there is no compiler: the benchmarks then leave out what needs
// them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const SOURCE = join(import.meta.dirname, '..', 'floor');
const TARGET = join(import.meta.dirname, '..', '..', 'build', 'bench');
const FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror'];
const SOURCES = {
  echo: ['echo.c'],
  mirServer: ['mir-server.c'],
  load: ['load.c', 'peer.c', 'script.c', 'meter.c'],
  datagramEcho: ['datagram_echo.c'],
  datagramLoad: ['datagram_load.c', 'meter.c'],
  datagramSend: ['datagram_send.c'],
  mapFanout: ['map_fanout.c'],
  mapDrain: ['map_drain.c'],
} as const;
const HEADERS = ['peer.h', 'script.h', 'meter.h'];

/** Paths of the compiled programs. */
export type Programs = Readonly<Record<keyof typeof SOURCES, string>>;

export const NO_COMPILER =
  'there is no C compiler (cc) here, or this is not Linux; the floor and the load of this benchmark are written in C';

export function compilePrograms(): Programs | null {
  if (process.platform !== 'linux' || !hasCompiler()) return null;
  mkdirSync(TARGET, { recursive: true });
  return {
    echo: compile('echo'),
    load: compile('load'),
    mirServer: compile('mirServer'),
    datagramEcho: compile('datagramEcho'),
    datagramLoad: compile('datagramLoad'),
    datagramSend: compile('datagramSend'),
    mapFanout: compile('mapFanout'),
    mapDrain: compile('mapDrain'),
  };
}

function hasCompiler(): boolean {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function compile(name: keyof typeof SOURCES): string {
  const target = join(TARGET, name);
  const sources = SOURCES[name].map((file) => join(SOURCE, file));
  const newest = Math.max(...[...sources, ...HEADERS.map((file) => join(SOURCE, file))].map(modifiedMs));
  if (modifiedMs(target) > newest) return target;
  // Renamed into place, so that two concurrent runs never start half a program.
  const fresh = `${target}.${process.pid}`;
  execFileSync('cc', [...FLAGS, '-o', fresh, ...sources], { stdio: ['ignore', 'inherit', 'inherit'] });
  renameSync(fresh, target);
  return target;
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
