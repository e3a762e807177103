// The lock-out: which guesses it holds back and for how long, and that neither strangers, neighbours nor numbers get round it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Counters, type LogFields, ManualClock, silentLogger } from '../../base/index.ts';
import type { LockoutOptions } from './lockout.ts';
import { Lockout } from './lockout.ts';
import type { AuthFailure } from './login.failures.ts';
import { accepted, refused } from './providers/provider.ts';

const HOME = '192.0.2.1';
const MINUTE = 60_000;

function world(options: Partial<LockoutOptions> = {}) {
  const clock = new ManualClock();
  const counters = new Counters();
  const lines: LogFields[] = [];
  const log = { ...silentLogger, info: (_: string, fields?: LogFields) => void lines.push(fields ?? {}) };
  const lockout = new Lockout({ clock, counters, log }, { accountFailuresMax: 3, addressFailuresMax: 10, ...options });
  const begin = (lockKey: string | null, address: string, isGuessable = true) =>
    lockout.begin({ lockKey, address, isGuessable });
  /** One guess at a password with that outcome; what it was refused by, or null when it was tried. */
  const attempt = (account: string | null, address: string, reason: AuthFailure | null) => {
    const start = begin(account, address);
    if (!start.ok) return start.reason;
    start.attempt.settle(reason === null ? accepted('x') : refused(reason));
    return null;
  };
  const fail = (account: string | null, address: string, times = 1) => {
    for (let time = 0; time < times; time++) attempt(account, address, 'wrong-credentials');
  };
  return { clock, counters, lockout, lines, begin, attempt, fail };
}

test('lockout: failures for an account lock it from every address, for a time', () => {
  const { clock, counters, attempt, fail } = world();
  fail('alice', HOME);
  fail('alice', '192.0.2.2');
  assert.equal(attempt('alice', HOME, 'wrong-credentials'), null);
  assert.equal(attempt('alice', '192.0.2.3', null), 'account-locked');
  assert.equal(attempt('bob', HOME, null), null);
  clock.advance(MINUTE - 1);
  assert.equal(attempt('alice', HOME, null), 'account-locked');
  clock.advance(1);
  assert.equal(attempt('alice', HOME, null), null);
  assert.deepEqual(counters.snapshot(), { 'login_held_off{account-locked}': 2, 'login_locked{account}': 1 });
});

test('lockout: each further lock lasts twice as long, up to a bound, and good time forgives', () => {
  const { clock, attempt, fail } = world({ lockMs: MINUTE, lockMsMax: 5 * MINUTE, addressFailuresMax: 1_000 });
  for (const minutes of [1, 2, 4, 5, 5]) {
    fail('alice', HOME, 3);
    clock.advance(minutes * MINUTE - 1);
    assert.equal(attempt('alice', HOME, null), 'account-locked');
    clock.advance(1);
  }
  clock.advance(30 * MINUTE);
  fail('alice', HOME, 3);
  clock.advance(MINUTE);
  assert.equal(attempt('alice', HOME, null), null);
});

test('lockout: failures far apart do not add up', () => {
  const { clock, attempt } = world({ windowMs: MINUTE });
  for (let round = 0; round < 10; round++) {
    assert.equal(attempt('alice', HOME, 'wrong-credentials'), null);
    assert.equal(attempt('alice', HOME, 'wrong-credentials'), null);
    clock.advance(MINUTE);
  }
});

test('lockout: success clears the account’s count, not the address’s', () => {
  const { attempt, fail } = world();
  for (let round = 0; round < 5; round++) {
    fail('alice', HOME, 2);
    if (round < 4) assert.equal(attempt('alice', HOME, null), null);
  }
  assert.equal(attempt('bob', HOME, null), 'address-locked');
});

test('lockout: wrong credentials from one address lock it for guesses at every account', () => {
  const { attempt, fail } = world({ addressFailuresMax: 4 });
  fail(null, HOME, 4);
  assert.equal(attempt('alice', HOME, null), 'address-locked');
  assert.equal(attempt('alice', '192.0.2.2', null), null);
});

test('lockout: a credential that nobody can guess is tried from a locked address too', () => {
  const { begin, fail, attempt } = world();
  fail(null, HOME, 10);
  assert.equal(attempt('alice', HOME, null), 'address-locked');
  for (const lockKey of ['classic alice', null]) {
    const start = begin(lockKey, HOME, false);
    assert.ok(start.ok);
    start.attempt.settle(accepted('alice'));
  }
});

test('lockout: an account that signed in from an address is not locked out by its neighbours there', () => {
  const { attempt, fail } = world();
  assert.equal(attempt('alice', HOME, null), null);
  fail(null, HOME, 10);
  assert.equal(attempt('bob', HOME, null), 'address-locked');
  assert.equal(attempt('alice', HOME, null), null);
  fail('alice', HOME, 3);
  assert.equal(attempt('alice', HOME, null), 'account-locked', 'guesses at that account are still counted');
});

test('lockout: only guesses count: malformed, expired, used and misdirected credentials lock nobody', () => {
  const { begin, attempt } = world({ addressFailuresMax: 1, accountFailuresMax: 1 });
  const reasons = ['malformed', 'expired', 'replayed', 'wrong-server', 'unknown-server'] as const;
  for (const reason of [...reasons, 'busy', 'unavailable', 'provider-off', 'account-locked'] as const) {
    assert.equal(attempt('alice', HOME, reason), null);
  }
  const start = begin('alice', HOME);
  assert.ok(start.ok);
  start.attempt.settle(null);
  assert.equal(attempt('alice', HOME, null), null);
});

test('lockout: each lock is a line with address, account, failures, its length and the setting', () => {
  const { lines, fail, clock } = world();
  fail('password alice', HOME, 3);
  clock.advance(MINUTE);
  fail('password bob', HOME, 3);
  fail('password eve', HOME, 3);
  fail('password joe', HOME, 1);
  assert.deepEqual(
    lines.map(({ account, failures, setting }) => [account, failures, setting]),
    [
      ['password alice', 3, 'auth.lockout.accountFailuresMax'],
      ['password bob', 3, 'auth.lockout.accountFailuresMax'],
      ['password eve', 3, 'auth.lockout.accountFailuresMax'],
      ['password joe', 10, 'auth.lockout.addressFailuresMax'],
    ],
  );
  for (const line of lines) assert.deepEqual([line['address'], line['lockedSeconds']], [HOME, 60]);
});

test('lockout: an expired or replayed ticket does not lock the account that it names', () => {
  const { attempt } = world();
  for (let time = 0; time < 5; time++) attempt('alice', HOME, 'expired');
  assert.equal(attempt('alice', HOME, null), null);
});

test('lockout: strangers do not lock a player out of an address that the account trusts', () => {
  const { attempt, fail } = world();
  assert.equal(attempt('alice', HOME, null), null);
  fail('alice', '198.51.100.7', 3);
  assert.equal(attempt('alice', '198.51.100.8', null), 'account-locked');
  assert.equal(attempt('alice', HOME, null), null);
  fail('alice', HOME, 3);
  assert.equal(attempt('alice', HOME, null), 'account-locked');
});

test('lockout: many attempts at once do not slip through', () => {
  const { begin, attempt } = world();
  const starts = Array.from({ length: 20 }, () => begin('alice', HOME));
  assert.equal(starts.filter((start) => start.ok).length, 3);
  assert.deepEqual(new Set(starts.flatMap((start) => (start.ok ? [] : [start.reason]))), new Set(['busy']));
  for (const start of starts) if (start.ok) start.attempt.settle(refused('wrong-credentials'));
  assert.equal(attempt('alice', HOME, null), 'account-locked');
});

test('lockout: an attempt is settled once', () => {
  const { begin } = world();
  const start = begin('alice', HOME);
  assert.ok(start.ok);
  start.attempt.settle(null);
  assert.throws(() => start.attempt.settle(null), /broken invariant/);
});

test('lockout: a neighbour in the same /64 is the same address', () => {
  const { attempt, fail } = world({ addressFailuresMax: 2, accountFailuresMax: 9 });
  fail('alice', '2001:db8:1:2:3:4:5:6');
  fail('bob', '2001:db8:1:2::1');
  assert.equal(attempt('carol', '2001:DB8:1:2:FFFF::', null), 'address-locked');
  assert.equal(attempt('carol', '2001:db8:1:3::1', null), null);
});

test('lockout: what it remembers is bounded, and lock and count of the latest stay', () => {
  const { lockout, attempt, fail } = world({ entriesMax: 100 });
  for (let index = 0; index < 1_000; index++) fail(`account-${index}`, `10.0.${index >> 8}.${index & 255}`);
  assert.ok(lockout.entryCount <= 300);
  fail('account-999', '10.9.9.9', 2);
  assert.equal(attempt('account-999', '10.9.9.8', null), 'account-locked');
});

test('lockout: players who sign in rightly leave no tally behind', () => {
  const { lockout, attempt } = world();
  for (let index = 0; index < 50; index++) assert.equal(attempt('alice', HOME, null), null);
  // Only which address the account trusts.
  assert.equal(lockout.entryCount, 1);
});

test('lockout: whatever happens, an account fails no more than its bound between two locks', () => {
  const step = fc.oneof(
    fc.constantFrom('fail', 'fail', 'fail', 'expire', 'give-up'),
    fc.integer({ min: 1, max: 20 * MINUTE }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, begin } = world({ addressFailuresMax: 1_000 });
      const failedAtMs: number[] = [];
      for (const now of steps) {
        if (typeof now === 'number') {
          clock.advance(now);
          continue;
        }
        const start = begin('alice', HOME);
        if (!start.ok) continue;
        if (now === 'fail') failedAtMs.push(clock.monotonicMs());
        start.attempt.settle(now === 'give-up' ? null : refused(now === 'fail' ? 'wrong-credentials' : 'expired'));
      }
      // A lock lasts a minute at least, so no minute holds more failures than one window's worth before and after it.
      for (const startMs of failedAtMs) {
        const withinMinute = failedAtMs.filter((ms) => ms >= startMs && ms < startMs + MINUTE);
        assert.ok(withinMinute.length <= 5, `${withinMinute.length} failures within a minute`);
      }
    }),
  );
});
