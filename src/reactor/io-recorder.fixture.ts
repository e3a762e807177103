// Records every row of an `Io` for tests, and checks the rules that no test needs to repeat: a slot begins with
// `accepted` or with our connect, ends with one `closed`, and has no rows between its end and its next beginning.
import { assert } from '../base/index.ts';
import { type ConnectOptions, type Io, IoEvent, type IoTurn, type SocketId } from './io.ts';

/** The rows of one socket so far. */
export interface SocketRecord {
  readonly socket: SocketId;
  readonly isAccepted: boolean;
  isConnected: boolean;
  isEnded: boolean;
  isClosed: boolean;
  errno: number;
  receivedBytes: number;
  drainedCount: number;
  readonly chunks: Uint8Array[];
}

export class IoRecorder {
  readonly io: Io;
  /** Every socket that ever was, in order. */
  readonly records: SocketRecord[] = [];
  turnCount = 0;
  /** The causes of `acceptFailed` rows, in order. */
  readonly acceptErrnos: number[] = [];
  /** Called for each row, after it was recorded. */
  onRow: ((event: number, record: SocketRecord) => void) | null = null;
  readonly #live = new Map<SocketId, SocketRecord>();

  constructor(io: Io) {
    this.io = io;
    io.start((turn) => this.#turn(turn));
  }

  get accepted(): SocketRecord[] {
    return this.records.filter((record) => record.isAccepted);
  }

  get liveCount(): number {
    return this.#live.size;
  }

  connect(options: ConnectOptions): SocketRecord {
    return this.#begin(this.io.connect(options), false);
  }

  /** Takes a connection of another io. */
  adopt(descriptor: number): SocketRecord {
    return this.#begin(this.io.move.adopt(descriptor), true);
  }

  /** The socket went to another io: no row may follow. */
  release(record: SocketRecord): void {
    this.io.move.release(record.socket);
    this.#live.delete(record.socket);
  }

  #begin(socket: SocketId, isAccepted: boolean): SocketRecord {
    assert(!this.#live.has(socket), 'a slot is given away only after its socket was closed');
    const record: SocketRecord = {
      socket,
      isAccepted,
      isConnected: isAccepted,
      isEnded: false,
      isClosed: false,
      errno: 0,
      receivedBytes: 0,
      drainedCount: 0,
      chunks: [],
    };
    this.#live.set(socket, record);
    this.records.push(record);
    return record;
  }

  #turn(turn: IoTurn): void {
    this.turnCount++;
    for (let row = 0; row < turn.count; row++) {
      const event = turn.event[row] ?? 0;
      const socket = turn.socket[row] ?? -1;
      const value = turn.value[row] ?? 0;
      if (event === IoEvent.acceptFailed) {
        this.acceptErrnos.push(value);
        continue;
      }
      const record = event === IoEvent.accepted ? this.#begin(socket, true) : this.#live.get(socket);
      assert(record !== undefined, 'no row comes before the beginning or after the end of a socket');
      const offset = turn.offset[row] ?? 0;
      this.#note(record, event, event === IoEvent.received ? turn.arena.slice(offset, offset + value) : value);
      this.onRow?.(event, record);
    }
  }

  #note(record: SocketRecord, event: number, value: Uint8Array | number): void {
    if (typeof value !== 'number') {
      assert(record.isConnected && !record.isEnded && value.length > 0, 'bytes come between the beginning and the end');
      record.receivedBytes += value.length;
      record.chunks.push(value);
      return;
    }
    if (event === IoEvent.connected) {
      assert(!record.isConnected, 'a socket is connected once');
      record.isConnected = true;
    } else if (event === IoEvent.ended) {
      assert(!record.isEnded, 'a peer ends once');
      record.isEnded = true;
    } else if (event === IoEvent.drained) record.drainedCount++;
    else if (event === IoEvent.closed) {
      record.isClosed = true;
      record.errno = value;
      this.#live.delete(record.socket);
    }
  }
}

/** The bytes that a socket received, joined. */
export function bytesOf(record: SocketRecord): Uint8Array {
  const whole = new Uint8Array(record.receivedBytes);
  let at = 0;
  for (const chunk of record.chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
