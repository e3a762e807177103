// Bounds of scenarios.

/** Beats of all robots of a process in one turn after a stall, before the loop is given back: answers must be read too. */
export const BEATS_PER_TURN_MAX = 1_024;
/** The longest sleep between two looks at the schedule, in milliseconds: a robot may add a beat that is due earlier. */
export const LOOK_MS_MAX = 20;
/** Schedules, `after` included, that one robot may have. */
export const SCHEDULES_MAX = 64;
/** Beats of one robot whose functions have not ended: a server that does not answer must not fill the memory. */
export const BEATS_IN_FLIGHT_MAX = 256;
/** The shortest and the longest period of a schedule, in milliseconds. */
export const PERIOD_MS_MIN = 1;
export const PERIOD_MS_MAX = 3_600_000;
/** Names of latencies and of counts that a scenario may use. */
export const NAMES_MAX = 64;
/** Entries of a robot's log that are kept, the latest ones. */
export const LOG_ENTRIES_MAX = 64;
/** Failures of scenario code that are described in words; all are counted. */
export const PROBLEMS_MAX = 20;

/** How long a run waits for functions that still run when the time of the scenario is over. */
export const REST_MS = 12_000;
/** How long one echo of a heartbeat may take when the run waits for quiet. */
export const ECHO_MS = 10_000;
/** How long the run waits for the maps to be quiet: creatures and other players may move for ever. */
export const QUIET_MS_MAX = 10_000;
/** A place is unsure when a move left so shortly before the server put the robot elsewhere: the server may have read it after that. */
export const UNSURE_MS = 1_000;
/** What was sent so shortly before a connection broke may have been on its way: a server asks after 25 s of silence. */
export const GAP_BEFORE_MS = 40_000;

/** Tiles in each direction from the place where a robot enters within which it walks. */
export const WALK_REACH_TILES = 80;
