// The checks that read the code without running it, each as a test: format and lint, types, tidy, generated code,
// schema. As tests, one command runs them all and one summary counts them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const CHECKS: readonly { readonly title: string; readonly command: readonly string[]; readonly remedy: string }[] = [
  {
    title: 'format and lint: biome has nothing to say',
    command: ['node_modules/.bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.'],
    remedy: 'npm run format',
  },
  { title: 'types: tsc accepts every file', command: ['node_modules/.bin/tsc', '-p', '.'], remedy: 'npm run types' },
  {
    title: 'dead: every file, export and package is used',
    command: ['node_modules/.bin/knip', '--no-progress'],
    remedy: 'npm run dead',
  },
  { title: 'tidy: our own rules hold', command: [process.execPath, 'scripts/tidy.ts'], remedy: 'npm run tidy' },
  {
    title: 'codegen: committed code is what the schema gives',
    command: [process.execPath, 'scripts/codegen.ts', '--check'],
    remedy: 'npm run codegen',
  },
  {
    title: 'schema: lint passes and no change breaks the wire',
    command: [process.execPath, 'scripts/check-proto.ts'],
    remedy: 'npm run proto',
  },
  {
    title: 'settings: the page of the guide is what the schema says',
    command: [process.execPath, 'scripts/settings.ts', '--check'],
    remedy: 'npm run settings',
  },
  {
    title: 'protocol: the tables of docs/PROTOCOL.md are what the code says',
    command: [process.execPath, 'scripts/protocol-tables.ts', '--check'],
    remedy: 'node scripts/protocol-tables.ts',
  },
];

for (const { title, command, remedy } of CHECKS) {
  test(title, async () => {
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
