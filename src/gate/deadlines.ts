// How long a session may spend in each phase, unless the configuration says otherwise.
import type { TimedPhase } from './session-state.ts';

/** Milliseconds that a session may spend in each phase. In `connecting`: until its first whole message. In `gaming`: in silence. */
export type DeadlinesMs = Readonly<Record<TimedPhase | 'connecting', number>>;

export const DEADLINES_MS: DeadlinesMs = {
  connecting: 15_000,
  connected: 60_000,
  authing: 30_000,
  // Time for a player to think of a name.
  roleListing: 900_000,
  // Time for a phone to load a map.
  entering: 180_000,
  gaming: 300_000,
};
