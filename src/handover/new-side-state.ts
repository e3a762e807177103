// The machine of the process that takes over: one pure function from (state, event) to the next state and its effects. `new-side.ts`
// performs the effects.
//
//   greet ─agreed─▶ take ─transferred─▶ adopt ─adopted─▶ ready ─commit─▶ commit ─written─▶ run
//     └───────────────┴─── failed, ended, late ┴── late ───┤                                ▲
//                          ▼                               └───────────────ended────────────┘
//                        over: this process ends
//
// Invariant: it serves only behind `commit`, when `committed` has been written to the channel, or behind the end of the channel when
// it was ready: an old process that lives kills this one before it closes the channel.

export type NewStep = 'greet' | 'take' | 'adopt' | 'ready' | 'commit' | 'run' | 'over';

export interface NewState {
  readonly step: NewStep;
  readonly reason: string | null;
}

export type NewEvent =
  | { readonly type: 'agreed' }
  /** The old process has sent everything. */
  | { readonly type: 'transferred' }
  /** The parts have everything, and `start` needs nothing that may fail. */
  | { readonly type: 'adopted' }
  | { readonly type: 'commit' }
  /** The kernel has `committed`: the old process reads it, even if this one dies. */
  | { readonly type: 'written' }
  /** The channel ended: the old process is dead. */
  | { readonly type: 'ended' }
  /** The step takes too long: the old process hangs, or this one. */
  | { readonly type: 'late'; readonly reason: string }
  /** A part threw, the old process refused this one, or what it sent is no hand-over. */
  | { readonly type: 'failed'; readonly reason: string };

export type NewEffect =
  | 'adopt'
  /** Send `ready`. */
  | 'ready'
  /** Send `committed`. */
  | 'commit'
  | 'start'
  /** Say why, discard what was taken, and end. */
  | 'discard';

export interface NewTransition {
  readonly state: NewState;
  readonly effects: readonly NewEffect[];
}

export const NEW_START: NewState = { step: 'greet', reason: null };

/** The next state, or null where the event does not apply to the state. */
export function stepNew(state: NewState, event: NewEvent): NewTransition | null {
  const { step } = state;
  switch (event.type) {
    case 'agreed':
      return step === 'greet' ? to('take') : null;
    case 'transferred':
      return step === 'take' ? to('adopt', 'adopt') : null;
    case 'adopted':
      return step === 'adopt' ? to('ready', 'ready') : null;
    case 'commit':
      return step === 'ready' ? to('commit', 'commit') : null;
    case 'written':
      return step === 'commit' ? to('run', 'start') : null;
    case 'ended':
      // Behind the commit the old process is done with everything, dead or not.
      if (step === 'ready' || step === 'commit') return to('run', 'start');
      return end(state, 'the old process ended');
    case 'late':
      // What was committed is this process's, however long it takes.
      return step === 'commit' ? null : end(state, event.reason);
    case 'failed':
      return step === 'commit' ? null : end(state, event.reason);
  }
}

function end({ step }: NewState, reason: string): NewTransition | null {
  if (step === 'run' || step === 'over') return null;
  return { state: { step: 'over', reason }, effects: ['discard'] };
}

function to(step: NewStep, ...effects: NewEffect[]): NewTransition {
  return { state: { step, reason: null }, effects };
}
