import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUS, BusClient, BusWorld } from './bus-world.fixture.ts';
import { createBusFraming } from './framing-bus.ts';
import { BUS_READY_MS } from './limits.ts';

test('session bus: a server that has said its name is sent all open sessions, then the answer', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  server.opens('ann', 10);
  server.opens('bob', 11, 'Two');
  const peer = world.peer();
  server.opens('cid', 12);
  world.settle();
  assert.equal(peer.take(), '', 'nothing before it has said who it is');
  peer.send('(103/ONE/99/3)');
  world.settle();
  assert.equal(peer.take(), '(100/ann/10/0/5/1.2.3.4)(100/cid/12/0/5/1.2.3.4)(104/3)');
  server.opens('dan', 13);
  server.opens('eve', 14, 'Two');
  server.close(10);
  world.settle();
  assert.equal(peer.take(), '(100/dan/13/0/5/1.2.3.4)(101/ann/10)');
  peer.send('(103/One/99/4)');
  world.settle();
  assert.equal(peer.take(), '(104/4)', 'sessions are told once');
  await server.stop(world);
});

test('session bus: a message cut at each offset is understood', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  const peer = world.peer();
  const info = '(103/One/99/3)';
  for (let cut = 1; cut < info.length; cut++) {
    peer.send(info.slice(0, cut));
    world.settle();
    peer.send(info.slice(cut));
    world.settle();
    assert.equal(peer.take(), '(104/3)', `cut at ${cut}`);
  }
  await server.stop(world);
});

test('session bus: a connection that breaks in the middle of a message leaves nothing of it', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  server.opens('ann', 10);
  const message = '(102/ann/10)';
  for (let cut = 0; cut < message.length; cut++) {
    const peer = world.peer();
    peer.send(`(103/One/99/1)${message.slice(0, cut)}`);
    world.settle();
    peer.reset();
    world.settle();
    assert.equal(server.open.size, 1, `cut at ${cut}`);
  }
  assert.deepEqual(server.bus.peers(), []);
  await server.stop(world);
});

test('session bus: a server that is not listed is refused, and the log says what to do', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  const stranger = world.peer('10.0.2.1');
  stranger.send('(103/One/99/0)(102/ann/10)');
  world.settle();
  assert.equal(stranger.isClosed || stranger.isEnded, true);
  assert.equal(stranger.take(), '');
  assert.ok(
    world.logged.some((line) => /refused at the session bus: add its address to `busPeers`.*10\.0\.2\.1/.test(line)),
  );
  await server.stop(world);
});

test('session bus: players of a server are those that its servers tell; one that comes again counts once', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  assert.equal(server.bus.onlineOf('One'), null);
  const game = world.peer('10.0.1.2');
  game.send('(103/One/0/40)');
  const database = world.peer('10.0.1.3');
  database.send('(103/One/99/2)');
  world.settle();
  assert.equal(server.bus.onlineOf('one'), 42);
  const again = world.peer('10.0.1.2');
  again.send('(103/One/0/41)');
  world.settle();
  assert.equal(server.bus.onlineOf('One'), 43);
  assert.equal(game.isEnded || game.isClosed, true);
  assert.equal(server.bus.onlineOf('Two'), null);
  await server.stop(world);
});

test('session bus: a server that says nothing is given up', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  const silent = world.peer();
  const alive = world.peer('10.0.1.10');
  for (let seconds = 0; seconds <= 60; seconds += 3) {
    alive.send('(103/One/99/0)');
    world.clock.advance(3_000);
  }
  assert.deepEqual([silent.isEnded || silent.isClosed, alive.isEnded], [true, false]);
  await server.stop(world);
});

test('session bus: a server that does not say its name is given up, whatever else it says', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  server.opens('ann', 10);
  const nameless = world.peer();
  for (let seconds = 0; seconds <= 60; seconds += 3) {
    nameless.send('(111/ANN/10)');
    world.clock.advance(3_000);
  }
  assert.equal(nameless.isEnded || nameless.isClosed, true);
  await server.stop(world);
});

test('session bus: a server that says its name and reads nothing is given up', async () => {
  const world = new BusWorld({ sendBufferBytes: 16_384 });
  const server = await world.serve();
  for (let session = 1; session <= 20_000; session++) server.opens(`account ${session}`, session);
  const deaf = world.peer();
  deaf.pause();
  deaf.send('(103/One/99/0)');
  world.settle();
  for (let seconds = 0; seconds <= 66; seconds += 3) {
    deaf.send('(103/One/99/0)');
    world.clock.advance(3_000);
  }
  assert.equal(server.bus.peers().length, 0);
  await server.stop(world);
});

test('bus link: a LoginSrv that says something and never answers is given up', async () => {
  const world = new BusWorld();
  const reactor = world.reactor(BUS.host);
  let connects = 0;
  await reactor.listen({
    endpoint: BUS,
    framing: createBusFraming(),
    firstFrameMs: null,
    handler: (connection) => {
      connects++;
      const cancel = world.clock.every(1_000, () => {
        const open = Buffer.from('(100/ann/10/0/5/1.2.3.4)');
        connection.sendRaw(open, 0, open.length);
      });
      return { frame: () => {}, closed: cancel };
    },
  });
  const client = new BusClient(world);
  world.clock.advance(BUS_READY_MS);
  assert.deepEqual([connects, client.link.isReady], [1, false]);
  world.clock.advance(BUS_READY_MS);
  assert.equal(connects, 2);
  await client.stop(world);
  await world.settled(reactor.stop());
});

test('session bus: an end is believed only for the account and id that belong together', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  server.opens('ann', 10);
  const peer = world.peer();
  peer.send('(103/One/99/0)(102/bob/10)(102/ann/11)(111/ANN/10)');
  world.settle();
  assert.equal(server.open.size, 1);
  assert.deepEqual(server.kicked, [{ account: 'ann', session: 10 }]);
  peer.send('(102/ANN/10)');
  world.settle();
  assert.equal(server.open.size, 0);
  assert.match(peer.take(), /\(101\/ann\/10\)$/);
  await server.stop(world);
});

test('session bus: a DBSrv whose name is in no list is sent all sessions, and the log says so', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  server.opens('ann', 10);
  server.opens('bob', 11, 'Two');
  const database = world.peer();
  database.send('(103/Legend/99/0)');
  const game = world.peer('10.0.1.10');
  game.send('(103/Legend/0/0)');
  world.settle();
  assert.match(database.take(), /ann\/10.*bob\/11/);
  assert.match(game.take(), /^\(104\/0\)$/);
  assert.ok(world.logged.some((line) => line.startsWith('no server in `servers` has its name')));
  await server.stop(world);
});

test('session bus: a relayed message reaches all servers, and an unknown one is counted', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  const [first, second] = [world.peer('10.0.1.2'), world.peer('10.0.1.3')];
  first.send('(103/One/0/0)');
  second.send('(103/Two/0/0)');
  world.settle();
  first.take();
  second.take();
  first.send('(199/hello/all)(113/1)(30002/a/1)(100/x/5/0/5/1.1.1.1)(nonsense)(77777)');
  world.settle();
  assert.deepEqual([first.take(), second.take()], ['(199/hello/all)', '(199/hello/all)']);
  const counted = Object.entries(world.counters.snapshot()).filter(([name]) => name.startsWith('mir_bus_malformed'));
  assert.deepEqual(counted, [
    ['mir_bus_malformed{ident-unknown}', 2],
    ['mir_bus_malformed{not-for-us}', 1],
  ]);
  await server.stop(world);
});

test('session bus: a message that is too long is dropped and logged; one without end costs its sender the connection', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  const peer = world.peer();
  peer.send(`(103/${'x'.repeat(5_000)})(103/One/0/0)`);
  world.settle();
  assert.equal(peer.take(), '(104/0)');
  assert.equal(world.counters.snapshot()['mir_bus_malformed{message-too-long}'], 1);
  assert.ok(world.logged.some((line) => line.startsWith('a message on the session bus was refused')));
  peer.send(`(103/${'x'.repeat(70_000)}`);
  world.settle();
  assert.equal(peer.isEnded || peer.isClosed, true);
  await server.stop(world);
});

test('session bus, bus link: OpenMir2 sends one field more, and is understood', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  const peer = world.peer();
  peer.send('(103/test1/0/7/0)');
  world.settle();
  assert.equal(server.bus.onlineOf('test1'), 7);
  assert.equal(
    Object.keys(world.counters.snapshot()).some((name) => name.startsWith('mir_bus_malformed')),
    false,
  );
  await server.stop(world);
});

test('bus link: sessions come and go as LoginSrv tells', async () => {
  const world = new BusWorld();
  const server = await world.serve();
  server.opens('Ann', 10);
  const client = new BusClient(world);
  world.settle();
  assert.deepEqual(client.take(), ['open ann 10', 'ready']);
  assert.deepEqual(client.link.sessionOf({ account: 'ANN', session: 10 }), {
    account: 'ann',
    session: 10,
    address: '1.2.3.4',
  });
  assert.equal(client.link.sessionOf({ account: 'bob', session: 10 }), null);
  assert.equal(client.link.sessionOf({ account: 'ann', session: 11 }), null);
  server.opens('bob', 11);
  server.close(10);
  world.settle();
  assert.deepEqual(client.take(), ['open bob 11', 'close ann 10']);
  const [bob] = server.open.values();
  if (bob !== undefined) server.bus.announceKick(bob);
  world.settle();
  assert.deepEqual(client.take(), ['kick bob 11']);
  client.link.leave({ account: 'bob', session: 11 });
  world.settle();
  assert.equal(server.open.size, 0);
  assert.deepEqual([client.take(), client.link.status().ends], [[], 0]);
  client.online = 17;
  world.clock.advance(3_500);
  assert.equal(server.bus.onlineOf('One'), 17);
  await client.stop(world);
  await server.stop(world);
});

test('bus link: two restarts of LoginSrv leave it with the sessions that LoginSrv has, and its own ends told', async () => {
  const world = new BusWorld();
  let server = await world.serve();
  const client = new BusClient(world);
  for (const session of [10, 11, 12]) server.opens(`player${session}`, session);
  world.settle();
  client.take();
  for (let restart = 1; restart <= 2; restart++) {
    const { open } = server;
    await server.stop(world);
    assert.equal(client.link.isReady, false);
    // Ended while LoginSrv is away; another was closed by it just before it went.
    client.link.leave({ account: 'player10', session: 10 });
    open.delete(11);
    server = await world.serve();
    for (const [session, known] of open) server.open.set(session, known);
    server.opens(`new${restart}`, 20 + restart);
    world.clock.advance(12_000);
    assert.equal(client.link.isReady, true);
    assert.deepEqual([...server.open.keys()], restart === 1 ? [12, 21] : [12, 21, 22]);
    const told = client.take().filter((line) => line !== 'lost');
    assert.deepEqual(told, restart === 1 ? ['open new1 21', 'close player11 11', 'ready'] : ['open new2 22', 'ready']);
    assert.equal(client.link.status().ends, 0);
  }
  await client.stop(world);
  await server.stop(world);
});

test('bus link: over a network that cuts and breaks it has in the end what LoginSrv has', async () => {
  let lost = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const world = new BusWorld({ pieceBytesMax: 4 + (seed % 9), resetOneIn: 300 }, seed);
    const server = await world.serve();
    const client = new BusClient(world);
    for (let session = 2; session < 60; session++) {
      server.opens(`p${session}`, session);
      if (session % 3 === 0) server.close(session - 1);
      if (session % 4 === 0) client.link.leave({ account: `p${session - 2}`, session: session - 2 });
      world.clock.advance(100);
    }
    // Whatever broke, the next connection that lives for a moment puts it right.
    const isRight = () => client.link.isReady && client.link.status().ends === 0;
    for (let tries = 0; tries < 500 && !isRight(); tries++) world.clock.advance(500);
    assert.ok(isRight(), `seed ${seed}`);
    assert.equal(client.link.status().sessions, server.open.size, `seed ${seed}`);
    for (const key of server.open.values()) assert.notEqual(client.link.sessionOf(key), null, `seed ${seed}`);
    lost += client.told.filter((line) => line === 'lost').length;
    await client.stop(world);
    await server.stop(world);
  }
  assert.ok(lost > 20, `the connection was lost ${lost} times`);
});

test('bus link: a LoginSrv that takes the connection and answers nothing is given up and asked again', async () => {
  const world = new BusWorld();
  const client = new BusClient(world);
  world.clock.advance(60_000);
  assert.ok(world.logged.filter((line) => line.startsWith('the server cannot be reached')).length === 1);
  assert.equal(client.link.isReady, false);
  const server = await world.serve();
  world.clock.advance(11_000);
  assert.equal(client.link.isReady, true);
  await client.stop(world);
  await server.stop(world);
});
