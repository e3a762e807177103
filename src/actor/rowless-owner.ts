// The body of `LiveOwner` for an actor that each process has for itself: no lease, no rows, no journal, and so no wait and no failure.
// Its definition has no tables, alarms or dailies, and the system refuses `once`: what would need a row never reaches it.
import { assert } from '../base/index.ts';
import type { Alarm, LiveOwner, OwnerId } from '../store/index.ts';

const NO_ALARMS: readonly Alarm[] = [];
const DONE: Promise<void> = Promise.resolve();

export class RowlessOwner implements LiveOwner {
  readonly id: OwnerId;
  /** No process can take it, so there is no second epoch. */
  readonly epoch = 1;
  readonly hasChanges = false;
  readonly kept = null;

  constructor(id: OwnerId) {
    this.id = id;
  }

  commit(): null {
    return null;
  }

  rollback(): void {}

  alarms(): readonly Alarm[] {
    return NO_ALARMS;
  }

  clearAlarm(): void {}

  /** It has nothing to delete: `destroy` only ends its memory. */
  deleteAll(): void {}

  end(): void {}

  close(): Promise<void> {
    return DONE;
  }

  rows(): never {
    return this.#hasNone('rows');
  }

  findReceipt(): never {
    return this.#hasNone('receipts');
  }

  addReceipt(): never {
    return this.#hasNone('receipts');
  }

  setAlarm(): never {
    return this.#hasNone('alarms');
  }

  #hasNone(what: string): never {
    assert(false, `${this.id.text}, which each process has for itself, has no ${what}`);
  }
}
