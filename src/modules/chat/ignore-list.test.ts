// Roles that a player does not want to hear: their private lines stay away, now, after a crash, and while the player is away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../../testing.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { enterAs, heard, line, sayTo, type Talking } from './chat.fixture.ts';
import { ChatFailedS2c, ChatIgnoreC2s, ChatIgnoredC2s, ChatIgnoredS2c } from './chat.messages.ts';
import { CHANNEL } from './chat-channels.ts';

const settings = { chat: { world: { cooldownSeconds: 0 }, private: { cooldownSeconds: 0 } } };

async function ignore({ client }: Talking, rolename: string, on = true): Promise<readonly string[]> {
  client.send(ChatIgnoreC2s, { rolename, on });
  return (await client.next(ChatIgnoredS2c)).roles.map(({ name }) => name);
}

async function refused({ client }: Talking, rolename: string, on = true): Promise<number> {
  client.send(ChatIgnoreC2s, { rolename, on });
  return (await client.next(ChatFailedS2c)).reasonid;
}

test('ignore list: a role on it is not heard, does not learn of it, and is heard again when it is off', async () => {
  await using server = await startTestServer({ clock: 'manual', settings });
  let [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  const psst = async (text: string) => {
    sayTo(alice, line(CHANNEL.private, text, { desrolename: 'Bob' }));
    assert.equal(await heard(alice), text);
  };
  assert.deepEqual(await ignore(bob, 'ALICE'), ['Alice']);
  await psst('one');
  await server.crash();
  [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  bob.client.send(ChatIgnoredC2s, {});
  assert.deepEqual(await bob.client.next(ChatIgnoredS2c), { roles: [{ roleid: alice.roleId, name: 'Alice' }] });
  await psst('two');
  await bob.client.close();
  await server.settled();
  await psst('three');
  bob = await enterAs(server, 'bob');
  assert.deepEqual(await ignore(bob, 'Alice', false), []);
  await psst('four');
  assert.equal(await heard(bob), 'four');
});

test('ignore list: names that nobody has, one’s own, and too many are refused', async () => {
  await using server = await startTestServer({ clock: 'manual', settings });
  const alice = await enterAs(server, 'alice');
  for (const name of ['', 'Nobody', '\0\u202e', 'x'.repeat(60_000)]) {
    assert.equal(await refused(alice, name), CHAT_FAILURE.offLine);
    assert.equal(await refused(alice, name, false), CHAT_FAILURE.offLine);
    await server.advance(2_000);
  }
  assert.equal(await refused(alice, 'Alice'), CHAT_FAILURE.toYourself);
  assert.deepEqual((await enterAs(server, 'bob')).name, 'Bob');
  assert.deepEqual(await ignore(alice, 'Bob'), ['Bob']);
  assert.deepEqual(await ignore(alice, 'Bob'), ['Bob'], 'twice is once');
});
