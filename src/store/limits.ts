// The bounds of the store: every queue, cache, list and wait of this layer is named here, with the reason for its size.
// A bound that an operator may want to change is an option whose default is one of these.

/** Requests accepted and not yet answered. At 20,000 durable requests a second this is under a second of waiting. */
export const QUEUE_REQUESTS_MAX = 16_384;

/** Requests that share one commit: some ten milliseconds of work, so that the first does not wait long for the last. */
export const GROUP_REQUESTS_MAX = 1024;

/**
 * Reads at the beginning of a group, after which it is answered: they share no commit, and while their callers take the answers the
 * thread has the next. Of 256 callers, groups of 64 and of 128 measured best; one of all is half again as slow.
 */
export const GROUP_READS_MAX = 64;

/** A group is not cut below this many: the first requests after a pause are slow, and no measure of the others. */
export const GROUP_REQUESTS_MIN = 32;

/**
 * A group ends early once executing it has taken this many times as long as a commit takes here: waiting for the disk is then
 * at most a fifth of the time, and while callers take the answers of one group the thread has the next.
 */
export const GROUP_COMMITS_LONG = 4;

/** The shortest that a commit is taken for, in milliseconds: on a disk that is none, groups would come to single requests. */
export const COMMIT_MS_MIN = 0.25;

/** Prepared statements kept: about six a table over some hundred tables and sub-tables, at a few kilobytes each. */
export const STATEMENTS_MAX = 1024;

/** Rows that one `list` or query may return. Past this the caller has to page. */
export const LIST_ROWS_MAX = 10_000;

/** Bytes of one text, bytes or json value. A larger one belongs into a file. */
export const VALUE_BYTES_MAX = 1024 * 1024;

/** Columns of one table: half of what SQLite accepts as parameters of one statement in its oldest builds, far above need. */
export const COLUMNS_MAX = 200;

/** Tables of one store. */
export const TABLES_MAX = 500;

/** Sub-tables of one table that one view can unite (the default limit of SQLite on compound selects). */
export const SPLITS_VIEW_MAX = 500;

/** Characters of a table's or column's name: with the suffix of a sub-table it stays below PostgreSQL's 63. */
export const NAME_LENGTH_MAX = 40;

/** Rows of one static table: designer data, held in memory whole. */
export const STATIC_ROWS_MAX = 200_000;

/** How often the spare splits are looked after; the classic server's period. */
export const MAINTAIN_PERIOD_MS = 600_000;

/** How long opening waits for the process that holds the file: that of an orderly restart. */
export const OPEN_WAIT_MS = 2_000;

/** The longest silence of the database thread with requests waiting, after which it is given up. A full disk flush takes less. */
export const STALL_MS_MAX = 60_000;

/** How often that silence is looked for. */
export const STALL_CHECK_MS = 5_000;

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

/** Role ids reserved at once: one commit for a thousand roles; a crash leaves a gap of at most that many. */
export const ROLE_ID_BLOCK = 1_000;

/** Server ids whose blocks one allocator holds. */
export const ROLE_ID_SERVERS_MAX = 10_000;

/**
 * Pages of 4 KiB that the write-ahead log may hold before they are moved into the database: 32 MiB. With SQLite's own 1,000 every
 * third large group would wait for that; what a start after a crash has to read stays below a second.
 */
export const CHECKPOINT_PAGES = 8192;

/** Bytes of one journal segment, after which the next is begun: small enough that old ones go soon, large enough that files are few. */
export const SEGMENT_BYTES = 4 * 1024 * 1024;

/** Bytes of one record: the changes of one role between two awaits. */
export const RECORD_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Bytes of the whole journal, past which changes are refused: half a million changes of a row each, and read again in some seconds
 * after a crash. Past the high mark, a share of it, changes wait and everything is written behind at once.
 */
export const JOURNAL_BYTES_MAX = 256 * 1024 * 1024;
export const JOURNAL_HIGH_SHARE = 0.75;

/** How long after a full or failing disk the journal tries to write again. Milliseconds. */
export const JOURNAL_RETRY_MS = 1_000;

/** How far after damage a record is looked for, to tell a cut tail from damage in the middle: the gap in sequence numbers that is believed. */
export const RECORD_GAP_MAX = 1_000_000;

/** The age at which a role's changes are written behind, in milliseconds; each role has up to a quarter more, so that not all come at once. */
export const FLUSH_AGE_MS = 10_000;
export const FLUSH_JITTER_SHARE = 0.25;

/** How often roles that are due are looked for. */
export const FLUSH_TICK_MS = 1_000;

/** Changed rows, or bytes of changes, of one role that are written behind before their age. */
export const FLUSH_ROWS = 512;
export const FLUSH_BYTES = 256 * 1024;

/** Roles, and changed rows, of one transaction: some ten milliseconds of the database. */
export const FLUSH_BATCH_ROLES = 256;
export const FLUSH_BATCH_ROWS = 2_048;

/** Transactions of that kind under way at once: one is prepared while the other is committed. */
export const FLUSHES_MAX = 2;

/** How long a failed flush waits before the next try: from the first to the last, doubled each time. Milliseconds. */
export const FLUSH_RETRY_MS = 500;
export const FLUSH_RETRY_MS_MAX = 30_000;

/** How often a holder of leases says that it is there. Milliseconds. */
export const LEASE_BEAT_MS = 5_000;

/** How long a holder may say nothing, as another sees it on its own clock, before its leases may be taken: three beats. */
export const LEASE_MS = 15_000;

/** How long opening a role waits for its holder, longer than a lease and shorter than a handler may take; and how often it asks. */
export const ROLE_OPEN_MS_MAX = 22_000;
export const ROLE_OPEN_POLL_MS = 500;

/** Roles that a holder is asked to hand over, looked at with one beat. */
export const HAND_OVERS_MAX = 256;

/** Live roles of one process. */
export const LIVE_ROLES_MAX = 100_000;

/** How long closing the store waits for the last changes to be in the database; what is not stays in the journal. Milliseconds. */
export const LIVE_CLOSE_MS_MAX = 10_000;

/** Rows of one batch of a snapshot: about a millisecond of reading. */
export const SNAPSHOT_ROWS_MAX = 500;

/** Rows loaded in one transaction: enough that waiting for the disk is little of it, few enough for one message to the database. */
export const LOAD_ROWS_MAX = 5_000;
