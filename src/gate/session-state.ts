// The session machine: one pure function from a state and an event to the next state and its effects. It sends nothing, waits
// for nothing and knows no socket; `player-session.ts` performs the effects.
//
//   connecting ─framed─▶ connected ─authStarted─▶ authing ─authenticated─▶ roleListing ─selected─▶ entering ─arrived─▶ gaming
//                            ▲                       │                         ▲                      │  ▲                │
//                            └──────authFailed───────┘                         └────enterFailed───────┘  └────travelled───┘
//   While its account waits for a place, a session stays in authing: `waits`, then `authenticated`.
//   entering starts without a seat at the role; `seated` brings it, and `arrived` needs it.
//
//   Beside its phase, a session with an account has a link: up ─linkEnding, linkLost─▶ parked (─linkClaimed─▶ resuming) ─linkUp─▶ up
//   Only one that can be resumed is parked; then its phase has no deadline, and `parkOver` ends it.
//
//   From each of these: ─closed, late, linkEnding, linkLost─▶ closing (hooks ─handlersDone─▶ writing ─roleWritten─▶ left)
//   A session without a seat goes from hooks to left at once.

import type { Seat } from '../actor/index.ts';
import { assert } from '../base/index.ts';
import type { CloseReason } from './close-reason.ts';
import { AUTH_FAILURES_MAX } from './limits.ts';
import type { PlatformProfile } from './platform-profile.ts';

/** Who signed in. `name` is unique over all providers; `visitor` accounts can still be upgraded to a named one. */
export interface Account {
  readonly name: string;
  readonly serverId: number;
  readonly isVisitor: boolean;
  /** What its platform says about the player; left out when the provider of the sign-in knows nothing. */
  readonly profile?: PlatformProfile;
}

/** The character that a session plays. */
export interface Role {
  readonly id: bigint;
  readonly name: string;
}

/** Its connection. `resuming`: the client was given a time to come. */
export type LinkState =
  | { readonly is: 'up' }
  /** `loss`: why the connection ended. */
  | { readonly is: 'parked' | 'resuming'; readonly loss: CloseReason };

const UP: LinkState = { is: 'up' };

/** `hooks`: its handler and the `left` hooks finish. `writing`: nothing is changed any more, and its role is written. */
type Stage = 'hooks' | 'writing' | 'left';

type Why = Pick<ClosingState, 'reason' | 'text'>;

interface ClosingState {
  readonly phase: 'closing';
  readonly stage: Stage;
  readonly reason: CloseReason;
  /** Sent to the client in place of the reason's own words. */
  readonly text: string | null;
  readonly account: Account | null;
  readonly role: Role | null;
  /** Null from `writing` on. */
  readonly seat: Seat | null;
}

export type SessionState =
  | { readonly phase: 'connecting' }
  /** `failures` counts refused sign-ins. */
  | { readonly phase: 'connected'; readonly failures: number }
  /** `isWaiting`: its account is known, and it waits for a place; it then has no deadline of its own. */
  | { readonly phase: 'authing'; readonly failures: number; readonly isWaiting: boolean }
  | SignedInState
  | ClosingState;

type SignedInState = { readonly account: Account; readonly link: LinkState } & (
  | { readonly phase: 'roleListing' }
  /** `seat` is null until the role is awake. */
  | { readonly phase: 'entering'; readonly role: Role; readonly seat: Seat | null }
  | { readonly phase: 'gaming'; readonly role: Role; readonly seat: Seat }
);

export type Phase = SessionState['phase'];

export const PHASES = ['connecting', 'connected', 'authing', 'roleListing', 'entering', 'gaming', 'closing'] as const;

/** One bit a phase: a message's states are a set of them. */
export const PHASE_BIT = Object.fromEntries(PHASES.map((phase, index) => [phase, 1 << index])) as Readonly<
  Record<Phase, number>
>;

export type SessionEvent =
  | { readonly type: 'framed' }
  | { readonly type: 'authStarted' }
  | { readonly type: 'authFailed' }
  /** The account is known, and waits for a place. */
  | { readonly type: 'waits' }
  | { readonly type: 'authenticated'; readonly account: Account }
  | { readonly type: 'selected'; readonly role: Role }
  /** The store has opened the role. */
  | { readonly type: 'seated'; readonly seat: Seat }
  | { readonly type: 'enterFailed' }
  | { readonly type: 'arrived' }
  | { readonly type: 'travelled' }
  | { readonly type: 'accountChanged'; readonly account: Account }
  | { readonly type: 'roleRenamed'; readonly name: string }
  /** The server closes the session. */
  | { readonly type: 'closed'; readonly reason: CloseReason; readonly text: string | null }
  /** The deadline of the phase has passed. */
  | { readonly type: 'late' }
  /** The link is about to end, and last words still go out. `canPark`: the client may come back on another one. */
  | { readonly type: 'linkEnding'; readonly reason: CloseReason; readonly canPark: boolean }
  /** The link is gone. */
  | { readonly type: 'linkLost'; readonly reason: CloseReason; readonly canPark: boolean }
  /** The client was given a time to come. */
  | { readonly type: 'linkClaimed' }
  /** The session has a new link. */
  | { readonly type: 'linkUp' }
  /** Nobody came in time. */
  | { readonly type: 'parkOver' }
  /** Its link went to the session that its client resumes. */
  | { readonly type: 'linkGiven' }
  /** The handler and the `left` hooks have finished, or were given up. */
  | { readonly type: 'handlersDone' }
  /** The live rows are in the database, or the wait for it was given up. */
  | { readonly type: 'roleWritten' };

export type SessionEffect =
  /** Time the phase that was just entered; `late` follows when it takes too long. */
  | { readonly type: 'armDeadline'; readonly phase: TimedPhase }
  /** Whoever has it wait ends the wait. */
  | { readonly type: 'clearDeadline' }
  /** The link is gone: keep what is sent, and wait for the client; `parkOver` follows when it does not come. */
  | { readonly type: 'park'; readonly loss: CloseReason }
  | { readonly type: 'claimRole' | 'releaseRole'; readonly roleId: bigint }
  /** Give back a seat that the session does not need. */
  | { readonly type: 'leaveSeat'; readonly seat: Seat }
  /** End the link; `linkEnding` follows at once if last words can be sent. */
  | { readonly type: 'endLink'; readonly reason: CloseReason }
  /** Send the client the reason. */
  | { readonly type: 'tell'; readonly reason: CloseReason; readonly text: string | null }
  /** Wait for the handler and run the `left` hooks; `handlersDone` follows. Once in a session's life. */
  | { readonly type: 'leave'; readonly reason: CloseReason }
  /** Give the seat back, and with it the role's rows to the database; `roleWritten` follows. */
  | { readonly type: 'writeRole'; readonly seat: Seat }
  /** Free the account and the role. Once, and the last. */
  | { readonly type: 'free'; readonly reason: CloseReason }
  /** In place of `free` for a session that was only the beginning of a resume. */
  | { readonly type: 'forget' };

export interface Transition {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

/** Phases with a deadline of the session. `connecting` is timed by the connection, which knows when the first frame is whole. */
export type TimedPhase = Exclude<Phase, 'connecting' | 'closing'>;

/** Why a session is closed that stays in a phase too long; in `gaming`, that is silent too long. */
const LATE_REASON: Readonly<Record<TimedPhase, CloseReason>> = {
  connected: 'sign-in-timeout',
  authing: 'sign-in-timeout',
  roleListing: 'role-list-timeout',
  entering: 'enter-timeout',
  gaming: 'idle-timeout',
};

/**
 * The next state, or null when the event does not apply to the state: a module asked for a step that the session is not at,
 * for instance because it closed while a handler waited for the store.
 */
export function transition(state: SessionState, event: SessionEvent): Transition | null {
  if (state.phase === 'closing') return goOnClosing(state, event);
  switch (event.type) {
    case 'framed':
      return state.phase === 'connecting' ? enter({ phase: 'connected', failures: 0 }) : null;
    case 'authStarted':
      return state.phase === 'connected' ? enter({ ...state, phase: 'authing', isWaiting: false }) : null;
    case 'authFailed':
      return state.phase === 'authing' && !state.isWaiting ? failAuth(state) : null;
    case 'waits':
      return state.phase === 'authing' && !state.isWaiting
        ? { state: { ...state, isWaiting: true }, effects: [{ type: 'clearDeadline' }] }
        : null;
    case 'authenticated':
      return state.phase === 'authing' ? enter({ phase: 'roleListing', account: event.account, link: UP }) : null;
    case 'selected':
      return state.phase === 'roleListing' ? select(state, event.role) : null;
    case 'seated':
      return takeSeat(state, event.seat);
    case 'enterFailed':
      return state.phase === 'entering' ? leaveWorld(state) : null;
    case 'arrived':
      return state.phase === 'entering' && state.seat !== null
        ? enter({ ...state, phase: 'gaming', seat: state.seat })
        : null;
    case 'travelled':
      return state.phase === 'gaming' ? enter({ ...state, phase: 'entering' }) : null;
    case 'accountChanged':
      return 'account' in state ? keep({ ...state, account: event.account }) : null;
    case 'roleRenamed':
      return state.phase === 'entering' || state.phase === 'gaming'
        ? keep({ ...state, role: { ...state.role, name: event.name } })
        : null;
    case 'linkClaimed':
      return isParked(state) ? keep({ ...state, link: { ...state.link, is: 'resuming' } }) : null;
    case 'linkUp':
      return 'link' in state ? enter({ ...state, link: UP }) : null;
    case 'linkGiven':
      return state.phase === 'connecting' || state.phase === 'connected' ? forget() : null;
    default:
      return end(state, event);
  }
}

/** Null when the session has no account, or is closing. */
export function linkOf(state: SessionState): LinkState | null {
  return 'link' in state ? state.link : null;
}

/** Account, role and seat stay readable while the session closes. */
export function accountOf(state: SessionState): Account | null {
  return 'account' in state ? state.account : null;
}

export function roleOf(state: SessionState): Role | null {
  return 'role' in state ? state.role : null;
}

export function seatOf(state: SessionState): Seat | null {
  return 'seat' in state ? state.seat : null;
}

/** What must hold of every state that events can lead to. */
export function invariants(state: SessionState): void {
  assert(PHASES.includes(state.phase), 'a session is in a known phase');
  const [account, role, seat] = [accountOf(state), roleOf(state), seatOf(state)];
  assert(role === null || account !== null, 'a session with a role has an account');
  assert(seat === null || seat.roleId === role?.id, 'a seat is at the role');
  assert(account?.name !== '', 'an account has a name');
  assert(role === null || role.id > 0n, 'a role has an id');
  if (state.phase !== 'closing') return;
  assert(state.stage === 'hooks' || seat === null, 'a session that left its hooks changes no live rows');
}

/** What ends a session that is not closing yet. */
function end(state: Exclude<SessionState, ClosingState>, event: SessionEvent): Transition | null {
  switch (event.type) {
    case 'closed':
      return close(state, event);
    case 'late':
      return state.phase === 'connecting' || isParked(state)
        ? null
        : close(state, { reason: LATE_REASON[state.phase], text: null });
    case 'linkEnding':
      return lose(state, event, tell({ reason: event.reason, text: null }));
    case 'linkLost':
      return lose(state, event, []);
    case 'parkOver':
      return isParked(state) ? leave(state, { reason: state.link.loss, text: null }, []) : null;
    default:
      return null;
  }
}

/** The stages of closing. */
function goOnClosing(state: ClosingState, event: SessionEvent): Transition | null {
  switch (event.type) {
    case 'seated':
      return takeSeat(state, event.seat);
    case 'linkEnding':
      return { state, effects: tell(state) };
    case 'handlersDone':
      return state.stage === 'hooks' ? write(state) : null;
    case 'roleWritten':
      return state.stage === 'writing' ? free(state) : null;
    default:
      return null;
  }
}

function enter(state: Exclude<SessionState, { readonly phase: 'connecting' | 'closing' }>): Transition {
  return { state, effects: isParked(state) ? [] : [{ type: 'armDeadline', phase: state.phase }] };
}

function isParked(state: SessionState): state is SignedInState & { readonly link: { readonly loss: CloseReason } } {
  return 'link' in state && state.link.is !== 'up';
}

/** The link has ended, or does. */
function lose(
  state: Exclude<SessionState, ClosingState>,
  { reason, canPark }: { readonly reason: CloseReason; readonly canPark: boolean },
  first: readonly SessionEffect[],
): Transition {
  if (!canPark || !('link' in state)) return leave(state, { reason, text: null }, first);
  return {
    state: { ...state, link: { is: 'parked', loss: reason } },
    effects: [...first, { type: 'park', loss: reason }],
  };
}

function forget(): Transition {
  const nobody = { account: null, role: null, seat: null, text: null };
  return {
    state: { phase: 'closing', stage: 'left', reason: 'closed-here', ...nobody },
    effects: [{ type: 'forget' }],
  };
}

function keep(state: SessionState): Transition {
  return { state, effects: [] };
}

function failAuth(state: Extract<SessionState, { readonly failures: number }>): Transition {
  const failures = state.failures + 1;
  if (failures >= AUTH_FAILURES_MAX) return close(state, { reason: 'too-many-sign-ins', text: null });
  return enter({ phase: 'connected', failures });
}

function select({ account, link }: SignedInState, role: Role): Transition {
  const { state, effects } = enter({ phase: 'entering', account, link, role, seat: null });
  return { state, effects: [...effects, { type: 'claimRole', roleId: role.id }] };
}

/** Takes the seat, unless the session no longer waits for them. */
function takeSeat(state: SessionState, seat: Seat): Transition {
  const canTake = state.phase === 'entering' || (state.phase === 'closing' && state.stage === 'hooks');
  const isAwaited = canTake && state.seat === null && state.role?.id === seat.roleId;
  return isAwaited ? keep({ ...state, seat }) : { state, effects: [{ type: 'leaveSeat', seat }] };
}

function leaveWorld(state: Extract<SessionState, { readonly phase: 'entering' }>): Transition {
  const listing = enter({ phase: 'roleListing', account: state.account, link: state.link });
  const effects: SessionEffect[] = [...listing.effects, { type: 'releaseRole', roleId: state.role.id }];
  if (state.seat !== null) effects.push({ type: 'leaveSeat', seat: state.seat });
  return { state: listing.state, effects };
}

function close(state: SessionState, why: Why): Transition {
  return leave(state, why, [{ type: 'endLink', reason: why.reason }]);
}

function leave(state: SessionState, { reason, text }: Why, first: readonly SessionEffect[]): Transition {
  const [account, role, seat] = [accountOf(state), roleOf(state), seatOf(state)];
  return {
    state: { phase: 'closing', stage: 'hooks', reason, text, account, role, seat },
    effects: [...first, { type: 'leave', reason }],
  };
}

/** A client that closed the connection itself is sent no reason. */
function tell({ reason, text }: Why): readonly SessionEffect[] {
  return reason === 'peer-closed' ? [] : [{ type: 'tell', reason, text }];
}

function write(state: ClosingState): Transition {
  if (state.seat === null) return free(state);
  return { state: { ...state, stage: 'writing', seat: null }, effects: [{ type: 'writeRole', seat: state.seat }] };
}

function free(state: ClosingState): Transition {
  return { state: { ...state, stage: 'left' }, effects: [{ type: 'free', reason: state.reason }] };
}
