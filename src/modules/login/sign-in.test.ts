import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, type LogFields, ManualClock, silentLogger } from '../../base/index.ts';
import type { Session } from '../../gate/index.ts';
import { FailureTally } from './failure-tally.ts';
import { Lockout } from './lockout.ts';
import { FAILURES_PER_ADDRESS_MAX, LOCK_MS } from './lockout-limits.ts';
import { accepted, refused, type Verdict } from './providers/provider.ts';
import { providerStore } from './providers/provider-store.fixture.ts';
import { type AttemptRequest, SignIn } from './sign-in.ts';

interface World {
  readonly clock: ManualClock;
  readonly counters: Counters;
  readonly errors: string[];
  readonly failures: FailureTally;
  readonly signIn: SignIn;
}

function createWorld(): World {
  const clock = new ManualClock();
  const counters = new Counters();
  const errors: string[] = [];
  const log = { ...silentLogger, error: (message: string) => void errors.push(message) };
  const lockout = new Lockout({ clock, counters, log }, { accountFailuresMax: 3 });
  const failures = new FailureTally();
  return {
    clock,
    counters,
    errors,
    failures,
    signIn: new SignIn({ lockout, failures, serverIds: [1, 5], clock, counters, log }),
  };
}

function request(verify: AttemptRequest['verify'], more: Partial<AttemptRequest> = {}): AttemptRequest {
  return {
    address: '192.0.2.1',
    serverId: 1,
    lockKey: 'test ann',
    isGuessable: true,
    store: providerStore(),
    verify,
    ...more,
  };
}

test('sign-in: the verdict is the provider’s, asked with the time, and counted by reason', async () => {
  const { signIn, counters, clock } = createWorld();
  clock.advance(5);
  let askedAtMs = 0;
  const verdict = await signIn.attempt(
    request((at) => {
      askedAtMs = at.wallMs;
      return accepted('ann');
    }),
  );
  assert.deepEqual([verdict, askedAtMs], [accepted('ann'), clock.wallMs()]);
  assert.deepEqual(await signIn.attempt(request(() => refused('expired'))), refused('expired'));
  assert.deepEqual([counters.counter('sign_ins', 'ok').value, counters.counter('sign_ins', 'expired').value], [1, 1]);
});

test('sign-in: a server that is not ours is refused before any provider is asked', async () => {
  const { signIn, counters } = createWorld();
  const mustNot = (): Verdict => assert.fail('it is not asked');
  for (const serverId of [0, -1, 2, 2_147_483_647]) {
    assert.deepEqual(await signIn.attempt(request(mustNot, { serverId })), refused('unknown-server'));
  }
  assert.equal(counters.counter('sign_ins', 'unknown-server').value, 4);
  assert.equal((await signIn.attempt(request(() => accepted('ann'), { serverId: 5 }))).ok, true);
});

test('sign-in: a provider that throws, now or later, is unavailable, logged, and nobody’s failure', async () => {
  const { signIn, errors } = createWorld();
  for (let each = 0; each < 5; each++) {
    const now = request(() => {
      throw new Error('no book');
    });
    assert.deepEqual(await signIn.attempt(now), refused('unavailable'));
    assert.deepEqual(await signIn.attempt(request(() => Promise.reject(new Error('no book')))), refused('unavailable'));
  }
  assert.equal(errors.length, 10);
  assert.equal((await signIn.attempt(request(() => accepted('ann')))).ok, true, 'the account is not locked');
});

test('sign-in: wrong credentials lock the account, and time opens it again', async () => {
  const { signIn, clock, counters } = createWorld();
  for (let each = 0; each < 3; each++) await signIn.attempt(request(() => refused('wrong-credentials')));
  const mustNot = (): Verdict => assert.fail('it is not asked');
  assert.deepEqual(await signIn.attempt(request(mustNot)), refused('account-locked'));
  assert.equal(counters.counter('sign_ins', 'account-locked').value, 1);
  clock.advance(LOCK_MS);
  assert.equal((await signIn.attempt(request(() => accepted('ann')))).ok, true);
});

test('sign-in: refusals without a check lock nobody out, and a right ticket is let in from a locked address', async () => {
  const { signIn } = createWorld();
  for (let each = 0; each < FAILURES_PER_ADDRESS_MAX; each++) signIn.refuse('192.0.2.1', 'malformed');
  assert.deepEqual(signIn.refuse('192.0.2.1', 'provider-off'), refused('provider-off'));
  assert.equal((await signIn.attempt(request(() => accepted('ann')))).ok, true);
  const forged = request(() => refused('wrong-credentials'), { lockKey: null, isGuessable: false });
  for (let each = 0; each < FAILURES_PER_ADDRESS_MAX; each++) await signIn.attempt(forged);
  const mustNot = (): Verdict => assert.fail('it is not asked');
  assert.deepEqual(await signIn.attempt(request(mustNot, { lockKey: 'test bob' })), refused('address-locked'));
  const ticket = request(() => accepted('bob'), { lockKey: null, isGuessable: false });
  assert.equal((await signIn.attempt(ticket)).ok, true);
});

test('sign-in: failures are reported in one line, with their number, reasons and the worst addresses, once', async () => {
  const { signIn, failures } = createWorld();
  for (let each = 0; each < 250; each++) {
    for (let again = 0; again <= each % 7; again++) signIn.refuse(`10.0.0.${each}`, 'malformed');
  }
  await signIn.attempt(request(() => refused('expired'), { address: '192.0.2.9' }));
  const lines: LogFields[] = [];
  const log = { ...silentLogger, info: (_: string, fields?: LogFields) => void lines.push(fields ?? {}) };
  failures.report(log);
  failures.report(log);
  assert.equal(lines.length, 1);
  const [{ failures: count, reasons, addresses, most } = {}] = lines;
  assert.deepEqual([count, addresses, reasons], [996, 251, { malformed: 995, expired: 1 }]);
  assert.deepEqual(Object.values(most as object), [7, 7, 7, 7, 7]);
});

test('sign-in: a session whose account another session claimed later is closed with the reason', async () => {
  const { signIn } = createWorld();
  for (const isIn of [true, false]) {
    const closed: string[] = [];
    // Completing asks a session for these two only.
    const session = {
      signIn: async () => isIn,
      close: (reason: string) => void closed.push(reason),
    } as unknown as Session;
    await signIn.complete(session, { name: 'ann', serverId: 1, isVisitor: false });
    assert.deepEqual(closed, isIn ? [] : ['other-login']);
  }
});
