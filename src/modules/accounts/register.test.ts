import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule } from '../../gate/index.ts';
import { play } from '../../server/player.fixture.ts';
import type { RawClient } from '../../server/raw-client.fixture.ts';
import { inWorld, type WorldOptions } from '../../server/server.fixture.ts';
import { emptyCredentials, loginTables, type RegistrationRule, registrations } from '../login/index.ts';
import { AUTH_FAILURE_CODES, type AuthFailure } from '../login/login.failures.ts';
import { RegisterC2s, RegistrationRefusedS2c, UserAuthC2s, UserAuthFailS2c } from '../login/login.messages.ts';
import { PlayerRoleListS2c } from '../roles/roles.messages.ts';

const OPEN: WorldOptions = { config: { auth: { password: { register: { isOpen: true, burst: 3 } } } } };
const PASSWORD = 'correct horse';

function ruleModule(rule: Omit<RegistrationRule, 'name'>) {
  return defineModule({ name: 'invites', uses: [registrations] }).hook('started', (scope) =>
    scope.use(registrations).add({ name: 'invites', ...rule }),
  );
}

function ask(client: RawClient, account: string, more: Partial<RegisterC2s> = {}): RawClient {
  client.say(RegisterC2s, { account, password: PASSWORD, serverid: 1, ...more });
  return client;
}

async function assertRefused(client: RawClient, failure: AuthFailure): Promise<void> {
  assert.equal((await client.next(UserAuthFailS2c)).reasonid, AUTH_FAILURE_CODES[failure], failure);
}

test('register: a player makes an account and is signed in, and signs in with the password later', async () => {
  await inWorld(OPEN, async (world) => {
    const first = ask(world.connect(), 'ann');
    assert.deepEqual(await first.next(PlayerRoleListS2c), { roles: [] });
    assert.equal(world.server.gate.directory.findAccount('ann')?.account?.isVisitor, false);
    first.hangUp();
    const again = world.connect();
    again.say(UserAuthC2s, emptyCredentials({ type: 'password', username: 'ann', openkey: PASSWORD, serverid: 1 }));
    await again.next(PlayerRoleListS2c);
  });
});

test('register: it is off unless the settings open it', async () => {
  await inWorld({}, async (world) => {
    await assertRefused(ask(world.connect(), 'ann'), 'provider-off');
    assert.equal(await world.server.store.table(loginTables.password).get('ann'), null);
  });
});

test('register: an account that has a password or roles here is nobody else’s to take', async () => {
  await inWorld(OPEN, async (world) => {
    const { store } = world.server;
    await play(world.connect(), 'bob');
    await assertRefused(ask(world.connect(), 'bob'), 'account-taken');
    assert.equal(await store.table(loginTables.password).get('bob'), null);
    await store.table(loginTables.password).insert({ account: 'ann', hash: 'x', createdMs: 0 });
    await assertRefused(ask(world.connect(), 'ann'), 'account-taken');
    assert.equal((await store.table(loginTables.password).get('ann'))?.hash, 'x');
  });
});

test('register: bad names, passwords and servers are refused before anything is done', async () => {
  await inWorld(OPEN, async (world) => {
    const rows: readonly (readonly [string, string, number, AuthFailure])[] = [
      ['', PASSWORD, 1, 'malformed'],
      ['##visitor##_1', PASSWORD, 1, 'malformed'],
      ['classic:1', PASSWORD, 1, 'malformed'],
      ['ann', 'short', 1, 'password-refused'],
      ['annannann', 'annannann', 1, 'password-refused'],
      ['ann', 'x'.repeat(129), 1, 'password-refused'],
      ['ann', PASSWORD, 9, 'unknown-server'],
    ];
    for (const [account, password, serverid, failure] of rows) {
      await assertRefused(ask(world.connect(), account, { password, serverid }), failure);
    }
    // None of these counted against the rate of the address.
    await ask(world.connect(), 'ann').next(PlayerRoleListS2c);
  });
});

test('register: one address makes so many accounts at once, and then one a minute', async () => {
  await inWorld(OPEN, async (world) => {
    for (const account of ['a1', 'a2', 'a3']) await ask(world.connect(), account).next(PlayerRoleListS2c);
    await assertRefused(ask(world.connect(), 'a4'), 'busy');
    await ask(world.connect('10.0.0.9'), 'a5').next(PlayerRoleListS2c);
    await world.pass(60_000);
    await ask(world.connect(), 'a6').next(PlayerRoleListS2c);
  });
});

test('register: a rule of the game refuses with words that the client reads, and completes what it lets pass', async () => {
  const made: string[] = [];
  const module = ruleModule({
    check: ({ account, kind }) => (account.startsWith('vip') && kind === 'password' ? 'By invitation only.' : null),
    registered: ({ account }) => void made.push(account),
  });
  await inWorld({ ...OPEN, modules: [module] }, async (world) => {
    const refused = ask(world.connect(), 'vip-ann');
    assert.deepEqual(await refused.next(RegistrationRefusedS2c), { text: 'By invitation only.' });
    await assertRefused(refused, 'registration-refused');
    assert.equal(await world.server.store.table(loginTables.password).get('vip-ann'), null);
    // The same connection may try another name.
    await ask(refused, 'ann').next(PlayerRoleListS2c);
    assert.deepEqual(made, ['ann']);
  });
});

test('register: a rule that throws refuses, and one that throws afterwards takes nothing back; both are logged', async () => {
  const module = ruleModule({
    check: ({ account }) => (account === 'ann' ? Promise.reject(new Error('no list')) : null),
    registered: () => assert.fail('no gift'),
  });
  await inWorld({ ...OPEN, modules: [module] }, async (world) => {
    await assertRefused(ask(world.connect(), 'ann'), 'unavailable');
    await ask(world.connect(), 'bob').next(PlayerRoleListS2c);
    assert.match(world.complaints.join('\n'), /the registration rule 'invites' failed, so .* is refused: no list/);
    assert.match(world.complaints.join('\n'), /'invites' failed after the registration of bob: no gift/);
  });
});
