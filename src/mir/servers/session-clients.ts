// Which clients have which session. When the last client of a session has left and none went on to play, LoginSrv is notified, so that the account is free again.
import type { SessionKey } from './bus-message.ts';

/** What DBSrv knows of sessions: the link to the session bus. Accounts are in lower case. */
export interface SessionDirectory {
  /** Whether LoginSrv has announced the session and not closed it since. */
  isOpen(session: SessionKey): boolean;
  /** Reports to LoginSrv that the session has ended, and forgets it. */
  leave(session: SessionKey): void;
}

interface Held {
  readonly session: SessionKey;
  clients: number;
  isPlaying: boolean;
}

/** A client's hold on a session. */
export type SessionHold = ReturnType<SessionClients['hold']>;

export class SessionClients {
  readonly #directory: SessionDirectory;
  /** As many as there are clients at most. */
  readonly #held = new Map<string, Held>();

  constructor(directory: SessionDirectory) {
    this.#directory = directory;
  }

  get count(): number {
    return this.#held.size;
  }

  isOpen(session: SessionKey): boolean {
    return this.#directory.isOpen(session);
  }

  /** For a session that is open. A client that asks again has come back from playing. */
  hold(session: SessionKey) {
    const key = `${session.session}/${session.account}`;
    const held = this.#held.get(key) ?? { session, clients: 0, isPlaying: false };
    held.clients++;
    held.isPlaying = false;
    this.#held.set(key, held);
    const directory = this.#directory;
    return {
      session,
      /** Whether LoginSrv has not closed it. */
      get isOpen(): boolean {
        return directory.isOpen(session);
      },
      /** The player goes on to a RunGate: the session outlives its clients here. */
      play: (): void => {
        held.isPlaying = true;
      },
      /** Once. */
      release: (): void => this.#release(key, held),
    };
  }

  #release(key: string, held: Held): void {
    held.clients--;
    if (held.clients > 0) return;
    this.#held.delete(key);
    if (!held.isPlaying && this.#directory.isOpen(held.session)) this.#directory.leave(held.session);
  }
}
