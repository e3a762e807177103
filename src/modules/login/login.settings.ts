// The settings of signing in. They stand under `auth`.
import { z } from 'zod';
import {
  FAILURE_WINDOW_MS,
  FAILURES_PER_ACCOUNT_MAX,
  FAILURES_PER_ADDRESS_MAX,
  LOCK_MS,
  LOCK_MS_MAX,
} from './lockout-limits.ts';
import { REGISTER_DEFAULTS, VISITOR_DEFAULTS } from './login-limits.ts';
import { CLASSIC_FORMULAS } from './providers/classic-formula.ts';
import { jwtSettings } from './providers/jwt.settings.ts';
import { platformSettings } from './providers/platform.settings.ts';

const ticketKey = z.strictObject({ id: z.string(), secretBase64: z.string() });

export const authSettings = z.object({
  default: z
    .enum(['ticket', 'classic', 'password', 'platform', 'jwt', 'dev'])
    .optional()
    .describe('The provider of clients that name none. When left out: the first that is on'),
  ticket: z
    .strictObject({
      isOn: z.boolean().default(true).describe('Sign-in by tickets of `jadegate ticket` or of your site'),
      keys: z
        .array(ticketKey)
        .max(8)
        .default([])
        .describe('Keys of tickets; the first signs. When empty, one is made in `dataDirectory`'),
    })
    .prefault({}),
  password: z
    .strictObject({
      isOn: z.boolean().default(true).describe('Sign-in by accounts of `jadegate account add`'),
      register: z
        .strictObject({
          isOpen: z.boolean().default(false).describe('Whether players may make accounts with a password themselves'),
          perMinuteMax: z
            .number()
            .min(0.01)
            .max(1_000_000)
            .default(REGISTER_DEFAULTS.perMinuteMax)
            .describe('New accounts from one address in a minute, in the long run'),
          burst: z
            .int()
            .min(1)
            .max(1_000_000)
            .default(REGISTER_DEFAULTS.burst)
            .describe('New accounts from one address at once'),
        })
        .prefault({}),
    })
    .prefault({}),
  classic: z
    .strictObject({
      key: z
        .union([z.string().min(1), z.record(z.string().min(1), z.string().min(1))])
        .describe('Switches the MD5 signature of old platforms on: its key, or one for each platform (`pf`)'),
      formula: z.string().min(1).default(CLASSIC_FORMULAS.plain).describe('What is signed'),
      windowSeconds: z.int().min(1).max(31_536_000).default(3_600).describe('How far the signed time may be off'),
      realm: z.string().default('classic:').describe('Put before the names of its accounts'),
      isOneTime: z.boolean().default(false).describe('Whether a signature is good once only'),
    })
    .optional(),
  platform: platformSettings.optional(),
  jwt: jwtSettings.optional(),
  visitor: z
    .strictObject({
      key: z.string().min(1).describe('Switches players without an account on, and is what they sign with'),
      perMinuteMax: z
        .number()
        .min(0.01)
        .max(1_000_000)
        .default(VISITOR_DEFAULTS.perMinuteMax)
        .describe('New visitors from one address in a minute, in the long run'),
      burst: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(VISITOR_DEFAULTS.burst)
        .describe('New visitors from one address at once'),
      unplayedMax: z
        .int()
        .min(1)
        .max(10_000_000)
        .default(VISITOR_DEFAULTS.unplayedMax)
        .describe('Visitors that have not been in the world yet; above it, no new ones are let in'),
      unplayedMinutes: z
        .number()
        .min(30)
        .max(525_600)
        .default(VISITOR_DEFAULTS.unplayedMinutes)
        .describe('How long a visitor that was never in the world is kept; then account and role are deleted'),
    })
    .optional(),
  lockout: z
    .strictObject({
      accountFailuresMax: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(FAILURES_PER_ACCOUNT_MAX)
        .describe('Wrong passwords or signatures for one account that lock it for guesses'),
      addressFailuresMax: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(FAILURES_PER_ADDRESS_MAX)
        .describe('Wrong passwords, signatures or tickets from one address that lock it for guesses'),
      windowSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(FAILURE_WINDOW_MS / 1_000)
        .describe('Failures count together when they lie within this time'),
      lockSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(LOCK_MS / 1_000)
        .describe('The length of the first lock; each further one lasts twice as long'),
      lockSecondsMax: z
        .int()
        .min(1)
        .max(86_400)
        .default(LOCK_MS_MAX / 1_000)
        .describe('The length of the longest lock'),
    })
    .refine(({ lockSeconds, lockSecondsMax }) => lockSeconds <= lockSecondsMax, {
      path: ['lockSeconds'],
      error: 'must not be above lockSecondsMax',
    })
    .prefault({}),
});
export type AuthSettings = z.output<typeof authSettings>;
