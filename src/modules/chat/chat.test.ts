// Chat over a real server: who hears a line, and what a speaker is answered whose line is not said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockS2c } from '../../gate/gate.messages.ts';
import { defineModule } from '../../gate/index.ts';
import { startTestServer } from '../../testing.ts';
import { walker } from '../map/index.ts';
import { MapCompleteC2s, RoleMapChangeS2c } from '../map/map.messages.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { enterAs, heard, line, refusal, sayTo } from './chat.fixture.ts';
import { ChatFailedS2c, ChatS2c } from './chat.messages.ts';
import { CHANNEL, ChatChannels, chatChannels } from './chat-channels.ts';

const MANUAL = { clock: 'manual' } as const;
const NO_WAIT = { ...MANUAL, settings: { chat: { world: { cooldownSeconds: 0 }, private: { cooldownSeconds: 0 } } } };

test('chat: a line to the world reaches everybody, the speaker too', async () => {
  await using server = await startTestServer(MANUAL);
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  sayTo(alice, line(CHANNEL.world, 'hello, world', { details: [Uint8Array.of(7, 0), new Uint8Array(0)], reptype: 3 }));
  for (const { client } of [alice, bob]) {
    const { details, ...line } = await client.next(ChatS2c);
    const speaker = { serverid: 1, desroleid: alice.roleId, desrolename: 'Alice' };
    assert.deepEqual(line, { type: 1, privateflag: 2, msginfo: 'hello, world', identity: 0, reptype: 3, ...speaker });
    assert.deepEqual(
      details.map((detail) => [...detail]),
      [[7, 0], []],
    );
  }
});

test('chat: the world has a cool-down that a new session and a set clock do not change', async () => {
  await using server = await startTestServer(MANUAL);
  const alice = await enterAs(server, 'alice');
  sayTo(alice, line(CHANNEL.world, 'one'));
  await heard(alice);
  await server.advance(2_500);
  sayTo(alice, line(CHANNEL.world, 'two'));
  assert.deepEqual(await alice.client.next(ChatFailedS2c), { reasonid: 10306, cdtime: 8 });
  await alice.client.close();
  server.jump(-3_600_000);
  const again = await enterAs(server, 'alice');
  assert.equal(await refusal(again, line(CHANNEL.world, 'two')), CHAT_FAILURE.coolDown);
  server.jump(7_200_000);
  assert.equal(await refusal(again, line(CHANNEL.world, 'two')), CHAT_FAILURE.coolDown);
  await server.advance(8_000);
  sayTo(again, line(CHANNEL.world, 'two'));
  assert.equal(await heard(again), 'two');
});

test('chat: a private line reaches its receiver alone, by whatever spelling of the name, and comes back to the speaker', async () => {
  await using server = await startTestServer(NO_WAIT);
  const [alice, bob, carol] = [
    await enterAs(server, 'alice'),
    await enterAs(server, 'bob'),
    await enterAs(server, 'carol'),
  ];
  sayTo(alice, line(CHANNEL.private, 'psst', { desrolename: 'BOB' }));
  const own = await alice.client.next(ChatS2c);
  assert.deepEqual([own.privateflag, own.desroleid, own.desrolename], [1, bob.roleId, 'Bob']);
  const { privateflag, desroleid, desrolename, msginfo } = await bob.client.next(ChatS2c);
  assert.deepEqual([privateflag, desroleid, desrolename, msginfo], [2, alice.roleId, 'Alice', 'psst']);
  sayTo(bob, line(CHANNEL.world, 'for all'));
  assert.equal(await heard(carol), 'for all', 'nothing came before it');
});

test('chat: words of the dictionary are masked, letter by letter', async () => {
  await using server = await startTestServer(NO_WAIT);
  const alice = await enterAs(server, 'alice');
  sayTo(alice, line(CHANNEL.world, 'oh f u c k it'));
  assert.equal(await heard(alice), 'oh ******* it');
});

test('chat: what cannot be seen is taken out, and a line of nothing else is refused', async () => {
  await using server = await startTestServer(NO_WAIT);
  const alice = await enterAs(server, 'alice');
  sayTo(alice, line(CHANNEL.world, ' a\0b\u202ec\u200bd\ne '));
  assert.equal(await heard(alice), 'abcd e');
  for (const text of ['', ' \u3000\u00a0', '\0\u202e\u200b\u3164', '\ufffd'])
    assert.equal(await refusal(alice, line(CHANNEL.world, text)), CHAT_FAILURE.empty);
});

test('chat: each fault of a line has its code, and none is said', async () => {
  await using server = await startTestServer(NO_WAIT);
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  const long = { details: [new Uint8Array(600), new Uint8Array(600)] };
  const many = { details: Array.from({ length: 17 }, () => new Uint8Array(1)) };
  const { world, private: toOne } = CHANNEL;
  const rows: readonly (readonly [number, string, Parameters<typeof line>[2], number])[] = [
    [world, 'x'.repeat(300), {}, CHAT_FAILURE.tooLong],
    [world, '龍'.repeat(100), {}, CHAT_FAILURE.tooLong],
    [world, 'x'.repeat(60_000), {}, CHAT_FAILURE.tooLong],
    [world, 'x', long, CHAT_FAILURE.detailsTooLarge],
    [world, 'x', many, CHAT_FAILURE.detailsTooLarge],
    [CHANNEL.group, 'x', {}, 10305],
    [CHANNEL.battle, 'x', {}, 10308],
    [CHANNEL.guild, 'x', {}, CHAT_FAILURE.noGuild],
    [CHANNEL.system, 'x', {}, CHAT_FAILURE.serverOnly],
    [CHANNEL.gm, 'x', {}, CHAT_FAILURE.serverOnly],
    [CHANNEL.rollText, 'x', {}, CHAT_FAILURE.serverOnly],
    [0, 'x', {}, CHAT_FAILURE.unknownChannel],
    [-1, 'x', {}, CHAT_FAILURE.unknownChannel],
    [2 ** 31 - 1, 'x', {}, CHAT_FAILURE.unknownChannel],
    [toOne, 'x', {}, 10304],
    [toOne, 'x', { desrolename: 'Nobody' }, 10304],
    [toOne, 'x', { desrolename: '\0\u202e' }, 10304],
    [toOne, 'x', { desrolename: 'a\u0301'.repeat(5_000) }, 10304],
    [toOne, 'x', { desrolename: 'alice' }, CHAT_FAILURE.toYourself],
  ];
  for (const [type, text, more, code] of rows) {
    assert.equal(await refusal(alice, line(type, text, more)), code, `${type} ${text.slice(0, 9)}`);
    await server.advance(1_000);
  }
  sayTo(alice, line(world, 'at last'));
  assert.equal(await heard(bob), 'at last');
});

test('chat: a line nearby reaches those who see the speaker, and a picture does too', async () => {
  await using server = await startTestServer(NO_WAIT);
  const [alice, bob, carol] = [
    await enterAs(server, 'alice'),
    await enterAs(server, 'bob'),
    await enterAs(server, 'carol'),
  ];
  const { mapId, lineId } = alice;
  assert.deepEqual([bob.mapId, bob.lineId], [mapId, lineId]);
  await server.scope.actor(walker, carol.roleId).teleport({ x: alice.x + 90, y: alice.y });
  await carol.client.next(RoleMapChangeS2c);
  carol.client.send(MapCompleteC2s, {});
  await refusal(carol, line(CHANNEL.system, 'I am there'));
  for (const [type, text] of [
    [CHANNEL.nearby, 'over here'],
    [CHANNEL.expression, '7'],
  ] as const) {
    sayTo(alice, line(type, text));
    assert.deepEqual([await heard(alice), await heard(bob)], [text, text]);
  }
  sayTo(alice, line(CHANNEL.world, 'for all'));
  assert.equal(await heard(carol), 'for all', 'nothing came before it');
});

test('chat: without a map nobody is nearby; a game may say who is', async () => {
  const nobody = defineModule({ name: 'nobody', uses: [chatChannels] }).hook('started', (scope) =>
    scope.use(chatChannels).findNearbyBy(() => null),
  );
  await using server = await startTestServer({ ...NO_WAIT, modules: [nobody] });
  const alice = await enterAs(server, 'alice');
  for (const type of [CHANNEL.nearby, CHANNEL.expression])
    assert.equal(await refusal(alice, line(type, 'x')), CHAT_FAILURE.unavailable);
});

test('chat: a level below that of the channel is refused', async () => {
  const levels = defineModule({ name: 'levels', uses: [chatChannels] }).hook('started', (scope) =>
    scope.use(chatChannels).levelBy((ctx) => (ctx.role.name === 'Bob' ? 20 : 19)),
  );
  const settings = { chat: { world: { levelMin: 20 } } };
  await using server = await startTestServer({ ...MANUAL, modules: [levels], settings });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  assert.equal(await refusal(alice, line(CHANNEL.world, 'x')), CHAT_FAILURE.levelTooLow);
  sayTo(bob, line(CHANNEL.world, 'y'));
  assert.equal(await heard(alice), 'y');
});

test('chat: a mute of a channel holds there, over a new session, a crash and a clock that is set back, and ends in time', async () => {
  const settings = { ...NO_WAIT.settings, gate: { deadlineSeconds: { gaming: 3_600 } } };
  await using server = await startTestServer({ ...MANUAL, settings });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  await server.command('ban', { account: 'alice', what: 'chat/world', for: '10m', reason: 'spam' });
  assert.deepEqual(await alice.client.next(BlockS2c), { type: 2, time: 600 });
  const triesAt = async (player: typeof alice, seconds: number) => {
    sayTo(player, line(CHANNEL.world, 'x'));
    assert.deepEqual(await player.client.next(BlockS2c), { type: 2, time: seconds });
    assert.deepEqual(await player.client.next(ChatFailedS2c), { reasonid: CHAT_FAILURE.muted, cdtime: seconds });
  };
  await server.advance(60_000);
  await triesAt(alice, 540);
  sayTo(alice, line(CHANNEL.private, 'I am muted', { desrolename: 'Bob' }));
  assert.equal(await heard(bob), 'I am muted');
  await alice.client.close();
  await server.advance(60_000);
  const again = await enterAs(server, 'alice');
  await triesAt(again, 480);
  server.jump(-86_400_000);
  await triesAt(again, 480);
  await server.crash();
  const later = await enterAs(server, 'alice');
  await server.advance(120_000);
  sayTo(later, line(CHANNEL.world, 'x'));
  const { time } = await later.client.next(BlockS2c);
  // The count of running time is written once a minute: a crash costs the rest of one.
  assert.ok(time >= 360 && time <= 420, `${time} seconds are left`);
  await server.advance(time * 1_000);
  sayTo(later, line(CHANNEL.world, 'free'));
  for (;;) if ((await heard(later)) === 'free') break;
});

test('chat: a mute for good has 0 seconds, and ends by an unban alone', async () => {
  await using server = await startTestServer({
    ...MANUAL,
    settings: { gate: { deadlineSeconds: { gaming: 86_400 } } },
  });
  const alice = await enterAs(server, 'alice');
  await server.command('ban', { role: String(alice.roleId), what: 'chat', for: 'good', reason: 'insults' });
  assert.deepEqual(await alice.client.next(BlockS2c), { type: 2, time: 0 });
  await server.advance(7_200_000);
  sayTo(alice, line(CHANNEL.world, 'x'));
  assert.deepEqual(await alice.client.next(ChatFailedS2c), { reasonid: CHAT_FAILURE.muted, cdtime: 0 });
  await server.command('unban', { role: String(alice.roleId), what: 'chat' });
  sayTo(alice, line(CHANNEL.world, 'free'));
  assert.equal(await heard(alice), 'free');
});

test('chat: a module adds a channel and a command of its own', async () => {
  const heardBy: bigint[] = [];
  const trade = defineModule({ name: 'trade', uses: [chatChannels] }).hook('started', (scope) => {
    const channels = scope.use(chatChannels);
    channels.add(21, {
      name: 'trade',
      textBytesMax: 10,
      cooldownMs: 0,
      deliver: async (ctx, { line }) => {
        if (line.msginfo === 'no') return 777;
        for (const roleId of heardBy) ctx.send(roleId, ChatS2c, line);
        return 0;
      },
    });
    channels.addPrefix('/roll', (ctx, words) => {
      ctx.log.info('rolled', { words: words.length });
      return words.length === 1 ? 0 : 778;
    });
  });
  await using server = await startTestServer({ ...MANUAL, modules: [trade] });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  heardBy.push(bob.roleId);
  sayTo(alice, line(21, 'swords'));
  assert.equal(await heard(bob), 'swords');
  assert.equal(await refusal(alice, line(21, 'no')), 777);
  assert.equal(await refusal(alice, line(21, 'too long to say')), CHAT_FAILURE.tooLong);
  sayTo(alice, line(CHANNEL.world, '/roll'));
  assert.equal(await refusal(alice, line(9_999, '/roll 1 2')), 778);
});

test('chat: what a module declares wrongly is refused when it starts', () => {
  const channels = new ChatChannels();
  const deliver = () => 0;
  for (const type of [0, -1, 1.5, 65_536]) assert.throws(() => channels.add(type, { name: 'x', deliver }), /type/);
  assert.throws(() => channels.add(30, { name: 'a b', deliver }), /name/);
  assert.throws(() => channels.add(30, { name: 'x', textBytesMax: 601, deliver }), /bytes/);
  assert.throws(() => channels.addPrefix('', deliver), /prefix/);
  channels.addPrefix('.zy', deliver);
  assert.throws(() => channels.addPrefix('.zy', deliver), /already/);
  for (let type = 1; type <= 64; type++) channels.add(type, { name: 'x', deliver });
  assert.throws(() => channels.add(65, { name: 'x', deliver }), /64/);
});

test('chat: a mute of a channel that is not there is doubted', async () => {
  await using server = await startTestServer(MANUAL);
  const mute = { account: 'alice', for: '10m', reason: 'spam' };
  const doubted = await server.command('ban', { ...mute, what: 'chat/wrold' });
  assert.match(doubted, /; chat has no channel 'wrold' at the moment; it has world, nearby, expression, private/);
  assert.doesNotMatch(await server.command('ban', { ...mute, what: 'chat/world' }), /no channel/);
  assert.doesNotMatch(await server.command('ban', { ...mute, what: 'chat' }), /no channel/);
});

test('chat: lines are counted by channel, and those that were not said by their code', async () => {
  await using server = await startTestServer(MANUAL);
  const alice = await enterAs(server, 'alice');
  sayTo(alice, line(CHANNEL.world, 'x'));
  await heard(alice);
  await refusal(alice, line(CHANNEL.world, 'x'));
  const { counters } = server.server;
  assert.equal(counters.counter('chat_said', 'world').value, 1);
  assert.equal(counters.counter('chat_refused', 'coolDown').value, 1);
});
