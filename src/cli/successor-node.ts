// Starts the process that takes over from this one, with the same arguments and environment, and lets this one end in its favour.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { systemClock } from '../base/index.ts';
import { HandoverChannel } from '../handover/index.ts';
import { handoverAddon, NativeHandoverPipe } from '../reactor/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { descriptorsOf, type Predecessor, type Successor, type SuccessorOptions } from '../server/index.ts';
import { notifySystemd } from './systemd-node.ts';

/** Set for a process that takes over: the number of the descriptor of its end of the pair. */
const HANDOVER = 'JADEGATE_HANDOVER';
const HANDOVER_DESCRIPTOR = 3;
/** Lines of the new server's log that are kept for the report of a failure. */
const LINES_MAX = 20;
/** How long a process that has ended may still have lines on their way, in milliseconds. */
const LAST_LINE_MS_MAX = 200;
/** Signals that a process passes on to the one that took over from it. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const;
const PLACES = ['bin/jadegate.js', 'node_modules/jadegate/bin/jadegate.js'];

/** The server that this process takes over from; null for an ordinary start. */
export function findPredecessor(): Predecessor | null {
  const descriptor = process.env[HANDOVER];
  delete process.env[HANDOVER];
  if (descriptor === undefined) return null;
  const addon = handoverAddon();
  const channel = new HandoverChannel(new NativeHandoverPipe(addon, Number(descriptor)), systemClock);
  const gaveUp = (reason: string): never => {
    process.stderr.write(`jadegate: this server did not take over: ${reason}\n`);
    process.exit(1);
  };
  return { channel, descriptors: descriptorsOf(addon), gaveUp };
}

/** Where this process was started, as the shell wrote it: a link to a release may point to another one by now. */
const startedIn = logicalDirectory();

export async function startSuccessor({ to, descriptor }: SuccessorOptions): Promise<Successor> {
  const program = programOf(to);
  const child = spawn(nodeFor(program), [...process.execArgv, program, ...process.argv.slice(2)], {
    cwd: startedIn,
    env: { ...process.env, [HANDOVER]: String(HANDOVER_DESCRIPTOR) },
    stdio: ['inherit', 'inherit', 'pipe', descriptor],
  });
  await started(child, program);
  return successorOf(child);
}

/** The program of the new release. */
function programOf(to: string | null): string {
  // Not where it really lies: a link to the present release leads to the new one by now.
  if (to === null) return process.argv[1] ?? '';
  const path = resolve(startedIn, to);
  const found = [path, ...PLACES.map((place) => join(path, place))].find(
    (candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true,
  );
  if (found !== undefined) return found;
  throw new ConfigError('refused', `${path} has no jadegate: neither ${PLACES.join(' nor ')} is there`);
}

/** The Node that the new release brings along, as bin/jadegate.js would choose it, or this one. */
function nodeFor(program: string): string {
  try {
    const node = join(dirname(createRequire(program).resolve('node/package.json')), 'bin', 'node');
    return existsSync(node) ? node : process.execPath;
  } catch {
    return process.execPath;
  }
}

function logicalDirectory(): string {
  const { PWD } = process.env;
  try {
    return PWD !== undefined && realpathSync(PWD) === process.cwd() ? PWD : process.cwd();
  } catch {
    return process.cwd();
  }
}

function started(child: ChildProcess, program: string): Promise<void> {
  return new Promise((done, failed) => {
    child.once('spawn', done);
    child.once('error', (error) => {
      failed(new ConfigError('refused', `${program} cannot be started: ${error.message}`, { cause: error }));
    });
  });
}

function successorOf(child: ChildProcess): Successor {
  const lines: string[] = [];
  if (child.stderr !== null) {
    // Until it serves, its log passes through here.
    createInterface({ input: child.stderr }).on('line', (line) => {
      process.stderr.write(`${line}\n`);
      lines.push(line);
      if (lines.length > LINES_MAX) lines.shift();
    });
  }
  const ended = new Promise<string>((done) => {
    child.once('exit', (code, signal) => {
      const tell = (): void => done(signal ?? `exit code ${code}`);
      // Behind its last line, which something that it started may keep from ending.
      child.stderr?.once('end', tell);
      systemClock.after(LAST_LINE_MS_MAX, tell);
    });
  });
  return {
    pid: child.pid ?? 0,
    kill: () => void child.kill('SIGKILL'),
    ended,
    lastLines: () => lines,
  };
}

/** Asks the process that took over to stop. Resolves when it has ended. */
export async function stopSuccessor({ pid, ended }: Successor): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
  await ended;
}

/**
 * Another process serves in the place of this one. A service manager that was told of it lets this process end; a shell, npx or another
 * supervisor waits for this process, which therefore stays as a small program that passes signals on, and ends with the new one.
 */
export function endFor({ pid, ended }: Successor): void {
  if (notifySystemd(`MAINPID=${pid}\nREADY=1\nSTATUS=upgraded`)) process.exit(0);
  const follower = new URL('../../bin/follow.js', import.meta.url).pathname;
  try {
    process.execve?.(process.execPath, [process.execPath, follower, String(pid)], {
      ...process.env,
    } as NodeJS.ProcessEnv);
  } catch {
    // Without that call this process itself stays.
  }
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => process.kill(pid, signal));
  }
  void ended.then((how) => process.exit(how === 'exit code 0' ? 0 : 1));
}
