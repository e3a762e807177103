// The room of one process: places up to a cap, an order of those that wait, and a rate at which they come in.
//
// A place belongs to a key, however many guests of it were called: a player that signs in again while his former session still
// leaves has one place, and keeps it while he waits.
//
// Invariants: keys with a place are never more than the cap, but for one that was lowered and for those that were adopted; within the rate of `AdmissionRate`; nobody
// that is away is called; a key is in the order once.
import { assert, type Cancel, type Clock, RecentMap } from '../base/index.ts';
import type { AdmissionRate } from './admission-rate.ts';
import { RANK_RETURNING } from './limits.ts';
import { Pace } from './pace.ts';
import type { Entrance, Guest, Room, RoomLimits, RoomStatus } from './room.ts';
import { type Entry, WaitingQueue } from './waiting-queue.ts';

export interface RoomDependencies {
  readonly clock: Clock;
  readonly rate: AdmissionRate;
  /** The key is not in the order any more: it was called, gave up, or was away too long. */
  readonly forgotten: (key: string) => void;
}

export interface RoomOptions extends RoomLimits {
  readonly recentMax: number;
  readonly sweepMs: number;
  /** The rate holds them back: no more often than this are some of them called. Milliseconds. */
  readonly portionMs: number;
  readonly tell: {
    /** How often a guest hears of a changed position: up to `frontPositions`, and behind. Milliseconds. */
    readonly frontMs: number;
    readonly frontPositions: number;
    readonly othersMs: number;
    /** It hears something this often. Milliseconds. */
    readonly maxMs: number;
  };
}

/** A guest in the order, and what it was told. */
interface Waiter {
  readonly guest: Guest;
  position: number;
  toldMs: number;
}

/** An estimate above a day says nothing to anybody. */
const ESTIMATE_MS_MAX = 86_400_000;

export class LocalRoom implements Room {
  readonly #clock: Clock;
  readonly #rate: AdmissionRate;
  readonly #forgotten: (key: string) => void;
  #options: RoomOptions;
  readonly #queue = new WaitingQueue<Waiter>();
  /** How many guests of each key were called and have not left; 0: its key waits, and its place is kept for it. */
  readonly #places = new Map<string, number>();
  readonly #recent: RecentMap<number>;
  readonly #pace: Pace;
  /** Keys in the order whose places are theirs already. */
  readonly #placed = new Set<string>();
  #stopSweeps: Cancel | null = null;
  #cancelPortion: Cancel | null = null;
  #isCalling = false;

  constructor({ clock, rate, forgotten }: RoomDependencies, options: RoomOptions) {
    this.#clock = clock;
    this.#rate = rate;
    this.#forgotten = forgotten;
    this.#options = options;
    this.#recent = new RecentMap(options.recentMax);
    this.#pace = new Pace(clock.monotonicMs());
  }

  get keepMs(): number {
    return this.#options.keepMs;
  }

  get status(): RoomStatus {
    const queue = this.#queue;
    let sinceMs = Number.POSITIVE_INFINITY;
    for (const entry of queue.inOrder()) sinceMs = Math.min(sinceMs, entry.sinceMs);
    return {
      placesMax: this.#options.placesMax,
      placesTaken: this.#places.size,
      waiting: queue.size,
      away: queue.size - queue.presentCount,
      longestMs: queue.size === 0 ? null : this.#clock.monotonicMs() - sinceMs,
    };
  }

  enter(key: string, guest: Guest, { rank, patienceMs }: Entrance): void {
    const nowMs = this.#clock.monotonicMs();
    const untilMs = nowMs + patienceMs;
    const former = this.#queue.find(key);
    if (former !== null) {
      const earlier = former.waiter;
      this.#queue.back(key, { guest, position: 0, toldMs: Number.NEGATIVE_INFINITY }, untilMs);
      earlier?.guest.replaced();
    } else {
      const isPlaced = this.#places.has(key);
      if (this.#queue.presentCount === 0 && (isPlaced || this.hasPlace) && this.#rate.start(nowMs)) {
        this.#pace.add();
        this.#call(key, guest, 0);
        return;
      }
      if (!isPlaced && this.#queue.size >= this.#options.waitingMax) {
        guest.full();
        return;
      }
      const waiter = { guest, position: 0, toldMs: Number.NEGATIVE_INFINITY };
      const isReturning = isPlaced || this.isReturning(key);
      this.#queue.add(key, waiter, { rank: isReturning ? RANK_RETURNING : rank, nowMs, untilMs });
    }
    if (this.#places.has(key)) this.#placed.add(key);
    this.#begin();
    this.#callNext();
    const entry = this.#queue.find(key);
    if (entry?.waiter?.guest === guest) this.#tell(entry, this.#queue.positionOf(entry), nowMs);
  }

  isWaiting(key: string): boolean {
    return this.#queue.find(key) !== null;
  }

  isReturning(key: string): boolean {
    const leftMs = this.#recent.peek(key);
    const isRecent = leftMs !== undefined && this.#clock.monotonicMs() - leftMs <= this.#options.returningMs;
    return isRecent || this.#places.has(key);
  }

  away(key: string): void {
    if (!this.isWaiting(key)) return;
    this.#queue.away(key, this.#clock.monotonicMs() + this.#options.keepMs);
    this.#freePlaceOf(key);
    this.#contend();
  }

  quit(key: string): void {
    if (!this.isWaiting(key)) return;
    this.#queue.remove(key);
    this.#forgotten(key);
    this.#freePlaceOf(key);
    this.#contend();
  }

  rank(key: string, rank: number): void {
    const entry = this.#queue.find(key);
    if (entry === null || entry.rank === RANK_RETURNING) return;
    this.#queue.rank(key, rank);
  }

  adopt(key: string): void {
    this.#places.set(key, (this.#places.get(key) ?? 0) + 1);
  }

  release(key: string): void {
    const count = this.#places.get(key) ?? 0;
    assert(count > 0, 'a place that is given back was taken');
    this.#recent.set(key, this.#clock.monotonicMs());
    if (count > 1) this.#places.set(key, count - 1);
    else if ((this.#queue.find(key)?.waiter ?? null) !== null) {
      // Its key waits, and only for the rate.
      this.#places.set(key, 0);
      this.#placed.add(key);
    } else this.#places.delete(key);
    this.#callNext();
  }

  rename(from: string, to: string): void {
    const count = this.#places.get(from) ?? 0;
    assert(count > 0, 'a place that gets another name was taken');
    if (count > 1) this.#places.set(from, count - 1);
    else this.#places.delete(from);
    this.#places.set(to, (this.#places.get(to) ?? 0) + 1);
    if (this.isWaiting(to)) this.#placed.add(to);
  }

  change(limits: RoomLimits): void {
    this.#options = { ...this.#options, ...limits };
    this.#callNext();
  }

  stop(): void {
    this.#stopSweeps?.();
    this.#stopSweeps = null;
    this.#cancelPortion?.();
    this.#cancelPortion = null;
  }

  /** Whether a place is free. */
  get hasPlace(): boolean {
    return this.#places.size < (this.#options.placesMax ?? Number.POSITIVE_INFINITY);
  }

  /** The key has left the order, or is away: a place that only it held is free. */
  #freePlaceOf(key: string): void {
    this.#placed.delete(key);
    if (this.#places.get(key) !== 0) return;
    this.#places.delete(key);
    this.#callNext();
  }

  #call(key: string, guest: Guest, waitedMs: number): void {
    this.#places.set(key, (this.#places.get(key) ?? 0) + 1);
    this.#placed.delete(key);
    guest.called(waitedMs);
  }

  /** Calls as many as places and rate allow. */
  #callNext(): void {
    // A guest that is called may leave at once, which frees its place again.
    if (this.#isCalling) return;
    this.#isCalling = true;
    while (this.#callOne());
    this.#isCalling = false;
    this.#contend();
  }

  #callOne(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const queue = this.#queue;
    if (queue.presentCount === 0) return false;
    const hasPlace = this.hasPlace;
    if (!hasPlace && this.#placed.size === 0) return false;
    if (this.#rate.waitMs(nowMs) > 0) {
      this.#waitForRate(nowMs);
      return false;
    }
    const entry = hasPlace ? queue.take() : queue.takeOf((key) => this.#placed.has(key));
    if (entry === null) return false;
    const isWithinRate = this.#rate.start(nowMs);
    assert(isWithinRate, 'a rate without a wait lets one start');
    this.#pace.add();
    this.#forgotten(entry.key);
    this.#call(entry.key, entry.waiter.guest, nowMs - entry.sinceMs);
    return true;
  }

  #waitForRate(nowMs: number): void {
    if (this.#cancelPortion !== null) return;
    const waitMs = Math.max(this.#options.portionMs, Math.ceil(this.#rate.waitMs(nowMs)));
    this.#cancelPortion = this.#clock.after(waitMs, () => {
      this.#cancelPortion = null;
      this.#callNext();
    });
  }

  #contend(): void {
    this.#rate.contend(this.#queue.presentCount > 0, this.#clock.monotonicMs());
    if (this.#queue.size > 0) return;
    this.#stopSweeps?.();
    this.#stopSweeps = null;
  }

  #begin(): void {
    if (this.#stopSweeps !== null) return;
    this.#pace.reset(this.#clock.monotonicMs());
    this.#stopSweeps = this.#clock.every(this.#options.sweepMs, () => this.#sweep());
  }

  #sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#pace.sweep(nowMs);
    this.#endLate(nowMs);
    let position = 0;
    // Telling one may make it leave.
    for (const entry of [...this.#queue.inOrder()]) {
      position++;
      const { key, waiter } = entry;
      if (waiter === null || this.#queue.find(key) !== entry) continue;
      if (this.#isTold(waiter, position, nowMs)) this.#tell(entry, position, nowMs);
    }
    this.#callNext();
  }

  #endLate(nowMs: number): void {
    const late = [...this.#queue.inOrder()].filter(({ untilMs }) => untilMs <= nowMs);
    for (const entry of late) {
      const { key, waiter } = entry;
      if (waiter === null) {
        this.quit(key);
        continue;
      }
      const position = this.#queue.positionOf(entry);
      this.away(key);
      waiter.guest.late(position);
    }
  }

  #isTold({ position: told, toldMs }: Waiter, position: number, nowMs: number): boolean {
    const { frontMs, frontPositions, othersMs, maxMs } = this.#options.tell;
    const silentMs = nowMs - toldMs;
    return silentMs >= maxMs || (told !== position && silentMs >= (position <= frontPositions ? frontMs : othersMs));
  }

  #tell({ waiter }: Entry<Waiter>, position: number, nowMs: number): void {
    if (waiter === null) return;
    waiter.position = position;
    waiter.toldMs = nowMs;
    waiter.guest.waits(position, this.#estimateMs(position));
  }

  #estimateMs(position: number): number | null {
    // At first only the rate is known, and it says nothing while there is no place.
    const ms = this.#pace.estimateMs(position) ?? (this.hasPlace ? position * this.#rate.intervalMs : null);
    return ms === null ? null : Math.min(ESTIMATE_MS_MAX, Math.round(ms));
  }
}
