import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { createReactor, type Io, IoEvent, SimulatedNetwork, type SocketId } from '../../reactor/index.ts';
import { createPlainCodec, dialectOf, encodeMessage, type MirMessage } from '../wire/index.ts';
import type { GateClient, GateClientHandler } from './gate-client.ts';
import { GatePort, type GatePortOptions } from './gate-port.ts';
import { CLIENT_QUEUE_MAX, GATE_SILENT_MS, HANDLING_MAX, HANDLING_MS, UNREAD_MS } from './limits.ts';

const SERVER = '10.0.0.2';
const PORT = 5100;
const codec = createPlainCodec();

function frame(ident: number, text = '', digit = 1): string {
  return `#${digit}${Buffer.from(encodeMessage(codec, { ident }, Buffer.from(text))).toString('latin1')}!`;
}

/** One gate as the test plays it. */
class Gate {
  text = '';
  isClosed = false;
  readonly #io: Io;
  readonly #socket: SocketId;

  constructor(io: Io) {
    this.#io = io;
    io.start((turn) => {
      for (let row = 0; row < turn.count; row++) {
        const offset = turn.offset[row] ?? 0;
        if (turn.event[row] === IoEvent.received) {
          this.text += Buffer.from(turn.arena.subarray(offset, offset + (turn.value[row] ?? 0))).toString('latin1');
        } else if (turn.event[row] === IoEvent.ended || turn.event[row] === IoEvent.closed) this.isClosed = true;
      }
    });
    this.#socket = io.connect({ host: SERVER, port: PORT });
  }

  send(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    this.#io.write(this.#socket, bytes, 0, bytes.length);
  }

  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }

  pause(): void {
    this.#io.pause(this.#socket);
  }

  resume(): void {
    this.#io.resume(this.#socket);
  }

  reset(): void {
    this.#io.destroy(this.#socket);
  }
}

interface Heard {
  readonly client: GateClient;
  readonly message: Required<MirMessage>;
  readonly text: string;
}

class World {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  readonly logged: string[] = [];
  readonly heard: Heard[] = [];
  readonly closed: GateClient[] = [];
  readonly port: GatePort;
  /** What handling a message does. */
  handle: (heard: Heard) => Promise<void> | void = () => {};
  readonly #network: SimulatedNetwork;
  readonly #reactor;

  constructor(options: Partial<GatePortOptions> = {}) {
    const { clock, counters } = this;
    const write = (text: string): void => {
      this.logged.push(text);
    };
    const log = { ...silentLogger, info: write, warn: write, error: write };
    this.#network = new SimulatedNetwork({ clock, random: new SeededRandom(1), delayMsMax: 2 });
    this.#reactor = createReactor({ io: this.#network.createIo({ address: SERVER }), clock, counters, log });
    this.port = new GatePort(
      { reactor: this.#reactor, clock, counters, log, attend: (client) => this.#attend(client) },
      {
        kind: 'selgate',
        dialect: dialectOf('DM'),
        codec,
        listen: { host: SERVER, port: PORT },
        gates: ['10.0.0.0/24'],
        clientsMax: 10_000,
        ...options,
      },
    );
  }

  static async start(options: Partial<GatePortOptions> = {}): Promise<World> {
    const world = new World(options);
    await world.port.start();
    return world;
  }

  gate(address = '10.0.0.1'): Gate {
    const gate = new Gate(this.#network.createIo({ address }));
    this.clock.advance(20);
    return gate;
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }

  /** Lets everything arrive, and what it led to be done. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      this.clock.advance(10);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
  }

  async stop(): Promise<void> {
    const stopped = this.port.stop().then(() => this.#reactor.stop());
    for (let round = 0; round < 120; round++) {
      await Promise.resolve();
      this.clock.advance(100);
    }
    await stopped;
  }

  #attend(client: GateClient): GateClientHandler {
    return {
      message: (message, body) => {
        const decoded = codec.decode(body);
        const text = decoded.kind === 'bytes' ? Buffer.from(decoded.bytes).toString('latin1') : '?';
        const heard = { client, message, text };
        this.heard.push(heard);
        return this.handle(heard);
      },
      closed: () => {
        this.closed.push(client);
      },
    };
  }
}

test('gate port: a client comes, speaks and goes; a reply and a kick carry its id', async () => {
  const world = await World.start();
  const gate = world.gate();
  gate.send(`%--$%O308/192.0.2.7/10.0.0.1$%A308/${frame(100, 'a/b')}$`);
  await world.settle();
  const [heard] = world.heard;
  assert.ok(heard !== undefined);
  const { address, gateAddress, linkAddress } = heard.client;
  assert.deepEqual([heard.message.ident, heard.text], [100, 'a/b']);
  assert.deepEqual([address, gateAddress, linkAddress], ['192.0.2.7', '10.0.0.1', '10.0.0.1']);
  heard.client.reply({ ident: 520, recog: 1 }, Buffer.from('x'));
  heard.client.kick('test');
  await world.settle();
  const code = Buffer.from(encodeMessage(codec, { ident: 520, recog: 1 }, Buffer.from('x'))).toString('latin1');
  assert.equal(gate.take(), `%++$%308/#${code}!$%+-308$`);
  assert.deepEqual([world.closed.length, heard.client.isOpen], [1, false]);
  gate.send('%X308$');
  await world.settle();
  assert.equal(world.count('mir_client_unknown'), 1);
  assert.equal(world.closed.length, 1);
  await world.stop();
});

test('gate port: a frame arrives whole however the packets cut it', async () => {
  const world = await World.start();
  const gate = world.gate();
  const whole = frame(101, 'account/name/1/2/1', 9);
  for (let cut = 1; cut < whole.length; cut++) {
    gate.send(`%O${cut}/192.0.2.7/10.0.0.1$%A${cut}/${whole.slice(0, cut)}$ \0%A${cut}/${whole.slice(cut)}$`);
  }
  await world.settle();
  assert.equal(world.heard.length, whole.length - 1);
  assert.ok(world.heard.every(({ message, text }) => message.ident === 101 && text === 'account/name/1/2/1'));
  await world.stop();
});

const DIALECTS = [
  ['PL', 'selgate', '%N7/1.1.1.1/2.2.2.2$%D7/', '$%C7$', '2.2.2.2'],
  ['K98', 'selgate', '%K7/1.1.1.1/2.2.2.2$%>7/', '$%L7$', '2.2.2.2'],
  ['K98', 'logingate', '%L7/1.1.1.1/2.2.2.2$%D7/', '$%X7$', '2.2.2.2'],
  ['CPP', 'logingate', '%O7/1.1.1.1$%A7/', '$%X7$', ''],
] as const;
for (const [name, kind, before, after, gateAddress] of DIALECTS) {
  test(`gate port: the letters of ${name}, ${kind}`, async () => {
    const world = await World.start({ dialect: dialectOf(name), kind });
    world.gate().send(`${before}*${frame(100)}${after}`);
    await world.settle();
    assert.deepEqual(
      world.heard.map(({ client, message }) => [client.gateAddress, message.ident]),
      [[gateAddress, 100]],
    );
    assert.equal(world.closed.length, 1);
    await world.stop();
  });
}

test('gate port: messages of one client are handled one at a time, in order, and those of others at the same time', async () => {
  const world = await World.start();
  const releases: (() => void)[] = [];
  world.handle = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    releases.push(resolve);
    return promise;
  };
  const gate = world.gate();
  gate.send(`%O1/1.1.1.1/2.2.2.2$%O2/1.1.1.1/2.2.2.2$%A1/${frame(1)}${frame(2)}$%A2/${frame(3)}$`);
  await world.settle();
  assert.deepEqual(
    world.heard.map(({ message }) => message.ident),
    [1, 3],
  );
  assert.equal(world.port.status().handling, 2);
  gate.send('%X1$');
  await world.settle();
  assert.equal(world.closed.length, 0, 'it is told of the end when what it had begun is done');
  for (const release of releases) release();
  await world.settle();
  assert.deepEqual([world.heard.length, world.closed.length], [2, 1]);
  assert.equal(world.port.status().handling, 0);
  await world.stop();
});

test('gate port: a client that does not wait for its answers is closed at the bound', async () => {
  const world = await World.start();
  world.handle = () => new Promise(() => {});
  const gate = world.gate();
  gate.send(`%O1/1.1.1.1/2.2.2.2$`);
  for (let sent = 0; sent <= CLIENT_QUEUE_MAX; sent++) gate.send(`%A1/${frame(sent)}$`);
  await world.settle();
  assert.equal(gate.take(), '');
  gate.send(`%A1/${frame(1)}$`);
  await world.settle();
  assert.equal(gate.take(), '%+-1$');
  assert.equal(world.count('mir_clients_kicked{too-many-waiting}'), 1);
});

test('gate port: a handler that throws, and one that does not end, cost their client alone', async () => {
  const world = await World.start();
  world.handle = ({ message }) => {
    if (message.ident === 1) throw new Error('broken at once');
    return message.ident === 2 ? Promise.reject(new Error('broken later')) : new Promise(() => {});
  };
  const gate = world.gate();
  for (const id of [1, 2, 3]) gate.send(`%O${id}/1.1.1.1/2.2.2.2$%A${id}/${frame(id)}$`);
  await world.settle();
  assert.equal(gate.take(), '%+-1$%+-2$');
  world.clock.advance(HANDLING_MS);
  await world.settle();
  assert.equal(gate.take(), '%+-3$');
  assert.ok(world.logged.includes('a message could not be handled: broken at once'));
  assert.equal(world.count('mir_clients_kicked{handling-timeout}'), 1);
});

test('gate port: with too many messages in flight gates are paused, get keepalives, and are read again later', async () => {
  const world = await World.start();
  const releases: (() => void)[] = [];
  world.handle = () => new Promise((resolve) => releases.push(resolve));
  const gate = world.gate();
  for (let id = 1; id <= HANDLING_MAX + 5; id++) gate.send(`%O${id}/1.1.1.1/2.2.2.2$%A${id}/${frame(1)}$`);
  await world.settle();
  assert.equal(world.heard.length, HANDLING_MAX);
  world.clock.advance(5_000);
  assert.equal(gate.take(), '%++$%++$');
  for (const release of releases.splice(0)) release();
  await world.settle();
  assert.equal(world.heard.length, HANDLING_MAX + 5);
  for (const release of releases) release();
  await world.settle();
  await world.stop();
});

test('gate port: a gate that does not read is not heard until it does', async () => {
  const world = await World.start();
  const block = new Uint8Array(4_000);
  world.handle = ({ client }) => client.reply({ ident: 1 }, block);
  const gate = world.gate();
  gate.send('%O1/1.1.1.1/2.2.2.2$');
  await world.settle();
  gate.pause();
  const asked = 400;
  for (let sent = 0; sent < asked; sent++) gate.send(`%A1/${frame(1)}$`);
  await world.settle();
  assert.ok(world.heard.length < asked, `${world.heard.length} were heard`);
  gate.resume();
  for (let round = 0; round < 40; round++) await world.settle();
  assert.equal(world.heard.length, asked);
  await world.stop();
});

test('gate port: a gate that reads nothing for too long is closed', async () => {
  const world = await World.start();
  const block = new Uint8Array(4_000);
  world.handle = ({ client }) => client.reply({ ident: 1 }, block);
  const gate = world.gate();
  gate.send('%O1/1.1.1.1/2.2.2.2$');
  await world.settle();
  gate.pause();
  for (let sent = 0; sent < 400; sent++) gate.send(`%A1/${frame(1)}$`);
  await world.settle();
  world.clock.advance(UNREAD_MS - 1_000);
  assert.equal(world.port.status().gates, 1);
  world.clock.advance(10_000);
  assert.deepEqual([world.port.status().gates, world.closed.length], [0, 1]);
  await world.stop();
});

test('gate port: handlers that never end do not block gates for ever', async () => {
  const world = await World.start();
  world.handle = () => new Promise(() => {});
  const gate = world.gate();
  for (let id = 1; id <= HANDLING_MAX; id++) gate.send(`%O${id}/1.1.1.1/2.2.2.2$%A${id}/${frame(1)}$`);
  await world.settle();
  assert.equal(world.port.status().handling, HANDLING_MAX);
  world.clock.advance(HANDLING_MS + 1_000);
  assert.equal(world.port.status().handling, 0);
  world.handle = () => {};
  gate.send(`%O9000/1.1.1.1/2.2.2.2$%A9000/${frame(7)}$`);
  await world.settle();
  assert.equal(world.heard.at(-1)?.message.ident, 7);
  await world.stop();
});

const HOSTILE: readonly (readonly [what: string, bytes: string, counter: string])[] = [
  ['a letter that nobody has', '%Q1/x$', 'mir_packet_unknown{letter-unknown}'],
  ['an id that is no number', '%X1x$', 'mir_packet_unknown{id-not-numeric}'],
  ['an id of nought', '%O0/1.1.1.1$', 'mir_packet_unknown{id-not-numeric}'],
  ['an id beyond int32', '%O2147483648/1.1.1.1$', 'mir_packet_unknown{id-not-numeric}'],
  ['no address', '%O5$', 'mir_packet_unknown{address-malformed}'],
  ['an address with signs', '%O5/1.1.1.1;x/2.2.2.2$', 'mir_packet_unknown{address-malformed}'],
  ['data without a slash', '%A1$', 'mir_packet_unknown{data-missing}'],
  ['data of nobody', `%A9/${frame(1)}$`, 'mir_client_unknown'],
  ['an empty packet', '%$', 'mir_packet_unknown{letter-unknown}'],
  ['a character outside the alphabet', '%A1/#1<<<<<BL<<<<<<<< <!$', 'mir_clients_kicked{mir-code-malformed}'],
  ['no digit', '%A1/#<<<<<BL<<<<<<<<<!$', 'mir_clients_kicked{mir-digit-missing}'],
  ['a header cut short', '%A1/#1<<<!$', 'mir_clients_kicked{frame-too-short}'],
  ['a frame without end', `%A1/#1${'<'.repeat(2_000)}$`, 'mir_clients_kicked{frame-too-long}'],
  ['noise without end', `%A1/${'x'.repeat(100)}$`, 'mir_clients_kicked{mir-noise}'],
  ['a packet that is too long', `%A1/#1${'<'.repeat(70_000)}!$`, 'mir_clients_kicked{packet-too-long}'],
  ['a long packet of nobody', `%A9/#1${'<'.repeat(70_000)}!$`, 'mir_client_unknown'],
  ['a long packet without a meaning', `%O${'<'.repeat(70_000)}$`, 'mir_packet_unknown{id-not-numeric}'],
];
for (const [what, bytes, counter] of HOSTILE) {
  test(`gate port: ${what} is counted and harms nobody else`, async () => {
    const world = await World.start();
    const gate = world.gate();
    gate.send(`%O1/1.1.1.1/2.2.2.2$%O2/1.1.1.1/2.2.2.2$${bytes}%A2/${frame(7)}$`);
    await world.settle();
    assert.equal(world.count(counter), 1, JSON.stringify(world.counters.snapshot()));
    assert.deepEqual(
      world.heard.map(({ message }) => message.ident),
      [7],
    );
    await world.stop();
  });
}

test('gate port: a reused id is another client', async () => {
  const world = await World.start();
  world.gate().send(`%O1/1.1.1.1/2.2.2.2$%A1/#1<<<$%O1/3.3.3.3/2.2.2.2$%A1/${frame(1)}$`);
  await world.settle();
  assert.deepEqual(
    world.closed.map(({ address }) => address),
    ['1.1.1.1'],
  );
  assert.deepEqual(
    world.heard.map(({ client }) => client.address),
    ['3.3.3.3'],
  );
  await world.stop();
});

test('gate port: clients beyond the bound are closed, and ids of two gates are apart', async () => {
  const world = await World.start({ clientsMax: 2 });
  const [one, two] = [world.gate(), world.gate('10.0.0.3')];
  one.send('%O1/1.1.1.1/2.2.2.2$');
  await world.settle();
  two.send(`%O1/1.1.1.2/2.2.2.2$%O2/1.1.1.3/2.2.2.2$%A1/${frame(1)}$`);
  await world.settle();
  assert.equal(two.take(), '%+-2$');
  assert.equal(world.heard[0]?.client.address, '1.1.1.2');
  one.reset();
  await world.settle();
  assert.deepEqual([world.closed.length, world.port.status().clients, world.port.status().gates], [1, 1, 1]);
  await world.stop();
});

test('gate port: a gate at an address that is not listed is closed unheard, and one that falls silent too', async () => {
  const world = await World.start();
  const stranger = world.gate('192.0.2.1');
  stranger.send(`%O1/1.1.1.1/2.2.2.2$%A1/${frame(1)}$`);
  const gate = world.gate();
  await world.settle();
  assert.deepEqual([stranger.isClosed, gate.isClosed, world.heard.length], [true, false, 0]);
  assert.ok(world.logged.some((text) => text.includes('add its address to `gates`')));
  world.clock.advance(GATE_SILENT_MS + 1_000);
  assert.equal(gate.isClosed, true);
  await world.stop();
});
