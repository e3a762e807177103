// A server as an operator starts it: a process of its own on a data directory, which a test may kill at any moment.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';

const BIN = fileURLToPath(new URL('../../bin/jadegate.js', import.meta.url));
const READY = /^jadegate ready gate=(?:tcp|tls):\/\/127\.0\.0\.1:(\d+) store=(\S+)$/;

export interface ProcessOptions {
  /** How many descriptors it may have; as many as this process when left out. */
  readonly descriptorsMax?: number;
  /** What it logs; errors alone when left out. */
  readonly log?: 'warn' | 'error';
}

export class ServerProcess {
  readonly port: number;
  readonly pid: number;
  /** What it wrote to standard error: warnings and errors of its log. */
  readonly complaints: string[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, complaints: string[]) {
    assert(child.pid !== undefined);
    this.#child = child;
    this.pid = child.pid;
    this.port = port;
    this.complaints = complaints;
  }

  /** Starts one on `directory` and kills it while it is on its way, or just there. */
  static async startAndKill(directory: string, afterMs: number): Promise<void> {
    const child = launch(directory);
    const exited = once(child, 'exit');
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    await exited;
  }

  /** Starts one on `directory`, and waits until it says that it is ready. */
  static async start(directory: string, options: ProcessOptions = {}): Promise<ServerProcess> {
    const child = launch(directory, options);
    const complaints: string[] = [];
    assert(child.stdout !== null && child.stderr !== null);
    createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = READY.exec(line);
      assert(ready !== null, `the first line says that it is ready, not: ${line}`);
      return new ServerProcess(child, Number(ready[1]), complaints);
    }
    return assert.fail(`the server did not start: ${complaints.join('\n')}`);
  }

  /** Ends it between two instructions, as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited();
  }

  /** Asks it to end; gives its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#exited();
    return this.#child.exitCode;
  }

  /** Waits until it ends by itself. */
  async exitCode(): Promise<number | null> {
    await this.#exited();
    return this.#child.exitCode;
  }

  async #exited(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }
}

function launch(directory: string, { descriptorsMax, log = 'error' }: ProcessOptions = {}): ChildProcess {
  const args = [process.execPath, BIN, 'start', '--dev', '--port', '0', '--data', directory, '--log', log];
  // In the data directory, where a configuration file lies only if the test put it there; without settings in the environment.
  const limit = descriptorsMax === undefined ? '' : `ulimit -n ${descriptorsMax}; `;
  return spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...args], {
    cwd: directory,
    env: BARE_ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
