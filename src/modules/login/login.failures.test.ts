// The numbers of refusals are part of the protocol: this table is the second copy that a change must be made in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUTH_FAILURES, authFailureCode } from './login.failures.ts';

test('auth failure: each reason keeps its number', () => {
  assert.deepEqual(Object.fromEntries(AUTH_FAILURES.map((reason) => [reason, authFailureCode(reason)])), {
    'wrong-credentials': 1,
    expired: 2,
    replayed: 3,
    malformed: 4,
    'account-locked': 5,
    'address-locked': 6,
    'unknown-server': 7,
    'provider-off': 8,
    busy: 9,
    unavailable: 10,
    'wrong-server': 12,
    'account-full': 13,
    'clock-skew': 14,
    'registration-refused': 15,
    'account-taken': 16,
    'password-refused': 17,
  });
});
