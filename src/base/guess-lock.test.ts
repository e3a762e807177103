import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ManualClock } from './clock-manual.ts';
import { GuessLock, type GuessOutcome, type GuessRule, TrustedAddresses } from './guess-lock.ts';

const RULE: GuessRule = {
  wrongMax: 3,
  windowMs: 1_000,
  windowFrom: 'first',
  lockMs: 100,
  lockMsMax: 400,
  entriesMax: 100,
  countsPending: true,
  isCleared: true,
};

function world(rule: Partial<GuessRule> = {}) {
  const clock = new ManualClock();
  const lock = new GuessLock(clock, { ...RULE, ...rule });
  const guess = (outcome: GuessOutcome, key = 'a') => {
    lock.begin(key);
    return lock.settle(key, outcome);
  };
  return { clock, lock, guess };
}

test('guess lock: too many wrong guesses lock a key and no other, for a time', () => {
  const { clock, lock, guess } = world();
  assert.deepEqual([guess('wrong'), guess('wrong'), guess('wrong')], [false, false, true]);
  assert.deepEqual([lock.state('a'), lock.state('b')], ['locked', 'open']);
  clock.advance(99);
  assert.equal(lock.state('a'), 'locked');
  clock.advance(1);
  assert.equal(lock.state('a'), 'open');
});

test('guess lock: each further lock lasts twice as long, up to a bound, and good time forgives', () => {
  const { clock, lock, guess } = world();
  const lockedFor = (): number => {
    for (let each = 0; each < 3; each++) guess('wrong');
    let ms = 0;
    for (; lock.state('a') === 'locked'; ms++) clock.advance(1);
    return ms;
  };
  assert.deepEqual([lockedFor(), lockedFor(), lockedFor(), lockedFor()], [100, 200, 400, 400]);
  clock.advance(400);
  assert.equal(lockedFor(), 100);
});

test('guess lock: the window runs from the first wrong guess, or from the one before', () => {
  for (const [windowFrom, isLocked] of [
    ['first', false],
    ['previous', true],
  ] as const) {
    const { clock, guess } = world({ windowFrom });
    const locks = [1, 2, 3].map(() => {
      const isLockedNow = guess('wrong');
      clock.advance(600);
      return isLockedNow;
    });
    assert.deepEqual(locks, [false, false, isLocked], windowFrom);
  }
});

test('guess lock: pending guesses count as wrong only where the rule says so', () => {
  for (const countsPending of [true, false]) {
    const { lock } = world({ countsPending });
    for (let each = 0; each < 3; each++) lock.begin('a');
    assert.equal(lock.state('a'), countsPending ? 'full' : 'open');
    for (let each = 0; each < 3; each++) lock.settle('a', 'unknown');
    assert.equal(lock.state('a'), 'open');
    assert.equal(lock.size, 0);
  }
});

test('guess lock: a right guess clears the wrong ones only where the rule says so', () => {
  for (const isCleared of [true, false]) {
    const { guess } = world({ isCleared });
    assert.deepEqual([guess('wrong'), guess('wrong'), guess('right')], [false, false, false]);
    assert.equal(guess('wrong'), !isCleared);
  }
});

test('guess lock: keys are bounded, and the latest stay', () => {
  const { lock, guess } = world();
  for (let index = 0; index < 1_000; index++) for (let each = 0; each < 3; each++) guess('wrong', `${index}`);
  assert.equal(lock.size, 100);
  assert.deepEqual([lock.state('999'), lock.state('0')], ['locked', 'open']);
});

test('guess lock: however many guess at once, fewer wrong ones than locks allow for are ever checked', () => {
  const steps = fc.array(
    fc.record({ isBegin: fc.boolean(), outcome: fc.constantFrom<GuessOutcome>('wrong', 'unknown') }),
  );
  const property = fc.property(steps, (list) => {
    const { lock } = world();
    let [pending, wrong, locks] = [0, 0, 0];
    for (const { isBegin, outcome } of list) {
      if (isBegin && lock.state('a') === 'open') {
        lock.begin('a');
        pending++;
      } else if (!isBegin && pending > 0) {
        pending--;
        if (outcome === 'wrong') wrong++;
        if (lock.settle('a', outcome)) locks++;
      }
    }
    // The clock stands still: the first lock lets nothing through any more.
    assert.ok(locks <= 1 && wrong <= 3, `${wrong} wrong, ${locks} locks`);
    assert.equal(locks === 1, wrong === 3);
  });
  fc.assert(property, { numRuns: 300 });
});

test('trusted addresses: an account trusts its latest addresses, and accounts are bounded', () => {
  const trusted = new TrustedAddresses({ accountsMax: 2, perAccountMax: 2 });
  for (const address of ['1', '2', '1', '3']) trusted.add('ann', address);
  assert.deepEqual(
    ['1', '2', '3'].map((address) => trusted.has('ann', address)),
    [true, false, true],
  );
  trusted.add('bob', '1');
  trusted.add('eve', '1');
  assert.deepEqual([trusted.size, trusted.has('ann', '3'), trusted.has('eve', '1')], [2, false, true]);
});
