// The store's side of signing in: the ledger of used tickets, the book of passwords, the numbers of visitors.
import type { Clock } from '../../base/index.ts';
import type { Store } from '../../store/index.ts';
import { addPassword, forgetTickets, nextNumber, replacePassword, useTicket } from './login.procedures.ts';
import { password } from './login.tables.ts';
import { FORGET_TICKETS_MAX } from './login-limits.ts';
import type { PasswordBook } from './providers/password-book.ts';
import type { TicketLedger } from './providers/ticket-ledger.ts';
import type { VisitorIds } from './providers/visitor-ids.ts';

const VISITOR_SEQUENCE = 'visitor';

export class LoginStore implements TicketLedger, PasswordBook, VisitorIds {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  use(nonce: string, expiresAtMs: number): Promise<boolean> {
    return this.#store.run(useTicket, { nonce, expiresMs: expiresAtMs });
  }

  async find(account: string): Promise<string | null> {
    return (await this.#store.table(password).get(account))?.hash ?? null;
  }

  save(account: string, change: { readonly from: string; readonly to: string }): Promise<boolean> {
    return this.#store.run(replacePassword, { account, ...change });
  }

  /** Adds a password account; false when there is one of that name. */
  add(account: string, hash: string): Promise<boolean> {
    return this.#store.run(addPassword, { account, hash, createdMs: this.#clock.wallMs() });
  }

  next(): Promise<bigint> {
    return this.#store.run(nextNumber, { name: VISITOR_SEQUENCE });
  }

  /** Forgets tickets that have expired, some at a time. */
  forgetExpired(): Promise<number> {
    return this.#store.run(forgetTickets, { expiredAtMs: this.#clock.wallMs(), countMax: FORGET_TICKETS_MAX });
  }
}
