// The roles that play in this process, each with its lease, its rows in memory and its changes on their way to the database.
// Whoever plays a role opens it and closes it; in between only this process writes its live rows, and the database itself
// refuses everybody else (`role-lease.ts`). What is acknowledged is in the journal until the database has it.
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
import {
  FLUSH_TICK_MS,
  HAND_OVERS_MAX,
  LEASE_BEAT_MS,
  LEASE_MS,
  LIVE_CLOSE_MS_MAX,
  LIVE_ROLES_MAX,
  ROLE_OPEN_MS_MAX,
  ROLE_OPEN_POLL_MS,
} from './limits.ts';
import type { LiveCodec } from './live-codec.ts';
import { LiveFlusher, type Settled } from './live-flusher.ts';
import { LiveMemory, type LiveMemoryHost } from './live-memory.ts';
import { beatHolder, type RoleWrites, releaseRole, reloadRole, type Taken, takeRole } from './live-procedures.ts';
import { RefusedChanges } from './live-refused.ts';
import { markText } from './live-replay.ts';
import { type LiveEvents, type LiveRole, type LiveRoleHost, OpenLiveRole } from './live-role.ts';

export interface LiveRolesDependencies {
  readonly body: Pick<Body, 'run'>;
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  readonly journal: Journal;
  readonly files: JournalFiles;
  /** Whose leases these are: the same after a restart. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly random: Random;
}

export interface LiveStatus {
  /** Roles in memory: those that play, and those that have changes to bring into the database. */
  readonly roles: number;
  readonly dirtyRoles: number;
  /** Roles whose changes the database refuses. */
  readonly stuckRoles: readonly bigint[];
  readonly journalBytes: number;
}

interface Entry {
  readonly memory: LiveMemory;
  /** Who plays it; null while it only waits for the database. */
  role: OpenLiveRole | null;
  /** While its lease is being given up. */
  releasing: Promise<void> | null;
}

/** What was seen of the process that holds a wanted role. */
interface Watch {
  readonly holder: string;
  readonly beat: number;
  readonly sinceMs: number;
}

/** Failures that are told where they happen. */
const TOLD = ['busy', 'closed', 'disk-full', 'io-failed', 'journal-failed', 'journal-full'];

export class LiveRoles {
  readonly #dependencies: LiveRolesDependencies;
  readonly #flusher: LiveFlusher;
  readonly #refused: RefusedChanges;
  readonly #memoryHost: LiveMemoryHost;
  readonly #roleHost: LiveRoleHost;
  readonly #entries = new Map<bigint, Entry>();
  /** Roles whose lease is being taken. Bounded by who may be in `open`: the sessions. */
  readonly #opening = new Set<bigint>();
  readonly #cancels: readonly Cancel[];
  #isBeating = false;
  #isClosed = false;

  constructor(dependencies: LiveRolesDependencies, options: { readonly flushAgeMs?: number } = {}) {
    this.#dependencies = dependencies;
    const { clock, files, log, journal } = dependencies;
    this.#refused = new RefusedChanges(files, log);
    this.#flusher = new LiveFlusher(
      {
        ...dependencies,
        lastSequence: () => journal.lastSequence,
        flushed: (roles) => this.#flushed(roles),
        fenced: (memory) => this.#lose(memory),
        clean: (memory) => void this.#finish(memory.roleId),
      },
      options.flushAgeMs === undefined ? {} : { ageMs: options.flushAgeMs },
    );
    const { codecs } = dependencies;
    this.#memoryHost = { codecs, journal, dirty: (memory) => this.#flusher.note(memory) };
    this.#roleHost = {
      codecs,
      close: (closing) => this.#closeRole(closing),
      refused: (roleId, error) => this.#noteRefused(roleId, error),
    };
    journal.onPressure = () => this.#flusher.flushDue(true);
    this.#cancels = [
      clock.every(FLUSH_TICK_MS, () => this.#tick()),
      clock.every(LEASE_BEAT_MS, () => void this.#beat()),
    ];
  }

  status(): LiveStatus {
    return {
      roles: this.#entries.size,
      dirtyRoles: this.#flusher.dirtyCount,
      stuckRoles: this.#flusher.stuck.map(({ roleId }) => roleId),
      journalBytes: this.#dependencies.journal.bytes,
    };
  }

  /** The role's rows as they are in this process; null when it is not live here. */
  find(roleId: bigint): LiveMemory | null {
    const entry = this.#entries.get(roleId);
    return entry === undefined || entry.releasing !== null || !entry.memory.isLoaded ? null : entry.memory;
  }

  /**
   * Takes the role's lease and reads its live rows. A process that has it is asked to hand it over, and overtaken when it has
   * said nothing for the time of a lease. Rejects with `role-held` when that takes too long.
   */
  async open(roleId: bigint, events: LiveEvents): Promise<LiveRole> {
    const { clock } = this.#dependencies;
    const startMs = clock.monotonicMs();
    let watch: Watch | null = null;
    for (;;) {
      this.#assertOpen();
      const opened = await this.#tryOpen(roleId, events, watch);
      if (opened instanceof OpenLiveRole) return opened;
      watch = nextWatch(watch, opened, clock.monotonicMs());
      const holder = watch?.holder ?? 'this process';
      if (clock.monotonicMs() - startMs >= ROLE_OPEN_MS_MAX) throw held(roleId, holder);
      await sleep(clock, ROLE_OPEN_POLL_MS);
    }
  }

  /** A role of a journal that was left: its changes wait for the database. */
  adopt(memory: LiveMemory): void {
    this.#entries.set(memory.roleId, { memory, role: null, releasing: null });
    this.#flusher.note(memory);
  }

  createMemory(lease: { readonly roleId: bigint; readonly epoch: number }): LiveMemory {
    return new LiveMemory(this.#memoryHost, lease);
  }

  /** Keeps changes that the database must not have in a file for people: those of a role, and what cannot be read of them. */
  refuse(memory: LiveMemory, why: string, unread: readonly unknown[]): void {
    this.#flusher.forget(memory);
    this.#refused.add(memory, why, unread);
  }

  /** The roles in memory. */
  roleIds(): readonly bigint[] {
    return [...this.#entries.keys()];
  }

  /** Brings what every role has changed so far into the database, as far as it takes it; what is changed meanwhile may stay. */
  async flush(): Promise<Settled> {
    const settled = await this.#flusher.settleAll();
    await this.#refused.write();
    this.#releaseJournal();
    return settled;
  }

  /** Brings the role's changes into the database, for who is going to read them there. Throws why it cannot be. */
  async settle(roleId: bigint): Promise<void> {
    const entry = this.#entries.get(roleId);
    if (entry === undefined) return;
    const failure = await this.#flusher.settle(entry.memory);
    if (failure !== null) throw failure;
    await entry.releasing;
  }

  /** Ends all roles, brings their changes into the database within a bound, and closes the journal. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const cancel of this.#cancels) cancel();
    const entries = [...this.#entries.values()];
    for (const entry of entries) {
      entry.role?.end();
      entry.role = null;
    }
    const late = Promise.withResolvers<{ readonly left: number }>();
    const cancelLate = this.#dependencies.clock.after(LIVE_CLOSE_MS_MAX, () =>
      late.resolve({ left: this.#flusher.dirtyCount }),
    );
    const { left } = await Promise.race([this.flush(), late.promise]);
    if (left > 0) {
      const what =
        'roles have changes that the database did not take; they are in the journal and come at the next start';
      this.#dependencies.log.warn(what, { roles: left, directory: this.#dependencies.files.directory });
    } else await Promise.race([Promise.all(entries.map(({ memory }) => this.#finish(memory.roleId))), late.promise]);
    cancelLate();
    await this.#dependencies.journal.close();
  }

  /** The role, or who has it; null when that is this process itself. */
  async #tryOpen(roleId: bigint, events: LiveEvents, watch: Watch | null): Promise<OpenLiveRole | Taken | null> {
    const entry = this.#entries.get(roleId);
    if (entry !== undefined) return this.#reopen(entry, events);
    if (this.#opening.has(roleId)) return null;
    if (this.#entries.size + this.#opening.size >= LIVE_ROLES_MAX) {
      throw new StoreError('busy', `${LIVE_ROLES_MAX} roles play in this process already; try again later`);
    }
    this.#opening.add(roleId);
    try {
      const { holder, clock } = this.#dependencies;
      const isStill = watch !== null && clock.monotonicMs() - watch.sinceMs >= LEASE_MS;
      const overtake = isStill ? { holder: watch.holder, beat: watch.beat } : null;
      const taken = await this.#dependencies.body.run(takeRole, { roleId, holder, overtake });
      if (taken.kind === 'held') return taken;
      this.#assertOpen();
      if (overtake !== null)
        this.#dependencies.log.warn('the lease of a process that says nothing was taken', {
          role: String(roleId),
          from: overtake.holder,
        });
      const memory = this.createMemory({ roleId, epoch: taken.epoch });
      memory.load(taken.rows);
      return this.#enter({ memory, role: null, releasing: null }, events);
    } finally {
      this.#opening.delete(roleId);
    }
  }

  /** A role that is in memory: played by somebody else, or with changes that the database did not take yet. */
  async #reopen(entry: Entry, events: LiveEvents): Promise<OpenLiveRole | Taken | null> {
    const { memory } = entry;
    if (entry.releasing !== null) {
      await entry.releasing;
      return this.#tryOpen(memory.roleId, events, null);
    }
    if (entry.role !== null) {
      entry.role.events.wanted();
      return null;
    }
    if (memory.isLoaded) return this.#enter(entry, events);
    if (memory.isHeld || memory.isInFlight) return null;
    memory.isHeld = true;
    try {
      const { roleId, epoch } = memory;
      const rows = await this.#dependencies.body.run(reloadRole, { roleId, epoch });
      if (rows !== null) memory.load(rows);
      else this.#lose(memory);
      return rows === null || entry.role !== null ? null : this.#enter(entry, events);
    } finally {
      memory.isHeld = false;
    }
  }

  #enter(entry: Entry, events: LiveEvents): OpenLiveRole {
    const role = new OpenLiveRole(this.#roleHost, entry.memory, events);
    entry.role = role;
    this.#entries.set(entry.memory.roleId, entry);
    return role;
  }

  async #closeRole(role: OpenLiveRole): Promise<void> {
    const entry = this.#entries.get(role.roleId);
    if (entry?.role !== role) return;
    entry.role = null;
    await this.#flusher.settle(entry.memory);
    await this.#finish(role.roleId);
  }

  /** Gives up the lease of a role that nobody plays and that the database has whole. What fails is tried again at a tick. */
  async #finish(roleId: bigint): Promise<void> {
    const entry = this.#entries.get(roleId);
    if (entry === undefined || entry.role !== null || entry.memory.isDirty || entry.memory.isHeld) return;
    entry.releasing ??= this.#release(entry);
    await entry.releasing;
  }

  async #release(entry: Entry): Promise<void> {
    const { roleId, epoch } = entry.memory;
    try {
      await this.#dependencies.body.run(releaseRole, { roleId, epoch });
      this.#entries.delete(roleId);
    } catch (thrown) {
      this.#dependencies.log.warn(`a lease could not be given up; it is tried again: ${messageOf(thrown)}`, {
        role: String(roleId),
      });
    } finally {
      entry.releasing = null;
    }
  }

  // The database has refused this process: whatever it still holds of the role is not the truth any more.
  #lose(memory: LiveMemory): void {
    const { roleId, epoch } = memory;
    const entry = this.#entries.get(roleId);
    this.#entries.delete(roleId);
    this.#flusher.forget(memory);
    this.#refused.add(memory, 'another process has taken the role');
    const message = `role ${roleId} was taken by another process while it played here (epoch ${epoch} is over); its session ends`;
    const error = new StoreError('fenced', message);
    this.#dependencies.log.error(message, { role: String(roleId), epoch });
    entry?.role?.end();
    entry?.role?.events.lost(error);
  }

  #flushed(roles: readonly RoleWrites[]): void {
    const { journal } = this.#dependencies;
    if (journal.refusal() === null && roles.length > 0) journal.append(markText(roles));
  }

  #tick(): void {
    this.#flusher.flushDue();
    for (const [roleId, entry] of this.#entries) {
      if (entry.role === null && !entry.memory.isDirty) void this.#finish(roleId);
    }
    void this.#refused.write();
    this.#carryOver();
    this.#releaseJournal();
  }

  // What the database refuses would keep the oldest segment, and with it all later ones.
  #carryOver(): void {
    const { oldestEnd } = this.#dependencies.journal;
    if (oldestEnd === null) return;
    for (const memory of this.#flusher.stuck) {
      const isOld = (memory.firstSequence ?? oldestEnd) < oldestEnd;
      if (isOld && !memory.isInFlight) void memory.carryOver().catch(() => {});
    }
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
      for (const roleId of wanted) this.#entries.get(roleId)?.role?.events.wanted();
    } catch (thrown) {
      // The flusher says so too; leases are safe by their epochs.
      this.#dependencies.log.warn(`the leases of live roles could not be kept up: ${messageOf(thrown)}`);
    } finally {
      this.#isBeating = false;
    }
  }

  #noteRefused(roleId: bigint, error: unknown): void {
    const code = error instanceof StoreError ? error.code : null;
    if (code !== null && TOLD.includes(code)) return;
    this.#dependencies.log.error(`a change of a live role was refused: ${messageOf(error)}`, {
      role: String(roleId),
      code,
    });
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreError('closed', 'the store was closed');
  }
}

function nextWatch(watch: Watch | null, seen: Taken | null, nowMs: number): Watch | null {
  if (seen === null || seen.kind === 'taken') return null;
  const isSame = watch !== null && watch.holder === seen.holder && watch.beat === seen.beat;
  return isSame ? watch : { holder: seen.holder, beat: seen.beat, sinceMs: nowMs };
}

function held(roleId: bigint, holder: string): StoreError {
  const message = `role ${roleId} is played elsewhere (lease held by ${holder}), and was not handed over within ${ROLE_OPEN_MS_MAX} ms; try again later`;
  return new StoreError('role-held', message);
}
