// The bounds of merging.

/** Rows merged in one transaction; at most this much is repeated after a crash. */
export const MERGE_ROWS_MAX = 200;

/** Names that are tried for a role that loses its own. One of them is free, unless somebody took them all on purpose. */
export const NAME_TRIES_MAX = 1_000;

/** Clashes that a report names; the rest is counted. */
export const CLASHES_SHOWN_MAX = 50;

/** Actors that both stores may have: the merge keeps the list with its progress. */
export const ACTOR_CLASHES_MAX = 1_000;

/** Added to the number of a visitor of the merged server, for each server id: more than a server ever has visitors. */
export const VISITOR_SPAN = 100_000_000_000n;
