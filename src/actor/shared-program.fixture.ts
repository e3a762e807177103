// Random programs for the simulation of what players share, as data. Each effect has a name of its own.
import { pick, type Random } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { CallOptions } from './ref.ts';

/** What an owner has before it is first used. */
export const GOLD = 100;

/** The number of an owner: accounts first, then roles, then actors that destroy themselves. */
export type Place = number;
export interface Mark {
  readonly place: Place;
  readonly id: string;
}

export type Step =
  | { readonly do: 'add' | 'tell' | 'send' | 'alarm'; readonly id: string; readonly to: Place }
  | { readonly do: 'call'; readonly to: Place; readonly order: Order; readonly once: string | null }
  | { readonly do: 'all'; readonly calls: readonly Step[] }
  | {
      readonly do: 'together';
      readonly id: string;
      readonly places: readonly Place[];
      readonly end: 'done' | 'throw' | 'rollback' | 'tell';
      readonly once: string | null;
    }
  | { readonly do: 'think'; readonly ms: number }
  | { readonly do: 'throw' | 'rollback' | 'commit' | 'hang' | 'destroy' | 'join' };

export interface Order {
  readonly id: string;
  readonly steps: readonly Step[];
  /** Of the sender: its name, and the number of this call among its own to this place. */
  readonly from?: { readonly sender: string; readonly count: number };
  /** What the sender has committed: whoever reads it hears of it. */
  readonly committed?: readonly Mark[];
}

export interface Answer {
  readonly marks: readonly Mark[];
}

export interface Rows {
  readonly purse: { get(): { readonly n: number } | null; upsert(row: { readonly n: number }): void };
  readonly mark: {
    get(id: string): { readonly n: number } | null;
    upsert(row: { readonly id: string; readonly n: number }): void;
    delete(id: string): boolean;
    list(): readonly { readonly id: string; readonly n: number }[];
  };
}
export interface PlayRef {
  play(order: Order, options?: CallOptions): Promise<Answer>;
  readonly tell: { play(order: Order): void };
}
interface PlayShare {
  readonly rows: Rows;
  readonly tell: { play(order: Order): void };
}
/** `self` of an account, of a role, or of an actor that destroys itself. */
export interface PlaySelf {
  readonly key: bigint;
  readonly rows: Rows;
  actor(definition: unknown, key: bigint): PlayRef;
  together(
    refs: readonly PlayRef[],
    change: (...shares: PlayShare[]) => unknown,
    options?: CallOptions,
  ): Promise<unknown>;
  send(roleId: bigint, type: MessageType<unknown>, message: unknown): void;
  commit(): Promise<void>;
  destroy?(): void;
  readonly members?: { add(roleId: bigint): void };
  readonly alarms?: { set(name: 'ring', at: { readonly inMs: number }): void };
}

/** Which owners there are, and how the store calls them. */
export interface GameMap {
  readonly places: number;
  /** Those that have gold: the first ones. */
  readonly purses: number;
  readonly temps: number;
  textOf(place: Place): string;
  markKeyOf(mark: Mark): string;
  purseKeyOf(place: Place): string;
}

/** All names of effects below an order. */
export function idsOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step): readonly string[] => {
    if (step.do === 'call') return idsOf(step.order.steps);
    if (step.do === 'all') return idsOf(step.calls);
    if (step.do === 'alarm') return [`due ${step.id}`, `rang ${step.id}`];
    return 'id' in step ? [step.id] : [];
  });
}

/** Which steps a program is drawn from. */
export interface Rules {
  readonly isPure: boolean;
  readonly hasHangs: boolean;
  /** Is told how many owners each `together` has. */
  readonly togethers: Map<string, number>;
}

export class ProgramWriter {
  readonly #map: GameMap;
  /** How many owners each `together` has. */
  readonly #togethers: Map<string, number>;
  readonly #random: Random;
  readonly #rules: Rules;
  #count = 0;

  constructor(map: GameMap, random: Random, rules: Rules) {
    this.#map = map;
    this.#togethers = rules.togethers;
    this.#random = random;
    this.#rules = rules;
  }

  get name(): string {
    this.#count++;
    return String(this.#count);
  }

  purse(): Place {
    return this.#random.below(this.#map.purses);
  }

  /** For retries: everything in it takes effect with its receipt. */
  onceOrder(to: Place): Order {
    return {
      id: `once ${this.name}`,
      steps: [
        { do: 'add', id: this.name, to },
        { do: 'think', ms: this.#random.below(300) },
      ],
    };
  }

  order(to: Place, depth = 0): Order {
    const count = 1 + this.#random.below(depth === 0 ? 5 : 3);
    return { id: this.name, steps: Array.from({ length: count }, () => this.#step(to, depth)) };
  }

  together(): Extract<Step, { do: 'together' }> {
    const places = new Set(Array.from({ length: 1 + this.#random.below(3) }, () => this.purse()));
    const end = pick(this.#random, ['done', 'done', 'tell', 'throw', 'rollback'] as const);
    const id = this.name;
    this.#togethers.set(id, places.size);
    return { do: 'together', id, places: [...places], end, once: null };
  }

  #step(to: Place, depth: number): Step {
    const { isPure, hasHangs } = this.#rules;
    const draw = this.#random.below(100);
    if (isPure) return draw < 70 ? this.together() : { do: 'think', ms: this.#random.below(200) };
    if (draw < 22) return { do: 'add', id: this.name, to };
    if (draw < 44 && depth < 3) return this.#call(depth);
    if (draw < 47 && depth < 3) return { do: 'all', calls: Array.from({ length: 3 }, () => this.#call(depth)) };
    if (draw < 57) return { do: 'tell', id: this.name, to: this.purse() };
    if (draw < 72) return this.together();
    if (draw < 80) return { do: 'commit' };
    if (draw < 86) return { do: 'think', ms: this.#random.below(300) };
    if (draw < 89) return { do: 'send', id: this.name, to };
    if (draw < 91) return { do: 'alarm', id: this.name, to };
    if (draw < 92) return { do: 'join' };
    if (draw < 95) return { do: 'throw' };
    if (draw < 98) return { do: 'rollback' };
    if (draw < 99 && hasHangs) return { do: 'hang' };
    return { do: 'add', id: this.name, to };
  }

  #call(depth: number): Extract<Step, { do: 'call' }> {
    const { temps } = this.#map;
    if (temps > 0 && this.#random.below(10) === 0) {
      const to = this.#map.purses + this.#random.below(temps);
      return { do: 'call', to, order: { id: this.name, steps: [{ do: 'destroy' }] }, once: null };
    }
    const to = this.purse();
    if (this.#random.below(8) === 0) return { do: 'call', to, order: this.onceOrder(to), once: `k${this.name}` };
    return { do: 'call', to, order: this.order(to, depth + 1), once: null };
  }
}
