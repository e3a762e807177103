import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloseS2c } from '../../gate/gate.messages.ts';
import { createRole, play, signIn } from '../../server/player.fixture.ts';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import { roleLease } from '../../store/table/index.ts';
import { BAN_REASONS } from '../bans/bans.failures.ts';
import { emptyCredentials, loginTables } from '../login/index.ts';
import { UserAuthC2s } from '../login/login.messages.ts';
import { rolesTables } from '../roles/index.ts';
import { LEAVE_WAIT_MS } from './account-limits.ts';

interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

/** Simulated time moves on while the command runs. */
async function order(world: ServerWorld, command: string, args: Record<string, unknown>): Promise<Answer> {
  const answers: Answer[] = [];
  void world.server.control({ command, ...args }).then((answer) => {
    answers.push({ ok: answer.ok, text: String(answer.ok ? answer.result : answer.error) });
  });
  await world.until(() => answers.length > 0, `${command} is answered`);
  return answers[0] as Answer;
}

const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g';

async function addPassword(world: ServerWorld, account: string): Promise<void> {
  await world.server.store.table(loginTables.password).insert({ account, hash: HASH, createdMs: 0 });
}

const ANN = { account: 'ann', confirm: 'ann' };

test('accounts: a removal deletes the account, its password and all its roles, and leaves others alone', async () => {
  await inWorld({ config: { roles: { perAccountMax: 2 } } }, async (world) => {
    const { store } = world.server;
    await addPassword(world, 'ann');
    const [ann, bob] = [world.connect(), world.connect()];
    const first = await play(ann, 'ann');
    await play(bob, 'bob');
    ann.hangUp();
    await world.until(() => world.server.gate.sessionCount === 1, 'ann leaves');
    const again = world.connect();
    await signIn(again, 'ann');
    const second = await createRole(again);
    again.hangUp();
    await world.until(() => world.server.gate.sessionCount === 1, 'ann leaves');
    const { text } = await order(world, 'account-remove', ANN);
    assert.equal(text, 'account ann was removed; roles deleted: 2');
    for (const roleId of [first, second]) assert.equal(await store.table(rolesTables.role).get(roleId), null);
    assert.deepEqual(await store.table(rolesTables.accountRole).list({ account: 'ann' }), []);
    assert.equal(await store.table(rolesTables.account).get('ann'), null);
    assert.equal(await store.table(loginTables.password).get('ann'), null);
    assert.equal(bob.isClosed, false);
    assert.equal((await store.table(rolesTables.accountRole).list({ account: 'bob' })).length, 1);
    assert.deepEqual(await order(world, 'account-remove', ANN), { ok: false, text: 'there is no account ann' });
    assert.deepEqual(await signIn(world.connect(), 'ann'), [], 'the name is free for a new account');
  });
});

test('accounts: an account that is signed in is not removed, unless its session is closed first', async () => {
  await inWorld({}, async (world) => {
    const ann = world.connect();
    const roleId = await play(ann, 'ann');
    const refused = await order(world, 'account-remove', ANN);
    assert.match(refused.text, /^account ann is signed in: nothing was removed; --kick closes its session first$/);
    assert.equal(ann.isClosed, false);
    const { text } = await order(world, 'account-remove', { ...ANN, kick: true });
    assert.equal(text, 'account ann was removed; roles deleted: 1');
    const told = await ann.next(CloseS2c);
    assert.equal(told.reason, BAN_REASONS.kicked.number);
    assert.match(told.text, /This account was removed\.$/);
    assert.equal(await world.server.store.table(rolesTables.role).get(roleId), null);
  });
});

test('accounts: a removal needs the name twice', async () => {
  await inWorld({}, async (world) => {
    await addPassword(world, 'ann');
    for (const confirm of ['', 'yes', 'Ann', 'ann ']) {
      const { ok, text } = await order(world, 'account-remove', { account: 'ann', confirm });
      assert.equal(ok, false);
      assert.match(text, /is not the name of the account, ann: nothing was removed$/);
    }
    assert.notEqual(await world.server.store.table(loginTables.password).get('ann'), null);
  });
});

test('accounts: a role that another process holds is waited for, within a bound, and then nothing more is removed', async () => {
  await inWorld({}, async (world) => {
    const { store } = world.server;
    await addPassword(world, 'ann');
    const ann = world.connect();
    const roleId = await play(ann, 'ann');
    ann.hangUp();
    await world.until(() => world.server.gate.sessionCount === 0, 'ann leaves');
    const [lease] = await store.table(roleLease).list({ roleId });
    assert.ok(lease !== undefined && lease.holder === null);
    await store.table(roleLease).update(roleId, lease.epoch, { holder: 'another process' });
    assert.match((await order(world, 'account-remove', ANN)).text, /^account ann is signed in: nothing was removed/);
    const startMs = world.clock.monotonicMs();
    const refused = await order(world, 'account-remove', { ...ANN, kick: true });
    assert.match(refused.text, new RegExp(`^account ann: role ${roleId} is still held by a process; .* in a moment$`));
    assert.ok(world.clock.monotonicMs() - startMs >= LEAVE_WAIT_MS);
    assert.notEqual(await store.table(loginTables.password).get('ann'), null);
    assert.notEqual(await store.table(rolesTables.role).get(roleId), null);
    await store.table(roleLease).update(roleId, lease.epoch, { holder: null });
    assert.ok((await order(world, 'account-remove', { ...ANN, kick: true })).ok);
  });
});

test('accounts: nobody signs in to an account while it is being removed', async () => {
  await inWorld({}, async (world) => {
    const { store } = world.server;
    const ann = world.connect();
    const roleId = await play(ann, 'ann');
    ann.hangUp();
    await world.until(() => world.server.gate.sessionCount === 0, 'ann leaves');
    const [lease] = await store.table(roleLease).list({ roleId });
    await store.table(roleLease).update(roleId, lease?.epoch ?? 0, { holder: 'another process' });
    const removing = order(world, 'account-remove', { ...ANN, kick: true });
    await world.pass(1_000);
    const late = world.connect();
    late.say(UserAuthC2s, emptyCredentials({ username: 'ann', serverid: 1 }));
    assert.equal((await late.next(CloseS2c)).text, 'This account was removed.');
    await late.whenClosed();
    assert.equal((await removing).ok, false);
  });
});

test('accounts: another password closes the session and is the one that is stored', async () => {
  await inWorld({}, async (world) => {
    const { store } = world.server;
    await addPassword(world, 'ann');
    const ann = world.connect();
    await play(ann, 'ann');
    const hash = HASH.replace('c2FsdHNhbHQ', 'c2FsdGVk');
    const { text } = await order(world, 'account-reset-password', { account: 'ann', hash, by: 'carol' });
    assert.equal(text, 'account ann has another password; sessions closed: 1');
    assert.match((await ann.next(CloseS2c)).text, /The password of this account was changed\.$/);
    assert.equal((await store.table(loginTables.password).get('ann'))?.hash, hash);
    const unknown = await order(world, 'account-reset-password', { account: 'bob', hash });
    assert.match(unknown.text, /^account bob has no password: add one with jadegate account add$/);
    assert.equal(await store.table(loginTables.password).get('bob'), null);
  });
});
