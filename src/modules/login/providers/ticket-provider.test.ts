// Sign-in by ticket: once, on the right server, and never past a ledger that cannot answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom } from '../../../base/index.ts';
import { emptyCredentials } from './provider.ts';
import { ProviderConfigError } from './provider-config-error.ts';
import { providerStore } from './provider-store.fixture.ts';
import type { TicketKey } from './ticket.ts';
import { issueTicket } from './ticket.ts';
import { MemoryTicketLedger } from './ticket-ledger.fixture.ts';
import { TicketProvider } from './ticket-provider.ts';

const key: TicketKey = { id: 'k1', secret: Buffer.alloc(32, 7) };
const random = new SeededRandom(3);

function world() {
  const clock = new ManualClock();
  const provider = new TicketProvider({ keys: [key] });
  const store = providerStore(new MemoryTicketLedger({ clock }));
  const now = () => ({ wallMs: clock.wallMs(), store });
  const issue = (serverId?: number) =>
    issueTicket({
      account: 'alice',
      key,
      ttlSeconds: 60,
      wallMs: clock.wallMs(),
      random,
      ...(serverId === undefined ? {} : { serverId }),
    });
  const signIn = (openkey: string, serverid = 1) =>
    provider.verify(emptyCredentials({ username: 'mallory', openkey, serverid }), now());
  return { clock, provider, issue, signIn, now };
}

test('ticket provider: the account is the ticket’s, whatever the other fields say', async () => {
  const { issue, signIn } = world();
  assert.deepEqual(await signIn(issue()), { ok: true, account: 'alice', adult: null });
});

test('ticket provider: a ticket is good once, also when used twice at the same time', async () => {
  const { issue, signIn } = world();
  const ticket = issue();
  const verdicts = await Promise.all([signIn(ticket), signIn(ticket), signIn(ticket)]);
  assert.equal(verdicts.filter((verdict) => verdict.ok).length, 1);
  assert.deepEqual(await signIn(ticket), { ok: false, reason: 'replayed' });
});

test('ticket provider: expired, wrong and malformed ones have their reasons', async () => {
  const { clock, issue, signIn } = world();
  const ticket = issue();
  clock.advance(60_000);
  assert.deepEqual(await signIn(ticket), { ok: false, reason: 'expired' });
  assert.deepEqual(await signIn(''), { ok: false, reason: 'malformed' });
  assert.deepEqual(await signIn(`${issue().slice(0, -4)}AAAA`), { ok: false, reason: 'wrong-credentials' });
});

test('ticket provider: one for another server is refused, and still good there', async () => {
  const { issue, signIn } = world();
  const ticket = issue(2);
  assert.deepEqual(await signIn(ticket, 1), { ok: false, reason: 'wrong-server' });
  assert.ok((await signIn(ticket, 2)).ok);
});

test('ticket provider: one for another account than asked for is refused unused', async () => {
  const { provider, issue, now } = world();
  const claim = { ticket: issue(), serverId: 1 };
  const at = now();
  assert.deepEqual(await provider.redeem({ ...claim, account: 'bob' }, at), { ok: false, reason: 'wrong-credentials' });
  assert.ok((await provider.redeem({ ...claim, account: 'alice' }, at)).ok);
});

test('ticket provider: a ledger that cannot answer lets nobody in', async () => {
  const provider = new TicketProvider({ keys: [key] });
  const openkey = issueTicket({ account: 'alice', key, ttlSeconds: 60, wallMs: 0, random });
  assert.deepEqual(await provider.verify(emptyCredentials({ openkey }), { wallMs: 0, store: providerStore() }), {
    ok: false,
    reason: 'unavailable',
  });
});

test('ticket provider: garbage never reaches the ledger', async () => {
  let uses = 0;
  const store = providerStore({ use: () => Promise.resolve(++uses > 0) });
  const provider = new TicketProvider({ keys: [key] });
  for (const openkey of ['', 'jt1.k1.AA.AA', 'x'.repeat(1_000), `jt1.k1.e30.${'A'.repeat(43)}`]) {
    assert.ok(!(await provider.verify(emptyCredentials({ openkey }), { wallMs: 0, store })).ok);
  }
  assert.equal(uses, 0);
});

test('ticket provider: without a key, or with two of one id, it is not made', () => {
  assert.throws(() => new TicketProvider({ keys: [] }), ProviderConfigError);
  assert.throws(() => new TicketProvider({ keys: [key, key] }), ProviderConfigError);
});

test('ticket ledger in memory: full of live tickets it refuses rather than forgets one', async () => {
  const clock = new ManualClock();
  const ledger = new MemoryTicketLedger({ clock }, { countMax: 2 });
  const expiresAtMs = clock.wallMs() + 1_000;
  assert.equal(await ledger.use('a', expiresAtMs), true);
  assert.equal(await ledger.use('b', expiresAtMs), true);
  await assert.rejects(ledger.use('c', expiresAtMs), /cannot take more/);
  assert.equal(await ledger.use('a', expiresAtMs), false);
  clock.advance(1_000);
  assert.equal(await ledger.use('c', expiresAtMs), true);
});
