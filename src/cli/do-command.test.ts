import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsOf } from './do-command.ts';

test('do: arguments are pairs, joined or apart, and a name alone is true', () => {
  assert.deepEqual(argumentsOf([]), {});
  assert.deepEqual(argumentsOf(['--slot', '3', '--text=a = b', '--isLoud']), {
    slot: '3',
    text: 'a = b',
    isLoud: 'true',
  });
  assert.deepEqual(argumentsOf(['--isLoud', '--change', '-5', '--note', '']), {
    isLoud: 'true',
    change: '-5',
    note: '',
  });
});

test('do: what is no argument is refused by name', () => {
  for (const texts of [['slot'], ['--slot', '3', '4'], ['-s', '3'], ['--'], ['--1'], ['--command', 'status']]) {
    assert.throws(() => argumentsOf(texts), { code: 'invalid', message: /is no argument: write --NAME VALUE/ });
  }
});
