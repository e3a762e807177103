// Players whose dead connections hold the last places: they come back in, and nobody else does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IsVisitorC2s } from '../modules/login/login.messages.ts';
import { enterWorld, play, signIn } from './player.fixture.ts';
import { inWorld, type ServerWorld } from './server.fixture.ts';

const HOME = '10.0.0.2';
const ELSEWHERE = '10.0.0.3';
/** Candidates of one address, and their time; see the limits of the reactor. */
const CANDIDATES_PER_ADDRESS = 4;
const CANDIDATE_MS = 10_000;

const perAddress = (connectionsPerAddressMax: number) => ({ config: { gate: { connectionsPerAddressMax } } });

/** Each plays; the connections are still there when their players have lost them. */
async function playAll(world: ServerWorld, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) await play(world.connect(HOME), account);
}

async function comeBack(world: ServerWorld, account: string, address = HOME): Promise<void> {
  const client = world.connect(address);
  const [listed] = await signIn(client, account);
  assert.ok(listed !== undefined, 'the role is still there');
  await enterWorld(client, listed.roleid);
}

const playersOf = ({ server }: ServerWorld): readonly (string | undefined)[] =>
  [...server.gate.directory.roles()].map(({ account }) => account?.name).toSorted();

test('returning: four dead connections fill the cap of an address, and each of its players comes back', async () => {
  await inWorld(perAddress(4), async (world) => {
    const accounts = ['ann', 'bob', 'cat', 'dan'];
    await playAll(world, accounts);
    for (let round = 0; round < 3; round++) for (const account of accounts) await comeBack(world, account);
    await world.pass(5_000);
    assert.deepEqual(playersOf(world), accounts);
    assert.equal(world.closedSessions().get('other-login'), 12);
    const [listener] = world.server.gate.listenerStatuses();
    assert.deepEqual([listener?.connections, listener?.refused], [4, {}]);
  });
});

test('returning: an account without a session at this address is refused at its cap, and displaces nobody', async () => {
  await inWorld(perAddress(2), async (world) => {
    await playAll(world, ['ann', 'bob']);
    await play(world.connect(ELSEWHERE), 'far');
    for (const account of ['new', 'far']) {
      const client = world.connect(HOME);
      const listed = signIn(client, account);
      await Promise.all([assert.rejects(listed), client.assertClosedWith('too-many-from-address')]);
    }
    const visitor = world.connect(HOME);
    visitor.say(IsVisitorC2s, { t: 0, f: '' });
    await visitor.assertClosedWith('too-many-from-address');
    assert.equal(world.count('sign_ins', 'ok'), 5, 'no visitor was made for one who cannot have a place');
    assert.deepEqual(playersOf(world), ['ann', 'bob', 'far']);
    await world.pass(5_000);
    assert.deepEqual(world.server.gate.listenerStatuses()[0]?.refused, { 'too-many-from-address': 3 });
  });
});

test('returning: on a full server a player takes the place of his session at another address', async () => {
  await inWorld({ config: { gate: { connectionsMax: 2 } } }, async (world) => {
    await playAll(world, ['ann', 'bob']);
    await comeBack(world, 'ann', ELSEWHERE);
    await assert.rejects(signIn(world.connect('10.0.0.4'), 'new'));
    await world.pass(5_000);
    assert.deepEqual(playersOf(world), ['ann', 'bob']);
    assert.equal(world.server.gate.listenerStatuses()[0]?.connections, 2);
  });
});

test('returning: a connection beyond the cap is a player as any other if a place is free when it signs in', async () => {
  await inWorld(perAddress(1), async (world) => {
    const first = world.connect(HOME);
    await play(first, 'ann');
    const second = world.connect(HOME);
    await world.pass(1_000);
    first.hangUp();
    await world.pass(1_000);
    await play(second, 'new');
    await world.pass(CANDIDATE_MS);
    assert.deepEqual(playersOf(world), ['new']);
  });
});

test('returning: few connections beyond a cap may try, each for a short time; the others are refused at once', async () => {
  await inWorld(perAddress(1), async (world) => {
    await playAll(world, ['ann']);
    const silent = Array.from({ length: CANDIDATES_PER_ADDRESS }, () => world.connect(HOME));
    await world.pass(1_000);
    await world.connect(HOME).assertClosedWith('too-many-from-address');
    assert.ok(silent.every(({ isClosed }) => !isClosed));
    await world.pass(CANDIDATE_MS);
    for (const client of silent) await client.assertClosedWith('too-many-from-address');
    assert.deepEqual(world.server.gate.listenerStatuses()[0]?.refused, { 'too-many-from-address': 5 });
    await world.pass(5_000);
    await comeBack(world, 'ann');
  });
});

test('returning: behind a proxy the address that it states has the cap, and its player comes back', async () => {
  const gate = { proxy: { trusted: ['10.9.0.0/16'] }, connectionsPerAddressMax: 1, connectionsMax: 2 };
  await inWorld({ config: { gate } }, async (world) => {
    const through = (address: string) => {
      const client = world.connect('10.9.0.1');
      client.sendBytes(Buffer.from(`PROXY TCP4 ${address} 10.0.0.1 40000 8001\r\n`));
      return client;
    };
    await play(through('127.0.0.2'), 'ann');
    await signIn(through('127.0.0.2'), 'ann');
    await play(through('127.0.0.3'), 'bob');
    await world.pass(5_000);
    await signIn(through('127.0.0.2'), 'ann');
    await world.pass(5_000);
    await signIn(through('127.0.0.4'), 'bob');
    await assert.rejects(signIn(through('127.0.0.4'), 'ann'), 'the address has its share');
    await world.pass(20_000);
    assert.equal(world.server.gate.listenerStatuses()[0]?.connections, 2);
  });
});
