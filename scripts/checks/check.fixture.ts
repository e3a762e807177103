// A check that reads the code without running it, as a test: a program that must end with 0. As tests, one command runs all checks
// and one summary counts them. Each slow check has a file of its own, so that they share the processors with the other tests.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

/** A check takes ten seconds of a processor, and many times that on a busy machine. The watchdog limits its file. */
const TIMEOUT_MS = Number.POSITIVE_INFINITY;

/** `remedy` is the command that shows the result alone, or repairs it. */
export function check(title: string, command: readonly string[], remedy: string): void {
  test(title, { timeout: TIMEOUT_MS }, async () => {
    const { code, output } = await run(command);
    assert.equal(code, 0, `${command.join(' ')} ended with ${code} (to see it alone: ${remedy})\n${output}`);
  });
}

async function run(command: readonly string[]): Promise<{ code: number | null; output: string }> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = Promise.withResolvers<number | null>();
  child.on('error', exited.reject);
  child.on('close', exited.resolve);
  const [code, out, err] = await Promise.all([exited.promise, text(child.stdout), text(child.stderr)]);
  return { code, output: `${out}${err}` };
}
