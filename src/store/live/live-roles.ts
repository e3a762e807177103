// The live roles of this process. A session opens a role and closes it; in between only this process writes the role's live rows,
// and the database refuses every other writer (`role-lease.ts`). The journal keeps each acknowledged change until the database has
// it. What a role may do next is decided by its machine, `live-role-state.ts`; here its effects are performed.
import {
  type Cancel,
  type Clock,
  type Counters,
  type Logger,
  messageOf,
  type Random,
  sleep,
} from '../../base/index.ts';
import type { Body } from '../body/index.ts';
import type { Journal, JournalFiles } from '../journal/index.ts';
import { StoreError } from '../table/index.ts';
import { type LeaseWatch, nextWatch, roleHeld, silentHolder } from './lease-watch.ts';
import {
  FLUSH_TICK_MS,
  HAND_OVERS_MAX,
  LEASE_BEAT_MS,
  LIVE_CLOSE_MS_MAX,
  LIVE_ROLES_MAX,
  ROLE_OPEN_MS_MAX,
  ROLE_OPEN_POLL_MS,
} from './limits.ts';
import { CarryOver } from './live-carry-over.ts';
import type { LiveCodec } from './live-codec.ts';
import { LiveEntry, type LiveEvents } from './live-entry.ts';
import { LiveFlusher, type Settled } from './live-flusher.ts';
import { LiveMemory, type LiveMemoryHost } from './live-memory.ts';
import { beatHolder, type RoleWrites, releaseRole, reloadRole, type Taken, takeRole } from './live-procedures.ts';
import { RefusedChanges } from './live-refused.ts';
import { markText } from './live-replay.ts';
import { type LiveRole, type LiveRoleHost, OpenLiveRole } from './live-role.ts';
import { ADOPTED, isHeld, isUsable, type LiveRoleEffect, type LiveRoleEvent, transition } from './live-role-state.ts';

export interface LiveRolesDependencies {
  readonly body: Pick<Body, 'run'>;
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  readonly journal: Journal;
  readonly files: JournalFiles;
  /** The name under which this process holds leases; the same after a restart. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly random: Random;
}

export interface LiveStatus {
  /** Roles in memory: played, or with changes that the database does not have. */
  readonly roles: number;
  readonly dirtyRoles: number;
  /** Roles whose changes the database refuses. */
  readonly stuckRoles: readonly bigint[];
  readonly journalBytes: number;
}

/** Failures that are logged where they happen. */
const LOGGED = ['busy', 'closed', 'disk-full', 'io-failed', 'journal-failed', 'journal-full'];

export class LiveRoles {
  readonly #dependencies: LiveRolesDependencies;
  readonly #flusher: LiveFlusher;
  readonly #refused: RefusedChanges;
  readonly #carryOver: CarryOver;
  readonly #memoryHost: LiveMemoryHost;
  readonly #roleHost: LiveRoleHost;
  readonly #entries = new Map<bigint, LiveEntry>();
  readonly #cancels: readonly Cancel[];
  #isBeating = false;
  #isClosed = false;

  constructor(dependencies: LiveRolesDependencies, options: { readonly flushAgeMs?: number } = {}) {
    this.#dependencies = dependencies;
    const { clock, files, log, journal } = dependencies;
    this.#refused = new RefusedChanges(files, log);
    this.#carryOver = new CarryOver(log);
    this.#flusher = new LiveFlusher(
      {
        ...dependencies,
        lastSequence: () => journal.lastSequence,
        flushed: (roles) => this.#flushed(roles),
        apply: (entry, event) => this.#apply(entry, event),
      },
      options.flushAgeMs === undefined ? {} : { ageMs: options.flushAgeMs },
    );
    const { codecs } = dependencies;
    this.#memoryHost = { codecs, journal, dirty: ({ roleId }) => this.#noteDirty(roleId) };
    this.#roleHost = {
      codecs,
      end: (entry) => void this.#apply(entry, { type: 'ended' }),
      leave: (entry) => this.#leave(entry),
      refused: (roleId, error) => this.#noteRefused(roleId, error),
    };
    this.#cancels = [
      clock.every(FLUSH_TICK_MS, () => this.#tick()),
      clock.every(LEASE_BEAT_MS, () => void this.#beat()),
    ];
  }

  status(): LiveStatus {
    return {
      roles: [...this.#entries.values()].filter(({ state }) => state.phase !== 'taking').length,
      dirtyRoles: this.#flusher.dirtyCount,
      stuckRoles: this.#flusher.stuck.map(({ roleId }) => roleId),
      journalBytes: this.#dependencies.journal.bytes,
    };
  }

  /** The role's rows in the memory of this process; null when the role is not live here. */
  find(roleId: bigint): LiveMemory | null {
    const entry = this.#entries.get(roleId);
    return entry !== undefined && isUsable(entry.state) ? entry.memory : null;
  }

  /** Flushes every role soon: the journal needs room. */
  relieve(): void {
    this.#flusher.flushDue(true);
  }

  /**
   * Takes the role's lease and reads its live rows. A process that holds the lease is asked to hand it over; its lease is taken
   * when it has shown no sign of life for the time of a lease. Rejects with `role-held` when that takes too long.
   */
  async open(roleId: bigint, events: LiveEvents): Promise<LiveRole> {
    const { clock } = this.#dependencies;
    const startMs = clock.monotonicMs();
    let watch: LeaseWatch | null = null;
    for (;;) {
      this.#assertOpen();
      const opened = await this.#tryOpen(roleId, events, watch);
      if (opened instanceof OpenLiveRole) return opened;
      watch = nextWatch(watch, opened, clock.monotonicMs());
      const holder = watch?.holder ?? 'this process';
      if (clock.monotonicMs() - startMs >= ROLE_OPEN_MS_MAX) throw roleHeld(roleId, holder);
      await sleep(clock, ROLE_OPEN_POLL_MS);
    }
  }

  /** A role of an earlier run: its changes wait for the database. */
  adopt(memory: LiveMemory): void {
    const entry = new LiveEntry(memory.roleId, ADOPTED);
    entry.memory = memory;
    this.#entries.set(memory.roleId, entry);
    this.#flusher.note(entry);
  }

  createMemory(lease: { readonly roleId: bigint; readonly epoch: number }): LiveMemory {
    return new LiveMemory(this.#memoryHost, lease);
  }

  /** Keeps changes that the database must not get in a file for people: those of a role, and `unread` ones that no codec can read. */
  refuse(memory: LiveMemory, why: string, unread: readonly unknown[]): void {
    this.#refused.add(memory, why, unread);
  }

  /** The roles in memory. */
  roleIds(): readonly bigint[] {
    return [...this.#entries.keys()];
  }

  /** Flushes the present changes of every role, as far as the database takes them. Later changes may stay. */
  async flush(): Promise<Settled> {
    const settled = await this.#flusher.settleAll();
    await this.#refused.write();
    this.#releaseJournal();
    return settled;
  }

  /** Flushes the role's changes, for a reader of the database. Throws the reason when they cannot be flushed. */
  async settle(roleId: bigint): Promise<void> {
    const entry = this.#entries.get(roleId);
    if (entry === undefined || entry.state.phase === 'taking') return;
    await entry.reading;
    const failure = await this.#flusher.settle(entry);
    if (failure !== null) throw failure;
    await entry.releasing;
  }

  /** Ends all roles, flushes their changes within a bound, and closes the journal. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const cancel of this.#cancels) cancel();
    const entries = [...this.#entries.values()];
    for (const entry of entries) if (!this.#apply(entry, { type: 'left' })) this.#apply(entry, RELEASE);
    const late = Promise.withResolvers<{ readonly left: number }>();
    const cancelLate = this.#dependencies.clock.after(LIVE_CLOSE_MS_MAX, () =>
      late.resolve({ left: this.#flusher.dirtyCount }),
    );
    const { left } = await Promise.race([this.flush(), late.promise]);
    if (left > 0) {
      const what = 'the database did not take the changes of some roles; the journal keeps them for the next start';
      this.#dependencies.log.warn(what, { roles: left, directory: this.#dependencies.files.directory });
    } else await Promise.race([Promise.all(entries.map(({ releasing }) => releasing)), late.promise]);
    cancelLate();
    await this.#dependencies.journal.close();
  }

  /** The role, or the process that holds it; null when this process itself holds it. */
  async #tryOpen(roleId: bigint, events: LiveEvents, watch: LeaseWatch | null): Promise<OpenLiveRole | Taken | null> {
    const entry = this.#entries.get(roleId);
    if (entry === undefined) return this.#take(roleId, events, watch);
    if (entry.releasing !== null) {
      await entry.releasing;
      return this.#tryOpen(roleId, events, null);
    }
    if (this.#apply(entry, { type: 'entered' })) return this.#play(entry, events);
    if (this.#apply(entry, { type: 'read' })) {
      const reading = this.#read(entry, events).finally(() => {
        entry.reading = null;
      });
      // A reader that only waits for the end of it does not need the failure.
      entry.reading = reading.catch(() => null);
      return reading;
    }
    this.#apply(entry, { type: 'wanted' });
    return null;
  }

  async #take(roleId: bigint, events: LiveEvents, watch: LeaseWatch | null): Promise<OpenLiveRole | Taken> {
    const { body, clock, holder, log } = this.#dependencies;
    if (this.#entries.size >= LIVE_ROLES_MAX) {
      throw new StoreError('busy', `${LIVE_ROLES_MAX} roles are live in this process already; try again later`);
    }
    const entry = new LiveEntry(roleId);
    this.#entries.set(roleId, entry);
    try {
      const overtake = silentHolder(watch, clock.monotonicMs());
      const taken = await body.run(takeRole, { roleId, holder, overtake });
      if (taken.kind === 'held') return taken;
      this.#assertOpen();
      if (overtake !== null) {
        log.warn('took the lease of a process that shows no sign of life', {
          role: String(roleId),
          from: overtake.holder,
        });
      }
      entry.memory = this.createMemory({ roleId, epoch: taken.epoch });
      entry.memory.load(taken.rows);
      this.#apply(entry, { type: 'taken' });
      return this.#play(entry, events);
    } finally {
      this.#apply(entry, { type: 'notTaken' });
    }
  }

  /** Reads the rows of a role whose lease an earlier run left; null when another process has the lease now. */
  async #read(entry: LiveEntry, events: LiveEvents): Promise<OpenLiveRole | null> {
    try {
      const { roleId, epoch } = entry.memory;
      const rows = await this.#dependencies.body.run(reloadRole, { roleId, epoch });
      this.#assertOpen();
      if (rows === null) {
        this.#apply(entry, { type: 'fenced' });
        return null;
      }
      entry.memory.load(rows);
      this.#apply(entry, { type: 'rowsRead' });
      return this.#play(entry, events);
    } finally {
      this.#apply(entry, { type: 'readFailed' });
    }
  }

  #play(entry: LiveEntry, events: LiveEvents): OpenLiveRole {
    const role = new OpenLiveRole(this.#roleHost, entry, events);
    entry.player = role;
    return role;
  }

  async #leave(entry: LiveEntry): Promise<void> {
    this.#apply(entry, { type: 'left' });
    await this.#flusher.settle(entry);
    await entry.releasing;
  }

  /** Moves a role's machine and performs its effects. False when the event does not apply. */
  #apply(entry: LiveEntry, event: LiveRoleEvent): boolean {
    const next = transition(entry.state, event);
    if (next === null) return false;
    entry.state = next.state;
    for (const effect of next.effects) this.#perform(entry, effect);
    if (!isHeld(entry.state)) entry.player = null;
    return true;
  }

  #perform(entry: LiveEntry, effect: LiveRoleEffect): void {
    switch (effect) {
      case 'askPlayer':
        entry.player?.events.wanted();
        break;
      case 'lose':
        this.#lose(entry);
        break;
      case 'release':
        entry.releasing = this.#release(entry);
        break;
      case 'forget':
        this.#entries.delete(entry.roleId);
        break;
    }
  }

  /** Gives a lease up. If that fails, the next tick tries again. */
  async #release(entry: LiveEntry): Promise<void> {
    const { roleId, epoch } = entry.memory;
    try {
      await this.#dependencies.body.run(releaseRole, { roleId, epoch });
      entry.releasing = null;
      this.#apply(entry, { type: 'released' });
    } catch (thrown) {
      entry.releasing = null;
      this.#apply(entry, { type: 'releaseFailed' });
      const what = `a lease could not be given up; it is tried again: ${messageOf(thrown)}`;
      this.#dependencies.log.warn(what, { role: String(roleId) });
    }
  }

  // The database refuses this process: the rows in its memory are out of date.
  #lose(entry: LiveEntry): void {
    const { memory, player, roleId } = entry;
    const { epoch } = memory;
    this.#flusher.forget(entry);
    this.#refused.add(memory, 'another process has taken the role');
    const message = `role ${roleId} was taken by another process while it played here (epoch ${epoch} is over); its session ends`;
    this.#dependencies.log.error(message, { role: String(roleId), epoch });
    player?.events.lost(new StoreError('fenced', message));
  }

  #flushed(roles: readonly RoleWrites[]): void {
    const { journal } = this.#dependencies;
    if (journal.refusal() === null && roles.length > 0) journal.append(markText(roles));
  }

  #tick(): void {
    this.#flusher.flushDue();
    for (const entry of this.#entries.values()) this.#apply(entry, RELEASE);
    void this.#refused.write();
    const { oldestEnd } = this.#dependencies.journal;
    if (oldestEnd !== null) this.#carryOver.run(this.#flusher.stuck, oldestEnd);
    this.#releaseJournal();
  }

  #releaseJournal(): void {
    const { journal } = this.#dependencies;
    const firsts = [this.#flusher.firstSequence, this.#refused.firstSequence].filter((first) => first !== null);
    journal.release(Math.min(journal.lastSequence + 1, ...firsts));
  }

  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      const { body, holder } = this.#dependencies;
      const wanted = await body.run(beatHolder, { holder, countMax: HAND_OVERS_MAX });
      for (const roleId of wanted) {
        const entry = this.#entries.get(roleId);
        if (entry !== undefined) this.#apply(entry, { type: 'wanted' });
      }
    } catch (thrown) {
      // The flusher logs this too; leases are safe because of their epochs.
      this.#dependencies.log.warn(`the leases of live roles could not be renewed: ${messageOf(thrown)}`);
    } finally {
      this.#isBeating = false;
    }
  }

  #noteDirty(roleId: bigint): void {
    const entry = this.#entries.get(roleId);
    // An earlier run's changes are replayed before the role is adopted.
    if (entry !== undefined) this.#flusher.note(entry);
  }

  #noteRefused(roleId: bigint, error: unknown): void {
    const code = error instanceof StoreError ? error.code : null;
    if (code !== null && LOGGED.includes(code)) return;
    this.#dependencies.log.error(`a change of a live role was refused: ${messageOf(error)}`, {
      role: String(roleId),
      code,
    });
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreError('closed', 'the store was closed');
  }
}

const RELEASE: LiveRoleEvent = { type: 'release' };
