// WebSocket against the `ws` package over real sockets: its client at our server, and our client at its server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import WebSocket, { type ClientOptions, WebSocketServer } from 'ws';
import { Counters, silentLogger, systemClock, systemRandom } from '../base/index.ts';
import { createLength16, createWebSocket, UpgradeRequest, type WebSocketOptions } from '../wire/index.ts';
import { createNodeIo } from './io-node.ts';
import type { ListenerOptions } from './listener.ts';
import { createReactor, type Reactor } from './reactor.ts';
import { TEST_TLS_KEYS } from './tls-keys.fixture.ts';

const HOST = '127.0.0.1';
const BIG_BYTES = 300_000;

interface Server {
  readonly reactor: Reactor;
  readonly port: number;
  /** A client of the `ws` package, open. */
  open(options?: ClientOptions, protocols?: string[]): Promise<WebSocket>;
}

interface Setup {
  readonly listener?: Partial<ListenerOptions>;
  readonly framing?: Partial<WebSocketOptions>;
}

async function withServer(setup: Setup, body: (server: Server) => Promise<void>): Promise<void> {
  const counters = new Counters();
  const reactor = createReactor({ io: createNodeIo({ counters }), clock: systemClock, counters, log: silentLogger });
  const listener = await reactor.listen({
    endpoint: { host: HOST, port: 0 },
    framing: createLength16(),
    isSniffed: true,
    outputMaxBytes: 4 * BIG_BYTES,
    websocket: {
      framing: createWebSocket({ end: { kind: 'server' }, payloadBytesMax: BIG_BYTES, ...setup.framing }),
      rules: { origins: ['https://game.example.org'], protocol: 'jadegate' },
    },
    handler: (connection) => ({
      frame: (bytes, start, end) => {
        const word = Buffer.from(bytes.subarray(start, Math.min(end, start + 9))).toString();
        if (word === 'close me') connection.close('server-shutdown');
        else connection.send(bytes, start, end);
      },
      closed: () => {},
    }),
    ...setup.listener,
  });
  const { port } = listener.endpoint;
  const scheme = setup.listener?.tls === undefined ? 'ws' : 'wss';
  try {
    await body({
      reactor,
      port,
      open: async (options = {}, protocols = []) => {
        const socket = new WebSocket(`${scheme}://${HOST}:${port}/`, protocols, options);
        await once(socket, 'open');
        return socket;
      },
    });
  } finally {
    await reactor.stop();
  }
}

async function message(socket: WebSocket): Promise<Buffer> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return data;
}

async function closing(socket: WebSocket): Promise<[code: number, words: string]> {
  const [code, words] = (await once(socket, 'close')) as [number, Buffer];
  return [code, words.toString()];
}

test('websocket and ws: messages of every kind of length come back, in order', async () => {
  await withServer({}, async ({ open }) => {
    const socket = await open();
    const lengths = [2, 125, 126, 127, 4_000, 65_535, 65_536, BIG_BYTES];
    const echoed: Buffer[] = [];
    const done = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        echoed.push(data);
        if (echoed.length === lengths.length) resolve();
      });
    });
    for (const [index, length] of lengths.entries()) socket.send(Buffer.alloc(length, index + 65));
    await done;
    assert.deepEqual(
      echoed.map((data) => data.length),
      lengths,
    );
    for (const [index, data] of echoed.entries()) assert.ok(data.every((byte) => byte === index + 65));
    socket.close(1000, 'bye');
    assert.deepEqual(await closing(socket), [1000, '']);
  });
});

test('websocket and ws: fragments are joined, with pings between', async () => {
  await withServer({}, async ({ open }) => {
    const socket = await open();
    const pong = once(socket, 'pong');
    socket.send('frag', { fin: false, binary: true });
    socket.ping('between');
    socket.send('men', { fin: false, binary: true });
    socket.send('ted', { fin: true, binary: true });
    assert.equal((await message(socket)).toString(), 'fragmented');
    assert.equal(String((await pong)[0]), 'between');
    socket.terminate();
  });
});

test('websocket and ws: each fault has its close code', async () => {
  await withServer({}, async ({ open }) => {
    const rows: readonly [send: (socket: WebSocket) => void, code: number, words: string][] = [
      [(socket) => socket.send('a text'), 1003, 'websocket-text-refused'],
      [(socket) => socket.send(Buffer.alloc(BIG_BYTES + 1)), 1009, 'frame-too-long'],
      [(socket) => socket.send(Buffer.alloc(0)), 1002, 'frame-too-short'],
      [(socket) => socket.send('close me', { binary: true }), 1001, 'server-shutdown'],
      [(socket) => socket.send('ab', { binary: true, mask: false }), 1002, 'websocket-mask-wrong'],
      [(socket) => socket.close(4_321, 'own'), 4_321, ''],
      [(socket) => socket.close(), 1005, ''],
    ];
    for (const [send, code, words] of rows) {
      const socket = await open();
      send(socket);
      assert.deepEqual(await closing(socket), [code, words]);
    }
  });
});

test('websocket and ws: texts, where they are taken', async () => {
  await withServer({ framing: { isTextAccepted: true } }, async ({ open }) => {
    const socket = await open();
    socket.send('grüße');
    assert.equal((await message(socket)).toString(), 'grüße');
    socket.send(Buffer.of(0x61, 0xc3), { binary: false });
    assert.deepEqual(await closing(socket), [1007, 'websocket-text-malformed']);
  });
});

test('websocket and ws: origin and subprotocol', async () => {
  await withServer({}, async ({ open }) => {
    const socket = await open({ origin: 'https://game.example.org' }, ['chat', 'jadegate']);
    assert.equal(socket.protocol, 'jadegate');
    socket.terminate();
    await assert.rejects(open({ origin: 'https://evil.example' }), /Unexpected server response: 403/);
  });
});

test('websocket and ws: over TLS', async () => {
  await withServer({ listener: { tls: TEST_TLS_KEYS } }, async ({ open, reactor, port }) => {
    const socket = await open({ ca: TEST_TLS_KEYS.certificate });
    socket.send(Buffer.from('hello'));
    assert.equal((await message(socket)).toString(), 'hello');
    socket.close(1000);
    await closing(socket);
    assert.equal(await echoed(reactor, { port, tls: { authority: TEST_TLS_KEYS.certificate } }), 'closed-here');
  });
});

test('websocket and ws: our client at the server of the package', async () => {
  const server = new WebSocketServer({ host: HOST, port: 0 });
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => {
      socket.ping('are you there');
      // In fragments, so that our client joins them.
      const bytes = data as Buffer;
      socket.send(bytes.subarray(0, 1), { binary: isBinary, fin: false });
      socket.send(bytes.subarray(1), { binary: isBinary, fin: true });
    });
  });
  await once(server, 'listening');
  const counters = new Counters();
  const reactor = createReactor({ io: createNodeIo({ counters }), clock: systemClock, counters, log: silentLogger });
  const { port } = server.address() as { readonly port: number };
  assert.equal(await echoed(reactor, { port }), 'closed-here');
  await reactor.stop();
  server.close();
});

/** Sends messages of many lengths over a connection of ours; resolves with its close reason when all came back. */
function echoed(
  reactor: Reactor,
  to: { readonly port: number; readonly tls?: { readonly authority: string } },
): Promise<string> {
  const lengths = [2, 125, 126, 65_535];
  let count = 0;
  return new Promise((resolve) => {
    reactor.connect({
      host: HOST,
      ...to,
      framing: createWebSocket({ end: { kind: 'client', random: systemRandom } }),
      upgrade: new UpgradeRequest({ host: `${HOST}:${to.port}`, path: '/' }, systemRandom),
      handler: (connection) => ({
        opened: () => {
          for (const [index, length] of lengths.entries()) connection.send(Buffer.alloc(length, index), 0, length);
        },
        frame: (bytes, start, end) => {
          assert.equal(end - start, lengths[count]);
          assert.ok(bytes.subarray(start, end).every((byte) => byte === count));
          count++;
          if (count === lengths.length) connection.close();
        },
        closed: resolve,
      }),
    });
  });
}
