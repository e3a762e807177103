import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock } from '../../base/index.ts';
import { WRONG_PER_ADDRESS_MAX } from './limits.ts';
import { SignInLocks } from './sign-in-locks.ts';

test('sign-in locks: an account that signed in from an address is not locked out by its neighbours there', () => {
  const locks = new SignInLocks({ clock: new ManualClock(), counters: new Counters() });
  locks.begin('ann', '192.0.2.1')?.settle(true);
  for (let each = 0; each < WRONG_PER_ADDRESS_MAX; each++) locks.begin(`other${each}`, '192.0.2.1')?.settle(false);
  assert.equal(locks.begin('bob', '192.0.2.1'), null);
  locks.begin('ann', '192.0.2.1')?.settle(true);
  assert.notEqual(locks.begin('ann', '192.0.2.1'), null);
});
