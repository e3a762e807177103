// The server of `server.ts` in a process on the server's core, which is asked what it holds.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BARE_ENVIRONMENT } from '../../src/base/bare-environment.fixture.ts';
import { onCore } from '../rig/machine.ts';
import { cpuMsOf } from '../rig/served.ts';
import type { Look } from './server.ts';

const FILE = join(import.meta.dirname, 'server.ts');
const LOOK_MS = 200;
const UNTIL_MS_MAX = 60_000;
const SETTLE_MS = 1_500;
const SETTLE_LOOKS_MAX = 12;
/** A difference of less than one such part is none. */
const SETTLED_PART = 400;

export class WatchedServer {
  readonly name = 'gate';
  readonly port: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, lines: Interface, port: number) {
    this.#child = child;
    this.#interface = lines;
    this.#lines = lines[Symbol.asyncIterator]();
    this.port = port;
  }

  static async start(): Promise<WatchedServer> {
    const [program = '', ...args] = onCore('server', [process.execPath, '--expose-gc', FILE]);
    const child = spawn(program, args, { env: BARE_ENVIRONMENT, stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error('The server of the benchmark did not start; its output is above.')));
    return new WatchedServer(child, lines, Number(await promise));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get cpuMs(): number {
    return cpuMsOf(this.pid);
  }

  look(): Promise<Look> {
    return this.#ask('look');
  }

  /** Sends a text to all roles in the world, then looks. */
  broadcast(): Promise<Look> {
    return this.#ask('broadcast');
  }

  async #ask(word: string): Promise<Look> {
    this.#child.stdin.write(`${word}\n`);
    const { value } = await this.#lines.next();
    return JSON.parse(value as string) as Look;
  }

  /** Looks until `holds`. */
  async until(holds: (look: Look) => boolean, what: string): Promise<Look> {
    const endMs = performance.now() + UNTIL_MS_MAX;
    for (;;) {
      const look = await this.look();
      if (holds(look)) return look;
      if (performance.now() > endMs) throw new Error(`The benchmark waited in vain: ${what}.`);
      await sleep(LOOK_MS);
    }
  }

  /** Looks until what it holds changes no more: rows go to the database, and compiled code is thrown away. */
  async settled(): Promise<Look> {
    let before = await this.look();
    for (let looks = 0; looks < SETTLE_LOOKS_MAX; looks++) {
      await sleep(SETTLE_MS);
      const look = await this.look();
      if (Math.abs(look.liveBytes - before.liveBytes) < look.liveBytes / SETTLED_PART) return look;
      before = look;
    }
    return before;
  }

  stop(): void {
    this.#interface.close();
    this.#child.kill('SIGKILL');
  }
}
