// A reactor on a simulated network for tests, with raw peers that send exactly the bytes of the test.
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { FieldReader, FieldWriter } from '../handover/index.ts';
import { createLength16 } from '../wire/index.ts';
import type { Connection, ConnectionHandler } from './connection.ts';
import { readConnection, writeConnection } from './connection-record.ts';
import { InheritedPorts } from './inherited-ports.ts';
import { bytesOf, IoRecorder, type SocketRecord } from './io-recorder.fixture.ts';
import { type NetworkOptions, SimulatedNetwork } from './io-simulated.ts';
import type { Listener, ListenerOptions } from './listener.ts';
import type { CloseReason } from './names/index.ts';
import { createReactor, type Reactor } from './reactor.ts';

const SERVER = '10.0.0.1';

/** A connection at the server, with all calls of its handler. */
export interface Seen {
  connection: Connection;
  readonly frames: string[];
  /** The calls other than frames, in order. */
  readonly calls: string[];
  reason: CloseReason | null;
}

export class ReactorWorld {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  /** Warnings and other lines for operators, in order. */
  readonly logged: string[] = [];
  readonly network: SimulatedNetwork;
  /** The process that serves now. */
  reactor: Reactor;
  readonly framing = createLength16({ payloadBytesMin: 2, payloadBytesMax: 60_000 });
  readonly seen: Seen[] = [];
  /** Called for each frame, after it was recorded. */
  onFrame: ((seen: Seen, payload: Uint8Array) => void) | null = null;
  onCall: ((seen: Seen, call: string) => void) | null = null;
  #listener: Listener | null = null;
  #options: Partial<ListenerOptions> = {};
  readonly #log: Logger;
  readonly #peers: IoRecorder[] = [];
  readonly #handlers = new Map<Seen, ConnectionHandler>();

  constructor(seed = 1, options: Partial<NetworkOptions> = {}) {
    this.network = new SimulatedNetwork({
      clock: this.clock,
      random: new SeededRandom(seed),
      delayMsMax: 2,
      ...options,
    });
    const io = this.network.createIo({ address: SERVER });
    const write = (text: string): void => {
      this.logged.push(text);
    };
    this.#log = { ...silentLogger, info: write, warn: write, error: write };
    this.reactor = createReactor({ io, clock: this.clock, counters: this.counters, log: this.#log });
  }

  get listener(): Listener {
    if (this.#listener === null) throw new Error('listen first');
    return this.#listener;
  }

  /** Another process takes the port and all connections over; records pass as bytes. Returns the process before. */
  async upgrade(): Promise<Reactor> {
    const old = this.reactor;
    const inherited = new InheritedPorts();
    const io = this.network.createIo({ address: SERVER });
    this.reactor = createReactor({ io, clock: this.clock, counters: this.counters, log: this.#log, inherited });
    this.reactor.move.freeze();
    old.move.freeze();
    for (const { configured, descriptor } of old.move.ports()) inherited.add(configured, descriptor ?? -1);
    await this.listen(this.#options);
    for (const { descriptor, save, handler } of old.move.connections()) {
      const record = save();
      if (record === null || descriptor === null) continue;
      const fields = new FieldWriter();
      writeConnection(fields, record);
      const seen = this.seen.find((each) => this.#handlers.get(each) === handler);
      this.reactor.move.adopt(this.listener, {
        descriptor,
        record: readConnection(new FieldReader(fields.record(), 'a connection')),
        handler: (connection) => this.#handler(connection, seen),
      });
    }
    old.move.release();
    this.reactor.move.thaw();
    return old;
  }

  async listen(options: Partial<ListenerOptions> = {}): Promise<this> {
    this.#options = options;
    this.#listener = await this.reactor.listen({
      endpoint: { host: SERVER, port: 0 },
      framing: this.framing,
      handler: (connection) => this.#handler(connection),
      ...options,
    });
    return this;
  }

  /** A raw peer, by default with its own address. */
  peer(address = `10.1.0.${this.#peers.length + 1}`): RawPeer {
    const recorder = new IoRecorder(this.network.createIo({ address }));
    this.#peers.push(recorder);
    return new RawPeer(recorder, recorder.connect(this.listener.endpoint));
  }

  /** A raw peer whose connection the server has accepted. */
  join(): { readonly peer: RawPeer; readonly seen: Seen } {
    const before = this.seen.length;
    const peer = this.peer();
    this.settle();
    const seen = this.seen[before];
    if (seen === undefined) throw new Error('the server has taken the connection');
    return { peer, seen };
  }

  /** Lets everything in flight arrive. */
  settle(): void {
    this.clock.advance(50);
  }

  /** Runs all promises that wait only for other promises. */
  async promises(): Promise<void> {
    for (let round = 0; round < 20; round++) await Promise.resolve();
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }

  /** Stops; `stop` itself asserts that no deadline and no buffer is left. */
  async stop(): Promise<void> {
    const stopped = this.reactor.stop();
    for (let round = 0; round < 100; round++) {
      await Promise.resolve();
      this.clock.advance(100);
    }
    await stopped;
  }

  /** `earlier`: what the process before saw of it. */
  #handler(connection: Connection, earlier?: Seen): ConnectionHandler {
    const seen: Seen = earlier ?? { connection, frames: [], calls: [], reason: null };
    seen.connection = connection;
    if (earlier === undefined) this.seen.push(seen);
    const call = (name: string): void => {
      seen.calls.push(name);
      this.onCall?.(seen, name);
    };
    const handler: ConnectionHandler = {
      opened: () => call('opened'),
      frame: (bytes, start, end) => {
        seen.frames.push(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
        this.onFrame?.(seen, bytes.slice(start, end));
      },
      tgw: () => call('tgw'),
      drained: () => call('drained'),
      closing: (reason) => call(`closing ${reason}`),
      closed: (reason) => {
        seen.reason = reason;
        call(`closed ${reason}`);
      },
    };
    this.#handlers.set(seen, handler);
    return handler;
  }
}

export class RawPeer {
  readonly recorder: IoRecorder;
  readonly record: SocketRecord;

  constructor(recorder: IoRecorder, record: SocketRecord) {
    this.recorder = recorder;
    this.record = record;
  }

  get text(): string {
    return Buffer.from(bytesOf(this.record)).toString('latin1');
  }

  send(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    this.recorder.io.write(this.record.socket, bytes, 0, bytes.length);
  }

  end(): void {
    this.recorder.io.end(this.record.socket);
  }

  reset(): void {
    this.recorder.io.destroy(this.record.socket);
  }

  pause(): void {
    this.recorder.io.pause(this.record.socket);
  }

  resume(): void {
    this.recorder.io.resume(this.record.socket);
  }
}

/** A payload of text as one length16 frame. */
export function frameOf(payload: string): string {
  return String.fromCharCode(payload.length >> 8, payload.length & 0xff) + payload;
}
