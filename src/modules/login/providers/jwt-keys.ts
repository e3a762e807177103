// The public keys of a token's issuer: those of the settings, and those that its address serves. Fetched keys are used until they are
// old, then fetched again while they still serve; when the address does not answer, they serve for a named time. A token with an
// unknown key fetches them once more, at a bounded rate, since anyone can send such a token. One fetch runs at a time.
import { createLocalJWKSet, type JWK, type LocalJWKSet } from 'jose';
import { type Clock, type Logger, messageOf } from '../../../base/index.ts';
import type { Reading, Upstream } from '../../../upstream/index.ts';
import { JWT_KEYS_MAX, JWT_RETRY_MS } from './limits.ts';

export interface JwtKeysOptions {
  /** Null when the settings have all keys. */
  readonly url: string | null;
  readonly keys: readonly JWK[];
  readonly cacheMs: number;
  readonly keptMs: number;
  readonly refreshMs: number;
  /** How long one fetch may take. Milliseconds. */
  readonly fetchMs: number;
  readonly answerBytesMax: number;
}

export interface JwtKeysParts {
  /** Null without an address. */
  readonly upstream: Upstream | null;
  readonly clock: Clock;
  readonly log: Logger;
}

export class JwtKeys {
  readonly #parts: JwtKeysParts;
  readonly #options: JwtKeysOptions;
  #set: LocalJWKSet;
  #count: number;
  /** When the present keys were fetched; null before the first time. */
  #fetchedMs: number | null = null;
  #triedMs = Number.NEGATIVE_INFINITY;
  #fetch: Promise<boolean> | null = null;

  constructor(parts: JwtKeysParts, options: JwtKeysOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#set = createLocalJWKSet({ keys: [...options.keys] });
    this.#count = options.keys.length;
  }

  /** For the status. */
  get statusText(): string {
    const { upstream, clock } = this.#parts;
    if (upstream === null) return `${this.#count} keys of the settings`;
    const age =
      this.#fetchedMs === null
        ? 'never fetched'
        : `${Math.floor((clock.monotonicMs() - this.#fetchedMs) / 1_000)} s old`;
    return `${this.#count} keys, ${age}; ${upstream.statusText}`;
  }

  /** The keys to check a token with; null when there are none that may still be used. */
  async current(): Promise<LocalJWKSet | null> {
    if (this.#parts.upstream === null) return this.#set;
    const ageMs = this.#ageMs();
    if (ageMs < this.#options.cacheMs) return this.#set;
    const fetching = this.#mayTry() ? this.#renew() : this.#fetch;
    // Old keys serve while new ones are fetched.
    if (ageMs < this.#options.keptMs) return this.#set;
    if (fetching !== null && (await fetching)) return this.#set;
    // The keys of the settings do not grow old.
    return this.#options.keys.length > 0 ? createLocalJWKSet({ keys: [...this.#options.keys] }) : null;
  }

  /** The keys after another fetch, because a token names a key that is not among them; null when none was made, or it failed. */
  async refreshed(): Promise<LocalJWKSet | null> {
    if (this.#parts.upstream === null) return null;
    const fetching = this.#fetch ?? (this.#mayTry() ? this.#renew() : null);
    return fetching !== null && (await fetching) ? this.#set : null;
  }

  close(): void {
    this.#parts.upstream?.close();
  }

  #ageMs(): number {
    return this.#fetchedMs === null ? Number.POSITIVE_INFINITY : this.#parts.clock.monotonicMs() - this.#fetchedMs;
  }

  #mayTry(): boolean {
    // Without keys that serve, nobody signs in: then the wait is short.
    const waitMs = this.#ageMs() < this.#options.keptMs ? this.#options.refreshMs : JWT_RETRY_MS;
    return this.#fetch === null && this.#parts.clock.monotonicMs() - this.#triedMs >= waitMs;
  }

  /** Whether there are new keys. */
  #renew(): Promise<boolean> {
    this.#triedMs = this.#parts.clock.monotonicMs();
    const fetching = this.#fetchKeys().catch((error: unknown) => {
      // Nobody may wait for it, so it must not reject. The keys that are known stay.
      this.#parts.log.error(`sign-in: the keys of tokens cannot be used: ${messageOf(error)}. Look at auth.jwt.url`);
      return false;
    });
    this.#fetch = fetching;
    void fetching.then(() => {
      this.#fetch = null;
    });
    return fetching;
  }

  async #fetchKeys(): Promise<boolean> {
    const { upstream, clock, log } = this.#parts;
    const { url, keys, fetchMs, answerBytesMax } = this.#options;
    if (upstream === null || url === null) return false;
    const untilMs = clock.monotonicMs() + fetchMs;
    const answer = await upstream.ask({ request: { url, answerBytesMax }, untilMs, read: readJwks });
    if (!answer.ok) return false;
    const before = this.#count;
    this.#set = createLocalJWKSet({ keys: [...answer.value, ...keys] });
    this.#count = answer.value.length + keys.length;
    if (this.#fetchedMs === null || before !== this.#count)
      log.info('sign-in: the keys of tokens were fetched', { keys: this.#count });
    this.#fetchedMs = clock.monotonicMs();
    return true;
  }
}

/** The public keys of an answer. Others are left out: a secret among them (`oct`) must never check a signature. */
export function readJwks(status: number, body: string): Reading<readonly JWK[]> {
  const bad = (detail: string): Reading<never> => ({ ok: false, detail, isPassing: status >= 500 || status === 429 });
  if (status !== 200) return bad(`status ${status}`);
  let listed: unknown;
  try {
    listed = (JSON.parse(body) as { readonly keys?: unknown } | null)?.keys;
  } catch {
    return bad('no JSON');
  }
  if (!Array.isArray(listed)) return bad('no JSON object with a list `keys`');
  const keys = listed.slice(0, JWT_KEYS_MAX).filter(isPublicKey);
  return keys.length === 0 ? bad('no public key') : { ok: true, value: keys };
}

function isPublicKey(value: unknown): value is JWK {
  if (typeof value !== 'object' || value === null) return false;
  const { kty, d, use } = value as Partial<JWK>;
  return ['RSA', 'EC', 'OKP'].includes(kty ?? '') && d === undefined && (use === undefined || use === 'sig');
}
