// How `jadegate start --watch` restarts the server: one server at a time, and the next starts only when the last has ended. Pure: the
// caller performs the effects.
//
//   running ──changed──▶ restarting ──ended──▶ running
//      └────ended────▶ waiting ──changed──▶ running         stop: ──▶ ending ──ended──▶ over

/** `waiting`: no server runs until a file changes. */
export type WatchState = 'ending' | 'over' | 'restarting' | 'running' | 'waiting';

/** `late`: the server did not end in time after the request. */
export type WatchEvent = 'changed' | 'ended' | 'late' | 'stop';

export type WatchEffect = 'finish' | 'kill' | 'say-restart' | 'say-waiting' | 'start' | 'terminate';

export interface WatchStep {
  readonly state: WatchState;
  readonly effects: readonly WatchEffect[];
}

const STEPS: Readonly<Record<WatchState, Partial<Readonly<Record<WatchEvent, WatchStep>>>>> = {
  running: {
    changed: { state: 'restarting', effects: ['say-restart', 'terminate'] },
    ended: { state: 'waiting', effects: ['say-waiting'] },
    stop: { state: 'ending', effects: ['terminate'] },
  },
  restarting: {
    ended: { state: 'running', effects: ['start'] },
    late: { state: 'restarting', effects: ['kill'] },
    stop: { state: 'ending', effects: ['terminate'] },
  },
  waiting: {
    changed: { state: 'running', effects: ['say-restart', 'start'] },
    stop: { state: 'over', effects: ['finish'] },
  },
  // The server bounds its own stop, which must not be cut short when it is the last one.
  ending: { ended: { state: 'over', effects: ['finish'] } },
  over: {},
};

/** An event that means nothing in a state changes nothing. */
export function stepWatch(state: WatchState, event: WatchEvent): WatchStep {
  return STEPS[state][event] ?? { state, effects: [] };
}
