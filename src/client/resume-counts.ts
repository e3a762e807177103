// The counts of a session, in both directions, and what follows from them: which packets to send again and when an
// acknowledgement is due. Counts are numbers of 32 bits that wrap; only distances between them are compared.
//
// A packet of the server counts once it is passed to the application. A packet of the client counts once `send` has taken it,
// whether or not there is a link.
import { PendingPackets } from './pending-packets.ts';

/** What the server said of its acknowledgements when it enabled resuming. */
export interface ResumeTerms {
  readonly start: number;
  readonly ackPackets: number;
  readonly ackBytes: number;
  readonly pendingMax: number;
}

function distance(from: number, to: number): number {
  return (to - from) >>> 0;
}

export class ResumeCounts {
  readonly #pending = new PendingPackets();
  #sent = 0;
  /** The last count of the server that was valid: nothing before it comes again. */
  #done = 0;
  #received = 0;
  #acknowledged = 0;
  #unacknowledgedBytes = 0;
  #ackPackets = Number.POSITIVE_INFINITY;
  #ackBytes = Number.POSITIVE_INFINITY;

  /** Packets sent, the last one's number. */
  get sent(): number {
    return this.#sent;
  }

  /** Packets passed to the application, the last one's number. */
  get received(): number {
    return this.#received;
  }

  /** Packets that the server has not acknowledged. */
  get pendingCount(): number {
    return this.#pending.count;
  }

  /** Packets that the client has not acknowledged. */
  get unacknowledged(): number {
    return distance(this.#acknowledged, this.#received);
  }

  /** Whether so much was received that the acknowledgement does not wait for its time. */
  get isAckDue(): boolean {
    return this.unacknowledged >= this.#ackPackets || this.#unacknowledgedBytes >= this.#ackBytes;
  }

  /** The server has enabled resuming. Packets that were sent since it was asked are the first that count. */
  begin({ start, ackPackets, ackBytes, pendingMax }: ResumeTerms): void {
    this.#pending.countMax = pendingMax;
    this.#sent = (start + this.#sent) >>> 0;
    this.#done = start;
    this.#received = start;
    this.#acknowledged = start;
    this.#ackPackets = Math.max(1, ackPackets);
    this.#ackBytes = Math.max(1, ackBytes);
  }

  /** Counts and keeps a packet; false when there is no room for it. */
  send(packet: Uint8Array, length: number): boolean {
    if (!this.#pending.add(packet, length)) return false;
    this.#sent = (this.#sent + 1) >>> 0;
    return true;
  }

  /** A packet of the server was passed to the application. */
  receive(bytes: number): void {
    this.#received = (this.#received + 1) >>> 0;
    this.#unacknowledgedBytes += bytes;
  }

  /** The count that the client acknowledges now. */
  acknowledge(): number {
    this.#acknowledged = this.#received;
    this.#unacknowledgedBytes = 0;
    return this.#received;
  }

  /** Packets up to `done` took effect. False for a count that no server can have. */
  done(done: number): boolean {
    if (!this.#isPossible(done)) return false;
    this.#done = done;
    this.#forgetThrough(done);
    return true;
  }

  /**
   * Packets up to `received` have reached the server; they are not sent again. The message that runs there is one of them, so a
   * `done` that comes later may be lower. False for a count that no server can have.
   */
  reached(received: number): boolean {
    if (!this.#isPossible(received)) return false;
    this.#forgetThrough(received);
    return true;
  }

  forEachPending(visit: (packet: Uint8Array) => void): void {
    this.#pending.forEach(visit);
  }

  #isPossible(count: number): boolean {
    return distance(this.#done, count) <= distance(this.#done, this.#sent);
  }

  #forgetThrough(count: number): void {
    this.#pending.keepNewest(Math.min(this.#pending.count, distance(count, this.#sent)));
  }
}
