// The store's side of signing in: the ledger of used tickets, the book of passwords, the numbers of visitors. It writes with the
// store that it is given: that of a session stops writing when the session has left.
import type { ModuleStore } from '../../actor/index.ts';
import { nextNumber, replacePassword, useTicket } from './login.procedures.ts';
import type { loginTables } from './login.tables.ts';
import type { ProviderStore } from './providers/provider.ts';

const VISITOR_SEQUENCE = 'visitor';

export class LoginStore implements ProviderStore {
  readonly #store: ModuleStore<Pick<typeof loginTables, 'password'>>;

  constructor(store: ModuleStore<Pick<typeof loginTables, 'password'>>) {
    this.#store = store;
  }

  use(nonce: string, expiresAtMs: number): Promise<boolean> {
    return this.#store.run(useTicket, { nonce, expiresMs: expiresAtMs });
  }

  async find(account: string): Promise<string | null> {
    return (await this.#store.password.get(account))?.hash ?? null;
  }

  save(account: string, change: { readonly from: string; readonly to: string }): Promise<boolean> {
    return this.#store.run(replacePassword, { account, ...change });
  }

  next(): Promise<bigint> {
    return this.#store.run(nextNumber, { name: VISITOR_SEQUENCE });
  }
}
