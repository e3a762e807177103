import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLogText } from './log-pino.ts';
import { createTextLogger } from './log-text.ts';

const WALL_MS = Date.UTC(2026, 0, 31, 12, 34, 56, 789);

function textOf(level: 'info' | 'silent', say: (log: ReturnType<typeof createTextLogger>) => void): string {
  const lines: string[] = [];
  say(createTextLogger({ level, wallMs: () => WALL_MS, write: (text) => lines.push(text) }));
  return lines.join('');
}

test('log as text: an error stands with its module on one line, and its stack below as written', () => {
  const stack = 'RangeError: no ore\n    at dig (file:///game/mine.module.ts:12:9)';
  const text = textOf('info', (log) =>
    log.child({ gate: 'a' }).error('the handler of dig_c2s failed: no ore', { module: 'mine', session: 3, stack }),
  );
  assert.equal(
    text,
    [
      '12:34:56.789 ERROR the handler of dig_c2s failed: no ore gate=a module=mine session=3',
      '    RangeError: no ore',
      '        at dig (file:///game/mine.module.ts:12:9)',
      '',
    ].join('\n'),
  );
});

test('log as text: values with spaces are quoted, absent ones left out, and nothing controls the terminal', () => {
  const text = textOf('info', (log) =>
    log.warn('bad name \u001b[2J', { name: 'a b', none: undefined, list: [1], stack: 'x\u001b]0;y\nz' }),
  );
  assert.equal(text, '12:34:56.789 WARN  bad name \\u001b[2J name="a b" list=[1]\n    x\\u001b]0;y\n    z\n');
});

test('log as text: lines below the level are left out', () => {
  assert.equal(
    textOf('info', (log) => log.debug('detail')),
    '',
  );
  assert.equal(
    textOf('silent', (log) => log.error('lost')),
    '',
  );
});

test('log as text: by itself only for a developer at a terminal; the setting decides elsewhere', () => {
  const isText = (format: 'auto' | 'json' | 'text', dev: boolean, isTerminal: boolean) =>
    isLogText({ log: { format }, dev }, isTerminal);
  assert.deepEqual(
    [isText('auto', true, true), isText('auto', true, false), isText('auto', false, true)],
    [true, false, false],
  );
  assert.deepEqual([isText('json', true, true), isText('text', false, false)], [false, true]);
});
