// The source of visitor numbers. Each is issued only once, across restarts: a number issued twice would give one
// visitor's roles to another.

export interface VisitorIds {
  /** Rejects when no number is available at the moment. */
  next(): Promise<bigint>;
}
