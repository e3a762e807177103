// A server of a benchmark: a process on the server's core, which prints its port when it is ready: alone on a line, or
// at the end of an address.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { BARE_ENVIRONMENT } from '../../src/base/bare-environment.fixture.ts';
import { type Core, onCore } from './machine.ts';

const UNAVAILABLE = 'unavailable: ';

export class Served {
  readonly name: string;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(name: string, child: ChildProcess, port: number) {
    this.name = name;
    this.#child = child;
    this.port = port;
  }

  /** Starts `command`; null, after printing why, when its first line says that it is `unavailable: …` here. */
  static async start(name: string, command: readonly string[], core: Core = 'server'): Promise<Served | null> {
    const [program = '', ...args] = onCore(core, command);
    // Settings from npm and its scripts are for the benchmark, not for a server.
    const child = spawn(program, args, { env: BARE_ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith(UNAVAILABLE)) return new Served(name, child, Number(/(?:^|:)(\d+)(?= |$)/.exec(line)?.[1]));
      console.error(`${name} is left out: ${line.slice(UNAVAILABLE.length)}`);
      child.kill('SIGKILL');
      return null;
    }
    throw new Error(`The server ${name} of the benchmark did not start; its output is above.`);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Bytes of resident memory of the process; the kernel's memory for its sockets is not included. */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** CPU time of all its threads so far. */
  get cpuMs(): number {
    return cpuMsOf(this.pid);
  }

  async stop(): Promise<void> {
    // A process that died by itself has no further exit event.
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

/** CPU time of all threads of a process so far. */
export function cpuMsOf(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ns = tasks.map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]));
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
}
