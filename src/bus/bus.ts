// How processes talk: messages and calls to one process, or to whoever serves a topic. What leaves in one turn of the event loop for
// one address is one message of the carrier. A message arrives at most once, and in the order of its sender and address; a call ends
// within its deadline, with an answer or an error by name. What a failure means for the caller is `mayHaveRun`.
import {
  assert,
  type Clock,
  type Counters,
  isLate,
  type Logger,
  messageOf,
  stackOf,
  type TimingWheel,
} from '../base/index.ts';
import { type Address, isNodeName, nodeAddress } from './address.ts';
import { BusError, knownCode } from './bus-error.ts';
import type { Carrier } from './carrier.ts';
import { FRAME_KIND, type Frame, frameBytes } from './frame.ts';
import { BODY_BYTES_MAX, CALL_MS, CALL_MS_MAX, DRAIN_MS_MAX, NAME_LENGTH_MAX, SERVED_MAX } from './limits.ts';
import { Outbox } from './outbox.ts';
import { PendingCalls } from './pending-calls.ts';
import { type CallHandler, type Handlers, Station } from './station.ts';

/** Bytes that the head of a bundle takes at most. */
const HEAD_BYTES_MAX = 256;
/** Subjects of one installation begin with it. */
const SUBJECT_PREFIX = 'jadegate';

export interface BusOptions {
  readonly carrier: Carrier;
  /** The name of this process: another one after each start. */
  readonly node: string;
  /** Processes of one game; others on the same carrier do not hear them. */
  readonly cluster?: string;
  readonly clock: Clock;
  readonly wheel: Pick<TimingWheel, 'set' | 'clear'>;
  readonly log: Logger;
  readonly counters: Counters;
  /** Calls back when the turn of the event loop is over. */
  readonly later: (callback: () => void) => void;
}

export interface BusStatus {
  readonly isConnected: boolean;
  /** Calls of this process that wait for answers, and calls of others that it works on. */
  readonly calls: number;
  readonly serving: number;
  /** Bytes that wait for the connection or the server. */
  readonly heldBytes: number;
}

interface Served {
  readonly station: Station;
  readonly unsubscribe: () => void;
}

export class Bus {
  readonly node: string;
  readonly #options: BusOptions;
  readonly #outbox: Outbox;
  readonly #pending: PendingCalls;
  readonly #stations = new Map<string, Served>();
  readonly #bodyBytesMax: number;
  /** Calls of others that this process works on. */
  #serving = 0;
  #served: PromiseWithResolvers<void> | null = null;
  #lostAtMs: number | null = null;
  #isClosing = false;
  readonly #watchers = new Set<(isConnected: boolean) => void>();

  constructor(options: BusOptions) {
    assert(isNodeName(options.node), 'the name of a node was checked');
    const { carrier, clock, counters, later, node } = options;
    this.#options = options;
    this.node = node;
    this.#bodyBytesMax = Math.min(
      BODY_BYTES_MAX,
      carrier.messageBytesMax - HEAD_BYTES_MAX - frameBytes('', NAME_LENGTH_MAX),
    );
    const prefix = `${SUBJECT_PREFIX}.${options.cluster ?? 'main'}`;
    const subjects = new Map<Address, string>();
    const subjectOf = (address: Address): string => {
      const known = subjects.get(address);
      if (known !== undefined) return known;
      if (subjects.size >= SUBJECTS_MAX) subjects.clear();
      const subject = `${prefix}.${address}`;
      subjects.set(address, subject);
      return subject;
    };
    this.#outbox = new Outbox({ carrier, clock, counters, node, later, subjectOf });
    this.#pending = new PendingCalls(options.wheel);
    this.#subjectOf = subjectOf;
    // Answers come to the address of the process.
    this.#station(nodeAddress(node), null);
    carrier.start({
      connected: () => this.#connected(),
      disconnected: (reason) => this.#disconnected(reason),
      nobody: (ticket) => this.#pending.nobody(ticket),
      slow: (count) => this.#slow(count),
      refused: (reason) => this.#refusedBundle(reason),
    });
  }

  readonly #subjectOf: (address: Address) => string;

  get isConnected(): boolean {
    return this.#outbox.isConnected;
  }

  status(): BusStatus {
    const { isConnected, heldBytes } = this.#outbox;
    return { isConnected, calls: this.#pending.count, serving: this.#serving, heldBytes };
  }

  /** Calls back when the connection is lost or back, until the returned function is called. */
  whenChanged(changed: (isConnected: boolean) => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /**
   * Sends a message, which nobody answers: it arrives at most once. Throws `bus-too-big`, `bus-closed`, and `bus-busy` or
   * `bus-disconnected` when no more may wait.
   */
  send(address: Address, name: string, body: Uint8Array): void {
    this.#check(address, name, body);
    this.#outbox.add(address, { kind: FRAME_KIND.message, call: 0, deadlineMs: 0, name }, body);
  }

  /** Rejects with a `BusError`, within `deadlineMs` (5,000 unless given). Of a topic one process should serve calls, or one group. */
  call(
    address: Address,
    name: string,
    { body, deadlineMs = CALL_MS }: { readonly body: Uint8Array; readonly deadlineMs?: number },
  ): Promise<Uint8Array> {
    const waitMs = Math.max(1, Math.min(Math.ceil(deadlineMs), CALL_MS_MAX));
    try {
      this.#check(address, name, body);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#pending.add({ address, name, deadlineMs: waitMs }, (number) => {
      const calls = this.#outbox.add(address, { kind: FRAME_KIND.call, call: number, deadlineMs: waitMs, name }, body);
      this.#outbox.noteCall(calls);
      return calls;
    });
  }

  /**
   * Serves calls and messages at an address until the returned function is called. With a group, one of its members receives each
   * bundle; without, all do. A name has one handler at an address.
   */
  serve(address: Address, handlers: Handlers, group: string | null = null): () => void {
    assert(group === null || isNodeName(group), 'the name of a group fits into a subject');
    const key = group === null ? address : `${address} ${group}`;
    const served = this.#stations.get(key) ?? this.#station(address, group);
    served.station.add(handlers);
    return () => {
      served.station.remove(handlers);
      if (!served.station.isEmpty || address === nodeAddress(this.node)) return;
      this.#stations.delete(key);
      served.unsubscribe();
    };
  }

  /** Answers what it works on, sends what waits, and ends the connection: within a bound. Calls that still wait are rejected. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    const { carrier, clock, log } = this.#options;
    if (this.#serving > 0) {
      this.#served = Promise.withResolvers();
      if (await isLate(clock, DRAIN_MS_MAX, this.#served.promise)) {
        log.warn(`the bus closes while ${this.#serving} calls of other processes are not answered`);
      }
    }
    this.#outbox.flush();
    if (this.isConnected)
      await isLate(
        clock,
        DRAIN_MS_MAX,
        carrier.confirm().catch(() => {}),
      );
    this.#pending.close();
    await isLate(clock, DRAIN_MS_MAX, carrier.close());
  }

  #check(address: Address, name: string, body: Uint8Array): void {
    assert(name.length > 0 && name.length <= NAME_LENGTH_MAX, 'the name of a call fits into a frame');
    if (this.#isClosing) throw new BusError('bus-closed', `${name} at ${address}: this process is stopping`);
    if (body.byteLength <= this.#bodyBytesMax) return;
    const size = `${body.byteLength} bytes are more than the ${this.#bodyBytesMax} that a message may have`;
    throw new BusError('bus-too-big', `${name} at ${address}: ${size}; send less, or in parts`);
  }

  #station(address: Address, group: string | null): Served {
    const { carrier, counters } = this.#options;
    const station = new Station(
      {
        message: (handler, { name, body, deadlineMs }, sender) => {
          try {
            handler(body, { sender, deadlineMs });
          } catch (error) {
            this.#failed(`the message ${name} of ${sender}`, error);
          }
        },
        called: (handler, frame, sender) => this.#called(handler, frame, sender),
        answered: (frame) => this.#answered(frame),
      },
      { counters, isGroup: group !== null },
    );
    const unsubscribe = carrier.subscribe(this.#subjectOf(address), group, (bytes) => station.received(bytes));
    const served = { station, unsubscribe };
    this.#stations.set(group === null ? address : `${address} ${group}`, served);
    return served;
  }

  #called(handler: CallHandler | undefined, frame: Frame, sender: string): void {
    const { call, name, body, deadlineMs } = frame;
    if (!isNodeName(sender)) return;
    const to = { sender, call, name };
    if (handler === undefined) {
      const message = `process ${this.node} has no call '${name}': it runs another release`;
      this.#refuse(to, new BusError('bus-unknown-call', message));
    } else if (this.#isClosing) {
      this.#refuse(to, new BusError('bus-closed', `process ${this.node} is stopping`));
    } else if (this.#serving >= SERVED_MAX) {
      const message = `process ${this.node} works on ${SERVED_MAX} calls already; try again later`;
      this.#refuse(to, new BusError('bus-busy', message));
    } else {
      let answer: Uint8Array | Promise<Uint8Array>;
      try {
        answer = handler(body, { sender, deadlineMs });
      } catch (error) {
        this.#threw(to, error);
        return;
      }
      if (answer instanceof Uint8Array) this.#answer(to, answer);
      else this.#answerLater(to, answer);
    }
  }

  #answerLater(to: Caller, answer: Promise<Uint8Array>): void {
    this.#serving++;
    const settled = (): void => {
      this.#serving--;
      if (this.#serving === 0) this.#served?.resolve();
    };
    answer.then(
      (body) => {
        this.#answer(to, body);
        settled();
      },
      (error: unknown) => {
        this.#threw(to, error);
        settled();
      },
    );
  }

  #answer(to: Caller, body: Uint8Array): void {
    if (body.byteLength > this.#bodyBytesMax) {
      const message = `the answer of ${to.name} has ${body.byteLength} bytes, more than ${this.#bodyBytesMax}`;
      this.#refuse(to, new BusError('bus-too-big', message, { mayHaveRun: true }));
    } else this.#reply(to, { kind: FRAME_KIND.answer, name: '' }, body);
  }

  #threw(to: Caller, error: unknown): void {
    if (error instanceof BusError) {
      this.#refuse(to, error);
      return;
    }
    this.#failed(`the call ${to.name} of ${to.sender}`, error);
    this.#refuse(
      to,
      new BusError('bus-failed', `${to.name} failed at ${this.node}; its log has the error`, { mayHaveRun: true }),
    );
  }

  #refuse(to: Caller, error: BusError): void {
    this.#options.counters.counter('bus_calls_refused', error.code).add();
    const text = Buffer.from(`${error.mayHaveRun ? '!' : ' '}${error.message}`);
    this.#reply(to, { kind: FRAME_KIND.refusal, name: error.code }, text);
  }

  #reply(
    { sender, call }: Caller,
    { kind, name }: { readonly kind: number; readonly name: string },
    body: Uint8Array,
  ): void {
    try {
      this.#outbox.add(nodeAddress(sender), { kind, call, deadlineMs: 0, name }, body);
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      // Its caller waits until its deadline.
      this.#options.counters.counter('bus_answers_dropped', error.code).add();
    }
  }

  #answered({ kind, call, name, body }: Frame): void {
    const isKnown =
      kind === FRAME_KIND.answer
        ? this.#pending.answered(call, body)
        : this.#pending.refused(call, (what) => {
            const text = Buffer.from(body).toString();
            const code = knownCode(name);
            const why = code === name ? text.slice(1) : `${name}: ${text.slice(1)}`;
            return new BusError(code, `${what}: ${why}`, { mayHaveRun: text.startsWith('!') });
          });
    if (!isKnown) this.#options.counters.counter('bus_answers_late').add();
  }

  #failed(what: string, error: unknown): void {
    this.#options.counters.counter('bus_handlers_failed').add();
    this.#options.log.error(`${what} failed: ${messageOf(error)}`, { stack: stackOf(error) });
  }

  #connected(): void {
    const { carrier, clock, log } = this.#options;
    if (this.#lostAtMs !== null) {
      const seconds = Math.round((clock.monotonicMs() - this.#lostAtMs) / 1_000);
      log.info(`the connection to ${carrier.description} is back`, { seconds });
    }
    this.#lostAtMs = null;
    this.#outbox.connected();
    for (const changed of this.#watchers) changed(true);
  }

  #disconnected(reason: string): void {
    const { carrier, clock, counters, log } = this.#options;
    if (this.#lostAtMs !== null || this.#isClosing) return;
    this.#lostAtMs = clock.monotonicMs();
    this.#outbox.disconnected();
    counters.counter('bus_connections_lost').add();
    log.warn(`the connection to ${carrier.description} is lost; it is tried again until it is back`, { reason });
    for (const changed of this.#watchers) changed(false);
  }

  #refusedBundle(reason: string): void {
    const { carrier, counters, log } = this.#options;
    counters.counter('bus_bundles_dropped', 'refused').add();
    log.warn(`${carrier.description} did not take a bundle of messages: ${reason}`);
  }

  #slow(count: number): void {
    const { counters, log } = this.#options;
    counters.counter('bus_bundles_dropped', 'slow').add(count);
    log.warn('this process takes messages too slowly, and some were dropped', { bundles: count });
  }
}

/** Subjects of addresses that are kept. */
const SUBJECTS_MAX = 8_192;

/** Where an answer goes. */
interface Caller {
  readonly sender: string;
  readonly call: number;
  readonly name: string;
}
