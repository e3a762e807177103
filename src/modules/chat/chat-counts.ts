// What an operator sees of chat in `jadegate status`: lines that were said, by channel, and lines that were not, by the name of the code.
import type { Counters } from '../../base/index.ts';
import { CHAT_FAILURE } from './chat.failures.ts';

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(CHAT_FAILURE).map(([name, code]) => [code, name]));
/** Codes of a game: the names of counters are a closed set. */
const OTHER = 'other';

export class ChatCounts {
  readonly #counters: Counters;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** `channel` is the name of a channel that a module has added. */
  said(channel: string): void {
    this.#counters.counter('chat_said', channel).add();
  }

  refused(code: number): void {
    this.#counters.counter('chat_refused', NAMES.get(code) ?? OTHER).add();
  }
}
