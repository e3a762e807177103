// Private lines to a role whose player is away: kept over a crash, sent once and in order, bounded, and gone in time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestServer } from '../../testing.ts';
import { emptyCredentials } from '../login/index.ts';
import { UserAuthC2s } from '../login/login.messages.ts';
import { RenameResultS2c, RoleRenameC2s, rolesTables } from '../roles/index.ts';
import { PlayerRoleListS2c, RoleDeleteC2s, RoleDeleteResultS2c } from '../roles/roles.messages.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { enterAs, heard, line, refusal, sayTo, type Talking } from './chat.fixture.ts';
import { CHANNEL } from './chat-channels.ts';
import { packDetails, unpackDetails } from './details-pack.ts';

const settings = { chat: { world: { cooldownSeconds: 0 }, private: { cooldownSeconds: 0 } } };
const DAY_MS = 86_400_000;

/** Bob has been here and has left. */
async function bobLeft(server: TestServer): Promise<void> {
  const bob = await enterAs(server, 'bob');
  await bob.client.close();
  await server.settled();
}

async function write(server: TestServer, from: Talking, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    sayTo(from, line(CHANNEL.private, text, { desrolename: 'Bob', details: [Uint8Array.of(1, 2)] }));
    assert.equal(await heard(from), text, 'it comes back to the speaker');
    await server.advance(250);
  }
}

test('private box: lines wait over a crash, come once and in order, and those that follow come behind them', async () => {
  await using server = await startTestServer({ clock: 'manual', settings });
  const alice = await enterAs(server, 'alice');
  await bobLeft(server);
  await write(server, alice, ['one', 'two', 'three']);
  await server.crash();
  const [again, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  sayTo(again, line(CHANNEL.private, 'four', { desrolename: 'Bob' }));
  const lines = [await heard(bob), await heard(bob), await heard(bob), await heard(bob)];
  assert.deepEqual(lines, ['one', 'two', 'three', 'four']);
  await bob.client.close();
  const later = await enterAs(server, 'bob');
  sayTo(again, line(CHANNEL.world, 'now'));
  assert.equal(await heard(later), 'now');
});

test('private box: a speaker has a share of it, and of all lines the oldest goes', async () => {
  await using server = await startTestServer({
    clock: 'manual',
    settings: { chat: { ...settings.chat, away: { waitingMax: 25 } } },
  });
  const [alice, carol] = [await enterAs(server, 'alice'), await enterAs(server, 'carol')];
  await bobLeft(server);
  await write(
    server,
    alice,
    Array.from({ length: 20 }, (_, at) => `a${at}`),
  );
  assert.equal(await refusal(alice, line(CHANNEL.private, 'more', { desrolename: 'Bob' })), CHAT_FAILURE.historyFull);
  await write(server, carol, ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6']);
  const bob = await enterAs(server, 'bob');
  const lines: string[] = [];
  while (lines.length < 25) lines.push(await heard(bob));
  assert.deepEqual([lines[0], lines[17], lines[24]], ['a2', 'a19', 'c6']);
});

test('private box: lines are forgotten after their days, and a server may keep none', async () => {
  await using server = await startTestServer({ clock: 'manual', settings });
  const alice = await enterAs(server, 'alice');
  await bobLeft(server);
  await write(server, alice, ['old']);
  server.jump(6 * DAY_MS);
  await write(server, alice, ['new']);
  server.jump(2 * DAY_MS);
  const bob = await enterAs(server, 'bob');
  assert.equal(await heard(bob), 'new');
  await using other = await startTestServer({
    clock: 'manual',
    settings: { chat: { ...settings.chat, away: { waitingMax: 0 } } },
  });
  const dora = await enterAs(other, 'dora');
  await bobLeft(other);
  assert.equal(await refusal(dora, line(CHANNEL.private, 'x', { desrolename: 'Bob' })), CHAT_FAILURE.offLine);
});

test('private box: details are packed and unpacked, whatever is cut off', () => {
  const details = [new Uint8Array(0), Uint8Array.of(1), new Uint8Array(300).fill(7)];
  const packed = packDetails(details);
  assert.deepEqual(unpackDetails(packed), details);
  assert.deepEqual(unpackDetails(packDetails([])), []);
  for (let length = 0; length < packed.length; length++) {
    const cut = unpackDetails(packed.subarray(0, length));
    assert.ok(cut.length < details.length && cut.every((detail, at) => detail.length === details[at]?.length));
  }
});

test('private box: the second session of an account hears what is said, and what waited, once', async () => {
  await using server = await startTestServer({ clock: 'manual', settings });
  const alice = await enterAs(server, 'alice');
  await bobLeft(server);
  await write(server, alice, ['waited']);
  const first = await enterAs(server, 'bob');
  assert.equal(await heard(first), 'waited');
  const second = await enterAs(server, 'bob');
  await first.client.closed;
  await write(server, alice, ['now']);
  assert.equal(await heard(second), 'now');
});

test('private box: a role that was renamed in the world is found by its new name, and not by the old one', async () => {
  await using server = await startTestServer({ clock: 'manual', settings });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  const { store } = server.server;
  await store.table(rolesTables.roleRename).insert({ roleId: bob.roleId, left: 1 });
  bob.client.send(RoleRenameC2s, { slot: 0, newname: 'Robert' });
  assert.equal((await bob.client.next(RenameResultS2c)).errno, 0);
  sayTo(alice, line(CHANNEL.private, 'hi', { desrolename: 'robert' }));
  assert.equal(await heard(bob), 'hi');
  assert.equal(await refusal(alice, line(CHANNEL.private, 'hi', { desrolename: 'Bob' })), CHAT_FAILURE.offLine);
});

test('private box: a role that was deleted is not there', async () => {
  await using server = await startTestServer({ clock: 'manual', settings });
  const alice = await enterAs(server, 'alice');
  await bobLeft(server);
  const client = await server.connect();
  client.send(UserAuthC2s, emptyCredentials({ username: 'bob', serverid: 1 }));
  const { roles } = await client.next(PlayerRoleListS2c);
  client.send(RoleDeleteC2s, { roleId: roles[0]?.roleid ?? 0n });
  await client.next(RoleDeleteResultS2c);
  assert.equal(await refusal(alice, line(CHANNEL.private, 'hi', { desrolename: 'Bob' })), CHAT_FAILURE.offLine);
});
