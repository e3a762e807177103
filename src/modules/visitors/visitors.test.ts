import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { defineModule } from '../../gate/index.ts';
import { createRole, enterWorld, play, signIn } from '../../server/player.fixture.ts';
import type { RawClient } from '../../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import { type BanBook, banBook } from '../bans/index.ts';
import * as lines from '../lines/lines.messages.ts';
import { loginTables, registrations, SEARCH_VISITORS_MAX } from '../login/index.ts';
import { AUTH_FAILURE_CODES } from '../login/login.failures.ts';
import {
  IsFinishVisitorC2s,
  IsVisitorC2s,
  RegistrationRefusedS2c,
  UserAuthFailS2c,
  VisitorRenameC2s,
  VisitorRenamedS2c,
  VisitorRenameFailedS2c,
  VisitorRenameS2c,
  VisitorUpgradedS2c,
} from '../login/login.messages.ts';
import * as map from '../map/map.messages.ts';
import { rolesTables } from '../roles/index.ts';
import { CREATE_FAILURE } from '../roles/roles.failures.ts';
import * as roles from '../roles/roles.messages.ts';

/** In which what was sent has arrived on the simulated network. */
const ARRIVAL_MS = 4;

/** A visitor who is in the world. */
async function visit(world: ServerWorld): Promise<{ readonly client: RawClient; readonly roleId: bigint }> {
  const client = world.connect();
  client.say(IsVisitorC2s, { t: 0, f: '' });
  const { roles: listed } = await client.next(roles.PlayerRoleListS2c);
  const roleId = listed[0]?.roleid ?? assert.fail('a visitor has a role at once');
  await enterWorld(client, roleId);
  await client.next(VisitorRenameS2c);
  return { client, roleId };
}

test('visitors: each is given an account and a role of its own, and is asked for a name', async () => {
  await inWorld({}, async (world) => {
    const [one, two] = [await visit(world), await visit(world)];
    assert.notEqual(one.roleId, two.roleId);
    const accounts = ['##visitor##_1', '##visitor##_2'];
    const { directory } = world.server.gate;
    assert.deepEqual(
      accounts.map((name) => directory.findAccount(name)?.role),
      [
        { id: one.roleId, name: '游客1' },
        { id: two.roleId, name: '游客2' },
      ],
    );
    assert.equal(one.client.names.includes('init_random_rolename_s2c'), false, 'it has its role');
  });
});

test('visitors: the signature is checked where there is a key', async () => {
  await inWorld({ config: { auth: { visitor: { key: 'secret' } } } }, async (world) => {
    const seconds = Math.floor(world.clock.wallMs() / 1000);
    const sign = (time: number, key: string) => createHash('md5').update(`${time}${key}`).digest('hex');
    const rows = [
      { t: seconds, f: '', reason: 'malformed' },
      { t: seconds, f: sign(seconds, 'wrong'), reason: 'wrong-credentials' },
      { t: seconds - 100_000, f: sign(seconds - 100_000, 'secret'), reason: 'expired' },
    ] as const;
    const client = world.connect();
    for (const { t, f, reason } of rows) {
      client.say(IsVisitorC2s, { t, f });
      assert.deepEqual(await client.next(UserAuthFailS2c), { reasonid: AUTH_FAILURE_CODES[reason] }, reason);
      await world.pass(1_000);
    }
    client.say(IsVisitorC2s, { t: seconds, f: sign(seconds, 'secret').toUpperCase() });
    assert.equal((await client.next(roles.PlayerRoleListS2c)).roles.length, 1);
  });
});

test('visitors: a name is refused by the rules of names, or taken', async () => {
  await inWorld({}, async (world) => {
    const other = world.connect();
    await signIn(other, 'ann');
    await createRole(other, 'Annabel');
    const { client, roleId } = await visit(world);
    for (const [name, reason] of [
      ['', CREATE_FAILURE.nameRefused],
      ['游客5', CREATE_FAILURE.nameRefused],
      ['ANNABEL', CREATE_FAILURE.nameUsed],
    ] as const) {
      client.say(VisitorRenameC2s, { n: name });
      assert.deepEqual(await client.next(VisitorRenameFailedS2c), { reason }, name);
      await world.pass(1_000);
    }
    client.say(VisitorRenameC2s, { n: 'Robert' });
    assert.deepEqual(await client.next(VisitorRenamedS2c), { name: 'Robert' });
    assert.equal(world.server.gate.directory.findRole(roleId)?.role?.name, 'Robert');
    client.say(lines.RoleChangeLineC2s, { lineid: 2 });
    await client.next(map.RoleMapChangeS2c);
    const own = client.all(map.ObjectUpdateS2c).at(-1)?.createAttrs[0];
    assert.equal(own?.attrs.find(({ key }) => key === 1002)?.value, 'Robert', 'the world knows the new name');
  });
});

test('visitors: becoming an account moves the role there, and frees the visitor’s', async () => {
  await inWorld({}, async (world) => {
    const { client, roleId } = await visit(world);
    client.say(IsFinishVisitorC2s, { t: 0, f: '', u: 'ann' });
    assert.deepEqual(await client.next(VisitorUpgradedS2c), { account: 'ann' });
    const session = world.server.gate.directory.findAccount('ann');
    assert.deepEqual([session?.phase, session?.role?.id, session?.account?.isVisitor], ['gaming', roleId, false]);
    assert.equal(world.server.gate.directory.findAccount('##visitor##_1'), undefined);
    client.say(VisitorRenameC2s, { n: 'Robert' });
    assert.deepEqual(await client.next(VisitorRenameFailedS2c), { reason: 0 }, 'no visitor any more');
    client.say(IsFinishVisitorC2s, { t: 0, f: '', u: 'bob' });
    assert.deepEqual(await client.next(UserAuthFailS2c), { reasonid: AUTH_FAILURE_CODES.malformed });
    client.hangUp();
    await world.assertEmpty();
    const back = world.connect();
    assert.deepEqual(
      (await signIn(back, 'ann')).map(({ roleid }) => roleid),
      [roleId],
    );
  });
});

test('visitors: an account without room is refused, and whoever plays it is left alone', async () => {
  await inWorld({}, async (world) => {
    const owner = world.connect();
    await play(owner, 'ann');
    const { client, roleId } = await visit(world);
    for (const [u, reason] of [
      ['ann', 'account-full'],
      ['', 'malformed'],
      ['##visitor##_7', 'malformed'],
      ['x'.repeat(10_000), 'malformed'],
    ] as const) {
      client.say(IsFinishVisitorC2s, { t: 0, f: '', u });
      assert.deepEqual(await client.next(UserAuthFailS2c), { reasonid: AUTH_FAILURE_CODES[reason] }, u.slice(0, 20));
      await world.pass(1_000);
    }
    assert.equal(owner.isClosed, false);
    assert.equal(world.server.gate.directory.findAccount('##visitor##_1')?.role?.id, roleId);
  });
});

test('visitors: becoming an account that is signed in takes it over', async () => {
  await inWorld({}, async (world) => {
    const owner = world.connect();
    await signIn(owner, 'ann');
    const { client } = await visit(world);
    client.say(IsFinishVisitorC2s, { t: 0, f: '', u: 'ann' });
    await client.next(VisitorUpgradedS2c);
    await owner.assertClosedWith('other-login');
  });
});

test('visitors: nobody enters with the role while it moves, wherever the visitor breaks off', async () => {
  await inWorld({}, async (world) => {
    for (let turns = 0; turns < 16; turns++) {
      const account = `ann${turns}`;
      const owner = world.connect('10.0.0.7');
      await signIn(owner, account);
      const { client, roleId } = await visit(world);
      client.say(IsFinishVisitorC2s, { t: 0, f: '', u: account });
      world.clock.advance(ARRIVAL_MS);
      // The store answers in turns of the loop, not of the clock: this is how far the move has come.
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      client.reset();
      owner.say(lines.PlayerSelectRoleC2s, { roleid: roleId, lineid: 1 });
      world.clock.advance(ARRIVAL_MS);
      const isSettled = () => owner.isClosed || world.server.gate.directory.findAccount(account)?.role?.id === roleId;
      await world.until(isSettled, 'the owner is out, or in');
      owner.hangUp();
      await world.assertEmpty();
    }
    assert.deepEqual(world.complaints, []);
  });
});

/** The setting is only there with a key. */
const withKey = (limits: object) => ({ config: { auth: { visitor: { key: 'secret', ...limits } } } });

function ask(world: ServerWorld, address?: string): RawClient {
  const client = world.connect(address);
  const t = Math.floor(world.clock.wallMs() / 1000);
  client.say(IsVisitorC2s, { t, f: createHash('md5').update(`${t}secret`).digest('hex') });
  return client;
}

const BUSY = { reasonid: AUTH_FAILURE_CODES.busy };

test('visitors: one address makes so many at once and so many a minute, and no other address notices', async () => {
  await inWorld(withKey({ burst: 2, perMinuteMax: 1 }), async (world) => {
    for (let each = 0; each < 2; each++) await ask(world).next(roles.PlayerRoleListS2c);
    assert.deepEqual(await ask(world).next(UserAuthFailS2c), BUSY);
    await ask(world, '10.0.0.9').next(roles.PlayerRoleListS2c);
    await world.pass(61_000);
    await ask(world).next(roles.PlayerRoleListS2c);
    assert.deepEqual(await ask(world).next(UserAuthFailS2c), BUSY);
  });
});

test('visitors: those that were never in the world have a limit, and are deleted with their roles after a while', async () => {
  await inWorld(withKey({ unplayedMax: 2, unplayedMinutes: 30 }), async (world) => {
    const { store } = world.server;
    const player = ask(world);
    const { roles: listed } = await player.next(roles.PlayerRoleListS2c);
    const playedId = listed[0]?.roleid ?? assert.fail('a visitor has a role at once');
    await enterWorld(player, playedId);
    await player.next(VisitorRenameS2c);
    const idle = [ask(world), ask(world)];
    for (const client of idle) await client.next(roles.PlayerRoleListS2c);
    assert.deepEqual(await ask(world).next(UserAuthFailS2c), BUSY);
    player.reset();
    await world.pass(32 * 60_000);
    const stored = async (number: number) =>
      (await store.table(rolesTables.accountRole).list({ account: `##visitor##_${number}` })).length;
    assert.deepEqual([await stored(1), await stored(2), await stored(3)], [1, 0, 0]);
    assert.equal(await store.table(rolesTables.account).get('##visitor##_2'), null);
    assert.notEqual(await store.table(rolesTables.role).get(playedId), null);
    await ask(world).next(roles.PlayerRoleListS2c);
  });
});

/** A world whose machine has another date than its clock says, by so many milliseconds. */
function withDate(world: ServerWorld, aheadMs: () => number): void {
  const { clock } = world;
  const wallMs = clock.wallMs.bind(clock);
  clock.wallMs = () => wallMs() + aheadMs();
}

test('visitors: a wrong date deletes none, as those go that servers have run with for long enough', async () => {
  await inWorld(withKey({ unplayedMinutes: 30 }), async (world) => {
    const { store } = world.server;
    let aheadMs = 0;
    withDate(world, () => aheadMs);
    await ask(world).next(roles.PlayerRoleListS2c);
    const isStored = async () => (await store.table(rolesTables.account).get('##visitor##_1')) !== null;
    for (const days of [400, -400]) {
      aheadMs = days * 86_400_000;
      await world.pass(10 * 60_000);
      assert.ok(await isStored(), `${days} days off, for ten minutes`);
    }
    await world.pass(15 * 60_000);
    assert.equal(await isStored(), false);
    assert.deepEqual(await store.table(loginTables.unplayedVisitor).list({}), []);
  });
});

test('visitors: those that no row notes, as of older versions, are deleted too if they never played', async () => {
  await inWorld(withKey({ unplayedMinutes: 30, burst: 500 }), async (world) => {
    const { store } = world.server;
    const player = ask(world);
    const { roles: listed } = await player.next(roles.PlayerRoleListS2c);
    await enterWorld(player, listed[0]?.roleid ?? assert.fail('a visitor has a role at once'));
    await player.next(VisitorRenameS2c);
    // More than one search reads.
    const idle = Array.from({ length: SEARCH_VISITORS_MAX + 5 }, () => ask(world));
    for (const client of idle) await client.next(roles.PlayerRoleListS2c);
    for (let number = 2; number <= idle.length + 1; number++) {
      assert.ok(await store.table(loginTables.unplayedVisitor).delete(`##visitor##_${number}`));
    }
    await world.pass(33 * 60_000);
    const left = (await store.table(rolesTables.account).list({})).map(({ name }) => name);
    assert.deepEqual(left, ['##visitor##_1']);
  });
});

test('visitors: a rule of the game refuses an upgrade with words, and the visitor plays on', async () => {
  const module = defineModule({ name: 'invites', uses: [registrations] }).hook('started', (scope) =>
    scope.use(registrations).add({
      name: 'invites',
      check: ({ kind, from, account }) => (kind === 'visitor-upgrade' && from !== null ? `Not ${account}.` : null),
    }),
  );
  await inWorld({ modules: [module] }, async (world) => {
    const { client } = await visit(world);
    client.say(IsFinishVisitorC2s, { t: 0, f: '', u: 'ann' });
    assert.deepEqual(await client.next(RegistrationRefusedS2c), { text: 'Not ann.' });
    assert.equal((await client.next(UserAuthFailS2c)).reasonid, AUTH_FAILURE_CODES['registration-refused']);
    assert.equal(client.isClosed, false);
    assert.equal(world.server.gate.directory.findAccount('ann'), undefined);
  });
});

test('visitors: a banned account is not taken by an upgrade, and a mute goes along with the account', async () => {
  const found: { book: BanBook | null } = { book: null };
  const module = defineModule({ name: 'reader', uses: [banBook] }).hook('started', (scope) => {
    found.book = scope.use(banBook);
  });
  await inWorld({ modules: [module] }, async (world) => {
    const order = async (args: object): Promise<void> => {
      let isDone = false;
      void world.server.control({ command: 'ban', for: '1h', reason: 'spam', ...args }).then(() => {
        isDone = true;
      });
      await world.until(() => isDone, 'the ban is given');
    };
    await order({ account: 'ann' });
    await order({ account: 'bob', what: 'chat' });
    const { client, roleId } = await visit(world);
    client.say(IsFinishVisitorC2s, { t: 0, f: '', u: 'ann' });
    assert.match((await client.next(RegistrationRefusedS2c)).text, /^You are banned until .*: spam$/);
    assert.equal(found.book?.muteOf({ account: 'bob', roleId }, 'world'), null);
    client.say(IsFinishVisitorC2s, { t: 0, f: '', u: 'bob' });
    await client.next(VisitorUpgradedS2c);
    await world.until(() => found.book?.muteOf({ account: 'bob', roleId }, 'world') !== null, 'the mute holds');
  });
});
