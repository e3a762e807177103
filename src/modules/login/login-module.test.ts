import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { SeededRandom } from '../../base/index.ts';
import { createRole, enterWorld, signIn } from '../../server/player.fixture.ts';
import type { RawClient } from '../../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import { PlayerRoleListS2c } from '../roles/roles.messages.ts';
import { FAILURES_PER_ACCOUNT_MAX } from './lockout-limits.ts';
import { AUTH_FAILURE_CODES, type AuthFailure } from './login.failures.ts';
import { UserAuthC2s, UserAuthFailS2c } from './login.messages.ts';
import { type Credentials, emptyCredentials } from './providers/provider.ts';
import { issueTicket } from './providers/ticket.ts';

const SECRET = new SeededRandom(3).bytes(32);
const CLASSIC_KEY = 'platform-key';
const AUTH = {
  ticket: { keys: [{ id: 'k1', secretBase64: Buffer.from(SECRET).toString('base64') }] },
  classic: { key: CLASSIC_KEY, realm: '' },
};

function ticketFor(world: ServerWorld, account: string, more: { serverId?: number; ttlSeconds?: number } = {}): string {
  const random = new SeededRandom(world.clock.monotonicMs() + account.length);
  const key = { id: 'k1', secret: SECRET };
  return issueTicket({ account, key, ttlSeconds: 60, wallMs: world.clock.wallMs(), random, ...more });
}

/** 410 as the classic client fills it: most fields empty. */
function classic(world: ServerWorld, username: string, more: Partial<Credentials> = {}): Credentials {
  const time = String(Math.floor(world.clock.wallMs() / 1000));
  const signed = `${encodeURIComponent(username)}${time}${CLASSIC_KEY}`;
  const flag = createHash('md5').update(signed).digest('hex').toUpperCase();
  return emptyCredentials({ username, time, flag, serverid: 1, ...more });
}

async function refuse(client: RawClient, credentials: Credentials): Promise<number> {
  client.say(UserAuthC2s, credentials);
  const { reasonid } = await client.next(UserAuthFailS2c);
  return reasonid;
}

test('login: the classic client signs in, creates a role and plays', async () => {
  await inWorld({ config: { dev: false, auth: AUTH } }, async (world) => {
    const client = world.connect();
    client.say(UserAuthC2s, classic(world, 'ann'));
    assert.deepEqual(await client.next(PlayerRoleListS2c), { roles: [] });
    await enterWorld(client, await createRole(client));
    assert.equal(world.server.gate.directory.findAccount('ann')?.account?.isVisitor, false);
  });
});

test('login: a ticket opens, once', async () => {
  await inWorld({ config: { dev: false, auth: AUTH } }, async (world) => {
    const credentials = emptyCredentials({ type: 'ticket', openkey: ticketFor(world, 'ann'), serverid: 1 });
    const client = world.connect();
    client.say(UserAuthC2s, credentials);
    await client.next(PlayerRoleListS2c);
    const thief = world.connect();
    assert.equal(await refuse(thief, credentials), AUTH_FAILURE_CODES.replayed);
    assert.equal(client.isClosed, false, 'whoever replays displaces nobody');
  });
});

test('login: each refusal has its code, is counted, and may be followed by a right sign-in', async () => {
  await inWorld({ config: { dev: false, auth: { ...AUTH, password: { isOn: false } } } }, async (world) => {
    const old = ticketFor(world, 'ann', { ttlSeconds: 1 });
    await world.pass(2_000);
    const good = ticketFor(world, 'ann');
    const ticket = (openkey: string, serverid = 1) => emptyCredentials({ type: 'ticket', openkey, serverid });
    const rows: readonly (readonly [AuthFailure, Credentials])[] = [
      ['malformed', ticket('')],
      ['malformed', ticket('x'.repeat(10_000))],
      ['malformed', ticket('jt1.k1.e30.short')],
      ['wrong-credentials', ticket(`${good.slice(0, -2)}${good.endsWith('AA') ? 'BB' : 'AA'}`)],
      ['wrong-credentials', ticket(good.replace('jt1.k1.', 'jt1.k2.'))],
      ['expired', ticket(old)],
      ['wrong-server', ticket(ticketFor(world, 'ann', { serverId: 9 }))],
      ['unknown-server', ticket(good, 9)],
      ['provider-off', emptyCredentials({ type: 'password', username: 'ann', openkey: 'secret', serverid: 1 })],
      ['provider-off', emptyCredentials({ type: 'dev', username: 'ann', serverid: 1 })],
      ['wrong-credentials', classic(world, 'ann', { username: 'bob' })],
      ['wrong-credentials', classic(world, 'ann', { time: String(Math.floor(world.clock.wallMs() / 1000) + 1) })],
      ['malformed', classic(world, 'ann', { flag: 'zz' })],
      ['malformed', classic(world, '')],
      ['malformed', classic(world, '##visitor##_1')],
      ['malformed', emptyCredentials({ serverid: 1 })],
    ];
    const client = world.connect();
    for (const [reason, credentials] of rows) {
      const before = world.count('sign_ins', reason);
      assert.equal(await refuse(client, credentials), AUTH_FAILURE_CODES[reason], reason);
      assert.equal(world.count('sign_ins', reason), before + 1);
      assert.equal(world.server.gate.directory.accountCount, 0);
      await world.pass(1_000);
    }
    client.say(UserAuthC2s, ticket(good));
    await client.next(PlayerRoleListS2c);
  });
});

test('login: guessing locks the account for strangers, and the next address too', async () => {
  await inWorld({ config: { dev: false, auth: AUTH } }, async (world) => {
    const wrong = () => classic(world, 'ann', { flag: '0'.repeat(32) });
    const client = world.connect();
    for (let each = 0; each < FAILURES_PER_ACCOUNT_MAX; each++) {
      assert.equal(await refuse(client, wrong()), AUTH_FAILURE_CODES['wrong-credentials']);
      await world.pass(1_000);
    }
    const elsewhere = world.connect('10.0.0.9');
    assert.equal(await refuse(elsewhere, classic(world, 'ann')), AUTH_FAILURE_CODES['account-locked']);
    await world.pass(61_000);
    const later = world.connect('10.0.0.9');
    later.say(UserAuthC2s, classic(world, 'ann'));
    await later.next(PlayerRoleListS2c);
  });
});

test('login: development lets anyone in under any name that is one', async () => {
  await inWorld({}, async (world) => {
    const client = world.connect();
    for (const username of ['', '##visitor##_1', 'x'.repeat(65), 'a\u0000b']) {
      assert.equal(await refuse(client, emptyCredentials({ username, serverid: 1 })), AUTH_FAILURE_CODES.malformed);
      await world.pass(1_000);
    }
    await signIn(client, '名字');
  });
});

test('login: a client that goes away while it is checked leaves nothing, and displaces nobody', async () => {
  await inWorld({}, async (world) => {
    const owner = world.connect();
    await signIn(owner, 'ann');
    for (let delayMs = 0; delayMs < 6; delayMs++) {
      const client = world.connect();
      client.say(UserAuthC2s, emptyCredentials({ username: `new${delayMs}`, serverid: 1 }));
      await world.pass(delayMs);
      client.reset();
    }
    await world.until(() => world.server.gate.sessionCount === 1, 'the others are gone');
    assert.deepEqual([owner.isClosed, world.server.gate.directory.accountCount], [false, 1]);
  });
});
