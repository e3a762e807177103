// What an operator can change about parties.
import { z } from 'zod';
import { PARTY_SIZE_MAX } from './party-limits.ts';

export const partySettings = z.object({
  sizeMax: z.int().min(2).max(PARTY_SIZE_MAX).default(5).describe('Members of a party'),
  keepSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(300)
    .describe('How long a member who lost the connection keeps the place; 0 is not at all'),
  inviteSeconds: z.int().min(5).max(3_600).default(60).describe('How long an invitation waits for its answer'),
  isInviteForAll: z.boolean().default(false).describe('Whether each member may invite, and not the leader alone'),
});
