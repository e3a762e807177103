// The classic signature: golden ones computed with openssl, and what must not be let in by one.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ManualClock } from '../../../base/index.ts';
import { CLASSIC_FORMULAS, ClassicFormula, percentEncode } from './classic-formula.ts';
import type { ClassicOptions } from './classic-provider.ts';
import { ClassicProvider } from './classic-provider.ts';
import type { Credentials } from './provider.ts';
import { emptyCredentials } from './provider.ts';
import { ProviderConfigError } from './provider-config-error.ts';
import { providerStore } from './provider-store.fixture.ts';
import { MemoryTicketLedger } from './ticket-ledger.fixture.ts';

const KEY = 'KEY-secret';
const at = { wallMs: 1_700_000_000_000, store: providerStore() };
const plain = new ClassicFormula(CLASSIC_FORMULAS.plain);
const query = new ClassicFormula(CLASSIC_FORMULAS.query);

function provider(options: Partial<ClassicOptions> = {}): ClassicProvider {
  return new ClassicProvider({ formula: plain, key: KEY, ...options });
}

// printf '20110002011700000000KEY-secret1' | openssl md5
const robot = emptyCredentials({
  username: '1000201',
  userid: '201',
  time: '1700000000',
  cm: '1',
  flag: 'EC0DB33CFA709659214AACF81822420D',
  serverid: 1,
});
// printf '5%%E9%%9D%%92%%20%%E4%%BA%%911700000000KEY-secret0' | openssl md5
const chinese = { ...robot, username: '青 云', userid: '5', cm: '0', flag: '01aedc33c507a8f81194b0fd6ecde74d' };
// printf 'account=a%%26b&adult=1&key=KEY-secret&pf=qq&timestamp=1700000000' | openssl md5
const queried = { ...robot, username: 'a&b', userid: '', pf: 'qq', flag: 'a21c5b8c81f4f8786d63f0141ac5bb07' };

test('classic: signatures made with openssl are accepted, in any case of hex', async () => {
  assert.deepEqual(await provider().verify(robot, at), { ok: true, account: 'classic:1000201', adult: true });
  assert.ok((await provider().verify({ ...robot, flag: robot.flag.toLowerCase() }, at)).ok);
  assert.deepEqual(await provider().verify(chinese, at), { ok: true, account: 'classic:青 云', adult: false });
  const verdict = await provider({ formula: query }).verify(queried, at);
  assert.deepEqual(verdict, { ok: true, account: 'classic:a&b', adult: true });
});

test('classic: a platform may leave ~ as it is, as RFC 3986 says, or write %7E, as classic servers do', async () => {
  const tilde = { ...robot, username: 'a~b~c' };
  // printf '201a~b~c1700000000KEY-secret1' | openssl md5, and the same with %7E
  const flags = ['201a~b~c1700000000KEY-secret1', '201a%7Eb%7Ec1700000000KEY-secret1'].map((signed) =>
    createHash('md5').update(signed).digest('hex'),
  );
  for (const flag of flags) {
    const verdict = await provider().verify({ ...tilde, flag }, at);
    assert.deepEqual(verdict, { ok: true, account: 'classic:a~b~c', adult: true });
  }
  const mixed = createHash('md5').update('201a~b%7Ec1700000000KEY-secret1').digest('hex');
  assert.equal((await provider().verify({ ...tilde, flag: mixed }, at)).ok, false);
});

test('classic: without a username the account is the userid', async () => {
  const formula = new ClassicFormula('{userid}|{username}|{time}|{key}');
  const flag = formula.digest({ ...robot, username: '' }, KEY).toString('hex');
  const verdict = await provider({ formula }).verify({ ...robot, username: '', flag }, at);
  assert.deepEqual(verdict, { ok: true, account: 'classic:201', adult: null });
});

const REFUSED: readonly (readonly [Partial<Credentials>, string])[] = [
  [{ flag: `${robot.flag.slice(0, -1)}E` }, 'wrong-credentials'],
  [{ username: '1000202' }, 'wrong-credentials'],
  [{ userid: '202' }, 'wrong-credentials'],
  [{ time: '1700000001' }, 'wrong-credentials'],
  [{ cm: '0' }, 'wrong-credentials'],
  [{ flag: KEY }, 'malformed'],
  [{ flag: '' }, 'malformed'],
  [{ flag: `${robot.flag}00` }, 'malformed'],
  [{ flag: robot.flag.slice(1) }, 'malformed'],
  [{ flag: 'g'.repeat(32) }, 'malformed'],
  [{ flag: '\uff10'.repeat(32) }, 'malformed'],
  [{ time: '' }, 'malformed'],
  [{ time: '-1700000000' }, 'malformed'],
  [{ time: '01700000000' }, 'malformed'],
  [{ time: '1700000000.0' }, 'malformed'],
  [{ time: '1e9' }, 'malformed'],
  [{ time: '9'.repeat(400) }, 'malformed'],
  [{ username: '', userid: '' }, 'malformed'],
  [{ username: '##visitor##_1' }, 'malformed'],
  [{ username: 'a\u0000b' }, 'malformed'],
  [{ username: '\ud800' }, 'malformed'],
  [{ username: 'x'.repeat(60_000) }, 'malformed'],
  [{ cm: 'x'.repeat(60_000) }, 'malformed'],
  [{ sid: 'x'.repeat(513) }, 'malformed'],
];

test('classic: a change of any signed field, and what is in no format, are refused', async () => {
  for (const [change, reason] of REFUSED) {
    const verdict = await provider().verify({ ...robot, ...change }, at);
    assert.deepEqual(verdict, { ok: false, reason }, JSON.stringify(change).slice(0, 60));
  }
});

test('classic: the window is open on both sides, ends included', async () => {
  const seconds = (offset: number) => ({ ...at, wallMs: at.wallMs + offset * 1000 });
  for (const offset of [-3_600, 0, 3_600]) assert.ok((await provider().verify(robot, seconds(offset))).ok);
  for (const offset of [3_601, 1e9])
    assert.deepEqual(await provider().verify(robot, seconds(offset)), { ok: false, reason: 'expired' });
  // A signature from the future: one of the two clocks is wrong.
  for (const offset of [-3_601, -1e9])
    assert.deepEqual(await provider().verify(robot, seconds(offset)), { ok: false, reason: 'clock-skew' });
  assert.ok((await provider({ windowSeconds: 13_600 }).verify(robot, seconds(13_600))).ok);
});

test('classic: an unknown platform has no key, not an empty one', async () => {
  const byPlatform = provider({ formula: query, key: new Map([['qq', KEY]]) });
  assert.deepEqual(await byPlatform.verify(queried, at), { ok: true, account: 'classic:qq:a&b', adult: true });
  for (const pf of ['', 'zz', 'QQ', '__proto__', 'constructor']) {
    const signed = { ...queried, pf };
    const flag = query.digest(signed, '').toString('hex');
    assert.deepEqual(await byPlatform.verify({ ...signed, flag }, at), { ok: false, reason: 'wrong-credentials' });
  }
});

test('classic: one platform cannot sign for the players of another', async () => {
  const both = provider({
    formula: plain,
    key: new Map([
      ['a', KEY],
      ['b', 'other'],
    ]),
  });
  const one = await both.verify({ ...robot, pf: 'a' }, at);
  assert.ok(one.ok && one.account === 'classic:a:1000201');
  const flag = plain.digest(robot, 'other').toString('hex');
  const other = await both.verify({ ...robot, flag, pf: 'b' }, at);
  assert.ok(other.ok && other.account === 'classic:b:1000201');
  assert.ok(!(await both.verify({ ...robot, flag, pf: 'a' }, at)).ok);
});

test('classic: without a realm of its own it cannot reach into another', async () => {
  const bare = provider({ realm: '' });
  const sign = (username: string) => ({
    ...robot,
    username,
    flag: plain.digest({ ...robot, username }, KEY).toString('hex'),
  });
  assert.deepEqual(await bare.verify(sign('bob'), at), { ok: true, account: 'bob', adult: true });
  assert.deepEqual(await bare.verify(sign('other:bob'), at), { ok: false, reason: 'malformed' });
});

test('classic: a field that the formula does not sign names no account', async () => {
  const formula = new ClassicFormula('{userid}.{time}.{key}');
  const flag = formula.digest(robot, KEY).toString('hex');
  const verdict = await provider({ formula }).verify({ ...robot, username: 'victim', flag }, at);
  assert.deepEqual(verdict, { ok: true, account: 'classic:201', adult: null });
});

test('classic: a one-time signature is good once; another, within its window', async () => {
  assert.ok((await provider().verify(robot, at)).ok);
  const clock = new ManualClock({ startWallMs: at.wallMs });
  const once = provider({ isOneTime: true });
  const kept = { ...at, store: providerStore(new MemoryTicketLedger({ clock })) };
  assert.ok((await once.verify(robot, kept)).ok);
  assert.deepEqual(await once.verify({ ...robot, flag: robot.flag.toLowerCase() }, kept), {
    ok: false,
    reason: 'replayed',
  });
  assert.deepEqual(await once.verify(robot, at), { ok: false, reason: 'unavailable' });
});

test('classic: the lock key is the account’s, and none when no account is named', () => {
  assert.equal(provider().lockKey(robot), 'classic classic:1000201');
  assert.equal(provider().lockKey({ ...robot, username: 'a\u0000' }), null);
});

test('classic: a configuration that protects nothing is refused', () => {
  const refusals: readonly (readonly [Partial<ClassicOptions>, string])[] = [
    [{ key: '' }, 'classic-key-empty'],
    [{ key: new Map() }, 'classic-key-empty'],
    [{ key: new Map([['qq', '']]) }, 'classic-key-empty'],
    [{ key: new Map([['q:q', 'x']]) }, 'classic-realm'],
    [{ windowSeconds: 0 }, 'window'],
    [{ windowSeconds: Number.NaN }, 'window'],
    [{ realm: 'classic' }, 'classic-realm'],
    [{ realm: 'a:b:' }, 'classic-realm'],
    [{ realm: '##visitor##' }, 'classic-realm'],
  ];
  for (const [options, code] of refusals) {
    assert.throws(
      () => provider(options),
      (thrown) => thrown instanceof ProviderConfigError && thrown.code === code,
    );
  }
});

test('classic formula: templates that cannot protect a sign-in are refused and say why', () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['', /does not sign \{key\}/],
    ['{username}{time}', /does not sign \{key\}/],
    ['{username}{key}', /does not sign \{time\}/],
    ['{time}{key}{cm}', /does not sign \{username\} or \{userid\}/],
    ['{username}{time}{key}{flag}', /no field \{flag\}/],
    ['{username}{time}{key}{url:cm}', /no field \{url:cm\}/],
    ['{username}{time}{key}{', /brace is open/],
    ['{username}{time}{key}}', /brace is open/],
    [`{username}{time}{key}${'x'.repeat(600)}`, /too long/],
  ];
  for (const [template, message] of refusals) assert.throws(() => new ClassicFormula(template), message);
});

test('classic formula: fields side by side are told to the operator', () => {
  assert.equal(plain.ambiguity, '{userid} and {username}');
  assert.match(provider().weakness ?? '', /\{userid\} and \{username\} side by side/);
  assert.equal(query.ambiguity, null);
  assert.equal(provider({ formula: query }).weakness, null);
});

test('classic formula: percent-encoding is that of RFC 3986, over UTF-8', () => {
  assert.equal(percentEncode("aZ09-_.~!'()*"), 'aZ09-_.~%21%27%28%29%2A');
  assert.equal(percentEncode('a b&=+/青😀'), 'a%20b%26%3D%2B%2F%E9%9D%92%F0%9F%98%80');
  assert.equal(percentEncode('\ud800'), '%EF%BF%BD');
});
