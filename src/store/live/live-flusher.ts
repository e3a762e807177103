// Brings the changes of live roles into the database: roles that are due, many in one transaction, of each all that is pending.
// What fails is tried again until the database has it. When a transaction fails by what is in it, its roles are tried one by
// one, so that a role the database refuses holds up nobody else; it stays, is tried ever more rarely, and is told of.
import { type Clock, type Counter, type Counters, type Logger, messageOf, type Random } from '../../base/index.ts';
import type { Body } from '../body/index.ts';
import { StoreError, type StoreErrorCode } from '../table/index.ts';
import { FLUSH_AGE_MS, FLUSH_JITTER_SHARE, FLUSH_RETRY_MS, FLUSH_RETRY_MS_MAX, FLUSHES_MAX } from './limits.ts';
import { batchesOf, type Due, isDue } from './live-due.ts';
import type { LiveMemory } from './live-memory.ts';
import { flushRoles, type RoleWrites } from './live-procedures.ts';

export interface LiveFlusherDependencies {
  readonly body: Pick<Body, 'run'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly random: Random;
  /** The last record of the journal. */
  lastSequence(): number;
  /** The database has the changes of these roles up to their records. */
  flushed(roles: readonly RoleWrites[]): void;
  /** The database refused a role's changes, because its lease is another's. */
  fenced(memory: LiveMemory): void;
  /** The database has all changes of a role. */
  clean(memory: LiveMemory): void;
}

/** What came of bringing everything into the database. */
export interface Settled {
  /** Roles that had changes. */
  readonly roles: number;
  /** Of them, those of whose changes the database does not have all. */
  readonly left: number;
}

/** Failures that are of the changes themselves: others may well succeed. */
const OWN_FAILURES: readonly StoreErrorCode[] = [
  'not-cloneable',
  'procedure-failed',
  'query-failed',
  'role-live',
  'row-invalid',
  'schema-conflict',
  'too-many-rows',
  'unique-violation',
];

const JITTER_STEPS = 1_000;

export class LiveFlusher {
  readonly #dependencies: LiveFlusherDependencies;
  readonly #ageMs: number;
  readonly #dirty = new Map<LiveMemory, Due>();
  /** Those of them whose changes the database refuses. */
  readonly #stuck = new Set<LiveMemory>();
  /** Flushes under way. Bounded by FLUSHES_MAX, as many again for each `settleAll`, and by the roles that are leaving. */
  readonly #flights = new Set<Promise<StoreError | null>>();
  readonly #flushed: Counter;
  readonly #failed: Counter;
  /** While the database takes nothing: when it is tried again, and how long it waited last. */
  #retryAtMs = 0;
  #retryMs = 0;

  constructor(dependencies: LiveFlusherDependencies, options: { readonly ageMs?: number } = {}) {
    this.#dependencies = dependencies;
    this.#ageMs = options.ageMs ?? FLUSH_AGE_MS;
    this.#flushed = dependencies.counters.counter('live_roles_flushed');
    this.#failed = dependencies.counters.counter('live_flushes_failed');
  }

  /** Roles with changes that the database does not have. */
  get dirtyCount(): number {
    return this.#dirty.size;
  }

  /** Of them, those whose changes the database refuses. */
  get stuck(): readonly LiveMemory[] {
    return [...this.#stuck];
  }

  /** The first record that the database does not have; null when it has all. */
  get firstSequence(): number | null {
    let first: number | null = null;
    for (const memory of this.#dirty.keys()) {
      const from = memory.firstSequence;
      if (from !== null && (first === null || from < first)) first = from;
    }
    return first;
  }

  /** The role has changes. */
  note(memory: LiveMemory): void {
    const due = this.#dirty.get(memory);
    if (due !== undefined) return;
    const { clock, random } = this.#dependencies;
    const jitter = random.below(JITTER_STEPS) / JITTER_STEPS;
    const ageMs = this.#ageMs * (1 + jitter * FLUSH_JITTER_SHARE);
    this.#dirty.set(memory, { sinceMs: clock.monotonicMs(), ageMs, failures: 0, retryAtMs: 0, flight: null });
  }

  /** The role is not to be flushed any more. */
  forget(memory: LiveMemory): void {
    this.#dirty.delete(memory);
    this.#stuck.delete(memory);
  }

  /** Begins to flush the roles that are due, or all. */
  flushDue(isAll = false): void {
    if (this.#dependencies.clock.monotonicMs() < this.#retryAtMs || this.#flights.size >= FLUSHES_MAX) return;
    for (const batch of batchesOf(this.#due(isAll))) {
      void this.#flush(batch, isAll);
      if (this.#flights.size >= FLUSHES_MAX) return;
    }
  }

  /** The roles that are due, who waits longest first. */
  *#due(isAll: boolean): Generator<LiveMemory> {
    const nowMs = this.#dependencies.clock.monotonicMs();
    for (const [memory, due] of this.#dirty) if (isDue(memory, due, { nowMs, isAll })) yield memory;
  }

  /** Brings all that the role has now into the database. Resolves with null, or with why it could not be. */
  async settle(memory: LiveMemory): Promise<StoreError | null> {
    for (let due = this.#dirty.get(memory); due !== undefined; due = this.#dirty.get(memory)) {
      const failure = await (due.flight ?? this.#flush([memory], false));
      if (failure !== null) return failure;
    }
    return null;
  }

  /** Tries once to bring into the database what is there now. What changes from now on may stay, so that this ends. */
  async settleAll(): Promise<Settled> {
    const wanted = [...this.#dirty.keys()];
    for (const memory of wanted) memory.closeRecord();
    const upTo = this.#dependencies.lastSequence();
    const batches = batchesOf(wanted);
    let isOver = false;
    const work = async (): Promise<void> => {
      for (const batch of batches) {
        if (isOver) return;
        const failure = await this.#settleBatch(batch, upTo);
        // The database takes nothing at the moment.
        if (failure !== null && !OWN_FAILURES.includes(failure.code)) isOver = true;
      }
    };
    await Promise.all(Array.from({ length: FLUSHES_MAX }, work));
    return { roles: wanted.length, left: wanted.filter((memory) => this.#isBehind(memory, upTo)).length };
  }

  async #settleBatch(batch: readonly LiveMemory[], upTo: number): Promise<StoreError | null> {
    // What is on its way already may be all of it; what sets out while that is waited for has the rest.
    await Promise.all(this.#flightsOf(batch));
    const behind = batch.filter((memory) => this.#isBehind(memory, upTo));
    const flights = this.#flightsOf(behind);
    const waiting = behind.filter((memory) => this.#dirty.get(memory)?.flight === null && !memory.isHeld);
    const failures = await Promise.all([...flights, ...(waiting.length === 0 ? [] : [this.#flush(waiting, false)])]);
    return failures.find((failure) => failure !== null) ?? null;
  }

  #flightsOf(memories: readonly LiveMemory[]): readonly Promise<StoreError | null>[] {
    return [...new Set(memories.flatMap((memory) => this.#dirty.get(memory)?.flight ?? []))];
  }

  /** Whether the database lacks changes of the role up to that record. */
  #isBehind(memory: LiveMemory, upTo: number): boolean {
    if (!this.#dirty.has(memory)) return false;
    // What is refused may have been carried over to a later record.
    return this.#stuck.has(memory) || (memory.firstSequence ?? Number.POSITIVE_INFINITY) <= upTo;
  }

  #flush(batch: readonly LiveMemory[], isAll: boolean): Promise<StoreError | null> {
    const flight = this.#run(batch).finally(() => {
      this.#flights.delete(flight);
      for (const memory of batch) {
        const due = this.#dirty.get(memory);
        if (due !== undefined) due.flight = null;
      }
      // What is left of a large number goes on at once.
      if (batch.length > 1) this.flushDue(isAll);
    });
    this.#flights.add(flight);
    for (const memory of batch) (this.#dirty.get(memory) as Due).flight = flight;
    return flight;
  }

  /** One transaction, or one for each role when that fails by what is in it. Never rejects. */
  async #run(batch: readonly LiveMemory[]): Promise<StoreError | null> {
    const failure = await this.#write(batch);
    if (failure === null || batch.length === 1 || !OWN_FAILURES.includes(failure.code)) return failure;
    for (const memory of batch) await this.#write([memory]);
    return null;
  }

  async #write(batch: readonly LiveMemory[]): Promise<StoreError | null> {
    const memories = batch.filter((memory) => this.#dirty.has(memory));
    const roles = memories.map((memory) => memory.beginFlush());
    try {
      const { fenced, missing } = await this.#dependencies.body.run(flushRoles, roles);
      this.#noteMissing(missing);
      this.#recovered();
      const overtaken = new Set(fenced);
      for (const memory of memories) this.#written(memory, overtaken.has(memory.roleId));
      this.#dependencies.flushed(roles.filter(({ roleId }) => !overtaken.has(roleId)));
      return null;
    } catch (thrown) {
      const failure = asStoreError(thrown);
      for (const memory of memories) memory.endFlush(false);
      this.#failed.add();
      this.#noteFailure(memories, failure);
      return failure;
    }
  }

  #written(memory: LiveMemory, isFenced: boolean): void {
    memory.endFlush(!isFenced);
    const due = this.#dirty.get(memory);
    this.#stuck.delete(memory);
    if (isFenced) {
      this.#dirty.delete(memory);
      this.#dependencies.fenced(memory);
      return;
    }
    this.#flushed.add();
    if (memory.isDirty && due !== undefined) {
      const sinceMs = this.#dependencies.clock.monotonicMs();
      // Behind those that have waited longer.
      this.#dirty.delete(memory);
      this.#dirty.set(memory, { ...due, sinceMs, failures: 0, retryAtMs: 0 });
      return;
    }
    this.#dirty.delete(memory);
    this.#dependencies.clean(memory);
  }

  #noteFailure(memories: readonly LiveMemory[], failure: StoreError): void {
    const { clock, log } = this.#dependencies;
    const [memory] = memories;
    const due = memory === undefined ? undefined : this.#dirty.get(memory);
    if (!OWN_FAILURES.includes(failure.code)) {
      if (this.#retryMs === 0) {
        const what = `the database does not take the changes of live roles: ${failure.message}`;
        log.error(`${what}. They are kept in the journal and tried again`, {
          code: failure.code,
          roles: this.#dirty.size,
        });
      }
      this.#retryMs = Math.min(Math.max(this.#retryMs * 2, FLUSH_RETRY_MS), FLUSH_RETRY_MS_MAX);
      this.#retryAtMs = clock.monotonicMs() + this.#retryMs;
    } else if (memory !== undefined && due !== undefined && memories.length === 1) {
      due.failures++;
      this.#stuck.add(memory);
      due.retryAtMs = clock.monotonicMs() + Math.min(FLUSH_RETRY_MS * 2 ** due.failures, FLUSH_RETRY_MS_MAX);
      const what = `the database refuses the changes of role ${memory.roleId}: ${failure.message}`;
      const kept = 'They are kept in the journal and tried again; other roles are not held up';
      log.error(`${what}. ${kept}`, { role: String(memory.roleId), code: failure.code, failures: due.failures });
    }
  }

  #noteMissing(missing: readonly string[]): void {
    for (const row of missing) {
      this.#dependencies.log.error('a live row that was changed is not in the database any more', { row });
    }
  }

  #recovered(): void {
    if (this.#retryMs === 0) return;
    this.#retryMs = 0;
    this.#retryAtMs = 0;
    this.#dependencies.log.info('the database takes the changes of live roles again', { roles: this.#dirty.size });
  }
}

function asStoreError(thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  return new StoreError('io-failed', `the database failed: ${messageOf(thrown)}`, { cause: thrown });
}
