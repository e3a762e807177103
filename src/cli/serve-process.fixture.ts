// `jadegate serve` as a user starts it: as a process.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';

const BIN = fileURLToPath(new URL('../../bin/jadegate.js', import.meta.url));
const PORT = / at=\w+:\/\/127\.0\.0\.1:(\d+) /;

export class ServeProcess {
  /** Lines of both outputs, in order of arrival. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #isOver = false;
  #heard = Promise.withResolvers<void>();

  constructor(...args: readonly string[]) {
    const child = spawn(process.execPath, [BIN, 'serve', ...args], {
      env: BARE_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    assert(child.stdout !== null && child.stderr !== null);
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on('line', (line) => {
        this.lines.push(line);
        this.#wake();
      });
    }
    // All its output was read, and that of its workers.
    this.#exited = once(child, 'close').then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  get text(): string {
    return this.lines.join('\n');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first line that matches, past or future. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.lines.find((each) => pattern.test(each));
      if (line !== undefined) return line;
      assert.equal(this.#isOver, false, `it ended without ${pattern}:\n${this.text}`);
      await this.#heard.promise;
    }
  }

  async port(): Promise<number> {
    return Number(PORT.exec(await this.line(/^jadegate ready /))?.[1]);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end; returns its exit code. */
  async exit(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }

  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return await this.exit();
  }

  #wake(): void {
    this.#heard.resolve();
    this.#heard = Promise.withResolvers<void>();
  }
}
