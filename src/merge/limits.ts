// The bounds of merging.

/** Rows merged in one transaction. What a crash makes to do again is at most that. */
export const MERGE_ROWS_MAX = 200;

/** Names that are tried for a role that loses its own; among so many one is free unless somebody took them all on purpose. */
export const NAME_TRIES_MAX = 1_000;

/** Clashes that a report names; the rest is a number. */
export const CLASHES_SHOWN_MAX = 50;

/** What is added to the number of a visitor of the merged server, for each server id: more visitors than a server ever has. */
export const VISITOR_SPAN = 100_000_000_000n;
