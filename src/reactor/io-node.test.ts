import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { mock, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Counters } from '../base/index.ts';
import { conformFramesAhead } from './frames-ahead.conformance.ts';
import { conformIo, type IoHarness } from './io.conformance.ts';
import { IoEvent } from './io.ts';
import { createNodeIo } from './io-node.ts';
import { IoRecorder } from './io-recorder.fixture.ts';
import { TURN_RECEIVE_BYTES } from './limits.ts';
import { RenewableKeys } from './renewable-keys.ts';
import { OTHER_TLS_KEYS, TEST_TLS_KEYS } from './tls-keys.fixture.ts';

/** Far longer than anything here takes: it only turns a hang into a failure. */
const HANG_MS = 20_000;
/** What Node reads from a socket at once. */
const NODE_READ_BYTES = 64 * 1024;
const FOREIGN_HOST = '192.0.2.1';

/** Waits one round of the loop after the other: rows come by themselves. */
async function until(condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - start < HANG_MS, 'the condition came to hold');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function open(): { server: ReturnType<typeof createNodeIo>; client: ReturnType<typeof createNodeIo> } {
  return { server: createNodeIo({ counters: new Counters() }), client: createNodeIo({ counters: new Counters() }) };
}

const listen = { host: '127.0.0.1', port: 0, backlog: 511 };
const tcp: IoHarness = { name: 'node tcp', open, listen, connect: {}, foreignHost: FOREIGN_HOST, until };
conformIo(tcp);
conformFramesAhead(tcp);
conformIo({
  name: 'node tls',
  open,
  listen: { ...listen, tls: TEST_TLS_KEYS },
  connect: { tls: { authority: TEST_TLS_KEYS.certificate, serverName: 'localhost' } },
  foreignHost: FOREIGN_HOST,
  until,
});

test('io node: a flooding socket gets no more of a turn than one read, and delays no other', async () => {
  const server = createNodeIo({ counters: new Counters() });
  let [longest, served, flooded] = [0, 0, 0];
  server.start((turn) => {
    let bytes = 0;
    for (let row = 0; row < turn.count; row++) {
      if (turn.event[row] !== IoEvent.received) continue;
      const [socket, value, offset] = [turn.socket[row] ?? 0, turn.value[row] ?? 0, turn.offset[row] ?? 0];
      // The quiet client sends one byte and waits for the answer.
      if (turn.arena[offset] === 1) {
        served++;
        server.write(socket, turn.arena, offset, offset + 1);
      } else bytes += value;
    }
    flooded += bytes;
    longest = Math.max(longest, bytes);
  });
  const { endpoint } = await server.listen({ host: '127.0.0.1', port: 0, backlog: 8 });
  const flood = connect(endpoint.port, endpoint.host);
  const zeros = new Uint8Array(4 << 20);
  const pour = (): void => {
    if (!flood.destroyed) flood.write(zeros, pour);
  };
  flood.on('error', () => {});
  pour();
  const quiet = connect(endpoint.port, endpoint.host);
  quiet.on('data', () => quiet.write('\x01')).write('\x01');
  await until(() => served >= 50 && flooded > 32 << 20);
  assert.ok(longest <= TURN_RECEIVE_BYTES + NODE_READ_BYTES, `${longest} bytes of one socket in one turn`);
  flood.destroy();
  quiet.destroy();
  await server.stop();
});

test('io node: the output of one turn, and of promises after it, leaves in one write', async () => {
  const { server, client } = open();
  const [near, far] = [new IoRecorder(client), new IoRecorder(server)];
  const bound = await server.listen(listen);
  const record = near.connect(bound.endpoint);
  await until(() => record.isConnected);
  const writes = mock.method(Socket.prototype, 'write');
  const byte = Uint8Array.of(7);
  for (let count = 0; count < 100; count++) client.write(record.socket, byte, 0, 1);
  for (let count = 0; count < 100; count++) {
    await Promise.resolve();
    client.write(record.socket, byte, 0, 1);
  }
  await until(() => far.accepted[0]?.receivedBytes === 200);
  assert.equal(writes.mock.callCount(), 1);
  writes.mock.restore();
  await client.stop();
  await server.stop();
});

test('io node: an IPv4 peer of an IPv6 listener has its dotted address', async () => {
  const { server, client } = open();
  const [near, far] = [new IoRecorder(client), new IoRecorder(server)];
  const bound = await server.listen({ ...listen, host: '::' });
  near.connect({ host: '127.0.0.1', port: bound.endpoint.port });
  await until(() => far.accepted.length === 1);
  assert.equal(server.remoteAddress(far.accepted[0]?.socket ?? -1), '127.0.0.1');
  await client.stop();
  await server.stop();
});

test('io node: renewed keys serve new handshakes and leave connections alone, and a name chooses its certificate', async () => {
  const counters = new Counters();
  const server = createNodeIo({ counters });
  const far = new IoRecorder(server);
  const keys = new RenewableKeys(TEST_TLS_KEYS);
  const bound = await server.listen({ ...listen, tls: keys, handshakeMs: HANG_MS });
  const dial = async (servername = ''): Promise<TLSSocket> => {
    const socket = connectTls({ ...listen, port: bound.endpoint.port, servername, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    return socket;
  };
  const commonName = (socket: TLSSocket): unknown => socket.getPeerCertificate().subject.CN;
  const old = await dial();
  assert.equal(commonName(old), 'localhost');
  keys.renew({ ...TEST_TLS_KEYS, more: [OTHER_TLS_KEYS] });
  const [named, unnamed] = [await dial('play.example'), await dial('unknown.example')];
  assert.deepEqual([commonName(named), commonName(unnamed)], ['play.example', 'localhost']);
  keys.renew(OTHER_TLS_KEYS);
  const renewed = await dial();
  assert.equal(commonName(renewed), 'play.example');
  await until(() => far.accepted.length === 4);
  old.write('still here');
  await until(() => far.accepted[0]?.receivedBytes === 10);
  for (const socket of [old, named, unnamed, renewed]) socket.destroy();
  await server.stop();
  keys.renew(TEST_TLS_KEYS);
});

test('io node: a plain client of a TLS port is counted and never accepted', async () => {
  const counters = new Counters();
  const server = createNodeIo({ counters });
  const far = new IoRecorder(server);
  const bound = await server.listen({ ...listen, tls: TEST_TLS_KEYS, handshakeMs: 5_000 });
  const socket = connect({ ...listen, port: bound.endpoint.port });
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await until(() => socket.destroyed);
  assert.equal(counters.snapshot()['tls_handshake_failed'], 1);
  assert.equal(far.records.length, 0);
  await server.stop();
});

test('io node: a silent client of a TLS port is closed when the handshake is due, or when the io stops', async () => {
  const counters = new Counters();
  const server = createNodeIo({ counters });
  const far = new IoRecorder(server);
  const timed = await server.listen({ ...listen, tls: TEST_TLS_KEYS, handshakeMs: 20 });
  const patient = await server.listen({ ...listen, tls: TEST_TLS_KEYS, handshakeMs: HANG_MS });
  const first = connect({ ...listen, port: timed.endpoint.port });
  const second = connect({ ...listen, port: patient.endpoint.port });
  for (const socket of [first, second]) socket.on('error', () => {}).resume();
  await until(() => first.destroyed && !second.connecting);
  assert.equal(counters.snapshot()['tls_handshake_failed'], 1);
  await server.stop();
  await until(() => second.destroyed);
  assert.equal(far.records.length, 0);
});

test('io node: a certificate that is not trusted ends the connect', async () => {
  const { server, client } = open();
  const [near, far] = [new IoRecorder(client), new IoRecorder(server)];
  const bound = await server.listen({ ...listen, tls: TEST_TLS_KEYS });
  const record = near.connect({ ...listen, port: bound.endpoint.port, tls: {} });
  await until(() => record.isClosed);
  assert.equal(record.isConnected, false);
  assert.ok(record.errno < 0);
  await client.stop();
  await server.stop();
  assert.ok(far.records.length <= 1);
});

test('io node: an invalid certificate is an error of listening', async () => {
  const { server } = open();
  const keys = { certificate: 'no certificate', privateKey: TEST_TLS_KEYS.privateKey };
  await assert.rejects(server.listen({ ...listen, tls: keys }), { code: 'listen-failed' });
  await server.stop();
});

test('io node: while accepting is paused no more than the backlog wait, and the others are reset and counted', async () => {
  const counters = new Counters();
  const server = createNodeIo({ counters });
  const { client } = open();
  const [near, far] = [new IoRecorder(client), new IoRecorder(server)];
  const bound = await server.listen({ ...listen, backlog: 5 });
  server.pauseAccept(bound.listener);
  const records = Array.from({ length: 12 }, () => near.connect(bound.endpoint));
  await until(() => records.filter(({ isClosed }) => isClosed).length === 7);
  assert.equal(counters.snapshot()['accept_queue_overflowed'], 7);
  assert.equal(far.records.length, 0);
  server.resumeAccept(bound.listener);
  await until(() => far.accepted.length === 5);
  server.pauseAccept(bound.listener);
  const waiting = near.connect(bound.endpoint);
  await until(() => waiting.isConnected);
  await server.unlisten(bound.listener);
  await until(() => waiting.isClosed);
  assert.equal(far.accepted.length, 5, 'a connection that waits when the port is closed is reset');
  await client.stop();
  await server.stop();
});

test('io node: with reusePort two listeners share a port, and each alone serves it', async () => {
  const { server: first, client: second } = open();
  const { client } = open();
  const near = new IoRecorder(client);
  const recorders = [new IoRecorder(first), new IoRecorder(second)];
  const shared = { ...listen, reusePort: true };
  const one = await first.listen(shared);
  await second.listen({ ...shared, port: one.endpoint.port });
  await assert.rejects(second.listen({ ...listen, port: one.endpoint.port }), { code: 'address-in-use' });
  const count = (): number => recorders.reduce((sum, { accepted }) => sum + accepted.length, 0);
  near.connect(one.endpoint);
  await until(() => count() === 1);
  await first.unlisten(one.listener);
  near.connect(one.endpoint);
  await until(() => count() === 2);
  for (const io of [client, first, second]) await io.stop();
});
