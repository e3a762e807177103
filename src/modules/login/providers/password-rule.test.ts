import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordFailure } from './password-rule.ts';

test('password: rules for a new one', () => {
  const table: readonly (readonly [string, ReturnType<typeof passwordFailure>])[] = [
    ['correct horse', null],
    ['12345678', null],
    ['密码密码密码密码', null],
    ['x1'.repeat(64), null],
    ['', 'too-short'],
    ['1234567', 'too-short'],
    ['é'.repeat(4).normalize('NFD'), 'too-short'],
    ['ab'.repeat(65), 'too-long'],
    ['ab'.repeat(50_000), 'too-long'],
    ['password\u0000', 'control-character'],
    ['password\n', 'control-character'],
    ['password\ud800', 'control-character'],
    ['aliceALICE', 'same-as-account'],
    ['ａｌｉｃｅalice', 'same-as-account'],
    ['aaaaaaaaaa', 'too-simple'],
  ];
  for (const [password, failure] of table)
    assert.equal(passwordFailure(password, 'AliceAlice'), failure, password.slice(0, 20));
});
