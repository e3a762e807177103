import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { silentLogger } from '../base/index.ts';

const LOGGER = join(import.meta.dirname, 'log-pino.ts');

/** The log lines of a program with `statements`; the log goes to the real standard error, so this needs a process. */
function linesOf(statements: string): { stdout: string; lines: Record<string, unknown>[] } {
  const program = `import { createPinoLogger } from ${JSON.stringify(LOGGER)};\n${statements}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  const lines = stderr.split('\n').filter((line) => line !== '');
  return { stdout, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('log: a line is one JSON object on standard error, with level, time, fields and message', () => {
  const { stdout, lines } = linesOf(`
    const log = createPinoLogger({ level: 'info' });
    log.debug('too quiet');
    log.info('opened', { port: 8001 });
    log.child({ gate: 'a' }).warn('full');
  `);
  assert.equal(stdout, '');
  assert.deepEqual(
    lines.map(({ level, msg, port, gate }) => ({ level, msg, port, gate })),
    [
      { level: 'info', msg: 'opened', port: 8001, gate: undefined },
      { level: 'warn', msg: 'full', port: undefined, gate: 'a' },
    ],
  );
  for (const { time } of lines) assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test('log: ids and errors are written so that nothing is lost', () => {
  const { lines } = linesOf(`
    const log = createPinoLogger({ level: 'error' });
    log.error('lost', { roleId: 9007199254740993n, cause: new Error('why\\nwhere'), text: '\\u0000"' });
  `);
  const [line] = lines;
  assert.equal(lines.length, 1);
  assert.deepEqual([line?.['roleId'], line?.['cause'], line?.['text']], ['9007199254740993', 'why\nwhere', '\u0000"']);
});

test('log: silence says nothing, at any level', () => {
  assert.deepEqual(linesOf(`createPinoLogger({ level: 'silent' }).error('lost');`).lines, []);
  assert.equal(silentLogger.child({ a: 1 }), silentLogger);
});
