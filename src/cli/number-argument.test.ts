import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { rate } from './number-argument.ts';

test('number argument: a rate is a number each second or minute', () => {
  for (const [text, perSecond] of [
    ['0.05/s', 0.05],
    ['2/s', 2],
    ['.5/s', 0.5],
    ['3/min', 0.05],
    ['0/s', 0],
  ] as const) {
    assert.equal(rate(text), perSecond);
  }
  for (const text of ['', '0.05', '/s', 's', '-1/s', '1/h', '1 /s', '1e3/s', '1/s ', 'NaN/s', '1.2.3/s', '0.05s']) {
    assert.throws(() => rate(text), InvalidArgumentError, text);
  }
});
