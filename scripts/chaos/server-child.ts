// The server as a child process, on a directory that outlives it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const READY = /gate=(tcp:\/\/\S+)/;

export interface ChildOptions {
  readonly directory: string;
  readonly store?: string;
}

export class ServerChild {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  /** Settles with where players connect; null when it ended before. */
  readonly ready: Promise<string | null>;
  /** Errors of its log. */
  readonly errors: string[] = [];

  constructor({ directory, store }: ChildOptions) {
    const config = join(ROOT, 'templates/game/jadegate.config.ts');
    const args = ['start', '--dev', '--config', config, '--data', directory, '--port', '0', '--log', 'error'];
    const env = {
      ...process.env,
      // Roles are in every stage of being written behind when the server is killed.
      JADEGATE_LIVE_FLUSH_SECONDS: '0.3',
      ...(store === undefined ? {} : { JADEGATE_STORE: store }),
    };
    this.#child = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    const { promise, resolve } = Promise.withResolvers<string | null>();
    this.ready = promise;
    void this.#ended.then(() => resolve(null));
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('a child has pipes');
    createInterface({ input: stdout }).on('line', (line) => resolve(READY.exec(line)?.[1] ?? null));
    createInterface({ input: stderr }).on('line', (line) => this.errors.push(line));
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Stops it in order. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
