// The machine of the process that is replaced: one pure function from (state, event) to the next state and its effects. `old-side.ts`
// performs the effects.
//
//   start ─greeted─▶ copy ─copied─▶ freeze ─frozen─▶ transfer ─ready─▶ commit ─committed─▶ release ─released─▶ gone
//     └────────┴──────── failed ──────┴────────────────┴──────────────────┘
//                          ▼
//                        kill ─reaped─▶ thaw ─thawed─▶ kept          nothing has happened: this process serves on
//                          │              └─failed─▶ lost
//                          └─reaped, and `committed` was among what the new process had sent─▶ lost
//
// Invariant: after `commit` was sent, this process serves on only when the new one is dead and everything it had sent was read: had it
// written `committed`, it may have written to the store.

export type OldStep =
  | 'start'
  | 'copy'
  | 'freeze'
  | 'transfer'
  | 'commit'
  | 'release'
  | 'gone'
  | 'kill'
  | 'thaw'
  | 'kept'
  | 'lost';

export interface OldState {
  readonly step: OldStep;
  /** Whether the new process has said that the clients and the store are its own. */
  readonly isCommitted: boolean;
  /** Why the attempt failed, and in which step; the first reason counts. */
  readonly failure: { readonly step: OldStep; readonly reason: string } | null;
}

export type OldEvent =
  /** The new process fits. */
  | { readonly type: 'greeted' }
  | { readonly type: 'copied' }
  | { readonly type: 'frozen' }
  /** Everything was sent, and the new process has adopted it. */
  | { readonly type: 'ready' }
  | { readonly type: 'committed' }
  | { readonly type: 'released' }
  /** A part threw, the deadline of the step has passed, the other process does not fit, is dead or closed the channel; or it is cancelled. */
  | { readonly type: 'failed'; readonly reason: string }
  /** The new process is dead, and what it had sent was read. */
  | { readonly type: 'reaped' }
  | { readonly type: 'thawed' };

export type OldEffect =
  | 'copy'
  | 'freeze'
  | 'transfer'
  | 'commit'
  | 'release'
  /** Kill the new process, wait for its end, read the channel out. */
  | 'kill'
  | 'thaw';

export interface OldTransition {
  readonly state: OldState;
  readonly effects: readonly OldEffect[];
}

export const OLD_START: OldState = { step: 'start', isCommitted: false, failure: null };

/** The next state, or null where the event does not apply to the state. */
export function stepOld(state: OldState, event: OldEvent): OldTransition | null {
  const { step } = state;
  switch (event.type) {
    case 'greeted':
      return step === 'start' ? to(state, 'copy', 'copy') : null;
    case 'copied':
      return step === 'copy' ? to(state, 'freeze', 'freeze') : null;
    case 'frozen':
      return step === 'freeze' ? to(state, 'transfer', 'transfer') : null;
    case 'ready':
      return step === 'transfer' ? to(state, 'commit', 'commit') : null;
    case 'committed':
      if (step === 'commit') return to({ ...state, isCommitted: true }, 'release', 'release');
      // The new process is being killed, and owned the clients already.
      return step === 'kill' ? { state: { ...state, isCommitted: true }, effects: [] } : null;
    case 'released':
      return step === 'release' ? to(state, 'gone') : null;
    case 'failed':
      return failed(state, event.reason);
    case 'reaped':
      if (step !== 'kill') return null;
      return state.isCommitted ? to(state, 'lost') : to(state, 'thaw', 'thaw');
    case 'thawed':
      return step === 'thaw' ? to(state, 'kept') : null;
  }
}

function failed(state: OldState, reason: string): OldTransition | null {
  const { step } = state;
  if (step === 'thaw') return to({ ...state, failure: { step, reason } }, 'lost');
  const isUnderWay =
    step === 'start' || step === 'copy' || step === 'freeze' || step === 'transfer' || step === 'commit';
  return isUnderWay ? to({ ...state, failure: { step, reason } }, 'kill', 'kill') : null;
}

export function isOldOver({ step }: OldState): boolean {
  return step === 'gone' || step === 'kept' || step === 'lost';
}

function to(state: OldState, step: OldStep, ...effects: OldEffect[]): OldTransition {
  return { state: { ...state, step }, effects };
}
