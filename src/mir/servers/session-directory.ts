// What DBSrv knows of sessions: LoginSrv announces and closes them, and is notified when a client leaves without playing. The link that brings this news
// is the body; DBSrv asks through this interface alone.

/** Known to whoever signed in: the account, in small letters, and the number that LoginSrv gave. Both must match; an address is not compared. */
export interface MirSession {
  readonly account: string;
  readonly session: number;
}

export interface SessionDirectory {
  /** Whether LoginSrv has announced the session and not closed it since. */
  isOpen(session: MirSession): boolean;
  /** Tells LoginSrv that nobody has the session any more, and forgets it. */
  leave(session: MirSession): void;
}
