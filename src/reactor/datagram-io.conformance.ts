// The contract of `DatagramIo`: one suite that every body runs. A harness opens two machines with a lossless network
// between them, and lets time pass.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BindOptions } from './datagram-io.ts';
import { type DatagramMachine, DatagramRecorder } from './datagram-recorder.fixture.ts';
import { DATAGRAM_BYTES_MAX, DATAGRAM_OUTPUT_ROWS, DATAGRAM_ROWS_MAX } from './limits.ts';
import { ReactorError } from './reactor-error.ts';

export interface DatagramHarness {
  readonly name: string;
  open(): { readonly server: DatagramMachine; readonly client: DatagramMachine };
  /** An address of each machine. */
  readonly serverHost: string;
  readonly clientHost: string;
  /** A host that is not an address of a machine here. */
  readonly foreignHost: string;
  /** Whether the network keeps order, as within one machine. */
  readonly isOrdered: boolean;
  /** Lets time pass until `condition` holds; fails after a bound. */
  until(condition: () => boolean): Promise<void>;
}

interface World {
  readonly harness: DatagramHarness;
  readonly server: DatagramMachine;
  readonly client: DatagramMachine;
  readonly near: DatagramRecorder;
  readonly far: DatagramRecorder;
  until(condition: () => boolean): Promise<void>;
}

type Check = (title: string, body: (world: World) => Promise<void>) => void;

/** Small enough that a test can send something longer. */
const BYTES_MAX = 600;

/** Registers the suite. */
export function conformDatagramIo(harness: DatagramHarness): void {
  const check: Check = (title, body) => {
    test(`datagram io ${harness.name}: ${title}`, () => inWorld(harness, body));
  };
  transfers(check);
  binding(check);
  refusals(check);
  ends(check);
}

function bindOptions(host: string, more: Partial<BindOptions> = {}): BindOptions {
  return { host, port: 0, datagramBytesMax: BYTES_MAX, ...more };
}

async function inWorld(harness: DatagramHarness, body: (world: World) => Promise<void>): Promise<void> {
  const { server, client } = harness.open();
  const far = await DatagramRecorder.bind(server.io, bindOptions(harness.serverHost));
  const near = await DatagramRecorder.bind(client.io, bindOptions(harness.clientHost));
  try {
    await body({ harness, server, client, near, far, until: (condition) => harness.until(condition) });
  } finally {
    await client.io.stop();
    await server.io.stop();
  }
}

function transfers(check: Check): void {
  check('a datagram arrives whole, with its sender, and the sender can be answered', async ({ near, far, until }) => {
    far.onDatagram = ({ peer, bytes }) => far.send(peer, `you said ${Buffer.from(bytes)}`);
    near.send(far.endpoint, 'hello');
    await until(() => near.received.length === 1);
    assert.deepEqual(far.texts, ['hello']);
    assert.deepEqual(near.texts, ['you said hello']);
    assert.match(far.received[0]?.from ?? '', new RegExp(`:${near.endpoint.port}$`));
  });

  check('an empty datagram is delivered, and so is the longest', async ({ near, far, until }) => {
    near.send(far.endpoint, '');
    near.send(far.endpoint, new Uint8Array(BYTES_MAX).fill(7));
    await until(() => far.received.length === 2);
    const lengths = far.received.map(({ bytes }) => bytes.length);
    assert.deepEqual(
      lengths.toSorted((left, right) => left - right),
      [0, BYTES_MAX],
    );
  });

  check('what is sent in one turn comes in few, each byte in its place', async ({ harness, near, far, until }) => {
    const texts = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(index * 10)}`);
    for (const text of texts) near.send(far.endpoint, text);
    await until(() => far.received.length === texts.length);
    const sorted = (all: readonly string[]): readonly string[] => (harness.isOrdered ? all : all.toSorted());
    assert.deepEqual(sorted(far.texts), sorted(texts));
    assert.ok(Math.max(...far.turns) <= DATAGRAM_ROWS_MAX);
  });

  check('one text goes to many with one copy', async ({ client, server, near, far, harness, until }) => {
    const more = [
      await DatagramRecorder.bind(server.io, bindOptions(harness.serverHost)),
      await DatagramRecorder.bind(server.io, bindOptions(harness.serverHost)),
    ];
    const all = [far, ...more];
    near.stage('to all');
    for (const each of all) assert.equal(near.push(each.endpoint), true);
    near.send(far.endpoint, 'to one');
    await until(() => far.received.length === 2 && more.every(({ received }) => received.length === 1));
    assert.deepEqual(far.texts.toSorted(), ['to all', 'to one']);
    for (const each of more) assert.deepEqual(each.texts, ['to all']);
    assert.equal(client.counters.snapshot()['datagrams_sent'], 4);
  });

  check('thousands go to and fro, some in each turn', async ({ near, far, until }) => {
    const total = 3000;
    const byte = new Uint8Array(1);
    far.onDatagram = ({ peer, bytes }) => far.send(peer, bytes);
    near.onDatagram = () => {
      if (near.received.length + 30 <= total) near.send(far.endpoint, byte);
    };
    for (let index = 0; index < 30; index++) near.send(far.endpoint, byte);
    await until(() => near.received.length === total);
  });
}

function binding(check: Check): void {
  check('a port can be opened only once', async ({ server, far, harness }) => {
    const again = server.io.bind(bindOptions(harness.serverHost, { port: far.endpoint.port }), () => {});
    await assert.rejects(again, (error) => error instanceof ReactorError && error.code === 'address-in-use');
  });

  check('the address of another machine cannot be used', async ({ server, harness }) => {
    const elsewhere = server.io.bind(bindOptions(harness.foreignHost), () => {});
    await assert.rejects(elsewhere, (error) => error instanceof ReactorError && error.code === 'address-unavailable');
  });

  check('after a stop nothing can be bound', async ({ server, harness }) => {
    await server.io.stop();
    await assert.rejects(
      server.io.bind(bindOptions(harness.serverHost), () => {}),
      { code: 'stopped' },
    );
  });
}

function refusals(check: Check): void {
  check('a datagram longer than the bound is counted and not delivered', async ({ server, near, far, until }) => {
    near.send(far.endpoint, new Uint8Array(BYTES_MAX + 1));
    near.send(far.endpoint, 'short');
    near.send(far.endpoint, new Uint8Array(2 * BYTES_MAX));
    const refused = (): number => server.counters.snapshot()['datagrams_refused{too-long}'] ?? 0;
    await until(() => far.received.length === 1 && refused() === 2);
    assert.deepEqual(far.texts, ['short']);
  });

  check('a datagram longer than any network carries is an error of the caller', async ({ near }) => {
    assert.throws(() => near.stage(new Uint8Array(DATAGRAM_BYTES_MAX + 1)), { code: 'payload-too-long' });
  });

  check(
    'a datagram that the system refuses is counted, and later ones are sent',
    async ({ client, near, far, until }) => {
      near.send({ host: far.endpoint.host, port: 0 }, 'nowhere');
      near.send(far.endpoint, 'first');
      near.send({ host: far.endpoint.host, port: 0 }, 'nowhere');
      near.send(far.endpoint, 'second');
      await until(() => far.received.length === 2);
      assert.equal(client.counters.snapshot()['datagrams_unsent{EINVAL}'], 2);
      assert.deepEqual(far.texts.toSorted(), ['first', 'second']);
    },
  );

  check('a missing peer harms no other', async ({ server, near, far, harness, until }) => {
    const gone = await DatagramRecorder.bind(server.io, bindOptions(harness.serverHost));
    const { endpoint } = gone;
    await gone.socket?.close();
    for (let index = 0; index < 10; index++) near.send(endpoint, 'anybody?');
    near.send(far.endpoint, 'hello');
    await until(() => far.received.length === 1);
  });

  check(
    'more than the queue holds is sent in between, or dropped and counted',
    async ({ client, near, far, until }) => {
      const asked = 3 * DATAGRAM_OUTPUT_ROWS;
      let dropped = 0;
      near.stage('');
      for (let index = 0; index < asked; index++) if (!near.push(far.endpoint)) dropped++;
      const count = (name: string): number => client.counters.snapshot()[name] ?? 0;
      await until(() => count('datagrams_sent') + dropped === asked);
      assert.equal(count('datagrams_unsent{queue-full}'), dropped);
    },
  );
}

function ends(check: Check): void {
  check('closing a socket sends its queue', async ({ near, far, until }) => {
    near.send(far.endpoint, 'bye');
    await near.socket?.close();
    await until(() => far.received.length === 1);
  });

  check('a closed socket drops what is sent, delivers nothing, and its port is free', async (world) => {
    const { server, near, far, harness, until } = world;
    const { port } = far.endpoint;
    near.send(far.endpoint, 'one');
    await until(() => far.received.length === 1);
    await far.socket?.close();
    await far.socket?.close();
    assert.equal(far.send(near.endpoint, 'late'), false);
    const again = await DatagramRecorder.bind(server.io, bindOptions(harness.serverHost, { port }));
    near.send(again.endpoint, 'two');
    await until(() => again.received.length === 1);
    assert.deepEqual([far.texts, again.texts, near.texts], [['one'], ['two'], []]);
  });

  check('a socket may be closed, or its io stopped, in the middle of a batch', async ({ server, near, far, until }) => {
    let told = 0;
    far.onDatagram = () => {
      told++;
      void far.socket?.close();
      void server.io.stop();
    };
    for (let index = 0; index < 200; index++) near.send(far.endpoint, `${index}`);
    // The reader may still see the rest of that batch; no other follows.
    await until(() => told > 0);
    const { length } = far.turns;
    near.send(far.endpoint, 'more');
    let rounds = 0;
    await until(() => rounds++ > 20);
    assert.equal(far.turns.length, length);
  });
}
