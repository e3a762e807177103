// Bounds of the load generator, and from which figures it counts as saturated.

/** Robots of one process: each holds a socket, and systems rarely allow many more without being told to. */
export const ROBOTS_MAX = 20_000;
/** Processes of one run: more than any machine has cores to spare beside the server. */
export const PROCESSES_MAX = 64;
/** Robots that connect each second: a server that writes each new role durably takes them without a queue of its own. */
export const RAMP_PER_SECOND = 200;
/** How long each step of entering may take. On an overloaded server a longer wait is of no use to a player. */
export const ENTER_STEP_MS = 20_000;

/** How long the run waits for answers after the last beat, in milliseconds. Missing answers count as at least this slow. */
export const DRAIN_MS = 2_000;
/** How often the run checks whether they have come. */
export const DRAIN_STEP_MS = 20;
/** From the last robot's entry to the first beat, so that what entering left behind is done. Milliseconds. */
export const SETTLE_MS = 200;

/** Beats sent in one turn after a stall, before the loop is given back: answers must be read too. */
export const BEATS_PER_TURN_MAX = 1_024;
/** A robot is behind its schedule when a beat leaves so long after its moment, in milliseconds: more than a timer's own slack. */
export const BEHIND_MS = 50;

/** How often the generator measures how late its own timers are, in milliseconds. */
export const LAG_TICK_MS = 20;
/** The generator is the bottleneck when one of a hundred timers is so late, in milliseconds… */
export const SATURATED_LAG_MS = 20;
/** …or when it uses so much of the one core that it can use. */
export const SATURATED_CPU = 0.9;

/** How long a datagram is delayed at most that others are to overtake: some ticks of a robot. */
export const REORDER_MS_MAX = 200;
