// The bounds of the PostgreSQL body. An option may override some; the constant is then the default.

/**
 * A group takes no more requests when filling it has taken this many milliseconds. Procedures that read wait for each answer over the
 * network, and the first request of the group waits for the last.
 */
export const GROUP_FILL_MS_MAX = 20;

/** Successive reads of each procedure that are sent ahead: creating a role takes four. */
export const FORESIGHT_WAVES_MAX = 8;

/** Reads of one group that are sent ahead: four for each of its requests. */
export const FORESIGHT_READS_MAX = 4096;

/** Reading connections of one store. With the writing one, and one at times for maintenance, ten nodes stay below 100. */
export const READERS_COUNT = 3;

/** Reads in one batch: their answers take at most some tens of megabytes in memory. */
export const READ_BATCH_MAX = 128;

/** How long opening a connection may take. */
export const CONNECT_MS_MAX = 5_000;

/** The time limit of one statement; then the database ends it. */
export const STATEMENT_MS_MAX = 10_000;

/**
 * How long a transaction may be idle; then the database ends it. We never let it idle, so our process hangs or its network failed,
 * and its locks stop the other nodes.
 */
export const TRANSACTION_IDLE_MS_MAX = 10_000;

/** How long a statement waits for a lock that another program holds. A transaction of another node takes some milliseconds. */
export const LOCK_MS_MAX = 2_000;

/** The same after a request waited in vain, and for how long: a locked table must not stop requests that do not touch it. */
export const LOCK_AGAIN_MS_MAX = 50;
export const LOCKED_MS = 5_000;

/** How much longer than the time limit of a statement the database may be silent; then the connection is closed. */
export const ANSWER_MS_MAX = 3_000;

/** How often a silent connection is looked for. */
export const SILENCE_CHECK_MS = 500;

/** How long closing a connection waits for the database to close its side. */
export const CLOSE_MS_MAX = 1_000;

/** The longest life of a request: a statement up to its limit, and the detection of a silent database. */
export const REQUEST_MS_MAX = 15_000;

/** The same for requests in flight when the store closes: a database that is well answers sooner. */
export const CLOSING_MS_MAX = 5_000;

/** The shortest and the longest wait before a lost connection is opened again: a restart of the database takes seconds. */
export const RECONNECT_FIRST_MS = 50;
export const RECONNECT_MOST_MS = 3_000;

/** How long a request waits for a database that is away. A restart or a fail-over takes less; otherwise a person is needed. */
export const AWAY_MS_MAX = 10_000;

/** How often waiting requests are checked for that. */
export const AWAY_CHECK_MS = 250;

/** How often a node looks for others with its server ids. */
export const NODES_CHECK_MS = 30_000;

/** How long opening waits for a database that is still starting. */
export const DATABASE_WAIT_MS = 10_000;

/** How long opening waits for another node that changes the tables. */
export const SCHEMA_WAIT_MS = 120_000;

/** The time limit of one statement of such a change, for example an index over a large table. */
export const SCHEMA_STATEMENT_MS_MAX = 3_600_000;

/** How often a group is repeated after a conflict with another node. From the second time on it runs alone. */
export const CONFLICTS_MAX = 6;

/** The shortest and the longest wait before a repetition: a transaction of another node takes some milliseconds. */
export const CONFLICT_FIRST_MS = 2;
export const CONFLICT_MOST_MS = 100;

/** How often the outcome of a commit is queried whose answer was lost, in milliseconds. */
export const OUTCOME_POLL_MS = 50;
