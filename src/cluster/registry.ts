// The nodes of a game: this one, by a lease on its name, and the others, as their entries are seen. A node that is not renewed for the
// time of a lease is gone here, on the clock of this process; while this process itself is cut off, it keeps the last it has seen.
// From the nodes follows who has which actor (`placement.ts`).
import { type Cancel, type Clock, type Logger, messageOf } from '../base/index.ts';
import { ClusterError } from './cluster-error.ts';
import type { Kv } from './kv.ts';
import { Lease } from './lease.ts';
import { MOVES_A_SECOND, NODES_MAX, RENEWAL_TRIES, RENEWALS, WEIGHT_STEP_MIN } from './limits.ts';
import { type NodeFacts, readFacts, writeFacts } from './node-facts.ts';
import { nextWeight, Placement } from './placement.ts';

const KEY_PREFIX = 'node.';
const ALL_KINDS = '*';

/** What a process says about itself; the registry adds its weight. */
export type OwnFacts = Omit<NodeFacts, 'weight' | 'isDraining' | keyof Load>;
/** What changes. */
type Load = Pick<NodeFacts, 'players' | 'awake' | 'playersAt'>;

export interface RegistryParts {
  readonly kv: Kv;
  readonly clock: Clock;
  readonly log: Logger;
  readonly facts: OwnFacts;
  /** Asked at each renewal. */
  readonly load: () => Load;
  readonly movesASecond?: number;
}

/** Another node, as of its last renewal. */
interface Seen {
  readonly facts: NodeFacts;
  readonly seenMs: number;
}

export class Registry {
  readonly #parts: RegistryParts;
  readonly #lease: Lease;
  readonly #nodes = new Map<string, Seen>();
  readonly #watchers = new Set<() => void>();
  readonly #placements = new Map<string, Placement>();
  #weight = 0;
  #isDraining = false;
  #isConnected = true;
  #isStopped = false;
  #isStarted = false;
  #isJoining = false;
  #stopWatch: (() => void) | null = null;
  #cancelSweep: Cancel | null = null;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
    const { kv, clock, facts } = parts;
    this.#lease = new Lease({
      kv,
      clock,
      key: `${KEY_PREFIX}${facts.name}`,
      value: () => this.#value(),
      isOwn: (value) => readFacts(value)?.process === facts.process,
      // The name of a node is no right to data: of that the database's own epochs decide.
      isExclusive: false,
      lost: (reason) => this.#lost(reason),
    });
  }

  /** Whether this process has the lease of its node now. */
  get isHeld(): boolean {
    return this.#lease.isHeld;
  }

  /** Whether an answer may leave: not when the lease was lost, because others may have taken over what was here. */
  get mayAcknowledge(): boolean {
    return this.#isStopped || this.isHeld;
  }

  /** Of the lease of this node, for columns that fence writes; null when it is not held. */
  get epoch(): number | null {
    return this.#lease.epoch;
  }

  /** Of this process, on the bus. */
  get process(): string {
    return this.#parts.facts.process;
  }

  /** Takes the name, and begins to watch the others. Rejects with `node-taken` or `cluster-unavailable`. */
  async start(): Promise<void> {
    const { kv, clock, facts } = this.#parts;
    this.#stopWatch = kv.watch({
      changed: ({ key, value }) => this.#changed(key, value),
      removed: (key) => this.#removed(key),
    });
    this.#cancelSweep = clock.every(kv.ttlMs / RENEWAL_TRIES, () => this.#sweep());
    let isTaken: boolean;
    try {
      isTaken = await this.#lease.acquire();
    } catch (cause) {
      throw new ClusterError('cluster-unavailable', `the leases of the nodes cannot be reached: ${messageOf(cause)}`, {
        cause,
      });
    }
    if (!isTaken) {
      this.#stopWatch();
      this.#cancelSweep();
      const message = `the node '${facts.name}' runs already, or has ended less than ${kv.ttlMs / 1_000} s ago without saying so: give each process a name of its own (cluster.node), or wait`;
      throw new ClusterError('node-taken', message);
    }
    this.#isStarted = true;
    this.#noteChange();
  }

  /** The nodes, by name, this one included while it has its lease. */
  nodes(): readonly NodeFacts[] {
    const others = [...this.#nodes.values()].map(({ facts }) => facts);
    const all = this.isHeld ? [...others, this.#facts()] : others;
    return all.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Whether the process is on the bus, as far as this one knows. */
  isAlive(process: string): boolean {
    if (process === this.process) return true;
    for (const { facts } of this.#nodes.values()) if (facts.process === process) return true;
    return false;
  }

  /** The process that has the actor of that kind; null when no node offers the kind. */
  processOf(kind: string, key: string): string | null {
    return this.#placementOf(kind).nodeOf(key);
  }

  /** Calls back when a node has come, gone, or changed its weight or kinds, until the returned function is called. */
  whenChanged(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** The connection to the server is lost or back. While it is lost nobody is given up, as nobody is heard. */
  connection(isConnected: boolean): void {
    const { clock } = this.#parts;
    if (isConnected && !this.#isConnected) {
      for (const [key, { facts }] of this.#nodes) this.#nodes.set(key, { facts, seenMs: clock.monotonicMs() });
    }
    this.#isConnected = isConnected;
  }

  /** Gives the actors of this node to others, step by step. Resolves when it has none any more that are placed here. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    while (this.#weight > 0 && !this.#isStopped && this.#others().length > 0) {
      await this.#lease.renew();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#parts.clock.after(this.#parts.kv.ttlMs / RENEWALS, resolve);
      await promise;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopWatch?.();
    this.#cancelSweep?.();
    await this.#lease.release();
  }

  #facts(): NodeFacts {
    const { facts, load } = this.#parts;
    return { ...facts, ...load(), weight: this.#weight, isDraining: this.#isDraining };
  }

  /** Each renewal is a step of joining or draining. */
  #value(): string {
    // The first entry has no weight: others are not known yet.
    if (this.#isStarted) this.#grow();
    return writeFacts(this.#facts());
  }

  #others(): readonly NodeFacts[] {
    return [...this.#nodes.values()].map(({ facts }) => facts).filter(({ weight }) => weight > 0);
  }

  #grow(): void {
    const { kv, load, movesASecond = MOVES_A_SECOND } = this.#parts;
    const others = this.#others();
    const weight = nextWeight({
      weight: this.#weight,
      target: this.#isDraining ? 0 : 1,
      othersWeight: others.reduce((sum, each) => sum + each.weight, 0),
      awakeCount: others.reduce((sum, { awake }) => sum + awake, load().awake),
      seconds: kv.ttlMs / RENEWALS / 1_000,
      movesASecond,
      stepMin: WEIGHT_STEP_MIN,
    });
    if (weight === this.#weight) return;
    this.#weight = weight;
    this.#noteChange();
  }

  #placementOf(kind: string): Placement {
    const known = this.#placements.get(kind);
    if (known !== undefined) return known;
    const offering = this.nodes().filter(({ kinds }) => kinds.includes(kind) || kinds.includes(ALL_KINDS));
    // Nodes that join together, or the last one that drains, have no weight yet: somebody must have the actors.
    const isAnyWeighted = offering.some(({ weight }) => weight > 0);
    const placement = new Placement(
      offering.map(({ process, weight }) => ({ name: process, weight: isAnyWeighted ? weight : 1 })),
    );
    this.#placements.set(kind, placement);
    return placement;
  }

  #changed(key: string, value: string): void {
    const facts = key.startsWith(KEY_PREFIX) ? readFacts(value) : null;
    if (facts === null || facts.process === this.process) return;
    const before = this.#nodes.get(key)?.facts;
    if (before === undefined && this.#nodes.size >= NODES_MAX) return;
    this.#nodes.set(key, { facts, seenMs: this.#parts.clock.monotonicMs() });
    if (before === undefined || before.process !== facts.process) {
      this.#parts.log.info(`node '${facts.name}' is there`, { version: facts.version, kinds: facts.kinds.join(',') });
    }
    if (!isPlacedAlike(before, facts)) this.#noteChange();
  }

  #removed(key: string): void {
    const seen = this.#nodes.get(key);
    if (seen === undefined) return;
    this.#nodes.delete(key);
    this.#parts.log.info(`node '${seen.facts.name}' has left`);
    this.#noteChange();
  }

  /** Others that were not renewed are gone; a node that has lost its own lease takes it again when it can. */
  #sweep(): void {
    const { clock, kv, log } = this.#parts;
    const nowMs = clock.monotonicMs();
    let isChanged = false;
    for (const [key, { facts, seenMs }] of this.#nodes) {
      if (!this.#isConnected || nowMs - seenMs < kv.ttlMs) continue;
      this.#nodes.delete(key);
      isChanged = true;
      log.warn(`node '${facts.name}' shows no sign of life for ${kv.ttlMs / 1_000} s; its actors are placed elsewhere`);
    }
    if (isChanged) this.#noteChange();
    if (!this.isHeld && !this.#isStopped) void this.#join();
  }

  async #join(): Promise<void> {
    if (this.#isJoining || !this.#isStarted) return;
    this.#isJoining = true;
    try {
      if (await this.#lease.acquire()) {
        this.#parts.log.info('this node is in the game again');
        this.#noteChange();
      }
    } catch {
      // The loss was logged; it is tried again.
    } finally {
      this.#isJoining = false;
    }
  }

  #lost(reason: string): void {
    if (this.#isStopped) return;
    this.#weight = 0;
    this.#parts.log.error(`this node has lost its lease: ${reason}. It acknowledges nothing until it has it again`);
    this.#noteChange();
  }

  #noteChange(): void {
    this.#placements.clear();
    for (const changed of this.#watchers) changed();
  }
}

/** Whether a change of a node moves nothing. */
function isPlacedAlike(before: NodeFacts | undefined, after: NodeFacts): boolean {
  return (
    before !== undefined &&
    before.process === after.process &&
    before.weight === after.weight &&
    before.kinds.join() === after.kinds.join()
  );
}
