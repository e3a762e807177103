// Starts the program of native/models, which npm builds at install. Server and load are separate processes, so a fault
// in one row leaves the next alone. They end when their standard input ends, and so also when this process dies.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { messageOf } from '../base/index.ts';
import { IoModelsError } from './io-models-error.ts';
import { ROW_MS_MAX, STDERR_CHARS_MAX } from './limits.ts';
import type { End, LoadCounts, LoadGreeting, Program, ServerCounts, ServerGreeting } from './program.ts';

export const MODELS_PROGRAM = join(import.meta.dirname, '..', '..', 'native', 'build', 'io-models');

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Throws `IoModelsError` `program-missing`, which says what to do. */
export function findProgram(path: string = MODELS_PROGRAM): Program {
  if (process.platform !== 'linux') {
    throw new IoModelsError('program-missing', `the I/O models run on Linux only; this system is ${process.platform}`);
  }
  if (!existsSync(path)) {
    throw new IoModelsError(
      'program-missing',
      `${path} does not exist: npm builds it when it finds a C++ compiler (c++). Install one, then run "npm run native" here, ` +
        'or "npm rebuild jadegate" in a project that uses jadegate',
    );
  }
  return {
    serve: async (model) => await open<ServerGreeting, ServerCounts>(path, ['serve', model]),
    load: async (port, { idle, burst }) =>
      await open<LoadGreeting, LoadCounts>(path, ['load', String(port), String(idle), String(burst)]),
  };
}

async function open<Greeting, Counts>(path: string, args: readonly string[]): Promise<End<Greeting, Counts>> {
  const child: Child = spawn(path, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: ROW_MS_MAX,
    killSignal: 'SIGKILL',
  });
  const closed = once(child, 'close');
  // The missing answer reports both.
  closed.catch(() => {});
  child.stdin.on('error', () => {});
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-STDERR_CHARS_MAX);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { done, value } = await lines.next();
    if (done !== true) return JSON.parse(value);
    throw new IoModelsError(
      'program-failed',
      `the program (${args.join(' ')}) ${await endOf(closed, () => complaint)}`,
    );
  };
  return {
    // The program is built from this tree; native/models/main.cc and load.cc print these lines.
    greeting: (await next()) as Greeting,
    ask: async () => {
      child.stdin.write('\n');
      return (await next()) as Counts;
    },
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

/** `complaint` is called after the end: before it, the text may be incomplete. */
async function endOf(closed: Promise<unknown>, complaint: () => string): Promise<string> {
  try {
    const [code, signal] = (await closed) as [number | null, string | null];
    const how =
      code === null ? `was killed by ${signal}, or took more than ${ROW_MS_MAX / 1_000} s` : `ended with ${code}`;
    const words = complaint().trim();
    return words === '' ? how : `${how}: ${words}`;
  } catch (error) {
    return `did not start: ${messageOf(error)}`;
  }
}
