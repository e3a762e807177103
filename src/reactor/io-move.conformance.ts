// The contract of `IoMove`: sockets of one `Io` go on in another, which stands for another process of the same machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IoHarness } from './io.conformance.ts';
import type { Io } from './io.ts';
import { bytesOf, IoRecorder, type SocketRecord } from './io-recorder.fixture.ts';

interface MoveHarness {
  /** An io on the machine of `server`, not started. */
  successor(): Io;
  /** A descriptor as another process would have it, of its own. */
  pass(descriptor: number): number;
}

interface World {
  readonly old: IoRecorder;
  readonly successor: IoRecorder;
  readonly client: IoRecorder;
  readonly near: SocketRecord;
  readonly far: SocketRecord;
  readonly listener: number;
  readonly port: number;
  until(condition: () => boolean): Promise<void>;
  /** The descriptor of `far` for the successor. */
  passed(): number;
  dial(): SocketRecord;
}

export function conformMoves(harness: IoHarness, { successor: createSuccessor, pass }: MoveHarness): void {
  const check = (title: string, body: (world: World) => Promise<void>): void => {
    test(`io move, ${harness.name}: ${title}`, async () => {
      const ios = harness.open();
      const [old, client, successor] = [ios.server, ios.client, createSuccessor()].map((io) => new IoRecorder(io)) as [
        IoRecorder,
        IoRecorder,
        IoRecorder,
      ];
      const { listener, endpoint } = await old.io.listen(harness.listen);
      const dial = (): SocketRecord =>
        client.connect({ host: harness.listen.host, port: endpoint.port, ...harness.connect });
      const until = (condition: () => boolean): Promise<void> => harness.until(condition);
      const near = dial();
      await until(() => near.isConnected && old.accepted.length === 1);
      const far = old.accepted[0] as SocketRecord;
      const passed = (): number => pass(old.io.move.descriptorOf(far.socket) as number);
      successor.io.move.freeze();
      try {
        await body({ old, successor, client, near, far, listener, port: endpoint.port, until, passed, dial });
      } finally {
        await Promise.all([client.io.stop(), old.io.stop(), successor.io.stop()]);
      }
    });
  };

  check('a connection goes on with its input, its output and its address', async (world) => {
    const { old, successor, client, near, far, until } = world;
    const [there, back] = [pattern(300_000, 1), pattern(9_000_000, 2)];
    client.io.pause(near.socket);
    client.io.write(near.socket, there, 0, 100_000);
    await until(() => far.receivedBytes === 100_000);
    old.io.write(far.socket, back, 0, 8_500_000);
    old.io.move.freeze();
    client.io.write(near.socket, there, 100_000, there.length);
    const copy = successor.adopt(world.passed());
    const unsent = old.io.move.unsentOutput(far.socket);
    assert.ok(unsent.length > 0 && unsent.length === old.io.unsentBytes(far.socket), 'the kernel took only a part');
    successor.io.write(copy.socket, unsent, 0, unsent.length);
    assert.equal(successor.io.unsentBytes(copy.socket), unsent.length, 'a frozen io writes nothing');
    const receivedBytes = far.receivedBytes;
    old.release(far);
    successor.io.move.thaw();
    assert.match(old.io.remoteAddress(near.socket), /^$|^[0-9.]+$/);
    client.io.resume(near.socket);
    successor.io.write(copy.socket, back, 8_500_000, back.length);
    await until(() => copy.receivedBytes + receivedBytes === there.length && near.receivedBytes === back.length);
    same(Buffer.concat([bytesOf(far), bytesOf(copy)]), there);
    same(bytesOf(near), back);
    assert.equal(near.isClosed || near.isEnded, false);
  });

  check('a hand-over that fails leaves everything as it was', async (world) => {
    const { old, successor, client, near, far, until } = world;
    old.io.move.freeze();
    const copy = successor.adopt(world.passed());
    const late = world.dial();
    client.io.write(near.socket, pattern(1000), 0, 1000);
    old.io.write(far.socket, pattern(500), 0, 500);
    successor.release(copy);
    await successor.io.stop();
    old.io.move.thaw();
    await until(() => far.receivedBytes === 1000 && near.receivedBytes === 500 && late.isConnected);
    await until(() => old.accepted.length === 2);
  });

  check('nothing is read, accepted or ended while frozen', async (world) => {
    const { old, client, near, far, until } = world;
    const other = world.dial();
    await until(() => old.accepted.length === 2 && other.isConnected);
    const [third, control] = [old.accepted[1] as SocketRecord, world.dial()];
    await until(() => old.accepted.length === 3);
    old.io.move.freeze();
    old.io.end(far.socket);
    old.io.destroy(third.socket);
    client.io.write(control.socket, pattern(10), 0, 10);
    // Another connection of the client has much to do meanwhile.
    for (let round = 0; round < 20; round++) await settle(world);
    assert.deepEqual([near.isEnded, other.isClosed, old.accepted[2]?.receivedBytes], [false, false, 0]);
    old.io.move.thaw();
    await until(() => near.isEnded && other.isClosed && old.accepted[2]?.receivedBytes === 10);
  });

  check('what is ended while frozen is not, when the connection goes away', async (world) => {
    const { old, successor, client, near, far, until } = world;
    old.io.move.freeze();
    const copy = successor.adopt(world.passed());
    old.io.end(far.socket);
    old.release(far);
    old.io.move.thaw();
    successor.io.move.thaw();
    client.io.write(near.socket, pattern(10), 0, 10);
    await until(() => copy.receivedBytes === 10);
    assert.equal(near.isEnded, false);
  });

  check('the successor sees that the peer ended, and that it broke', async (world) => {
    const { old, successor, client, near, far, until } = world;
    const other = world.dial();
    await until(() => old.accepted.length === 2 && other.isConnected);
    const second = old.accepted[1] as SocketRecord;
    client.io.end(near.socket);
    await until(() => far.isEnded);
    old.io.move.freeze();
    const descriptor = pass(old.io.move.descriptorOf(second.socket) as number);
    const copies = [successor.adopt(world.passed()), successor.adopt(descriptor)];
    old.release(far);
    old.release(second);
    client.io.destroy(other.socket);
    await until(() => other.isClosed);
    successor.io.move.thaw();
    await until(() => copies[0]?.isEnded === true && copies[1]?.isClosed === true);
    successor.io.end(copies[0]?.socket ?? -1);
    await until(() => near.isClosed);
    assert.equal(near.errno, 0);
  });

  check('a port goes on: who came meanwhile is accepted there', async (world) => {
    const { old, successor, listener, port, until } = world;
    old.io.move.freeze();
    const meanwhile = [world.dial(), world.dial()];
    const descriptor = pass(old.io.move.listenerDescriptorOf(listener) as number);
    const bound = await successor.io.move.adoptListener(descriptor, { ...harness.listen, port });
    assert.equal(bound.endpoint.port, port);
    old.io.move.releaseListener(listener);
    successor.io.move.thaw();
    await until(() => successor.accepted.length === 2 && meanwhile.every(({ isConnected }) => isConnected));
    const later = world.dial();
    await until(() => successor.accepted.length === 3 && later.isConnected);
    assert.equal(old.accepted.length, 1);
  });

  check('a descriptor of another kind is refused, and stays with its owner', async ({ old, successor, ...world }) => {
    old.io.move.freeze();
    const port = pass(old.io.move.listenerDescriptorOf(world.listener) as number);
    assert.throws(() => successor.io.move.adopt(port), { code: 'adopt-failed' });
    assert.throws(() => successor.io.move.adopt(1_000_000), { code: 'adopt-failed' });
    await assert.rejects(successor.io.move.adoptListener(world.passed(), harness.listen), { code: 'adopt-failed' });
    assert.equal(old.io.move.descriptorOf(4_000), null);
    assert.equal(old.io.move.listenerDescriptorOf(4_000), null);
    old.io.move.release(4_000);
  });
}

/** Lets the client reach a port that refuses it: time for everything else to happen. */
async function settle({ client, until, near, port }: World): Promise<void> {
  const refused = client.connect({ host: '127.0.0.1', port: port === 1 ? 2 : 1 });
  await until(() => refused.isClosed);
  assert.equal(near.isClosed, false);
}

function pattern(count: number, salt = 0): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let index = 0; index < count; index++) bytes[index] = (index * 31 + (index >> 8) * 7 + salt) & 0xff;
  return bytes;
}

function same(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length);
  assert.equal(Buffer.compare(actual, expected), 0, 'the bytes are those that were sent, in order');
}
