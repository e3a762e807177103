// The settings of leaderboards.
import { z } from 'zod';
import { parseTimeOfDay, type TimeOfDay } from '../../actor/index.ts';
import { BOARD_KEEPS, BOARD_NAME, BOARD_ORDERS, BOARD_RESETS } from './board.ts';
import { BOARDS_MAX, FORMER_MAX_MAX, PLACES_MAX_MAX } from './leaderboard-limits.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

function isTimeOfDay(text: string): text is TimeOfDay {
  try {
    parseTimeOfDay(text);
    return true;
  } catch {
    return false;
  }
}

export const leaderboardsSettings = z.object({
  boards: z
    .array(
      z.object({
        name: z.string().regex(BOARD_NAME, 'must be a word of small letters, digits and hyphens, at most 40'),
        order: z.enum(BOARD_ORDERS).default('high'),
        keep: z.enum(BOARD_KEEPS).default('best'),
        reset: z.enum(BOARD_RESETS).default('never'),
      }),
    )
    .max(BOARDS_MAX)
    .default([])
    .describe(
      'The boards, besides those that modules add. `order`: whether a `high` or a `low` score is better. `keep`: the `best` score of a role, its `last`, or the `sum`. `reset`: `never`, `daily`, `weekly` or `monthly`',
    ),
  placesMax: z
    .int()
    .min(1)
    .max(PLACES_MAX_MAX)
    .default(100_000)
    .describe('Places of one board; beyond it the lowest is dropped'),
  formerMax: z.int().min(0).max(FORMER_MAX_MAX).default(100).describe('Places that a board keeps of the season before'),
  resetAt: z
    .string()
    .refine(isTimeOfDay, 'must be a time of day like 04:00')
    .default('04:00')
    .describe('The time of day at which boards begin a new season, in `timeZone`'),
  resetWeekday: z.enum(WEEKDAYS).default('monday').describe('The day on which weekly boards begin a new season'),
});
