import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { HttpAnswer } from '../../../upstream/index.ts';
import { answered, type UpstreamWorld, upstreamWorld } from '../../../upstream/upstream.fixture.ts';
import { jwtSettings } from './jwt.settings.ts';
import { JwtKeys } from './jwt-keys.ts';
import { JwtProvider } from './jwt-provider.ts';
import { emptyCredentials, type Moment, type Verdict } from './provider.ts';
import { providerStore } from './provider-store.fixture.ts';
import { MemoryTicketLedger } from './ticket-ledger.fixture.ts';

const ISSUER = 'https://login.example/';
const GAME = 'jade';
const URL_ASKED = 'https://login.example/jwks.json';

interface Signer {
  readonly kid: string;
  readonly alg: string;
  readonly key: CryptoKey;
  readonly jwk: JWK;
  readonly publicKey: CryptoKey;
}

async function createSigner(kid: string, alg = 'ES256'): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, key: privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

const ANN = await createSigner('one');
const BOB = await createSigner('two', 'EdDSA');

interface World extends UpstreamWorld {
  readonly provider: JwtProvider;
  served: HttpAnswer | 'stall';
  verify(token: string): Promise<Verdict>;
  reason(token: string): Promise<string>;
  token(claims?: Readonly<Record<string, unknown>>, signer?: Signer): Promise<string>;
}

function jwtWorld(given: Readonly<Record<string, unknown>> = {}): World {
  const settings = jwtSettings.parse({ issuer: ISSUER, audience: GAME, url: URL_ASKED, ...given });
  const state: { served: World['served'] } = { served: answered({ keys: [ANN.jwk] }) };
  const world = upstreamWorld(() => state.served, { name: 'jwt_keys' });
  const { clock, counters, upstream, lines } = world;
  const keep = (text: string): void => void lines.push({ text, fields: undefined });
  const log = { debug: () => {}, info: () => {}, warn: keep, error: keep, child: () => log };
  const keys = new JwtKeys(
    { upstream: given['url'] === undefined && 'url' in given ? null : upstream, clock, log },
    {
      url: settings.url ?? null,
      keys: settings.keys as JWK[],
      cacheMs: settings.cacheSeconds * 1_000,
      keptMs: settings.keptSeconds * 1_000,
      refreshMs: settings.refreshSeconds * 1_000,
      fetchMs: 1_000,
      answerBytesMax: 10_000,
    },
  );
  const provider = new JwtProvider({ keys, clock, counters, log }, settings);
  const store = providerStore(new MemoryTicketLedger({ clock }));
  const verify = async (token: string): Promise<Verdict> => {
    const at: Moment = { wallMs: clock.wallMs(), store };
    const verdict = provider.verify(emptyCredentials({ openkey: token }), at);
    // A retry, and the deadline of a fetch.
    let isDone = false;
    void verdict.then(() => {
      isDone = true;
    });
    for (let step = 0; step < 20 && !isDone; step++) {
      await setImmediate();
      if (state.served === 'stall') clock.advance(100);
    }
    return verdict;
  };
  return {
    ...world,
    provider,
    get served() {
      return state.served;
    },
    set served(answer) {
      state.served = answer;
    },
    verify,
    reason: async (token) => {
      const verdict = await verify(token);
      return verdict.ok ? `ok ${verdict.account}` : verdict.reason;
    },
    token: (claims = {}, signer = ANN) => {
      const nowSeconds = Math.floor(clock.wallMs() / 1_000);
      const full = { iss: ISSUER, aud: GAME, sub: 'ann', exp: nowSeconds + 300, ...claims } as JWTPayload;
      return new SignJWT(full).setProtectedHeader({ alg: signer.alg, kid: signer.kid }).sign(signer.key);
    },
  };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('jwt: a token of the issuer for this game signs in, and its claims are the profile', async () => {
  const world = jwtWorld({ claims: { isVip: 'vip', vipLevel: 'vip_level' } });
  assert.deepEqual(await world.verify(await world.token()), { ok: true, account: 'jwt:ann', adult: null });
  const claims = { nickname: 'A\u202enn', gender: 'female', vip: true, vip_level: 4, isYearVip: true };
  const profile = { platform: ISSUER, nickname: 'Ann', gender: 0, isVip: true, isYearVip: false, vipLevel: 4 };
  const verdict = await world.verify(await world.token(claims));
  assert.deepEqual(verdict, { ok: true, account: 'jwt:ann', adult: null, profile });
  assert.equal(world.sender.sent.length, 1, 'the keys are fetched once');
});

test('jwt: what a token says wrong is refused with its code, and no token gets in by what it claims of itself', async () => {
  const world = jwtWorld();
  const nowSeconds = Math.floor(world.clock.wallMs() / 1_000);
  const good = await world.token();
  const [head = '', body = '', mac = ''] = good.split('.');
  const spki = await exportSPKI(ANN.publicKey);
  const hs = await new SignJWT({ iss: ISSUER, aud: GAME, sub: 'ann', exp: nowSeconds + 300 })
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .sign(new TextEncoder().encode(spki));
  const forger = await createSigner('one');
  const rows: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'malformed'],
    ['no token', 'a.b', 'malformed'],
    ['too long', `${'x'.repeat(9_000)}.y.z`, 'malformed'],
    ['unsigned', `${part({ alg: 'none' })}.${body}.`, 'malformed'],
    ['alg none with a signature', `${part({ alg: 'none', kid: 'one' })}.${body}.${mac}`, 'wrong-credentials'],
    ['the public key as a secret', hs, 'wrong-credentials'],
    ['another algorithm', await world.token({}, await createSigner('one', 'ES384')), 'wrong-credentials'],
    ['another key of that name', await world.token({}, forger), 'wrong-credentials'],
    [
      'another payload',
      `${head}.${part({ iss: ISSUER, aud: GAME, sub: 'bob', exp: nowSeconds + 300 })}.${mac}`,
      'wrong-credentials',
    ],
    ['a key in its header', `${part({ alg: 'ES256', jwk: forger.jwk })}.${body}.${mac}`, 'wrong-credentials'],
    [
      'an extension that must be understood',
      `${part({ alg: 'ES256', kid: 'one', crit: ['x'], x: 1 })}.${body}.${mac}`,
      'malformed',
    ],
    ['no JSON', `${Buffer.from('{').toString('base64url')}.${body}.${mac}`, 'malformed'],
    ['expired', await world.token({ exp: nowSeconds - 31 }), 'expired'],
    ['not yet', await world.token({ nbf: nowSeconds + 31 }), 'clock-skew'],
    ['another issuer', await world.token({ iss: 'https://evil.example/' }), 'wrong-credentials'],
    ['another game', await world.token({ aud: 'other' }), 'wrong-credentials'],
    ['no expiry', await world.token({ exp: undefined }), 'wrong-credentials'],
    ['an expiry in words', await world.token({ exp: 'never' }), 'wrong-credentials'],
    ['no subject', await world.token({ sub: undefined }), 'wrong-credentials'],
    ['an empty subject', await world.token({ sub: 'x'.repeat(200) }), 'wrong-credentials'],
    ['within the tolerance', await world.token({ exp: nowSeconds - 29, nbf: nowSeconds + 29 }), 'ok jwt:ann'],
    ['several games', await world.token({ aud: ['other', GAME] }), 'ok jwt:ann'],
  ];
  for (const [what, token, outcome] of rows) assert.equal(await world.reason(token), outcome, what);
  assert.doesNotMatch(JSON.stringify(world.lines), /eyJ/, 'no token is logged');
});

test('jwt: an unknown key fetches the keys again, at a bounded rate', async () => {
  const world = jwtWorld();
  assert.equal(await world.reason(await world.token()), 'ok jwt:ann');
  world.served = answered({ keys: [ANN.jwk, BOB.jwk] });
  assert.equal(await world.reason(await world.token({}, BOB)), 'wrong-credentials', 'too soon after the first fetch');
  world.clock.advance(30_000);
  assert.equal(await world.reason(await world.token({}, BOB)), 'ok jwt:ann');
  assert.equal(world.sender.sent.length, 2);
  const stranger = await createSigner('nobody');
  for (let count = 0; count < 20; count++) await world.reason(await world.token({}, stranger));
  assert.equal(world.sender.sent.length, 2, 'a flood of unknown keys fetches nothing');
  world.clock.advance(30_000);
  for (let count = 0; count < 20; count++) await world.reason(await world.token({}, stranger));
  assert.equal(world.sender.sent.length, 3);
});

test('jwt: keys are fetched again when they are old, and serve for a named time while nobody answers', async () => {
  const world = jwtWorld({ cacheSeconds: 600, keptSeconds: 3_600, refreshSeconds: 30 });
  assert.equal(await world.reason(await world.token()), 'ok jwt:ann');
  for (const served of ['stall', { ok: false, fault: 'unreachable', detail: '' }, answered('{"keys":[]}')] as const) {
    world.served = served;
    world.clock.advance(700_000);
    assert.equal(await world.reason(await world.token()), 'ok jwt:ann', JSON.stringify(served));
  }
  assert.ok(world.sender.sent.length > 3);
  world.clock.advance(3_600_000);
  assert.equal(await world.reason(await world.token()), 'unavailable');
  assert.match(world.provider.statusText, /^1 keys, \d+ s old; https:/);
  // Withdrawn keys stop to serve with the next fetch.
  world.served = answered({ keys: [BOB.jwk] });
  world.clock.advance(60_000);
  assert.equal(await world.reason(await world.token({}, BOB)), 'ok jwt:ann');
  assert.equal(await world.reason(await world.token()), 'wrong-credentials');
});

test('jwt: before the first keys nobody signs in, by the deadline of a fetch', async () => {
  const world = jwtWorld();
  world.served = 'stall';
  assert.equal(await world.reason(await world.token()), 'unavailable');
  assert.ok(world.clock.monotonicMs() <= 1_100);
  assert.match(world.lines[0]?.text ?? '', /no answer came in time/);
  world.served = answered({ keys: [ANN.jwk] });
  assert.equal(await world.reason(await world.token()), 'unavailable', 'not at once again');
  world.clock.advance(2_000);
  assert.equal(await world.reason(await world.token()), 'ok jwt:ann');
});

test('jwt: sign-ins that come while the keys are fetched share one fetch', async () => {
  const world = jwtWorld();
  const token = await world.token();
  const reasons = await Promise.all(Array.from({ length: 20 }, () => world.reason(token)));
  assert.deepEqual(new Set(reasons), new Set(['ok jwt:ann']));
  assert.equal(world.sender.sent.length, 1);
});

test('jwt: lies in the place of keys are not used', async () => {
  const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'one', alg: 'HS256' };
  const rows: readonly unknown[] = [
    '',
    'null',
    '[]',
    { keys: {} },
    { keys: [] },
    { keys: [secret] },
    { keys: [{ ...ANN.jwk, d: 'x' }] },
    { keys: [{ ...ANN.jwk, use: 'enc' }] },
    { keys: [null, 7, 'x'] },
  ];
  for (const row of rows) {
    const world = jwtWorld();
    world.served = answered(row);
    assert.equal(await world.reason(await world.token()), 'unavailable', JSON.stringify(row));
  }
  const world = jwtWorld();
  // One that jose cannot import does no harm to the others.
  world.served = answered({
    keys: [{ kty: 'EC', crv: 'P-256', x: '!', y: '!', kid: 'bad', alg: 'ES256' }, ANN.jwk, secret],
  });
  assert.equal(await world.reason(await world.token()), 'ok jwt:ann');
  assert.equal(await world.reason(await world.token({}, { ...ANN, kid: 'bad' })), 'wrong-credentials');
});

test('jwt: keys of the settings need no address', async () => {
  const world = jwtWorld({ url: undefined, keys: [BOB.jwk] });
  assert.equal(await world.reason(await world.token({}, BOB)), 'ok jwt:ann');
  assert.equal(await world.reason(await world.token()), 'wrong-credentials');
  assert.equal(world.sender.sent.length, 0);
});

test('jwt: a one-time token opens once, and must be short-lived and have an id', async () => {
  const world = jwtWorld({ isOneTime: true });
  const nowSeconds = Math.floor(world.clock.wallMs() / 1_000);
  const token = await world.token({ jti: 'a' });
  assert.equal(await world.reason(token), 'ok jwt:ann');
  assert.equal(await world.reason(token), 'replayed');
  assert.equal(await world.reason(await world.token()), 'wrong-credentials');
  assert.equal(await world.reason(await world.token({ jti: 'b', exp: nowSeconds + 90_000 })), 'wrong-credentials');
  assert.match(world.lines.map(({ text }) => text).join('\n'), /`jti`[\s\S]*more than a day/);
});

test('jwt: a token for another subject than the one that is asked for is refused, and stays unused', async () => {
  const world = jwtWorld({ isOneTime: true });
  const token = await world.token({ jti: 'a' });
  assert.equal(await world.reason(await world.token({ jti: 'b' })), 'ok jwt:ann');
  const at = { wallMs: world.clock.wallMs(), store: providerStore() };
  assert.deepEqual(await world.provider.redeem({ token, subject: 'bob' }, at), {
    ok: false,
    reason: 'wrong-credentials',
  });
  assert.equal(await world.reason(token), 'ok jwt:ann');
});

test('jwt: settings that could not protect a sign-in are refused', () => {
  const base = { issuer: ISSUER, audience: GAME, url: URL_ASKED };
  const rows: readonly Readonly<Record<string, unknown>>[] = [
    { ...base, url: undefined },
    { ...base, url: 'http://login.example/jwks.json' },
    { ...base, url: 'https://user:pass@login.example/' },
    { ...base, algorithms: ['HS256'] },
    { ...base, algorithms: ['none'] },
    { ...base, algorithms: [] },
    { ...base, audience: '' },
    { ...base, issuer: undefined },
    { ...base, keys: [{ kty: 'oct', k: 'x' }] },
    { ...base, realm: '' },
    { ...base, cacheSeconds: 100, keptSeconds: 50 },
  ];
  for (const row of rows) assert.equal(jwtSettings.safeParse(row).success, false, JSON.stringify(row));
  assert.equal(jwtSettings.safeParse({ ...base, url: 'http://127.0.0.1:9/jwks' }).success, true);
});
