import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { systemClock } from '../base/index.ts';
import { defineModule } from '../gate/index.ts';
import { emptyCredentials } from '../modules/login/index.ts';
import { AUTH_FAILURE_CODES } from '../modules/login/login.failures.ts';
import { UserAuthC2s, UserAuthFailS2c } from '../modules/login/login.messages.ts';
import { type CreatedRole, rolesTables, roleWatchers } from '../modules/roles/index.ts';
import { PlayerRoleListS2c } from '../modules/roles/roles.messages.ts';
import { createRole, enterWorld } from './player.fixture.ts';
import type { RawClient } from './raw-client.fixture.ts';
import { inWorld, type ServerWorld, type WorldOptions } from './server.fixture.ts';

const KEYS = ['key-one', 'key-two'];

type Mood = 'well' | 'stalls' | 'fails' | 'cuts' | 'redirects' | 'floods' | 'lies' | 'refuses' | 'mixes up';

/** A platform as Tencent's is, in one of its moods. */
class FakePlatform {
  mood: Mood = 'well';
  key = 'key-one';
  requests = 0;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v3/user/get_info`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests++;
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://platform');
    const { sig, ...fields } = Object.fromEntries(searchParams);
    if (sig !== signatureOf(path, fields, this.key)) return void response.end('{"ret":-5,"msg":"sig"}');
    if (fields['openkey'] !== 'right') return void response.end('{"ret":1002,"msg":"sign in first"}');
    const profile = {
      ret: 0,
      nickname: '彼得',
      gender: '男',
      is_yellow_vip: 1,
      is_yellow_year_vip: 1,
      yellow_vip_level: 7,
    };
    this.#say(response, JSON.stringify(profile));
  }

  #say(response: ServerResponse, text: string): void {
    switch (this.mood) {
      case 'well':
        return void response.end(text);
      case 'stalls':
        return;
      case 'fails':
        return void response.writeHead(500).end(text);
      case 'cuts':
        response.writeHead(200, { 'content-length': '1000' }).write(text);
        return void setImmediate(() => response.destroy());
      case 'redirects':
        return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      case 'floods':
        return void response.end(Buffer.alloc(10_000_000, 32));
      case 'lies':
        return void response.end('{"ret":0,"nick');
      case 'refuses':
        return void response.end('{"ret":-4}');
      case 'mixes up':
        return void response.end('{"ret":0,"openid":"ANN"}');
    }
  }
}

/** The signature by the platform's documentation, for fields that need no escapes but `=`, `&` and `/`. */
function signatureOf(path: string, fields: Readonly<Record<string, string>>, key: string): string {
  const query = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`);
  const source = `GET&${encodeURIComponent(path)}&${encodeURIComponent(query.join('&'))}`;
  return createHmac('sha1', `${key}&`).update(source).digest('base64');
}

const login = (openid: string, more: Readonly<Record<string, string>> = {}) =>
  emptyCredentials({ type: 'platform', openid, openkey: 'right', pf: 'qzone', serverid: 1, ...more });

async function reasonOf(client: RawClient, credentials: ReturnType<typeof emptyCredentials>): Promise<number> {
  client.say(UserAuthC2s, credentials);
  return (await client.next(UserAuthFailS2c)).reasonid;
}

async function inPlatformWorld(
  options: Pick<WorldOptions, 'modules'> & {
    readonly dev?: boolean;
    readonly limits?: Readonly<Record<string, number>>;
  },
  body: (world: ServerWorld, platform: FakePlatform) => Promise<void>,
): Promise<void> {
  const { dev = false, limits = {}, modules = [] } = options;
  const platform = new FakePlatform();
  const url = await platform.open();
  const auth = { platform: { url, appId: '77', keys: KEYS, ...limits } };
  try {
    await inWorld({ body: 'native', config: { dev, auth }, modules }, (world) => body(world, platform));
  } finally {
    platform.close();
  }
}

test('sign-in by a platform: the profile reaches the role that is made, and the modules that watch', async () => {
  const created: CreatedRole[] = [];
  const watching = defineModule({ name: 'watching', uses: [roleWatchers] }).hook('started', (scope) => {
    scope.use(roleWatchers).add({ created: (role) => void created.push(role) });
  });
  await inPlatformWorld({ modules: [watching] }, async (world) => {
    const client = world.connect();
    client.say(UserAuthC2s, login('PETER'));
    assert.deepEqual(await client.next(PlayerRoleListS2c), { roles: [] });
    const roleId = await createRole(client);
    await enterWorld(client, roleId);
    const account = world.server.gate.directory.findAccount('platform:PETER')?.account;
    const profile = { platform: 'qzone', nickname: '彼得', gender: 1, isVip: true, isYearVip: true, vipLevel: 7 };
    assert.deepEqual(account?.profile, profile);
    const origin = { ...profile, signedInMs: world.clock.wallMs() };
    assert.deepEqual(await world.server.store.table(rolesTables.roleOrigin).get(roleId), { roleId, ...origin });
    assert.deepEqual(created, [{ roleId, account: 'platform:PETER', origin }]);
    const answer = await world.server.control({ command: 'status' });
    assert.match(JSON.stringify(answer), /"sign-in platform","http:[^"]*: breaker closed, 0 of 1 requests failed/);
  });
});

test('sign-in by a platform: whatever the platform does, players get a code, and can try again', async () => {
  await inPlatformWorld({}, async (world, platform) => {
    const client = world.connect();
    assert.equal(await reasonOf(client, login('PETER', { openkey: 'wrong' })), AUTH_FAILURE_CODES['wrong-credentials']);
    for (const mood of ['fails', 'cuts', 'redirects', 'floods', 'lies', 'refuses', 'mixes up'] as const) {
      platform.mood = mood;
      const one = world.connect();
      one.say(UserAuthC2s, login('PETER'));
      // Time passes on real sockets only when it is told to: a retry waits for it.
      await world.until(() => {
        world.clock.advance(5);
        return one.names.includes(UserAuthFailS2c.name);
      }, mood);
      assert.equal((await one.next(UserAuthFailS2c)).reasonid, AUTH_FAILURE_CODES.unavailable, mood);
    }
    platform.mood = 'well';
    platform.key = 'key-two';
    client.say(UserAuthC2s, login('PETER'));
    await client.next(PlayerRoleListS2c);
    assert.doesNotMatch(world.complaints.join('\n'), /key-one|key-two|openkey|sig=/);
  });
});

test('sign-in by a platform: a stalled platform holds a bounded number, others get in by other ways, and the server stops', async () => {
  const limits = { atOnceMax: 2, waitingMax: 3, seconds: 2 };
  await inPlatformWorld({ dev: true, limits }, async (world, platform) => {
    platform.mood = 'stalls';
    const clients = Array.from({ length: 8 }, () => world.connect());
    for (const [index, client] of clients.entries()) client.say(UserAuthC2s, login(`P${index}`));
    await world.until(() => world.count('platform_questions', 'busy') === 3, 'three are refused');
    await world.until(() => platform.requests === 2, 'two are asked');
    const other = world.connect();
    other.say(UserAuthC2s, emptyCredentials({ username: 'ann', serverid: 1 }));
    await other.next(PlayerRoleListS2c);
    clients[7]?.reset();
    world.clock.advance(2_000);
    for (const client of clients.slice(0, 7)) {
      const { reasonid } = await client.next(UserAuthFailS2c);
      assert.ok([AUTH_FAILURE_CODES.unavailable, AUTH_FAILURE_CODES.busy].includes(reasonid as 9));
    }
    const late = world.connect();
    late.say(UserAuthC2s, login('LATE'));
    await world.until(() => platform.requests === 3, 'it is asked');
  });
});

test('sign-in by a token: the keys come from the issuer’s address', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }];
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  const auth = { jwt: { issuer: 'https://login.example/', audience: 'jade', url } };
  await inWorld({ body: 'native', config: { dev: false, auth } }, async (world) => {
    const token = await new SignJWT({ nickname: 'Ann' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer('https://login.example/')
      .setAudience('jade')
      .setSubject('ann')
      .setExpirationTime(new Date(Math.max(world.clock.wallMs(), systemClock.wallMs()) + 60_000))
      .sign(privateKey);
    const client = world.connect();
    client.say(UserAuthC2s, emptyCredentials({ type: 'jwt', openkey: token, serverid: 1 }));
    await client.next(PlayerRoleListS2c);
    const account = world.server.gate.directory.findAccount('jwt:ann')?.account;
    assert.equal(account?.profile?.nickname, 'Ann');
  });
  server.closeAllConnections();
  server.close();
});
