// The settings of the lines, and the rules that they amount to where some are left out.
import { z } from 'zod';
import type { LineRules } from './line-board.ts';
import {
  DYNAMIC_LINES_MAX,
  FIXED_LINES_MAX,
  GATHER_BELOW,
  LINE_PLAYERS_MAX,
  MERGE_BELOW,
  SOFT_MAX,
} from './line-limits.ts';

const players = z.int().min(1).max(LINE_PLAYERS_MAX);

export const lineSettings = z
  .object({
    count: z.int().min(1).max(FIXED_LINES_MAX).default(2).describe('Lines, that is, copies of every map, always there'),
    playersMax: players.default(2_000).describe('Players on one line, at most'),
    playersSoftMax: players
      .optional()
      .describe(
        `From so many players on, a newcomer without a wish gets another line; ${SOFT_MAX} unless given, or \`playersMax\` where that is lower`,
      ),
    gatherBelow: z
      .int()
      .min(0)
      .max(LINE_PLAYERS_MAX)
      .optional()
      .describe(
        `A newcomer without a wish joins others on a line with fewer players, so that players of a quiet server meet; 0 = never. ${GATHER_BELOW} unless given, or a fifth of \`playersSoftMax\` where that is lower`,
      ),
    dynamicMax: z
      .int()
      .min(0)
      .max(DYNAMIC_LINES_MAX)
      .default(2)
      .describe('More lines of a map that open by themselves when all others have `playersSoftMax` players; 0 = none'),
    mergeBelow: z
      .int()
      .min(0)
      .max(LINE_PLAYERS_MAX)
      .optional()
      .describe(
        `A line that opened by itself and has fewer players is merged into others with room; 0 = never. ${MERGE_BELOW} unless given, or half of \`playersSoftMax\` where that is lower`,
      ),
  })
  .refine(({ playersSoftMax: soft, playersMax }) => soft === undefined || soft <= playersMax, {
    path: ['playersSoftMax'],
    error: 'must be at most lines.playersMax',
  })
  .refine(({ mergeBelow, ...rest }) => mergeBelow === undefined || mergeBelow <= softMaxOf(rest), {
    path: ['mergeBelow'],
    error: 'must be at most lines.playersSoftMax',
  })
  .refine(({ gatherBelow, ...rest }) => gatherBelow === undefined || gatherBelow <= softMaxOf(rest), {
    path: ['gatherBelow'],
    error: 'must be at most lines.playersSoftMax',
  });

interface Caps {
  readonly playersMax: number;
  readonly playersSoftMax?: number | undefined;
}

export type LineSettings = z.output<typeof lineSettings>;

function softMaxOf({ playersSoftMax, playersMax }: Caps): number {
  return playersSoftMax ?? Math.min(SOFT_MAX, playersMax);
}

export function lineRulesOf(settings: LineSettings): LineRules {
  const { count, dynamicMax, playersMax } = settings;
  const playersSoftMax = softMaxOf(settings);
  const mergeBelow = settings.mergeBelow ?? Math.min(MERGE_BELOW, Math.floor(playersSoftMax / 2));
  const gatherBelow = settings.gatherBelow ?? Math.min(GATHER_BELOW, Math.floor(playersSoftMax / 5));
  return { count, dynamicMax, gatherBelow, playersMax, playersSoftMax, mergeBelow };
}
