// Players that wait because every line of their map is full, in the order in which they came. Their clients know of waiting and hear
// their position; a client that does not is refused with 63. A place that is free is reserved for the first of them, so that nobody
// who comes later takes it, and whoever was let in to the server is not sent away by the cap of a line.
import { defineOffer } from '../../actor/index.ts';
import { WaitingQueue } from '../../admission/index.ts';
import { WAITING_END, WAITING_KIND } from '../../gate/gate.failures.ts';
import { WaitingEndS2c, WaitingS2c } from '../../gate/gate.messages.ts';
import type { Session } from '../../gate/index.ts';
import type { LineRequest } from './line-board.ts';
import { LINE_TELL_MS, LINE_TELL_MS_MAX, LINE_WAITING_MAX } from './line-limits.ts';

export interface LineGuest {
  readonly session: Session;
  readonly request: LineRequest;
  /** A place is reserved for it: it enters. */
  readonly enter: () => void;
}

interface Waiter extends LineGuest {
  position: number;
  toldMs: number;
}

const NO_TICKET = new Uint8Array(0);
/** Nobody comes first but by coming earlier: who may come in at all was decided before. */
const RANK = 1;

export class LineRooms {
  readonly #byMap = new Map<number, WaitingQueue<Waiter>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Whether anybody waits for a line of the map. */
  isWaiting(mapId: number): boolean {
    return this.#byMap.has(mapId);
  }

  /** False: its client does not know of waiting, or too many wait. */
  wait(mapId: number, guest: LineGuest, nowMs: number): boolean {
    const { session, request } = guest;
    if (!session.understandsWaiting || session.isClosing || this.#count >= LINE_WAITING_MAX) return false;
    const queue = this.#byMap.get(mapId) ?? new WaitingQueue<Waiter>();
    this.#byMap.set(mapId, queue);
    const key = String(request.roleId);
    if (queue.find(key) !== null) this.#remove(mapId, queue, key);
    this.#byMap.set(mapId, queue);
    const waiter = { ...guest, position: 0, toldMs: Number.NEGATIVE_INFINITY };
    const entry = queue.add(key, waiter, { rank: RANK, nowMs, untilMs: Number.POSITIVE_INFINITY });
    this.#count++;
    tell(waiter, queue.positionOf(entry), nowMs);
    return true;
  }

  /** Gives places of the map to those that wait, while `reserve` has one. For each tick of the map's lines. */
  call(mapId: number, nowMs: number, reserve: (request: LineRequest) => boolean): void {
    const queue = this.#byMap.get(mapId);
    if (queue === undefined) return;
    let position = 0;
    let isFull = false;
    for (const { key, waiter, sinceMs } of [...queue.inOrder()]) {
      if (waiter === null) continue;
      const { session, request } = waiter;
      // It left, or chose another way.
      if (session.isClosing || session.phase !== 'roleListing') {
        this.#remove(mapId, queue, key);
        continue;
      }
      // One that is away keeps its place, and others pass it.
      if (!(isFull || session.isParked)) {
        isFull = !reserve(request);
        if (!isFull) {
          this.#remove(mapId, queue, key);
          session.send(WaitingEndS2c, { code: WAITING_END.placed, waitedMs: Math.round(nowMs - sinceMs) });
          waiter.enter();
          continue;
        }
      }
      position++;
      const silentMs = nowMs - waiter.toldMs;
      const hasMoved = position !== waiter.position && silentMs >= LINE_TELL_MS;
      if (hasMoved || silentMs >= LINE_TELL_MS_MAX) tell(waiter, position, nowMs);
    }
  }

  #remove(mapId: number, queue: WaitingQueue<Waiter>, key: string): void {
    queue.remove(key);
    this.#count--;
    if (queue.size === 0) this.#byMap.delete(mapId);
  }
}

function tell(waiter: Waiter, position: number, nowMs: number): void {
  waiter.position = position;
  waiter.toldMs = nowMs;
  waiter.session.send(WaitingS2c, {
    ...{ kind: WAITING_KIND.line, position, estimateMs: 0, keepMs: 0, ticket: NO_TICKET },
  });
}

export const lineRooms = defineOffer<LineRooms>('line-rooms');
