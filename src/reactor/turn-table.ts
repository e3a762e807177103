// One turn under construction: rows over typed arrays and the arena with their bytes. A body of `Io` fills one while it
// delivers another. Memory grows with use: a simulated network has thousands of bodies, most of them with few rows.
import { assert } from '../base/index.ts';
import { type IoEvent, type IoTurn, IoEvent as Row, type SocketId } from './io.ts';

/** A table's room before it grows. */
const ROWS_FIRST = 64;
const ARENA_BYTES_FIRST = 1024;

export class TurnTable implements IoTurn {
  count = 0;
  event: Uint8Array;
  socket: Int32Array;
  value: Int32Array;
  offset: Int32Array;
  arena: Uint8Array;
  readonly #arenaBytes: number;
  #rowsMax: number;
  #arenaUsed = 0;

  constructor(options: { readonly rowsMax: number; readonly arenaBytes: number }) {
    this.#rowsMax = options.rowsMax;
    this.#arenaBytes = options.arenaBytes;
    const rows = Math.min(ROWS_FIRST, options.rowsMax);
    this.event = new Uint8Array(rows);
    this.socket = new Int32Array(rows);
    this.value = new Int32Array(rows);
    this.offset = new Int32Array(rows);
    this.arena = new Uint8Array(Math.min(ARENA_BYTES_FIRST, options.arenaBytes));
  }

  get isFull(): boolean {
    return this.count === this.#rowsMax;
  }

  /** Bytes that the arena still has room for; 0 when no row is free. */
  get room(): number {
    return this.isFull ? 0 : this.#arenaBytes - this.#arenaUsed;
  }

  /** Doubles the number of rows. */
  growRows(): void {
    this.#rowsMax *= 2;
  }

  push(event: IoEvent, socket: SocketId, value: number): void {
    assert(!this.isFull, 'a full turn is delivered before another row is added');
    if (this.count === this.event.length) this.#addRows();
    const row = this.count++;
    this.event[row] = event;
    this.socket[row] = socket;
    this.value[row] = value;
    this.offset[row] = this.#arenaUsed;
  }

  /** A `received` row with a copy of `bytes`. The caller has checked the room. */
  pushBytes(socket: SocketId, bytes: Uint8Array): void {
    assert(bytes.length <= this.room, 'bytes fit into the arena');
    if (this.#arenaUsed + bytes.length > this.arena.length) this.#addArena(this.#arenaUsed + bytes.length);
    this.arena.set(bytes, this.#arenaUsed);
    this.push(Row.received, socket, bytes.length);
    this.#arenaUsed += bytes.length;
  }

  clear(): void {
    this.count = 0;
    this.#arenaUsed = 0;
  }

  #addRows(): void {
    const rows = Math.min(this.event.length * 2, this.#rowsMax);
    this.event = grown(new Uint8Array(rows), this.event);
    this.socket = grown(new Int32Array(rows), this.socket);
    this.value = grown(new Int32Array(rows), this.value);
    this.offset = grown(new Int32Array(rows), this.offset);
  }

  #addArena(bytesMin: number): void {
    const bytes = Math.min(Math.max(this.arena.length * 2, bytesMin), this.#arenaBytes);
    this.arena = grown(new Uint8Array(bytes), this.arena);
  }
}

function grown<T extends Uint8Array | Int32Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
}
