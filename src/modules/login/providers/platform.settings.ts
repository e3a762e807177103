// The settings of the providers that ask a platform. They stand under `auth.platform`.
import { z } from 'zod';
import {
  ANSWER_BYTES_MAX,
  AT_ONCE_MAX,
  PLATFORM_KEYS_MAX,
  PLATFORM_SECONDS_MAX,
  QUESTION_MS,
  TRIES_MAX,
  WAITING_MAX,
} from './limits.ts';

/** `https:`, or plain HTTP to this machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (`${username}${password}${search}${hash}` !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

export const serviceUrl = z
  .string()
  .refine(
    isSafeUrl,
    'must be an https:// URL without a name, password, query or fragment; http:// only to this machine',
  );

export const platformSettings = z.strictObject({
  url: serviceUrl.describe(
    "Switches sign-in by a platform's HTTP interface on: where it is asked for a player's profile, such as `https://openapi.example/v3/user/get_info`",
  ),
  appId: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 visible ASCII characters')
    .describe('The game, as the platform numbers it'),
  pf: z
    .string()
    .regex(/^[\x21-\x7e]{0,128}$/, 'must be visible ASCII characters')
    .default('')
    .describe('The part of the platform (`pf`) of clients that name none'),
  keys: z
    .array(z.string().min(1))
    .min(1)
    .max(PLATFORM_KEYS_MAX)
    .describe("The application's key; while the platform changes it, also the next one: the one that works signs"),
  realm: z
    .string()
    .regex(/^[a-z0-9-]+:$/, 'must be a-z, 0-9 and hyphen with one colon at the end')
    .default('platform:')
    .describe('Put before the names of its accounts'),
  seconds: z
    .number()
    .min(0.1)
    .max(PLATFORM_SECONDS_MAX)
    .default(QUESTION_MS / 1_000)
    .describe('How long one sign-in may take, with its wait and retries; below `gate.deadlineSeconds.authing`'),
  atOnceMax: z.int().min(1).max(1_024).default(AT_ONCE_MAX).describe('Requests in flight'),
  waitingMax: z
    .int()
    .min(0)
    .max(65_536)
    .default(WAITING_MAX)
    .describe('Sign-ins that wait for a request to end; more are refused with `busy`'),
  triesMax: z
    .int()
    .min(1)
    .max(3)
    .default(TRIES_MAX)
    .describe('How often one request is sent when it fails; never after it took too long'),
  answerKilobytesMax: z
    .int()
    .min(1)
    .max(1_024)
    .default(ANSWER_BYTES_MAX / 1_024)
    .describe('The longest answer that is read'),
  authorityFile: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the certificates to trust in place of the system's, for a platform of your own"),
});
export type PlatformSettings = z.output<typeof platformSettings>;
