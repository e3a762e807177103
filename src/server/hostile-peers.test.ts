// What hostile and lost peers do with their connection, whatever they say: they come in bursts, read nothing, vanish, reset, abuse
// what WebSocket and proxies begin with. Each is counted under its reason and holds no more than its bounds.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { testMessage } from '../gate/gate.fixture.ts';
import { type CloseReason, closeCodeOf, defineModule, gateMessages } from '../gate/index.ts';
import { besidePlayer, hex } from './beside-player.fixture.ts';
import { play } from './player.fixture.ts';
import type { RawClient } from './raw-client.fixture.ts';
import type { ServerWorld } from './server.fixture.ts';

/** What one connection may have waiting at most, and where its owner holds back: `OUTPUT_MAX_BYTES`, `OUTPUT_HIGH_BYTES`. */
const OUTPUT_MAX_BYTES = 512 * 1024;
const OUTPUT_HIGH_BYTES = 256 * 1024;
const CHUNK_BYTES = 50_000;

const Flood = testMessage({ id: 62_100, name: 'flood_c2s', states: ['connected', 'gaming'] });
/** Answers with so many long messages. */
const flooder = defineModule({ name: 'flooder' }).on(Flood, (ctx, { value }) => {
  for (let each = 0; each < value; each++) ctx.reply(gateMessages.ServerVersionS2c, { v: 'x'.repeat(CHUNK_BYTES) });
});

/** Asks until so much waits for the client that its owner holds back. */
async function fill(world: ServerWorld, client: RawClient, account: string): Promise<void> {
  const connection = world.server.gate.directory.findAccount(account)?.link?.connection;
  assert.ok(connection !== undefined);
  while (connection.unsentBytes <= OUTPUT_HIGH_BYTES) {
    client.say(Flood, { value: 1 });
    await world.pass(0);
    await setImmediate();
    if (!world.isReal) await world.pass(2);
    assert.ok(connection.unsentBytes <= OUTPUT_MAX_BYTES, 'no more waits than may');
  }
}

besidePlayer('a client that never reads is closed', { modules: [flooder] }, async (world) => {
  const client = world.connect();
  await play(client, 'ann');
  client.stopReading();
  await fill(world, client, 'ann');
  client.say(Flood, { value: 12 });
  await world.until(() => world.count('sessions_closed', 'slow-reader') === 1, 'it is closed');
});

besidePlayer('a client that vanishes while much is under way is given up', { modules: [flooder] }, async (world) => {
  const client = world.connect();
  await play(client, 'ann');
  // It takes nothing, answers nothing, and its machine never says that it is gone.
  client.stopReading();
  await fill(world, client, 'ann');
  for (let passedMs = 0; passedMs < 310_000; passedMs += 10_000) {
    world.server.gate.directory.findAccount('player')?.touch(world.clock.monotonicMs());
    await world.pass(10_000);
  }
  assert.equal(world.count('sessions_closed', 'idle-timeout'), 1);
  assert.equal(world.count('connections_closed', 'idle-timeout'), 1, 'its socket is gone as well');
});

besidePlayer('resets in the middle of what is sent', { modules: [flooder] }, async (world) => {
  for (let round = 0; round < 5; round++) {
    const client = world.connect();
    await play(client, `ann${round}`);
    client.stopReading();
    await fill(world, client, `ann${round}`);
    client.reset();
    await world.until(() => world.server.gate.sessionCount === 1, 'it has left');
  }
  assert.equal(world.count('sessions_closed', 'peer-reset'), 5);
});

besidePlayer('clients that connect and go, and that leave half a beginning', {}, async (world) => {
  const half = world.transport === 'tcp' ? hex('00') : Buffer.from('GET / HTTP/1.1\r\nUpgrade: web');
  const clients: RawClient[] = [];
  for (let each = 0; each < 200; each++) {
    const client = world.connect('10.0.0.2', { transport: 'tcp' });
    clients.push(client);
    if (each % 2 === 0) client.sendBytes(half);
    if (each % 4 < 2) client.hangUp();
    else if (each % 8 < 6) client.reset();
  }
  await world.pass(16_000);
  await world.until(() => clients.every(({ isClosed }) => isClosed), 'each is closed');
  await world.until(() => world.server.gate.sessionCount === 1, 'each has left');
  assert.equal(world.count('sessions_closed', 'first-frame-timeout'), 50);
  const closed = [...world.closedSessions().values()].reduce((sum, count) => sum + count, 0);
  assert.equal(closed, world.count('connections_accepted') - 1, 'each that came was counted as it left');
});

/** Frames after a sign-in, with the mask 0, as bytes in Latin-1. */
function frame(first: number, payload = ''): string {
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0xfe, length >> 8, length & 0xff];
  return `${String.fromCharCode(first, ...size)}\0\0\0\0${payload}`;
}

const PING = 0x89;
const PONG = 0x8a;
const CLOSE = 0x88;
const UNASKED = 'x'.repeat(60_000);

const BOMBS: readonly (readonly [what: string, bytes: string, reason: CloseReason])[] = [
  ['fragments without end', frame(0x02, '') + frame(0x00, 'a').repeat(500), 'websocket-too-many-fragments'],
  ['long fragments', frame(0x02, UNASKED) + frame(0x00, UNASKED), 'frame-too-long'],
  ['a length of 2^63', '\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0', 'websocket-frame-malformed'],
  ['a length of 2^62', '\x82\xff\x40\0\0\0\0\0\0\0\0\0\0\0', 'frame-too-long'],
  ['64 KiB and one byte', '\x82\xff\0\0\0\0\0\x01\0\x01\0\0\0\0', 'frame-too-long'],
  ['a length in a longer form', '\x82\xfe\0\x05\0\0\0\0hello', 'websocket-frame-malformed'],
  ['no mask', '\x82\x02ab', 'websocket-mask-wrong'],
  ['no mask on a ping', '\x89\x00', 'websocket-mask-wrong'],
  ['a text', frame(0x81, 'ab'), 'websocket-text-refused'],
  ['a text that is cut inside a character', frame(0x01, '\xc3') + frame(0x80, '('), 'websocket-text-refused'],
  ['compression that nobody agreed on', frame(0xc2, 'ab'), 'websocket-frame-malformed'],
  ['an unknown opcode', frame(0x83, 'ab'), 'websocket-frame-malformed'],
  ['a continuation of nothing', frame(0x80, 'ab'), 'websocket-frame-malformed'],
  ['a message inside a message', frame(0x02, 'ab') + frame(0x82, 'cd'), 'websocket-frame-malformed'],
  ['a ping too long', frame(PING, 'p'.repeat(126)), 'websocket-frame-malformed'],
  ['a ping in fragments', frame(0x09, 'p'), 'websocket-frame-malformed'],
  ['a close in fragments', frame(0x08, ''), 'websocket-frame-malformed'],
  ['a close with half a code', frame(CLOSE, '\x03'), 'websocket-frame-malformed'],
  ['a close with a code that is never sent', frame(CLOSE, '\x03\xed'), 'websocket-frame-malformed'],
  ['a close whose words are not UTF-8', frame(CLOSE, '\x03\xe8\xc3('), 'websocket-text-malformed'],
  ['pings without end', frame(PING, 'p'.repeat(100)).repeat(1_200), 'websocket-too-many-pings'],
  ['pongs without end inside a message', frame(0x02, 'ab') + frame(PONG).repeat(1_200), 'websocket-too-many-pings'],
];

besidePlayer('WebSocket frames that are bombs', { transports: ['websocket'] }, async (world) => {
  for (const [what, bytes, reason] of BOMBS) {
    const before = world.count('sessions_closed', reason);
    const client = world.connect();
    await play(client, 'ann');
    client.sendBytes(Buffer.from(bytes, 'latin1'));
    client.sendBytes(Buffer.from(frame(0x82, 'late'), 'latin1'));
    await world.until(() => client.isClosed, what);
    await world.until(() => world.count('sessions_closed', reason) === before + 1, what);
    assert.equal(client.closeCode, closeCodeOf(reason), what);
    await world.until(() => world.server.gate.sessionCount === 1, 'it has left');
  }
});

besidePlayer('games with the close frame', { transports: ['websocket'] }, async (world) => {
  const games = [
    frame(CLOSE),
    frame(CLOSE) + frame(CLOSE),
    frame(CLOSE, '\x03\xe8') + frame(PING, 'x').repeat(100) + frame(0x82, 'late'),
    frame(0x02, 'half') + frame(CLOSE, '\x0f\xa1bye') + frame(0x80, 'rest'),
  ];
  for (const game of games) {
    const client = world.connect();
    await play(client, 'ann');
    client.sendBytes(Buffer.from(game, 'latin1'));
    await client.whenClosed();
    await world.until(() => world.server.gate.sessionCount === 1, 'it has left');
  }
  assert.equal(world.count('sessions_closed', 'peer-closed'), games.length);
  assert.equal(world.count('messages_unknown'), 0, 'what follows a close frame is not looked at');
});

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const FIELDS = `Host: game\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n`;
const REQUEST = `GET / HTTP/1.1\r\n${FIELDS}Sec-WebSocket-Key: ${KEY}\r\n\r\n`;

const REQUESTS: readonly (readonly [what: string, bytes: string, reason: CloseReason])[] = [
  ['no request for WebSocket', 'GET / HTTP/1.1\r\nHost: game\r\n\r\n', 'refused-http'],
  ['another method', REQUEST.replace('GET', 'POST'), 'refused-http'],
  ['a first line that is none', REQUEST.replace(' HTTP/1.1', ''), 'upgrade-malformed'],
  ['HTTP/1.0', REQUEST.replace('HTTP/1.1', 'HTTP/1.0'), 'upgrade-malformed'],
  ['no host', REQUEST.replace('Host: game\r\n', ''), 'upgrade-malformed'],
  ['no key', REQUEST.replace(KEY, ''), 'upgrade-malformed'],
  ['a key too short', REQUEST.replace(KEY, 'AAAA'), 'upgrade-malformed'],
  ['two keys', REQUEST.replace('Host', `Sec-WebSocket-Key: ${KEY}\r\nHost`), 'upgrade-malformed'],
  ['an old version', REQUEST.replace('13', '8'), 'upgrade-version'],
  ['a folded line', REQUEST.replace('game', 'game\r\n more'), 'upgrade-malformed'],
  ['a lone CR', REQUEST.replace('game', 'ga\rme'), 'upgrade-malformed'],
  ['a space before a colon', REQUEST.replace('Host:', 'Host :'), 'upgrade-malformed'],
  ['a NUL', REQUEST.replace('game', 'ga\0me'), 'upgrade-malformed'],
  ['a body', REQUEST.replace('Host', 'Content-Length: 5\r\nHost'), 'upgrade-malformed'],
  ['chunks', REQUEST.replace('Host', 'Transfer-Encoding: chunked\r\nHost'), 'upgrade-malformed'],
  [
    'a page of an origin that is not ours',
    REQUEST.replace('Host', 'Origin: https://evil.example\r\nHost'),
    'origin-refused',
  ],
  ['a path without end', `GET /${'a'.repeat(20_000)}`, 'upgrade-too-long'],
  ['fields without end', `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(4_000)}`, 'upgrade-too-long'],
];

besidePlayer('requests for WebSocket that are none', { transports: ['tcp'] }, async (world) => {
  for (const [what, bytes, reason] of REQUESTS) {
    const before = world.count('sessions_closed', reason);
    const client = world.connect();
    client.isRaw = true;
    client.sendBytes(Buffer.from(bytes, 'latin1'));
    await world.until(() => client.isClosed, what);
    await world.until(() => world.count('sessions_closed', reason) === before + 1, `${what}: ${reason}`);
    assert.match(Buffer.from(client.bytes).toString(), /^HTTP\/1\.1 4\d\d [\s\S]*Connection: .*close/, what);
  }
});

besidePlayer('a request for WebSocket byte by byte', { transports: ['tcp'] }, async (world) => {
  const client = world.connect();
  client.isRaw = true;
  for (let at = 0; at < 20; at++) {
    client.sendBytes(Buffer.from(REQUEST.slice(at, at + 1)));
    await world.pass(1_000);
  }
  await client.whenClosed();
  assert.equal(world.count('sessions_closed', 'first-frame-timeout'), 1);
});

const V2 = '0d0a0d0a000d0a515549540a';
const V1_GOOD = 'PROXY TCP4 127.0.0.7 192.0.2.1 40000 8001\r\n';

const PROXY_HEADERS: readonly (readonly [what: string, bytes: Uint8Array, reason: CloseReason])[] = [
  ['no header', hex('0006 001a 00000001'), 'proxy-header-missing'],
  ['a request', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'proxy-header-missing'],
  ['a line without end', Buffer.from(`PROXY TCP4 ${'1'.repeat(200)}`), 'proxy-header-too-long'],
  ['a line with LF alone', Buffer.from(V1_GOOD.replace('\r', '')), 'proxy-header-malformed'],
  ['an address that is none', Buffer.from(V1_GOOD.replace('.7', '.777')), 'proxy-header-malformed'],
  ['an address of the other family', Buffer.from(V1_GOOD.replace('TCP4', 'TCP6')), 'proxy-header-malformed'],
  ['a port too high', Buffer.from(V1_GOOD.replace('40000', '70000')), 'proxy-header-malformed'],
  ['too few words', Buffer.from('PROXY TCP4 192.0.2.7\r\n'), 'proxy-header-malformed'],
  ['version 3', hex(`${V2} 3111000c`), 'proxy-header-malformed'],
  ['an unknown command', hex(`${V2} 2211000c`), 'proxy-header-malformed'],
  ['addresses cut short', hex(`${V2} 21110004 7f000001`), 'proxy-header-malformed'],
  ['a family that is none', hex(`${V2} 2151000c`), 'proxy-header-malformed'],
  ['64 KiB of values', hex(`${V2} 2111ffff`), 'proxy-header-too-long'],
];
const trusted = ['10.0.0.0/8', '127.0.0.0/8'];

besidePlayer(
  'what proxies of ours should not send',
  { config: { gate: { proxy: { trusted } } }, preface: Buffer.from(V1_GOOD) },
  async (world) => {
    for (const [what, bytes, reason] of PROXY_HEADERS) {
      const before = world.count('connections_closed', reason);
      const client = world.connect('10.0.0.2', { transport: 'tcp' });
      client.isRaw = true;
      client.sendBytes(bytes);
      await world.until(() => client.isClosed, what);
      await world.until(() => world.count('connections_closed', reason) === before + 1, `${what}: ${reason}`);
    }
    const cut = world.connect('10.0.0.2', { transport: 'tcp' });
    cut.sendBytes(Buffer.from(V1_GOOD.slice(0, 20)));
    const twice = world.connect('10.0.0.2', { preface: Buffer.from(V1_GOOD + V1_GOOD) });
    twice.isRaw = true;
    await world.until(() => world.count('sessions_closed', 'refused-proxy-header') === 1, 'a second header is none');
    await world.pass(15_000);
    await cut.whenClosed();
    assert.equal(world.count('connections_closed', 'first-frame-timeout'), 1);
    assert.equal(world.server.gate.sessionCount, 1, 'without a header nobody has a session');
  },
);

/** Reads one byte when told to; the kernel's window stays shut. */
class ByteReader {
  readonly socket: Socket;
  isClosed = false;
  bytes = 0;

  constructor(port: number, request: Uint8Array) {
    const onread = {
      buffer: Buffer.alloc(1),
      callback: () => {
        this.bytes++;
        return false;
      },
    };
    this.socket = connect({ host: '127.0.0.1', port, onread, noDelay: true });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
    });
    this.socket.write(request);
  }
}

besidePlayer(
  'a client that reads a byte a second',
  { modules: [flooder], bodies: ['native', 'node'], transports: ['tcp'] },
  async (world) => {
    const frameOfFlood = hex('0006 f294 00000006');
    const reader = new ByteReader(world.server.endpoint.port, frameOfFlood);
    for (let second = 0; world.count('sessions_closed', 'slow-reader') === 0; second++) {
      assert.ok(second < 59, 'it is closed before a deadline ends it');
      reader.socket.resume();
      reader.socket.write(frameOfFlood);
      await world.pass(1_000);
    }
    assert.ok(reader.bytes > 5, 'it did read');
    reader.socket.destroy();
    await world.until(() => reader.isClosed && world.server.gate.sessionCount === 1, 'it has left');
  },
);
