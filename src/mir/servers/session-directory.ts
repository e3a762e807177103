// What DBSrv knows of sessions: LoginSrv announces and closes them, and learns when a client leaves without playing. The link to the session bus implements it; DBSrv
// uses this interface alone.

/** The account in lower case, and the number that LoginSrv gave to the player. Both must match; addresses are not compared. */
export interface MirSession {
  readonly account: string;
  readonly session: number;
}

export interface SessionDirectory {
  /** Whether LoginSrv has announced the session and not closed it since. */
  isOpen(session: MirSession): boolean;
  /** Reports to LoginSrv that the session has ended, and forgets it. */
  leave(session: MirSession): void;
}
