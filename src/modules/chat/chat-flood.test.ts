// Chat under players who mean no good, beside one who notices nothing: floods, texts and names of all tricks, random lines. And what
// many talkers and many listeners cost: one encoding for each line.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { SeededRandom } from '../../base/index.ts';
import { besidePlayer } from '../../server/beside-player.fixture.ts';
import { createRole, enterWorld, play, signIn } from '../../server/player.fixture.ts';
import { inWorld } from '../../server/server.fixture.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { line } from './chat.fixture.ts';
import { ChatC2s, ChatFailedS2c, ChatIgnoreC2s, ChatIgnoredS2c, ChatS2c } from './chat.messages.ts';
import { CHANNEL } from './chat-channels.ts';

const CODES = new Set<number>(Object.values(CHAT_FAILURE));
const NO_WAIT = { game: { chat: { world: { cooldownSeconds: 0 }, private: { cooldownSeconds: 0 } } } };

besidePlayer('a flood of lines is cut to the rate, and then closed', NO_WAIT, async (world) => {
  const client = world.connect();
  await play(client, 'ann');
  for (let each = 0; each < 500; each++) client.say(ChatC2s, line(CHANNEL.world, `line ${each}`));
  await client.assertClosedWith('too-many-refusals');
  assert.ok(client.all(ChatS2c).length <= 15, 'no more than its rate is said');
  assert.ok(world.count('messages_refused_rate', 'chat_c2s') > 50);
});

besidePlayer('names and texts with every trick are said clean, or refused with a code', NO_WAIT, async (world) => {
  const client = world.connect();
  const ann = await play(client, 'ann');
  const tricks = [
    '\0',
    '\u202e',
    '\u200b',
    '\ufffd',
    '\ud83d',
    'a\u0301'.repeat(99),
    '\ufffe',
    "'; DROP TABLE role;--",
  ];
  for (const trick of tricks) {
    for (const message of [
      line(CHANNEL.world, `${trick}x`.toWellFormed()),
      line(CHANNEL.private, 'psst', { desrolename: trick.toWellFormed() }),
      line(CHANNEL.private, 'psst', { desrolename: trick.toWellFormed().repeat(200) }),
    ]) {
      client.heard.length = 0;
      client.say(ChatC2s, message);
      const isAnswered = () => client.all(ChatS2c).length + client.all(ChatFailedS2c).length > 0;
      await world.until(isAnswered, 'it is answered');
      const [said, failed] = [client.all(ChatS2c)[0], client.all(ChatFailedS2c)[0]];
      if (failed !== undefined) assert.ok(CODES.has(failed.reasonid));
      else {
        assert.equal(said?.desroleid, ann);
        assert.doesNotMatch(said?.msginfo ?? '', /[\0\u202e\u200b\ufffd]/);
      }
      await world.pass(1_000);
    }
    client.say(ChatIgnoreC2s, { rolename: trick.toWellFormed(), on: true });
    await world.pass(1_000);
    assert.equal(client.all(ChatIgnoredS2c).length, 0);
  }
});

for (const seed of [1, 2, 3]) {
  besidePlayer(`random lines, seed ${seed}`, { ...NO_WAIT, seed, transports: ['tcp'] }, async (world) => {
    const random = new SeededRandom(seed);
    const client = world.connect();
    await play(client, 'ann');
    for (let each = 0; each < 60; each++) {
      const units = Array.from({ length: random.below(120) }, () => random.below(0x1_0000));
      const details = Array.from({ length: random.below(20) }, () => random.bytes(random.below(100)));
      const desrolename = String.fromCharCode(...units.slice(0, random.below(20))).toWellFormed();
      const type = random.below(4) === 0 ? random.below(2 ** 31) : random.below(18);
      client.heard.length = 0;
      client.say(ChatC2s, {
        ...line(type, String.fromCharCode(...units).toWellFormed(), { details, desrolename }),
        desserverid: random.below(9),
      });
      await world.until(() => client.heard.length > 0, 'it is answered');
      for (const { reasonid } of client.all(ChatFailedS2c)) assert.ok(CODES.has(reasonid), `code ${reasonid}`);
      await world.pass(200);
    }
  });
}

test('chat: a line to the world is encoded once, and every one of many talkers is heard by all', async () => {
  const count = 60;
  await inWorld(NO_WAIT, async (world) => {
    const clients = Array.from({ length: count }, (_, at) => world.connect(`10.0.1.${at + 1}`));
    for (const [at, client] of clients.entries()) {
      await signIn(client, `acc${at}`);
      await enterWorld(client, await createRole(client));
    }
    const encode = mock.method(ChatS2c.packed, 'encode');
    for (const [at, client] of clients.entries()) client.say(ChatC2s, line(CHANNEL.world, `talker ${at}`));
    await world.until(() => clients.every((client) => client.all(ChatS2c).length === count), 'all have heard all');
    assert.equal(encode.mock.callCount(), count);
    encode.mock.restore();
    for (const client of clients) assert.equal(new Set(client.all(ChatS2c).map(({ msginfo }) => msginfo)).size, count);
  });
});
