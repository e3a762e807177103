// The program of native/models as it was built here: every model, and its reports when the system's limits are reached.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { IoModelsError } from './io-models-error.ts';
import type { ModelName } from './model.ts';
import { conformModels } from './models.conformance.ts';
import type { Program } from './program.ts';
import { findProgram, MODELS_PROGRAM } from './program-node.ts';

const isNeeded = process.env['CI'] === 'true' && process.platform === 'linux';

if (existsSync(MODELS_PROGRAM) || isNeeded) {
  conformModels('io models', () => findProgram());
  limited();
  broken();
} else {
  test('io models', { skip: `${MODELS_PROGRAM} is not built: npm run native says why` }, () => {});
}

function limited(): void {
  test('io models signal: when no signal can be queued, every connection is checked and served', async () => {
    await under('ulimit -i 0', async (program) => {
      const { fault, messages, wrong, lost } = await drive(program, 'signal', 30);
      assert.deepEqual([fault, wrong, lost], [null, 0, 0]);
      assert.ok(messages >= 500);
    });
  });

  const refusals: readonly { readonly model: ModelName; readonly limit: string; readonly told: RegExp }[] = [
    { model: 'blocking', limit: 'ulimit -v 60000', told: /^threads: the system gives no more threads: / },
    { model: 'blocking', limit: 'ulimit -n 64', told: /^descriptors: the server may not open more/ },
    { model: 'polling', limit: 'ulimit -n 64', told: /^descriptors: the server may not open more/ },
    { model: 'signal', limit: 'ulimit -n 64', told: /^descriptors: the server may not open more/ },
    { model: 'poll', limit: 'ulimit -n 64', told: /^descriptors: the server may not open more/ },
    { model: 'epoll-level', limit: 'ulimit -n 64', told: /^descriptors: the server may not open more/ },
    { model: 'epoll-edge', limit: 'ulimit -n 64', told: /^descriptors: the server may not open more/ },
    { model: 'io_uring', limit: 'ulimit -n 64', told: /^(?:descriptors: the server may not open more|kernel: )/ },
    { model: 'select', limit: 'true', told: /^fd-setsize: select watches descriptors below 1,024/ },
  ];
  for (const { model, limit, told } of refusals) {
    test(`io models ${model}: connections beyond the system's limits are refused and reported (${limit})`, async () => {
      await under(limit, async (program) => {
        const { open, refusal } = await drive(program, model, 2_000);
        assert.ok(open < 1_024, `${open} were open`);
        assert.match(`${refusal?.code}: ${refusal?.reason}`, told);
      });
    });
  }

  test('io models load: its own lack of descriptors is reported', async () => {
    await under('ulimit -n 64', async (program) => {
      const server = await findProgram().serve('poll');
      const load = await program.load(server.greeting.port, { idle: 500, burst: 1 });
      assert.match(load.greeting.fault ?? '', /^the load may not open more descriptors/);
      await load.stop();
      await server.stop();
    });
  });
}

function broken(): void {
  test('io models program: a program that ends is an error with its output, not a wait', async () => {
    await under('echo "no luck" >&2; exit 3', async (program) => {
      await assert.rejects(program.serve('poll'), ({ code, message }: IoModelsError) => {
        assert.deepEqual([code, message], ['program-failed', 'the program (serve poll) ended with 3: no luck']);
        return true;
      });
    });
  });

  test('io models program: the error for a missing program says what to do', () => {
    assert.throws(
      () => findProgram('nowhere/io-models'),
      (error) =>
        error instanceof IoModelsError && /nowhere\/io-models does not exist: .*npm run native/.test(error.message),
    );
  });
}

/** The program with `limit` set in a shell before it. Hard limits as well, because the program raises the soft one. */
async function under(limit: string, body: (program: Program) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-models-'));
  try {
    const path = join(folder, 'limited');
    writeFileSync(path, `#!/bin/bash\n${limit}\nexec '${MODELS_PROGRAM}' "$@"\n`);
    chmodSync(path, 0o755);
    await body(findProgram(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A limited server under the load of an unlimited one; some messages when the connections could be opened. */
async function drive(program: Program, model: ModelName, idle: number) {
  const server = await program.serve(model);
  const load = await findProgram().load(server.greeting.port, { idle, burst: 1 });
  let counts = await load.ask();
  while (load.greeting.fault === null && counts.messages < 500) counts = await load.ask();
  const { refusal } = await server.ask();
  await load.stop();
  await server.stop();
  return { ...load.greeting, ...counts, refusal };
}
