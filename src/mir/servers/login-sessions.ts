// The players that are signed in: one session per account, from the right password until the player leaves.
//
//   signedIn ──104──▶ opening ──stored──▶ open ──ended──▶ closing ──5 s──▶ nothing          signedIn ──client gone──▶ nothing
//
// Open sessions are stored, so that players do not notice a restart. The servers on the bus know exactly the sessions that are `open`.
import { assert, type Cancel, messageOf } from '../../base/index.ts';
import type { Row, Store } from '../../store/index.ts';
import type { MirParts } from '../gate/index.ts';
import { SESSIONS_MAX } from '../names/index.ts';
import { closeSession, openSession } from './account.procedures.ts';
import type { mirSession } from './account.tables.ts';
import { SESSION_MIN, type SessionKey } from './bus-message.ts';
import { CLOSING_MS, SESSIONS_PAGE, SESSIONS_SWEEP_MS } from './limits.ts';
import type { AnnouncedSession } from './session-bus.ts';

/** Why sessions end; for counters. */
export type SessionEnd = 'left' | 'taken-over' | 'kicked' | 'expired' | 'never-heard';

/** The client of a session that is not open yet. */
export interface SessionHolder {
  readonly isOpen: boolean;
  kick(reason: string): void;
}

export interface LoginSession extends SessionKey {
  /** The player's. */
  readonly address: string;
  readonly state: 'signedIn' | 'opening' | 'open' | 'closing';
}

interface Entry extends LoginSession {
  state: LoginSession['state'];
  readonly holder: SessionHolder | null;
  serverName: string;
  openedMs: number;
  /** Set while it is being opened: it is to be closed as soon as it is. */
  isUnwanted: boolean;
}

/** Announces sessions to the servers. */
export interface SessionAnnouncer {
  announceOpen(session: AnnouncedSession): void;
  announceClose(session: AnnouncedSession): void;
  announceKick(session: AnnouncedSession): void;
}

export interface LoginSessionsParts extends Omit<MirParts, 'reactor'> {
  readonly store: Store;
  readonly announcer: SessionAnnouncer;
}

export interface LoginSessionsOptions {
  readonly sessionsMax: number;
  /** How long an open session lasts at most. */
  readonly lifeMs: number;
}

const ID_COUNT = 2 ** 31 - SESSION_MIN;

export class LoginSessions {
  readonly #parts: LoginSessionsParts;
  readonly #options: LoginSessionsOptions;
  readonly #byAccount = new Map<string, Entry>();
  readonly #byId = new Map<number, Entry>();
  /** Changes of the store that are under way. */
  readonly #writing = new Set<Promise<unknown>>();
  #cancelSweep: Cancel | null = null;

  constructor(parts: LoginSessionsParts, options: LoginSessionsOptions) {
    assert(options.sessionsMax <= SESSIONS_MAX, 'servers on the bus keep as many');
    this.#parts = parts;
    this.#options = options;
  }

  /** Takes up the sessions that were open before a restart. */
  async restore(): Promise<void> {
    const { clock, log, store } = this.#parts;
    for (let after = ''; ; ) {
      const rows = await store.query<Row<typeof mirSession>, { mir_session: Row<typeof mirSession> }>((db) =>
        db.selectFrom('mir_session').selectAll().where('account', '>', after).orderBy('account').limit(SESSIONS_PAGE),
      );
      for (const row of rows) {
        this.#add({ ...row, state: 'open', holder: null, isUnwanted: false });
        after = row.account;
      }
      if (rows.length < SESSIONS_PAGE) break;
    }
    if (this.#byAccount.size > 0) log.info('sessions that were open are so again', { sessions: this.#byAccount.size });
    this.#sweep();
    this.#cancelSweep = clock.every(SESSIONS_SWEEP_MS, () => this.#sweep());
  }

  /** Resolves when all ends are stored. */
  async stop(): Promise<void> {
    this.#cancelSweep?.();
    await Promise.all(this.#writing);
  }

  get count(): number {
    return this.#byAccount.size;
  }

  /** The sessions to announce to a server that connects. */
  *open(): Iterable<AnnouncedSession> {
    for (const entry of this.#byAccount.values()) if (entry.state === 'open') yield entry;
  }

  /** The account's new session, or why there is none. A session that the account has is ended. */
  signIn(account: string, address: string, holder: SessionHolder): LoginSession | 'taken' | 'full' {
    const before = this.#byAccount.get(account);
    if (before !== undefined) {
      this.#displace(before);
      return 'taken';
    }
    if (this.#byAccount.size >= this.#options.sessionsMax) return 'full';
    const entry: Entry = {
      account,
      session: this.#newId(),
      address,
      state: 'signedIn',
      holder,
      serverName: '',
      openedMs: 0,
      isUnwanted: false,
    };
    this.#add(entry);
    return entry;
  }

  /** The player has chosen a server. False when the session was lost meanwhile. Stored before it is announced. */
  async choose({ session }: SessionKey, serverName: string): Promise<boolean> {
    const entry = this.#byId.get(session);
    if (entry?.state !== 'signedIn') return false;
    const { store, clock, announcer } = this.#parts;
    entry.state = 'opening';
    entry.serverName = serverName;
    entry.openedMs = clock.wallMs();
    const { account, address, openedMs } = entry;
    try {
      await this.#write(store.run(openSession, { account, session, serverName, address, openedMs }));
    } catch (error) {
      // Whether it is stored is unknown; at worst a restart brings back a session that is not used.
      this.#remove(entry);
      throw error;
    }
    entry.state = 'open';
    announcer.announceOpen(entry);
    if (entry.isUnwanted) this.#end(entry, 'taken-over');
    else if (entry.holder?.isOpen === false) this.#end(entry, 'never-heard');
    return entry.state === 'open';
  }

  /** The client has disconnected; its session stays open if it has chosen a server. */
  leave({ session }: SessionKey): void {
    const entry = this.#byId.get(session);
    if (entry?.state === 'signedIn') this.#remove(entry);
  }

  /** False unless there is an open session of that account with that id. */
  end(key: SessionKey, reason: SessionEnd): boolean {
    const entry = this.#byId.get(key.session);
    if (entry?.account !== key.account || entry.state !== 'open') return false;
    if (reason === 'kicked') this.#parts.announcer.announceKick(entry);
    this.#end(entry, reason);
    return true;
  }

  /** Ends the account's session. False when it has none. */
  kick(account: string): boolean {
    const entry = this.#byAccount.get(account);
    if (entry === undefined) return false;
    if (entry.state === 'open') return this.end(entry, 'kicked');
    this.#displace(entry);
    return true;
  }

  #displace(entry: Entry): void {
    if (entry.state === 'open') this.#end(entry, 'taken-over');
    else if (entry.state === 'opening') entry.isUnwanted = true;
    else if (entry.state === 'signedIn') {
      this.#remove(entry);
      entry.holder?.kick('signed-in-elsewhere');
    }
  }

  #end(entry: Entry, reason: SessionEnd): void {
    const { store, clock, counters, log, announcer } = this.#parts;
    const { account, session } = entry;
    entry.state = 'closing';
    counters.counter('mir_sessions_ended', reason).add();
    log.debug('a session has ended', { account, session, reason });
    announcer.announceClose(entry);
    void this.#write(store.run(closeSession, { account, session })).catch((error: unknown) => {
      const what = 'it comes back with a restart, until its player signs in';
      log.error(`the end of a session could not be stored: ${what}: ${messageOf(error)}`, { account });
    });
    // A player that left properly may sign in again at once.
    if (reason === 'left' || reason === 'never-heard') this.#remove(entry);
    else clock.after(CLOSING_MS, () => this.#remove(entry));
  }

  #sweep(): void {
    const bornMs = this.#parts.clock.wallMs() - this.#options.lifeMs;
    for (const entry of [...this.#byAccount.values()]) {
      if (entry.state === 'open' && entry.openedMs < bornMs) this.#end(entry, 'expired');
    }
  }

  async #write<T>(change: Promise<T>): Promise<T> {
    this.#writing.add(change);
    try {
      return await change;
    } finally {
      this.#writing.delete(change);
    }
  }

  /** Not guessable, and free. */
  #newId(): number {
    const { random } = this.#parts;
    for (;;) {
      const id = SESSION_MIN + random.below(ID_COUNT);
      if (!this.#byId.has(id)) return id;
    }
  }

  #add(entry: Entry): void {
    this.#byAccount.set(entry.account, entry);
    this.#byId.set(entry.session, entry);
  }

  #remove(entry: Entry): void {
    if (this.#byAccount.get(entry.account) === entry) this.#byAccount.delete(entry.account);
    if (this.#byId.get(entry.session) === entry) this.#byId.delete(entry.session);
  }
}
