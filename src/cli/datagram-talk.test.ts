import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import { findService, type UdpService } from '../services/index.ts';
import { UdpWorld } from '../services/udp-world.fixture.ts';
import { datagramTarget, talkByDatagrams } from './datagram-talk.ts';
import type { InputLine } from './input-lines.ts';

async function udpService(name: string): Promise<UdpService> {
  const { service } = await findService(name);
  assert.ok(service.transport === 'udp');
  return service;
}

const echo = await udpService('udp-echo');
const chat = await udpService('udp-chat');

interface Talk {
  readonly exitCode: number;
  readonly printed: readonly string[];
}

async function talk(world: UdpWorld, lines: readonly InputLine[], target = world.target): Promise<Talk> {
  const io = world.network.createIo({ address: '10.1.0.1', counters: new Counters() });
  const printed: string[] = [];
  const asLines = async function* (): AsyncGenerator<InputLine> {
    yield* lines;
  };
  const terminal = { lines: asLines(), print: (line: string) => printed.push(line), isInteractive: false };
  let exitCode: number | null = null;
  const options = { io, clock: world.clock, target, url: `udp://${target.host}:${target.port}` };
  const done = talkByDatagrams(terminal, options).then((code) => {
    exitCode = code;
  });
  while (exitCode === null) {
    world.clock.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  return { exitCode, printed: printed.slice(1) };
}

test('connect by udp: lines are sent, answers are printed, control characters are escaped', async () => {
  const world = await UdpWorld.open(echo);
  const { exitCode, printed } = await talk(world, ['hello', '', 'a\u001b[2J', { fault: 'not valid UTF-8' }]);
  assert.deepEqual(printed.toSorted(), ['! not valid UTF-8', '< ', '< a\\u001b[2J', '< hello']);
  assert.equal(exitCode, 0);
  await world.stop();
});

test('connect by udp: the proof is sent automatically, and no line is lost', async () => {
  const world = await UdpWorld.open(chat);
  const { exitCode, printed } = await talk(world, ['/join ann', 'hello', '/who']);
  assert.equal(printed[0], '* this address is proven');
  assert.equal(printed.at(-1), '< * here: ann');
  assert.equal(printed.length, 3);
  assert.equal(exitCode, 0);
  await world.stop();
});

test('connect by udp: a line that is too short to be answered at all is said again, longer', async () => {
  const world = await UdpWorld.open(chat);
  const { exitCode, printed } = await talk(world, ['hi']);
  assert.deepEqual(printed.slice(0, 1), ['* this address is proven']);
  assert.match(printed.at(-1) ?? '', /^< \* \/join NAME/);
  assert.equal(exitCode, 0);
  await world.stop();
});

test('connect by udp: where nothing answers that is said, with code 1; without a line nothing is waited for', async () => {
  const world = await UdpWorld.open(echo);
  const { exitCode, printed } = await talk(world, ['anybody?'], { host: '10.9.9.9', port: 9 });
  assert.match(
    printed.join(),
    /^\* nothing came from udp:\/\/10\.9\.9\.9:9 within 2 s\. Check that a service listens there/,
  );
  assert.equal(exitCode, 1);
  assert.deepEqual(await talk(world, []), { exitCode: 0, printed: [] });
  await world.stop();
});

test('connect by udp: datagrams from other senders are not printed', async () => {
  const world = await UdpWorld.open(echo);
  const lie = {
    from: { host: '192.0.2.66', port: 6 },
    to: { host: '10.1.0.1', port: 49_152 },
    bytes: Buffer.from('lie'),
  };
  const timer = world.clock.every(10, () => world.network.forge(lie));
  assert.deepEqual((await talk(world, ['hello'])).printed, ['< hello']);
  timer();
  await world.stop();
});

test('connect by udp: valid and invalid addresses', async () => {
  assert.deepEqual(await datagramTarget('udp://127.0.0.1:7007'), { host: '127.0.0.1', port: 7007 });
  assert.deepEqual(await datagramTarget('udp://[::1]:7007'), { host: '::1', port: 7007 });
  for (const text of [
    'udp://127.0.0.1',
    'udp://:7',
    'udp://h:0',
    'udp://h:7/path',
    'udp://u@h:7',
    'udp:',
    'udp://h:99999',
  ]) {
    await assert.rejects(datagramTarget(text), { code: 'url-invalid', message: /write udp:\/\/HOST:PORT/ });
  }
  await assert.rejects(datagramTarget('udp://no-such-host.invalid:7'), {
    code: 'connect-failed',
    message: /could not be resolved/,
  });
});
