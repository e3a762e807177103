// What may be an account's name, from text that a client or an operator typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountName, plainAccountName } from './account-name.ts';

test('account name: ordinary names pass, composed', () => {
  for (const name of [
    'a',
    'alice',
    '1000201',
    'alice@example.com',
    'classic:1',
    '青云',
    'a b',
    '#a',
    'x'.repeat(64),
    '😀',
  ]) {
    assert.equal(accountName(name), name);
  }
  assert.equal(accountName('Zoe\u0308'), 'Zoë');
});

test('account name: what cannot be typed or told apart is refused', () => {
  const refused = [
    ...['', ' ', ' a', 'a ', '##', '##visitor##_1', '##a', 'x'.repeat(65), 'x'.repeat(100_000), '青'.repeat(65)],
    ...['a\u0000', 'a\nb', 'a\u007f', 'a\u0085', 'a\u200bb', 'a\u202eb', 'a\ufeff', 'a\u00a0b', 'a\u3000b', 'a\u2028'],
    ...['\ud800', 'a\udc00', 'a\ufffd', 'a\ue000', 'a\u0378', 'a\ufe0f'],
  ];
  for (const text of refused) assert.equal(accountName(text), null, JSON.stringify(text.slice(0, 20)));
});

test('account name: a plain one cannot reach into a realm', () => {
  assert.equal(plainAccountName('alice'), 'alice');
  for (const text of ['classic:1', ':', 'a:', '##visitor##_1', '']) assert.equal(plainAccountName(text), null);
});
