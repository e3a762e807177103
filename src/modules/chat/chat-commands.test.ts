// What operators say, and what of it is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../../testing.ts';
import { enterAs, heard } from './chat.fixture.ts';
import { ChatS2c } from './chat.messages.ts';
import { CHANNEL } from './chat-channels.ts';

test('chat commands: an operator speaks to all, or to one role, as the system or as a game master', async () => {
  await using server = await startTestServer({ clock: 'manual' });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  assert.equal(await server.command('say', { text: 'The server\u202e stops at six.' }), 'said');
  for (const { client } of [alice, bob]) {
    const { type, msginfo, desroleid } = await client.next(ChatS2c);
    assert.deepEqual([type, msginfo, desroleid], [CHANNEL.system, 'The server stops at six.', 0n]);
  }
  await server.command('say', { text: 'Hello.', as: 'gm', role: String(bob.roleId) });
  const { type, identity } = await bob.client.next(ChatS2c);
  assert.deepEqual([type, identity], [CHANNEL.gm, 1]);
  await assert.rejects(server.command('say', { text: '\u200b' }), /nothing that can be seen/);
  await assert.rejects(server.command('say', { text: '龍'.repeat(100) }), /more than 299 bytes/);
  await assert.rejects(server.command('say', { text: 'x', role: '7' }), /role 7 is not in the world/);
});

test('chat commands: a notice is shown as often as asked, and ends when it is ended', async () => {
  await using server = await startTestServer({ clock: 'manual' });
  const alice = await enterAs(server, 'alice');
  assert.equal(await server.command('notice', { text: 'once' }), 'shown');
  assert.equal(await heard(alice), 'once');
  assert.equal(
    await server.command('notice', { text: 'thrice', times: 3, seconds: 30 }),
    'notice 1: 3 times, each 30 s',
  );
  assert.equal(await server.command('notice', { text: 'on', times: 9, seconds: 40 }), 'notice 2: 9 times, each 40 s');
  await server.advance(30_000);
  assert.equal(
    await server.command('notices'),
    'notice 1: 1 times, each 30 s: thrice\nnotice 2: 8 times, each 40 s: on',
  );
  await server.command('notice-end', { id: 2 });
  await server.advance(120_000);
  const texts = [await heard(alice), await heard(alice), await heard(alice), await heard(alice)];
  assert.deepEqual(texts, ['thrice', 'on', 'thrice', 'thrice']);
  assert.equal(await server.command('notices'), 'none');
  await assert.rejects(server.command('notice-end', { id: 2 }), /there is no notice 2/);
  for (let each = 0; each < 16; each++) await server.command('notice', { text: 'x', times: 2 });
  await assert.rejects(server.command('notice', { text: 'x', times: 2 }), /16 notices/);
  for (const args of [{ times: 0 }, { times: 1_001 }, { seconds: 4 }, { text: '' }])
    await assert.rejects(server.command('notice', { text: 'x', ...args }));
});
