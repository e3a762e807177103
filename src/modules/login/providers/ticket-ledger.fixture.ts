// A ledger in memory, for tests: a restart would forget which tickets were used. When it is full of tickets that have not
// expired, it refuses to decide rather than forget one.
import type { Clock } from '../../../base/index.ts';
import type { TicketLedger } from './ticket-ledger.ts';

export class MemoryTicketLedger implements TicketLedger {
  readonly #clock: Clock;
  readonly #countMax: number;
  readonly #expiryByNonce = new Map<string, number>();

  constructor(dependencies: { readonly clock: Clock }, options: { readonly countMax?: number } = {}) {
    this.#clock = dependencies.clock;
    this.#countMax = options.countMax ?? 100_000;
  }

  async use(nonce: string, expiresAtMs: number): Promise<boolean> {
    if (this.#expiryByNonce.has(nonce)) return false;
    if (this.#expiryByNonce.size >= this.#countMax) this.#forgetExpired();
    if (this.#expiryByNonce.size >= this.#countMax) {
      throw new Error(
        `the ledger in memory holds ${this.#countMax} unexpired tickets and cannot take more: use the stored one`,
      );
    }
    this.#expiryByNonce.set(nonce, expiresAtMs);
    return true;
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.wallMs();
    for (const [nonce, expiresAtMs] of this.#expiryByNonce) if (expiresAtMs <= nowMs) this.#expiryByNonce.delete(nonce);
  }
}
