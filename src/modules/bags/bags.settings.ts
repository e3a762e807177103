// The settings of bags.
import { z } from 'zod';
import { DEFAULT_ITEM_KINDS_MAX, DEFAULT_STACK_MAX, ITEM_KINDS_MAX, STACK_MAX } from './bag-limits.ts';

export const bagsSettings = z.object({
  itemKindsMax: z
    .int()
    .min(1)
    .max(ITEM_KINDS_MAX)
    .default(DEFAULT_ITEM_KINDS_MAX)
    .describe('Different items that a role has, at most'),
  stackMax: z
    .int()
    .min(1)
    .max(STACK_MAX)
    .default(DEFAULT_STACK_MAX)
    .describe('Pieces of one item that a role has, at most'),
});
