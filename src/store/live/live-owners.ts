// The live owners of this process. It opens an owner and closes it; in between only this process writes the owner's live rows, and the
// database refuses every other writer (`lease.ts`). The journal keeps each committed change until the database has it. What an owner
// may do next is decided by its machine, `live-owner-state.ts`; here its effects are performed.
import {
  assert,
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
import { type OwnerId, ownerName, StoreError } from '../table/index.ts';
import { type DueAlarm, listDueAlarms } from './due-alarms.ts';
import { LeaseBeats } from './lease-beats.ts';
import { type LeaseWatch, nextWatch, ownerHeld, silentHolder } from './lease-watch.ts';
import {
  FLUSH_TICK_MS,
  LEASE_BEAT_MS,
  LIVE_CLOSE_MS_MAX,
  LIVE_OWNERS_MAX,
  OWNER_OPEN_MS_MAX,
  OWNER_OPEN_POLL_MS,
  RECEIPT_PURGE_MS,
} from './limits.ts';
import { CarryOver } from './live-carry-over.ts';
import { declaredOwner, type JsonChange, type LiveCodec, loadedRows } from './live-codec.ts';
import { commitTurns } from './live-commit.ts';
import { LiveEntry, type LiveEvents, wantedTo } from './live-entry.ts';
import { LiveFlusher, type Settled } from './live-flusher.ts';
import { LiveMemory, type LiveMemoryHost } from './live-memory.ts';
import { type LiveOwner, type LiveOwnerHost, OpenLiveOwner, type Receipt } from './live-owner.ts';
import { ADOPTED, isHeld, type LiveOwnerEffect, type LiveOwnerEvent, transition } from './live-owner-state.ts';
import { type OwnerParts, releaseOwner, reloadOwner, type Taken, takeOwner } from './live-procedures.ts';
import { markText } from './live-record.ts';
import { RefusedChanges } from './live-refused.ts';
import { ReceiptPurge } from './receipt-purge.ts';

export interface LiveOwnersDependencies {
  readonly body: Pick<Body, 'run'>;
  /** A receipt of the database. */
  readonly findReceipt: (owner: string, once: string) => Promise<Receipt | null>;
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
  /** Owners in memory: open, or with changes that the database does not have. */
  readonly owners: number;
  readonly dirtyOwners: number;
  /** Owners whose changes the database refuses, by their texts. */
  readonly stuckOwners: readonly string[];
  readonly journalBytes: number;
}

export class LiveOwners {
  readonly #dependencies: LiveOwnersDependencies;
  readonly #flusher: LiveFlusher;
  readonly #refused: RefusedChanges;
  readonly #carryOver: CarryOver;
  readonly #memoryHost: LiveMemoryHost;
  readonly #ownerHost: LiveOwnerHost;
  /** By the owner's text. */
  readonly #entries = new Map<string, LiveEntry>();
  #cancels: readonly Cancel[] = [];
  #beats: LeaseBeats | null = null;
  readonly #receipts: ReceiptPurge;
  /** Set while another process is to take the owners over: settles when none is. */
  #rest: PromiseWithResolvers<void> | null = null;
  #isClosed = false;

  constructor(
    dependencies: LiveOwnersDependencies,
    options: { readonly flushAgeMs?: number; readonly inherits?: boolean } = {},
  ) {
    this.#dependencies = dependencies;
    const { files, log, journal } = dependencies;
    this.#refused = new RefusedChanges(files, log);
    this.#carryOver = new CarryOver(log);
    this.#receipts = new ReceiptPurge(dependencies);
    this.#flusher = new LiveFlusher(
      {
        ...dependencies,
        lastSequence: () => journal.lastSequence,
        flushed: (owners, sequence) => this.#flushed(owners, sequence),
        apply: (entry, event) => this.#apply(entry, event),
      },
      options.flushAgeMs === undefined ? {} : { ageMs: options.flushAgeMs },
    );
    const { codecs, findReceipt } = dependencies;
    this.#memoryHost = { codecs, journal, dirty: ({ id }) => this.#noteDirty(id) };
    this.#ownerHost = {
      codecs,
      commit: (memory) => commitTurns(journal, [memory]),
      findReceipt,
      end: (entry) => void this.#apply(entry, { type: 'ended' }),
      leave: (entry) => this.#leave(entry),
    };
    if (options.inherits !== true) this.begin();
  }

  /** Begins the work of its own: flushes, beats, purges. */
  begin(): void {
    const { clock } = this.#dependencies;
    this.#beats = new LeaseBeats(this.#dependencies, ({ owner, isToPlay }) => {
      const entry = this.#entries.get(owner);
      if (entry !== undefined) this.#apply(entry, { type: 'wanted', isToPlay });
    });
    this.#cancels = [
      clock.every(FLUSH_TICK_MS, () => this.#tick()),
      clock.every(RECEIPT_PURGE_MS, () => void this.#receipts.run()),
    ];
  }

  #end(): void {
    for (const cancel of this.#cancels) cancel();
    this.#beats?.stop();
    this.#receipts.stop();
  }

  // For a process that takes the owners over.

  /** Begins nothing more of its own; requests under way continue. Rejects when changes of lost owners are on no disk but the journal's. */
  async rest(): Promise<void> {
    this.#end();
    this.#rest ??= Promise.withResolvers();
    this.#flusher.isResting = true;
    await this.#refused.write();
    if (this.#refused.firstSequence === null) return;
    const { directory } = this.#dependencies.files;
    const what = `${directory}: changes that the database refused cannot be written to their file`;
    throw new StoreError('io-failed', `${what}; the log says why`);
  }

  wake(): void {
    if (this.#rest === null) return;
    this.#flusher.isResting = false;
    this.#rest.resolve();
    this.#rest = null;
    this.begin();
  }

  /** The owners are another process's now. */
  async leave(): Promise<void> {
    this.#isClosed = true;
    this.#end();
    await this.#dependencies.journal.leave();
  }

  /** Those whose lease this process holds. */
  *held(): Generator<LiveMemory> {
    for (const entry of this.#entries.values()) if (entry.state.phase !== 'taking') yield entry.memory;
  }

  /** An owner of the process before this one, with its rows, or null when they were not in memory there. Again when it has changed. */
  inherit(owner: { readonly text: string; readonly epoch: number }, rows: readonly JsonChange[] | null): void {
    const { codecs } = this.#dependencies;
    const id = declaredOwner(owner.text, codecs);
    assert(id !== null, `an owner has a name, not ${owner.text}`);
    const entry = new LiveEntry(id, { ...ADOPTED, isRead: rows !== null });
    const memory = this.createMemory({ id, epoch: owner.epoch });
    if (rows !== null) memory.load(loadedRows(rows, { id, codecs }));
    entry.memory = memory;
    this.#entries.set(owner.text, entry);
  }

  /** Its committed changes that the database does not have. Once, behind its rows. */
  inheritChanges(
    owner: string,
    { changes, sequence }: { readonly changes: readonly JsonChange[]; readonly sequence: number },
  ): void {
    const entry = this.#entries.get(owner);
    assert(entry !== undefined, `the rows of ${owner} come before its changes`);
    for (const change of changes) entry.memory.replay(change, sequence);
  }

  /** The process before this one has given its lease up. */
  disinherit(owner: string): void {
    this.#entries.delete(owner);
  }

  status(): LiveStatus {
    return {
      owners: [...this.#entries.values()].filter(({ state }) => state.phase !== 'taking').length,
      dirtyOwners: this.#flusher.dirtyCount,
      stuckOwners: this.#flusher.stuck.map(({ id }) => id.text),
      journalBytes: this.#dependencies.journal.bytes,
    };
  }

  /** Alarms of the database. Those of an owner that is awake may be older there than in memory. */
  dueAlarms(untilMs: number, countMax: number): Promise<readonly DueAlarm[]> {
    return listDueAlarms(this.#dependencies.body, { untilMs, countMax });
  }

  /** The uncommitted changes of these owners become one journal record: all survive or none. Else as the commit of one. */
  commitTogether(owners: readonly LiveOwner[]): Promise<void> | null {
    const memories = owners.map((owner) => {
      assert(owner instanceof OpenLiveOwner, 'an owner was opened here');
      owner.assertOpen();
      return owner.memory;
    });
    return commitTurns(this.#dependencies.journal, memories);
  }

  /** Flushes every owner soon: the journal needs room. */
  relieve(): void {
    this.#flusher.flushDue(true);
  }

  /**
   * Takes the owner's lease and reads its live rows. A process that holds the lease is asked to hand it over; its lease is taken
   * when it has shown no sign of life for the time of a lease. Rejects when that takes too long (`role-held`, `owner-held`), and when
   * there is no such role (`role-missing`).
   */
  async open(id: OwnerId, events: LiveEvents): Promise<LiveOwner> {
    const { clock } = this.#dependencies;
    const startMs = clock.monotonicMs();
    let watch: LeaseWatch | null = null;
    for (;;) {
      await this.#rest?.promise;
      this.#assertOpen();
      const opened = await this.#tryOpen(id, events, watch);
      if (opened instanceof OpenLiveOwner) return opened;
      watch = nextWatch(watch, opened, this.#standsSince(opened));
      const holder = watch?.holder ?? 'this process';
      if (clock.monotonicMs() - startMs >= OWNER_OPEN_MS_MAX) throw ownerHeld(id, holder);
      await sleep(clock, events.purpose === 'wait' ? LEASE_BEAT_MS : OWNER_OPEN_POLL_MS);
    }
  }

  /** Since when the beat of a holder stands: this process has seen it before, so that a holder that died long ago is not waited for. */
  #standsSince(taken: Taken | null): number {
    const nowMs = this.#dependencies.clock.monotonicMs();
    return taken?.kind === 'held' ? (this.#beats?.standsSince(taken.holder, taken.beat) ?? nowMs) : nowMs;
  }

  /** An owner of an earlier run: its changes wait for the database. */
  adopt(memory: LiveMemory): void {
    const entry = new LiveEntry(memory.id, ADOPTED);
    entry.memory = memory;
    this.#entries.set(memory.id.text, entry);
    this.#flusher.note(entry);
  }

  createMemory(lease: { readonly id: OwnerId; readonly epoch: number }): LiveMemory {
    return new LiveMemory(this.#memoryHost, lease);
  }

  /** Keeps changes that the database must not get in a file for people: those of an owner, and `unread` ones that no codec can read. */
  refuse(memory: LiveMemory, why: string, unread: readonly unknown[]): void {
    this.#refused.add(memory, why, unread);
  }

  /** The owners in memory, by their texts. */
  owners(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Flushes the committed changes of every owner, as far as the database takes them. Later changes may stay. */
  async flush(): Promise<Settled> {
    const settled = await this.#flusher.settleAll();
    await this.#refused.write();
    this.#releaseJournal();
    return settled;
  }

  /** Flushes the owner's committed changes, for a reader of the database. Throws the reason when they cannot be flushed. */
  async settle(owner: string): Promise<void> {
    const entry = this.#entries.get(owner);
    if (entry === undefined || entry.state.phase === 'taking') return;
    await entry.reading;
    const failure = await this.#flusher.settle(entry);
    if (failure !== null) throw failure;
    await entry.releasing;
  }

  /** Ends all owners, flushes their changes within a bound, and closes the journal. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end();
    const entries = [...this.#entries.values()];
    for (const entry of entries) {
      // Uncommitted changes are undone, as when their owner is closed.
      if (isHeld(entry.state)) entry.memory.rollback();
      if (!this.#apply(entry, { type: 'left' })) this.#apply(entry, RELEASE);
    }
    const late = Promise.withResolvers<{ readonly left: number }>();
    const cancelLate = this.#dependencies.clock.after(LIVE_CLOSE_MS_MAX, () =>
      late.resolve({ left: this.#flusher.dirtyCount }),
    );
    await Promise.race([Promise.all(entries.map(({ reading }) => reading)), late.promise]);
    const { left } = await Promise.race([this.flush(), late.promise]);
    if (left > 0) {
      const what = 'the database did not take the changes of some owners; the journal keeps them for the next start';
      this.#dependencies.log.warn(what, { owners: left, directory: this.#dependencies.files.directory });
    } else await Promise.race([Promise.all(entries.map(({ releasing }) => releasing)), late.promise]);
    cancelLate();
    await this.#dependencies.journal.close();
  }

  /** The owner, or the process that holds it; null when this process itself holds it. */
  async #tryOpen(id: OwnerId, events: LiveEvents, watch: LeaseWatch | null): Promise<OpenLiveOwner | Taken | null> {
    const entry = this.#entries.get(id.text);
    if (entry === undefined) return this.#taking(id, events, watch);
    if (entry.releasing !== null) {
      await entry.releasing;
      return this.#tryOpen(id, events, null);
    }
    if (this.#apply(entry, { type: 'opened' })) return this.#hold(entry, id, events);
    if (this.#apply(entry, { type: 'read' })) {
      const reading = this.#read(entry, id, events).finally(() => entry.note({ reading: null }));
      // A reader that only waits for the end of it does not need the failure.
      entry.note({ reading: reading.catch(() => null) });
      return reading;
    }
    this.#apply(entry, { type: 'wanted', isToPlay: events.purpose !== 'call' });
    return null;
  }

  /** Noted at the entry, so that closing the store waits for it: a lease that nobody gives up would have to expire. */
  #taking(id: OwnerId, events: LiveEvents, watch: LeaseWatch | null): Promise<OpenLiveOwner | Taken> {
    const taking = this.#take(id, events, watch);
    const entry = this.#entries.get(id.text);
    entry?.note({ reading: taking.catch(() => null).finally(() => entry.note({ reading: null })) });
    return taking;
  }

  async #take(id: OwnerId, events: LiveEvents, watch: LeaseWatch | null): Promise<OpenLiveOwner | Taken> {
    const { body, clock, holder, log } = this.#dependencies;
    if (this.#entries.size >= LIVE_OWNERS_MAX) {
      const message = `${LIVE_OWNERS_MAX} roles and actors are awake in this process already; try again later`;
      throw new StoreError('busy', message);
    }
    const entry = new LiveEntry(id);
    this.#entries.set(id.text, entry);
    try {
      const overtake = silentHolder(watch, clock.monotonicMs());
      const taken = await body.run(takeOwner, {
        owner: partsOf(id),
        holder,
        overtake,
        wantedTo: wantedTo(events),
      });
      if (taken.kind === 'held') {
        this.#beats?.sawOther();
        return taken;
      }
      if (this.#isClosed) await body.run(releaseOwner, { ...partsOf(id), epoch: taken.epoch });
      this.#assertOpen();
      if (overtake !== null) {
        log.warn('took the lease of a process that shows no sign of life', {
          owner: id.text,
          from: overtake.holder,
        });
      }
      entry.memory = this.createMemory({ id, epoch: taken.epoch });
      entry.memory.load(taken.rows);
      this.#apply(entry, { type: 'taken' });
      return this.#hold(entry, id, events);
    } finally {
      this.#apply(entry, { type: 'notTaken' });
    }
  }

  /** Reads the rows of an owner whose lease an earlier run left; null when another process has the lease now. */
  async #read(entry: LiveEntry, owner: OwnerId, events: LiveEvents): Promise<OpenLiveOwner | null> {
    try {
      const { epoch } = entry.memory;
      const rows = await this.#dependencies.body.run(reloadOwner, { ...partsOf(owner), epoch });
      this.#assertOpen();
      if (rows === null) {
        this.#apply(entry, { type: 'fenced' });
        return null;
      }
      entry.memory.load(rows);
      this.#apply(entry, { type: 'rowsRead' });
      return this.#hold(entry, owner, events);
    } finally {
      this.#apply(entry, { type: 'readFailed' });
    }
  }

  #hold(entry: LiveEntry, id: OwnerId, events: LiveEvents): OpenLiveOwner {
    // The key of an owner of an earlier run was read from its text.
    entry.id = id;
    const owner = new OpenLiveOwner(this.#ownerHost, entry, events);
    entry.hold = owner;
    return owner;
  }

  async #leave(entry: LiveEntry): Promise<void> {
    this.#apply(entry, { type: 'left' });
    await this.#flusher.settle(entry);
    await entry.releasing;
  }

  /** Moves an owner's machine and performs its effects. False when the event does not apply. */
  #apply(entry: LiveEntry, event: LiveOwnerEvent): boolean {
    const next = transition(entry.state, event);
    if (next === null) return false;
    entry.state = next.state;
    for (const effect of next.effects) this.#perform(entry, effect);
    if (!isHeld(entry.state)) entry.hold = null;
    return true;
  }

  #perform(entry: LiveEntry, effect: LiveOwnerEffect): void {
    switch (effect) {
      case 'askToCall':
        entry.hold?.events.wanted(false);
        break;
      case 'askToPlay':
        entry.hold?.events.wanted(true);
        break;
      case 'lose':
        this.#lose(entry);
        break;
      case 'release':
        entry.note({ releasing: this.#release(entry) });
        break;
      case 'forget':
        this.#entries.delete(entry.id.text);
        break;
    }
  }

  /** Gives a lease up. If that fails, the next tick tries again. */
  async #release(entry: LiveEntry): Promise<void> {
    const { id, epoch } = entry.memory;
    try {
      await this.#dependencies.body.run(releaseOwner, { actor: id.actor, key: id.key, epoch });
      entry.note({ releasing: null });
      this.#apply(entry, { type: 'released' });
    } catch (thrown) {
      entry.note({ releasing: null });
      this.#apply(entry, { type: 'releaseFailed' });
      const what = `a lease could not be given up; it is tried again: ${messageOf(thrown)}`;
      this.#dependencies.log.warn(what, { owner: id.text });
    }
  }

  // The database refuses this process: the rows in its memory are out of date.
  #lose(entry: LiveEntry): void {
    const { memory, hold, id } = entry;
    const { epoch } = memory;
    this.#flusher.forget(entry);
    this.#refused.add(memory, `another process has taken ${ownerName(id.text)}`);
    const message = `${ownerName(id.text)} was taken by another process while it was awake here (epoch ${epoch} is over); here it ends`;
    this.#dependencies.log.error(message, { owner: id.text, epoch });
    hold?.events.lost(new StoreError('fenced', message));
  }

  #flushed(owners: readonly LiveMemory[], sequence: number): void {
    const { journal } = this.#dependencies;
    if (journal.refusal() === null && owners.length > 0) journal.append(markText(owners, sequence));
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

  #noteDirty({ text }: OwnerId): void {
    const entry = this.#entries.get(text);
    // An earlier run's changes are replayed before the owner is adopted.
    if (entry !== undefined) this.#flusher.note(entry);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreError('closed', 'the store was closed');
  }
}

function partsOf({ actor, key }: OwnerId): OwnerParts {
  return { actor, key };
}

const RELEASE: LiveOwnerEvent = { type: 'release' };
