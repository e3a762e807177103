// The reactor over real sockets: what the simulated network cannot show, and other programs' clients.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { Counters, silentLogger, systemClock } from '../base/index.ts';
import { createLength16, POLICY_ANSWER } from '../wire/index.ts';
import { createNodeIo } from './io-node.ts';
import type { ListenerOptions } from './listener.ts';
import type { CloseReason } from './names/index.ts';
import { createReactor, type Reactor } from './reactor.ts';
import { TEST_TLS_KEYS } from './tls-keys.fixture.ts';

const HOST = '127.0.0.1';
const framing = createLength16();
/** The burst of `echo` exceeds the default bound, and TLS sends it only after the turn. */
const outputMaxBytes = 2 << 20;

interface Server {
  readonly reactor: Reactor;
  readonly port: number;
  readonly counters: Counters;
}

async function withServer(options: Partial<ListenerOptions>, body: (server: Server) => Promise<void>): Promise<void> {
  const counters = new Counters();
  const reactor = createReactor({ io: createNodeIo({ counters }), clock: systemClock, counters, log: silentLogger });
  const listener = await reactor.listen({
    endpoint: { host: HOST, port: 0 },
    framing,
    isSniffed: true,
    handler: (connection) => ({
      frame: (bytes, start, end) => connection.send(bytes, start, end),
      closed: () => {},
    }),
    ...options,
  });
  try {
    await body({ reactor, port: listener.endpoint.port, counters });
  } finally {
    await reactor.stop();
  }
}

/** Sends frames of many lengths over one connection and resolves with its close reason when all came back in order. */
function echo(reactor: Reactor, port: number, tls?: { readonly authority: string }): Promise<CloseReason> {
  const lengths = Array.from({ length: 60 }, (_, index) => 2 + ((index * 997) % 20_000));
  let echoed = 0;
  return new Promise((resolve) => {
    reactor.connect({
      host: HOST,
      port,
      framing,
      outputMaxBytes,
      ...(tls === undefined ? {} : { tls }),
      handler: (connection) => ({
        opened: () => {
          for (const [index, length] of lengths.entries())
            connection.send(new Uint8Array(length).fill(index), 0, length);
        },
        frame: (bytes, start, end) => {
          assert.equal(end - start, lengths[echoed]);
          assert.equal(bytes[end - 1], echoed);
          echoed++;
          if (echoed === lengths.length) connection.close();
        },
        closed: resolve,
      }),
    });
  });
}

/** Everything that a socket receives until its end. */
async function read(socket: ReturnType<typeof connect>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

test('reactor over node: forty connections are echoed, plain', async () => {
  await withServer({ outputMaxBytes }, async ({ reactor, port }) => {
    const reasons = await Promise.all(Array.from({ length: 40 }, () => echo(reactor, port)));
    assert.deepEqual([...new Set(reasons)], ['closed-here']);
  });
});

test('reactor over node: connections are echoed over TLS', async () => {
  await withServer({ outputMaxBytes, tls: TEST_TLS_KEYS }, async ({ reactor, port }) => {
    const authority = TEST_TLS_KEYS.certificate;
    const reasons = await Promise.all(Array.from({ length: 10 }, () => echo(reactor, port, { authority })));
    assert.deepEqual([...new Set(reasons)], ['closed-here']);
  });
});

test('reactor over node: a browser is answered that this is not HTTP', async () => {
  await withServer({}, async ({ port, counters }) => {
    const response = await fetch(`http://${HOST}:${port}/`);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /not HTTP/);
    assert.equal(counters.snapshot()['bytes_received'] === 0, false);
  });
});

test('reactor over node: a TLS client of a plain port is refused', async () => {
  await withServer({}, async ({ port, counters }) => {
    const socket = connectTls({ host: HOST, port, rejectUnauthorized: false });
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    socket.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok((counters.snapshot()['connections_accepted'] ?? 0) === 1);
  });
});

test('reactor over node: Flash is answered, and its connection ends when Flash ends it', async () => {
  await withServer({}, async ({ port }) => {
    const socket = connect({ host: HOST, port, allowHalfOpen: true });
    socket.end('<policy-file-request/>\0');
    assert.equal(await read(socket), Buffer.from(POLICY_ANSWER).toString('latin1'));
  });
});

test('reactor over node: a client that ends after its request is still answered', async () => {
  await withServer({}, async ({ port }) => {
    const socket = connect({ host: HOST, port, allowHalfOpen: true });
    socket.end('\0\x02hi');
    assert.equal(await read(socket), '\0\x02hi');
  });
});

test('reactor over node: the error for a port in use says what to do', async () => {
  await withServer({}, async ({ reactor, port }) => {
    const again = reactor.listen({
      endpoint: { host: HOST, port },
      framing,
      handler: () => ({ frame: () => {}, closed: () => {} }),
    });
    await assert.rejects(again, { code: 'address-in-use', message: /Another program uses the port/ });
  });
});
