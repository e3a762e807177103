import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './clock-manual.ts';
import type { LogFields, Logger } from './log.ts';
import { limitLog, SAME_LINES_MAX, SAME_LINES_MS, TEXTS_MAX } from './log-limiter.ts';

function recorded(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const at =
    (level: string, more: LogFields) =>
    (message: string, fields: LogFields = {}) => {
      lines.push(`${level} ${message} ${JSON.stringify({ ...more, ...fields })}`);
    };
  const make = (more: LogFields): Logger => ({
    debug: at('debug', more),
    info: at('info', more),
    warn: at('warn', more),
    error: at('error', more),
    child: (fields) => make({ ...more, ...fields }),
  });
  return { log: make({}), lines };
}

test('log limiter: of a flood the first lines are written, and then how many more there were', () => {
  const clock = new ManualClock();
  const { log, lines } = recorded();
  const limited = limitLog(log, clock);
  for (let sent = 0; sent < 1_000; sent++) limited.child({ session: sent }).error('broken');
  limited.warn('other');
  assert.equal(lines.length, SAME_LINES_MAX + 1);
  assert.equal(lines[1], 'error broken {"session":1}');
  clock.advance(SAME_LINES_MS);
  assert.deepEqual(lines.slice(SAME_LINES_MAX), ['warn other {}', `error broken {"moreOfThese":980}`]);
  limited.error('broken');
  assert.equal(lines.length, SAME_LINES_MAX + 3, 'the next interval begins anew');
  clock.advance(10 * SAME_LINES_MS);
  assert.equal(lines.length, SAME_LINES_MAX + 3);
});

test('log limiter: lines of info and debug are never held back', () => {
  const { log, lines } = recorded();
  const limited = limitLog(log, new ManualClock());
  for (let sent = 0; sent < 100; sent++) limited.info('player in');
  for (let sent = 0; sent < 100; sent++) limited.debug('detail');
  assert.equal(lines.length, 200);
});

test('log limiter: texts without end are one text from the bound on', () => {
  const clock = new ManualClock();
  const { log, lines } = recorded();
  const limited = limitLog(log, clock);
  for (let sent = 0; sent < 10 * TEXTS_MAX; sent++) limited.warn(`broken at ${sent}`);
  assert.equal(lines.length, TEXTS_MAX + SAME_LINES_MAX);
  clock.advance(SAME_LINES_MS);
  assert.equal(
    lines.at(-1),
    `warn lines of other texts ${JSON.stringify({ moreOfThese: 9 * TEXTS_MAX - SAME_LINES_MAX })}`,
  );
});
