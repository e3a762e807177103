// Which clients have which session. When the last client of a session has left and none went on to play, LoginSrv is notified, so that the account is free again.
import type { MirSession, SessionDirectory } from './session-directory.ts';

interface Held {
  readonly session: MirSession;
  clients: number;
  isPlaying: boolean;
}

/** A client's hold on a session. */
export interface SessionHold {
  readonly session: MirSession;
  /** Whether LoginSrv has not closed it. */
  readonly isOpen: boolean;
  /** The player goes on to a RunGate: the session outlives its clients here. */
  play(): void;
  /** Once. */
  release(): void;
}

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

  isOpen(session: MirSession): boolean {
    return this.#directory.isOpen(session);
  }

  /** For a session that is open. A client that asks again has come back from playing. */
  hold(session: MirSession): SessionHold {
    const key = `${session.session}/${session.account}`;
    const held = this.#held.get(key) ?? { session, clients: 0, isPlaying: false };
    held.clients++;
    held.isPlaying = false;
    this.#held.set(key, held);
    const directory = this.#directory;
    return {
      session,
      get isOpen() {
        return directory.isOpen(session);
      },
      play: () => {
        held.isPlaying = true;
      },
      release: () => this.#release(key, held),
    };
  }

  #release(key: string, held: Held): void {
    held.clients--;
    if (held.clients > 0) return;
    this.#held.delete(key);
    if (!held.isPlaying && this.#directory.isOpen(held.session)) this.#directory.leave(held.session);
  }
}
