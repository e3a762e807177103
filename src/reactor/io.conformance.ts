// The contract of `Io`: one suite that every body runs. A harness opens two of them that reach each other, and lets
// time pass.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectOptions, type Io, IoEvent, type ListenOptions } from './io.ts';
import { bytesOf, IoRecorder, type SocketRecord } from './io-recorder.fixture.ts';
import { ERRNO } from './names/index.ts';
import { ReactorError } from './reactor-error.ts';

export interface IoHarness {
  readonly name: string;
  /** Two ios, not started. `client` reaches what `server` listens on. */
  open(): { readonly server: Io; readonly client: Io };
  /** Where `server` listens; port 0. */
  readonly listen: ListenOptions;
  /** Options of `connect` besides host and port. */
  readonly connect: Omit<ConnectOptions, 'host' | 'port'>;
  /** A host that is not an address of a machine here. */
  readonly foreignHost: string;
  /** Lets time pass until `condition` holds; fails after a bound. */
  until(condition: () => boolean): Promise<void>;
}

interface World {
  readonly server: IoRecorder;
  readonly client: IoRecorder;
  readonly port: number;
  readonly listener: number;
  until(condition: () => boolean): Promise<void>;
  /** A connection: the client's end and the server's. */
  pair(): Promise<{ readonly near: SocketRecord; readonly far: SocketRecord }>;
  dial(port?: number): SocketRecord;
}

/** Registers the suite. */
export function conformIo(harness: IoHarness): void {
  const check = (title: string, body: (world: World) => Promise<void>): void => {
    test(`io ${harness.name}: ${title}`, () => inWorld(harness, body));
  };
  connecting(check);
  listening(check, harness);
  accepting(check);
  transfers(check);
  pressure(check);
  ends(check);
  stops(check);
  many(check);
}

type Check = (title: string, body: (world: World) => Promise<void>) => void;

async function inWorld(harness: IoHarness, body: (world: World) => Promise<void>): Promise<void> {
  const ios = harness.open();
  const server = new IoRecorder(ios.server);
  const client = new IoRecorder(ios.client);
  const bound = await server.io.listen(harness.listen);
  const { port } = bound.endpoint;
  const dial = (to = port): SocketRecord => client.connect({ host: harness.listen.host, port: to, ...harness.connect });
  const until = (condition: () => boolean): Promise<void> => harness.until(condition);
  const pair = async (): Promise<{ near: SocketRecord; far: SocketRecord }> => {
    const before = server.accepted.length;
    const near = dial();
    await until(() => near.isConnected && server.accepted.length > before);
    return { near, far: server.accepted[before] as SocketRecord };
  };
  try {
    await body({ server, client, port, listener: bound.listener, until, pair, dial });
  } finally {
    await client.io.stop();
    await server.io.stop();
  }
}

/** Bytes that encode their position, so that a lost, doubled or moved piece shows. */
function pattern(count: number, salt = 0): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let index = 0; index < count; index++) bytes[index] = (index * 31 + (index >> 8) * 7 + salt) & 0xff;
  return bytes;
}

/** Like `deepEqual`, for megabytes. */
function sameBytes(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length);
  assert.equal(Buffer.compare(actual, expected), 0, 'the bytes are those that were sent, in order');
}

function write(from: IoRecorder, record: SocketRecord, bytes: Uint8Array): number {
  return from.io.write(record.socket, bytes, 0, bytes.length);
}

/** Sends all of `bytes`, never more than 128 KiB ahead of the kernel. */
function sendPaced(from: IoRecorder, record: SocketRecord, bytes: Uint8Array): void {
  let at = 0;
  const more = (): void => {
    while (at < bytes.length) {
      const end = Math.min(bytes.length, at + 9_973);
      const unsent = from.io.write(record.socket, bytes, at, end);
      at = end;
      if (unsent > 128 * 1024) return;
    }
  };
  from.onRow = (event, row) => {
    if (event === IoEvent.drained && row === record) more();
  };
  more();
}

function connecting(check: Check): void {
  check('a connection is seen at both ends, with the address of the peer', async ({ server, client, pair }) => {
    const { near, far } = await pair();
    assert.match(server.io.remoteAddress(far.socket), /^[0-9.]+$/);
    assert.match(client.io.remoteAddress(near.socket), /^[0-9.]+$/);
    assert.equal(server.io.unsentBytes(far.socket), 0);
  });

  check(
    'a refused connect reports its cause and was never connected',
    async ({ server, client, listener, dial, until }) => {
      await server.io.unlisten(listener);
      const near = dial();
      await until(() => near.isClosed);
      assert.equal(near.isConnected, false);
      assert.equal(near.errno, ERRNO.ECONNREFUSED);
      assert.equal(client.liveCount, 0);
    },
  );

  check('a connect that is destroyed at once is closed', async ({ client, dial, until }) => {
    const near = dial();
    client.io.destroy(near.socket);
    await until(() => near.isClosed);
    assert.equal(near.errno, ERRNO.ECANCELED);
    assert.equal(near.isConnected, false);
  });

  check('output before `connected` arrives', async (world) => {
    const near = world.dial();
    const bytes = pattern(1000);
    write(world.client, near, bytes);
    await world.until(() => (world.server.accepted[0]?.receivedBytes ?? 0) === bytes.length);
    sameBytes(bytesOf(world.server.accepted[0] as SocketRecord), bytes);
  });
}

function listening(check: Check, harness: IoHarness): void {
  check('a port can be opened only once', async ({ server, port }) => {
    const again = server.io.listen({ ...harness.listen, port });
    await assert.rejects(again, (error) => error instanceof ReactorError && error.code === 'address-in-use');
  });

  check('an address of another machine cannot be listened on', async ({ server }) => {
    const there = server.io.listen({ ...harness.listen, host: harness.foreignHost });
    await assert.rejects(there, (error) => error instanceof ReactorError && error.code === 'address-unavailable');
  });

  check('after unlisten the port is free and its connections live on', async (world) => {
    const { near, far } = await world.pair();
    await world.server.io.unlisten(world.listener);
    const again = await world.server.io.listen({ ...harness.listen, port: world.port });
    assert.equal(again.endpoint.port, world.port);
    write(world.client, near, pattern(10));
    await world.until(() => far.receivedBytes === 10);
  });

  check('after stop nothing can be asked', async ({ server, client, port }) => {
    await client.io.stop();
    await server.io.stop();
    assert.throws(() => client.io.connect({ host: harness.listen.host, port }), { code: 'stopped' });
    await assert.rejects(server.io.listen(harness.listen), { code: 'stopped' });
  });
}

function accepting(check: Check): void {
  check('while accepting is paused new connections wait, and resuming accepts them with their input', async (world) => {
    const { server, client, listener } = world;
    const settled = await world.pair();
    server.io.pauseAccept(listener);
    server.io.pauseAccept(listener);
    const late = [world.dial(), world.dial(), world.dial()];
    for (const near of late) write(client, near, pattern(1000));
    // Accepted connections are served meanwhile; when the last echo is back, the new ones had time to be accepted.
    for (let round = 1; round <= 20; round++) {
      write(client, settled.near, pattern(100));
      await world.until(() => settled.far.receivedBytes === round * 100);
    }
    assert.equal(server.accepted.length, 1);
    server.io.resumeAccept(listener);
    server.io.resumeAccept(listener);
    await world.until(() => server.accepted.length === 4 && server.accepted.slice(1).every(hasThousand));
    for (const far of server.accepted.slice(1)) sameBytes(bytesOf(far), pattern(1000));
  });

  check('a client that gave up while accepting was paused harms no other', async (world) => {
    const { server, client, listener } = world;
    server.io.pauseAccept(listener);
    const [gone, stays] = [world.dial(), world.dial()];
    write(client, stays, pattern(1000));
    client.io.destroy(gone.socket);
    await world.until(() => gone.isClosed);
    server.io.resumeAccept(listener);
    await world.until(() => server.accepted.some(hasThousand));
    await world.pair();
  });

  check('a listener that is gone can be paused and resumed without effect', async ({ server, client, ...world }) => {
    const waiting = world.dial();
    await world.until(() => server.accepted.length === 1);
    server.io.pauseAccept(world.listener);
    await server.io.unlisten(world.listener);
    server.io.pauseAccept(world.listener);
    server.io.resumeAccept(world.listener);
    server.io.resumeAccept(99);
    assert.equal(waiting.isClosed, false);
    assert.equal(client.liveCount, 1);
  });
}

const hasThousand = (record: SocketRecord): boolean => record.receivedBytes === 1000;

function transfers(check: Check): void {
  check('two mebibytes each way arrive whole and in order', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    const [there, back] = [pattern(2 << 20, 1), pattern(2 << 20, 2)];
    sendPaced(client, near, there);
    sendPaced(server, far, back);
    await until(() => far.receivedBytes === there.length && near.receivedBytes === back.length);
    sameBytes(bytesOf(far), there);
    sameBytes(bytesOf(near), back);
  });

  check('many small writes of a turn, and those of promises after it, keep their order', async (world) => {
    const { near, far } = await world.pair();
    const bytes = pattern(6000);
    for (let at = 0; at < 3000; at += 10) world.client.io.write(near.socket, bytes, at, at + 10);
    for (let at = 3000; at < 6000; at += 1000) {
      await Promise.resolve();
      world.client.io.write(near.socket, bytes, at, at + 1000);
    }
    await world.until(() => far.receivedBytes === bytes.length);
    sameBytes(bytesOf(far), bytes);
  });

  check('a frame is its head and then its body, whatever their lengths', async ({ client, pair, until }) => {
    const { near, far } = await pair();
    const head = new Uint8Array(8);
    const wholes: Uint8Array[] = [];
    // The last is more than any body queues in one turn.
    for (const [headBytes, bodyBytes] of [
      [2, 0],
      [0, 1],
      [2, 64],
      [8, 300],
      [4, 5_000],
      [0, 0],
      [2, 1_500_000],
    ] as const) {
      const whole = pattern(headBytes + bodyBytes, wholes.length);
      head.set(whole.subarray(0, headBytes));
      client.io.writeFrame(near.socket, head, headBytes, whole, headBytes, whole.length);
      head.fill(0xee);
      wholes.push(whole);
    }
    const sent = Buffer.concat(wholes);
    await until(() => far.receivedBytes === sent.length);
    sameBytes(bytesOf(far), sent);
  });

  check('written bytes are copied', async ({ client, pair, until }) => {
    const { near, far } = await pair();
    const bytes = pattern(100);
    write(client, near, bytes);
    bytes.fill(0);
    await until(() => far.receivedBytes === 100);
    sameBytes(bytesOf(far), pattern(100));
  });
}

function pressure(check: Check): void {
  check('a paused peer makes bytes wait, and resuming lets all through', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    server.io.pause(far.socket);
    const bytes = pattern(8 << 20);
    assert.ok(write(client, near, bytes) > 1 << 20, 'the kernel does not take 8 MiB for a peer that reads nothing');
    // A second connection is served meanwhile; when it is done, the first had time to make progress.
    const other = await pair();
    write(client, other.near, pattern(1000));
    await until(() => other.far.receivedBytes === 1000);
    assert.ok(client.io.unsentBytes(near.socket) > 0);
    assert.ok(far.receivedBytes < 1 << 20, 'a paused socket delivers at most what was already read');
    assert.equal(near.drainedCount, 0);
    server.io.resume(far.socket);
    await until(() => far.receivedBytes === bytes.length && near.drainedCount > 0);
    assert.equal(client.io.unsentBytes(near.socket), 0);
    assert.equal(near.drainedCount, 1);
    sameBytes(bytesOf(far), bytes);
  });

  check('what the kernel takes at once needs no drained row', async ({ client, pair, until }) => {
    const { near, far } = await pair();
    assert.equal(write(client, near, pattern(100)), 100);
    await until(() => far.receivedBytes === 100);
    assert.equal(near.drainedCount, 0);
    assert.equal(client.io.unsentBytes(near.socket), 0);
  });
}

function ends(check: Check): void {
  check('a socket that is ended and then destroyed at once is closed', async ({ server, client, pair, until }) => {
    for (const bytes of [0, 10]) {
      const { near, far } = await pair();
      write(client, near, pattern(bytes));
      client.io.end(near.socket);
      client.io.destroy(near.socket);
      server.io.end(far.socket);
      await until(() => near.isClosed && far.isClosed);
    }
    assert.equal(client.liveCount, 0);
  });

  check('the client ends first: the server still answers, then ends', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    write(client, near, pattern(100));
    client.io.end(near.socket);
    await until(() => far.isEnded);
    assert.equal(far.receivedBytes, 100);
    assert.equal(far.isClosed, false);
    server.io.end(far.socket);
    await until(() => near.isClosed && far.isClosed);
    assert.deepEqual([near.errno, far.errno], [0, 0]);
  });

  check('the server ends first: the client still sends, then ends', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    write(server, far, pattern(100));
    server.io.end(far.socket);
    await until(() => near.isEnded);
    assert.equal(near.receivedBytes, 100);
    assert.equal(write(client, near, pattern(50_000)), 50_000);
    client.io.end(near.socket);
    await until(() => near.isClosed && far.isClosed);
    assert.deepEqual([near.errno, far.errno], [0, 0]);
    assert.equal(far.receivedBytes, 0, 'what comes in after `end` is thrown away');
  });

  check('after the peer ended, output still arrives', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    let answered = 0;
    client.io.end(near.socket);
    await until(() => far.isEnded);
    answered = write(server, far, pattern(3000));
    assert.equal(answered, 3000);
    server.io.end(far.socket);
    await until(() => near.isClosed && far.isClosed);
    assert.deepEqual([near.errno, far.errno], [0, 0]);
  });

  check('end sends all that is queued before it', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    const bytes = pattern(300_000);
    write(client, near, bytes);
    client.io.end(near.socket);
    await until(() => far.isEnded);
    sameBytes(bytesOf(far), bytes);
    server.io.end(far.socket);
    await until(() => near.isClosed);
  });

  check('end of a paused socket still comes to its end', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    server.io.pause(far.socket);
    write(client, near, pattern(1000));
    client.io.end(near.socket);
    server.io.end(far.socket);
    await until(() => near.isClosed && far.isClosed);
    assert.equal(far.errno, 0);
  });

  check('destroy resets: both ends are notified, ours once', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    client.io.destroy(near.socket);
    client.io.destroy(near.socket);
    client.io.end(near.socket);
    await until(() => near.isClosed && far.isClosed);
    assert.equal(near.errno, ERRNO.ECANCELED);
    assert.equal(far.errno, ERRNO.ECONNRESET);
    assert.equal(server.liveCount, 0);
  });

  check('a write after end, after destroy and after closed is dropped', async ({ server, client, pair, until }) => {
    const ended = await pair();
    client.io.end(ended.near.socket);
    assert.equal(write(client, ended.near, pattern(10)), 0);
    const { near, far } = await pair();
    client.io.destroy(near.socket);
    assert.equal(write(client, near, pattern(10)), 0);
    await until(() => near.isClosed && far.isClosed && ended.far.isEnded);
    assert.equal(write(client, near, pattern(10)), 0);
    assert.equal(client.io.unsentBytes(near.socket), 0);
    assert.equal(far.receivedBytes + ended.far.receivedBytes, 0);
    server.io.end(ended.far.socket);
    await until(() => ended.near.isClosed && ended.far.isClosed);
  });

  check('stop closes what is open and delivers nothing more', async ({ server, client, pair, until }) => {
    const pairs = [await pair(), await pair(), await pair()];
    const turns = server.turnCount;
    const stopped = server.io.stop();
    await until(() => pairs.every(({ near }) => near.isClosed || near.isEnded));
    await stopped;
    assert.equal(server.turnCount, turns);
    assert.equal(client.records.length, 3);
  });
}

function stops(check: Check): void {
  check('stop from inside a turn is the last of it', async ({ server, client, pair, until }) => {
    const { near, far } = await pair();
    let stopped: Promise<void> | null = null;
    let rowsAfter = 0;
    server.onRow = (event) => {
      if (stopped !== null) rowsAfter++;
      else if (event === IoEvent.received) stopped = server.io.stop();
    };
    write(client, near, pattern(4 << 20));
    await until(() => near.isClosed);
    await stopped;
    // The rest of the turn may still be delivered.
    assert.ok(far.receivedBytes < 4 << 20 && rowsAfter < 100);
    const turns = server.turnCount;
    await until(() => true);
    assert.equal(server.turnCount, turns);
  });

  check('hundreds of sockets may be destroyed inside one turn', async ({ server, client, dial, until }) => {
    const sockets = Array.from({ length: 300 }, () => dial());
    await until(() => sockets.every((record) => record.isConnected) && server.accepted.length === 300);
    let isDone = false;
    const trigger = sockets[0] as SocketRecord;
    client.onRow = (event, record) => {
      if (event !== IoEvent.received || record !== trigger || isDone) return;
      isDone = true;
      for (const { socket } of sockets) client.io.destroy(socket);
    };
    for (const record of server.accepted) write(server, record, pattern(1));
    await until(() => client.liveCount === 0 && server.liveCount === 0);
    assert.ok(sockets.every((record) => record.errno === ERRNO.ECANCELED));
  });
}

function many(check: Check): void {
  check('slots are used again, each after its socket was closed', async ({ server, client, pair, until }) => {
    for (let round = 0; round < 20; round++) {
      const { near, far } = await pair();
      if (round % 2 === 0) client.io.destroy(near.socket);
      else {
        client.io.end(near.socket);
        server.io.end(far.socket);
      }
      await until(() => near.isClosed && far.isClosed);
    }
    assert.ok(new Set(client.records.map((record) => record.socket)).size <= 4, 'freed slots are taken first');
    assert.equal(client.liveCount + server.liveCount, 0);
  });

  check('two hundred connections are echoed side by side', async ({ server, client, dial, until }) => {
    server.onRow = (event, record) => {
      const chunk = record.chunks.at(-1);
      if (event === IoEvent.received && chunk !== undefined) write(server, record, chunk);
    };
    const sockets = Array.from({ length: 200 }, () => dial());
    client.onRow = (event, record) => {
      if (event === IoEvent.connected) write(client, record, pattern(500, record.socket));
    };
    await until(() => sockets.every((record) => record.receivedBytes === 500));
    for (const record of sockets) sameBytes(bytesOf(record), pattern(500, record.socket));
    for (const record of sockets) client.io.destroy(record.socket);
    await until(() => client.liveCount === 0 && server.liveCount === 0);
  });
}
