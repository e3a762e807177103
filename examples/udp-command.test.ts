import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilTurns } from '../src/reactor/turns.fixture.ts';
import { type UdpClient, UdpWorld } from '../src/services/udp-world.fixture.ts';
import command from './udp-command.ts';

/** A program of this machine takes its own time. */
async function answerTo(world: UdpWorld, client: UdpClient, text: string): Promise<string> {
  const heard = client.ask(text);
  await untilTurns(() => {
    world.settle();
    heard.push(...client.heard());
    return heard.length > 0;
  });
  return heard.join();
}

test('udp-command: a listed name is answered with what its program prints', async () => {
  const world = await UdpWorld.open(command);
  const client = await world.client('10.1.0.1');
  client.prove();
  assert.match(await answerTo(world, client, 'uname'), /^Linux|^Darwin/);
  assert.match(await answerTo(world, client, ' date\n'), /\d\d:\d\d:\d\d/);
  await world.stop();
});

test('udp-command: nothing of what comes over the wire is part of a command', async () => {
  const world = await UdpWorld.open(command);
  const client = await world.client('10.1.0.1');
  assert.deepEqual(client.ask('date'), [], 'no program runs for a sender that has not proved its address');
  client.prove();
  for (const text of [
    'date; id',
    'date -u',
    '$(id)',
    'uname -r',
    '',
    '__proto__',
    'constructor',
    'DATE',
    'x'.repeat(1400),
  ]) {
    assert.deepEqual(client.ask(text), ['! there are: date, uptime, uname, df, free\n'], text);
  }
  await world.stop();
});

test('udp-command: one question of a peer at a time, and a few at once in all', async () => {
  const world = await UdpWorld.open(command);
  const clients: UdpClient[] = [];
  for (let index = 0; index < 5; index++) clients.push(await world.client(`10.1.0.${index + 1}`));
  for (const client of clients) client.prove();
  const [first, ...others] = clients;
  assert.ok(first !== undefined);
  first.send('date');
  assert.match(first.ask('date').join(), /one at a time/);
  const told = others.map((client) => client.ask('date').join());
  assert.deepEqual(told, ['', '', '', '! busy: ask again in a moment\n']);
  await untilTurns(() => {
    world.settle();
    return clients.every(({ recorder }) => recorder.texts.some((text) => /\d\d:\d\d:\d\d|busy/.test(text)));
  });
  await world.stop();
});
