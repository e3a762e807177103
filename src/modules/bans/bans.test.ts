import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockS2c, CloseS2c } from '../../gate/gate.messages.ts';
import { defineModule } from '../../gate/index.ts';
import { play, signIn } from '../../server/player.fixture.ts';
import type { RawClient } from '../../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import { PlayerSelectRoleC2s } from '../lines/lines.messages.ts';
import { emptyCredentials } from '../login/index.ts';
import { UserAuthC2s } from '../login/login.messages.ts';
import { ADDRESS_BANS_MAX, FORGET_PERIOD_MS, REFRESH_MS } from './ban-limits.ts';
import { BAN_REASONS } from './bans.failures.ts';
import { addBan, type BanRow, noteKick, removeBan } from './bans.procedures.ts';
import { ban, banAction } from './bans.tables.ts';
import { type BanBook, banBook } from './index.ts';

const { banned, kicked } = BAN_REASONS;

/** A module that has the book. */
function reader() {
  const found: { book: BanBook | null } = { book: null };
  const module = defineModule({ name: 'reader', uses: [banBook] }).hook('started', (scope) => {
    found.book = scope.use(banBook);
  });
  return { module, bookOf: () => found.book ?? assert.fail('the module has started') };
}

async function order(world: ServerWorld, command: string, args: Record<string, unknown> = {}): Promise<string> {
  const { ok, ...answer } = await answerOf(world, command, args);
  assert.ok(ok, JSON.stringify(answer));
  return String((answer as { result: unknown }).result);
}

/** Simulated time moves on while the command runs. */
async function answerOf(world: ServerWorld, command: string, args: Record<string, unknown>) {
  let answer: Awaited<ReturnType<typeof world.server.control>> | null = null;
  void world.server.control({ command, ...args }).then((given) => {
    answer = given;
  });
  await world.until(() => answer !== null, `${command} is answered`);
  return answer as unknown as Awaited<ReturnType<typeof world.server.control>>;
}

async function refusal(world: ServerWorld, command: string, args: Record<string, unknown>): Promise<string> {
  const answer = await answerOf(world, command, args);
  assert.equal(answer.ok, false);
  return (answer as { error: string }).error;
}

async function assertClosed(client: RawClient, reason: { readonly number: number }, text: RegExp): Promise<void> {
  const told = await client.next(CloseS2c);
  assert.equal(told.reason, reason.number);
  assert.match(told.text, text);
  await client.whenClosed();
}

function trySignIn(world: ServerWorld, account: string, address?: string): RawClient {
  const client = world.connect(address);
  client.say(UserAuthC2s, emptyCredentials({ username: account, serverid: 1 }));
  return client;
}

test('bans: a ban of an account closes its session with the reason, keeps it out, and ends by itself', async () => {
  await inWorld({}, async (world) => {
    const ann = world.connect();
    await play(ann, 'ann');
    const said = await order(world, 'ban', { account: 'ann', for: '10m', reason: 'botting', by: 'carol' });
    assert.match(said, /^account ann: banned from sign-in until \d{4}-.* UTC; sessions closed: 1$/);
    assert.deepEqual(await ann.next(BlockS2c), { type: 1, time: 600 });
    await assertClosed(ann, banned, /^You are banned until .* UTC: botting$/);
    await assertClosed(trySignIn(world, 'ann'), banned, /botting$/);
    await signIn(world.connect(), 'bob');
    await world.pass(600_000);
    await signIn(world.connect(), 'ann');
  });
});

test('bans: an unban lets the account in, and both are listed with who did it and why', async () => {
  await inWorld({}, async (world) => {
    await order(world, 'ban', { account: 'ann', for: 'good', reason: 'sold gold', by: 'carol' });
    assert.match(await order(world, 'bans'), /^account ann: sign-in for good, by carol at .* UTC: sold gold$/);
    await assertClosed(trySignIn(world, 'ann'), banned, /^You are banned for good: sold gold$/);
    await order(world, 'unban', { account: 'ann', reason: 'a mistake', by: 'dave' });
    assert.equal(await order(world, 'bans', { account: 'ann' }), 'none');
    const history = (await order(world, 'bans', { account: 'ann', history: 'true' })).split('\n');
    assert.equal(history.length, 2);
    assert.match(history[0] ?? '', /UTC dave: unban account ann sign-in: a mistake$/);
    assert.match(history[1] ?? '', /UTC carol: ban account ann sign-in for good: sold gold$/);
    await signIn(world.connect(), 'ann');
    assert.match(await refusal(world, 'unban', { account: 'ann' }), /^account ann: there is no ban of sign-in$/);
  });
});

test('bans: a ban of a role closes its session, and lets the account choose another role', async () => {
  await inWorld({ config: { roles: { perAccountMax: 2 } } }, async (world) => {
    const ann = world.connect();
    const roleId = await play(ann, 'ann');
    await order(world, 'ban', { role: String(roleId), for: '1d', reason: 'the name' });
    await assertClosed(ann, banned, /the name$/);
    const again = world.connect();
    assert.equal((await signIn(again, 'ann')).length, 1);
    again.say(PlayerSelectRoleC2s, { roleid: roleId, lineid: 1 });
    await assertClosed(again, banned, /the name$/);
  });
});

test('bans: a ban of a network closes the sessions from there and keeps newcomers out before they sign in', async () => {
  await inWorld({}, async (world) => {
    const [near, far] = [world.connect('10.0.0.7'), world.connect('10.0.1.7')];
    await play(near, 'ann');
    await play(far, 'bob');
    const said = await order(world, 'ban', { address: '10.0.0.99/24', for: '1h', reason: 'an attack' });
    assert.match(said, /^address 10\.0\.0\.0\/24: banned .*; sessions closed: 1$/);
    await assertClosed(near, banned, /an attack$/);
    await assertClosed(trySignIn(world, 'dora', '10.0.0.8'), banned, /an attack$/);
    await signIn(world.connect('10.0.1.8'), 'erik');
    assert.equal(far.isClosed, false);
    await order(world, 'unban', { address: '10.0.0.0/24' });
    await signIn(world.connect('10.0.0.8'), 'dora');
  });
});

test('bans: a kick closes the session with the reason, and lets the player come back', async () => {
  await inWorld({}, async (world) => {
    const ann = world.connect();
    await play(ann, 'ann');
    assert.equal(await order(world, 'kick', { account: 'ann', reason: 'Wake up!' }), 'account ann: sessions closed: 1');
    await assertClosed(ann, kicked, /^An operator closed the session\. Wake up!$/);
    const again = world.connect();
    await play(again, 'ann');
    await world.pass(REFRESH_MS * 2);
    assert.equal(again.isClosed, false, 'a kick is performed once');
    assert.equal(await order(world, 'kick', { account: 'bob' }), 'account bob: no session was open here');
  });
});

test('bans: what another process did has effect here within seconds', async () => {
  await inWorld({}, async (world) => {
    const { store } = world.server;
    const [ann, bob] = [world.connect(), world.connect()];
    await play(ann, 'ann');
    await play(bob, 'bob');
    const entry = { kind: 'account', reason: 'there', by: 'carol', atMs: world.clock.wallMs() };
    const row: BanRow = { ...entry, subject: 'ann', what: 'sign-in', untilMs: null, untilRanMs: null };
    await store.run(addBan, row);
    await store.run(noteKick, { ...entry, subject: 'bob' });
    await world.pass(REFRESH_MS);
    await assertClosed(ann, banned, /for good: there$/);
    await assertClosed(bob, kicked, /there$/);
    await store.run(addBan, { ...row, kind: 'address', subject: '10.0.0.9' });
    await world.pass(REFRESH_MS);
    await assertClosed(trySignIn(world, 'dora', '10.0.0.9'), banned, /there$/);
    await store.run(removeBan, { ...entry, kind: 'address', subject: '10.0.0.9', what: 'sign-in' });
    await world.pass(REFRESH_MS);
    await signIn(world.connect('10.0.0.9'), 'dora');
  });
});

test('bans: a mute of an account or a role holds for its channel, tells the client, and ends by itself', async () => {
  const { module, bookOf } = reader();
  await inWorld({ modules: [module] }, async (world) => {
    const ann = world.connect();
    const roleId = await play(ann, 'ann');
    const who = { account: 'ann', roleId };
    const book = bookOf();
    assert.equal(book.muteOf(who, 'world'), null);
    await order(world, 'ban', { account: 'ann', what: 'chat/trade', for: '5m', reason: 'spam' });
    assert.deepEqual(await ann.next(BlockS2c), { type: 2, time: 300 });
    assert.deepEqual(book.muteOf(who, 'trade'), { reason: 'spam', seconds: 300 });
    assert.equal(book.muteOf(who, 'world'), null);
    await order(world, 'ban', { role: String(roleId), what: 'chat', for: 'good', reason: 'insults' });
    assert.deepEqual(book.muteOf(who, 'world'), { reason: 'insults', seconds: 0 });
    await order(world, 'unban', { role: String(roleId), what: 'chat' });
    assert.equal(book.muteOf(who, 'world'), null);
    await world.pass(300_000);
    assert.equal(book.muteOf(who, 'trade'), null);
    assert.equal(ann.isClosed, false);
  });
});

test('bans: a mute that was given while the player was away holds when it comes, and memory forgets who has left', async () => {
  const { module, bookOf } = reader();
  await inWorld({ modules: [module] }, async (world) => {
    await order(world, 'ban', { account: 'ann', what: 'chat', for: '1h', reason: 'spam' });
    const ann = world.connect();
    const who = { account: 'ann', roleId: await play(ann, 'ann') };
    assert.equal(bookOf().muteOf(who, 'world')?.reason, 'spam');
    ann.hangUp();
    await world.until(() => world.server.gate.sessionCount === 0, 'ann leaves');
    assert.equal(bookOf().muteOf(who, 'world'), null);
  });
});

test('bans: arguments that name nobody, several, no length or too large a network are refused by name', async () => {
  await inWorld({}, async (world) => {
    const rows: readonly (readonly [Record<string, unknown>, RegExp])[] = [
      [{}, /^name one of --account, --role and --address$/],
      [{ account: 'ann', role: '7' }, /^name one of/],
      [{ role: 'ann' }, /role: must be the number of a role/],
      [{ address: 'ann' }, /^'ann' is no address or network/],
      [{ address: '0.0.0.0/0' }, /^0\.0\.0\.0\/0 is too large a network: .* 8 bits or more; .* jadegate door close$/],
      [{ address: '2001::/15' }, /is too large a network/],
      [{ account: 'ann', for: '0s' }, /^for: '0s' is no length/],
      [{ account: 'ann', for: 'forever' }, /^for: 'forever' is no length/],
      [{ account: 'ann', what: 'trade' }, /what: must be sign-in, chat, or chat\/CHANNEL/],
      [{ account: 'ann', reason: '' }, /reason/],
      [{ account: 'ann', reason: 'x'.repeat(201) }, /reason/],
      [{ address: '10.0.0.7', what: 'chat' }, /^an address can be banned from sign-in only/],
    ];
    for (const [args, expected] of rows) {
      assert.match(await refusal(world, 'ban', { for: '1d', reason: 'x', ...args }), expected, JSON.stringify(args));
    }
    assert.equal(await order(world, 'bans', { history: true }), 'none');
  });
});

test('bans: ended bans are deleted, also when the wall clock was set back', async () => {
  await inWorld({}, async (world) => {
    const { store } = world.server;
    await order(world, 'ban', { account: 'ann', for: '5m', reason: 'x' });
    await order(world, 'ban', { account: 'bob', for: '1h', reason: 'x' });
    const row = (await store.table(ban).get('account', 'ann', 'sign-in')) ?? assert.fail('the ban is stored');
    // As if the wall clock had been a year ahead.
    await store.table(ban).update('account', 'ann', 'sign-in', { untilMs: (row.untilMs ?? 0) + 365 * 86_400_000 });
    await world.pass(600_000 + FORGET_PERIOD_MS);
    assert.equal(await store.table(ban).get('account', 'ann', 'sign-in'), null);
    assert.notEqual(await store.table(ban).get('account', 'bob', 'sign-in'), null);
    await signIn(world.connect(), 'ann');
    assert.equal((await store.table(banAction).get(2))?.subject, 'bob');
  });
});

test('bans: there is a limit of addresses, and of bans of one account; a ban of the same is replaced', async () => {
  await inWorld({}, async (world) => {
    const { store } = world.server;
    const entry = { reason: 'x', by: 'carol', atMs: 0, untilMs: null, untilRanMs: null };
    const addresses = Array.from({ length: ADDRESS_BANS_MAX }, (_, at) => `192.0.${at >> 8}.${at & 255}`);
    await Promise.all(
      addresses.map((subject) => store.table(ban).insert({ ...entry, kind: 'address', subject, what: 'sign-in' })),
    );
    const more = { for: '1d', reason: 'y' };
    assert.match(await refusal(world, 'ban', { address: '198.51.100.1', ...more }), /1000 addresses and networks are/);
    assert.match(await order(world, 'ban', { address: '192.0.2.1', ...more }), /^address 192\.0\.2\.1: banned/);
    for (let at = 0; at < 20; at++) await order(world, 'ban', { account: 'ann', what: `chat/c${at}`, ...more });
    assert.match(await refusal(world, 'ban', { account: 'ann', ...more }), /it has 20 bans already: end one of them/);
    await order(world, 'ban', { account: 'ann', what: 'chat/c7', for: 'good', reason: 'z' });
    assert.match(await order(world, 'bans', { account: 'ann' }), /chat\/c7 for good, by operator at .*: z/);
  });
});

test('bans: an action or a row that was written by hand and names nobody holds up no other', async () => {
  await inWorld({}, async (world) => {
    const { store } = world.server;
    const bob = world.connect();
    await play(bob, 'bob');
    const entry = { reason: 'x', by: 'hand', atMs: 0 };
    const row = { ...entry, what: 'sign-in', untilMs: null, untilRanMs: null };
    await store.run(noteKick, { ...entry, kind: 'role', subject: 'nobody' });
    await store.run(addBan, { ...row, kind: 'address', subject: 'nowhere' });
    assert.equal(await order(world, 'kick', { account: 'bob' }), 'account bob: sessions closed: 1');
    await bob.whenClosed();
    assert.match(world.complaints.join('\n'), /^action 1 of moderation cannot be performed: /);
    await signIn(world.connect(), 'ann');
  });
});
