import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockS2c, CloseS2c, HeartbeatC2s, QueryTimeC2s, QueryTimeS2c } from '../gate/gate.messages.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { type Script, ScriptedServer, type ScriptedServerOptions, type ScriptedSession } from '../sim/index.ts';
import { LAYOUTS, WireError } from '../wire/index.ts';
import { type Client, isMessage } from './client.ts';
import { ClientError } from './client-error.ts';
import { type ConnectClientOptions, connectClient } from './client-node.ts';
import { describeClosed } from './closed.ts';
import { createCredentials } from './credentials.ts';
import { INBOX_COUNT_MAX, NEXT_MS, WAITS_MAX } from './limits.ts';
import { reasonNameOf } from './reason-name.ts';

interface World {
  readonly server: ScriptedServer;
  readonly client: Client;
  readonly session: ScriptedSession;
}

const ECHO: Script = (session, { type, value }) => session.send(type, value);

async function connected(
  script: Script = ECHO,
  options: Partial<ScriptedServerOptions & ConnectClientOptions> = {},
): Promise<World> {
  const server = await ScriptedServer.open({ ...options, script });
  const { url, clock, clientIo: io } = server;
  const client = await server.until(connectClient({ url, clock, io, ...options }));
  await server.pass(20);
  const [session] = server.sessions;
  assert.ok(session !== undefined);
  return { server, client, session };
}

async function rejection(server: ScriptedServer, promise: Promise<unknown>): Promise<ClientError> {
  const error: unknown = await server.until(promise.then(() => null).catch((thrown: unknown) => thrown));
  assert.ok(error instanceof ClientError);
  return error;
}

for (const layout of LAYOUTS) {
  for (const seed of [1, 2, 3]) {
    test(`client: messages arrive whole and in order, layout ${layout}, seed ${seed}`, async () => {
      const { server, client } = await connected(ECHO, { seed, layout, pieceBytesMax: 7 });
      const values: number[] = [];
      client.on(HeartbeatC2s, ({ beatTime }) => {
        values.push(beatTime);
      });
      for (let beatTime = 0; beatTime < 200; beatTime++) assert.ok(client.send(HeartbeatC2s, { beatTime }));
      client.send(UserAuthC2s, createCredentials({ username: '名字', openkey: 'x'.repeat(1000) }));
      const echoed = await server.until(client.next(UserAuthC2s));
      assert.deepEqual([echoed.username, echoed.openkey.length, echoed.serverid], ['名字', 1000, 1]);
      assert.deepEqual(
        values,
        Array.from({ length: 200 }, (_, index) => index),
      );
      assert.deepEqual([client.sentCount, client.receivedCount], [201, 201]);
      await server.until(client.close());
    });
  }
}

test('client: a message that came before its wait is kept for it', async () => {
  const { server, client, session } = await connected();
  for (const time of [1, 2]) session.send(BlockS2c, { type: 0, time });
  session.send(QueryTimeS2c, { timeAsync: 3 });
  await server.pass(50);
  assert.deepEqual(await server.until(client.next(QueryTimeS2c)), { timeAsync: 3 });
  assert.deepEqual(await server.until(client.next(BlockS2c)), { type: 0, time: 1 });
  assert.deepEqual(client.take(BlockS2c), { type: 0, time: 2 });
  assert.equal(client.take(BlockS2c), null);
});

test('client: waits of one type are served in order, waits of several types by the first message', async () => {
  const { server, client, session } = await connected();
  const first = client.next(BlockS2c);
  const either = client.nextOf([QueryTimeS2c, BlockS2c]);
  session.send(BlockS2c, { type: 0, time: 1 });
  session.send(BlockS2c, { type: 0, time: 2 });
  assert.equal((await server.until(first)).time, 1);
  const received = await server.until(either);
  assert.ok(isMessage(received, BlockS2c) && received.value.time === 2);
  assert.ok(!isMessage(received, QueryTimeS2c));
});

test('client: a message taken by a handler is not kept, and a stopped handler takes nothing', async () => {
  const { server, client, session } = await connected();
  const heard: number[] = [];
  const stop = client.on(BlockS2c, ({ time }) => {
    heard.push(time);
  });
  const watched: string[] = [];
  client.onAny(({ type }) => watched.push(type.name));
  session.send(BlockS2c, { type: 0, time: 1 });
  await server.pass(20);
  assert.equal(client.take(BlockS2c), null);
  stop();
  session.send(BlockS2c, { type: 0, time: 2 });
  await server.pass(20);
  assert.deepEqual([heard, watched, client.take(BlockS2c)?.time], [[1], ['block_s2c', 'block_s2c'], 2]);
});

test('client: untaken messages are kept within a bound, the newest of them', async () => {
  const { server, client, session } = await connected();
  for (let time = 0; time < INBOX_COUNT_MAX + 10; time++) session.send(BlockS2c, { type: 0, time });
  await server.pass(100);
  assert.equal(client.take(BlockS2c)?.time, 10);
  let left = 0;
  while (client.take(BlockS2c) !== null) left++;
  assert.equal(left, INBOX_COUNT_MAX - 1);
});

test('client: a message that does not come in time rejects, and the next wait gets it', async () => {
  const { server, client, session } = await connected(() => {});
  const startMs = server.clock.monotonicMs();
  const error = await rejection(server, client.next(BlockS2c, { timeoutMs: 500 }));
  assert.equal(error.code, 'timeout');
  assert.match(error.message, /no block_s2c came from the server within 500 ms/);
  assert.equal(server.clock.monotonicMs() - startMs, 500);
  const later = client.next(BlockS2c);
  session.send(BlockS2c, { type: 0, time: 7 });
  assert.equal((await server.until(later)).time, 7);
  assert.equal((await rejection(server, client.next(BlockS2c))).code, 'timeout');
  assert.ok(server.clock.monotonicMs() - startMs >= NEXT_MS);
});

test('client: waits are bounded', async () => {
  const { server, client } = await connected(() => {});
  const waits = Array.from({ length: WAITS_MAX }, () => client.next(BlockS2c));
  assert.equal((await rejection(server, client.next(BlockS2c))).code, 'too-many-waits');
  await server.until(client.close());
  for (const wait of waits) assert.equal((await rejection(server, wait)).code, 'closed');
});

test('client: the close reason and its text reach every present and later wait', async () => {
  const { server, client, session } = await connected();
  const waiting = client.next(BlockS2c);
  // Nothing handles this rejection: it must not end the process.
  void client.next(QueryTimeS2c);
  session.send(BlockS2c, { type: 1, time: 1 });
  session.send(CloseS2c, { reason: 110, text: 'closed until noon' });
  session.close();
  assert.equal((await server.until(waiting)).type, 1);
  const closed = await server.until(client.closed);
  assert.equal(closed.reason, 'peer-closed');
  assert.deepEqual(closed.told, { reason: 110, name: 'door-closed', text: 'closed until noon' });
  assert.match(
    describeClosed(closed),
    /the server closed the connection with reason 110 \(door-closed\): closed until noon/,
  );
  const error = await rejection(server, client.next(BlockS2c));
  assert.deepEqual([error.code, error.told?.reason], ['closed', 110]);
  assert.equal(client.isOpen, false);
  assert.equal(client.send(QueryTimeC2s, {}), false);
  assert.equal(client.sendPacket(new Uint8Array([0, 1])), false);
});

test('client: an end without a reason says so', async () => {
  const ended = await connected();
  ended.session.close();
  assert.match(describeClosed(await ended.server.until(ended.client.closed)), /without giving a reason/);
  const lost = await connected();
  lost.session.reset();
  const closed = await lost.server.until(lost.client.closed);
  assert.equal(closed.reason, 'peer-reset');
  assert.match(describeClosed(closed), /the connection was lost \(peer-reset\)/);
});

test('client: unknown messages are counted and passed over', async () => {
  const { server, client, session } = await connected();
  session.sendPacket(Uint8Array.of(0xff, 0xf0, 1, 2, 3));
  session.send(BlockS2c, { type: 0, time: 9 });
  assert.equal((await server.until(client.next(BlockS2c))).time, 9);
  assert.equal(client.unknownCount, 1);
  assert.ok(client.isOpen);
});

test('client: an unreadable message ends the connection, unless there is a handler for it', async () => {
  const broken = [
    Uint8Array.of(0x01, 0xa5, 0),
    Uint8Array.of(0x02, 0xe5, 0, 0, 0, 1, 9),
    Uint8Array.of(0x06, 0x5f, 0, 2, 0xc3, 0x28),
  ];
  for (const packet of broken) {
    const { server, client, session } = await connected();
    session.sendPacket(packet);
    const closed = await server.until(client.closed);
    assert.equal(closed.reason, 'malformed-message');
    assert.match(describeClosed(closed), /the server sent an unreadable message: [a-z_0-9]+_s2c/);
  }
  const { server, client, session } = await connected();
  const told: string[] = [];
  client.onUnreadable((fault, packet) => told.push(`${fault.rule} ${packet.length}`));
  for (const packet of [...broken, Uint8Array.of(0xff, 0xf0)]) session.sendPacket(packet);
  session.send(BlockS2c, { type: 0, time: 9 });
  await server.until(client.next(BlockS2c));
  assert.deepEqual(told, ['cut-short 3', 'trailing-bytes 7', 'invalid-utf8 6', 'unknown-message 2']);
});

test('client: a handler that fails ends the connection and nothing else', async () => {
  const fail = (): never => {
    throw new Error('mine');
  };
  const rows: readonly ((client: Client) => void)[] = [
    (client) => client.on(BlockS2c, fail),
    (client) => client.on(BlockS2c, async () => fail()),
    (client) => client.onAny(fail),
  ];
  for (const add of rows) {
    const { server, client, session } = await connected();
    add(client);
    session.send(BlockS2c, { type: 0, time: 1 });
    const closed = await server.until(client.closed);
    assert.equal(closed.reason, 'handler-failed');
    assert.match(describeClosed(closed), /a handler of the client failed: mine/);
  }
});

test('client: no bytes of a server make it throw, hang or grow; it continues or ends with a reason', async () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const id = fc.constantFrom(...JADEGATE_MESSAGES.map((type) => type.id));
  const packet = fc.tuple(id, bytes).map(([number, body]) => Uint8Array.of(number >> 8, number & 0xff, ...body));
  const pieces = fc.array(fc.oneof({ weight: 5, arbitrary: packet }, { weight: 1, arbitrary: bytes }), {
    maxLength: 12,
  });
  const property = fc.asyncProperty(pieces, fc.boolean(), fc.nat(), async (sent, isFramed, seed) => {
    const { server, client, session } = await connected(ECHO, { seed });
    const wait = client.next(BlockS2c, { timeoutMs: 100_000 });
    for (const each of sent) {
      if (isFramed && each.length >= 2) session.sendPacket(each);
      else session.sendRaw(each);
    }
    session.close();
    const { reason } = await server.until(client.closed);
    assert.ok(['peer-closed', 'malformed-message', 'frame-too-short', 'frame-timeout'].includes(reason), reason);
    await server.until(wait.catch((error: ClientError) => assert.equal(error.code, 'closed')));
    await server.stop();
    assert.equal(server.clock.nextDueMs(), null);
  });
  await fc.assert(property, { numRuns: 60 });
});

test('client: a value that does not fit throws, names the field and sends nothing', async () => {
  const { server, client, session } = await connected();
  assert.throws(() => client.send(HeartbeatC2s, { beatTime: 2 ** 31 }), WireError);
  assert.throws(() => client.send(HeartbeatC2s, { beatTime: 2 ** 31 }), /beat_time/);
  client.send(HeartbeatC2s, { beatTime: 5 });
  assert.deepEqual(await server.until(client.next(HeartbeatC2s)), { beatTime: 5 });
  assert.equal(session.said.length, 1);
});

test('client: an unreachable server rejects with what to do', async () => {
  const server = await ScriptedServer.open({ script: ECHO });
  const { clock, clientReactor: reactor } = server;
  const refused = await rejection(server, connectClient({ url: 'tcp://10.0.0.1:9', clock, reactor }));
  assert.equal(refused.code, 'connect-failed');
  assert.match(refused.message, /tcp:\/\/10\.0\.0\.1:9: connection refused.*jadegate start/);
  for (const [url, code] of [
    ['udp://10.0.0.1:8001', 'url-unsupported'],
    ['10.0.0.1:8001', 'url-invalid'],
  ] as const) {
    assert.equal((await rejection(server, connectClient({ url, clock, reactor }))).code, code);
  }
  await server.stop();
});

test('client: a server that is too far away rejects in time', async () => {
  const server = await ScriptedServer.open({ script: ECHO, delayMsMax: 600_000 });
  const { clock, clientReactor: reactor, url } = server;
  const error = await rejection(server, connectClient({ url, clock, reactor, connectMs: 500 }));
  assert.equal(error.code, 'connect-timeout');
  assert.match(error.message, /did not answer in time/);
  assert.ok(clock.monotonicMs() < 1_000);
});

test('client: its own reactor ends with the connection', async () => {
  const { server, client } = await connected();
  await server.until(client.close());
  await server.pass(200);
  // The server's wheel and the shared reactor's wheel are left.
  await server.stop();
  assert.equal(server.clock.nextDueMs(), null);
});

test('client: a close reason of the game has the name that the client was given for it', () => {
  const own = [{ name: 'duel/lost', number: 500 }];
  assert.deepEqual(
    [500, 501, 110, 5].map((number) => reasonNameOf(number, own)),
    ['duel/lost', null, 'door-closed', 'server-shutdown'],
  );
});
