// Reads a secret: typed twice without echo on a terminal, or the first line of standard input.
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ConfigError } from '../server/control/index.ts';

const TRIES = 3;

/** `fault` returns what is wrong with a text, or null. Throws a ConfigError when no valid secret is given. */
export async function readSecret(label: string, fault: (text: string) => string | null): Promise<string> {
  if (!process.stdin.isTTY) {
    const text = await firstLine();
    const wrong = fault(text);
    if (wrong === null) return text;
    throw new ConfigError('invalid', wrong);
  }
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const text = await ask(`${label}: `);
    const wrong =
      fault(text) ?? ((await ask(`${label} again: `)) === text ? null : 'the two inputs differ: type them again');
    if (wrong === null) return text;
    process.stderr.write(`${wrong}\n`);
  }
  throw new ConfigError('invalid', `no usable ${label.toLowerCase()} in ${TRIES} tries`);
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  throw new ConfigError('invalid', 'standard input is empty: write the secret as its first line');
}

async function ask(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  // The line is edited as usual but not shown.
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
