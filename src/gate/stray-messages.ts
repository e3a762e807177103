// Messages that no handler takes, counted by message: ids outside the schema, and messages of the schema that no module
// handles. Each is the first trace of a client and server that do not fit together. Invariant: clients choose ids, so the
// table of unknown ids is bounded; those of strangers have a part of their own and cannot push out those of players.
import type { Counter, Counters, Logger } from '../base/index.ts';
import type { MessageType, Registry } from '../wire/index.ts';
import { UNKNOWN_IDS_MAX } from './limits.ts';

type Kind = 'unknown' | 'unhandled';

export class StrayMessages {
  readonly #counters: Counters;
  readonly #registry: Registry;
  readonly #log: Logger;
  readonly #totals: Readonly<Record<Kind, Counter>>;
  readonly #byId = new Map<number, Counter>();
  readonly #left = { player: UNKNOWN_IDS_MAX, stranger: UNKNOWN_IDS_MAX };
  /** All counters by message, with what the last report said. */
  readonly #reported = new Map<Counter, number>();

  constructor(options: { readonly counters: Counters; readonly registry: Registry; readonly log: Logger }) {
    this.#counters = options.counters;
    this.#registry = options.registry;
    this.#log = options.log;
    this.#totals = {
      unknown: options.counters.counter('messages_unknown'),
      unhandled: options.counters.counter('messages_unhandled'),
    };
  }

  /** An id outside the schema, or one that only the server sends. */
  unknown(id: number, sender: 'player' | 'stranger'): void {
    this.#totals.unknown.add();
    this.#unknownOf(id, sender).add();
  }

  unhandled(message: MessageType): void {
    this.#totals.unhandled.add();
    this.#counterOf('unhandled', message.name).add();
  }

  /** One line with what has grown since the last report; none when nothing has. */
  report(): void {
    const grown: Record<string, number> = {};
    for (const [counter, before] of this.#reported) {
      if (counter.value > before) grown[counter.name] = counter.value - before;
      this.#reported.set(counter, counter.value);
    }
    if (Object.keys(grown).length > 0) this.#log.info('messages came that this server does not handle', grown);
  }

  #unknownOf(id: number, sender: 'player' | 'stranger'): Counter {
    const found = this.#byId.get(id);
    if (found !== undefined) return found;
    if (this.#left[sender] === 0) return this.#counterOf('unknown', 'other');
    this.#left[sender]--;
    const name = this.#registry.byId(id)?.name;
    const counter = this.#counterOf('unknown', name === undefined ? String(id) : `${id} ${name}`);
    this.#byId.set(id, counter);
    return counter;
  }

  #counterOf(kind: Kind, reason: string): Counter {
    const counter = this.#counters.counter(`messages_${kind}`, reason);
    if (!this.#reported.has(counter)) this.#reported.set(counter, counter.value);
    return counter;
  }
}
