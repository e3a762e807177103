// A server that runs dry for an operator, and one behind a proxy: what the listener does, seen from outside.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { emptyCredentials } from '../modules/login/index.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { askControl, type ControlAnswer } from './control/index.ts';
import { play, signIn } from './player.fixture.ts';
import { inWorld, type ServerWorld } from './server.fixture.ts';
import { startServer } from './server.ts';
import type { Status } from './server-commands.ts';
import { readConfig } from './settings/index.ts';

function ask({ server }: ServerWorld, request: unknown): Promise<ControlAnswer> {
  return server.control(request);
}

async function status(world: ServerWorld): Promise<Status> {
  const answer = await ask(world, { command: 'status' });
  return answer.ok ? (answer.result as Status) : assert.fail(answer.error);
}

/** What a request is answered, while time passes. */
async function inTime(world: ServerWorld, request: unknown): Promise<ControlAnswer> {
  let answer: ControlAnswer | null = null;
  void ask(world, request).then((given) => {
    answer = given;
  });
  await world.until(() => answer !== null, 'the answer');
  return answer ?? assert.fail('answered');
}

test('drain: newcomers are refused, a connection that is there may sign in, and opening the door takes it back', async () => {
  await inWorld({}, async (world) => {
    const player = world.connect();
    await play(player, 'ann');
    const waiting = world.connect();
    await world.until(() => waiting.isConnected, 'a second connection');
    const drained = await inTime(world, { command: 'drain', seconds: 3 });
    assert.deepEqual(drained, { ok: true, result: { sessions: 2 } });
    const late = world.connect();
    await late.whenClosed();
    assert.equal(late.isConnected, false);
    await play(waiting, 'eve');
    const { door, listeners, inWorld: playing } = await status(world);
    assert.deepEqual([door, listeners[0]?.isSuspended, playing], ['open', true, 2]);

    const opened = await inTime(world, { command: 'door-open' });
    assert.deepEqual(opened, { ok: true, result: 'the door is open' });
    await play(world.connect(), 'bob');
    assert.equal((await status(world)).listeners[0]?.isSuspended, false);
  });
});

test('drain: it ends as the last player leaves, and a door that was closed before stays closed', async () => {
  await inWorld({}, async (world) => {
    const player = world.connect();
    await play(player, 'ann');
    assert.equal((await ask(world, { command: 'door-close', reason: 'First words.' })).ok, true);
    const answers: ControlAnswer[] = [];
    void ask(world, { command: 'drain', seconds: 3_600 }).then((answer) => answers.push(answer));
    await world.pass(30_000);
    assert.deepEqual(answers, []);
    assert.equal(world.server.gate.door.plan?.reason, 'First words.');
    player.hangUp();
    await world.until(() => answers.length > 0, 'the answer');
    assert.deepEqual(answers, [{ ok: true, result: { sessions: 0 } }]);
  });
});

test('drain: what cannot be waited for is refused', async () => {
  await inWorld({}, async (world) => {
    for (const seconds of [-1, 3_601, Number.NaN, '5', null, undefined]) {
      const answer = await ask(world, { command: 'drain', seconds });
      assert.equal(answer.ok, false);
    }
    assert.equal((await status(world)).listeners[0]?.isSuspended, false);
  });
});

test('drain: over the control socket, there and back', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'jadegate-drain-'));
  const config = readConfig({ flags: { dev: true, dataDirectory, gate: { port: 0 } } });
  const server = await startServer({ config });
  try {
    const empty = await askControl(dataDirectory, { command: 'drain', seconds: 60 });
    assert.deepEqual(empty, { sessions: 0 });
    await askControl(dataDirectory, { command: 'door-open' });
    const shown = (await askControl(dataDirectory, { command: 'status' })) as Status;
    assert.deepEqual(
      shown.listeners.map(({ isSuspended, pauses, alarms }) => [isSuspended, pauses, alarms]),
      [[false, [], []]],
    );
  } finally {
    await server.stop();
    await rm(dataDirectory, { recursive: true });
  }
});

test('drain: a stop ends a drain that waits', async () => {
  await inWorld({}, async (world) => {
    await play(world.connect(), 'ann');
    const answers: ControlAnswer[] = [];
    void ask(world, { command: 'drain', seconds: 3_600 }).then((answer) => answers.push(answer));
    await world.pass(1_000);
    await world.stop();
    assert.deepEqual(answers, [{ ok: true, result: { sessions: 0 } }]);
  });
});

test('proxied server: players have the addresses that their proxy tells, and its silence is refused', async () => {
  const gate = { proxy: { trusted: ['10.9.0.0/16'] }, connectionsPerAddressMax: 1 };
  await inWorld({ config: { gate } }, async (world) => {
    const through = (address: string) => {
      const client = world.connect('10.9.0.1');
      client.sendBytes(Buffer.from(`PROXY TCP4 ${address} 10.0.0.1 40000 8001\r\n`));
      return client;
    };
    await play(through('127.0.0.2'), 'ann');
    await play(through('127.0.0.3'), 'bob');
    await play(world.connect('10.0.0.2'), 'eve');
    const addresses = [...world.server.gate.directory.roles()].map(({ address }) => address);
    assert.deepEqual(addresses.toSorted(), ['10.0.0.2', '127.0.0.2', '127.0.0.3']);
    const newcomer = through('127.0.0.3');
    newcomer.say(UserAuthC2s, emptyCredentials({ username: 'new', serverid: 1 }));
    await newcomer.assertClosedWith('too-many-from-address');
    const bare = world.connect('10.9.0.1');
    bare.sayPacket(Uint8Array.of(0, 1));
    await bare.whenClosed();
    assert.equal(world.count('connections_closed', 'proxy-header-missing'), 1);
    const liar = world.connect('10.0.0.3');
    liar.sendBytes(Buffer.from('PROXY TCP4 192.0.2.9 10.0.0.1 40000 8001\r\n'));
    await liar.whenClosed();
    assert.equal(world.count('connections_closed', 'refused-proxy-header'), 1);
  });
});

test('proxied server: in development a proxy brings players of this machine only, whoever announces others', async () => {
  await inWorld({ config: { gate: { proxy: { trusted: ['10.9.0.0/16'] } } } }, async (world) => {
    for (const address of ['192.0.2.1', '10.0.0.1', '10.9.0.1']) {
      const client = world.connect('10.9.0.1');
      client.sendBytes(Buffer.from(`PROXY TCP4 ${address} 10.0.0.1 40000 8001\r\n`));
      await client.assertClosedWith('address-refused');
    }
    const local = world.connect('10.9.0.1');
    local.sendBytes(Buffer.from('PROXY TCP4 127.0.0.1 10.0.0.1 40000 8001\r\n'));
    await play(local, 'ann');
  });
});

test('full server: with `pause` newcomers wait for room, and play when there is some', async () => {
  await inWorld({ config: { gate: { connectionsMax: 2, whenFull: 'pause' } } }, async (world) => {
    const [ann] = [world.connect(), world.connect()];
    await signIn(ann, 'ann');
    const late = world.connect();
    await world.pass(5_000);
    assert.equal(late.isConnected, false);
    const [listener] = (await status(world)).listeners;
    assert.deepEqual([listener?.pauses, listener?.alarms, listener?.connections], [['full'], ['full'], 2]);
    ann.hangUp();
    await play(late, 'bob');
    assert.deepEqual((await status(world)).listeners[0]?.refused, {});
  });
});
