// One process of a simulated server, and how another one takes its sessions over: the parts of the gate and of its listeners, called in
// the order of an upgrade, with a process that dies at any step.
import { MemoryStore } from '../actor/live-memory.fixture.ts';
import {
  type Clock,
  Counters,
  type Logger,
  type ManualClock,
  pick,
  type Random,
  SeededRandom,
  silentLogger,
  sleep,
} from '../base/index.ts';
import type { HandoverSink } from '../handover/index.ts';
import { HandoverError } from '../handover/index.ts';
import {
  createReactor,
  InheritedPorts,
  type Io,
  ListenersPart,
  ListenersTaker,
  type Reactor,
} from '../reactor/index.ts';
import type { Store } from '../store/index.ts';
import { messages as gateMessages } from './gate.messages.ts';
import { Gate, type GateOptions } from './gate.ts';
import { GatePart, GateTaker } from './gate-part.ts';

/** Where an upgrade dies: `new` before the commit lets the old process go on, `old` then lets the new one take over. */
const CRASHES = ['none', 'none', 'none', 'none', 'copy', 'frozen', 'transfer', 'adopted', 'old'] as const;

export type UpgradeOutcome = 'given-up' | 'held' | 'upgraded';

export interface ProcessOptions {
  readonly seed: number;
  readonly clock: Clock;
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly gate: Omit<GateOptions, 'messages'>;
  readonly log?: Logger;
  /** Connections stay with their process. */
  readonly isTls?: boolean;
  createIo(): Io;
}

export class SimProcess {
  readonly gate: Gate;
  readonly reactor: Reactor;
  readonly counters = new Counters();
  readonly #io: Io;
  readonly #options: ProcessOptions;
  readonly #inherited = new InheritedPorts();
  endpoint: ProcessOptions['endpoint'];

  constructor(options: ProcessOptions) {
    const { seed, clock } = options;
    this.#options = options;
    this.endpoint = options.endpoint;
    this.#io = options.createIo();
    const common = { clock, counters: this.counters, log: options.log ?? silentLogger };
    this.reactor = createReactor({ ...common, io: this.#io, inherited: this.#inherited });
    // All that the gate uses of a store without tables.
    const store = { table: () => ({}), live: new MemoryStore(), guarded: () => ({}) } as unknown as Store;
    const { modules } = options.gate;
    const messages = [...new Set([...gateMessages, ...modules.flatMap((module) => module.messages)])];
    const random = new SeededRandom(seed);
    this.gate = new Gate({ ...common, random, store, reactor: this.reactor }, { ...options.gate, messages });
  }

  async open(): Promise<void> {
    await this.gate.modules.start();
    const tls = this.#options.isTls === true ? { tls: { certificate: '', privateKey: '' } } : {};
    this.endpoint = (
      await this.gate.listen({ endpoint: this.#options.endpoint, websocket: { origins: [] }, ...tls })
    ).endpoint;
  }

  /** Its sockets end without a word. */
  async die(): Promise<void> {
    await this.#io.stop();
  }

  /**
   * Another process takes over, or dies on the way. `pass` lets time pass until a promise is settled; `committed` is called when the new
   * one owns everything and has not begun. Resolves with the process that goes on.
   */
  async upgrade(
    random: Random,
    options: Pick<ProcessOptions, 'gate'> & {
      /** Drawn when left out. */
      readonly crash?: (typeof CRASHES)[number];
      pass<T>(work: Promise<T>): Promise<T>;
      committed(): void;
    },
  ): Promise<{ readonly process: SimProcess; readonly outcome: UpgradeOutcome }> {
    const { crash = pick(random, CRASHES) } = options;
    const next = new SimProcess({ ...this.#options, gate: options.gate, seed: random.below(1_000_000) });
    next.reactor.move.freeze();
    const described = { messages: gateMessages, canAdopt: true };
    const [ports, sessions] = [new ListenersPart(this.reactor), new GatePart(this.gate, described)];
    const takers = [new ListenersTaker(next.#inherited, () => {}), new GateTaker(described, () => {})] as const;
    const giveUp = async (outcome: UpgradeOutcome): Promise<{ process: SimProcess; outcome: UpgradeOutcome }> => {
      await next.die();
      await ports.thaw();
      await sessions.thaw();
      return { process: this, outcome };
    };
    await ports.copy(sinkTo(takers[0]));
    await sessions.copy(sinkTo(takers[1]));
    await next.open();
    if (crash === 'copy') return giveUp('given-up');
    await ports.freeze();
    try {
      await options.pass(sessions.freeze());
    } catch (error) {
      if (!(error instanceof HandoverError) || error.code !== 'handover-held') throw error;
      return giveUp('held');
    }
    if (crash === 'frozen') return giveUp('given-up');
    await sessions.transfer(sinkTo(takers[1]));
    // Clients go on talking meanwhile.
    await options.pass(sleep(this.#options.clock, random.below(20)));
    if (crash === 'transfer') return giveUp('given-up');
    takers[0].adopt(next.reactor);
    takers[1].adopt(next.gate);
    for (const taker of takers) await taker.adopted();
    if (crash === 'adopted') return giveUp('given-up');
    // The commit: from here the sessions are the new process's.
    options.committed();
    if (crash === 'old') await this.die();
    else {
      this.reactor.move.release();
      void sessions.release();
    }
    await options.pass(takers[1].start());
    await takers[0].start();
    return { process: next, outcome: 'upgraded' };
  }
}

function sinkTo(taker: ListenersTaker | GateTaker): HandoverSink {
  return {
    version: 1,
    send: (kind, body, descriptors = []) => taker.take(kind, Uint8Array.from(body), descriptors),
  };
}

/** Lets the clock pass in steps until `work` is settled. */
export async function passUntil<T>(clock: ManualClock, work: Promise<T>, turn: () => Promise<unknown>): Promise<T> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  work.then(over, over);
  for (let round = 0; !isOver; round++) {
    await turn();
    if (!isOver && round % 4 === 3) clock.advance(5);
  }
  return work;
}
