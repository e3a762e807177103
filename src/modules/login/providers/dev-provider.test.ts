// The development provider: anyone signs in, under the first name given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DevProvider } from './dev-provider.ts';
import { emptyCredentials } from './provider.ts';

const dev = new DevProvider();

test('dev: the account is the first of username, userid and openid that is given', () => {
  const account = (given: Parameters<typeof emptyCredentials>[0]) => dev.verify(emptyCredentials(given));
  assert.deepEqual(account({ username: 'a', userid: 'b', openid: 'c' }), { ok: true, account: 'a', adult: null });
  assert.deepEqual(account({ userid: 'b', openid: 'c' }), { ok: true, account: 'b', adult: null });
  assert.deepEqual(account({ openid: 'c' }), { ok: true, account: 'c', adult: null });
});

test('dev: nobody, and a visitor by name, are refused', () => {
  for (const username of ['', '##visitor##_1', 'a\u0000', 'x'.repeat(65)]) {
    assert.deepEqual(dev.verify(emptyCredentials({ username })), { ok: false, reason: 'malformed' });
  }
});
