// The bounds of the PostgreSQL body. An option may override some; the constant is then the default.

/**
 * A group of a database over the network takes no more requests once filling it has taken this many milliseconds: procedures that
 * read wait for an answer each, and the first request of the group waits for the last.
 */
export const GROUP_FILL_MS_MAX = 20;

/** How many reads, one after the other, of each procedure of a group are asked ahead: creating a role takes four. */
export const FORESIGHT_WAVES_MAX = 8;

/** Reads of one group that are asked ahead: four for each of its requests. */
export const FORESIGHT_READS_MAX = 4096;

/** Connections of one store that read; with the one that writes, and one at times for maintenance, ten nodes stay below 100. */
export const READERS_COUNT = 3;

/** Reads that go to the database in one go: their answers are at most some tens of megabytes in memory. */
export const READ_BATCH_MAX = 128;

/** How long opening a connection may take. */
export const CONNECT_MS_MAX = 5_000;

/** What one statement may take before the database ends it. */
export const STATEMENT_MS_MAX = 10_000;

/** What the database lets a transaction of ours stand still: we never make it wait, so past this our process hangs. */
export const TRANSACTION_IDLE_MS_MAX = 30_000;

/** How much longer than its longest statement the database may be silent before the connection is given up. */
export const ANSWER_MS_MAX = 10_000;

/** The first wait before a lost connection is opened again, and the longest: a restart of the database takes seconds. */
export const RECONNECT_FIRST_MS = 50;
export const RECONNECT_MOST_MS = 3_000;

/** How long a request waits for a database that is away: a restart or a fail-over is over by then, or a person is needed. */
export const AWAY_MS_MAX = 10_000;

/** How often requests that wait are looked at for that. */
export const AWAY_CHECK_MS = 250;

/** How long opening waits for a database that is still starting. */
export const DATABASE_WAIT_MS = 10_000;

/** How long opening waits for another node that brings the tables to what is declared. */
export const SCHEMA_WAIT_MS = 120_000;

/** What one statement of that may take: an index over a large table is made in one. */
export const SCHEMA_STATEMENT_MS_MAX = 3_600_000;

/** How often a group of requests is done again because another node's stood in its way. From the second time on it is alone. */
export const CONFLICTS_MAX = 6;

/** The first wait before that, and the longest: a transaction of another node takes some milliseconds. */
export const CONFLICT_FIRST_MS = 2;
export const CONFLICT_MOST_MS = 100;

/** How often a commit whose answer was lost is asked after before the old connection's process is ended, in milliseconds. */
export const OUTCOME_POLL_MS = 50;
