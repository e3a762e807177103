// The loop of turns that the TypeScript bodies share: rows are gathered and delivered together, then all gathered
// output leaves. The body decides when the next turn runs: after the poll phase of a real loop, or at a simulated
// moment. Invariants: no turn is delivered inside another; a slot is free only after the turn with its `closed` row;
// nothing is delivered after `stop`.
import { assert } from '../base/index.ts';
import { IoEvent, type IoTurn, type SocketId } from './io.ts';
import { ARENA_BYTES, ROWS_MAX } from './limits.ts';
import { TurnTable } from './turn-table.ts';

/** A socket with output that waits for the end of the turn. */
export interface Flushable {
  flush(): void;
}

export class TurnLoop<S extends Flushable> {
  readonly #schedule: (callback: () => void) => void;
  readonly #base: number;
  readonly #sockets: (S | null)[] = [];
  readonly #freeSlots: SocketId[] = [];
  #filling = new TurnTable({ rowsMax: ROWS_MAX, arenaBytes: ARENA_BYTES });
  #spare = new TurnTable({ rowsMax: ROWS_MAX, arenaBytes: ARENA_BYTES });
  #gathered: S[] = [];
  #flushing: S[] = [];
  #onTurn: ((turn: IoTurn) => void) | null = null;
  #isScheduled = false;
  #isDelivering = false;
  #isStopped = false;
  #isFrozen = false;
  /** What was asked while frozen. */
  #deferred: (() => void)[] = [];
  readonly #run = (): void => this.#runTurn();

  /** `schedule` calls back once, later. Slots count up from `base`. */
  constructor(schedule: (callback: () => void) => void, base = 0) {
    this.#schedule = schedule;
    this.#base = base;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(onTurn: (turn: IoTurn) => void): void {
    assert(this.#onTurn === null, 'an io is started once');
    this.#onTurn = onTurn;
  }

  stop(): void {
    this.#isStopped = true;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** No turns until `thaw`. What was gathered leaves before. */
  freeze(): void {
    if (this.#isFrozen) return;
    this.#flush();
    this.#isFrozen = true;
  }

  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const call of deferred) call();
    this.#wantTurn();
  }

  /** While frozen: calls back at `thaw`. False when it is not. */
  defer(call: () => void): boolean {
    if (!this.#isFrozen || this.#isStopped) return false;
    this.#deferred.push(call);
    return true;
  }

  /** Frees the slot of a socket without a row. */
  forget(slot: SocketId): void {
    this.#sockets[slot - this.#base] = null;
    this.#freeSlots.push(slot);
  }

  /** The socket in a slot, from its creation to the turn with its `closed` row. */
  socket(slot: SocketId): S | null {
    return this.#sockets[slot - this.#base] ?? null;
  }

  sockets(): S[] {
    return this.#sockets.filter((socket) => socket !== null);
  }

  /** Puts a new socket into a free slot. */
  adopt(create: (slot: SocketId) => S): S {
    const slot = this.#freeSlots.pop() ?? this.#base + this.#sockets.length;
    const socket = create(slot);
    this.#sockets[slot - this.#base] = socket;
    return socket;
  }

  row(event: IoEvent, slot: SocketId, value: number): void {
    if (this.#isStopped) return;
    if (this.#filling.isFull) {
      // Rows caused by a turn's own calls wait for the next turn; they are at most a row or two for each socket.
      if (this.#isDelivering || this.#isFrozen) this.#filling.growRows();
      else this.#runTurn();
    }
    this.#filling.push(event, slot, value);
    this.#wantTurn();
  }

  bytes(slot: SocketId, bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      if (this.#filling.room === 0) this.#runTurn();
      // The turn just delivered may have stopped the io.
      if (this.#isStopped) return;
      const end = Math.min(bytes.length, start + this.#filling.room);
      this.#filling.pushBytes(slot, bytes.subarray(start, end));
      start = end;
    }
    this.#wantTurn();
  }

  gathered(socket: S): void {
    this.#gathered.push(socket);
    this.#wantTurn();
  }

  #wantTurn(): void {
    if (this.#isScheduled || this.#isStopped || this.#isFrozen) return;
    this.#isScheduled = true;
    this.#schedule(this.#run);
  }

  #runTurn(): void {
    this.#isScheduled = false;
    if (this.#isStopped || this.#isFrozen) return;
    assert(!this.#isDelivering, 'a turn is not delivered inside another');
    const turn = this.#filling;
    if (turn.count > 0) {
      this.#filling = this.#spare;
      this.#isDelivering = true;
      this.#onTurn?.(turn);
      this.#isDelivering = false;
      this.#freeClosed(turn);
      turn.clear();
      this.#spare = turn;
    }
    this.#flush();
  }

  #freeClosed(turn: IoTurn): void {
    for (let row = 0; row < turn.count; row++) {
      if (turn.event[row] !== IoEvent.closed) continue;
      const slot = turn.socket[row] ?? 0;
      this.#sockets[slot - this.#base] = null;
      this.#freeSlots.push(slot);
    }
  }

  #flush(): void {
    const flushing = this.#gathered;
    this.#gathered = this.#flushing;
    for (const socket of flushing) socket.flush();
    flushing.length = 0;
    this.#flushing = flushing;
  }
}
