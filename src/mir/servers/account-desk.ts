// What a client may do with accounts besides signing in: register, update the account, change the password, recover a lost one. Each at most once in five seconds, and each
// is answered, also when it is too early.
import { customerOf } from '../../base/index.ts';
import { CM, type MirMessage, SM } from '../wire/index.ts';
import type { AccountRow } from './account-book.ts';
import { accountKey, isAccountName, isNewPassword } from './account-rules.ts';
import { bodyBytes, bodyFields } from './body-text.ts';
import type { GateClient } from './gate-client.ts';
import { CHANGE_EVERY_MS } from './limits.ts';
import type { LoginServices } from './login-services.ts';
import { readUserRecord } from './user-record.ts';

const TAB = 0x09;

/** The numbers in `recog` of what failed; what they mean differs from message to message, as it does in the originals. */
const REGISTER = { exists: 0, invalid: -1, closed: -2 } as const;
const UPDATE = { notYours: 0, invalid: -1 } as const;
const CHANGE = { noAccountOrTooShort: 0, wrong: -1, locked: -2 } as const;
const RECOVER = { noAccount: 0, wrongQuestion: -1, wrongAnswer: -3, locked: -2 } as const;

type Desk = 'register' | 'update' | 'change' | 'recover';
export type DeskIdent =
  | typeof CM.register
  | typeof CM.updateAccount
  | typeof CM.changePassword
  | typeof CM.recoverPassword
  | typeof CM.recoverPasswordDm;

const DESK_OF: Readonly<Record<DeskIdent, Desk>> = {
  [CM.register]: 'register',
  [CM.updateAccount]: 'update',
  [CM.changePassword]: 'change',
  [CM.recoverPassword]: 'recover',
  [CM.recoverPasswordDm]: 'recover',
};

/** Null for a message that is not for this desk. */
export function deskIdentOf(ident: number): DeskIdent | null {
  // The table's keys are the idents.
  return ident in DESK_OF ? (ident as DeskIdent) : null;
}

export class AccountDesk {
  readonly #services: LoginServices;
  readonly #client: GateClient;
  #lastMs: number | null = null;

  constructor(services: LoginServices, client: GateClient) {
    this.#services = services;
    this.#client = client;
  }

  /** `account` is the one that is signed in on this connection. */
  async handle(ident: DeskIdent, body: Uint8Array, account: string | null): Promise<void> {
    const desk = DESK_OF[ident];
    const { clock } = this.#services;
    const nowMs = clock.monotonicMs();
    const isTooSoon = this.#lastMs !== null && nowMs - this.#lastMs < CHANGE_EVERY_MS;
    if (!isTooSoon) this.#lastMs = nowMs;
    if (desk === 'register') this.#reply(desk, await this.#register(body, isTooSoon));
    else if (desk === 'update') this.#reply(desk, await this.#update(body, isTooSoon ? null : account));
    else if (desk === 'change')
      this.#reply(desk, isTooSoon ? failed(SM.changePasswordFail, CHANGE.locked) : await this.#change(body));
    else await this.#recoverFor(ident, body, isTooSoon);
  }

  async #register(body: Uint8Array, isTooSoon: boolean): Promise<MirMessage> {
    const { rules, accounts, registers, clock, encoding } = this.#services;
    if (!rules.isRegisterOpen) return failed(SM.registerFail, REGISTER.closed);
    const read = readUserRecord(body, this.#services);
    if (read.kind === 'malformed' || isTooSoon) return failed(SM.registerFail, REGISTER.invalid);
    const { account, password } = read.user;
    const isValid =
      isAccountName(account, encoding) && isNewPassword(password, { bytesMin: rules.passwordBytesMin, encoding });
    if (!isValid) return failed(SM.registerFail, REGISTER.invalid);
    if ((await accounts.find(account)) !== null) return failed(SM.registerFail, REGISTER.exists);
    if (!registers.allow(customerOf(this.#client.address), clock.monotonicMs())) {
      return failed(SM.registerFail, REGISTER.closed);
    }
    return (await accounts.add(read.user)) ? { ident: SM.registerSuccess } : failed(SM.registerFail, REGISTER.exists);
  }

  async #update(body: Uint8Array, account: string | null): Promise<MirMessage> {
    const read = readUserRecord(body, this.#services);
    if (read.kind === 'malformed') return failed(SM.updateFail, UPDATE.invalid);
    if (account === null || accountKey(read.user.account) !== account) return failed(SM.updateFail, UPDATE.notYours);
    const isDone = await this.#services.accounts.rewrite(read.user);
    return isDone ? { ident: SM.updateSuccess } : failed(SM.updateFail, UPDATE.notYours);
  }

  async #change(body: Uint8Array): Promise<MirMessage> {
    const { accounts, locks, rules, encoding, codec } = this.#services;
    const fields = bodyFields(bodyBytes(body, codec), { divider: TAB, count: 3, encoding });
    const [account = null, old = null, next = null] = fields ?? [];
    const nothing = failed(SM.changePasswordFail, CHANGE.noAccountOrTooShort);
    if (account === null || old === null || next === null) return nothing;
    if (!isNewPassword(next, { bytesMin: rules.passwordBytesMin, encoding })) return nothing;
    const changed = await locks.attempt(accountKey(account), this.#client.address, async () => {
      const row = await accounts.find(account);
      if (row === null) return { isRight: null, result: nothing };
      const verified = await accounts.verified(row, old);
      const isDone = verified !== null && (await accounts.changePassword(verified, next));
      const result = isDone ? { ident: SM.changePasswordSuccess } : failed(SM.changePasswordFail, CHANGE.wrong);
      return { isRight: verified !== null, result };
    });
    return changed ?? failed(SM.changePasswordFail, CHANGE.locked);
  }

  /** A request with DM's number is answered with DM's numbers. */
  async #recoverFor(ident: DeskIdent, body: Uint8Array, isTooSoon: boolean): Promise<void> {
    const isDm = ident === CM.recoverPasswordDm;
    const recovered = isTooSoon ? RECOVER.locked : await this.#recover(body);
    if (typeof recovered === 'number') {
      this.#reply('recover', failed(isDm ? SM.recoverPasswordFailDm : SM.recoverPasswordFail, recovered));
      return;
    }
    const success = isDm ? SM.recoverPasswordSuccessDm : SM.recoverPasswordSuccess;
    this.#reply('recover', { ident: success }, Buffer.from(recovered, 'latin1'));
  }

  /** The new password, or why there is none. */
  async #recover(body: Uint8Array): Promise<string | number> {
    const { accounts, locks, rules, encoding, codec, log } = this.#services;
    const fields = bodyFields(bodyBytes(body, codec), { divider: TAB, count: 6, encoding }) ?? [];
    const [account = null, quiz = null, answer = null, quiz2 = null, answer2 = null, birthday = null] = fields;
    if (account === null || !rules.isRecoveryOn) return RECOVER.noAccount;
    const recovered = await locks.attempt<string | number>(accountKey(account), this.#client.address, async () => {
      const row = await accounts.find(account);
      if (row === null) return { isRight: null, result: RECOVER.noAccount };
      const fault = await this.#answerFault(row, { quiz, answer, quiz2, answer2, birthday });
      if (fault !== null) return { isRight: false, result: fault };
      const password = accounts.newPassword();
      if (!(await accounts.changePassword(row, password))) return { isRight: true, result: RECOVER.wrongAnswer };
      log.info('a lost password was replaced', { account: row.account, address: this.#client.address });
      return { isRight: true, result: password };
    });
    return recovered ?? RECOVER.locked;
  }

  /** One of the two questions with its answer, and the birthday. */
  async #answerFault(row: AccountRow, given: Given): Promise<number | null> {
    const pairs = [
      { isAsked: row.quiz !== '' && row.quiz === given.quiz?.trim(), hash: row.answerHash, answer: given.answer },
      { isAsked: row.quiz2 !== '' && row.quiz2 === given.quiz2?.trim(), hash: row.answer2Hash, answer: given.answer2 },
    ].filter(({ isAsked }) => isAsked);
    if (pairs.length === 0) return RECOVER.wrongQuestion;
    const isBirthday = row.birthday === given.birthday?.trim();
    for (const { hash, answer } of pairs) {
      if (answer !== null && (await this.#services.accounts.isAnswer(hash, answer)) && isBirthday) return null;
    }
    return RECOVER.wrongAnswer;
  }

  #reply(desk: Desk, message: MirMessage, ...blocks: readonly Uint8Array[]): void {
    const { recog = 1 } = message;
    this.#services.counters.counter('mir_accounts', `${desk} ${recog === 1 ? 'ok' : recog}`).add();
    this.#client.reply(message, ...blocks);
  }
}

type Given = Readonly<Record<'quiz' | 'answer' | 'quiz2' | 'answer2' | 'birthday', string | null>>;

function failed(ident: number, recog: number): MirMessage {
  return { ident, recog };
}
