// The machine of a live owner in this process: one pure function from (state, event) to the next state and its effects. It knows no
// journal, database or timer; `live-owners.ts` and `live-flusher.ts` perform the effects.
//
//   taking ─taken─▶ open ─ended─▶ ended ─left─▶ idle ─release─▶ releasing ─released─▶ gone
//                   ▲ ▲                         │ │  ▲              │
//                   │ └──────────opened─────────┘ │  └─releaseFailed┘
//                   └──rowsRead── reading ◀──read─┘   (rows of an owner whose changes an earlier run left are not in memory yet)
//   any state but gone ─fenced─▶ gone: another process has the lease.
//
//   changes:  none ─changed─▶ waiting ─flush─▶ flushing ─flushed─▶ none, or waiting again
//                                ▲───refused, failed───┘
import { assert, unreachable } from '../../base/index.ts';

export const LIVE_PHASES = ['taking', 'open', 'ended', 'idle', 'reading', 'releasing', 'gone'] as const;
export type LivePhase = (typeof LIVE_PHASES)[number];

export interface LiveOwnerState {
  readonly phase: LivePhase;
  /** Whether its rows are in memory. */
  readonly isRead: boolean;
  /** Changes that the database does not have: `flushing` while a transaction takes them there. */
  readonly changes: 'none' | 'waiting' | 'flushing';
  /** When the oldest of them is to be flushed at the latest. */
  readonly flushAtMs: number;
  /** How often in a row the database refused the changes for their content. Such an owner is stuck. */
  readonly refusals: number;
  /** When the database may get refused changes again. */
  readonly retryAtMs: number;
}

export type LiveOwnerEvent =
  /** The lease is this process's, and the rows are read. */
  | { readonly type: 'taken' }
  /** The lease was not taken. */
  | { readonly type: 'notTaken' }
  /** This process opens the owner, whose rows are in memory. */
  | { readonly type: 'opened' }
  /** The same, while the rows are not in memory. */
  | { readonly type: 'read' }
  | { readonly type: 'rowsRead' }
  | { readonly type: 'readFailed' }
  /** Another process, or another user of this one, wants the owner. */
  | { readonly type: 'wanted'; readonly isToPlay: boolean }
  /** The owner is used no more. */
  | { readonly type: 'ended' }
  /** The owner is given back. */
  | { readonly type: 'left' }
  /** Nobody needs the lease any more. */
  | { readonly type: 'release' }
  | { readonly type: 'released' }
  | { readonly type: 'releaseFailed' }
  | { readonly type: 'changed'; readonly flushAtMs: number }
  | { readonly type: 'flush' }
  /** The database has what was flushed. `isLeft`: more was changed meanwhile. */
  | { readonly type: 'flushed'; readonly isLeft: boolean; readonly flushAtMs: number }
  /** The database refuses these changes for their content. */
  | { readonly type: 'refused'; readonly retryAtMs: number }
  /** The database takes no changes at the moment. */
  | { readonly type: 'failed' }
  /** Another process has the lease. */
  | { readonly type: 'fenced' };

export type LiveOwnerEffect =
  /** Ask the user of the owner to close it: others call it. */
  | 'askToCall'
  /** The same: a session of another process enters with the role. */
  | 'askToPlay'
  /** Report the loss of the lease to the user of the owner, and keep the changes for people. */
  | 'lose'
  /** Give the lease up. */
  | 'release'
  /** Drop the owner from memory. */
  | 'forget';

export interface LiveOwnerTransition {
  readonly state: LiveOwnerState;
  readonly effects: readonly LiveOwnerEffect[];
}

/** An owner whose lease is being taken. */
export const TAKING: LiveOwnerState = {
  phase: 'taking',
  isRead: false,
  changes: 'none',
  flushAtMs: 0,
  refusals: 0,
  retryAtMs: 0,
};

/** An owner of which an earlier run left changes, under a lease that is still held. */
export const ADOPTED: LiveOwnerState = { ...TAKING, phase: 'idle' };

/** The next state, or null where the event does not apply to the state. */
export function transition(state: LiveOwnerState, event: LiveOwnerEvent): LiveOwnerTransition | null {
  const { phase, changes } = state;
  switch (event.type) {
    case 'taken':
      return phase === 'taking' ? to({ ...state, phase: 'open', isRead: true }) : null;
    case 'notTaken':
      return phase === 'taking' ? to({ ...state, phase: 'gone' }, 'forget') : null;
    case 'opened':
      return phase === 'idle' && state.isRead ? to({ ...state, phase: 'open' }) : null;
    case 'read':
      return phase === 'idle' && !state.isRead && changes !== 'flushing' ? to({ ...state, phase: 'reading' }) : null;
    case 'rowsRead':
      return phase === 'reading' ? to({ ...state, phase: 'open', isRead: true }) : null;
    case 'readFailed':
      return phase === 'reading' ? to({ ...state, phase: 'idle' }) : null;
    case 'wanted':
      return isHeld(state) ? to(state, event.isToPlay ? 'askToPlay' : 'askToCall') : null;
    case 'ended':
      return phase === 'open' ? to({ ...state, phase: 'ended' }) : null;
    case 'left':
      return isHeld(state) ? settle({ ...state, phase: 'idle' }) : null;
    case 'release':
      return phase === 'idle' && changes === 'none' ? settle(state) : null;
    case 'released':
      return phase === 'releasing' ? to({ ...state, phase: 'gone' }, 'forget') : null;
    case 'releaseFailed':
      return phase === 'releasing' ? to({ ...state, phase: 'idle' }) : null;
    case 'fenced':
      return phase === 'gone' ? null : to({ ...state, phase: 'gone', changes: 'none', refusals: 0 }, 'lose', 'forget');
    default:
      return transitionOfChanges(state, event);
  }
}

type ChangesEvent = Extract<LiveOwnerEvent, { type: 'changed' | 'failed' | 'flush' | 'flushed' | 'refused' }>;

function transitionOfChanges(state: LiveOwnerState, event: ChangesEvent): LiveOwnerTransition | null {
  const { phase, changes } = state;
  switch (event.type) {
    case 'changed':
      if (changes !== 'none' || phase === 'taking' || phase === 'releasing' || phase === 'gone') return null;
      return to({ ...state, changes: 'waiting', flushAtMs: event.flushAtMs });
    case 'flush':
      return canFlush(state) ? to({ ...state, changes: 'flushing' }) : null;
    case 'flushed': {
      if (changes !== 'flushing') return null;
      const flushed = { ...state, refusals: 0, retryAtMs: 0 };
      return event.isLeft
        ? to({ ...flushed, changes: 'waiting', flushAtMs: event.flushAtMs })
        : settle({ ...flushed, changes: 'none' });
    }
    case 'refused':
      if (changes !== 'flushing') return null;
      return to({ ...state, changes: 'waiting', refusals: state.refusals + 1, retryAtMs: event.retryAtMs });
    case 'failed':
      return changes === 'flushing' ? to({ ...state, changes: 'waiting' }) : null;
    default:
      return unreachable(event);
  }
}

/** Whether something in this process uses the owner, or has not given it back yet. */
export function isHeld({ phase }: LiveOwnerState): boolean {
  return phase === 'open' || phase === 'ended';
}

/** Whether its changes may go to the database now. */
export function canFlush({ phase, changes }: LiveOwnerState): boolean {
  return changes === 'waiting' && phase !== 'reading';
}

/** Whether the database refuses the changes. */
export function isStuck({ refusals }: LiveOwnerState): boolean {
  return refusals > 0;
}

/** What must hold of a state reached by any events; the machine's tests ask after each step. */
export function invariants(state: LiveOwnerState): void {
  const { phase, isRead, changes } = state;
  if (isHeld(state)) assert(isRead, 'an owner that is open has its rows in memory');
  if (phase === 'reading') assert(!isRead && changes !== 'flushing', 'no flush changes rows that are being read');
  if (phase === 'taking' || phase === 'releasing' || phase === 'gone') {
    assert(changes === 'none', 'an owner whose lease is not held has no changes');
  }
  if (isStuck(state)) assert(changes !== 'none', 'what the database refuses still waits');
}

function to(state: LiveOwnerState, ...effects: LiveOwnerEffect[]): LiveOwnerTransition {
  return { state, effects };
}

/** A lease that nobody needs and whose changes are all in the database is given up. */
function settle(state: LiveOwnerState): LiveOwnerTransition {
  const isDone = state.phase === 'idle' && state.changes === 'none';
  return isDone ? to({ ...state, phase: 'releasing' }, 'release') : to(state);
}
