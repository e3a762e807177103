// Bounds of the gate that are not for tuning. Deadlines that an operator may want to change are in `GateOptions`.

/** How long a leaving session waits for its handler, its `left` hooks and its role, each. Then the account is freed. Milliseconds. */
export const LEAVE_MS_MAX = 10_000;

/** In development: how long a handler may run without a wait before it is named. Players feel a pause of 50 ms. */
export const BLOCKED_MS_MAX = 50;

/** How long one handler may take. Long enough for a database fail-over, short of what a player would wait. Milliseconds. */
export const HANDLER_MS_MAX = 30_000;

/** Messages a signed-in session may have refused: this many at once, and one more each second, before it is closed. */
export const REFUSALS = { perSecond: 1, burst: 50 } as const;

/** The idle deadline moves once in this time at most, so an idle client is closed up to this much late, and never early. Milliseconds. */
export const IDLE_PRECISION_MS = 1_000;

/** UTF-16 units of the text that a session is closed with: a few sentences, far below the size of a packet. */
export const CLOSE_TEXT_MAX = 1_000;

/** How long one `stopping` hook of a module may take: it writes what is left to files or elsewhere. Milliseconds. */
export const STOPPING_MS_MAX = 10_000;

/** How long the gate waits for its sessions on stopping: a late handler and a late hook. Milliseconds. */
export const STOP_MS_MAX = 25_000;

/** Calls of `drain` that wait at the same time: an operator and a script or two. Further calls do not wait. */
export const DRAINS_MAX = 16;

/** Bytes of the message id at the front of each packet. */
export const PACKET_ID_BYTES = 2;

/** `latest` messages that wait for a slow reader: more moving roles than a screen shows. */
export const LATEST_COUNT_MAX = 1_024;
/** Bytes of these: as much as may wait in the connection before it counts as slow. */
export const LATEST_BYTES_MAX = 256 * 1024;

/** Messages of one session over all types: far above the pace of any game, far below what would starve others. */
export const SESSION_RATE = { perSecond: 500, burst: 1_000 } as const;

/** Failed sign-ins of one connection: enough for typing errors, too few for guessing passwords. */
export const AUTH_FAILURES_MAX = 20;
/** How often the same problem with WebSocket requests is logged: any client on the way can cause one. */
export const UPGRADE_PROBLEM_MS = 60_000;
/** Unknown message ids that are counted one by one: of players, and as many of strangers. A wrong client sends a few. */
export const UNKNOWN_IDS_MAX = 64;
/** How often messages that no handler takes are logged, when there are more. */
export const STRAYS_REPORT_MS = 60_000;
/**
 * Messages that clients were left without between two such reports, from which on that is logged: some hundred lost connections leave
 * fewer out, one client that stopped reading on a busy map more.
 */
export const LEFT_OUT_REPORT_MIN = 1_000;
/** Messages that such a line names. */
export const LEFT_OUT_NAMES_MAX = 8;

/** Bytes that one turn sends: each of a thousand members something of its own. */
export const TURN_OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
/** Packets of one turn: several for each of as many members as an actor may have. */
export const TURN_PACKETS_MAX = 65_536;
/** Outputs kept for later turns, and the size above which one is not kept: as many as turns wait for the journal at a time. */
export const OUTPUTS_KEPT_MAX = 256;
export const OUTPUT_KEPT_BYTES_MAX = 16 * 1024;

/** Messages about links from one client: an acknowledgement or a ping takes one. Far above a client that follows the rules. */
export const LINK_RATE = { perSecond: 20, burst: 40 } as const;
/** Bytes of a replay ring when the first packet comes: a few short ones. */
export const RING_BYTES_FIRST = 1_024;
/** Bytes before each packet in a ring. */
export const RING_ENTRY_BYTES = 16;
/** When a client acknowledges: after so many packets or bytes. A ring rarely holds more while the link is up. */
export const CLIENT_ACK_PACKETS = 64;
export const CLIENT_ACK_BYTES = 16 * 1024;
/** When the server acknowledges. Lower: a client has less room for what it may have to send again. */
export const SERVER_ACK_PACKETS = 32;
export const SERVER_ACK_BYTES = 8 * 1024;
/** When either acknowledges at the latest. Milliseconds. */
export const ACK_MS_MAX = 5_000;
/** Packets that a client keeps unacknowledged: several times what it sends within a round trip and `ACK_MS_MAX`. */
export const PENDING_MAX = 256;
/** What one module may keep of a session when it goes on in another process. */
export const EXPORTED_BYTES_MAX = 4 * 1024;
/** How long a freeze waits for handlers that run; then the upgrade is given up. Milliseconds. */
export const FREEZE_MS_MAX = 1_000;
/** How often it looks. Milliseconds. */
export const FREEZE_POLL_MS = 5;
/** Sessions of one frame of a hand-over, and about the bytes after which a frame is sent. */
export const MOVED_SESSIONS_MAX = 64;
export const MOVED_BYTES = 256 * 1024;
/** When clients that cannot move come again: spread, so that they do not come all at once. Milliseconds. */
export const COME_AGAIN_MS = 200;
export const COME_AGAIN_WITHIN_MS = 5_000;
/** How long the process that was replaced waits for the ends of these connections. Milliseconds. */
export const SEND_AWAY_MS_MAX = 2_000;

/** How often acknowledgements and pings are checked; their precision. Milliseconds. */
export const SWEEP_MS = 1_000;
/** A sweep that comes later than this found the process asleep: silence meanwhile is nobody's fault. Milliseconds. */
export const SWEEP_LATE_MS = 5_000;
/** How much longer than a ping period nothing may be heard of a client. A phone that changes networks takes seconds. Milliseconds. */
export const PING_GRACE_MS = 10_000;
/** Resumes of one session, then 60105 with code 8: a link that flaps faster is no link. */
export const SESSION_RESUMES = { perSecond: 0.2, burst: 10 } as const;
/** Players that come in, by a resume or a sign-in, unless an operator sets another rate: about a third of the resumes that one core can do. */
export const ADMISSIONS = { perSecond: 1_000, burst: 1_000 } as const;
/** The longest wait that a client is given for its next attempt. Milliseconds. */
export const RESUME_WAIT_MS_MAX = 300_000;
/** Wrong tokens of one link; the next closes it. A client has one token, or none. */
export const WRONG_TOKENS_MAX = 3;
/** Wrong tokens of one address: guesses, as no client sends any. */
export const WRONG_TOKENS = { perSecond: 2, burst: 10 } as const;
/** Addresses whose wrong tokens are counted. */
export const WRONG_TOKEN_ADDRESSES_MAX = 16_384;
/** Ended sessions whose clients can learn how far they came, and for how long: longer than a client tries to resume. */
export const ENDED_SESSIONS_MAX = 65_536;
export const ENDED_SESSION_MS = 600_000;
/** How long the hooks of a session that was parked, resumed or resynced may take. Milliseconds. */
export const LINK_HOOKS_MS_MAX = 10_000;
/** Runs of these hooks that wait for each other. A session is not resumed more often than they run. */
export const LINK_HOOKS_WAITING_MAX = 8;
/** Messages by name of which a session knows how many its client was left without: more than a game sends as droppable. */
export const PRESSURE_NAMES_MAX = 32;
/** How long a key rests until its newest `latest` packet, which left as a datagram, goes once more by the stream. Milliseconds. */
export const DATAGRAM_REST_MS = 300;
/** How often resting keys and reports are looked for; the precision of these times. Milliseconds. */
export const DATAGRAM_TICK_MS = 100;
/** A channel without a report for so long is closed: clients report each second, and two reports may be lost. Milliseconds. */
export const DATAGRAM_SILENT_MS = 3_000;
/** Times at which losses are noted, about a second apart; of those before the last, at least so many datagrams must be sent to judge. */
export const DATAGRAM_LOSS_NOTES = 4;
export const DATAGRAM_LOSS_COUNT_MIN = 20;
/** `latest` packets that one channel keeps until their keys rest, and their bytes; more go by the stream. */
export const RESTING_COUNT_MAX = 256;
export const RESTING_BYTES_MAX = 32 * 1024;
/** What one address may send: 256 players behind one router, with some fifteen datagrams a second each. */
export const DATAGRAM_ADDRESS_RATE = { perSecond: 4_000, burst: 8_000 } as const;
export const DATAGRAM_ADDRESS_BYTES = { perSecond: 2 * 1024 * 1024, burst: 4 * 1024 * 1024 } as const;

/** Seconds before the door closes at which players are told; more often at the end, when they have to come to an end. */
export const COUNTDOWN_SECONDS = [3_600, 1_800, 900, 600, 300, 180, 120, 60, 30, 10] as const;
/** Who hears of the door: the gate, and a few modules. */
export const DOOR_LISTENERS_MAX = 16;

/** How often those that wait are looked at: late ones, and positions that have changed. Milliseconds. */
export const ROOM_SWEEP_MS = 1_000;
/** How often one that waits is told its position when it has changed: near the front, and behind. Milliseconds. */
export const TELL_FRONT_MS = 2_000;
export const TELL_MS = 10_000;
/** Up to this position, `TELL_FRONT_MS` holds. 10,000 that wait are then sent some 1,200 messages a second. */
export const TELL_FRONT_POSITIONS = 500;
/** One that waits hears something this often in any case: proxies cut silent connections at 60 s. Milliseconds. */
export const TELL_MS_MAX = 20_000;
/** While the rate holds them back, those that wait are let in in portions: no more often than this. Milliseconds. */
export const ADMIT_PORTION_MS = 50;
/** How long a game's rule may take to say which rank an account has; then it has the default. Milliseconds. */
export const RANK_MS_MAX = 500;
/** Rules of modules for ranks. */
export const RANK_RULES_MAX = 16;
/** Accounts that left lately and come first when they return: some 100 bytes each. */
export const RECENT_ACCOUNTS_MAX = 65_536;
