// Visitors: signing in without an account, and proving one later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom } from '../../../base/index.ts';
import { CLASSIC_FORMULAS, ClassicFormula } from './classic-formula.ts';
import { ClassicProvider } from './classic-provider.ts';
import { DevProvider } from './dev-provider.ts';
import type { JwtProvider } from './jwt-provider.ts';
import type { PlatformProvider } from './platform-provider.ts';
import type { Credentials } from './provider.ts';
import { accepted, emptyCredentials, refused } from './provider.ts';
import { ProviderConfigError } from './provider-config-error.ts';
import { providerStore } from './provider-store.fixture.ts';
import { issueTicket } from './ticket.ts';
import { MemoryTicketLedger } from './ticket-ledger.fixture.ts';
import { TicketProvider } from './ticket-provider.ts';
import { isVisitorAccount, VisitorProvider } from './visitor-provider.ts';
import { VisitorUpgrade } from './visitor-upgrade.ts';

const wallMs = 1_700_000_000_000;
let last = 0n;
const at = {
  wallMs,
  store: providerStore({ next: () => Promise.resolve(++last) }),
};

function visitors(key: string | null = 'vkey'): VisitorProvider {
  last = 0n;
  return new VisitorProvider({ key });
}

// printf '1700000000vkey' | openssl md5
const signed = emptyCredentials({ type: 'visitor', time: '1700000000', flag: 'babaf7392ee0b84cd08674a5daa76f0f' });

test('visitor: each sign-in is a new account', async () => {
  const provider = visitors();
  assert.deepEqual(await provider.verify(signed, at), { ok: true, account: '##visitor##_1', adult: null });
  assert.deepEqual(await provider.verify(signed, at), { ok: true, account: '##visitor##_2', adult: null });
  assert.ok(isVisitorAccount('##visitor##_2'));
  for (const account of ['alice', '##visitor##_', '##visitor##_x', 'a##visitor##_1', '##visitor##_1 '])
    assert.ok(!isVisitorAccount(account));
});

test('visitor: wrong, late and malformed signatures are refused and use up no number', async () => {
  const provider = visitors();
  const refusals: readonly (readonly [Partial<Credentials>, string])[] = [
    [{ flag: '0'.repeat(32) }, 'wrong-credentials'],
    [{ time: '1700000001' }, 'wrong-credentials'],
    // printf '%s' '-5vkey' | openssl md5
    [{ time: '-5', flag: '9ebd61c09a4157ccb88f0f1f61bf7159' }, 'expired'],
    [{ flag: '' }, 'malformed'],
    [{ flag: 'x'.repeat(32) }, 'malformed'],
    [{ flag: '标志' }, 'malformed'],
    [{ time: '' }, 'malformed'],
    [{ time: 'NaN' }, 'malformed'],
    [{ time: '1'.repeat(5_000) }, 'malformed'],
  ];
  for (const [change, reason] of refusals) {
    assert.deepEqual(await provider.verify({ ...signed, ...change }, at), { ok: false, reason });
  }
  const late = { ...at, wallMs: at.wallMs + 3_601_000 };
  assert.deepEqual(await provider.verify(signed, late), { ok: false, reason: 'expired' });
  const early = { ...at, wallMs: at.wallMs - 3_601_000 };
  assert.deepEqual(await provider.verify(signed, early), { ok: false, reason: 'clock-skew' });
  assert.deepEqual(await provider.verify(signed, at), { ok: true, account: '##visitor##_1', adult: null });
});

test('visitor: without a key everyone is let in; an empty key is refused', async () => {
  assert.ok((await visitors(null).verify(emptyCredentials({}), at)).ok);
  assert.throws(() => visitors(''), ProviderConfigError);
});

test('visitor: no number, no visitor', async () => {
  const provider = new VisitorProvider({ key: null });
  assert.deepEqual(await provider.verify(signed, { ...at, store: providerStore() }), {
    ok: false,
    reason: 'unavailable',
  });
});

function upgrades(which: {
  readonly ticket?: boolean;
  readonly classic?: boolean;
  readonly dev?: boolean;
  readonly platform?: PlatformProvider;
  readonly jwt?: JwtProvider;
}) {
  const clock = new ManualClock({ startWallMs: at.wallMs });
  const key = { id: 'k1', secret: Buffer.alloc(32, 1) };
  const formula = new ClassicFormula(CLASSIC_FORMULAS.plain);
  const store = providerStore(new MemoryTicketLedger({ clock }));
  const upgrade = new VisitorUpgrade({
    ticket: which.ticket === true ? new TicketProvider({ keys: [key] }) : null,
    classic: which.classic === true ? new ClassicProvider({ formula, key: 'KEY-secret' }) : null,
    dev: which.dev === true ? new DevProvider() : null,
    platform: which.platform ?? null,
    jwt: which.jwt ?? null,
  });
  const ticket = (account: string) =>
    issueTicket({ account, key, ttlSeconds: 60, wallMs: at.wallMs, random: new SeededRandom(1) });
  const verify = (f: string, u: string, t = 1_700_000_000) =>
    upgrade.verify({ t, f, u, serverId: 1 }, { wallMs, store });
  return { upgrade, ticket, verify };
}

test('visitor upgrade: a ticket proves its own account only, once', async () => {
  const { ticket, verify } = upgrades({ ticket: true, classic: true, dev: true });
  const proof = ticket('alice');
  assert.deepEqual(await verify(proof, 'bob'), { ok: false, reason: 'wrong-credentials' });
  assert.deepEqual(await verify(proof, 'alice'), { ok: true, account: 'alice', adult: null });
  assert.deepEqual(await verify(proof, 'alice'), { ok: false, reason: 'replayed' });
});

test('visitor upgrade: a classic signature proves its username', async () => {
  const { upgrade, verify } = upgrades({ classic: true });
  // printf 'bob1700000000KEY-secret' | openssl md5
  const proof = '0619c95842e9cf59c40eeeab3ec1749b';
  assert.deepEqual(await verify(proof, 'bob'), { ok: true, account: 'classic:bob', adult: null });
  assert.deepEqual(await verify(proof, 'rob'), { ok: false, reason: 'wrong-credentials' });
  assert.deepEqual(await verify(proof, 'bob', 1_700_000_001), { ok: false, reason: 'wrong-credentials' });
  assert.equal(upgrade.lockKey({ t: 1, f: proof, u: 'bob', serverId: 1 }), 'classic classic:bob');
});

test('visitor upgrade: a session at the platform proves its openid, unless classic signatures are on', async () => {
  const asked: Partial<Credentials>[] = [];
  const platform = {
    lockKey: ({ openid }: Credentials) => `platform platform:${openid}`,
    verify: async ({ openid, openkey }: Credentials) => {
      asked.push({ openid, openkey });
      return openkey === 'right' ? accepted(`platform:${openid}`) : refused('wrong-credentials');
    },
  } as unknown as PlatformProvider;
  const { upgrade, verify } = upgrades({ platform });
  assert.deepEqual(await verify('right', 'PETER'), { ok: true, account: 'platform:PETER', adult: null });
  assert.deepEqual(await verify('wrong', 'PETER'), { ok: false, reason: 'wrong-credentials' });
  assert.deepEqual(asked[0], { openid: 'PETER', openkey: 'right' });
  assert.equal(upgrade.lockKey({ t: 1, f: 'right', u: 'PETER', serverId: 1 }), 'platform platform:PETER');
  assert.equal((await upgrades({ platform, classic: true }).verify('right', 'PETER')).ok, false);
  assert.equal(asked.length, 2, 'it is not asked for a proof of another kind');
});

test('visitor upgrade: a token goes to its provider with the subject that it must have', async () => {
  const redeemed: unknown[] = [];
  const jwt = {
    redeem: async (claim: unknown) => {
      redeemed.push(claim);
      return accepted('jwt:ann');
    },
  } as unknown as JwtProvider;
  const { upgrade, verify } = upgrades({ jwt, classic: true });
  assert.deepEqual(await verify('e30.e30.AA', 'ann'), { ok: true, account: 'jwt:ann', adult: null });
  assert.deepEqual(redeemed, [{ token: 'e30.e30.AA', subject: 'ann' }]);
  assert.equal(upgrade.lockKey({ t: 1, f: 'e30.e30.AA', u: 'ann', serverId: 1 }), null);
  assert.deepEqual(await upgrades({ classic: true }).verify('e30.e30.AA', 'ann'), {
    ok: false,
    reason: 'provider-off',
  });
});

test('visitor upgrade: a visitor’s own signature, or nothing, proves no account', async () => {
  for (const which of [{ classic: true }, { ticket: true }, {}]) {
    const { verify } = upgrades(which);
    for (const proof of [signed.flag, '', 'x', '标', 'jt1.', 'jt1.k1.e30.AA']) {
      assert.ok(!(await verify(proof, 'alice')).ok, proof);
    }
  }
});

test('visitor upgrade: accounts that nobody can have are malformed, proofs that are off say so', async () => {
  const { ticket, verify } = upgrades({ ticket: true });
  for (const account of ['', '##visitor##_1', 'a\u0000', 'x'.repeat(65)]) {
    assert.deepEqual(await verify(ticket('alice'), account), { ok: false, reason: 'malformed' });
  }
  assert.deepEqual(await verify('f'.repeat(32), 'alice'), { ok: false, reason: 'provider-off' });
  assert.deepEqual(await upgrades({ classic: true }).verify(ticket('alice'), 'alice'), {
    ok: false,
    reason: 'provider-off',
  });
});

test('visitor upgrade: in development any account will do', async () => {
  const { verify } = upgrades({ dev: true });
  assert.deepEqual(await verify('', 'alice'), { ok: true, account: 'alice', adult: null });
});
