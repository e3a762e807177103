import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AssertionFailure } from '../base/index.ts';
import { COOKIE_BYTES } from './datagram-cookie.ts';
import type {
  DatagramEndpoint,
  DatagramEndpointOptions,
  DatagramHandler,
  PeerEnd,
  ProvenAddress,
} from './datagram-endpoint.ts';
import type { DatagramRecorder } from './datagram-recorder.fixture.ts';
import { DatagramWorld } from './datagram-world.fixture.ts';
import { COOKIE_WINDOW_MS, HANDLER_FAULT_INTERVAL_MS } from './limits.ts';

/** Answers `?` with a cookie, and `!` and a cookie with the peer's number or the refusal; echoes what a peer sends. */
class Prover implements DatagramHandler {
  readonly endpoint: DatagramEndpoint;
  readonly gone: [number, PeerEnd][] = [];

  constructor(endpoint: DatagramEndpoint) {
    this.endpoint = endpoint;
  }

  readonly stranger = (bytes: Uint8Array, start: number, end: number): void => {
    if (bytes[start] === 0x3f) this.endpoint.answer(this.endpoint.cookie());
    else if (bytes[start] === 0x21) {
      const proof = this.endpoint.prove(bytes.slice(start + 1, end));
      const text = 'peer' in proof ? `peer ${proof.peer}` : proof.refused.slice(0, COOKIE_BYTES);
      this.endpoint.answer(Buffer.from(text));
    }
  };

  readonly received = (bytes: Uint8Array, start: number, end: number): void => {
    this.endpoint.answer(Buffer.from(`${this.endpoint.sender}: ${Buffer.from(bytes.subarray(start, end))}`));
  };

  readonly left = (peer: number, why: PeerEnd): void => void this.gone.push([peer, why]);
}

async function inWorld(
  body: (world: DatagramWorld, endpoint: DatagramEndpoint, prover: Prover) => Promise<void>,
  options: Partial<DatagramEndpointOptions> = {},
): Promise<void> {
  const world = new DatagramWorld();
  let prover: Prover | null = null;
  const handler = (endpoint: DatagramEndpoint): Prover => {
    prover = new Prover(endpoint);
    return prover;
  };
  const endpoint = await world.open({ handler, ...options });
  await body(world, endpoint, prover as unknown as Prover);
  await endpoint.close();
  await world.io.stop();
}

function cookieFor(world: DatagramWorld, client: DatagramRecorder): Uint8Array {
  world.ask(client, '?'.repeat(COOKIE_BYTES));
  return client.received.at(-1)?.bytes ?? new Uint8Array(0);
}

function prove(world: DatagramWorld, client: DatagramRecorder, cookie = cookieFor(world, client)): string {
  return world.ask(client, Buffer.concat([Buffer.from('!'), cookie])).join();
}

test('datagram endpoint: a stranger is answered once, and with no more bytes than it sent', async () => {
  const answers: boolean[] = [];
  const handler = (endpoint: DatagramEndpoint): DatagramHandler => ({
    received: () => assert.fail('there is no peer'),
    stranger: (bytes, start, end) => {
      answers.push(endpoint.answer(new Uint8Array(end - start + 1)));
      answers.push(endpoint.answer(bytes, start, end));
      answers.push(endpoint.answer(new Uint8Array(0)));
    },
  });
  await inWorld(
    async (world) => {
      const client = await world.client('10.1.0.1');
      assert.deepEqual(world.ask(client, 'abc'), ['abc']);
      assert.deepEqual(world.ask(client, ''), ['']);
      assert.deepEqual(answers, [false, true, false, false, true, false]);
      assert.equal(world.count('datagrams_unsent{would-amplify}'), 4);
    },
    { handler },
  );
});

test('datagram endpoint: whatever is sent to strangers and when, no address is sent more than came from there', () => {
  const answer = fc.nat({ max: 60 });
  const datagram = fc.record({ from: fc.nat({ max: 3 }), bytes: fc.nat({ max: 60 }), answers: fc.array(answer) });
  const property = fc.asyncProperty(fc.array(datagram, { maxLength: 40 }), async (datagrams) => {
    let answers: readonly number[] = [];
    const handler = (endpoint: DatagramEndpoint): DatagramHandler => ({
      received: () => {},
      stranger: () => {
        for (const bytes of answers) endpoint.answer(new Uint8Array(bytes));
      },
    });
    await inWorld(
      async (world) => {
        const clients = await Promise.all([0, 1, 2, 3].map((index) => world.client(`10.1.0.${index}`)));
        const sent = [0, 0, 0, 0];
        for (const { from, bytes, answers: wanted } of datagrams) {
          answers = wanted;
          sent[from] = (sent[from] ?? 0) + bytes;
          world.ask(clients[from] as DatagramRecorder, new Uint8Array(bytes));
        }
        const got = clients.map(({ received }) => received.reduce((sum, each) => sum + each.bytes.length, 0));
        assert.ok(got.every((bytes, index) => bytes <= (sent[index] ?? 0)));
      },
      { handler },
    );
  });
  return fc.assert(property, { numRuns: 30 });
});

test('datagram endpoint: a sender that returns a cookie is a peer, and is answered at any length and time', async () => {
  await inWorld(async (world, endpoint) => {
    const client = await world.client('10.1.0.1');
    assert.equal(prove(world, client), 'peer 0');
    assert.equal(endpoint.peerCount, 1);
    assert.equal(endpoint.addressOf(0), `10.1.0.1:${client.endpoint.port}`);
    assert.deepEqual(world.ask(client, 'hi'), ['0: hi']);
    assert.equal(endpoint.send(0, new Uint8Array(1000)), true);
    world.settle();
    assert.equal(client.received.at(-1)?.bytes.length, 1000);
  });
});

test('datagram endpoint: a cookie of another address or port, an old one, one bit wrong, too short, of another process', async () => {
  await inWorld(async (world, endpoint) => {
    const [one, two] = [await world.client('10.1.0.1'), await world.client('10.1.0.2')];
    const neighbour = await world.client('10.1.0.1');
    const cookie = cookieFor(world, one);
    const refused = 'cookie-wrong'.slice(0, COOKIE_BYTES);
    assert.equal(prove(world, two, cookie), refused);
    assert.equal(prove(world, neighbour, cookie), refused);
    for (let bit = 0; bit < 8 * COOKIE_BYTES; bit++) {
      const wrong = Uint8Array.from(cookie);
      wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(prove(world, one, wrong), refused);
    }
    for (let length = 0; length < COOKIE_BYTES; length++) prove(world, one, cookie.slice(0, length));
    prove(world, one, Buffer.concat([cookie, Uint8Array.of(0)]));
    const others = new DatagramWorld();
    others.random.below(7);
    const elsewhere = await others.open({ handler: (other) => new Prover(other) });
    const foreign = cookieFor(others, await others.client('10.1.0.1'));
    assert.equal(prove(world, one, foreign), refused);
    await elsewhere.close();
    assert.equal(endpoint.peerCount, 0);
    assert.equal(world.count('proofs_refused{cookie-wrong}'), 2 + 8 * COOKIE_BYTES + COOKIE_BYTES + 2);
    world.clock.advance(COOKIE_WINDOW_MS);
    assert.match(prove(world, one, cookie), /^peer/, 'a window later it still holds');
    endpoint.remove(0);
    world.clock.advance(COOKIE_WINDOW_MS);
    assert.equal(prove(world, one, cookie), refused, 'two windows later it is old');
  });
});

test('datagram endpoint: peers are bounded in all and for each address, and one that left makes room', async () => {
  await inWorld(
    async (world, endpoint, prover) => {
      const clients = [];
      for (const host of ['10.1.0.1', '10.1.0.1', '10.1.0.1', '10.1.0.2', '10.1.0.3'])
        clients.push(await world.client(host));
      const told = clients.map((client) => prove(world, client));
      assert.deepEqual(told, ['peer 0', 'peer 1', 'too-many-', 'peer 2', 'too-many-']);
      assert.equal(world.count('proofs_refused{too-many-of-address}'), 1);
      assert.equal(world.count('proofs_refused{too-many-peers}'), 1);
      endpoint.remove(1);
      assert.deepEqual(prover.gone, [[1, 'removed']]);
      assert.equal(prove(world, clients[4] as DatagramRecorder), 'peer 1', 'a number is given away again');
      assert.equal(endpoint.broadcast([0, 1, 2], Buffer.from('to all')), 3);
      world.settle();
      const heard = clients.map((client) => client.texts.includes('to all'));
      assert.deepEqual(heard, [true, false, false, true, true]);
    },
    { peersMax: 3, peersPerAddressMax: 2 },
  );
});

test('datagram endpoint: an idle peer leaves in time, an active one does not', async () => {
  await inWorld(
    async (world, endpoint, prover) => {
      const [silent, chatty] = [await world.client('10.1.0.1'), await world.client('10.1.0.2')];
      prove(world, silent);
      prove(world, chatty);
      for (let second = 0; second < 30; second++) {
        world.clock.advance(980);
        world.ask(chatty, 'still here');
        if (second < 8) assert.equal(endpoint.peerCount, 2);
      }
      assert.deepEqual(prover.gone, [[0, 'idle']]);
      assert.equal(world.ask(silent, 'hello').length, 0, 'its address is a stranger’s again');
      await endpoint.close();
      assert.deepEqual(prover.gone.at(-1), [1, 'closed']);
    },
    { idleMs: 10_000 },
  );
});

test('datagram endpoint: each refusal is counted under its own reason', async () => {
  const handler = (): DatagramHandler => ({ received: () => assert.fail('there is no peer') });
  await inWorld(
    async (world) => {
      const from = { host: '192.0.2.1', port: 9 };
      world.forge({ host: '192.0.2.1', port: 0 }, 'from nowhere');
      world.forge(from, 'x'.repeat(101));
      for (let index = 0; index < 3; index++) world.forge(from, 'hello');
      for (let index = 0; index < 3; index++) world.forge({ host: '192.0.2.2', port: 9 }, 'x'.repeat(90));
      world.settle();
      const counts = (name: string): number => world.count(`datagrams_refused{${name}}`);
      assert.deepEqual(
        ['port-zero', 'too-long', 'stranger', 'address-rate', 'address-bytes'].map(counts),
        [1, 1, 3, 1, 2],
      );
    },
    {
      handler,
      datagramBytesMax: 100,
      addressRate: { perSecond: 1, burst: 2 },
      addressBytes: { perSecond: 1, burst: 150 },
    },
  );
});

test('datagram endpoint: floods from one and from very many forged addresses, and random bytes, leave a peer served', async () => {
  await inWorld(
    async (world, endpoint) => {
      const client = await world.client('10.1.0.1');
      prove(world, client);
      for (let round = 0; round < 40; round++) {
        for (let index = 0; index < 200; index++) {
          const host = index % 2 === 0 ? '192.0.2.1' : `198.51.${world.random.below(256)}.${world.random.below(256)}`;
          world.forge({ host, port: 1 + world.random.below(65_535) }, world.random.bytes(world.random.below(64)));
        }
        assert.deepEqual(world.ask(client, `${round}`), [`0: ${round}`]);
      }
      assert.equal(endpoint.peerCount, 1);
      assert.ok(world.count('datagrams_refused{address-rate}') > 0);
    },
    { addressRate: { perSecond: 100, burst: 100 } },
  );
});

test('datagram endpoint: a handler that fails loses its datagram, is logged at most once in an interval, and gets the next one', async () => {
  const handler = (endpoint: DatagramEndpoint): DatagramHandler => ({
    received: () => {},
    stranger: (bytes, start, end) => {
      if (bytes[start] === 0x78) throw new Error('of the service');
      endpoint.answer(bytes, start, end);
    },
  });
  await inWorld(
    async (world) => {
      const client = await world.client('10.1.0.1');
      for (let index = 0; index < 5; index++) assert.deepEqual(world.ask(client, 'x'), []);
      assert.deepEqual(world.ask(client, 'ok'), ['ok']);
      assert.equal(world.logged.length, 1);
      assert.match(world.logged[0] ?? '', /of the service/);
      world.clock.advance(HANDLER_FAULT_INTERVAL_MS);
      world.ask(client, 'x');
      assert.deepEqual([world.logged.length, world.count('datagram_handler_failed')], [2, 6]);
    },
    { handler },
  );
});

test('datagram endpoint: closed inside a batch, it delivers and sends no more', async () => {
  let heard = 0;
  const handler = (endpoint: DatagramEndpoint): DatagramHandler => ({
    received: () => {},
    stranger: (bytes, start, end) => {
      heard++;
      void endpoint.close();
      assert.equal(endpoint.answer(bytes, start, end), false);
      assert.equal(endpoint.broadcast([], bytes), 0);
    },
  });
  await inWorld(
    async (world, endpoint) => {
      for (let index = 0; index < 20; index++) world.forge({ host: '192.0.2.1', port: 9 }, 'hello');
      world.settle();
      assert.equal(heard, 1);
      assert.throws(() => endpoint.answer(new Uint8Array(0)), AssertionFailure, 'no datagram is at hand');
      assert.throws(() => endpoint.sender, AssertionFailure);
      await endpoint.close();
    },
    { handler },
  );
});

test('datagram endpoint: a port that is taken is an error, and leaves nothing behind', async () => {
  await inWorld(async (world) => {
    const timers = world.clock.nextDueMs();
    await assert.rejects(world.open({ handler: (endpoint) => new Prover(endpoint) }), { code: 'address-in-use' });
    assert.equal(world.clock.nextDueMs(), timers);
  });
});

test('datagram endpoint: an address is given for the cookie that was sent to it, and can be sent to at any time', async () => {
  const proven: (ProvenAddress | null)[] = [];
  const handler = (endpoint: DatagramEndpoint): DatagramHandler => ({
    received: () => assert.fail('there is no peer'),
    stranger: (bytes, start, end) => {
      if (end - start > COOKIE_BYTES) endpoint.answer(endpoint.cookie());
      else proven.push(endpoint.provenAddress(bytes.slice(start, end)));
    },
  });
  const body = async (world: DatagramWorld, endpoint: DatagramEndpoint): Promise<void> => {
    const [one, neighbour] = [await world.client('10.1.0.1'), await world.client('10.1.0.1')];
    world.ask(one, 'a question that is long enough');
    const cookie = one.received[0]?.bytes ?? new Uint8Array(0);
    world.ask(neighbour, cookie);
    world.ask(one, cookie);
    assert.equal(proven[0], null);
    assert.equal(world.count('proofs_refused{cookie-wrong}'), 1);
    const address = proven[1] ?? assert.fail('the cookie came back');
    assert.ok(endpoint.sendTo(address, Buffer.from('--any length--'), 2, 12));
    world.settle();
    assert.deepEqual([one.texts.at(-1), neighbour.received.length], ['any length', 0]);
    assert.equal(endpoint.peerCount, 0);
    await endpoint.close();
    assert.equal(endpoint.sendTo(address, cookie, 0, 1), false);
  };
  await inWorld(body, { handler, peersMax: 0 });
});
