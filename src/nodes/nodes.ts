// This process as one of a game: its bus, its place among the nodes, and what its actors and players share with others. The parts of
// the server are attached when they are there; it takes part from `join` to `leave`.
import type { ActorSystem } from '../actor/index.ts';
import {
  type Clock,
  type Counters,
  type Logger,
  messageOf,
  type Random,
  sleep,
  type TimingWheel,
  toHex,
} from '../base/index.ts';
import { Bus, type BusStatus, type Carrier, NatsCarrier, NatsLink, type NatsOptions } from '../bus/index.ts';
import { ClusterError, type Kv, LEASE_MS, NatsKv, type NodeFacts, Registry } from '../cluster/index.ts';
import { CONNECT_LOOK_MS, CONNECT_MS, JOIN_MS_MAX, JOIN_RETRY_MS } from './limits.ts';
import { NodeActors } from './node-actors.ts';
import { type LocalPlayers, NodePlayers } from './node-players.ts';

const PROCESS_BYTES = 4;
const ALL_KINDS = ['*'];

export interface NodesParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly counters: Counters;
  readonly wheel: Pick<TimingWheel, 'set' | 'clear'>;
  /** Calls back when sockets have had their time. */
  readonly later: (callback: () => void) => void;
}

export interface NodesOptions {
  /** Processes with the same name play together. */
  readonly game: string;
  /** Of this process, another one for each. */
  readonly node: string;
  readonly version: string;
}

/** The ways to the others. */
interface Ways {
  readonly process: string;
  readonly carrier: Carrier;
  readonly kv: Kv;
}

export interface NodesStatus {
  readonly node: string;
  readonly isMember: boolean;
  readonly bus: BusStatus;
  readonly nodes: readonly NodeFacts[];
}

/** The parts of a server that take part. */
export interface LocalServer {
  readonly actors: ActorSystem;
  readonly arrivals: LocalPlayers;
  /** Sessions of players. */
  readonly playerCount: () => number;
}

export class Nodes {
  readonly actors: NodeActors;
  readonly players: NodePlayers;
  readonly #bus: Bus;
  readonly #registry: Registry;
  readonly #parts: NodesParts;
  readonly #options: NodesOptions;
  #local: LocalServer | null = null;
  #playersAt: string | null = null;

  constructor(options: NodesOptions, { process, carrier, kv }: Ways, parts: NodesParts) {
    this.#parts = parts;
    this.#options = options;
    const { clock, log, counters, wheel, later } = parts;
    this.#bus = new Bus({ carrier, node: process, cluster: options.game, clock, wheel, log, counters, later });
    this.#registry = new Registry({
      kv,
      clock,
      log,
      facts: { process, name: options.node, version: options.version, kinds: ALL_KINDS, startedMs: clock.wallMs() },
      load: () => ({
        players: this.#local?.playerCount() ?? 0,
        awake: this.#local?.actors.ownerCount ?? 0,
        playersAt: this.#playersAt,
      }),
    });
    this.#bus.whenChanged((isConnected) => this.#registry.connection(isConnected));
    this.actors = new NodeActors({ bus: this.#bus, registry: this.#registry, clock, log, counters });
    this.players = new NodePlayers({ bus: this.#bus, places: this.actors.places, log, counters });
  }

  /** Over NATS. Connects from now on, whether the server is there or not. */
  static overNats(
    options: NodesOptions & { readonly nats: NatsOptions; readonly replicas: number },
    parts: NodesParts,
  ): Nodes {
    const { clock, random, log } = parts;
    const process = `${options.node}-${toHex(random.bytes(PROCESS_BYTES))}`;
    const link = new NatsLink(options.nats, { clock, random });
    const carrier = new NatsCarrier(link, `jadegate.${options.game}.r.${process}`);
    const { replicas } = options;
    const kv = new NatsKv({ link, bucket: `jadegate-${options.game}-nodes`, ttlMs: LEASE_MS, replicas, clock, log });
    return new Nodes(options, { process, carrier, kv }, parts);
  }

  attach(local: LocalServer): void {
    this.#local = local;
    this.actors.attach(local.actors.entry);
    this.players.attach(local.arrivals);
  }

  /** Where players connect to this process. */
  listening(playersAt: string): void {
    this.#playersAt = playersAt;
  }

  /**
   * Waits for NATS, and takes the name of the node. Rejects with `node-taken` when another process keeps it. Without NATS it waits: it
   * logs that it does.
   */
  async join(): Promise<void> {
    const { clock, log } = this.#parts;
    let untilMs: number | null = null;
    let isLogged = false;
    const connectedMs = clock.monotonicMs() + CONNECT_MS;
    while (!this.#bus.isConnected && clock.monotonicMs() < connectedMs) await sleep(clock, CONNECT_LOOK_MS);
    for (;;) {
      try {
        await this.#registry.start();
        const seconds = LEASE_MS / 1_000;
        log.info(`this is node '${this.#options.node}' of the game '${this.#options.game}'`, { leaseSeconds: seconds });
        return;
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        // Its own earlier run may have had the name, and have died a moment ago.
        if (error.code === 'node-taken') untilMs ??= clock.monotonicMs() + JOIN_MS_MAX;
        if (untilMs !== null && clock.monotonicMs() >= untilMs) throw error;
        if (!isLogged) log.warn(`the start waits: ${messageOf(error)}`);
        isLogged = true;
        await sleep(clock, JOIN_RETRY_MS);
      }
    }
  }

  status(): NodesStatus {
    const { isHeld } = this.#registry;
    return { node: this.#options.node, isMember: isHeld, bus: this.#bus.status(), nodes: this.#registry.nodes() };
  }

  /** Gives the actors that have their places here to others, step by step. */
  async drain(): Promise<void> {
    await this.#registry.drain();
  }

  /** Others get what has its place here. */
  async leave(): Promise<void> {
    await this.#registry.stop();
  }

  async close(): Promise<void> {
    this.actors.stop();
    this.players.stop();
    await this.#bus.close();
  }
}
