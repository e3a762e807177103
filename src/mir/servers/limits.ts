// Bounds of the Mir servers. Some are defaults of settings; the others are not for tuning.

/** Gates that are connected at once. Each is trusted by its address. */
export const GATES_MAX = 256;
/** A gate that is silent for so long is closed: the slowest of the originals sends a keepalive every 50 s. */
export const GATE_SILENT_MS = 120_000;
/** How long a gate or a game server may take to read what waits for it; meanwhile it is not read. At 8 MiB that is 70 KB a second. */
export const UNREAD_MS = 120_000;
/** How often a keepalive goes to a gate whose packets are held: original gates give a server up after 10 s of silence. */
export const ALIVE_EVERY_MS = 2_000;
/** Messages of one client that wait for the one being handled; with one more the client is closed. An honest one waits for its answer. */
export const CLIENT_QUEUE_MAX = 8;
/** Messages of all clients that are being handled at once; from here on gates are not read, until half of them are done. */
export const HANDLING_MAX = 512;
/** How long the handling of one message may take; then its client is closed, and a game server's query is answered as failed. */
export const HANDLING_MS = 30_000;
/** Bytes that wait for a gate; from the first mark on it is not read, at the second it is closed. */
export const GATE_OUTPUT_HIGH_BYTES = 256 * 1024;
export const GATE_OUTPUT_MAX_BYTES = 8 * 1024 * 1024;

/** Queries of one game server in flight; it is not read meanwhile. Known game servers have one or two, and each may hold a record of 64 KiB. */
export const QUERIES_MAX = 32;

/** Bytes of the name of a character that is there: the field of the original record. */
export const STORED_NAME_BYTES_MAX = 14;
/** Characters of one account, deleted ones too: each keeps a name from others. As K98 has it. */
export const CHARACTERS_TOTAL_MAX = 20;
/** How often a client may fail to prove its session before it is closed. An honest one asks once. */
export const SESSION_FAILURES_MAX = 3;
/** How long, and in which steps, a client waits whose session LoginSrv has not announced yet: the announcement may arrive after the client. */
export const SESSION_WAIT_MS = 1_000;
export const SESSION_WAIT_STEP_MS = 100;
/** How many clients wait so at once; others are refused. Far below the number of messages in flight, so that guessing delays no other client. */
export const SESSION_WAITS_MAX = 64;
/** Lines of a list of names that are denied, and its bytes. */
export const DENY_LIST_LINES_MAX = 65_536;
export const DENY_LIST_BYTES_MAX = 4 * 1024 * 1024;
/** Addresses and gates that are in the log already because clients cannot reach them, or have no route. */
export const ADDRESSES_LOGGED_MAX = 256;
/** A message of the session bus, its signs included: the longest of ours has some 120 bytes, and what servers relay is short. */
export const BUS_MESSAGE_BYTES_MAX = 4 * 1024;
/** Servers on the bus: each is trusted by its address. */
export const BUS_PEERS_MAX = 256;
/** A server on the bus that is silent for so long is closed, and so is one that does not say its name or read what it is sent: DBSrv reports every 3 s, the slowest of the game servers every 10 s or so. */
export const BUS_SILENT_MS = 60_000;
/** Bytes that wait for a server on the bus. A server that connects is sent all sessions at once: at most some 100 bytes each. */
export const BUS_OUTPUT_MAX_BYTES = 16 * 1024 * 1024;
/** How often a server reports to LoginSrv, and how long LoginSrv may be silent before the connection is closed. */
export const BUS_INFO_MS = 3_000;
export const BUS_LINK_SILENT_MS = 15_000;
/** How long LoginSrv may take from the connection to its first answer, which follows all sessions: a few megabytes at most. */
export const BUS_READY_MS = 60_000;
/** How long to wait before connecting to the bus again. */
export const BUS_BACK_OFF = { minMs: 1_000, maxMs: 10_000 } as const;
/** How often the link to the bus looks at what is due. */
export const BUS_TICK_MS = 500;
/** Ends of sessions that LoginSrv has not confirmed. One that is forgotten ends with its account's next sign-in. */
export const BUS_ENDS_MAX = 10_000;

/** Names of accounts and passwords, in bytes: the field of the registration has room for 10; some builds change a password to a longer one. */
export const ACCOUNT_BYTES_MIN = 3;
export const ACCOUNT_BYTES_MAX = 10;
export const PASSWORD_BYTES_MAX = 20;
/** A password that replaces a lost one: what the client's field holds, some 49 bits. */
export const NEW_PASSWORD_LENGTH = 10;
/** Wrong passwords and answers until no more are taken: for an account from one address, for an account from anywhere, and from one address for any account. */
export const WRONG_PER_ACCOUNT_AND_ADDRESS_MAX = 5;
export const WRONG_PER_ACCOUNT_MAX = 30;
export const WRONG_PER_ADDRESS_MAX = 200;
/** Wrong ones count together when they come within this time, and lock for it. The originals have 60 s, and 180 s for changing and recovering. */
export const LOCK_MS = 60_000;
/** Accounts, addresses and pairs of them whose wrong passwords are remembered: some 100 bytes each, 20 MB when all are in use. */
export const LOCKS_MAX = 65_536;
/** Home, work, a phone, and one to spare. */
export const TRUSTED_ADDRESSES_PER_ACCOUNT = 4;
/** Messages of one client that LoginSrv does not know; with one more it is closed. */
export const UNKNOWN_MESSAGES_MAX = 20;
/** How often one client may register, change or recover: as the originals have it. */
export const CHANGE_EVERY_MS = 5_000;
/** How long a closed session blocks the next one of its account, so that the servers can close the player. */
export const CLOSING_MS = 5_000;
/** How often sessions are looked through for those that are over. */
export const SESSIONS_SWEEP_MS = 60_000;
/** Rows of sessions that are read in one go at the start. */
export const SESSIONS_PAGE = 5_000;
/** Records of one file of an original database, and of one such record, in bytes: far above what one server ever had. */
export const IMPORT_RECORDS_MAX = 1_000_000;
export const IMPORT_RECORD_BYTES_MAX = 64 * 1024;
/** Bytes of such a file that are read at once. */
export const IMPORT_CHUNK_BYTES = 1024 * 1024;
/** Characters that are brought in by one transaction. */
export const IMPORT_BATCH_ROWS = 100;
/** Records that a report names; the others are only counted. */
export const IMPORT_SKIPS_MAX = 10_000;
