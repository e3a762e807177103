// The machine of a client that resumes: one pure function from a state and an event to the next state and its effects. It knows
// no link, no clock and no counts; `client-session.ts` performs the effects.
//
//   off ─enableSent─▶ asked ─enabled─▶ up ─linkLost─▶ waiting ─due─▶ dialing ─linkOpened─▶ asking ─continued─▶ up
//                                                        ▲              │                   │  ▲
//                                                        └───linkLost───┴───────────────────┘  │
//   asking ─later─▶ held ─due─▶ asking (on the same link)        asking ─refused─▶ off (on the same link)
//
//   `ended` from everywhere: a link that ends for good, a client that closes, or a loss that lasts longer than `parkMs`.
import { ANSWER_MS, ENABLE_MS, FIRST_TRY_MS, TRY_MS, TRY_MS_MAX } from './limits.ts';

/** Why a client that resumes gives up. */
export type GiveUpReason = 'resume-unanswered' | 'not-resumed';

interface Away {
  readonly phase: 'waiting' | 'dialing' | 'asking' | 'held';
  /** When the link was lost. */
  readonly lostMs: number;
  /** Attempts so far. */
  readonly tries: number;
}

export type ResumeState = { readonly phase: 'off' | 'asked' | 'up' | 'ended' } | Away;
export type ResumePhase = ResumeState['phase'];

/** When the server wants the client back. */
export interface ComeBack {
  readonly afterMs: number;
  readonly withinMs: number;
}

export type ResumeEvent =
  | { readonly type: 'enableSent' | 'enabled' | 'linkOpened' | 'continued' | 'refused' | 'ended' }
  /** `mayResume`: whether the session can outlive this loss. */
  | {
      readonly type: 'linkLost';
      readonly nowMs: number;
      readonly parkMs: number;
      readonly mayResume: boolean;
      readonly comeBack: ComeBack | null;
    }
  /** The time of a wait is over. */
  | { readonly type: 'due'; readonly nowMs: number; readonly parkMs: number }
  /** The server is busy: the next attempt goes over the same link. */
  | { readonly type: 'later'; readonly waitMs: number; readonly nowMs: number };

export type ResumeEffect =
  /** `due` follows after a time that is drawn from these bounds. Replaces the wait before. */
  | { readonly type: 'wait'; readonly fromMs: number; readonly toMs: number }
  | { readonly type: 'stopWait' }
  | { readonly type: 'dial' }
  /** Ask for the session over the present link. */
  | { readonly type: 'ask' }
  /** The present link is worth nothing any more. */
  | { readonly type: 'dropLink' }
  /** The client has ended; without a reason, with that of its last link. */
  | { readonly type: 'end'; readonly reason: GiveUpReason | null };

export interface ResumeStep {
  readonly state: ResumeState;
  readonly effects: readonly ResumeEffect[];
}

export function nextResume(state: ResumeState, event: ResumeEvent): ResumeStep {
  if (state.phase === 'ended') return { state, effects: [] };
  if (event.type === 'ended') return end(null);
  if ('tries' in state) return nextAway(state, event);
  switch (event.type) {
    case 'enableSent':
      return state.phase === 'off' ? at('asked', [wait(ENABLE_MS)]) : keep(state);
    case 'enabled':
      return state.phase === 'asked' ? at('up', [{ type: 'stopWait' }]) : keep(state);
    case 'linkLost':
      return state.phase === 'up' && event.mayResume ? lose(event) : end(null);
    case 'due':
      return state.phase === 'asked' ? end('resume-unanswered', [{ type: 'dropLink' }]) : keep(state);
    default:
      return keep(state);
  }
}

function nextAway(state: Away, event: ResumeEvent): ResumeStep {
  switch (event.type) {
    case 'due':
      return due(state, event);
    case 'linkOpened':
      return state.phase === 'dialing' ? ask(state) : keep(state);
    case 'continued':
      return state.phase === 'asking' ? at('up', [{ type: 'stopWait' }]) : keep(state);
    case 'refused':
      return state.phase === 'asking' ? at('off', [{ type: 'stopWait' }]) : keep(state);
    case 'later':
      return state.phase === 'asking' ? hold(state, event) : keep(state);
    case 'linkLost':
      return event.mayResume ? tryLater(state, event) : end(null);
    default:
      return keep(state);
  }
}

function due(state: Away, event: Extract<ResumeEvent, { readonly type: 'due' }>): ResumeStep {
  switch (state.phase) {
    case 'waiting':
      if (isOver(state, event)) return end('not-resumed');
      return { state: { ...state, phase: 'dialing', tries: state.tries + 1 }, effects: [{ type: 'dial' }] };
    case 'held':
      return ask(state);
    case 'asking': {
      const { state: next, effects } = tryLater(state, event);
      return { state: next, effects: [{ type: 'dropLink' }, ...effects] };
    }
    default:
      return keep(state);
  }
}

function lose({ nowMs, comeBack }: Extract<ResumeEvent, { readonly type: 'linkLost' }>): ResumeStep {
  const { afterMs, withinMs } = comeBack ?? { afterMs: 0, withinMs: FIRST_TRY_MS };
  const effect: ResumeEffect = { type: 'wait', fromMs: afterMs, toMs: Math.max(afterMs, withinMs) };
  return { state: { phase: 'waiting', lostMs: nowMs, tries: 0 }, effects: [effect] };
}

function tryLater(state: Away, event: { readonly nowMs: number; readonly parkMs: number }): ResumeStep {
  if (isOver(state, event)) return end('not-resumed');
  const toMs = Math.min(TRY_MS_MAX, TRY_MS * 2 ** Math.max(0, state.tries - 1));
  return { state: { ...state, phase: 'waiting' }, effects: [{ type: 'wait', fromMs: 0, toMs }] };
}

/** The server has reserved a place for the next attempt; the time of its park waits, and so does the client's. */
function hold(state: Away, { nowMs, waitMs }: Extract<ResumeEvent, { readonly type: 'later' }>): ResumeStep {
  return { state: { ...state, phase: 'held', lostMs: nowMs }, effects: [wait(waitMs)] };
}

function ask(state: Away): ResumeStep {
  return { state: { ...state, phase: 'asking' }, effects: [{ type: 'ask' }, wait(ANSWER_MS)] };
}

function isOver({ lostMs }: Away, { nowMs, parkMs }: { readonly nowMs: number; readonly parkMs: number }): boolean {
  return nowMs - lostMs >= parkMs;
}

function wait(ms: number): ResumeEffect {
  return { type: 'wait', fromMs: ms, toMs: ms };
}

function at(phase: 'off' | 'asked' | 'up', effects: readonly ResumeEffect[]): ResumeStep {
  return { state: { phase }, effects };
}

function end(reason: GiveUpReason | null, before: readonly ResumeEffect[] = []): ResumeStep {
  return { state: { phase: 'ended' }, effects: [...before, { type: 'stopWait' }, { type: 'end', reason }] };
}

function keep(state: ResumeState): ResumeStep {
  return { state, effects: [] };
}
