// What a board is: which score is better, which one is kept, and when a season ends. Pure.
import { nextTimeOfDay, type TimeOfDay } from '../../actor/index.ts';
import type { Scope } from '../../gate/index.ts';
import { RESET_DAYS_MAX, SCORE_MAX } from './leaderboard-limits.ts';

export const BOARD_NAME = /^[a-z][a-z0-9-]{0,39}$/;
export const BOARD_ORDERS = ['high', 'low'] as const;
export const BOARD_KEEPS = ['best', 'last', 'sum'] as const;
export const BOARD_RESETS = ['never', 'daily', 'weekly', 'monthly'] as const;

/** What the function of a closed season may do: it runs in a turn of the board. */
export type BoardCaller = Pick<Scope<unknown, unknown>, 'actor' | 'clock' | 'log' | 'send' | 'together'>;

export interface RankedPlace {
  readonly rank: number;
  readonly roleId: bigint;
  readonly score: bigint;
}

export interface ClosedSeason {
  readonly board: string;
  readonly season: number;
  /** In order, as many as the setting `formerMax` keeps. */
  readonly places: readonly RankedPlace[];
}

export interface BoardOptions {
  readonly name: string;
  /** Which score is better; `high` unless given. */
  readonly order?: (typeof BOARD_ORDERS)[number];
  /** Which score of a role counts; `best` unless given. */
  readonly keep?: (typeof BOARD_KEEPS)[number];
  /** When a new season begins; `never` unless given. */
  readonly reset?: (typeof BOARD_RESETS)[number];
  /**
   * Runs when a season is over, for prizes. It is tried again until it returns, after a crash too, so give `once` to what it calls. A
   * turn has 30 s.
   */
  readonly closed?: (caller: BoardCaller, season: ClosedSeason) => void | Promise<void>;
}

export type Board = Required<Omit<BoardOptions, 'closed'>> & Pick<BoardOptions, 'closed'>;

/** A score of a role, and since when it has it: of two that are equal, the earlier is better. */
export interface Place {
  readonly roleId: bigint;
  readonly score: bigint;
  readonly atMs: number;
}

export function compareFor({ order }: Pick<Board, 'order'>): (one: Place, other: Place) => number {
  const better = order === 'high' ? -1 : 1;
  return (one, other) => {
    if (one.score !== other.score) return one.score > other.score ? better : -better;
    if (one.atMs !== other.atMs) return one.atMs - other.atMs;
    return one.roleId < other.roleId ? -1 : one.roleId > other.roleId ? 1 : 0;
  };
}

/** What becomes of a role's score: the new one, null when it stays, or that the number is none. */
export function scoreAfter({ order, keep }: Board, before: bigint | null, score: bigint): bigint | null | 'malformed' {
  const next = keep === 'sum' ? (before ?? 0n) + score : score;
  if (score > SCORE_MAX || score < -SCORE_MAX || next > SCORE_MAX || next < -SCORE_MAX) return 'malformed';
  if (before === null) return next;
  if (next === before) return null;
  const isBetter = order === 'high' ? next > before : next < before;
  return keep === 'best' && !isBetter ? null : next;
}

export interface ResetTimes {
  readonly resetAt: TimeOfDay;
  readonly resetWeekday: string;
  readonly timeZone: string;
}

/** The first moment after `afterMs` at which a new season begins; null for never. */
export function nextReset({ reset }: Board, times: ResetTimes, afterMs: number): number | null {
  if (reset === 'never') return null;
  const { resetAt, resetWeekday, timeZone } = times;
  const zone = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'long', day: 'numeric' });
  let atMs = afterMs;
  for (let days = 0; days <= RESET_DAYS_MAX; days++) {
    atMs = nextTimeOfDay(resetAt, timeZone, atMs);
    const parts = Object.fromEntries(zone.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const isDay = reset === 'weekly' ? parts['weekday']?.toLowerCase() === resetWeekday : parts['day'] === '1';
    if (reset === 'daily' || isDay) return atMs;
  }
  return atMs;
}
