// Takes the committed changes of live owners to the database: owners that are due, many in one transaction, of each owner everything
// that waits. A failed flush is tried again until the database has the changes. When a transaction fails because of its content, its
// owners are tried one by one, so that an owner that the database refuses delays no other. Such an owner is logged, and tried ever
// less often. An owner that shares a record which is not durable yet is not flushed until it is.
import {
  Backoff,
  type Clock,
  type Counter,
  type Counters,
  type Logger,
  messageOf,
  type Random,
} from '../../base/index.ts';
import type { Body } from '../body/index.ts';
import { ownerName, StoreError, type StoreErrorCode } from '../table/index.ts';
import { FLUSH_AGE_MS, FLUSH_JITTER_SHARE, FLUSH_RETRY_MS, FLUSH_RETRY_MS_MAX, FLUSHES_MAX } from './limits.ts';
import { batchesOf, isDue } from './live-due.ts';
import type { LiveEntry } from './live-entry.ts';
import type { LiveMemory } from './live-memory.ts';
import { canFlush, isStuck, type LiveOwnerEvent } from './live-owner-state.ts';
import { flushOwners } from './live-procedures.ts';

export interface LiveFlusherDependencies {
  readonly body: Pick<Body, 'run'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly random: Random;
  /** The last record of the journal. */
  lastSequence(): number;
  /** The database has the changes of these owners up to that record. */
  flushed(owners: readonly LiveMemory[], sequence: number): void;
  /** An event of an owner's machine, with its effects. False when it does not apply. */
  apply(entry: LiveEntry, event: LiveOwnerEvent): boolean;
}

/** The result of flushing everything. */
export interface Settled {
  /** Owners that had changes. */
  readonly owners: number;
  /** Of these, owners with changes that the database still does not have. */
  readonly left: number;
}

/** Failures by the content of the changes: other owners may well succeed. */
const OWN_FAILURES: readonly StoreErrorCode[] = [
  'actor-live',
  'not-cloneable',
  'procedure-failed',
  'query-failed',
  'role-live',
  'row-invalid',
  'row-missing',
  'schema-conflict',
  'too-many-rows',
  'unique-violation',
];

const JITTER_STEPS = 1_000;

export class LiveFlusher {
  readonly #dependencies: LiveFlusherDependencies;
  readonly #ageMs: number;
  /** Owners with changes that the database does not have, in the order in which they are due. */
  readonly #dirty = new Set<LiveEntry>();
  /** Flushes under way. Bounded by FLUSHES_MAX, as many again for each `settleAll`, and by the owners that are closing. */
  readonly #flights = new Set<Promise<StoreError | null>>();
  readonly #flushed: Counter;
  readonly #failed: Counter;
  readonly #backoff = new Backoff({ minMs: FLUSH_RETRY_MS, maxMs: FLUSH_RETRY_MS_MAX });
  /** Whether owners may be due that no flight had room for. */
  #hasMoreDue = false;
  /** Another process is to take the owners over. */
  isResting = false;
  /** While the database takes nothing: when the next flush may begin. */
  #retryAtMs: number | null = null;

  constructor(dependencies: LiveFlusherDependencies, options: { readonly ageMs?: number } = {}) {
    this.#dependencies = dependencies;
    this.#ageMs = options.ageMs ?? FLUSH_AGE_MS;
    this.#flushed = dependencies.counters.counter('live_owners_flushed');
    this.#failed = dependencies.counters.counter('live_flushes_failed');
  }

  /** Owners with changes that the database does not have. */
  get dirtyCount(): number {
    return this.#dirty.size;
  }

  /** Of these, owners whose changes the database refuses. */
  get stuck(): readonly LiveEntry[] {
    return [...this.#dirty].filter(({ state }) => isStuck(state));
  }

  /** The first record that the database does not have; null when it has all. */
  get firstSequence(): number | null {
    let first: number | null = null;
    for (const { memory } of this.#dirty) {
      const from = memory.firstSequence;
      if (from !== null && (first === null || from < first)) first = from;
    }
    return first;
  }

  /** The owner has changes. */
  note(entry: LiveEntry): void {
    if (this.#dependencies.apply(entry, { type: 'changed', flushAtMs: this.#nextFlushMs() })) this.#dirty.add(entry);
  }

  /** The owner is not to be flushed any more. */
  forget(entry: LiveEntry): void {
    this.#dirty.delete(entry);
  }

  /** Begins to flush the owners that are due, or all. */
  flushDue(isAll = false): void {
    const nowMs = this.#dependencies.clock.monotonicMs();
    if (this.isResting || nowMs < (this.#retryAtMs ?? 0)) return;
    this.#hasMoreDue = true;
    if (this.#flights.size >= FLUSHES_MAX) return;
    for (const batch of batchesOf(this.#due(nowMs, isAll))) {
      void this.#flush(batch, isAll);
      if (this.#flights.size >= FLUSHES_MAX) return;
    }
    this.#hasMoreDue = false;
  }

  *#due(nowMs: number, isAll: boolean): Generator<LiveEntry> {
    for (const entry of this.#dirty) if (isDue(entry, { nowMs, isAll })) yield entry;
  }

  #nextFlushMs(): number {
    const { clock, random } = this.#dependencies;
    const jitter = (random.below(JITTER_STEPS) / JITTER_STEPS) * FLUSH_JITTER_SHARE;
    return clock.monotonicMs() + this.#ageMs * (1 + jitter);
  }

  /** Takes everything that the owner has committed so far to the database. Resolves with null, or with the failure. */
  async settle(entry: LiveEntry): Promise<StoreError | null> {
    while (this.#dirty.has(entry)) {
      if (entry.memory.mustWait) {
        const failure = await failureOf(entry.memory.kept);
        if (failure !== null) return failure;
      }
      if (entry.flight === null && !canFlush(entry.state)) return null;
      const failure = await (entry.flight ?? this.#flush([entry], false));
      if (failure !== null) return failure;
    }
    return null;
  }

  /** Tries once to take all present changes to the database. Later changes may stay, so that this ends. */
  async settleAll(): Promise<Settled> {
    const wanted = [...this.#dirty];
    const upTo = this.#dependencies.lastSequence();
    const batches = batchesOf(wanted);
    let isOver = false;
    const work = async (): Promise<void> => {
      for (const batch of batches) {
        if (isOver) return;
        const failure = await this.#settleBatch(batch, upTo);
        // The database takes nothing at the moment.
        if (failure !== null && !isByContent(failure)) isOver = true;
      }
    };
    await Promise.all(Array.from({ length: FLUSHES_MAX }, work));
    return { owners: wanted.length, left: wanted.filter((entry) => this.#isBehind(entry, upTo)).length };
  }

  async #settleBatch(batch: readonly LiveEntry[], upTo: number): Promise<StoreError | null> {
    // A flush under way may have everything already; one that begins while this waits has the rest.
    await Promise.all([
      ...flightsOf(batch),
      ...batch.flatMap(({ memory: { kept } }) => (kept === null ? [] : failureOf(kept))),
    ]);
    const behind = batch.filter((entry) => this.#isBehind(entry, upTo));
    const flights = flightsOf(behind);
    const waiting = behind.filter(({ state, memory }) => canFlush(state) && !memory.mustWait);
    const failures = await Promise.all([...flights, ...(waiting.length === 0 ? [] : [this.#flush(waiting, false)])]);
    return failures.find((failure) => failure !== null) ?? null;
  }

  /** Whether the database lacks changes of the owner up to that record. */
  #isBehind(entry: LiveEntry, upTo: number): boolean {
    if (!this.#dirty.has(entry)) return false;
    // Refused changes may have been carried over to a later record.
    return isStuck(entry.state) || (entry.memory.firstSequence ?? Number.POSITIVE_INFINITY) <= upTo;
  }

  #flush(batch: readonly LiveEntry[], isAll: boolean): Promise<StoreError | null> {
    for (const entry of batch) this.#dependencies.apply(entry, { type: 'flush' });
    const flight = this.#run(batch).finally(() => {
      this.#flights.delete(flight);
      for (const entry of batch) if (entry.flight === flight) entry.flight = null;
      // The rest of a large number goes on at once.
      if (batch.length > 1 && this.#hasMoreDue) this.flushDue(isAll);
    });
    this.#flights.add(flight);
    for (const entry of batch) entry.flight = flight;
    return flight;
  }

  /** One transaction, or one for each owner when that fails by its content. Never rejects. */
  async #run(batch: readonly LiveEntry[]): Promise<StoreError | null> {
    const failure = await this.#write(batch);
    if (failure === null || batch.length === 1 || !isByContent(failure)) return this.#noteFailure(batch, failure);
    for (const entry of batch) this.#noteFailure([entry], await this.#write([entry]));
    return null;
  }

  async #write(batch: readonly LiveEntry[]): Promise<StoreError | null> {
    const sequence = this.#dependencies.lastSequence();
    const owners = batch.map(({ memory }) => memory.beginFlush());
    try {
      const { fenced, missing } = await this.#dependencies.body.run(flushOwners, { sequence, owners });
      this.#noteMissing(missing);
      this.#recovered();
      const overtaken = new Set(fenced);
      const flushed = batch.filter((_, at) => !overtaken.has(at)).map(({ memory }) => memory);
      for (const [at, entry] of batch.entries()) this.#written(entry, overtaken.has(at));
      this.#dependencies.flushed(flushed, sequence);
      return null;
    } catch (thrown) {
      for (const { memory } of batch) memory.endFlush(false);
      this.#failed.add();
      return asStoreError(thrown);
    }
  }

  #written(entry: LiveEntry, isFenced: boolean): void {
    const { memory } = entry;
    memory.endFlush(!isFenced);
    this.#dirty.delete(entry);
    if (isFenced) {
      this.#dependencies.apply(entry, { type: 'fenced' });
      return;
    }
    this.#flushed.add();
    entry.resetRetry();
    const isLeft = memory.isDirty;
    // Behind owners that have waited longer.
    if (isLeft) this.#dirty.add(entry);
    this.#dependencies.apply(entry, { type: 'flushed', isLeft, flushAtMs: isLeft ? this.#nextFlushMs() : 0 });
  }

  #noteFailure(batch: readonly LiveEntry[], failure: StoreError | null): StoreError | null {
    const [entry] = batch as readonly [LiveEntry];
    if (failure === null) return null;
    if (isByContent(failure)) this.#noteRefused(entry, failure);
    else this.#noteAway(batch, failure);
    return failure;
  }

  #noteRefused(entry: LiveEntry, failure: StoreError): void {
    const { apply, clock, log } = this.#dependencies;
    apply(entry, { type: 'refused', retryAtMs: clock.monotonicMs() + entry.nextRetryMs() });
    const what = `the database refuses the changes of ${ownerName(entry.id.text)}: ${failure.message}`;
    const kept = 'The journal keeps them and they are tried again; other owners are not delayed';
    const fields = { owner: entry.id.text, code: failure.code, failures: entry.state.refusals };
    log.error(`${what}. ${kept}`, fields);
  }

  #noteAway(batch: readonly LiveEntry[], failure: StoreError): void {
    const { apply, clock, log } = this.#dependencies;
    for (const entry of batch) apply(entry, { type: 'failed' });
    if (this.#retryAtMs === null) {
      const what = `the database does not take the changes of live owners: ${failure.message}`;
      const fields = { code: failure.code, owners: this.#dirty.size };
      log.error(`${what}. The journal keeps them and they are tried again`, fields);
    }
    this.#retryAtMs = clock.monotonicMs() + this.#backoff.nextMs();
  }

  #noteMissing(missing: readonly string[]): void {
    for (const row of missing) {
      this.#dependencies.log.error('a live row was changed, but it is not in the database any more', { row });
    }
  }

  #recovered(): void {
    if (this.#retryAtMs === null) return;
    this.#retryAtMs = null;
    this.#backoff.reset();
    this.#dependencies.log.info('the database takes the changes of live owners again', { owners: this.#dirty.size });
  }
}

function flightsOf(entries: readonly LiveEntry[]): readonly Promise<StoreError | null>[] {
  return [...new Set(entries.flatMap(({ flight }) => flight ?? []))];
}

/** Why a commit is not durable, once that is known; null when it is. */
async function failureOf(kept: Promise<void> | null): Promise<StoreError | null> {
  try {
    await kept;
    return null;
  } catch (thrown) {
    return asStoreError(thrown);
  }
}

function isByContent(failure: StoreError): boolean {
  return OWN_FAILURES.includes(failure.code);
}

function asStoreError(thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  return new StoreError('io-failed', `the database failed: ${messageOf(thrown)}`, { cause: thrown });
}
