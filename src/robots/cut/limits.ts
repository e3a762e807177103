// Times and bounds of cuts, in milliseconds.

/** The most cuts of one robot each second: a robot that comes back takes up to a quarter of a second to begin. */
export const CUTS_PER_SECOND_MAX = 10;
/** How long a cut in the middle of a packet waits for a packet before it comes without one. */
export const HALF_WAIT_MS = 3_000;
/** From a cut in the middle of a packet to the reset: long enough for the part to arrive first. */
export const HALF_REST_MS_MAX = 50;
/** How long a robot does not notice that its connection is silent: from a change of networks to a person in a lift. */
export const UNNOTICED_MS_MIN = 100;
export const UNNOTICED_MS_MAX = 3_000;
/** How long a silent connection stays open behind a robot that has given it up. */
export const HELD_MS_MAX = 10_000;
/** Robots that are tried for a cut when those before had no connection to cut at the moment. */
export const PICKS_MAX = 8;
