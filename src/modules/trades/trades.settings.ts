// The settings of trades.
import { z } from 'zod';
import { OFFER_ITEMS_MAX } from './trade-limits.ts';

export const tradesSettings = z.object({
  inviteSeconds: z.int().min(5).max(300).default(30).describe('How long an invitation can be accepted'),
  tradeSeconds: z.int().min(30).max(3_600).default(300).describe('How long a trade is open'),
  itemsMax: z
    .int()
    .min(0)
    .max(OFFER_ITEMS_MAX)
    .default(8)
    .describe('Different items that one player offers, at most; 0 allows only gold'),
});
