// Accounts in the store, and their passwords. Hashing is slow and runs beside the main thread, a few at once; the others wait, at most as many as there are messages in
// flight.
import {
  type Clock,
  HASHES_AT_ONCE,
  HashQueue,
  hashPassword,
  isHashable,
  isSameCost,
  type Logger,
  messageOf,
  PASSWORD_COST,
  type PasswordCost,
  parsePasswordHash,
  type Random,
  verifyPassword,
} from '../../base/index.ts';
import type { Row, Store } from '../../store/index.ts';
import { addAccount, changeAccount, replaceHash } from './account.procedures.ts';
import { mirAccount } from './account.tables.ts';
import { accountKey } from './account-rules.ts';
import { HANDLING_MAX, NEW_PASSWORD_LENGTH } from './limits.ts';
import type { UserRecord } from './user-record.ts';

export type AccountRow = Row<typeof mirAccount>;

export interface AccountBookParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What a hash costs; the default is for production. */
  readonly cost?: PasswordCost;
  /** How many passwords are hashed at once; the default leaves room for other work. */
  readonly hashesAtOnce?: number;
}

/**
 * The cost of hashing an answer: a tenth of a password's. An answer has so few likely values that no cost protects it from a thief of the database; the hash protects it
 * from a glance, and a registration need not cost three times a sign-in.
 */
const ANSWER_COST: PasswordCost = { memoryKiB: 4_096, passes: 1, lanes: 1 };

/** Easy to distinguish when read aloud. */
const PASSWORD_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export class AccountBook {
  readonly #parts: AccountBookParts;
  readonly #cost: PasswordCost;
  readonly #answerCost: PasswordCost;
  readonly #queue: HashQueue;

  constructor(parts: AccountBookParts) {
    this.#parts = parts;
    this.#cost = parts.cost ?? PASSWORD_COST;
    this.#answerCost = this.#cost.memoryKiB < ANSWER_COST.memoryKiB ? this.#cost : ANSWER_COST;
    this.#queue = new HashQueue({ atOnce: parts.hashesAtOnce ?? HASHES_AT_ONCE, waitingMax: 2 * HANDLING_MAX });
  }

  find(account: string): Promise<AccountRow | null> {
    return this.#parts.store.table(mirAccount).get(accountKey(account));
  }

  /**
   * The account as it is now, when that is its password; else null. A hash with a lower cost than ours is renewed. `isWanted` is called when the turn to hash has come: after a rush most
   * clients that wait may be gone, and the others need not wait for them.
   */
  async verified(row: AccountRow, password: string, isWanted = () => true): Promise<AccountRow | null> {
    return (await this.#isMatch(row.hash, password, isWanted)) ? await this.#renewed(row, password) : null;
  }

  /** False when there is an account of that name. */
  async add(user: UserRecord): Promise<boolean> {
    const account = accountKey(user.account);
    // Looked up first: hashing is expensive, and robots ask for names that are taken.
    if ((await this.find(account)) !== null) return false;
    const nowMs = this.#parts.clock.wallMs();
    const { store } = this.#parts;
    return await store.run(addAccount, {
      ...detailsOf(user),
      account,
      hash: await this.#hash(user.password),
      answerHash: await this.#answerHash(user.answer),
      answer2Hash: await this.#answerHash(user.answer2),
      isBanned: false,
      createdMs: nowMs,
      changedMs: nowMs,
    });
  }

  /** Stores what the player has changed, except the password. An answer that was left empty keeps its old value. */
  async rewrite(user: UserRecord): Promise<boolean> {
    const [answer, answer2] = [user.answer, user.answer2];
    const { store, clock } = this.#parts;
    return await store.run(changeAccount, {
      account: accountKey(user.account),
      patch: {
        ...detailsOf(user),
        ...(answer === '' ? {} : { answerHash: await this.#answerHash(answer) }),
        ...(answer2 === '' ? {} : { answer2Hash: await this.#answerHash(answer2) }),
        changedMs: clock.wallMs(),
      },
    });
  }

  /** False when the password was changed meanwhile. */
  async changePassword(row: AccountRow, password: string): Promise<boolean> {
    return (await this.#replaced(row, password)) !== null;
  }

  isAnswer(hash: string, answer: string): Promise<boolean> {
    return hash === '' ? Promise.resolve(false) : this.#isMatch(hash, plainAnswer(answer));
  }

  /** A new random password. */
  newPassword(): string {
    const { random } = this.#parts;
    const letters = Array.from(
      { length: NEW_PASSWORD_LENGTH },
      () => PASSWORD_LETTERS[random.below(PASSWORD_LETTERS.length)],
    );
    return letters.join('');
  }

  /** False when there is no such account. */
  ban(account: string, isBanned: boolean): Promise<boolean> {
    const { store, clock } = this.#parts;
    return store.run(changeAccount, {
      account: accountKey(account),
      patch: { isBanned, changedMs: clock.wallMs() },
    });
  }

  async #isMatch(phc: string, text: string, isWanted = () => true): Promise<boolean> {
    if (!isHashable(text)) return false;
    const hash = parsePasswordHash(phc);
    if (hash !== null) return await this.#slowly(async () => isWanted() && (await verifyPassword(text, hash)));
    this.#parts.log.error('a stored hash cannot be read: set the password anew');
    return false;
  }

  /** A failure here does not fail the sign-in. */
  async #renewed(row: AccountRow, password: string): Promise<AccountRow> {
    const hash = parsePasswordHash(row.hash);
    if (hash === null || isSameCost(hash.cost, this.#cost)) return row;
    try {
      return (await this.#replaced(row, password)) ?? row;
    } catch (error) {
      this.#parts.log.warn(`a password hash could not be renewed: the old one stays: ${messageOf(error)}`);
      return row;
    }
  }

  async #replaced(row: AccountRow, password: string): Promise<AccountRow | null> {
    const { store, clock } = this.#parts;
    const { account, hash: from } = row;
    const [to, changedMs] = [await this.#hash(password), clock.wallMs()];
    return (await store.run(replaceHash, { account, from, to, changedMs })) ? { ...row, hash: to, changedMs } : null;
  }

  #hash(text: string, cost = this.#cost): Promise<string> {
    return this.#slowly(() => hashPassword(text, { random: this.#parts.random, cost }));
  }

  async #answerHash(answer: string): Promise<string> {
    return answer === '' ? '' : await this.#hash(plainAnswer(answer), this.#answerCost);
  }

  async #slowly<T>(work: () => Promise<T>): Promise<T> {
    // Each message being handled waits for one of these at a time, and the port bounds them.
    const done = await this.#queue.run(async () => ({ result: await work() }));
    if (done === null) throw new Error('too many passwords wait to be hashed');
    return done.result;
  }
}

/** The same answer, however its player writes it. */
function plainAnswer(answer: string): string {
  return answer.normalize('NFKC').trim().toLowerCase();
}

function detailsOf(user: UserRecord) {
  const { userName, idNumber, phone, quiz, email, quiz2, birthday, mobile, memo, memo2 } = user;
  return { userName, idNumber, phone, quiz, email, quiz2, birthday, mobile, memo, memo2 };
}
