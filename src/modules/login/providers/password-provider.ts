// Sign-in by name and password: `username`, and the password in `openkey`. An account that does not exist costs the same
// time as a wrong password and gets the same answer. After a right one whose hash has a different cost than the current one, the hash is
// renewed; the sign-in succeeds even if that fails.
import type { Logger, PasswordCost, PasswordHash, Random } from '../../../base/index.ts';
import {
  HASHES_AT_ONCE,
  HASHES_WAITING_MAX,
  HashQueue,
  hashPassword,
  isHashable,
  isSameCost,
  messageOf,
  nobodysHash,
  PASSWORD_COST,
  parsePasswordHash,
  verifyPassword,
} from '../../../base/index.ts';
import { plainAccountName } from './account-name.ts';
import type { PasswordBook } from './password-book.ts';
import type { Credentials, Moment, Provider, Verdict } from './provider.ts';
import { accepted, refused } from './provider.ts';

export interface PasswordDependencies {
  readonly random: Random;
  readonly logger: Logger;
}

export interface PasswordOptions {
  readonly cost?: PasswordCost;
  readonly hashesAtOnce?: number;
  readonly hashesWaitingMax?: number;
}

export class PasswordProvider implements Provider {
  readonly name = 'password';
  readonly isGuessable = true;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #cost: PasswordCost;
  readonly #queue: HashQueue;
  /** No password has this hash: it is checked for accounts that do not exist. */
  readonly #nobody: PasswordHash;

  constructor(dependencies: PasswordDependencies, options: PasswordOptions = {}) {
    this.#random = dependencies.random;
    this.#logger = dependencies.logger;
    this.#cost = options.cost ?? PASSWORD_COST;
    this.#queue = new HashQueue({
      atOnce: options.hashesAtOnce ?? HASHES_AT_ONCE,
      waitingMax: options.hashesWaitingMax ?? HASHES_WAITING_MAX,
    });
    this.#nobody = nobodysHash({ random: dependencies.random, cost: this.#cost });
  }

  async verify(credentials: Credentials, { store }: Moment): Promise<Verdict> {
    const account = plainAccountName(credentials.username);
    const password = credentials.openkey;
    if (account === null || password === '' || !isHashable(password)) return refused('malformed');
    const verdict = await this.#queue.run(() => this.#verify(store, account, password));
    return verdict ?? refused('busy');
  }

  lockKey(credentials: Credentials): string | null {
    const account = plainAccountName(credentials.username);
    return account === null ? null : `${this.name} ${account}`;
  }

  /** The hash of a new password; null when too many are being hashed. */
  hash(password: string): Promise<string | null> {
    return this.#queue.run(() => hashPassword(password, { random: this.#random, cost: this.#cost }));
  }

  async #verify(book: PasswordBook, account: string, password: string): Promise<Verdict> {
    let stored: string | null;
    try {
      stored = await book.find(account);
    } catch (thrown) {
      this.#logger.warn('password sign-in cannot read the account', { cause: messageOf(thrown) });
      return refused('unavailable');
    }
    const hash = stored === null ? this.#nobody : parsePasswordHash(stored);
    if (hash === null) {
      this.#logger.error('the stored password hash of an account cannot be read: set the password anew', { account });
      return refused('unavailable');
    }
    const isRight = await verifyPassword(password, hash);
    if (stored === null || !isRight) return refused('wrong-credentials');
    if (!isSameCost(hash.cost, this.#cost)) await this.#renew(book, { account, password, from: stored });
    return accepted(account);
  }

  async #renew(
    book: PasswordBook,
    renewal: { readonly account: string; readonly password: string; readonly from: string },
  ): Promise<void> {
    const { account, password, from } = renewal;
    try {
      const to = await hashPassword(password, { random: this.#random, cost: this.#cost });
      await book.save(account, { from, to });
    } catch (thrown) {
      this.#logger.warn('a password hash could not be renewed: the old one stays', { cause: messageOf(thrown) });
    }
  }
}
