// The bounds of leases, the registry and placement.

/**
 * How long a lease lives after it was last renewed: what its holder may be away before another process takes it. Three renewals fit
 * into it, so that two may be lost. Milliseconds.
 */
export const LEASE_MS = 9_000;

/**
 * The holder stops this share of a lease before it ends: clocks of two machines differ by less over one lease. A holder that was
 * stopped looks at the time before it acknowledges, so it needs no more.
 */
export const LEASE_MARGIN_SHARE = 0.1;
/** Renewals in the time of a lease, and tries in it while the server does not answer. */
export const RENEWALS = 3;
export const RENEWAL_TRIES = 12;

/** How long one request to the server may take: several fit into a lease. Milliseconds. */
export const REQUEST_MS_MAX = 2_000;

/** Bytes of an entry: the facts about one node. */
export const ENTRY_BYTES_MAX = 4 * 1024;
/** Processes of one game. */
export const NODES_MAX = 1_024;

/** Actors of the whole game that move in a second because a node joins or drains: each of them is away for a moment. */
export const MOVES_A_SECOND = 500;
/** The share that a node takes or gives up in one renewal, at least: joining and draining end, however many actors there are. */
export const WEIGHT_STEP_MIN = 0.02;

/** Placements that are remembered for the present nodes. */
export const PLACES_MAX = 65_536;
