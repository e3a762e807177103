import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalWords, refusalWordsOf, withRefusalWords } from './refusal-words.ts';

test('refusal-words: numbers have the names that their module gives them', () => {
  assert.equal(refusalWords('user_auth_fail_s2c', 5), 'account locked');
  assert.equal(refusalWords('create_role_failed_s2c', 10001), 'name used');
  assert.equal(refusalWordsOf('map_change_failed_s2c', { reasonid: 10007 }), 'cannot log in');
  assert.equal(refusalWordsOf('chat_failed_s2c', { reasonid: 10306, cdtime: 9 }), 'cool down');
  assert.equal(refusalWordsOf('role_delete_result_s2c', { role_id: '1', reason: 1, restore_seconds: 0 }), 'not found');
});

test('refusal-words: success, unknown numbers and other messages have none', () => {
  assert.equal(refusalWordsOf('role_delete_result_s2c', { reason: 0 }), null);
  assert.equal(refusalWords('user_auth_fail_s2c', 99), null);
  assert.equal(refusalWords('user_auth_fail_s2c', '5'), null);
  for (const message of ['chat_s2c', '__proto__', 'toString', '']) assert.equal(refusalWords(message, 5), null);
});

test('refusal-words: a text keeps what it says', () => {
  assert.equal(withRefusalWords('sign-in: user_auth_fail_s2c 7'), 'sign-in: user_auth_fail_s2c 7 (unknown server)');
  const refused = 'sign-in: the server refused with user_auth_fail_s2c, reason 5';
  assert.equal(withRefusalWords(refused), `${refused} (account locked)`);
  for (const text of ['', 'connect: timeout', 'in-world: closed with 131 (kicked)', 'sign-in: user_auth_fail_s2c 99']) {
    assert.equal(withRefusalWords(text), text);
  }
});
