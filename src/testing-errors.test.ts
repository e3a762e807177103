// The test kit when the game is wrong: each failure says what happened and where.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogFields, Logger } from './base/index.ts';
import { HeartbeatC2s, ServerVersionC2s, ServerVersionS2c } from './gate/gate.messages.ts';
import { defineModule } from './gate/index.ts';
import { RoleChangeLineC2s } from './modules/lines/lines.messages.ts';
import { MapCompleteC2s, RoleMapChangeS2c } from './modules/map/map.messages.ts';
import { type GameError, startTestServer } from './testing.ts';
import type { MessageType } from './wire/index.ts';

/** Messages of a game. */
const Ask: MessageType<unknown, 'gaming'> = { ...ServerVersionC2s, id: 20_000, name: 'ask_c2s', states: ['gaming'] };
const Said: typeof ServerVersionS2c = { ...ServerVersionS2c, id: 20_001, name: 'said_s2c' };

function recording(): { readonly log: Logger; readonly lines: string[]; readonly fields: LogFields[] } {
  const lines: string[] = [];
  const fields: LogFields[] = [];
  const error = (message: string, about: LogFields = {}): void => {
    lines.push(message);
    fields.push(about);
  };
  const log: Logger = { debug() {}, info() {}, warn: error, error, child: () => log };
  return { log, lines, fields };
}

test("testing: a player is in when the 'arrived' hooks of the game are done", async () => {
  const done: string[] = [];
  const slow = defineModule({ name: 'slow' }).hook('arrived', async (ctx) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    done.push(ctx.role.name);
  });
  await using server = await startTestServer({ modules: [slow] });
  await server.enter('alice', { roleName: 'Alice' });
  assert.deepEqual(done, ['Alice']);
});

test('testing: a handler that throws is logged with its stack, and the client learns what happened', async () => {
  const { log, lines, fields } = recording();
  const broken = defineModule({ name: 'broken', messages: [Ask as MessageType] }).on(Ask, () => {
    throw new TypeError('ore is not a function');
  });
  await using server = await startTestServer({ modules: [broken], log });
  const { client } = await server.enter('alice');
  client.send(Ask, {});
  await assert.rejects(client.next(ServerVersionS2c), {
    code: 'closed',
    message: /the handler of ask_c2s failed: ore is not a function/,
  });
  const [taken] = server.errors();
  assert.match(String(taken?.stack), /ore is not a function[\s\S]*testing-errors\.test/);
  const at = lines.indexOf('the handler of ask_c2s failed: ore is not a function');
  assert.match(String(fields[at]?.['stack']), /testing-errors\.test/);
  assert.equal(fields[at]?.['module'], 'broken');
});

test('testing: a hook that throws is named, and the player is not in', async () => {
  const { log, lines } = recording();
  const broken = defineModule({ name: 'broken' }).hook('arrived', () => Promise.reject(new Error('no gold')));
  await using server = await startTestServer({ modules: [broken], log });
  await assert.rejects(server.enter('alice'), { message: /the 'arrived' hook of module broken failed: no gold/ });
  assert.equal(server.errors().length, 1);
  assert.ok(lines.includes("the 'arrived' hook of module broken failed: no gold"), lines.join('\n'));
});

test('testing: an answer that no module declares fails in its handler, by name', async () => {
  const { log } = recording();
  const game = defineModule({ name: 'game', messages: [Ask as MessageType] }).on(Ask, (ctx) => {
    ctx.reply(Said, { v: 'hello' });
  });
  await using server = await startTestServer({ modules: [game], log });
  const { client } = await server.enter('alice');
  client.send(Ask, {});
  await assert.rejects(client.next(Said), { message: /said_s2c \(id 20001\) is sent, but no module declares it/ });
  assert.equal(server.errors().length, 1);
});

test('testing: a client that does not know a message says so when it waits in vain', async () => {
  const game = defineModule({ name: 'game', messages: [Ask as MessageType, Said as MessageType] }).on(Ask, (ctx) => {
    ctx.reply(Said, { v: 'hello' });
  });
  await using server = await startTestServer({ modules: [game] });
  const { client } = await server.enter('alice');
  const { connectClient, enterWorld } = await import('./client/index.ts');
  const stranger = await connectClient({ url: server.url, layout: client.layout });
  await enterWorld(stranger, { credentials: 'bob' });
  stranger.send(Ask, {});
  await assert.rejects(stranger.next(Said, { timeoutMs: 200 }), {
    code: 'timeout',
    message: /no said_s2c came .*; 1 messages came that this client does not know, the last of them message 20001/,
  });
  await stranger.close();
});

test('testing: a change of lines is no second arrival', async () => {
  let arrivals = 0;
  const counting = defineModule({ name: 'counting' }).hook('arrived', () => void arrivals++);
  await using server = await startTestServer({ modules: [counting] });
  const { client } = await server.enter('alice', { lineWish: 1 });
  client.send(RoleChangeLineC2s, { lineid: 2 });
  await client.next(RoleMapChangeS2c);
  client.send(MapCompleteC2s, {});
  client.send(HeartbeatC2s, { beatTime: 1 });
  await client.next(HeartbeatC2s);
  assert.equal(arrivals, 1);
});

test('testing: errors of the game that no test takes fail it when the server stops', async () => {
  const { log } = recording();
  const broken = defineModule({ name: 'broken', messages: [Ask as MessageType] })
    .on(Ask, () => {
      throw new TypeError('ore is not a function');
    })
    .every(1_000, () => Promise.reject(new Error('no ore left')));
  const server = await startTestServer({ modules: [broken], log, clock: 'manual' });
  const { client } = await server.enter('alice');
  client.send(Ask, {});
  await client.closed;
  await server.advance(1_000);
  await assert.rejects(server.stop(), (error: unknown) => {
    assert.ok(error instanceof AggregateError);
    const [first, second] = error.errors as readonly GameError[];
    assert.match(String(first?.stack), /ore is not a function[\s\S]*testing-errors\.test/);
    assert.equal(first?.module, 'broken');
    assert.match(String(second?.message), /a periodic task failed .*: no ore left/);
    assert.match(error.message, /takes the errors by errors\(\)[\s\S]*ore is not a function[\s\S]*no ore left/);
    return true;
  });
});

test('testing: errors that a test has taken do not fail it', async () => {
  const { log } = recording();
  const broken = defineModule({ name: 'broken' }).every(1_000, () => Promise.reject(new Error('no ore left')));
  await using server = await startTestServer({ modules: [broken], log, clock: 'manual' });
  await server.advance(2_000);
  assert.equal(server.errors().length, 2);
  assert.equal(server.errors().length, 0);
});
