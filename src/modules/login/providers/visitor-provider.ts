// Sign-in without an account (message 423, or 410 with the type `visitor`): `f` is the hex MD5 of `t` and the visitor key,
// `t` the client's time in seconds. Each success is a new account, `##visitor##_N`. The protocol gives a visitor nothing to
// sign in with again: a player who wants to keep the role upgrades to an account first. Every client contains the key, so it keeps
// out strays only; `VisitorAdmission` bounds the number of visitors.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuthFailure } from '../login.failures.ts';
import { VISITOR_MARK } from './account-name.ts';
import { VISITOR_WINDOW_SECONDS } from './limits.ts';
import type { Credentials, Moment, Provider, Verdict } from './provider.ts';
import { accepted, refused, windowFault } from './provider.ts';
import { ProviderConfigError } from './provider-config-error.ts';

export interface VisitorOptions {
  /** Null accepts every visitor without a signature: for development. */
  readonly key: string | null;
  readonly windowSeconds?: number;
}

const FLAG = /^[0-9a-fA-F]{32}$/;
const TIME = /^-?[0-9]{1,11}$/;
/** All visitors' accounts begin with this. */
export const VISITOR_PREFIX = `${VISITOR_MARK}visitor##_`;
const ACCOUNT = /^##visitor##_[0-9]{1,19}$/;

export function isVisitorAccount(account: string): boolean {
  return ACCOUNT.test(account);
}

export class VisitorProvider implements Provider {
  readonly name = 'visitor';
  readonly isGuessable = false;
  readonly #key: string | null;
  readonly #windowSeconds: number;

  constructor(options: VisitorOptions) {
    this.#key = options.key;
    this.#windowSeconds = options.windowSeconds ?? VISITOR_WINDOW_SECONDS;
    if (this.#key === '') {
      throw new ProviderConfigError(
        'visitor-key-empty',
        'the visitor key is empty: configure one, or none in development',
      );
    }
    if (!(this.#windowSeconds >= 1)) {
      const rule = 'use 1 or more';
      throw new ProviderConfigError(
        'window',
        `the visitor window of ${this.#windowSeconds} seconds lets nobody in: ${rule}`,
      );
    }
  }

  /** `time` and `flag` are what message 423 calls `t` and `f`. */
  async verify(credentials: Credentials, at: Moment): Promise<Verdict> {
    const reason = this.failure(credentials, at);
    if (reason !== null) return refused(reason);
    const id = await at.store.next().catch(() => null);
    return id === null ? refused('unavailable') : accepted(`${VISITOR_PREFIX}${id}`);
  }

  lockKey(): null {
    return null;
  }

  /** Why the signature is refused, or null; nothing is read or written. */
  failure({ time, flag }: Credentials, at: Pick<Moment, 'wallMs'>): AuthFailure | null {
    const key = this.#key;
    if (key === null) return null;
    if (!TIME.test(time) || !FLAG.test(flag)) return 'malformed';
    const digest = createHash('md5')
      .update(time + key, 'utf8')
      .digest();
    if (!timingSafeEqual(digest, Buffer.from(flag, 'hex'))) return 'wrong-credentials';
    return windowFault(Number(time), at.wallMs, this.#windowSeconds);
  }
}
