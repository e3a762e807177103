// Deletes old receipts, some at a time, and counts for how long the store has been run.
import { type Clock, type Logger, messageOf } from '../../base/index.ts';
import type { Body } from '../body/index.ts';
import { RECEIPT_KEPT_MS, RECEIPT_PURGE_COUNT } from './limits.ts';
import { purgeReceipts } from './live-procedures.ts';

export interface ReceiptPurgeDependencies {
  readonly body: Pick<Body, 'run'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export class ReceiptPurge {
  readonly #dependencies: ReceiptPurgeDependencies;
  #isPurging = false;
  #isStopped = false;
  /** For how long the store had been run at the last purge, and the time of that. The first purge adds nothing. */
  #run: { readonly ranMs: number; readonly atMs: number } | null = null;

  constructor(dependencies: ReceiptPurgeDependencies) {
    this.#dependencies = dependencies;
  }

  /** Until no old receipt is left. Never rejects. */
  async run(): Promise<void> {
    if (this.#isPurging) return;
    this.#isPurging = true;
    this.#isStopped = false;
    try {
      while (!this.#isStopped && (await this.#purgeSome()) === RECEIPT_PURGE_COUNT);
    } catch (thrown) {
      this.#dependencies.log.warn(`old receipts could not be purged; it is tried again: ${messageOf(thrown)}`);
    } finally {
      this.#isPurging = false;
    }
  }

  /** The run that is under way ends with its present step. */
  stop(): void {
    this.#isStopped = true;
  }

  async #purgeSome(): Promise<number> {
    const { body, clock } = this.#dependencies;
    const elapsedMs = this.#run === null ? 0 : Math.floor(clock.monotonicMs() - this.#run.atMs);
    const step = { lastRanMs: this.#run?.ranMs ?? 0, elapsedMs };
    const args = { ...step, keptMs: RECEIPT_KEPT_MS, countMax: RECEIPT_PURGE_COUNT };
    const { ranMs, count } = await body.run(purgeReceipts, args);
    // After the answer: the count may be of any moment before it.
    this.#run = { ranMs, atMs: clock.monotonicMs() };
    return count;
  }
}
