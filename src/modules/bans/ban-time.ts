// When a ban ends, and what is said of it. Two clocks count: the wall clock, and the time that the store has been run. The first
// to reach the end ends the ban. So a wall clock that was ahead when the ban was made, or was set back since, makes no ban longer
// than it was meant to be while servers run; and a server that stands still holds up no ban.
import { timeLengthOf } from '../../base/index.ts';
import { BAN_MS_MAX } from './ban-limits.ts';
import type { BanRow } from './bans.procedures.ts';

/** A moment, by both clocks. */
export interface Moment {
  readonly wallMs: number;
  readonly ranMs: number;
}

export type BanEnds = Pick<BanRow, 'untilMs' | 'untilRanMs'>;

const FOR_GOOD = 'good';
/** What `block_s2c` can carry. */
const SECONDS_MAX = 2 ** 31 - 1;

/** `90s`, `30m`, `12h`, `7d`, `2w` in milliseconds; null for `good`; undefined for anything else, and for more than ten years. */
export function parseLength(text: string): number | null | undefined {
  if (text === FOR_GOOD) return null;
  const ms = timeLengthOf(text);
  return ms !== null && ms <= BAN_MS_MAX ? ms : undefined;
}

export function endsOf(lengthMs: number | null, now: Moment): BanEnds {
  if (lengthMs === null) return { untilMs: null, untilRanMs: null };
  return { untilMs: now.wallMs + lengthMs, untilRanMs: now.ranMs + lengthMs };
}

/** Null for good; 0 or less when it has ended. */
export function remainingMs({ untilMs, untilRanMs }: BanEnds, now: Moment): number | null {
  if (untilMs === null || untilRanMs === null) return null;
  return Math.min(untilMs - now.wallMs, untilRanMs - now.ranMs);
}

export function isActive(ban: BanEnds, now: Moment): boolean {
  const leftMs = remainingMs(ban, now);
  return leftMs === null || leftMs > 0;
}

/** As `block_s2c` has it: 0 is for good, so the last moments are one second. */
export function remainingSeconds(ban: BanEnds, now: Moment): number {
  const leftMs = remainingMs(ban, now);
  return leftMs === null ? 0 : Math.min(Math.max(Math.ceil(leftMs / 1_000), 1), SECONDS_MAX);
}

/** `for good`, or `until 2026-12-07 02:00 UTC`: what remains, from the present wall time. */
export function untilText(ban: BanEnds, now: Moment): string {
  const leftMs = remainingMs(ban, now);
  return leftMs === null ? 'for good' : `until ${dateText(now.wallMs + leftMs)}`;
}

export function dateText(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
