// The command as a person runs it, without measurements: wrong input is rejected before the long run, not after it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { IoModelsError, type IoModelsReport } from '../io-models/index.ts';
import { checkWritable, finish } from './io-models-command.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

const report: IoModelsReport = {
  hardware: { cores: 2, processor: 'Processor', kernel: '6.1' },
  activeConnections: 10,
  messageBytes: 64,
  windowMs: 1_000,
  rows: [
    { model: 'io_uring', idle: 10, burst: 1, status: 'refused', refusedAt: 0, code: 'kernel', reason: 'forbidden' },
  ],
  verdicts: [{ claim: 'completions win', outcome: 'not-measured', sentence: 'io_uring: refused: forbidden' }],
};

function inFolder(body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-chart-'));
  try {
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('io-models command: wrong flags are rejected at once', () => {
  for (const parameters of [['--seconds', '5'], ['--svg'], ['surplus']]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'io-models', ...parameters], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^error: /);
  }
});

test('io-models command: a chart that cannot be written is reported before the run, and the attempt leaves nothing behind', () => {
  inFolder((folder) => {
    for (const path of [join(folder, 'none', 'chart.svg'), folder]) {
      assert.throws(
        () => checkWritable(path),
        (error) => error instanceof IoModelsError && error.message.startsWith(`cannot write the chart to ${path}: `),
      );
    }
    checkWritable(join(folder, 'new.svg'));
    assert.deepEqual(readdirSync(folder), []);
    writeFileSync(join(folder, 'old.svg'), 'old');
    checkWritable(join(folder, 'old.svg'));
    assert.equal(readFileSync(join(folder, 'old.svg'), 'utf8'), 'old');
  });
});

test('io-models command: the report is a table and sentences, or the same as JSON, and the chart goes to its file', () => {
  inFolder((folder) => {
    const svg = join(folder, 'chart.svg');
    const plain = finish(report, { svg });
    assert.ok(existsSync(svg) && readFileSync(svg, 'utf8').startsWith('<svg '));
    assert.equal(plain.code, 0);
    assert.match(plain.text, /^2 × Processor, Linux 6\.1; 10 active connections/);
    assert.match(plain.text, /^io_uring +10 +refused: forbidden$/m);
    assert.match(plain.text, /^- completions win: not measured; io_uring: refused: forbidden\.$/m);
    assert.deepEqual(JSON.parse(finish(report, { json: true }).text), report);
    assert.deepEqual(readdirSync(folder), ['chart.svg']);
  });
});

test('io-models command: it ends with 1 when a row failed', () => {
  const failed = { model: 'poll', idle: 10, burst: 1, status: 'failed', reason: 'it broke' } as const;
  assert.equal(finish({ ...report, rows: [failed] }, {}).code, 1);
});
