// Sign-in by the MD5 signature of old platforms: the field `flag` over the fields that the formula names. Kept for their
// sake and off unless configured; a signature can be used again within its window, unless it is one-time.
// Its accounts lie in a realm of their own (`classic:1000201`), so that a platform cannot sign for other providers' accounts.
import { timingSafeEqual } from 'node:crypto';
import { accountName, plainAccountName } from './account-name.ts';
import type { ClassicFormula } from './classic-formula.ts';
import { CLASSIC_FIELD_UNITS_MAX, CLASSIC_WINDOW_SECONDS } from './limits.ts';
import type { Credentials, Moment, Provider, Verdict } from './provider.ts';
import { accepted, refused, windowFault } from './provider.ts';
import { ProviderConfigError } from './provider-config-error.ts';

export interface ClassicOptions {
  readonly formula: ClassicFormula;
  /** One key, or one for each platform by the field `pf`; each platform then has its own realm within ours. */
  readonly key: string | ReadonlyMap<string, string>;
  readonly windowSeconds?: number;
  /** What its accounts start with: empty, or a word and a colon. */
  readonly realm?: string;
  /** Whether a signature is valid for one sign-in only. Otherwise clients may reuse it to reconnect. */
  readonly isOneTime?: boolean;
}

const FLAG = /^[0-9a-fA-F]{32}$/;
/** Without leading zeros: `bob0` at `17…` must not equal `bob` at `017…`. */
const TIME = /^[1-9][0-9]{0,10}$/;
const PLATFORM = /^[A-Za-z0-9_-]{1,32}$/;
const REALM = /^(?:[a-z0-9-]+:)?$/;
const DEFAULT_REALM = 'classic:';

export class ClassicProvider implements Provider {
  readonly name = 'classic';
  readonly isGuessable = false;
  readonly #formula: ClassicFormula;
  readonly #key: string | ReadonlyMap<string, string>;
  readonly #windowSeconds: number;
  readonly #realm: string;
  readonly #isOneTime: boolean;

  constructor(options: ClassicOptions) {
    this.#isOneTime = options.isOneTime ?? false;
    this.#formula = options.formula;
    this.#key = options.key;
    this.#windowSeconds = options.windowSeconds ?? CLASSIC_WINDOW_SECONDS;
    this.#realm = options.realm ?? DEFAULT_REALM;
    checkOptions(options.key, this.#windowSeconds, this.#realm);
  }

  /** A warning about this configuration for the operator, or null. */
  get weakness(): string | null {
    const fields = this.#formula.ambiguity;
    if (fields === null) return null;
    return `the classic formula puts ${fields} side by side, so that characters can be shifted from one to the other under one signature: let the platform sign a separator between them`;
  }

  async verify(credentials: Credentials, at: Moment): Promise<Verdict> {
    const account = this.#account(credentials);
    if (account === null || !isWellFormed(credentials)) return refused('malformed');
    const key = typeof this.#key === 'string' ? this.#key : this.#key.get(credentials.pf);
    if (key === undefined) return refused('wrong-credentials');
    const digest = this.#formula.digest(credentials, key);
    const flag = Buffer.from(credentials.flag, 'hex');
    const isRight =
      timingSafeEqual(digest, flag) || timingSafeEqual(this.#formula.digestWithTilde(credentials, key), flag);
    if (!isRight) return refused('wrong-credentials');
    const seconds = Number(credentials.time);
    const late = windowFault(seconds, at.wallMs, this.#windowSeconds);
    if (late !== null) return refused(late);
    const isFirst = await this.#use(at, digest.toString('hex'), (seconds + this.#windowSeconds) * 1000);
    if (isFirst === null) return refused('unavailable');
    return isFirst
      ? accepted(account, this.#formula.signs('cm') ? adultOf(credentials.cm) : null)
      : refused('replayed');
  }

  lockKey(credentials: Credentials): string | null {
    const account = this.#account(credentials);
    return account === null ? null : `${this.name} ${account}`;
  }

  /** Only a field that the formula signs may name the account. */
  #account(credentials: Credentials): string | null {
    const username = this.#formula.signs('username') ? credentials.username : '';
    const given = username === '' && this.#formula.signs('userid') ? credentials.userid : username;
    const realm = this.#realmOf(credentials.pf);
    // Inside a realm any name is allowed; without one it must not name an account of another realm.
    const name = realm === '' ? plainAccountName(given) : accountName(given);
    return name === null ? null : realm + name;
  }

  /** One platform's key must not sign for the players of another. */
  #realmOf(platform: string): string {
    const hasOwn = typeof this.#key !== 'string' && this.#key.has(platform);
    return hasOwn ? `${this.#realm}${platform}:` : this.#realm;
  }

  async #use({ store }: Moment, nonce: string, expiresAtMs: number): Promise<boolean | null> {
    if (!this.#isOneTime) return true;
    return store.use(`classic-${nonce}`, expiresAtMs).catch(() => null);
  }
}

function isWellFormed(credentials: Credentials): boolean {
  const isShort = Object.values(credentials).every(
    (value) => typeof value !== 'string' || value.length <= CLASSIC_FIELD_UNITS_MAX,
  );
  return isShort && FLAG.test(credentials.flag) && TIME.test(credentials.time);
}

function adultOf(cm: string): boolean | null {
  if (cm === '1') return true;
  return cm === '0' ? false : null;
}

function checkOptions(key: string | ReadonlyMap<string, string>, windowSeconds: number, realm: string): void {
  const keys = typeof key === 'string' ? [key] : [...key.values()];
  if (keys.length === 0 || keys.includes('')) {
    throw new ProviderConfigError(
      'classic-key-empty',
      'a classic key is empty, which would let anyone sign: configure one',
    );
  }
  const platform = typeof key === 'string' ? undefined : [...key.keys()].find((name) => !PLATFORM.test(name));
  if (platform !== undefined) {
    const rule = 'use 1 to 32 letters, digits, hyphens and underscores';
    throw new ProviderConfigError('classic-realm', `the platform ${JSON.stringify(platform)} cannot be used: ${rule}`);
  }
  if (!(windowSeconds >= 1)) {
    throw new ProviderConfigError(
      'window',
      `the classic window of ${windowSeconds} seconds lets nobody in: use 1 or more`,
    );
  }
  if (!REALM.test(realm)) {
    const rule = 'use nothing, or a-z, 0-9 and hyphen with one colon at the end';
    throw new ProviderConfigError(
      'classic-realm',
      `the classic realm ${JSON.stringify(realm)} cannot be used: ${rule}`,
    );
  }
}
