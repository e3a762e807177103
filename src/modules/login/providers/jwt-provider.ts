// Sign-in by a JSON Web Token (RFC 7519) in the field `openkey`: signed by the issuer's private key, for this game, not expired. The
// library `jose` checks signature and claims; which algorithms, issuer and audience are right is decided here and never by the token.
// Its accounts are `sub` in a realm of their own. A token works until it expires, unless it is one-time.
import { errors, type JWTPayload, jwtVerify, type LocalJWKSet } from 'jose';
import type { Clock, Counters, Logger } from '../../../base/index.ts';
import type { PlatformProfile } from '../../../gate/index.ts';
import type { AuthFailure } from '../login.failures.ts';
import { accountName } from './account-name.ts';
import type { JwtSettings } from './jwt.settings.ts';
import type { JwtKeys } from './jwt-keys.ts';
import { JWT_CHARACTERS_MAX, JWT_ID_CHARACTERS_MAX, TICKET_TTL_SECONDS_MAX } from './limits.ts';
import { flagOf, genderOf, nicknameOf, vipLevelOf } from './profile-text.ts';
import type { Credentials, Moment, Provider, Verdict } from './provider.ts';
import { accepted, refused } from './provider.ts';

export type JwtRules = Pick<
  JwtSettings,
  'algorithms' | 'audience' | 'claims' | 'clockSeconds' | 'isOneTime' | 'issuer' | 'realm'
>;

export interface JwtParts {
  readonly keys: JwtKeys;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
}

/** Why a token is refused, for counters and the log; players are sent the number of `failure`. */
const REFUSALS = {
  malformed: { failure: 'malformed', advice: null },
  algorithm: { failure: 'wrong-credentials', advice: 'its algorithm is not among auth.jwt.algorithms' },
  key: {
    failure: 'wrong-credentials',
    advice: 'its key is not known: look at auth.jwt.url, or add it to auth.jwt.keys',
  },
  'key-id': {
    failure: 'wrong-credentials',
    advice: 'it names no key (`kid`), and several would do: let the issuer name it',
  },
  signature: { failure: 'wrong-credentials', advice: null },
  issuer: { failure: 'wrong-credentials', advice: 'its `iss` is not auth.jwt.issuer' },
  audience: { failure: 'wrong-credentials', advice: 'its `aud` is not auth.jwt.audience' },
  claim: {
    failure: 'wrong-credentials',
    advice: 'a claim is missing or of the wrong type: `sub`, `exp` and, for one-time tokens, `jti`',
  },
  subject: { failure: 'wrong-credentials', advice: 'its `sub` cannot be an account: see the rules of names' },
  'other-subject': { failure: 'wrong-credentials', advice: null },
  lifetime: {
    failure: 'wrong-credentials',
    advice: 'it is valid for more than a day, which one-time tokens must not be',
  },
  expired: { failure: 'expired', advice: null },
  early: { failure: 'clock-skew', advice: 'it is not valid yet: set the clocks, or raise auth.jwt.clockSeconds' },
  replayed: { failure: 'replayed', advice: null },
  'no-keys': { failure: 'unavailable', advice: null },
  store: { failure: 'unavailable', advice: null },
} as const satisfies Readonly<Record<string, { readonly failure: AuthFailure; readonly advice: string | null }>>;
type Refusal = keyof typeof REFUSALS;

/** How often the same advice is logged, at most. Milliseconds. */
const ADVICE_MS = 60_000;

export class JwtProvider implements Provider {
  readonly name = 'jwt';
  readonly isGuessable = false;
  readonly #parts: JwtParts;
  readonly #rules: JwtRules;
  readonly #quietUntilMs = new Map<Refusal, number>();

  constructor(parts: JwtParts, rules: JwtRules) {
    this.#parts = parts;
    this.#rules = rules;
  }

  get statusText(): string {
    return this.#parts.keys.statusText;
  }

  lockKey(): null {
    return null;
  }

  close(): void {
    this.#parts.keys.close();
  }

  verify({ openkey: token }: Credentials, at: Moment): Promise<Verdict> {
    return this.redeem({ token }, at);
  }

  /** Checks a token from any message; with `subject`, no other `sub` is accepted, and a one-time token of another stays unused. */
  async redeem(
    { token, subject }: { readonly token: string; readonly subject?: string },
    at: Moment,
  ): Promise<Verdict> {
    if (token.length > JWT_CHARACTERS_MAX || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return this.#refuse('malformed');
    const keys = await this.#parts.keys.current();
    if (keys === null) return this.#refuse('no-keys');
    let outcome = await this.#check(token, keys, at.wallMs);
    if (outcome === 'key') {
      const more = await this.#parts.keys.refreshed();
      if (more !== null) outcome = await this.#check(token, more, at.wallMs);
    }
    if (typeof outcome === 'string') return this.#refuse(outcome);
    return subject === undefined || outcome.sub === subject ? this.#accept(outcome, at) : this.#refuse('other-subject');
  }

  /** The claims of a right token, or what is wrong with it. */
  async #check(token: string, keys: LocalJWKSet, wallMs: number): Promise<JWTPayload | Refusal> {
    const { algorithms, issuer, audience, clockSeconds, isOneTime } = this.#rules;
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        issuer,
        audience,
        clockTolerance: clockSeconds,
        currentDate: new Date(wallMs),
        requiredClaims: ['sub', 'exp', ...(isOneTime ? ['jti'] : [])],
      });
      return payload;
    } catch (error) {
      return refusalOf(error);
    }
  }

  async #accept(payload: JWTPayload, at: Moment): Promise<Verdict> {
    const { sub, jti, exp = 0 } = payload;
    const account = typeof sub === 'string' ? accountName(this.#rules.realm + sub) : null;
    if (account === null) return this.#refuse('subject');
    if (this.#rules.isOneTime) {
      const refusal = await this.#use(jti, exp, at);
      if (refusal !== null) return this.#refuse(refusal);
    }
    const profile = this.#profileOf(payload);
    return profile === null ? accepted(account) : { ok: true, account, adult: null, profile };
  }

  /** Uses up a one-time token. It stays in the ledger until it expires. */
  async #use(jti: unknown, exp: number, { store, wallMs }: Moment): Promise<Refusal | null> {
    if (typeof jti !== 'string' || jti === '' || jti.length > JWT_ID_CHARACTERS_MAX) return 'claim';
    if (exp - wallMs / 1_000 > TICKET_TTL_SECONDS_MAX) return 'lifetime';
    const isFirst = await store.use(`jwt-${jti}`, (exp + this.#rules.clockSeconds) * 1_000).catch(() => null);
    if (isFirst === null) return 'store';
    return isFirst ? null : 'replayed';
  }

  /** Null when the token says nothing about the player. */
  #profileOf(payload: JWTPayload): PlatformProfile | null {
    const { nickname, gender, isVip, isYearVip, vipLevel } = this.#rules.claims;
    const named = [nickname, gender, isVip, isYearVip, vipLevel];
    if (named.every((claim) => claim === undefined || payload[claim] === undefined)) return null;
    const value = (claim: string | undefined): unknown => (claim === undefined ? undefined : payload[claim]);
    return {
      platform: this.#rules.issuer,
      nickname: nicknameOf(value(nickname)),
      gender: genderOf(value(gender)),
      isVip: flagOf(value(isVip)),
      isYearVip: flagOf(value(isYearVip)),
      vipLevel: vipLevelOf(value(vipLevel)),
    };
  }

  #refuse(refusal: Refusal): Verdict {
    const { counters, clock, log } = this.#parts;
    counters.counter('jwt_refused', refusal).add();
    const { failure, advice } = REFUSALS[refusal];
    const nowMs = clock.monotonicMs();
    if (advice !== null && nowMs >= (this.#quietUntilMs.get(refusal) ?? 0)) {
      this.#quietUntilMs.set(refusal, nowMs + ADVICE_MS);
      log.warn(`sign-in: a token was refused: ${advice}`);
    }
    return refused(failure);
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'issuer';
    if (error.claim === 'aud') return 'audience';
    return error.claim === 'nbf' && error.reason === 'check_failed' ? 'early' : 'claim';
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWKSNoMatchingKey) return 'key';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'key-id';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  // Malformed tokens, and keys that cannot check them: both are the client's or the issuer's, and never thrown further.
  return error instanceof errors.JOSEError ? 'malformed' : 'key';
}
