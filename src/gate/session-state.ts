// The session machine: one pure function from (state, event) to the next state and what is to be done about it. It sends
// nothing, waits for nothing and knows no socket; `player-session.ts` performs the effects.
//
//   connecting ─framed─▶ connected ─authStarted─▶ authing ─authenticated─▶ roleListing ─selected─▶ entering ─arrived─▶ gaming
//                            ▲                       │                         ▲                      │  ▲                │
//                            └──────authFailed───────┘                         └────enterFailed───────┘  └────travelled───┘
//   any state ─closing─▶ closing ─gone─▶ gone.   Every state up to gaming has a deadline, and a reason for missing it.
import { assert, unreachable } from '../base/index.ts';
import type { CloseReason } from './close-reason.ts';

/** Who signed in. `name` is unique over all providers; `visitor` accounts can still be upgraded to a named one. */
export interface Account {
  readonly name: string;
  readonly serverId: number;
  readonly isVisitor: boolean;
}

/** The character that a session plays. */
export interface Role {
  readonly id: bigint;
  readonly name: string;
}

export type SessionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'connected' }
  | { readonly phase: 'authing' }
  | { readonly phase: 'roleListing'; readonly account: Account }
  | { readonly phase: 'entering'; readonly account: Account; readonly role: Role }
  | { readonly phase: 'gaming'; readonly account: Account; readonly role: Role }
  /** The connection is being ended, or is gone. */
  | { readonly phase: 'closing'; readonly reason: CloseReason };

export type Phase = SessionState['phase'];

export const PHASES = ['connecting', 'connected', 'authing', 'roleListing', 'entering', 'gaming', 'closing'] as const;

export type SessionEvent =
  | { readonly type: 'framed' }
  | { readonly type: 'authStarted' }
  | { readonly type: 'authFailed' }
  | { readonly type: 'authenticated'; readonly account: Account }
  | { readonly type: 'selected'; readonly role: Role }
  | { readonly type: 'enterFailed' }
  | { readonly type: 'arrived' }
  | { readonly type: 'travelled' }
  | { readonly type: 'accountChanged'; readonly account: Account }
  | { readonly type: 'roleRenamed'; readonly name: string }
  /** The connection is about to end, and last words still go out. */
  | { readonly type: 'closing'; readonly reason: CloseReason }
  /** The connection is gone. */
  | { readonly type: 'gone'; readonly reason: CloseReason };

export type SessionEffect =
  /** The phase just entered may last so long; then the session is closed with `reason`. */
  | { readonly type: 'armDeadline'; readonly phase: TimedPhase; readonly reason: CloseReason }
  /** Tell the client why the connection ends. */
  | { readonly type: 'tell'; readonly reason: CloseReason }
  /** Let the modules know, then free the role and the account. Once in a session's life. */
  | { readonly type: 'leave'; readonly reason: CloseReason };

export interface Transition {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

/** Phases that must end in time. `connecting` is timed by the connection, which knows when the first frame is whole. */
export type TimedPhase = Exclude<Phase, 'connecting' | 'closing'>;

/** Why a session is closed when it stays in a phase too long; in `gaming`, when it is silent too long. */
const LATE_REASON: Readonly<Record<TimedPhase, CloseReason>> = {
  connected: 'sign-in-timeout',
  authing: 'sign-in-timeout',
  roleListing: 'role-list-timeout',
  entering: 'enter-timeout',
  gaming: 'idle-timeout',
};

/**
 * The next state, or null where the event does not apply to the state: a module asked for a step that the session is not at,
 * for instance because it closed while a handler waited for the store.
 */
export function transition(state: SessionState, event: SessionEvent): Transition | null {
  switch (event.type) {
    case 'framed':
      return state.phase === 'connecting' ? enter({ phase: 'connected' }) : null;
    case 'authStarted':
      return state.phase === 'connected' ? enter({ phase: 'authing' }) : null;
    case 'authFailed':
      return state.phase === 'authing' ? enter({ phase: 'connected' }) : null;
    case 'authenticated':
      return state.phase === 'authing' ? enter({ phase: 'roleListing', account: event.account }) : null;
    case 'selected':
      return state.phase === 'roleListing'
        ? enter({ phase: 'entering', account: state.account, role: event.role })
        : null;
    case 'enterFailed':
      return state.phase === 'entering' ? enter({ phase: 'roleListing', account: state.account }) : null;
    case 'arrived':
      return state.phase === 'entering' ? enter({ ...state, phase: 'gaming' }) : null;
    case 'travelled':
      return state.phase === 'gaming' ? enter({ ...state, phase: 'entering' }) : null;
    case 'accountChanged':
      return hasAccount(state) ? { state: { ...state, account: event.account }, effects: [] } : null;
    case 'roleRenamed':
      return hasRole(state) ? { state: { ...state, role: { ...state.role, name: event.name } }, effects: [] } : null;
    case 'closing':
      if (state.phase === 'closing') return null;
      return close(event.reason, [{ type: 'tell', reason: event.reason }]);
    case 'gone':
      return state.phase === 'closing' ? null : close(event.reason, []);
    default:
      return unreachable(event);
  }
}

export function hasAccount(state: SessionState): state is Extract<SessionState, { readonly account: Account }> {
  return 'account' in state;
}

export function hasRole(state: SessionState): state is Extract<SessionState, { readonly role: Role }> {
  return 'role' in state;
}

/** What must hold of a state reached by any events; the machine's tests ask after each step. */
export function invariants(state: SessionState): void {
  assert(PHASES.includes(state.phase), 'a session is in a known phase');
  assert(hasRole(state) ? hasAccount(state) : true, 'a session with a role has an account');
  if (hasAccount(state)) assert(state.account.name.length > 0, 'an account has a name');
  if (hasRole(state)) assert(state.role.id > 0n, 'a role has an id');
}

function enter(state: Extract<SessionState, { readonly phase: TimedPhase }>): Transition {
  return { state, effects: [{ type: 'armDeadline', phase: state.phase, reason: LATE_REASON[state.phase] }] };
}

function close(reason: CloseReason, lastWords: readonly SessionEffect[]): Transition {
  return { state: { phase: 'closing', reason }, effects: [...lastWords, { type: 'leave', reason }] };
}
