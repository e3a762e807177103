import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { currentTrace, type LogFields, type Logger, ManualClock, runTraced } from '../base/index.ts';
import { ModuleClock } from './module-clock.ts';

function clockOf() {
  const inner = new ManualClock();
  const lines: { readonly message: string; readonly fields: LogFields }[] = [];
  const error = (message: string, fields: LogFields = {}) => void lines.push({ message, fields });
  const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error, child: () => log };
  return { inner, lines, clock: new ModuleClock(inner, { module: 'mine', log }) };
}

test('module clock: a timer that throws is logged with what set it and its stack, and others go on', async () => {
  const { inner, lines, clock } = clockOf();
  let ticks = 0;
  runTraced({ module: 'mine', place: 'the handler of dig_c2s' }, () => {
    clock.after(10, () => assert.fail('first'));
    clock.after(10, async () => assert.fail('second'));
    clock.every(10, () => {
      ticks++;
      if (ticks === 2) throw new Error('third');
    });
  });
  inner.advance(40);
  await setImmediate();
  assert.deepEqual(lines.map(({ message }) => message).sort(), [
    'a timer failed: first',
    'a timer failed: second',
    'a timer failed: third',
  ]);
  for (const { fields } of lines) {
    assert.equal(fields['setBy'], 'the handler of dig_c2s');
    assert.match(String(fields['stack']), /module-clock\.test\.ts/);
  }
  assert.equal(ticks, 4, 'an interval goes on after a failure');
});

test('module clock: a timer runs as code of its module, and can be cancelled', () => {
  const { inner, clock } = clockOf();
  const modules: (string | undefined)[] = [];
  clock.after(1, () => modules.push(currentTrace()?.module));
  clock.after(1, () => assert.fail('cancelled'))();
  inner.advance(1);
  assert.deepEqual(modules, ['mine']);
});

test('module clock: a delay or period that no timer can have is an error of the caller', () => {
  const { clock } = clockOf();
  for (const delayMs of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => clock.after(delayMs, () => {}), RangeError);
  }
  for (const periodMs of [0, -1, Number.NaN, 2 ** 31]) {
    assert.throws(() => clock.every(periodMs, () => {}), RangeError);
  }
});
