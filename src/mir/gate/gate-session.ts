// One client of a gate: a connection, an id towards the server, and its limits.
//
//   waiting ──server there──▶ announced ──▶ over           over from anywhere, once
//
// While it waits, its connection is not read, so its bytes stay in the kernel. Once it is announced, each of its frames becomes one packet. Data from the server
// is sent at once, or queued while flow control waits for the client's `*`.
import { customerOf, type RateRule } from '../../base/index.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../../reactor/index.ts';
import { isStar, STAR } from '../wire/index.ts';
import type { MirCloseReason } from './close-reason.ts';
import { STAR_QUEUE_BYTES_MAX, STAR_QUEUE_COUNT_MAX } from './limits.ts';
import { StarFlow } from './star-flow.ts';

export type MirConnection = Connection<MirCloseReason>;

/** What a session needs of its gate. */
export interface SessionHost {
  readonly frameRule: RateRule;
  readonly idleMs: number;
  readonly hasFlowControl: boolean;
  nowMs(): number;
  entered(session: GateSession): void;
  /** A payload that was checked, valid during the call. */
  forward(session: GateSession, payload: Uint8Array): void;
  /** The server's data waits for the client's `*` from now on. */
  blocked(session: GateSession): void;
  /** It ends, or has ended: called once or twice. */
  ended(session: GateSession, reason: MirCloseReason): void;
}

const STAR_BYTES = Uint8Array.of(STAR);

export class GateSession implements ConnectionHandler<MirCloseReason> {
  readonly id: number;
  readonly connection: MirConnection;
  /** Its address for counting and blocking. */
  readonly customer: string;
  readonly openedMs: number;
  /** The beginning of its packets. */
  readonly dataHead: Uint8Array;
  state: 'waiting' | 'announced' | 'over' = 'waiting';
  /** When it began to wait for the server, and when the gate began to wait for its `*`. */
  waitsSinceMs: number;
  blockedSinceMs = 0;
  /** Whether it has sent a frame to the server. */
  hasSpoken = false;
  readonly #host: SessionHost;
  readonly #flow: StarFlow | null;
  #arrivalMs = 0;
  readonly #queue: Uint8Array[] = [];
  #queueBytes = 0;

  constructor(host: SessionHost, identity: { id: number; connection: MirConnection; dataHead: Uint8Array }) {
    this.#host = host;
    this.id = identity.id;
    this.connection = identity.connection;
    this.dataHead = identity.dataHead;
    this.customer = customerOf(identity.connection.remoteAddress);
    this.openedMs = host.nowMs();
    this.waitsSinceMs = this.openedMs;
    this.#flow = host.hasFlowControl ? new StarFlow() : null;
  }

  get address(): string {
    return this.connection.remoteAddress;
  }

  opened(): void {
    this.#host.entered(this);
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    const host = this.#host;
    const nowMs = host.nowMs();
    const arrivalMs = host.frameRule.after(this.#arrivalMs, nowMs);
    if (!host.frameRule.allows(arrivalMs, nowMs)) {
      this.connection.close('too-many-frames');
      return;
    }
    this.#arrivalMs = arrivalMs;
    if (isStar(bytes, start, end)) {
      this.goOn();
      return;
    }
    this.hasSpoken = true;
    this.stirred();
    host.forward(this, bytes.subarray(start, end));
  }

  closing(reason: MirCloseReason): void {
    this.#host.ended(this, reason);
  }

  closed(reason: MirCloseReason): void {
    this.#host.ended(this, reason);
  }

  /** Holds the client until it is announced. */
  wait(): void {
    this.state = 'waiting';
    this.waitsSinceMs = this.#host.nowMs();
    this.connection.clearDeadline();
    this.connection.hold();
  }

  /** The server knows it now. */
  announced(): void {
    this.state = 'announced';
    this.stirred();
    this.connection.release();
  }

  /** It has sent or received something. */
  stirred(): void {
    this.connection.setDeadline(this.#host.idleMs, 'idle-timeout' satisfies CloseReason);
  }

  /** Sends what the server says to it, as it is. */
  deliver(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.stirred();
    if (this.#flow?.isBlocked === true) this.#enqueue(bytes);
    else this.#send(bytes);
  }

  /** The client has answered, or the wait is over. */
  goOn(): void {
    this.#flow?.reset();
    let count = 0;
    for (const bytes of this.#queue) {
      if (this.#flow?.isBlocked === true) break;
      count++;
      this.#queueBytes -= bytes.length;
      this.#send(bytes);
    }
    this.#queue.splice(0, count);
  }

  get isBlocked(): boolean {
    return this.#flow?.isBlocked ?? false;
  }

  #enqueue(bytes: Uint8Array): void {
    this.#queueBytes += bytes.length;
    if (this.#queue.length >= STAR_QUEUE_COUNT_MAX || this.#queueBytes > STAR_QUEUE_BYTES_MAX) {
      this.connection.destroy('slow-reader');
      return;
    }
    this.#queue.push(bytes.slice());
  }

  #send(bytes: Uint8Array): void {
    const flow = this.#flow;
    if (flow?.send(bytes.length) === true) this.connection.sendRaw(STAR_BYTES, 0, 1);
    this.connection.sendRaw(bytes, 0, bytes.length);
    if (flow?.isBlocked !== true) return;
    this.blockedSinceMs = this.#host.nowMs();
    this.#host.blocked(this);
  }
}
