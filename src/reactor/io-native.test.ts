import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Counters } from '../base/index.ts';
import { PEER_BYTES } from './datagram-io.ts';
import { loadAddon, type NativeAddon } from './engine-native.ts';
import { conformFramesAhead } from './frames-ahead.conformance.ts';
import { conformIo, type IoHarness } from './io.conformance.ts';
import { type Io, IoEvent } from './io.ts';
import { conformMoves } from './io-move.conformance.ts';
import { createNativeIo } from './io-native.ts';
import { IoRecorder } from './io-recorder.fixture.ts';
import { NATIVE_SOCKETS_MIN, TURN_ACCEPTS, TURN_RECEIVE_BYTES } from './limits.ts';
import { ERRNO, POLLERS, type PollerName } from './names/index.ts';
import { untilTurns } from './turns.fixture.ts';

const listen = { host: '127.0.0.1', port: 0, backlog: 4096 };
const loaded = loadAddon();
if ('missing' in loaded) test('io native', { skip: `no addon: ${loaded.missing}` }, () => {});
else {
  for (const poller of POLLERS) conformPoller(loaded.addon, poller);
  unique(loaded.addon);
}

function conformPoller(addon: NativeAddon, poller: PollerName): void {
  const open = (): Io => createNativeIo({ addon, counters: new Counters(), poller });
  try {
    void open().stop();
  } catch (error) {
    test(`io native ${poller}`, { skip: String(error) }, () => {});
    return;
  }
  const harness: IoHarness = {
    name: `native ${poller}`,
    open: () => ({ server: open(), client: open() }),
    listen,
    connect: {},
    foreignHost: '192.0.2.1',
    until: untilTurns,
  };
  conformIo(harness);
  conformFramesAhead(harness);
  conformMoves(harness, { successor: open, pass: (descriptor) => addon.duplicate(descriptor) });

  test(`io native ${poller}: a port that closes accepts those that wait there, and nobody later`, async () => {
    const [server, client] = [new IoRecorder(open()), new IoRecorder(open())];
    try {
      const { listener, endpoint } = await server.io.listen(listen);
      const { host, port } = endpoint;
      // The system has made these connections when the calls return; they are more than one turn accepts.
      const waiting = Array.from({ length: 5 * TURN_ACCEPTS }, () => client.connect({ host, port }));
      await server.io.unlisten(listener);
      const late = client.connect({ host, port });
      await untilTurns(() => server.accepted.length === waiting.length && late.isClosed);
      assert.deepEqual([late.errno, late.isConnected], [ERRNO.ECONNREFUSED, false]);
      await untilTurns(() => waiting.every(({ isConnected }) => isConnected));
      assert.equal(client.liveCount, waiting.length);
    } finally {
      await client.io.stop();
      await server.io.stop();
    }
  });
}

function unique(addon: NativeAddon): void {
  const open = (): Io => createNativeIo({ addon, counters: new Counters() });

  test('io native: a flooding socket gets no more of a turn than its share, and delays no other', async () => {
    const server = open();
    let longest = 0;
    let served = 0;
    let flooded = 0;
    server.start((turn) => {
      const bytes = new Map<number, number>();
      for (let row = 0; row < turn.count; row++) {
        if (turn.event[row] !== IoEvent.received) continue;
        const [socket, value, offset] = [turn.socket[row] ?? 0, turn.value[row] ?? 0, turn.offset[row] ?? 0];
        bytes.set(socket, (bytes.get(socket) ?? 0) + value);
        // The quiet client sends one byte and waits for the answer.
        if (turn.arena[offset] === 1) {
          served++;
          server.write(socket, turn.arena, offset, offset + 1);
        } else flooded += value;
      }
      longest = Math.max(longest, ...bytes.values());
    });
    const { endpoint } = await server.listen(listen);
    const flood = connect(endpoint.port, endpoint.host);
    const zeros = new Uint8Array(4 << 20);
    const pour = (): void => {
      if (!flood.destroyed) flood.write(zeros, pour);
    };
    flood.on('error', () => {});
    pour();
    const quiet = connect(endpoint.port, endpoint.host);
    quiet.on('data', () => quiet.write('\x01')).write('\x01');
    await untilTurns(() => served >= 50 && flooded > 64 << 20);
    assert.ok(longest <= TURN_RECEIVE_BYTES, `${longest} bytes of one socket in one turn`);
    flood.destroy();
    quiet.destroy();
    await server.stop();
  });

  test('io native: tables grow with the sockets, and pending rows and output are kept', async () => {
    const [server, client] = [open(), open()];
    const [near, far] = [new IoRecorder(client), new IoRecorder(server)];
    const { endpoint } = await server.listen(listen);
    const first = near.connect(endpoint);
    await untilTurns(() => first.isConnected && far.records.length === 1);
    server.pause(far.records[0]?.socket ?? -1);
    const bytes = new Uint8Array(8 << 20).fill(7);
    client.write(first.socket, bytes, 0, bytes.length);
    // Destroyed at once: a slot is free only after its row, so all of them exist side by side.
    const count = NATIVE_SOCKETS_MIN / 2 + 100;
    for (let index = 0; index < count; index++) client.destroy(near.connect(endpoint).socket);
    assert.ok(client.unsentBytes(first.socket) > 0);
    server.resume(far.records[0]?.socket ?? -1);
    await untilTurns(() => far.records[0]?.receivedBytes === bytes.length);
    await client.stop();
    await server.stop();
  });

  test('io native: an IPv4 peer of an IPv6 listener has its dotted address, an IPv6 peer its own', async () => {
    const [server, client] = [open(), open()];
    const [near, far] = [new IoRecorder(client), new IoRecorder(server)];
    const { endpoint } = await server.listen({ ...listen, host: '::' });
    near.connect({ host: '127.0.0.1', port: endpoint.port });
    await untilTurns(() => far.accepted.length === 1);
    near.connect({ host: '::1', port: endpoint.port });
    await untilTurns(() => far.accepted.length === 2);
    assert.deepEqual(
      far.accepted.map(({ socket }) => server.remoteAddress(socket)),
      ['127.0.0.1', '::1'],
    );
    await client.stop();
    await server.stop();
  });

  test('io native: an unknown host name is an error of listening', async () => {
    const server = open();
    await assert.rejects(server.listen({ ...listen, host: 'no-such-host.invalid' }), /Cannot listen on no-such-host/);
    await server.stop();
  });

  test('io native: an error in the callback of a turn is an uncaught exception, and the io continues', async () => {
    const server = open();
    const failures: unknown[] = [];
    let turns = 0;
    server.start(() => {
      turns++;
      if (turns === 1) throw new Error('of the reader');
    });
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => failures.push(error));
    const { endpoint } = await server.listen(listen);
    const socket = connect(endpoint.port, endpoint.host);
    await untilTurns(() => failures.length === 1);
    for (const other of others) process.on('uncaughtException', other);
    socket.write('x');
    await untilTurns(() => turns > 1);
    socket.destroy();
    await server.stop();
  });

  test('io native: a thread that ends without stopping its io takes the sockets along', async () => {
    const module = new URL('./io-native.fixture.ts', import.meta.url);
    const worker = new Worker(module);
    const port = await new Promise<number>((resolve) => worker.once('message', resolve));
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('data', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    await worker.terminate();
    await closed;
  });

  test('io native: datagrams go and come in batches', () => {
    const rows = 8;
    const table = {
      bytes: new Uint8Array(rows * 100),
      peers: new Uint8Array(rows * PEER_BYTES),
      offset: new Int32Array(rows),
      length: new Int32Array(rows),
    };
    assert.equal(addon.openDatagram('not an address', 0, false), -22);
    const socket = addon.openDatagram('127.0.0.1', 0, false);
    assert.ok(socket >= 0);
    assert.equal(addon.receiveDatagrams(socket, table, 100), -11);
    assert.equal(addon.sendDatagrams(socket, table, 0, rows + 1, false), -22);
    assert.throws(
      () => addon.sendDatagrams(socket, { ...table, peers: new Int32Array(4) as never }, 0, 1, false),
      TypeError,
    );
    assert.equal(addon.closeDescriptor(socket), 0);
  });

  test('io native: the arguments of the engine must have the right types', () => {
    const make = (poller: string, tables: object): unknown =>
      new addon.Engine(poller as PollerName, tables as never, {} as never, () => {});
    assert.throws(() => make('kqueue', {}), /no poller named kqueue/);
    assert.throws(() => make('epoll', {}), /not of the expected type/);
  });

  test('io native: a port that node:net has is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const server = open();
    await assert.rejects(server.listen({ ...listen, port }), {
      code: 'address-in-use',
      message: /EADDRINUSE\)\. Another program uses the port/,
    });
    await server.stop();
    other.close();
  });
}
