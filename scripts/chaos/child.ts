// `jadegate COMMAND`, or another program, as a child process that may be killed at any moment, on a directory that outlives it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export class Child {
  /** Resolves with the ready line; null when the process ended first, or began with another line. */
  readonly ready: Promise<string | null>;
  /** Lines of its log. */
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  /** Resolves with the exit code; null after a signal. */
  readonly ended: Promise<number | null>;

  constructor(args: readonly string[], settings: Readonly<Record<string, string>> = {}, program = MAIN) {
    const env = { ...process.env, ...settings };
    this.#child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null);
    const { promise, resolve } = Promise.withResolvers<string | null>();
    this.ready = promise;
    void this.ended.then(() => resolve(null));
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('a child has pipes');
    createInterface({ input: stdout }).on('line', (line) => resolve(line.includes(' ready ') ? line : null));
    createInterface({ input: stderr }).on('line', (line) => this.errors.push(line));
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Stops it in order. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }
}
