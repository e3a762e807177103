// The bounds of what processes of one game do for each other.

/** Tries of one call whose owner was not where it was looked for, and the first wait between two of them, doubled each time. */
export const CALL_TRIES_MAX = 5;
export const CALL_RETRY_MS = 50;

/** Roles whose place is remembered. */
export const PLACES_KNOWN_MAX = 100_000;
/** Roles whose home this process is and that are awake somewhere: those of a million players over few processes. */
export const PLACES_REPORTED_MAX = 1_000_000;
/** Roles in one message about places. */
export const PLACES_AT_ONCE_MAX = 1_000;
/** How often a process looks whether the nodes that keep the places of its players have changed, and tells all of them again. */
export const PLACES_LOOK_MS = 500;
export const PLACES_AGAIN_MS = 30_000;
/** How long after a change of nodes a place that nobody knows may only not have been told yet. Milliseconds. */
export const PLACES_SETTLE_MS = 3_000;

/** Owners of this process that others follow, and owners elsewhere that this process follows. More are refused, as gone. */
export const FOLLOWED_MAX = 100_000;
/** How often following is tried while the other process does not answer, and the wait in between. Milliseconds. */
export const FOLLOW_TRIES_MAX = 5;
export const FOLLOW_RETRY_MS = 1_000;

/** Times that a tell, or a message to a player, is passed on because its place has changed meanwhile. */
export const HOPS_MAX = 3;

/** Owners that are handed over in a second because their place is elsewhere now. */
export const MOVES_A_SECOND = 500;

/** How long a start waits for the name of its node: somebody may have had it, and have died. Longer than a lease. Milliseconds. */
export const JOIN_MS_MAX = 20_000;
export const JOIN_RETRY_MS = 500;

/** How long a start waits for its connection before it says so, and how often it looks. Milliseconds. */
export const CONNECT_MS = 2_000;
export const CONNECT_LOOK_MS = 20;
