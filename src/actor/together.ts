// One change of several owners' rows, whole or not at all. It takes its owners one after the other, in a global order, so that two
// of them never wait for each other. A turn that waits elsewhere and has changed nothing lends its rows. One that still waits, and
// has an owner that its own circle needs, lets go of all and starts over: nothing has run under it. Where that does not help, the
// wait that closes the circle is refused.
import { Deadline, messageOf } from '../base/index.ts';
import { ActorError } from './actor-error.ts';
import { copyPlain } from './copy-plain.ts';
import { CALL_MS_MAX } from './limits.ts';
import { type CallReceipt, receiptOf } from './receipt.ts';
import { RollbackValue } from './rollback.ts';
import type { OpenShare } from './share.ts';
import type { OwnerView, SystemView, TogetherView, Turn, Waiting } from './turn.ts';
import { findWay, letGoOn, ownersOf } from './wait-graph.ts';

export interface TogetherOptions {
  readonly caller: Turn | null;
  /** In the order of the refs. */
  readonly shares: readonly OpenShare[];
  readonly change: (...shares: readonly OpenShare[]) => unknown;
  readonly once: string | null;
  readonly deadlineMs: number | null;
}

export class Together implements TogetherView {
  readonly answer: Promise<unknown>;
  readonly #system: SystemView;
  readonly #options: TogetherOptions;
  /** Each once, in the global order. */
  readonly #owners: readonly OwnerView[];
  readonly #settled = Promise.withResolvers<unknown>();
  readonly #deadline: Deadline<Together>;
  /** Owners that it has. */
  #lockedCount = 0;
  #phase: 'waiting' | 'reading' | 'over' = 'waiting';
  #receipt: CallReceipt | null = null;
  #isReceiptRead = false;

  constructor(system: SystemView, options: TogetherOptions) {
    this.#system = system;
    this.#options = options;
    const owners = new Set(options.shares.map(({ owner }) => owner));
    this.#owners = [...owners].sort((left, right) => (left.id.text < right.id.text ? -1 : 1));
    this.answer = this.#settled.promise;
    this.#deadline = new Deadline(Together.#expired, this);
  }

  start(): void {
    const { caller, once, deadlineMs } = this.#options;
    if (once !== null)
      this.#receipt = receiptOf(
        'together',
        this.#owners.map(({ id }) => id.text),
      );
    for (const owner of this.#owners) owner.pins++;
    this.#system.host.wheel.set(this.#deadline, Math.min(deadlineMs ?? CALL_MS_MAX, CALL_MS_MAX));
    caller?.waitFor(this);
    this.#lockNext();
  }

  /** The owner that it waited for is its own now. */
  locked(): void {
    this.#lockedCount++;
    if (this.#lockedCount < this.#owners.length) this.#lockNext();
    else this.step();
  }

  /** Something has changed at an owner that it has. */
  step(): void {
    if (this.#phase !== 'waiting' || this.#lockedCount < this.#owners.length) return;
    if (this.#owners.every((owner) => owner.lends)) void this.#run();
    else this.#breakCircle();
  }

  /** What it waits for. */
  blockers(): readonly Waiting[] {
    if (this.#phase !== 'waiting') return [];
    const next = this.#owners[this.#lockedCount];
    const wanted = next === undefined ? this.#owners : [next];
    return wanted.flatMap(({ lends, lock, turn }) => {
      const blockers: Waiting[] = lock === null || lock === this ? [] : [lock];
      return turn === null || lends ? blockers : [...blockers, turn];
    });
  }

  /** Gives up what it has and starts over. False when there is nothing to give up. */
  letGo(): boolean {
    if (this.#phase !== 'waiting' || this.#lockedCount === 0) return false;
    for (const owner of this.#owners) owner.unlock(this);
    this.#lockedCount = 0;
    this.#system.host.later(() => {
      if (this.#phase === 'waiting' && this.#lockedCount === 0) this.#lockNext();
    });
    return true;
  }

  fail(error: unknown): void {
    if (this.#phase === 'over') return;
    this.#end();
    this.#settled.reject(error);
  }

  #lockNext(): void {
    try {
      this.#owners[this.#lockedCount]?.lockFor(this);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#breakCircle();
  }

  /** Looks for a circle that this wait has closed. */
  #breakCircle(): void {
    for (;;) {
      if (this.#phase !== 'waiting') return;
      const way = findWay(this.blockers(), this);
      if (way === null) return;
      if (letGoOn(way, this)) continue;
      const { caller } = this.#options;
      const chain = ownersOf(caller === null ? way : [caller, ...way]);
      this.fail(new ActorError('actor-cycle', `together waits in a circle: ${chain.join(' waits for ')}`, { chain }));
      return;
    }
  }

  async #run(): Promise<void> {
    const receipt = this.#receipt;
    const { once, change, shares } = this.#options;
    if (receipt !== null && !this.#isReceiptRead) {
      const first = this.#owners[0] as OwnerView;
      this.#phase = 'reading';
      try {
        const found = await first.live.findReceipt(once as string);
        if (this.#phase !== 'reading') return;
        if (found !== null) {
          this.#resolve(receipt.answerOf(found, first.id.text), []);
          return;
        }
      } catch (error) {
        this.fail(error);
        return;
      }
      this.#isReceiptRead = true;
      this.#phase = 'waiting';
      // What lent its rows may have gone on meanwhile.
      if (!this.#owners.every((owner) => owner.lends)) {
        this.#breakCircle();
        return;
      }
    }
    let value: unknown;
    try {
      value = runChange(change, shares);
      if (!(value instanceof RollbackValue)) {
        value = copyPlain(value, 'the answer of together');
        if (receipt !== null) {
          const { clock } = this.#system.host;
          (this.#owners[0] as OwnerView).live.addReceipt(receipt.write(once as string, value, clock.wallMs()));
        }
        this.#system.crashPoint('between-owners');
        this.#commit();
      } else {
        this.#undo();
        value = value.value;
      }
    } catch (error) {
      this.#undo();
      this.fail(error);
      return;
    }
    const isUndone = this.#owners.every(({ live }) => live.kept === null);
    if (!isUndone) this.#system.crashPoint('after-journal');
    this.#resolve(value, shares);
  }

  #commit(): void {
    const changed = this.#owners.map(({ live }) => live).filter(({ hasChanges }) => hasChanges);
    if (changed.length === 0) return;
    try {
      // What becomes of it is read from `kept` of the owners.
      this.#system.host.live.commitTogether(changed)?.catch(() => {});
    } catch (cause) {
      throw new ActorError('not-durable', `together was not acknowledged: ${messageOf(cause)}`, { cause });
    }
  }

  #undo(): void {
    for (const { live } of this.#owners) live.rollback();
  }

  /** Frees the owners, and answers when all that was read and changed is durable. */
  #resolve(value: unknown, shares: readonly OpenShare[]): void {
    const kept = this.#owners.flatMap(({ live }) => live.kept ?? []);
    // The last tell is put first: each goes ahead of what waits.
    for (const share of shares.toReversed()) share.postTells();
    this.#end();
    if (kept.length === 0) this.#settled.resolve(value);
    else {
      Promise.all(kept).then(
        () => this.#settled.resolve(value),
        (cause: unknown) => {
          const what = `together was not acknowledged: ${messageOf(cause)}`;
          this.#settled.reject(new ActorError('not-durable', what, { cause, mayHaveRun: true }));
        },
      );
    }
  }

  #end(): void {
    this.#phase = 'over';
    this.#system.host.wheel.clear(this.#deadline);
    for (const share of this.#options.shares) share.close();
    for (const owner of this.#owners) {
      owner.pins--;
      owner.unlock(this);
    }
    const { caller } = this.#options;
    caller?.waitNoLonger(this);
    caller?.owner.changed();
  }

  static #expired(of: Together): void {
    const names = of.#owners.map(({ id }) => id.text).join(', ');
    of.fail(new ActorError('actor-deadline', `together over ${names} found no time at which all of them were free`));
  }
}

function runChange(change: TogetherOptions['change'], shares: readonly OpenShare[]): unknown {
  for (const share of shares) share.open();
  const value = change(...shares);
  for (const share of shares) share.close();
  if (value instanceof Promise) {
    value.catch(() => {});
    throw new TypeError('the change of together returned a promise: it must not wait');
  }
  return value;
}
