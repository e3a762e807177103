// One database of several simulated processes: leases of owners with epochs, and rows that are acknowledged when the database has them
// and the epoch is still the highest. As the store does, a process asks the holder of a lease for it, and takes the lease of a holder
// whose beat stands still.
import type { ActorStore } from '../actor/index.ts';
import { type Content, MemoryOwner, type MemoryOwnerStore } from '../actor/live-memory.fixture.ts';
import { type Cancel, type ManualClock, type Random, sleep } from '../base/index.ts';
import type { SimulatedClock } from '../bus/simulated-clock.fixture.ts';
import { type DueAlarm, type LiveEvents, type LiveOwner, type OwnerId, StoreError } from '../store/index.ts';

const BEAT_MS = 5_000;
export const OWNER_LEASE_MS = 15_000;
const OPEN_MS_MAX = 22_000;
const POLL_MS = 500;
const LOOK_MS = 250;
const DELAY_MS_MAX = 5;

interface Holder {
  readonly holder: string;
  readonly beat: number;
}

interface Seen extends Holder {
  readonly sinceMs: number;
}

interface OwnerLease {
  holder: string;
  epoch: number;
  /** Null when nobody has it. */
  isHeld: boolean;
  wanted: 'call' | 'play' | null;
}

export class SharedDatabase {
  readonly durable = new Map<string, Content>();
  readonly leases = new Map<string, OwnerLease>();
  readonly beats = new Map<string, number>();
  /** A planted bug: epochs are not compared. */
  isUnfenced = false;
  /** A planted bug: a change is acknowledged before it is there. */
  isEarly = false;

  /** All of them, or none: when one of the epochs is over. */
  apply(parts: readonly { readonly owner: string; readonly epoch: number; readonly changes: Content }[]): boolean {
    const isFenced = parts.some(({ owner, epoch }) => this.leases.get(owner)?.epoch !== epoch);
    if (isFenced && !this.isUnfenced) return false;
    for (const { owner, changes } of parts) {
      const content = this.durable.get(owner) ?? new Map<string, unknown>();
      for (const [key, value] of changes) {
        if (value === undefined) content.delete(key);
        else content.set(key, value);
      }
      this.durable.set(owner, content);
    }
    return true;
  }
}

export class NodeStore implements ActorStore, MemoryOwnerStore {
  readonly refusal = null;
  readonly fault = null;
  readonly #database: SharedDatabase;
  readonly #holder: string;
  readonly #true: ManualClock;
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #open = new Map<string, MemoryOwner>();
  readonly #cancels: readonly Cancel[];
  #lastMs = 0;
  readonly #standing = new Map<string, Seen>();

  constructor(
    database: SharedDatabase,
    holder: string,
    {
      trueClock,
      clock,
      random,
    }: { readonly trueClock: ManualClock; readonly clock: SimulatedClock; readonly random: Random },
  ) {
    this.#database = database;
    this.#holder = holder;
    this.#true = trueClock;
    this.#clock = clock;
    this.#random = random;
    database.beats.set(holder, 1);
    this.#cancels = [clock.every(BEAT_MS, () => void this.#beat()), clock.every(LOOK_MS, () => void this.#look())];
  }

  /** Shows that this process is alive, and notes which others do not. */
  async #beat(): Promise<void> {
    const { beats } = this.#database;
    const seen = await this.#ask(() => {
      beats.set(this.#holder, (beats.get(this.#holder) ?? 0) + 1);
      return [...beats];
    });
    for (const [holder, beat] of seen) {
      if (this.#standing.get(holder)?.beat === beat) continue;
      this.#standing.set(holder, { holder, beat, sinceMs: this.#clock.monotonicMs() });
    }
  }

  get durable(): ReadonlyMap<string, Content> {
    return this.#database.durable;
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  /** A statement: it reaches the database, and its answer this process, unless that is dead by then. */
  #ask<Answer>(work: () => Answer): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    if (this.#clock.isDead) return promise;
    const delayMs = (): number => 1 + this.#random.below(DELAY_MS_MAX);
    // One connection: statements arrive in their order.
    const nowMs = this.#true.monotonicMs();
    this.#lastMs = Math.max(this.#lastMs, nowMs + delayMs());
    this.#true.after(this.#lastMs - nowMs, () => {
      const answer = work();
      this.#true.after(delayMs(), () => this.#clock.run(() => resolve(answer)));
    });
    return promise;
  }

  async open(id: OwnerId, events: LiveEvents): Promise<LiveOwner> {
    const startMs = this.#clock.monotonicMs();
    let seen: Seen | null = null;
    for (;;) {
      const silent: Holder | null =
        seen !== null && this.#clock.monotonicMs() - seen.sinceMs >= OWNER_LEASE_MS
          ? { holder: seen.holder, beat: seen.beat }
          : null;
      const taken: number | Holder = await this.#ask<number | Holder>(() => this.#take(id.text, events, silent));
      if (typeof taken === 'number') {
        const owner = new MemoryOwner(this, { id, epoch: taken }, events);
        this.#open.set(id.text, owner);
        return owner;
      }
      const isSame = seen !== null && seen.holder === taken.holder && seen.beat === taken.beat;
      const standing = this.#standing.get(taken.holder);
      const sinceMs = standing?.beat === taken.beat ? standing.sinceMs : this.#clock.monotonicMs();
      if (!isSame) seen = { ...taken, sinceMs };
      if (this.#clock.monotonicMs() - startMs > OPEN_MS_MAX) {
        throw new StoreError(id.actor === null ? 'role-held' : 'owner-held', `${id.text} is held by ${taken.holder}`);
      }
      await sleep(this.#clock, POLL_MS);
    }
  }

  #take(text: string, { purpose = 'play' }: LiveEvents, silent: Holder | null): number | Holder {
    const { leases, beats } = this.#database;
    const lease = leases.get(text) ?? { holder: '', epoch: 0, isHeld: false, wanted: null };
    const beat = beats.get(lease.holder) ?? 0;
    const isSilent = silent !== null && silent.holder === lease.holder && silent.beat === beat;
    if (lease.isHeld && lease.holder !== this.#holder && !isSilent) {
      if (purpose !== 'wait') lease.wanted = purpose === 'play' || lease.wanted === 'play' ? 'play' : 'call';
      return { holder: lease.holder, beat };
    }
    const epoch = lease.epoch + 1;
    leases.set(text, { holder: this.#holder, epoch, isHeld: true, wanted: null });
    return epoch;
  }

  async #look(): Promise<void> {
    const found = await this.#ask(() =>
      [...this.#database.leases]
        .filter(([, { holder, isHeld, wanted }]) => isHeld && holder === this.#holder && wanted !== null)
        .map(([text, lease]) => {
          const { wanted } = lease;
          lease.wanted = null;
          return { text, wanted };
        }),
    );
    for (const { text, wanted } of found) this.#open.get(text)?.events.wanted(wanted === 'play');
  }

  commitTogether(owners: readonly LiveOwner[]): Promise<void> {
    return this.append(owners.map((owner) => owner as MemoryOwner));
  }

  append(owners: readonly MemoryOwner[]): Promise<void> {
    const settled = Promise.withResolvers<void>();
    settled.promise.catch(() => {});
    const parts = owners.map((owner) => ({ owner: owner.id.text, epoch: owner.epoch, changes: owner.takeChanges() }));
    for (const owner of owners) owner.noteKept(settled.promise);
    if (this.#database.isEarly) settled.resolve();
    void this.#ask(() => this.#database.apply(parts)).then((isApplied) => {
      if (isApplied) {
        settled.resolve();
        return;
      }
      const error = new StoreError('fenced', 'another process has the lease');
      settled.reject(error);
      for (const owner of owners) this.#lose(owner, error);
    });
    return settled.promise;
  }

  #lose(owner: MemoryOwner, error: StoreError): void {
    if (this.#open.get(owner.id.text) !== owner) return;
    this.#open.delete(owner.id.text);
    owner.end();
    owner.events.lost(error);
  }

  async closed(owner: MemoryOwner): Promise<void> {
    if (this.#open.get(owner.id.text) === owner) this.#open.delete(owner.id.text);
    await this.#ask(() => {
      const lease = this.#database.leases.get(owner.id.text);
      if (lease !== undefined && lease.epoch === owner.epoch) lease.isHeld = false;
    });
  }

  dueAlarms(): Promise<readonly DueAlarm[]> {
    return Promise.resolve([]);
  }
}
