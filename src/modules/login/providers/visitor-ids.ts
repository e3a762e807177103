// Where visitor numbers come from. Each is given out once for good, across restarts: a number given twice would hand one
// visitor's roles to another.

export interface VisitorIds {
  /** Rejects when no number can be had now. */
  next(): Promise<bigint>;
}
