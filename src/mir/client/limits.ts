// Bounds of the Mir client and its robots. Those that depend on the server are defaults of options.

/** How long a client waits for an answer: longer than a server's slowest durable write, shorter than a person's patience. */
export const ANSWER_MS = 10_000;
/** Messages that came without being asked for, stored for `take`; beyond the bound the oldest is dropped. */
export const UNASKED_COUNT_MAX = 16;
/** How long a closed client may take to send its last bytes before its connection is reset. */
export const CLIENT_LINGER_MS = 1_000;
/** Characters that one list may have: more than any server keeps for one account. */
export const CHARACTERS_MAX = 256;
/** Servers that one list may have; clients show six. */
export const SERVERS_MAX = 64;

/** What clients of the field wait before they go to the next gate, and servers of theirs between a list and a change of it, in milliseconds. */
export const NEXT_GATE_MS = 500;
export const AFTER_QUERY_MS = 1_050;

/** Robots of one run: each holds a socket at a time. */
export const ROBOTS_MAX = 20_000;
/** Robots that begin each second, and that are under way at once: each waits for the passwords of all before it, some 50 ms apiece, and has a deadline. */
export const RAMP_PER_SECOND = 200;
export const AT_ONCE = 32;
/** How long a robot's step may take. On an overloaded server a longer wait is of no use to a player. */
export const ROBOT_STEP_MS = 30_000;
/** How long a player tries again before it gives up: a server that is killed is back within that. */
export const PATIENCE_MS = 60_000;
/** How long it waits before it does, at first and at most. */
export const RETRY_MS_MIN = 200;
export const RETRY_MS_MAX = 3_000;
/** How long, where its account is signed in already: servers end the old session within five seconds. */
export const TAKEN_MS = 5_200;
