// Brings a person's conversation back when its server restarts or the connection is lost: it connects again with growing waits,
// until the server answers, the person ends it, or the limit is reached.
import { Backoff, type Cancel, type Clock, CodedError } from '../base/index.ts';
import { type Client, type Closed, describeClosed } from '../client/index.ts';
import { CLOSE_REASONS } from '../reactor/index.ts';
import type { HeldLines } from './held-lines.ts';

const WAITS_MS = { minMs: 250, maxMs: 5_000 } as const;
/** Since a server was last heard. A restart takes seconds; a game that does not start may take its programmer longer. */
export const AWAY_MS_MAX = 15 * 60_000;
const QUIT = 'quit';

/** The server stops, or the link failed. Whoever was closed for another reason would only be closed again. */
export function isWorthReturning({ reason, told }: Closed): boolean {
  if (reason === 'closed-here' || reason === 'malformed-message' || reason === 'handler-failed') return false;
  return told === null || told.reason === CLOSE_REASONS['server-shutdown'];
}

export interface ReturnOptions {
  readonly lines: HeldLines;
  readonly clock: Clock;
  readonly connect: () => Promise<Client>;
  readonly tell: (what: string) => void;
}

export class ConnectAgain {
  readonly #options: ReturnOptions;
  readonly #backoff = new Backoff(WAITS_MS);
  #awaySinceMs: number | null = null;

  constructor(options: ReturnOptions) {
    this.#options = options;
  }

  /** The server has spoken: it is there. */
  heard(): void {
    this.#backoff.reset();
    this.#awaySinceMs = null;
  }

  /** The next connection, or null when the conversation is over. */
  async from(closed: Closed): Promise<Client | null> {
    const { clock, tell } = this.#options;
    if (!isWorthReturning(closed)) return null;
    tell(`${describeClosed(closed)}; connecting again until the server is back (quit or Ctrl-C ends this)`);
    this.#awaySinceMs ??= clock.monotonicMs();
    while (await this.#wait()) {
      const client = await this.#try();
      if (client !== null) return client;
      if (clock.monotonicMs() - this.#awaySinceMs > AWAY_MS_MAX) {
        tell(`the server did not come back within ${AWAY_MS_MAX / 60_000} minutes`);
        return null;
      }
    }
    return null;
  }

  async #try(): Promise<Client | null> {
    try {
      return await this.#options.connect();
    } catch (error) {
      // Nothing else is expected while a server is away.
      if (!(error instanceof CodedError)) throw error;
      return null;
    }
  }

  /** Whether to try again. A line that is typed meanwhile tries at once. */
  async #wait(): Promise<boolean> {
    const { lines, clock, tell } = this.#options;
    const over = Promise.withResolvers<void>();
    const cancel: Cancel = clock.after(this.#backoff.nextMs(), over.resolve);
    const line = await lines.next(over.promise);
    cancel();
    if (lines.isOver || line === QUIT) return false;
    if (line !== null) tell('not sent: there is no connection at the moment');
    return true;
  }
}
