// A process of actors for tests: the system over a store in memory, a clock that the test moves, and a record of what was sent.
import {
  assert,
  Counters,
  type LogFields,
  type Logger,
  ManualClock,
  SeededRandom,
  TimingWheel,
} from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import { ActorSystem } from './actor-system.ts';
import type { AnyActor } from './define-actor.ts';
import type { CrashStep } from './host.ts';
import { MemoryStore } from './live-memory.fixture.ts';
import type { AnyOffer, Offer } from './offer.ts';
import type { Output, Recipients } from './output.ts';
import type { PartScope } from './owner-self.ts';
import type { CallOptions } from './ref.ts';
import type { Scope } from './scope.ts';
import type { Stream, StreamEncoding } from './stream.ts';

const WHEEL_MS = 100;

export interface Sent {
  /** Null for a broadcast. */
  readonly to: bigint | null;
  readonly message: unknown;
}

export class ActorWorld {
  readonly clock: ManualClock;
  readonly store: MemoryStore;
  readonly counters = new Counters();
  readonly system: ActorSystem;
  readonly sent: Sent[] = [];
  readonly logged: string[] = [];
  /** Roles that play. */
  readonly playing = new Set<bigint>();
  readonly #streams = new Map<bigint, RecordedStream>();
  /** Where the process is to die: from then on its store keeps nothing. */
  crashAt: CrashStep | null = null;
  /** Learns of what is sent, when it is sent. */
  onSent: ((sent: readonly Sent[]) => void) | null = null;
  readonly wheel: TimingWheel;
  /** Runs what waits until sockets have had their time. */
  later: (callback: () => void) => void = queueMicrotask;

  constructor(
    actors: readonly AnyActor[],
    options: {
      readonly clock?: ManualClock;
      readonly store?: MemoryStore;
      readonly settings?: unknown;
      readonly isStarted?: boolean;
      /** What other modules offer. */
      readonly offers?: ReadonlyMap<AnyOffer, unknown>;
      /** Of a role that plays; recorded unless given. */
      readonly streamOf?: (roleId: bigint) => Stream | null;
    } = {},
  ) {
    this.clock = options.clock ?? new ManualClock();
    this.store = options.store ?? new MemoryStore();
    const wheel = new TimingWheel({ tickMs: WHEEL_MS, slotCount: 1_024, nowMs: this.clock.monotonicMs() });
    this.wheel = wheel;
    this.clock.every(WHEEL_MS, () => wheel.advance(this.clock.monotonicMs()));
    const { streamOf = (roleId: bigint) => this.streamOf(roleId) } = options;
    const random = new SeededRandom(1);
    const log = recordTo(this.logged);
    const scope: PartScope = {
      module: 'test',
      settings: options.settings ?? {},
      clock: this.clock,
      random,
      log,
      store: {},
      use: <V>(offer: Offer<V>) => {
        if (options.offers?.has(offer) !== true) throw new Error(`this test does not offer '${offer.name}'`);
        return options.offers.get(offer) as V;
      },
    };
    this.system = new ActorSystem({
      live: this.store,
      clock: this.clock,
      random,
      log,
      counters: this.counters,
      wheel,
      timeZone: 'UTC',
      createOutput: () => new RecordedOutput(this),
      isPlaying: (roleId) => this.playing.has(roleId),
      streamOf: (roleId) => (this.playing.has(roleId) ? streamOf(roleId) : null),
      later: (callback) => this.later(callback),
      crashPoint: (step) => this.#crash(step),
    });
    for (const definition of actors) this.system.add(definition, scope);
    if (options.isStarted !== false) this.system.start();
  }

  /** What actors stream to the role. */
  streamOf(roleId: bigint): RecordedStream {
    const stream = this.#streams.get(roleId) ?? new RecordedStream();
    this.#streams.set(roleId, stream);
    return stream;
  }

  /** The scope of code outside of turns. */
  get scope(): Pick<Scope<Record<never, never>, unknown>, 'actor' | 'together'> {
    const { system } = this;
    const scope = {
      actor: (definition: unknown, key: unknown) => system.ref(definition, key, null),
      together: (
        refs: readonly unknown[],
        change: (...shares: readonly unknown[]) => unknown,
        options: CallOptions = {},
      ) => system.together(null, { refs, change, options }),
    };
    // The system forgets the types that the scope has.
    return scope as unknown as Pick<Scope<Record<never, never>, unknown>, 'actor' | 'together'>;
  }

  /** Lets everything run that needs no time to pass. */
  async settle(): Promise<void> {
    for (let round = 0; round < 50; round++) await Promise.resolve();
  }

  async advance(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= WHEEL_MS) {
      this.clock.advance(Math.min(leftMs, WHEEL_MS));
      await this.settle();
    }
  }

  #crash(step: CrashStep): void {
    if (this.crashAt !== step) return;
    this.crashAt = null;
    this.store.isDead = true;
  }
}

class RecordedOutput implements Output {
  readonly #world: ActorWorld;
  #held: Sent[] = [];

  constructor(world: ActorWorld) {
    this.#world = world;
  }

  send<M>(roleId: bigint, _type: MessageType<M>, message: M): void {
    this.#held.push({ to: roleId, message: structuredClone(message) });
  }

  sendAll<M>({ roleIds, except }: Recipients, _type: MessageType<M>, message: M): void {
    for (const to of roleIds) if (to !== except) this.#held.push({ to, message: structuredClone(message) });
  }

  broadcast<M>(_type: MessageType<M>, message: M): void {
    this.#held.push({ to: null, message: structuredClone(message) });
  }

  flush(): void {
    this.#world.onSent?.(this.#held);
    this.#world.sent.push(...this.#held);
    this.#held = [];
  }

  discard(): void {
    this.#held = [];
  }
}

/** Packets with heads of one byte: the length. */
const RECORDED_ENCODING: StreamEncoding = {
  layout: 'packed',
  headBytes: () => 1,
  writeHead: (bytes, at, payloadBytes) => {
    bytes[at] = payloadBytes;
    return at + 1;
  },
};

export class RecordedStream implements Stream {
  readonly encoding = RECORDED_ENCODING;
  backlogBytes = 0;
  /** Packets without their heads. */
  readonly packets: string[] = [];

  send(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const packetEnd = at + 1 + (bytes[at] ?? 0);
      this.packets.push(Buffer.from(bytes.subarray(at + 1, packetEnd)).toString('latin1'));
      at = packetEnd;
    }
    assert(at === end, 'a stream is sent whole packets');
  }

  readonly isLoose = false;

  sendLoose(bytes: Uint8Array, start: number, end: number): void {
    this.send(bytes, start, end);
  }

  settle(): void {}
}

function recordTo(lines: string[]): Logger {
  const write = (message: string, fields?: LogFields): void => {
    lines.push(fields === undefined ? message : `${message} ${JSON.stringify(fields)}`);
  };
  return { debug: () => {}, info: write, warn: write, error: write, child: () => recordTo(lines) };
}
