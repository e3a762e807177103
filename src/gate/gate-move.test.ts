// Sessions that go on in another process: what modules are called for, what holds a freeze, what a record may be, and connections that
// stay behind. The simulation of sessions (`sessions-sim.test.ts`) has the streams of clients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Counters, type LogFields, type Logger, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { FieldReader, FieldWriter, HandoverError } from '../handover/index.ts';
import { type Connection, createReactor, SimulatedNetwork } from '../reactor/index.ts';
import { createLength16, createRegistry, PacketReader } from '../wire/index.ts';
import { Arrive, Enter, SignIn, testMessage } from './gate.fixture.ts';
import { messages as gateMessages, ResumeC2s, ResumedS2c, ResumeEnableC2s, ResumeEnabledS2c } from './gate.messages.ts';
import { GatePart } from './gate-part.ts';
import { type AnyModule, defineModule } from './module.ts';
import { encode } from './resume-model.fixture.ts';
import { readSession, type SessionRecord, writeSession } from './session-record.ts';
import { passUntil, SimProcess } from './sessions-upgrade.fixture.ts';

const Said = testMessage({ id: 61_201, name: 'said_s2c', states: [] });
const Wait = testMessage({ id: 61_202, name: 'wait_c2s', states: ['gaming'] });

/** The way into the world. */
function way(): AnyModule {
  return defineModule({ name: 'way', messages: [Said] })
    .on(SignIn, async ({ session }, { value }) => {
      if (session.beginAuth()) await session.signIn({ name: `acc-${value}`, serverId: 1, isVisitor: false });
    })
    .on(
      Enter,
      async ({ session }, { value }) => void (await session.enter({ id: BigInt(value), name: `role-${value}` })),
    )
    .on(Arrive, async ({ session }) => void (await session.arrive()));
}

class MoveWorld {
  readonly clock = new ManualClock();
  readonly logged: string[] = [];
  readonly network = new SimulatedNetwork({ clock: this.clock, random: new SeededRandom(1), delayMsMax: 1 });
  process: SimProcess;
  /** Modules of the next process. */
  readonly modules: () => AnyModule[];
  /** What clients heard, as names and values. */
  readonly heard: string[] = [];
  readonly #registry = createRegistry([...gateMessages, Said]);
  token: Uint8Array = new Uint8Array(0);

  constructor(modules: () => AnyModule[], isTls: boolean) {
    this.modules = () => [way(), ...modules()];
    this.process = new SimProcess({
      seed: 1,
      clock: this.clock,
      endpoint: { host: '10.0.0.1', port: 8001 },
      gate: { modules: this.modules() },
      log: this.#log(),
      isTls,
      createIo: () => this.network.createIo({ address: '10.0.0.1' }),
    });
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 10; round++) {
      this.clock.advance(2);
      await setImmediate();
    }
  }

  async connect(): Promise<Connection> {
    const io = this.network.createIo({ address: '10.0.0.2' });
    const reactor = createReactor({ io, clock: this.clock, counters: new Counters(), log: silentLogger });
    const connection = reactor.connect({
      host: '10.0.0.1',
      port: 8001,
      framing: createLength16(),
      handler: () => ({
        frame: (bytes, start, end) => this.#hear(bytes.slice(start, end)),
        closed: (reason) => void this.heard.push(`closed ${reason}`),
      }),
    });
    await this.settle();
    return connection;
  }

  say<M>(connection: Connection, ...[type, value]: Parameters<typeof encode<M>>): void {
    const bytes = encode(type, value);
    connection.send(bytes, 0, bytes.length);
  }

  async enter(): Promise<Connection> {
    const connection = await this.connect();
    for (const type of [SignIn, Enter, Arrive]) {
      this.say(connection, type, { value: 7 });
      await this.settle();
    }
    return connection;
  }

  upgrade(): ReturnType<SimProcess['upgrade']> {
    return this.process
      .upgrade(new SeededRandom(1), {
        crash: 'none',
        gate: { modules: this.modules() },
        pass: (work) => passUntil(this.clock, work, setImmediate),
        committed: () => {},
      })
      .then((result) => {
        this.process = result.process;
        return result;
      });
  }

  #log(): Logger {
    const error = (text: string, fields?: LogFields): void =>
      void this.logged.push(`${text} ${fields?.['stack'] ?? ''}`);
    return { ...silentLogger, error, child: () => this.#log() };
  }

  #hear(packet: Uint8Array): void {
    const reader = new PacketReader().reset(packet, 0, packet.length);
    const type = this.#registry.byId(reader.uint16()) ?? assert.fail('an unknown message');
    const message = type.packed.decode(reader) as { readonly token?: Uint8Array; readonly value?: number };
    if (type === ResumeEnabledS2c || type === ResumedS2c) this.token = Uint8Array.from(message.token ?? []);
    this.heard.push(type === Said ? `${type.name} ${message.value}` : type.name);
  }
}

async function inWorld(
  modules: () => AnyModule[],
  body: (world: MoveWorld) => Promise<void>,
  isTls = false,
): Promise<void> {
  const world = new MoveWorld(modules, isTls);
  await world.process.open();
  await body(world);
}

test('gate move: a module takes its bytes over, another begins anew, and the client notices nothing', async () => {
  const calls: string[] = [];
  const kept = new Map<bigint, number>();
  const modules = (): AnyModule[] => [
    defineModule({ name: 'keeper' })
      .hook('arrived', ({ role }) => void kept.set(role.id, 42))
      .hook('exported', ({ role }) => (role === null ? null : Uint8Array.of(kept.get(role.id) ?? 0)))
      .hook('imported', ({ role, session }, bytes) => {
        calls.push(`imported ${role?.id} ${session.phase} ${session.account?.name} ${bytes}`);
      })
      .hook('resync', () => void calls.push('the keeper begins anew')),
    defineModule({ name: 'other' }).hook('resync', (_ctx, about) => void calls.push(`resync ${JSON.stringify(about)}`)),
    defineModule({ name: 'rows' }).hook('imported', (_ctx, bytes) => void calls.push(`rows ${bytes.length}`)),
  ];
  await inWorld(modules, async (world) => {
    const connection = await world.enter();
    const { outcome } = await world.upgrade();
    assert.equal(outcome, 'upgraded');
    assert.deepEqual(calls, ['imported 7 gaming acc-7 42', 'resync {"lost":0,"why":"stateAbsent"}', 'rows 0']);
    world.process.gate.sendToRole(7n, Said, { value: 3 });
    await world.settle();
    assert.deepEqual(world.heard, ['said_s2c 3']);
    assert.equal(connection.isOpen, true);
  });
});

test('gate move: an export that is too long, throws, or acts is logged by its module, which begins anew', async () => {
  const resyncs: string[] = [];
  const bad = (name: string, exported: (ctx: never) => Uint8Array | null): AnyModule =>
    defineModule({ name })
      .hook('exported', exported as never)
      .hook('imported', () => void resyncs.push(`${name} imported`))
      .hook('resync', () => void resyncs.push(name));
  const modules = (): AnyModule[] => [
    bad('long', () => new Uint8Array(4_097)),
    bad('throws', () => {
      throw new Error('no state');
    }),
    bad('acts', (ctx: { reply(type: typeof Said, value: { readonly value: number }): unknown }) => {
      ctx.reply(Said, { value: 1 });
      return null;
    }),
    bad('nothing', () => null),
  ];
  await inWorld(modules, async (world) => {
    await world.enter();
    await world.upgrade();
    await world.settle();
    assert.deepEqual(resyncs, ['long', 'throws', 'acts', 'nothing']);
    assert.deepEqual(world.heard, []);
    for (const words of [/4097 bytes/, /no state/, /'exported' hook of module acts sends a message/])
      assert.ok(
        world.logged.some((line) => words.test(line)),
        String(words),
      );
  });
});

test('gate move: a handler that runs longer than a freeze is named, and goes on', async () => {
  const wait = Promise.withResolvers<void>();
  const modules = (): AnyModule[] => [
    defineModule({ name: 'slow' }).on(Wait, async (ctx) => {
      await wait.promise;
      ctx.reply(Said, { value: 9 });
    }),
  ];
  await inWorld(modules, async (world) => {
    const connection = await world.enter();
    world.say(connection, Wait, { value: 1 });
    await world.settle();
    world.process.reactor.move.freeze();
    const part = new GatePart(world.process.gate, { messages: gateMessages, canAdopt: true });
    await assert.rejects(passUntil(world.clock, part.freeze(), setImmediate), (error) => {
      assert.ok(error instanceof HandoverError && error.code === 'handover-held');
      assert.match(error.message, /session 1 of acc-7, the handler of wait_c2s runs for longer than 1000 ms/);
      return true;
    });
    await part.thaw();
    world.process.reactor.move.thaw();
    wait.resolve();
    await world.settle();
    assert.deepEqual(world.heard, ['said_s2c 9']);
  });
});

test('gate move: a session whose connection cannot move waits in the new process for its client', async () => {
  await inWorld(
    () => [],
    async (world) => {
      const connection = await world.enter();
      world.say(connection, ResumeEnableC2s, { version: 1 });
      await world.settle();
      const { token } = world;
      await world.upgrade();
      await world.settle();
      assert.deepEqual(world.heard, ['resume_enabled_s2c', 'reconnect_s2c', 'close_s2c', 'closed peer-closed']);
      assert.equal(world.process.gate.resumes.parkedCount, 1);
      const back = await world.connect();
      world.say(back, ResumeC2s, { version: 1, token, attempt: 1, received: 0, pending: 0 });
      await world.settle();
      assert.deepEqual(world.heard.slice(4), ['resumed_s2c']);
    },
    true,
  );
});

test('gate move: a session that cannot come back leaves in the new process, and frees its account', async () => {
  const left: string[] = [];
  const modules = (): AnyModule[] => [
    defineModule({ name: 'leaving' }).hook(
      'left',
      ({ account }, reason) => void left.push(`${account?.name} ${reason}`),
    ),
  ];
  await inWorld(
    modules,
    async (world) => {
      await world.enter();
      await world.upgrade();
      await world.settle();
      assert.deepEqual(left, ['acc-7 server-shutdown']);
      const { directory, sessionCount } = world.process.gate;
      assert.deepEqual([sessionCount, directory.accountCount, directory.roleCount], [0, 0, 0]);
      assert.deepEqual(world.heard, ['close_s2c', 'closed peer-closed']);
    },
    true,
  );
});

test('gate move: what cannot go on is refused with what to do', () => {
  const messages = [...gateMessages, Said];
  const part = new GatePart(null as never, { messages, canAdopt: true });
  const describe = (other: readonly (typeof messages)[number][], canAdopt = true): Uint8Array =>
    new GatePart(null as never, { messages: other, canAdopt }).describe();
  assert.equal(part.refuse(describe(messages)), null);
  assert.equal(part.refuse(describe([...messages, Wait])), null, 'a new message');
  assert.equal(part.refuse(describe([...gateMessages])), null, 'one less');
  assert.match(part.refuse(describe(messages, false)) ?? '', /no native I\/O.*npm run native/);
  const renamed = { ...Said, name: 'other_s2c' };
  assert.match(
    part.refuse(describe([renamed])) ?? '',
    /Message 61201 is said_s2c here and other_s2c in the new process/,
  );
});

const RECORD: SessionRecord = {
  ...{ id: 5, phase: 'gaming', address: '192.0.2.1', layout: 'packed', isLayoutTold: true, failures: 2 },
  account: { name: 'ann', serverId: 1, isVisitor: false },
  role: { id: 12n, name: '玉' },
  ...{ signedInMs: 1_000.5, hasArrived: true, deadlineMs: 300, loss: 'peer-reset' },
  rates: [
    { id: 1, isSlot: true, aheadMs: 0.25 },
    { id: 61_201, isSlot: false, aheadMs: 12 },
  ],
  waiting: [{ id: 61_201, key: '7', bytes: Uint8Array.of(1, 2) }],
  leftOut: [{ name: 'said_s2c', count: 3 }],
  resume: {
    ...{ selector: new Uint8Array(8), current: new Uint8Array(32), previous: new Uint8Array(32), burnt: null },
    ...{ attempt: 3, isConfirmed: false, sent: 0xffff_ffff, acked: 4, received: 6, done: 5, toldDone: 5 },
    ...{ untoldBytes: 9, leftOut: 1, unkept: 0, pendingLeft: 2, floor: 4, givenUpWhy: 'ringShort' },
    ...{
      resync: { lost: 2, why: 'ringGivenUp' },
      heardMs: 1,
      saidMs: 2,
      pingedMs: 3.5,
      toldMs: 4,
      ring: new Uint8Array(3),
    },
  },
  park: { isWebSocket: true, awayMs: 5, leftMs: 6, delayed: { packet: Uint8Array.of(9), waitMs: 7 } },
  ...{ placedAs: 'ann', understandsWaiting: true },
  waitsFor: { account: { name: 'bob', serverId: 1, isVisitor: false }, rank: 3, ticket: Uint8Array.of(5) },
  modules: new Map([['map', Uint8Array.of(1)]]),
};

test('session record: what is written is read', () => {
  const fields = new FieldWriter();
  writeSession(fields, RECORD);
  assert.deepEqual(readSession(new FieldReader(fields.record(), 'a session')), RECORD);
});

test('session record: one that is cut anywhere, or in which any byte is another, is a record or refused', () => {
  const fields = new FieldWriter();
  writeSession(fields, RECORD);
  const whole = Uint8Array.from(fields.record());
  const read = (bytes: Uint8Array): void => {
    try {
      readSession(new FieldReader(bytes, 'a session'));
    } catch (error) {
      assert.ok(error instanceof HandoverError, String(error));
    }
  };
  for (let end = 0; end < whole.length; end++) read(whole.subarray(0, end));
  for (let at = 0; at < whole.length; at++) {
    const bytes = whole.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    read(bytes);
  }
});
