// What an operator can change about guilds.
import { z } from 'zod';
import { GUILD_MEMBERS_MAX, GUILDS_MAX, PLEAS_MAX } from './guild-limits.ts';

const gold = z.int().min(0).max(1_000_000_000);

export const guildsSettings = z
  .object({
    levelMin: z
      .int()
      .min(0)
      .max(10_000)
      .default(25)
      .describe('The level that a role needs to found a guild or to join one'),
    fee: gold.default(0).describe('Gold that a new guild costs its founder'),
    renameFee: gold.default(0).describe('Gold that another name costs, when the guild has no right to one'),
    membersMax: z.int().min(2).max(GUILD_MEMBERS_MAX).default(100).describe('Members of a guild'),
    viceMax: z.int().min(0).max(GUILD_MEMBERS_MAX).default(2).describe('Members of a guild with the post vice'),
    masterMax: z.int().min(0).max(GUILD_MEMBERS_MAX).default(5).describe('Members of a guild with the post master'),
    guildsMax: z.int().min(1).max(GUILDS_MAX).default(GUILDS_MAX).describe('Guilds of the game'),
    nameLengthMin: z.int().min(1).max(64).default(2).describe('Characters of a name, at least'),
    nameLengthMax: z.int().min(1).max(64).default(12).describe('Characters of a name, at most'),
    applicationsMax: z.int().min(1).max(PLEAS_MAX).default(5).describe('Applications of one role that wait'),
    applySeconds: z.int().min(0).max(86_400).default(10).describe('Time between two applications of a role'),
    rejoinSeconds: z
      .int()
      .min(0)
      .max(2_592_000)
      .default(60)
      .describe('How long a role that left a guild cannot join or found another one'),
    inviteSeconds: z.int().min(5).max(86_400).default(300).describe('How long an invitation waits for its answer'),
    leaderAwayDays: z
      .int()
      .min(0)
      .max(3_650)
      .default(14)
      .describe('Days without its leader after which a guild is led by the most senior member; 0 is never'),
    idleDays: z
      .int()
      .min(0)
      .max(3_650)
      .default(60)
      .describe('Days without any member after which a guild is dissolved; 0 is never'),
  })
  .refine(({ nameLengthMin, nameLengthMax }) => nameLengthMin <= nameLengthMax, {
    path: ['nameLengthMin'],
    error: 'must not be above nameLengthMax',
  });
