// What every I/O model must do: return each message unchanged, however TCP cuts it and whatever other peers do.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { MESSAGE_BYTES, MODELS, type ModelName } from './model.ts';
import type { End, Program, ServerCounts, ServerGreeting } from './program.ts';

type Server = End<ServerGreeting, ServerCounts>;

/** More than the kernel's buffers of both ends hold, so that a peer that does not read has an effect. */
const FLOOD_BYTES = 16 * 1024 * 1024;

export function conformModels(name: string, program: () => Program): void {
  for (const { name: model } of MODELS) {
    test(`${name} ${model}: ten active connections among ten idle ones get back what they send`, async (context) => {
      await serving(context, program().serve(model), async (server) => {
        const load = await program().load(server.greeting.port, { idle: 10, burst: 1 });
        try {
          assert.deepEqual([load.greeting.open, load.greeting.fault], [20, null]);
          let counts = await load.ask();
          while (counts.messages < 500) counts = await load.ask();
          assert.deepEqual([counts.wrong, counts.lost], [0, 0]);
          const { connections, messages, calls, wakeups, threads } = await server.ask();
          assert.ok(messages >= 520 && calls > 0, `${messages} messages, ${calls} calls`);
          assert.deepEqual([connections, wakeups > 0], [20, model !== 'polling']);
          assert.equal(threads, model === 'blocking' ? 21 : 1);
        } finally {
          await load.stop();
        }
        await untilAlone(server, 0);
      });
    });

    test(`${name} ${model}: a message cut anywhere, and messages that come together, come back whole`, async (context) => {
      await serving(context, program().serve(model), async (server) => {
        const peer = await Peer.connect(server.greeting.port);
        for (let cut = 1; cut < MESSAGE_BYTES; cut++) {
          const message = messageOf(cut);
          peer.send(message.subarray(0, cut));
          // A round trip to the server's process: the first part arrives before the second leaves.
          await server.ask();
          peer.send(message.subarray(cut));
          assert.deepEqual(await peer.receive(MESSAGE_BYTES), message);
        }
        const many = Buffer.concat([1, 2, 3].map(messageOf));
        peer.send(many.subarray(0, 150));
        assert.deepEqual(await peer.receive(128), many.subarray(0, 128));
        peer.send(many.subarray(150));
        assert.deepEqual(await peer.receive(64), many.subarray(128));
        peer.socket.destroy();
        await untilAlone(server, 0);
      });
    });

    test(`${name} ${model}: peers that reset, end or do not read leave the others alone`, async (context) => {
      await serving(context, program().serve(model), async (server) => {
        await misbehave(server, model);
      });
    });
  }
}

async function misbehave(server: Server, model: ModelName): Promise<void> {
  const { port } = server.greeting;
  const good = await Peer.connect(port);
  const [resetting, ending, flooding] = await Promise.all([Peer.connect(port), Peer.connect(port), Peer.connect(port)]);
  resetting.send(messageOf(1).subarray(0, 30));
  await server.ask();
  resetting.socket.resetAndDestroy();
  ending.send(messageOf(2).subarray(0, 63));
  ending.socket.end();
  await once(ending.socket, 'close');

  flooding.socket.pause();
  flooding.send(Buffer.alloc(FLOOD_BYTES));
  for (let round = 0; round < 50; round++) {
    good.send(messageOf(round));
    assert.deepEqual(await good.receive(MESSAGE_BYTES), messageOf(round), model);
  }
  flooding.socket.destroy();
  await untilAlone(server, 1);
  assert.equal((await server.ask()).refusal, null);
  good.socket.destroy();
}

/** Runs `body` with a server; skips with a reason where the kernel does not support the model. */
async function serving(
  context: TestContext,
  starting: Promise<Server>,
  body: (server: Server) => Promise<void>,
): Promise<void> {
  const server = await starting;
  try {
    const { refusal } = await server.ask();
    if (refusal?.code === 'kernel') context.skip(refusal.reason);
    else await body(server);
  } finally {
    await server.stop();
  }
}

/** Returns when the server has this many connections left. */
async function untilAlone(server: Server, left: number): Promise<void> {
  while ((await server.ask()).connections !== left);
}

function messageOf(seed: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: MESSAGE_BYTES }, (_, at) => at * 3 + seed * 17));
}

/** A connection of the test, with the bytes it received. */
class Peer {
  readonly socket: Socket;
  #received = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    // A server that closes on a flooding peer resets the connection.
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
  }

  static async connect(port: number): Promise<Peer> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new Peer(socket);
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  async receive(bytes: number): Promise<Buffer> {
    while (this.#received.length < bytes) await once(this.socket, 'data');
    const taken = this.#received.subarray(0, bytes);
    this.#received = this.#received.subarray(bytes);
    return taken;
  }
}
