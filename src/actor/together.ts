// One change of several owners' rows, whole or not at all. It takes its owners one after the other, in a global order, so that two
// of them never wait for each other. A turn that waits elsewhere and has changed nothing lends its rows. One that still waits, and
// has an owner that its own circle needs, lets go of all and starts over: nothing has run under it. Where that does not help, the
// wait that closes the circle is refused.
import { Deadline, endOnBroken, messageOf } from '../base/index.ts';
import { ActorError } from './actor-error.ts';
import { copyPlain } from './copy-plain.ts';
import { LET_GO_MS, LET_GO_MS_MAX } from './limits.ts';
import { type CallReceipt, receiptOf } from './receipt.ts';
import { RollbackValue } from './rollback.ts';
import type { OpenShare } from './share.ts';
import type { OwnerView, SystemView, TogetherView, Turn, Waiting } from './turn.ts';
import { chainOf, findWay, letGoOn } from './wait-graph.ts';

export interface TogetherOptions {
  readonly caller: Turn | null;
  /** In the order of the refs. */
  readonly shares: readonly OpenShare[];
  readonly change: (...shares: readonly OpenShare[]) => unknown;
  readonly once: string | null;
  readonly deadlineMs: number;
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
  #letGoCount = 0;
  #phase: 'waiting' | 'reading' | 'committed' | 'over' = 'waiting';
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
    const names = this.#owners.map(({ id }) => id.text);
    if (once !== null) this.#receipt = receiptOf('together', names);
    for (const owner of this.#owners) owner.pins++;
    this.#system.host.wheel.set(this.#deadline, deadlineMs);
    caller?.waitFor(this);
    this.#lockNext();
  }

  /** The owner that it waited for is its own now. */
  locked(): void {
    this.#lockedCount++;
    if (this.#lockedCount < this.#owners.length) this.#lockNext();
    else this.step();
  }

  /** Something has changed at an owner that it has, or waits for. */
  step(): void {
    if (this.#phase !== 'waiting') return;
    const hasAll = this.#lockedCount === this.#owners.length;
    if (hasAll && this.#owners.every((owner) => owner.lends)) this.#begin();
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
    // Another one with its key may run meanwhile.
    this.#isReceiptRead = false;
    const again = (): void => {
      if (this.#phase === 'waiting' && this.#lockedCount === 0) this.#lockNext();
    };
    // Two that let go for each other must not do so without end in the same moment.
    this.#letGoCount++;
    const { host } = this.#system;
    if (this.#letGoCount === 1) host.later(again);
    else host.clock.after(Math.min(this.#letGoCount * LET_GO_MS, LET_GO_MS_MAX), again);
    return true;
  }

  fail(error: unknown): void {
    if (this.#phase === 'over' || this.#phase === 'committed') return;
    this.#free();
    this.#settle();
    this.#settled.reject(error);
  }

  abandon(code: 'actor-deadline' | 'turn-over'): void {
    if (this.#phase === 'over') return;
    const mayHaveRun = this.#phase === 'committed';
    const names = this.#owners.map(({ id }) => id.text).join(', ');
    const what = mayHaveRun ? 'was not durable in time' : 'found no time at which all of them were free';
    const why = code === 'actor-deadline' ? what : 'was not waited for: its caller is over; await it';
    if (!mayHaveRun) this.#free();
    this.#settle();
    this.#settled.reject(new ActorError(code, `together over ${names} ${why}`, { mayHaveRun }));
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
      const chain = chainOf(this.#options.caller, way);
      this.fail(new ActorError('actor-cycle', `together waits in a circle: ${chain.join(' waits for ')}`, { chain }));
      return;
    }
  }

  #begin(): void {
    if (this.#receipt === null || this.#isReceiptRead) this.#run();
    else void this.#readReceipt(this.#receipt);
  }

  async #readReceipt(receipt: CallReceipt): Promise<void> {
    // It has at least one.
    const [first] = this.#owners as readonly [OwnerView];
    const { once } = this.#options;
    this.#phase = 'reading';
    try {
      const found = await first.live.findReceipt(once as string);
      if (this.#phase !== 'reading') return;
      if (found !== null) {
        this.#answer(receipt.answerOf(found, first.id.text));
        return;
      }
    } catch (error) {
      this.fail(error instanceof ActorError ? error : notDurable('could not read its receipt', error, false));
      return;
    }
    this.#isReceiptRead = true;
    this.#phase = 'waiting';
    // What lent its rows may have gone on meanwhile.
    this.step();
  }

  #run(): void {
    const { change, shares } = this.#options;
    let value: unknown;
    try {
      value = runChange(change, shares);
      if (value instanceof RollbackValue) {
        value = copyPlain(value.value, 'the answer of together');
        this.#undo();
        for (const share of shares) share.dropTells();
      } else {
        value = copyPlain(value, 'the answer of together');
        this.#addReceipt(value);
        this.#system.crashPoint('between-owners');
        this.#system.crashPoint('before-journal');
        this.#commit();
      }
    } catch (error) {
      this.#undo();
      endOnBroken(error);
      this.fail(error);
      return;
    }
    this.#answer(value);
  }

  #addReceipt(answer: unknown): void {
    const { once } = this.#options;
    if (this.#receipt === null || once === null) return;
    const receipt = this.#receipt.write(once, answer, this.#system.host.clock.wallMs());
    this.#owners[0]?.live.addReceipt(receipt);
  }

  /** Makes the changes one journal record. */
  #commit(): void {
    const changed = this.#owners.map(({ live }) => live).filter(({ hasChanges }) => hasChanges);
    if (changed.length > 0) {
      try {
        // What becomes of it is read from `kept` of the owners.
        this.#system.host.live.commitTogether(changed)?.catch(() => {});
      } catch (cause) {
        throw notDurable('was not acknowledged', cause, false);
      }
    }
  }

  /** Settles when all that it has read and changed is durable. */
  get kept(): Promise<unknown> | null {
    const kept = this.#owners.flatMap((owner) => owner.kept ?? []);
    return kept.length === 0 ? null : Promise.all(kept);
  }

  #undo(): void {
    for (const { live } of this.#owners) live.rollback();
  }

  /** Frees the owners, and answers when all that was read and changed is durable. Those that are told stay locked until then. */
  #answer(value: unknown): void {
    const { kept } = this;
    this.#phase = 'committed';
    const shares = this.#options.shares.filter(({ hasTells }) => hasTells);
    const told = kept === null ? [] : this.#owners.filter((owner) => shares.some((share) => share.owner === owner));
    this.#free(this.#owners.filter((owner) => !told.includes(owner)));
    const tell = (): void => {
      // The last tell is put first: each goes ahead of what waits.
      for (const share of shares.toReversed()) share.postTells();
      this.#free(told);
    };
    if (kept === null) {
      tell();
      this.#resolve(value);
      return;
    }
    kept.then(
      () => {
        tell();
        this.#resolve(value);
      },
      (cause: unknown) => {
        this.#free(told);
        this.#reject(notDurable('was not acknowledged', cause, true));
      },
    );
  }

  #resolve(value: unknown): void {
    const lost = this.#owners.find(({ phase, failure }) => phase === 'gone' && failure !== null);
    if (lost !== undefined) {
      this.#reject(new ActorError('lease-lost', `${lost.id.text} is owned elsewhere now`, { mayHaveRun: true }));
      return;
    }
    if (this.#phase === 'over') return;
    this.#system.crashPoint('after-journal');
    this.#system.crashPoint('before-answer');
    this.#settle();
    this.#settled.resolve(value);
  }

  #reject(error: ActorError): void {
    if (this.#phase === 'over') return;
    this.#settle();
    this.#settled.reject(error);
  }

  #free(owners = this.#owners): void {
    for (const share of this.#options.shares) share.close();
    for (const owner of owners) {
      owner.pins--;
      owner.unlock(this);
    }
  }

  #settle(): void {
    this.#phase = 'over';
    this.#system.host.wheel.clear(this.#deadline);
    const { caller } = this.#options;
    caller?.waitNoLonger(this);
    caller?.owner.changed();
  }

  static #expired(of: Together): void {
    of.abandon('actor-deadline');
  }
}

function notDurable(what: string, cause: unknown, mayHaveRun: boolean): ActorError {
  return new ActorError('not-durable', `together ${what}: ${messageOf(cause)}`, { cause, mayHaveRun });
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
