// The settings of the provider `jwt`. They stand under `auth.jwt`.
import { z } from 'zod';
import {
  ANSWER_BYTES_MAX,
  JWT_CLOCK_SECONDS,
  JWT_KEPT_SECONDS,
  JWT_KEYS_MAX,
  JWT_KEYS_SECONDS,
  JWT_REFRESH_SECONDS,
} from './limits.ts';
import { serviceUrl } from './platform.settings.ts';

/** Signatures by a private key. Secrets (HS256) and `none` are not among them, whatever a token says. */
export const JWT_ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const;

const claim = z.string().min(1).max(128).optional();

export const jwtSettings = z
  .strictObject({
    issuer: z
      .string()
      .min(1)
      .max(512)
      .describe('Switches sign-in by JSON Web Tokens on: the `iss` that tokens must have'),
    audience: z.string().min(1).max(512).describe('The `aud` that tokens must have: this game, as the issuer knows it'),
    url: serviceUrl
      .optional()
      .describe("Where the issuer's keys are (its `jwks_uri`), such as `https://login.example/.well-known/jwks.json`"),
    keys: z
      .array(z.looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']) }))
      .max(JWT_KEYS_MAX)
      .default([])
      .describe('Public keys as JWK, in place of `url` or besides'),
    algorithms: z
      .array(z.enum(JWT_ALGORITHMS))
      .min(1)
      .max(JWT_ALGORITHMS.length)
      .default(['RS256', 'ES256', 'EdDSA'])
      .describe('Signatures that are accepted'),
    realm: z
      .string()
      .regex(/^[a-z0-9-]+:$/, 'must be a-z, 0-9 and hyphen with one colon at the end')
      .default('jwt:')
      .describe('Put before the names of its accounts, which are the `sub` of tokens'),
    clockSeconds: z
      .int()
      .min(0)
      .max(600)
      .default(JWT_CLOCK_SECONDS)
      .describe("How far the issuer's clock may differ from this server's"),
    isOneTime: z.boolean().default(false).describe('Whether a token is good once only; it then needs a `jti`'),
    claims: z
      .strictObject({
        nickname: claim.default('nickname').describe("The claim with the player's nickname"),
        gender: claim.default('gender').describe('The claim with the gender: `male` or `female`'),
        isVip: claim.describe('The claim that says whether the player is a subscriber'),
        isYearVip: claim.describe('The claim that says whether it is for a year'),
        vipLevel: claim.describe("The claim with the subscription's level"),
      })
      .prefault({}),
    cacheSeconds: z
      .int()
      .min(10)
      .max(86_400)
      .default(JWT_KEYS_SECONDS)
      .describe('How old the keys of `url` may be before they are fetched again'),
    keptSeconds: z
      .int()
      .min(10)
      .max(2_592_000)
      .default(JWT_KEPT_SECONDS)
      .describe('How long keys are used while `url` does not answer; then tokens are refused with `unavailable`'),
    refreshSeconds: z
      .int()
      .min(1)
      .max(3_600)
      .default(JWT_REFRESH_SECONDS)
      .describe('How often at most the keys are fetched because a token names an unknown one'),
    answerKilobytesMax: z
      .int()
      .min(1)
      .max(1_024)
      .default(ANSWER_BYTES_MAX / 1_024)
      .describe('The longest answer of `url` that is read'),
    authorityFile: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the certificates to trust in place of the system's, for an issuer of your own"),
  })
  .refine(({ url, keys }) => url !== undefined || keys.length > 0, {
    path: ['url'],
    error: 'is needed, unless keys has the public keys',
  })
  .refine(({ cacheSeconds, keptSeconds }) => cacheSeconds <= keptSeconds, {
    path: ['cacheSeconds'],
    error: 'must not be above keptSeconds',
  });
export type JwtSettings = z.output<typeof jwtSettings>;
