import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWebSocket } from '../wire/index.ts';
import type { ListenerOptions } from './listener.ts';
import { frameOf, ReactorWorld } from './reactor-world.fixture.ts';

const PROXY = '10.5.0.1';
const header = (address: string): string => `PROXY TCP4 ${address} 10.0.0.1 40000 8001\r\n`;

async function open(options: Partial<ListenerOptions> = {}, seed = 1): Promise<ReactorWorld> {
  const isProxy = (address: string): boolean => address === PROXY;
  return new ReactorWorld(seed).listen({ isSniffed: true, isProxy, ...options });
}

test('proxied: the address in the header becomes the connection’s, and the rest is sniffed and delivered', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = await open({}, seed);
    const peer = world.peer(PROXY);
    world.settle();
    assert.equal(world.seen.length, 0, 'no handler before the header');
    peer.send(`${header('192.0.2.7')}tgw_l7_forward\r\nHost: a\r\n\r\n${frameOf('hello')}${frameOf('again')}`);
    world.settle();
    const [seen] = world.seen;
    assert.equal(seen?.connection.remoteAddress, '192.0.2.7');
    assert.deepEqual(seen?.calls, ['opened', 'tgw']);
    assert.deepEqual(seen?.frames, ['hello', 'again']);
    assert.equal(world.count('proxy_headers'), 1);
    await world.stop();
  }
});

test('proxied: byte by byte, in both versions', async () => {
  const binary = `\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c${String.fromCharCode(192, 0, 2, 8, 1, 1, 1, 1, 0, 1, 0, 2)}`;
  for (const [front, address] of [
    [header('192.0.2.7'), '192.0.2.7'],
    [binary, '192.0.2.8'],
    ['PROXY UNKNOWN\r\n', PROXY],
  ] as const) {
    const world = await open();
    const peer = world.peer(PROXY);
    for (const byte of front + frameOf('hello')) {
      peer.send(byte);
      world.settle();
    }
    assert.equal(world.seen[0]?.connection.remoteAddress, address);
    assert.deepEqual(world.seen[0]?.frames, ['hello']);
    await world.stop();
  }
});

test('proxied: the cap of an address counts the players, not the proxy', async () => {
  const refusals: string[] = [];
  const world = await open({
    connectionsPerAddressMax: 2,
    refused: (connection, reason) => {
      refusals.push(`${connection.remoteAddress} ${reason}`);
      connection.send(new Uint8Array(Buffer.from('no')), 0, 2);
    },
  });
  const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.2', '192.0.2.2', '192.0.2.3'];
  const peers = addresses.map((address) => {
    const peer = world.peer(PROXY);
    peer.send(header(address) + frameOf('hello'));
    world.settle();
    return peer;
  });
  assert.deepEqual(refusals, ['192.0.2.2 too-many-from-address']);
  assert.equal(peers[3]?.text, frameOf('no'));
  assert.deepEqual(
    world.seen.map(({ connection }) => connection.remoteAddress),
    ['192.0.2.1', '192.0.2.2', '192.0.2.2', '192.0.2.3'],
  );
  assert.equal(world.listener.status().addresses, 3);
  for (const peer of peers) peer.reset();
  world.settle();
  assert.deepEqual([world.listener.connectionCount, world.listener.status().addresses], [0, 0]);
  await world.stop();
});

test('proxied: a proxy without a header that can be read is closed with the reason, and has no handler', async () => {
  const rows: readonly (readonly [string, string])[] = [
    [frameOf('hello'), 'proxy-header-missing'],
    ['GET / HTTP/1.1\r\n\r\n', 'proxy-header-missing'],
    ['PROXY TCP4 no such address\r\n', 'proxy-header-malformed'],
    [`PROXY UNKNOWN ${'x'.repeat(200)}`, 'proxy-header-too-long'],
    [`\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff`, 'proxy-header-too-long'],
  ];
  const world = await open();
  for (const [bytes, reason] of rows) {
    const peer = world.peer(PROXY);
    peer.send(bytes);
    world.settle();
    assert.equal(peer.record.isEnded, true, reason);
    assert.equal(peer.text, '');
    peer.end();
    world.settle();
  }
  assert.deepEqual(
    [
      world.count('connections_closed{proxy-header-missing}'),
      world.count('connections_closed{proxy-header-malformed}'),
    ],
    [2, 1],
  );
  assert.equal(world.count('connections_closed{proxy-header-too-long}'), 2);
  assert.deepEqual([world.seen.length, world.listener.connectionCount], [0, 0]);
  await world.stop();
});

test('proxied: a header from anywhere else is refused by name', async () => {
  const world = await open();
  const { peer, seen } = world.join();
  peer.send(header('192.0.2.7') + frameOf('hello'));
  world.settle();
  assert.equal(peer.record.isEnded, true);
  peer.end();
  world.settle();
  assert.equal(seen.reason, 'refused-proxy-header');
  assert.deepEqual(seen.frames, []);
  await world.stop();
});

test('proxied: a second header is refused from any sender', async () => {
  const world = await open();
  const peer = world.peer(PROXY);
  peer.send(header('192.0.2.7') + header('192.0.2.8'));
  world.settle();
  peer.end();
  world.settle();
  assert.equal(world.seen[0]?.reason, 'refused-proxy-header');
  await world.stop();
});

test('proxied: silence, half a header and a health check end without a handler', async () => {
  const world = await open({ firstFrameMs: 5_000 });
  const [silent, half, check] = [world.peer(PROXY), world.peer(PROXY), world.peer(PROXY)];
  half.send('PROXY TCP4 192.');
  world.settle();
  check.end();
  world.settle();
  assert.equal(check.record.isClosed, true);
  world.clock.advance(5_200);
  for (const peer of [silent, half]) {
    assert.equal(peer.record.isEnded, true);
    peer.end();
  }
  world.settle();
  assert.equal(world.count('connections_closed{first-frame-timeout}'), 2);
  assert.deepEqual([world.seen.length, world.listener.connectionCount], [0, 0]);
  await world.stop();
});

/** A request as nginx passes it on, with some fields of its own. */
function request(...fields: readonly string[]): string {
  const lines = ['GET /play HTTP/1.1', 'Host: game', 'Upgrade: websocket', 'Connection: Upgrade', ...fields];
  const key = 'dGhlIHNhbXBsZSBub25jZQ==';
  return `${[...lines, `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13'].join('\r\n')}\r\n\r\n`;
}

const isProxy = (address: string): boolean => address === PROXY;
const websocket = {
  framing: createWebSocket({ end: { kind: 'server' }, payloadBytesMax: 60_000 }),
  rules: { origins: [] },
  forwarded: { isProxy },
};
const masked = (text: string): string => `${String.fromCharCode(0x82, 0x80 | text.length)}\0\0\0\0${text}`;

test('proxied: a request states its client in the usual fields, and only what the proxy wrote is believed', async () => {
  const rows: readonly (readonly [string[], string])[] = [
    [['X-Forwarded-For: 192.0.2.7'], '192.0.2.7'],
    [['X-Forwarded-For: 203.0.113.66, 192.0.2.7'], '192.0.2.7'],
    [['X-Forwarded-For: 203.0.113.66', `X-Forwarded-For: 192.0.2.7, ${PROXY}`], '192.0.2.7'],
    [['X-Forwarded-For: nonsense, 192.0.2.7:5000'], '192.0.2.7'],
    [['X-Forwarded-For: 192.0.2.7, unknown'], ''],
    [['X-Real-IP: 2001:db8::7'], '2001:db8::7'],
    [['Forwarded: for=203.0.113.66, proto=https;for="[2001:DB8::7]:443";by=10.0.0.1'], '2001:db8::7'],
    [['X-Forwarded-For: 203.0.113.66, 192.0.2.7', 'X-Real-IP: 192.0.2.7'], '192.0.2.7'],
    [['X-Forwarded-For: 192.0.2.7', `X-Real-IP: ${PROXY}`], '192.0.2.7'],
    // A client's own field beside the proxy's: one of them is not true.
    [['X-Forwarded-For: 192.0.2.7', 'X-Real-IP: 203.0.113.66'], ''],
    [['X-Forwarded-For: 999.1.1.1'], ''],
    [[], ''],
  ];
  for (const [fields, address] of rows) {
    const world = await open({ websocket });
    const peer = world.peer(PROXY);
    for (const byte of request(...fields) + masked('hello')) {
      peer.send(byte);
      world.settle();
    }
    const [seen] = world.seen;
    peer.end();
    world.settle();
    assert.equal(seen?.connection.remoteAddress ?? '', address, fields.join(' | '));
    assert.deepEqual(seen?.frames ?? [], address === '' ? [] : ['hello']);
    assert.equal(world.count('connections_closed{proxy-header-missing}'), address === '' ? 1 : 0);
    await world.stop();
  }
});

test('proxied: the field of the setting is the only one that is read', async () => {
  const world = await open({ websocket: { ...websocket, forwarded: { isProxy, field: 'x-real-ip' } } });
  const peer = world.peer(PROXY);
  peer.send(request('X-Forwarded-For: 203.0.113.66', 'X-Real-IP: 192.0.2.7'));
  world.settle();
  assert.equal(world.seen[0]?.connection.remoteAddress, '192.0.2.7');
  await world.stop();
});

test('proxied: nobody else states an address in a request: neither a stranger nor a client behind a PROXY header', async () => {
  const world = await open({ websocket });
  for (const [from, front, address] of [
    ['10.0.0.9', '', '10.0.0.9'],
    [PROXY, header('192.0.2.8'), '192.0.2.8'],
  ] as const) {
    world.peer(from).send(`${front}${request('X-Forwarded-For: 203.0.113.66')}`);
    world.settle();
    assert.equal(world.seen.at(-1)?.connection.remoteAddress, address);
  }
  await world.stop();
});

test('proxied: the cap of an address and the addresses that may connect hold for requests too', async () => {
  const isStatedAllowed = (address: string): boolean => address !== '192.0.2.66';
  const world = await open({ websocket, connectionsPerAddressMax: 1, isStatedAllowed });
  for (const address of ['192.0.2.7', '192.0.2.7', '192.0.2.66', '192.0.2.8']) {
    world.peer(PROXY).send(request(`X-Forwarded-For: ${address}`));
    world.settle();
  }
  assert.deepEqual(
    world.seen.map(({ connection }) => connection.remoteAddress),
    ['192.0.2.7', '192.0.2.8'],
  );
  assert.equal(world.count('connections_refused{too-many-from-address}'), 1);
  assert.equal(world.count('connections_refused{address-refused}'), 1);
  await world.stop();
});

test('proxied: bytes that begin like a request and are none are refused', async () => {
  const world = await open({ websocket });
  const peer = world.peer(PROXY);
  peer.send(`G\0${'x'.repeat(100)}`);
  world.settle();
  peer.end();
  world.settle();
  assert.equal(world.seen.length, 0);
  assert.equal(world.count('connections_closed{proxy-header-missing}'), 1);
  await world.stop();
});

test('proxied: an address that is denied is reset without a word, and the proxy itself is not asked for', async () => {
  const asked: string[] = [];
  const isDenied = (address: string): boolean => {
    asked.push(address);
    return address === '192.0.2.66' || address === PROXY;
  };
  const world = await open({ isDenied, refused: (connection) => connection.send(new Uint8Array(2), 0, 2) });
  const peers = ['192.0.2.66', '192.0.2.7'].map((address) => {
    const peer = world.peer(PROXY);
    peer.send(header(address) + frameOf('hello'));
    world.settle();
    return peer;
  });
  const direct = world.peer('192.0.2.66');
  world.settle();
  assert.deepEqual(asked, ['192.0.2.66', '192.0.2.7', '192.0.2.66']);
  assert.deepEqual(
    world.seen.map(({ connection }) => connection.remoteAddress),
    ['192.0.2.7'],
  );
  assert.deepEqual([peers[0]?.text, direct.text], ['', '']);
  assert.equal(world.count('connections_refused{address-denied}'), 2);
  assert.equal(world.listener.connectionCount, 1);
  await world.stop();
});
