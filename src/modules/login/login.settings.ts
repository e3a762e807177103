// The settings of signing in. They stand under `auth`.
import { z } from 'zod';
import { CLASSIC_FORMULAS } from './providers/classic-formula.ts';

const ticketKey = z.strictObject({ id: z.string(), secretBase64: z.string() });

export const authSettings = z.object({
  default: z
    .enum(['ticket', 'classic', 'password', 'dev'])
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
    .strictObject({ isOn: z.boolean().default(true).describe('Sign-in by accounts of `jadegate account add`') })
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
  visitor: z
    .strictObject({
      key: z.string().min(1).describe('Switches players without an account on, and is what they sign with'),
    })
    .optional(),
});
export type AuthSettings = z.output<typeof authSettings>;
