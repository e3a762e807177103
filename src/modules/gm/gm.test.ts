// Commands of game masters in chat: what each does, what it answers to wrong arguments, who may, and that nobody else hears them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogFields, Logger } from '../../base/index.ts';
import { defineModule } from '../../gate/index.ts';
import { startTestServer } from '../../testing.ts';
import { bag } from '../bags/index.ts';
import { enterAs, heard, line, refusal, sayTo } from '../chat/chat.fixture.ts';
import { ChatS2c } from '../chat/chat.messages.ts';
import { CHANNEL, CHAT_FAILURE } from '../chat/index.ts';
import { walker } from '../map/index.ts';
import { MapCompleteC2s, RoleMapChangeS2c } from '../map/map.messages.ts';
import { gmCommands, numberOf } from './index.ts';

const MANUAL = { clock: 'manual' } as const;
/** A command, and the line that answers it. */
type Row = readonly [typed: string, answer: RegExp];

function recordingLog() {
  const lines: string[] = [];
  const write = (message: string, fields: LogFields = {}): void => {
    lines.push(
      `${message} ${JSON.stringify(fields, (_key, value) => (typeof value === 'bigint' ? String(value) : value))}`,
    );
  };
  const log: Logger = { debug: () => {}, info: write, warn: write, error: write, child: () => log };
  return { log, lines };
}

test('gm: .zymove brings a 14 with the place, and the answer is a line of the system', async () => {
  await using server = await startTestServer(MANUAL);
  const alice = await enterAs(server, 'alice');
  const { mapId, x, y } = alice;
  sayTo(alice, line(CHANNEL.world, `.zymove ${mapId} ${x + 3} ${y + 4}`));
  const to = await alice.client.next(RoleMapChangeS2c);
  assert.deepEqual([to.mapid, to.x, to.y], [mapId, x + 3, y + 4]);
  alice.client.send(MapCompleteC2s, {});
  const { type, msginfo } = await alice.client.next(ChatS2c);
  assert.deepEqual([type, msginfo], [CHANNEL.system, `You are at ${x + 3} ${y + 4}.`]);
  sayTo(alice, line(CHANNEL.nearby, `.zymove ${x} ${y}`));
  assert.equal(await heard(alice), `You are at ${x} ${y}.`);
});

test('gm: level, gold and items change, and wrong arguments are answered with how to write it', async () => {
  await using server = await startTestServer({ ...MANUAL, settings: { gate: { deadlineSeconds: { gaming: 3_600 } } } });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  const rows: readonly Row[] = [
    ['.zylevelup 30', /^Your level is 30\.$/],
    ['.zymoney 500', /^Gold: \+500\.$/],
    ['.zymoney -200', /^Gold: -200\.$/],
    ['.zymoney -301', /^You do not have so much\.$/],
    ['.zyitem 7', /^Item 7: \+1\.$/],
    ['.zyitem 7 3', /^Item 7: \+3\.$/],
    ['.zymove', /^Write \.zymove \[MAP\] X Y: puts you at that place/],
    ['.zymove 1', /^Write \.zymove/],
    ['.zymove a b', /^Write \.zymove/],
    ['.zymove 1 2 3 4', /^Write \.zymove/],
    ['.zymove 1 -2', /^Write \.zymove/],
    ['.zymove 99999999999 1', /^Write \.zymove/],
    ['.zymove 999999 1 1', /^There is no such map\.$/],
    ['.zymove 100000 100000', /^That place is not on the map\.$/],
    ['.zylevelup', /^Write \.zylevelup N/],
    ['.zylevelup 0', /^Write \.zylevelup N/],
    ['.zylevelup 10001', /^Write \.zylevelup N/],
    ['.zylevelup 1e2', /^Write \.zylevelup N/],
    ['.zymoney', /^Write \.zymoney N/],
    ['.zymoney 0', /^Write \.zymoney N/],
    ['.zymoney 1 2', /^Write \.zymoney N/],
    ['.zyitem 0', /^Write \.zyitem ID \[COUNT\]/],
    ['.zyitem 7 0', /^Write \.zyitem/],
    ['.zyitem 7 1 1', /^Write \.zyitem/],
    ['.zy', /^There is no command \.zy\. \.zyhelp lists them\.$/],
    ['.zyfly', /^There is no command \.zyfly\./],
    ['.zy__proto__', /^There is no command/],
    [`.zy${'x'.repeat(500)}`, /^There is no command/],
  ];
  for (const [typed, answer] of rows) {
    sayTo(alice, line(CHANNEL.world, typed));
    assert.match(await heard(alice), answer, typed);
    await server.advance(1_000);
  }
  assert.deepEqual(await server.scope.actor(bag, alice.roleId).content(), { gold: 300n, items: [{ id: 7, count: 4 }] });
  assert.equal((await server.scope.actor(walker, alice.roleId).place())?.level, 30);
  sayTo(alice, line(CHANNEL.world, 'said'));
  assert.equal(await heard(bob), 'said', 'no command was heard');
});

test('gm: a game adds a command; what it throws is logged and answered, and the session goes on', async () => {
  const flying = defineModule({ name: 'flying', uses: [gmCommands] }).hook('started', (scope) =>
    scope.use(gmCommands).add('fly', {
      usage: 'N',
      help: 'lifts you N feet',
      run: async ({ name }, [feet]) => {
        if (feet === 'down') throw new Error('nobody flies down');
        const number = numberOf(feet, { min: 1 });
        return number === null ? null : [`${name} flies.`, `${number} feet.`];
      },
    }),
  );
  const { log, lines } = recordingLog();
  await using server = await startTestServer({ ...MANUAL, modules: [flying], log });
  const alice = await enterAs(server, 'alice');
  sayTo(alice, line(CHANNEL.world, '.zyfly 3'));
  assert.deepEqual([await heard(alice), await heard(alice)], ['Alice flies.', '3 feet.']);
  sayTo(alice, line(CHANNEL.world, '.zyfly'));
  assert.equal(await heard(alice), 'Write .zyfly N: lifts you N feet.');
  sayTo(alice, line(CHANNEL.world, '.zyfly down'));
  assert.equal(await heard(alice), '.zyfly failed; the log says why.');
  sayTo(alice, line(CHANNEL.world, '.zyhelp'));
  const help: string[] = [];
  while (help.length < 6) help.push(await heard(alice));
  assert.ok(help.includes('.zyfly N: lifts you N feet') && help.includes('.zyhelp: lists the commands'));
  assert.ok(lines.some((text) => /^gm: command .*"account":"alice".*"words":"\.zyfly 3"/.test(text)));
  assert.ok(lines.some((text) => /^gm: \.zyfly failed: nobody flies down/.test(text)));
  server.errors();
});

test('gm: in production only named accounts may; another is refused, logged, and heard by nobody', async () => {
  const { log, lines } = recordingLog();
  await using server = await startTestServer({
    ...MANUAL,
    log,
    settings: { gm: { accounts: ['alice'], isOpenInDevelopment: false } },
  });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  assert.equal(await refusal(bob, line(CHANNEL.world, '.zymoney 500')), CHAT_FAILURE.notAllowed);
  assert.equal(await refusal(bob, line(CHANNEL.system, '.zyhelp')), CHAT_FAILURE.notAllowed);
  assert.ok(lines.some((text) => /^gm: refused.*"account":"bob"/.test(text)));
  assert.deepEqual(await server.scope.actor(bag, bob.roleId).content(), { gold: 0n, items: [] });
  sayTo(alice, line(CHANNEL.world, '.zymoney 5'));
  assert.equal(await heard(alice), 'Gold: +5.');
  sayTo(alice, line(CHANNEL.world, 'I am a game master'));
  assert.equal((await bob.client.next(ChatS2c)).identity, 1);
  sayTo(bob, line(CHANNEL.world, '. zymoney is a word'));
  assert.equal((await alice.client.next(ChatS2c)).identity, 1);
  assert.equal((await alice.client.next(ChatS2c)).identity, 0);
});
