// What a client that reads too slowly, or has no connection, was left without, by message: for the game, which can send it less, and for
// operators. Bounded in names: a game has so many kinds of messages.
import type { Counter, Counters } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import { PRESSURE_NAMES_MAX } from './limits.ts';

/** How well a client keeps up. */
export interface Pressure {
  /** Whether it reads so slowly that droppable messages are left out and `latest` ones wait. */
  readonly isCongested: boolean;
  /** Bytes that were sent and are not with the system's network yet. */
  readonly backlogBytes: number;
  /** Messages that wait for it, by name: the newest of each key. */
  readonly waiting: ReadonlyMap<string, number>;
  /** Messages that it was left without in this session, by name. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Of messages beyond the bound. */
const OTHERS = 'others';

export class LeftOut {
  readonly #byName = new Map<string, number>();

  add(name: string, count = 1): void {
    const isKnown = this.#byName.has(name) || this.#byName.size < PRESSURE_NAMES_MAX;
    const key = isKnown ? name : OTHERS;
    this.#byName.set(key, (this.#byName.get(key) ?? 0) + count);
  }

  get byName(): ReadonlyMap<string, number> {
    return new Map(this.#byName);
  }
}

/** Counters by message, each made when it is first needed. */
export class MessageCounters {
  readonly #counters: Counters;
  readonly #name: string;
  readonly #byType = new Map<MessageType, Counter>();

  constructor(counters: Counters, name: string) {
    this.#counters = counters;
    this.#name = name;
  }

  add(type: MessageType): void {
    let counter = this.#byType.get(type);
    if (counter === undefined) {
      counter = this.#counters.counter(this.#name, type.name);
      this.#byType.set(type, counter);
    }
    counter.add();
  }

  /** What was counted so far, by the name of the message. */
  byName(): ReadonlyMap<string, number> {
    return new Map([...this.#byType].map(([{ name }, counter]) => [name, counter.value]));
  }
}
