// A gate over connections in memory: a test sends as a client, moves the clock, and reads what the client received. Nothing
// waits for real time; `settle` runs all promises that can run.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { serverFacts } from '../actor/index.ts';
import { MemoryStore } from '../actor/live-memory.fixture.ts';
import {
  type Cancel,
  Counters,
  type Deadline,
  type LogFields,
  type Logger,
  ManualClock,
  type Random,
  type Rate,
  SeededRandom,
} from '../base/index.ts';
import type { Connection, ConnectionHandler, Listener, ListenerOptions, Reactor } from '../reactor/index.ts';
import type { Live, LiveEvents } from '../store/index.ts';
import { type Store, StoreError } from '../store/index.ts';
import { createLength16, createRegistry, decode, type MessageType, PacketWriter, ScanResult } from '../wire/index.ts';
import type { CloseReason, GateReason } from './close-reason.ts';
import { CloseS2c, messages as gateMessages } from './gate.messages.ts';
import { Gate, type GateOptions } from './gate.ts';
import { type AnyModule, defineModule } from './module.ts';

const FRAMING = createLength16();

/** The value of every test message. */
export interface Numbered {
  readonly value: number;
}

/** A message of one int32, without a schema file. */
export function testMessage<S extends string>(options: {
  readonly id: number;
  readonly name: string;
  readonly states: readonly S[];
  readonly rate?: Rate;
  readonly delivery?: MessageType['delivery'];
  /** Whether a newer `latest` message replaces only one of the same tens: 17 replaces 12, not 21. */
  readonly isKeyed?: boolean;
  readonly isDatagram?: boolean;
}): MessageType<Numbered, S> {
  const { id, name, states, rate = null, delivery = 'reliable' } = options;
  const codec: MessageType<Numbered, S>['packed'] = {
    encode: (writer, { value }) => {
      writer.reserve(4);
      writer.int32(value, `${name}.value`);
    },
    decode: (reader) => {
      const value = reader.has(4) ? reader.int32() : Number.NaN;
      if (Number.isNaN(value)) return reader.fail('cut-short', `${name}.value`);
      return reader.done(name) ? { value } : null;
    },
  };
  const fields = [{ name: 'value', property: 'value', type: { kind: 'integer', bits: 32, signed: true } }] as const;
  const { isDatagram = false } = options;
  const type = { id, name, fields, states, rate, delivery, isDatagram, packed: codec, protobuf: codec };
  return options.isKeyed === true ? { ...type, latestKey: ({ value }) => Math.floor(value / 10) } : type;
}

export const SignIn = testMessage({ id: 61_001, name: 'sign_in_c2s', states: ['connected'] });
export const Enter = testMessage({ id: 61_002, name: 'enter_c2s', states: ['roleListing'] });
export const Arrive = testMessage({ id: 61_003, name: 'arrive_c2s', states: ['entering'] });
export const Told = testMessage({ id: 61_004, name: 'told_s2c', states: [] });

/** Signs in as account `acc-VALUE`, enters as role VALUE, arrives. */
export function pathModule(): AnyModule {
  return defineModule({ name: 'path', messages: [Told] })
    .on(SignIn, async ({ session }, { value }) => {
      if (!session.beginAuth()) return;
      await session.signIn({ name: `acc-${value}`, serverId: 1, isVisitor: false });
    })
    .on(Enter, async ({ session }, { value }) => {
      await session.enter({ id: BigInt(value), name: `role-${value}` });
    })
    .on(Arrive, async ({ session }) => {
      await session.arrive();
    });
}

/** One message that a client was sent. */
export interface Heard {
  readonly name: string;
  readonly value: unknown;
}

/** The client's side of a connection in memory, and the gate's. */
export class Peer implements Connection<GateReason> {
  readonly number: number;
  readonly remoteAddress = '192.0.2.1';
  readonly framing = FRAMING;
  readonly errno = 0;
  unsentBytes = 0;
  isCongested = false;
  isOpen = true;
  /** Why the connection ended, as the gate sees it. */
  reason: CloseReason | null = null;
  readonly heard: Heard[] = [];
  /** The same, as hexadecimal digits with the length before them. */
  readonly hex: string[] = [];
  handler: ConnectionHandler<GateReason> | null = null;
  readonly #world: GateWorld;
  readonly #waiting: Uint8Array[] = [];
  #isHeld = false;
  #isClosed = false;

  constructor(world: GateWorld, number: number) {
    this.#world = world;
    this.number = number;
  }

  ping(): boolean {
    return false;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Names of what was heard, in order. */
  get names(): readonly string[] {
    return this.heard.map(({ name }) => name);
  }

  /** What it was closed with. */
  lastWords(): { readonly reason: number; readonly text: string } {
    const { name, value } = this.heard.at(-1) ?? assert.fail('nothing was heard');
    assert.equal(name, CloseS2c.name);
    return value as { readonly reason: number; readonly text: string };
  }

  say<M>(type: MessageType<M>, message: M): void {
    const writer = new PacketWriter();
    writer.patchUint16(writer.skip(2), type.id);
    type.packed.encode(writer, message);
    this.sayBytes(writer.toBytes());
  }

  sayBytes(packet: Uint8Array): void {
    if (!this.isOpen) return;
    if (this.#isHeld) this.#waiting.push(packet);
    else this.handler?.frame(packet, 0, packet.length);
  }

  /** A frame as hexadecimal digits, with its length. */
  sayHex(text: string): void {
    this.sayBytes(Buffer.from(text.slice(4), 'hex'));
  }

  /** The connection breaks. */
  reset(): void {
    this.destroy('peer-reset');
  }

  /** The client goes away. */
  hangUp(): void {
    this.close('peer-closed');
  }

  // What the gate calls.

  send(bytes: Uint8Array, start: number, end: number): number {
    if (!this.isOpen) return 0;
    const { registry } = this.#world;
    let decoded = decode(registry, { layout: 'packed', bytes, start, end });
    // Bytes of a test may have told the other layout.
    if (decoded.kind !== 'decoded') decoded = decode(registry, { layout: 'protobuf', bytes, start, end });
    assert(decoded.kind === 'decoded', 'the gate sends what can be read');
    this.heard.push({ name: decoded.type.name, value: decoded.value });
    const length = (end - start).toString(16).padStart(4, '0');
    this.hex.push(`${length}${Buffer.from(bytes.subarray(start, end)).toString('hex')}`);
    return this.unsentBytes;
  }

  sendFrames(bytes: Uint8Array, start: number, end: number): number {
    if (!this.isOpen) return 0;
    const decoder = this.framing.createDecoder();
    let count = 0;
    for (let at = start; at < end; at = decoder.frameEnd) {
      assert.equal(decoder.scan(bytes, at, end), ScanResult.frame, 'whole frames');
      this.send(bytes, decoder.payloadStart, decoder.payloadEnd);
      count++;
    }
    return count;
  }

  sendRaw(): number {
    return 0;
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    while (!this.#isHeld && this.isOpen) {
      const packet = this.#waiting.shift();
      if (packet === undefined) return;
      this.handler?.frame(packet, 0, packet.length);
    }
  }

  setDeadline(): void {}

  clearDeadline(): void {}

  close(reason: Parameters<Connection<GateReason>['close']>[0] = 'closed-here'): void {
    if (!this.isOpen || this.reason !== null) return;
    this.reason = reason;
    this.handler?.closing?.(reason);
    this.isOpen = false;
    this.#closeLater();
  }

  destroy(reason: Parameters<Connection<GateReason>['close']>[0] = 'closed-here'): void {
    this.reason ??= reason;
    this.isOpen = false;
    this.#closeLater();
  }

  #closeLater(): void {
    queueMicrotask(() => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.handler?.closed((this.reason ?? 'closed-here') as GateReason);
    });
  }
}

export class GateWorld {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  readonly logged: string[] = [];
  readonly gate: Gate;
  /** The rows of roles and actors. */
  readonly memory = new MemoryStore();
  /** What was done to roles, in order. */
  readonly roles: string[] = [];
  /** What receives the store's events, by role. */
  readonly roleEvents = new Map<bigint, LiveEvents>();
  /** A role that another process does not let go of. */
  heldRole: bigint | null = null;
  /** Listeners that are suspended at the moment. */
  suspendedCount = 0;
  readonly registry: ReturnType<typeof createRegistry>;
  #number = 0;
  #options: ListenerOptions<GateReason> | null = null;

  constructor(options: Partial<GateOptions> & { readonly modules: readonly AnyModule[]; readonly random?: Random }) {
    const own = options.modules.flatMap((module) => module.messages);
    const messages = options.messages ?? [...new Set([...gateMessages, ...own])];
    this.registry = createRegistry(messages);
    const { clock, counters } = this;
    const common = { clock, counters, random: options.random ?? new SeededRandom(1), log: this.#log() };
    const dependencies = { reactor: this.#reactor(), store: createNoStore(this), ...common };
    const place = { timeZone: 'UTC', dataDirectory: null, store: 'none' };
    const facts = { isDevelopment: true, serverIds: [1], version: '1.2', ...place, counters };
    this.gate = new Gate(dependencies, { ...options, messages, offers: [[serverFacts, facts]] });
  }

  async connect(): Promise<Peer> {
    if (this.#options === null) {
      await this.gate.modules.start();
      await this.gate.listen({ endpoint: { host: '127.0.0.1', port: 0 } });
    }
    const peer = new Peer(this, ++this.#number);
    peer.handler = this.#options?.handler(peer) ?? null;
    return peer;
  }

  /** A client that has come as far as `gaming`; account, role and all are numbered alike. */
  async enter(number: number): Promise<Peer> {
    const peer = await this.connect();
    for (const type of [SignIn, Enter, Arrive]) {
      peer.say<Numbered>(type, { value: number });
      await this.settle();
    }
    return peer;
  }

  count(name: string, reason?: string): number {
    return this.counters.counter(name, reason).value;
  }

  /** Lets every promise run out that waits for nothing but others. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  #reactor(): Reactor {
    const listener = {
      endpoint: { host: '127.0.0.1', port: 1 },
      suspend: async () => {
        this.suspendedCount++;
      },
      resume: async () => {
        this.suspendedCount--;
      },
      close: async () => {},
    };
    const listen = async (options: ListenerOptions<GateReason>): Promise<Listener> => {
      this.#options = options;
      // All that the gate calls of a listener.
      return listener as unknown as Listener;
    };
    // All that the gate uses of its reactor.
    const { clock } = this;
    const time = {
      get nowMs(): number {
        return clock.monotonicMs();
      },
    };
    return { listen, wheel: this.#wheel(), time } as unknown as Reactor;
  }

  /** Deadlines that pass to the millisecond. */
  #wheel(): Reactor['wheel'] {
    const cancels = new Map<Deadline, Cancel>();
    const clear = (deadline: Deadline): void => cancels.get(deadline)?.();
    const set = (deadline: Deadline, delayMs: number): void => {
      clear(deadline);
      cancels.set(
        deadline,
        this.clock.after(delayMs, () => deadline.expired()),
      );
    };
    return { set, clear, leftMs: () => null };
  }

  #log(): Logger {
    const write = (message: string, fields?: LogFields): void => {
      this.logged.push(fields === undefined ? message : `${message} ${Object.keys(fields).join(' ')}`);
    };
    const log: Logger = { debug: () => {}, info: write, warn: write, error: write, child: () => log };
    return log;
  }
}

/** For modules that keep nothing; roles and actors have their rows in memory. */
function createNoStore(world: GateWorld): Store {
  const { memory } = world;
  const open: Live['open'] = async (id, events) => {
    const owner = await memory.open(id, events);
    if (typeof id.key !== 'bigint' || id.actor !== null) return owner;
    const roleId = id.key;
    if (roleId === world.heldRole) throw new StoreError('role-held', `role ${roleId} is held`);
    world.roles.push(`open ${roleId}`);
    world.roleEvents.set(roleId, events);
    const close = owner.close.bind(owner);
    owner.close = () => {
      world.roles.push(`close ${roleId}`);
      return close();
    };
    return owner;
  };
  const fail = () => Promise.reject(new Error('there is no store here'));
  const guarded: Store['guarded'] = (guard) => {
    const write = async () => guard.assertWritable();
    return { table: () => ({ delete: write }) as never, run: () => write().then(fail), query: fail };
  };
  const live: Pick<Live, 'commitTogether' | 'dueAlarms' | 'open'> = {
    open,
    commitTogether: (owners) => memory.commitTogether(owners),
    dueAlarms: (untilMs, countMax) => memory.dueAlarms(untilMs, countMax),
  };
  return { table: () => ({}), run: fail, query: fail, live, guarded } as unknown as Store;
}
