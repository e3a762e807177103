/** The session that plays a role. */
export interface Player {
  /** Another process, or a later session, asks for the role. May be called again. */
  wanted(): void;
  /** The role's rows are owned elsewhere now. */
  lost(): void;
}
