// How a new server takes over from the one that runs: its steps beside those of an ordinary start. Until `commit` resolves it writes
// nothing, reads from no client and accepts nobody.
import { ActorsTaker } from '../actor/index.ts';
import { messageOf, VERSION } from '../base/index.ts';
import { type Gate, GateTaker } from '../gate/index.ts';
import { type HandoverChannel, HandoverError, type HandoverTaker, NewSide } from '../handover/index.ts';
import { ownPid, type Runtime } from '../process/index.ts';
import { InheritedPorts, ListenersTaker, type Reactor } from '../reactor/index.ts';
import { StoreTaker } from '../store/front/index.ts';
import type { Store, Table } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { type HandoverPoint, watchedTaker } from './handover-points.ts';
import { ControlTaker, type Descriptors, HttpTaker, LogTaker } from './process-parts.ts';

/** The server before this one. */
export interface Predecessor {
  readonly channel: HandoverChannel;
  readonly descriptors: Descriptors;
  /** Ends this process at once: it serves nobody, and the server that runs must not wait for it. */
  gaveUp(reason: string): void;
}

export interface SuccessionOptions {
  readonly predecessor: Predecessor;
  readonly store: {
    readonly location: string;
    readonly serverIds: readonly number[];
    readonly tables: readonly Table[];
  };
  readonly messages: readonly MessageType[];
  /** Whether the I/O can take connections over. */
  readonly canAdopt: boolean;
  readonly point: HandoverPoint | null;
}

export class Succession {
  /** Ports that are open already. */
  readonly ports = new InheritedPorts();
  readonly #side: NewSide;
  readonly #gate: GateTaker;
  readonly #actors = new ActorsTaker();
  readonly #listeners: ListenersTaker;
  readonly #http: HttpTaker;
  readonly #control = new ControlTaker();
  readonly #agreed = Promise.withResolvers<void>();
  readonly #copied = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<Store['heir']>();
  readonly #arrived = Promise.withResolvers<void>();
  readonly #adopted = Promise.withResolvers<void>();
  /** Modules begin before the commit; what writes at their start ends behind it. */
  #started: Promise<void> = Promise.resolve();
  readonly #outcome: Promise<void>;
  readonly #gaveUp: (reason: string) => void;

  constructor({ predecessor, store, messages, canAdopt, point }: SuccessionOptions, { clock }: Pick<Runtime, 'clock'>) {
    const { channel, descriptors } = predecessor;
    this.#gaveUp = (reason) => predecessor.gaveUp(reason);
    const close = (descriptor: number): void => descriptors.closeDescriptor(descriptor);
    this.#gate = new GateTaker({ messages, canAdopt }, close);
    this.#listeners = new ListenersTaker(this.ports, close);
    this.#http = new HttpTaker(descriptors);
    const adopting = {
      name: this.#actors.name,
      describe: () => this.#actors.describe(),
      take: (kind: number, body: Uint8Array) => this.#actors.take(kind, body),
      adopted: () => {
        this.#arrived.resolve();
        return this.#adopted.promise;
      },
      start: async () => {
        await this.#started;
        await this.#actors.start();
      },
      discard: () => this.#actors.discard(),
    };
    const takers: readonly HandoverTaker[] = [
      new LogTaker(descriptors),
      new StoreTaker(store, this.#opened.promise),
      adopting,
      this.#gate,
      this.#listeners,
      this.#http,
      this.#control,
    ];
    this.#side = new NewSide({
      takers: point === null ? takers : takers.map((taker) => watchedTaker(taker, point)),
      channel,
      clock,
      release: VERSION,
      pid: ownPid,
      agreed: () => this.#agreed.resolve(),
      copied: () => this.#copied.resolve(),
    });
    for (const { promise } of this.#waits) promise.catch(() => {});
    this.#outcome = this.#run();
    this.#outcome.catch(() => {});
  }

  async #run(): Promise<void> {
    const { kind, reason } = await this.#side.run();
    if (kind === 'run') return;
    this.#gaveUp(reason ?? '');
    const error = new HandoverError('handover-refused', `This server did not take over: ${reason}`);
    for (const waiting of this.#waits) waiting.reject(error);
    throw error;
  }

  get #waits(): readonly { readonly promise: Promise<unknown>; reject(error: Error): void }[] {
    return [this.#agreed, this.#copied, this.#opened, this.#arrived, this.#adopted];
  }

  /** The server that runs agrees. Rejects with what differs. */
  agreed(): Promise<void> {
    return this.#agreed.promise;
  }

  /** The store is opened beside the server that runs. */
  opened(store: Pick<Store, 'heir'>): void {
    this.#opened.resolve(store.heir);
  }

  /** The ports that are passed on are there. */
  copied(): Promise<void> {
    return this.#copied.promise;
  }

  /** Everything arrived, and the store may be read. Until then players play on the server that runs. */
  arrived(): Promise<void> {
    this.#side.prepared();
    return this.#arrived.promise;
  }

  /** Starts the modules. Resolves when they have, or when they wait for something that they write. */
  async start(gate: Gate, store: Pick<Store, 'heir'>): Promise<void> {
    this.#started = gate.modules.start();
    this.#started.catch(() => {});
    await Promise.race([this.#started, store.heir.body.handOver.blocked]);
  }

  /** The gate takes its sessions, when its ports are open. */
  adopt(gate: Gate, reactor: Reactor): void {
    this.#actors.adopt(gate.actors);
    this.#listeners.adopt(reactor);
    this.#gate.adopt(gate);
    this.#adopted.resolve();
  }

  /** Resolves when this server serves. */
  commit(): Promise<void> {
    return this.#outcome;
  }

  /** The descriptor of the HTTP port, if it is the same one. */
  httpPort(endpoint: { readonly host: string; readonly port: number } | null): number | null {
    return this.#http.takeFor(endpoint);
  }

  /** The start failed: the server that runs serves on. Resolves when it knows why. */
  async fail(error: unknown): Promise<void> {
    this.#side.fail(messageOf(error));
    await this.#outcome.catch(() => {});
  }
}
