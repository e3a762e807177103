import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { HttpAnswer, HttpRequest } from '../../../upstream/index.ts';
import { answered, type Script, type UpstreamWorld, upstreamWorld } from '../../../upstream/upstream.fixture.ts';
import { PlatformProvider } from './platform-provider.ts';
import { type Credentials, emptyCredentials, type Verdict } from './provider.ts';
import { providerStore } from './provider-store.fixture.ts';
import { qqSignature } from './qq-open-api.ts';

const URL_ASKED = 'https://platform.example/v3/user/get_info';
const KEYS = ['key-one', 'key-two'];
const TIME_MS = 2_000;
const PETER = { ret: 0, nickname: 'Peter', gender: '女', is_yellow_vip: 1, is_yellow_year_vip: 0, yellow_vip_level: 3 };

interface World extends UpstreamWorld {
  readonly provider: PlatformProvider;
  /** What is answered at the end of the time. */
  sign(given?: Partial<Credentials>): Promise<Verdict>;
  reason(given?: Partial<Credentials>): Promise<string>;
}

function platformWorld(script: Script, options: { readonly keys?: readonly string[] } = {}): World {
  const world = upstreamWorld(script, { name: 'platform', atOnceMax: 20 });
  const { clock, counters, upstream, lines } = world;
  const log = {
    debug: () => {},
    info: (text: string) => void lines.push({ text, fields: undefined }),
    warn: (text: string) => void lines.push({ text, fields: undefined }),
    error: (text: string, fields?: Readonly<Record<string, unknown>>) => void lines.push({ text, fields }),
    child: () => log,
  };
  const provider = new PlatformProvider(
    { upstream, clock, counters, log },
    {
      url: URL_ASKED,
      appId: '77',
      pf: 'common',
      keys: options.keys ?? KEYS,
      realm: 'platform:',
      timeMs: TIME_MS,
      answerBytesMax: 1_000,
    },
  );
  const sign = async (given: Partial<Credentials> = {}): Promise<Verdict> => {
    const credentials = emptyCredentials({ openid: 'PETER', openkey: 'SESSION', pf: 'qzone', ...given });
    const verdict = provider.verify(credentials, {
      wallMs: clock.wallMs(),
      store: providerStore(),
      address: '10.0.0.7',
    });
    // A retry, and then the deadline.
    for (const ms of [200, TIME_MS]) {
      await setImmediate();
      clock.advance(ms);
    }
    return verdict;
  };
  const reason = async (given: Partial<Credentials> = {}): Promise<string> => {
    const verdict = await sign(given);
    return verdict.ok ? `ok ${verdict.account}` : verdict.reason;
  };
  return { ...world, provider, sign, reason };
}

/** Whether a request is signed with this key. */
function isSigned({ url }: HttpRequest, key: string): boolean {
  const { pathname: path, searchParams } = new URL(url);
  const { sig, ...fields } = Object.fromEntries(searchParams);
  return sig === qqSignature({ path, fields, key });
}

const WRONG_KEY = { ret: -5, msg: 'sig' };

test('platform: the profile comes with the account, and the request says who asks for whom', async () => {
  const { sign, sender } = platformWorld(() => answered(PETER));
  const profile = { platform: 'qzone', nickname: 'Peter', gender: 0, isVip: true, isYearVip: false, vipLevel: 3 };
  assert.deepEqual(await sign(), { ok: true, account: 'platform:PETER', adult: null, profile });
  const [request] = sender.sent;
  assert.ok(request !== undefined && isSigned(request, 'key-one'));
  const { sig, ...fields } = Object.fromEntries(new URL(request.url).searchParams);
  const player = { openid: 'PETER', openkey: 'SESSION', pf: 'qzone', userip: '10.0.0.7' };
  assert.deepEqual(fields, { ...player, appid: '77', format: 'json' });
  await sign({ pf: '' });
  assert.equal(new URL(sender.sent[1]?.url ?? '').searchParams.get('pf'), 'common');
});

test('platform: what a client must not send never reaches the platform', async () => {
  const { reason, sender } = platformWorld(() => answered(PETER));
  const rows: readonly Partial<Credentials>[] = [
    { openid: '' },
    { openid: 'a b' },
    { openid: 'x\ny' },
    { openid: 'ü' },
    { openid: 'x'.repeat(200) },
    { openkey: '' },
    { openkey: 'x'.repeat(1_000) },
    { pf: 'q\u0000' },
    { pf: 'x'.repeat(200) },
  ];
  for (const row of rows) assert.equal(await reason(row), 'malformed', JSON.stringify(row).slice(0, 40));
  assert.equal(sender.sent.length, 0);
});

test('platform: stalls, lies, failures, cuts, redirects and floods are `unavailable` to a player, by the deadline', async () => {
  const fault = (kind: Extract<HttpAnswer, { ok: false }>['fault']): HttpAnswer => ({
    ok: false,
    fault: kind,
    detail: 'x',
  });
  const rows: readonly (readonly [string, HttpAnswer | 'stall'])[] = [
    ['stalls', 'stall'],
    ['cannot be reached', fault('unreachable')],
    ['is cut off', fault('broken')],
    ['redirects', fault('redirected')],
    ['sends 10 MB', fault('too-large')],
    ['fails', answered('oops', 500)],
    ['answers half', answered('{"ret":0,"nick')],
    ['answers another account', answered({ ...PETER, openid: 'ANN' })],
    ['refuses the server', answered({ ret: -4 })],
  ];
  for (const [what, answer] of rows) {
    const world = platformWorld(() => answer);
    assert.equal(await world.reason(), 'unavailable', what);
    assert.ok(world.clock.monotonicMs() <= TIME_MS + 200, what);
    assert.equal(world.lines.length, 1, `${what}: one line for the operator`);
    assert.doesNotMatch(JSON.stringify(world.lines), /SESSION|key-one|key-two|sig=/, what);
  }
});

test('platform: a refused player is refused, and the breaker does not mind', async () => {
  const world = platformWorld(() => answered({ ret: 1002 }));
  for (let count = 0; count < 30; count++) assert.equal(await world.reason(), 'wrong-credentials');
  assert.equal(world.upstream.breaker.state.is, 'closed');
  assert.equal(world.lines.length, 0);
});

test('platform: a stalled platform refuses at once after a while, and is asked again later', async () => {
  let isStalled = true;
  const world = platformWorld(() => (isStalled ? 'stall' : answered(PETER)));
  const begin = () =>
    world.provider.verify(emptyCredentials({ openid: 'PETER', openkey: 'S' }), { wallMs: 0, store: providerStore() });
  const verdicts = Array.from({ length: 10 }, begin);
  await setImmediate();
  world.clock.advance(TIME_MS);
  for (const verdict of await Promise.all(verdicts)) assert.equal(verdict.ok, false);
  const startMs = world.clock.monotonicMs();
  assert.equal((await begin()).ok, false);
  assert.deepEqual(
    [world.sender.sent.length, world.clock.monotonicMs()],
    [10, startMs],
    'at once, and nothing is sent',
  );
  assert.match(world.upstream.statusText, /breaker OPEN/);
  isStalled = false;
  world.clock.advance(30_000);
  assert.equal(await world.reason(), 'ok platform:PETER');
});

test('platform: when the platform changes the key, the next one signs from then on, and back', async () => {
  let key = 'key-one';
  const world = platformWorld((request) => answered(isSigned(request, key) ? PETER : WRONG_KEY));
  assert.equal(await world.reason(), 'ok platform:PETER');
  for (const changed of ['key-two', 'key-one']) {
    key = changed;
    const before = world.sender.sent.length;
    assert.equal(await world.reason(), 'ok platform:PETER');
    assert.equal(world.sender.sent.length, before + 2, 'the first after a change is asked twice');
    assert.equal(await world.reason(), 'ok platform:PETER');
    assert.equal(world.sender.sent.length, before + 3);
  }
  assert.match(world.lines.map(({ text }) => text).join('\n'), /wants the second key.*\n.*wants the first key/);
});

test('platform: a key that the platform never knew is the operator’s to mend', async () => {
  for (const [keys, tries] of [
    [KEYS, 2],
    [['only'], 1],
  ] as const) {
    const world = platformWorld(() => answered(WRONG_KEY), { keys });
    assert.equal(await world.reason(), 'unavailable');
    assert.equal(world.sender.sent.length, tries);
    assert.match(world.lines[0]?.text ?? '', /auth\.platform\.keys.*auth\.platform\.appId/);
  }
});
