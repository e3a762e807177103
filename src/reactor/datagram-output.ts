// The output of one socket: rows of (peer, offset, length) over one buffer, in which a text for many peers lies once.
// The rows leave together after the turn. The bodies share this class; only `transmit` differs. Invariant: rows [first,
// count) wait, in sending order; staged bytes lie behind or among their bytes.
import { assert, type Counter, type Counters } from '../base/index.ts';
import { PEER_BYTES } from './datagram-io.ts';
import { errnoName } from './errno.ts';
import { DATAGRAM_BYTES_MAX, DATAGRAM_OUTPUT_BYTES, DATAGRAM_OUTPUT_ROWS, DATAGRAM_RETRY_MS } from './limits.ts';
import { MemoryCopier } from './memory-copier.ts';
import { ERRNO } from './names/index.ts';
import { ReactorError } from './reactor-error.ts';

/** Rows to send. */
export interface DatagramOutputTable {
  readonly bytes: Uint8Array;
  readonly offset: Int32Array;
  readonly length: Int32Array;
  readonly peers: Uint8Array;
}

export interface DatagramOutputHost {
  readonly counters: Counters;
  /** Sends rows [first, end); returns how many were sent, at least one, or the negative error of the first. */
  transmit(table: DatagramOutputTable, first: number, end: number): number;
  /** Calls back once when the turn is done. */
  later(callback: () => void): void;
  /** Calls back once after this many milliseconds. */
  after(delayMs: number, callback: () => void): void;
}

export class DatagramOutput implements DatagramOutputTable {
  readonly bytes = new Uint8Array(DATAGRAM_OUTPUT_BYTES);
  readonly offset = new Int32Array(DATAGRAM_OUTPUT_ROWS);
  readonly length = new Int32Array(DATAGRAM_OUTPUT_ROWS);
  readonly peers = new Uint8Array(DATAGRAM_OUTPUT_ROWS * PEER_BYTES);
  readonly #host: DatagramOutputHost;
  readonly #sent: Counter;
  readonly #dropped: Counter;
  readonly #copier = new MemoryCopier(this.bytes);
  readonly #peerCopier = new MemoryCopier(this.peers);
  #first = 0;
  #count = 0;
  /** Bytes of the buffer that rows or the staged text occupy. */
  #used = 0;
  #stagedAt = 0;
  /** -1 when there was no room for it. */
  #stagedBytes = 0;
  #isScheduled = false;
  #isClosed = false;
  readonly #run = (): void => {
    this.#isScheduled = false;
    this.flush();
  };

  constructor(host: DatagramOutputHost) {
    this.#host = host;
    this.#sent = host.counters.counter('datagrams_sent');
    this.#dropped = host.counters.counter('datagrams_unsent', 'queue-full');
  }

  stage(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length > DATAGRAM_BYTES_MAX) {
      const message = `A datagram of ${length} bytes cannot be sent: the most is ${DATAGRAM_BYTES_MAX}. Send it in parts.`;
      throw new ReactorError('payload-too-long', message);
    }
    if (this.#used + length > this.bytes.length) this.flush();
    // No row uses the bytes staged before, so their place is free.
    if (this.#first === this.#count) this.#used = 0;
    const hasRoom = this.#used + length <= this.bytes.length;
    this.#stagedBytes = hasRoom ? length : -1;
    if (!hasRoom) return;
    this.#stagedAt = this.#used;
    this.#copier.copy(this.#stagedAt, bytes, start, length);
    this.#used += length;
  }

  /** Whether it was queued. */
  push(peers: Uint8Array, at: number): boolean {
    if (this.#isClosed) return false;
    if (this.#count === DATAGRAM_OUTPUT_ROWS) this.flush();
    if (this.#stagedBytes < 0 || this.#count === DATAGRAM_OUTPUT_ROWS) {
      this.#dropped.add();
      return false;
    }
    const row = this.#count++;
    this.offset[row] = this.#stagedAt;
    this.length[row] = this.#stagedBytes;
    this.#peerCopier.copy(row * PEER_BYTES, peers, at, PEER_BYTES);
    if (!this.#isScheduled) this.#schedule();
    return true;
  }

  /**
   * Sends what the system accepts; the rest waits and is retried. A datagram that the system rejects is counted and
   * dropped.
   */
  flush(): void {
    while (this.#first < this.#count) {
      const gone = this.#host.transmit(this, this.#first, this.#count);
      assert(gone !== 0, 'a transmission sends rows or returns an error');
      if (gone === ERRNO.EAGAIN) {
        this.#retry();
        return;
      }
      if (gone > 0) this.#sent.add(gone);
      else this.#host.counters.counter('datagrams_unsent', errnoName(gone)).add();
      this.#first += Math.max(gone, 1);
    }
    this.#first = 0;
    this.#count = 0;
  }

  /** Sends what the system accepts now; the rest, and everything later, is dropped. */
  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#dropped.add(this.#count - this.#first);
    this.#first = this.#count;
  }

  #schedule(): void {
    this.#isScheduled = true;
    this.#host.later(this.#run);
  }

  #retry(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    this.#host.after(DATAGRAM_RETRY_MS, this.#run);
  }
}
