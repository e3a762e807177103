// One part of a Mir server (LoginSrv, DBSrv or a gate) as a child process, on a directory and ports that outlive it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export const MIR_PARTS = ['loginsrv', 'dbsrv', 'logingate', 'selgate'] as const;
export type MirPartName = (typeof MIR_PARTS)[number];

/** Its log is of errors; of those, one that tells of a part that we killed is no fault. */
export class MirPart {
  readonly name: MirPartName;
  readonly errors: string[] = [];
  /** Whether it says that it is ready; false when it ended before. */
  readonly ready: Promise<boolean>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(name: MirPartName, directory: string) {
    this.name = name;
    const args = [MAIN, 'mir', name, '--config', join(directory, 'mir.json'), '--data', join(directory, 'data')];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.#child, 'close');
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.ready = promise;
    void this.#ended.then(() => resolve(false));
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('a child has pipes');
    createInterface({ input: stdout }).on('line', (line) => resolve(line.includes(' ready ')));
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
