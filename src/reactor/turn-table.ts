// One turn under construction: rows over typed arrays and the arena their bytes lie in. A body of `Io` fills one while it
// delivers another.
import { assert } from '../base/index.ts';
import { type IoEvent, type IoTurn, IoEvent as Row, type SocketId } from './io.ts';

export class TurnTable implements IoTurn {
  count = 0;
  event: Uint8Array;
  socket: Int32Array;
  value: Int32Array;
  offset: Int32Array;
  readonly arena: Uint8Array;
  #arenaUsed = 0;

  constructor(options: { readonly rowsMax: number; readonly arenaBytes: number }) {
    this.event = new Uint8Array(options.rowsMax);
    this.socket = new Int32Array(options.rowsMax);
    this.value = new Int32Array(options.rowsMax);
    this.offset = new Int32Array(options.rowsMax);
    this.arena = new Uint8Array(options.arenaBytes);
  }

  get isFull(): boolean {
    return this.count === this.event.length;
  }

  /** Bytes that the arena still takes; 0 when there is no row for them. */
  get room(): number {
    return this.isFull ? 0 : this.arena.length - this.#arenaUsed;
  }

  /** Makes room for as many rows again. */
  growRows(): void {
    const double = <T extends Uint8Array | Int32Array>(grown: T, old: T): T => {
      grown.set(old);
      return grown;
    };
    const rows = this.event.length * 2;
    this.event = double(new Uint8Array(rows), this.event);
    this.socket = double(new Int32Array(rows), this.socket);
    this.value = double(new Int32Array(rows), this.value);
    this.offset = double(new Int32Array(rows), this.offset);
  }

  push(event: IoEvent, socket: SocketId, value: number): void {
    assert(!this.isFull, 'a full turn is delivered before another row is added');
    const row = this.count++;
    this.event[row] = event;
    this.socket[row] = socket;
    this.value[row] = value;
    this.offset[row] = this.#arenaUsed;
  }

  /** A `received` row with a copy of `bytes`. The caller saw to it that there is room. */
  pushBytes(socket: SocketId, bytes: Uint8Array): void {
    assert(bytes.length <= this.room, 'bytes fit into the arena');
    this.arena.set(bytes, this.#arenaUsed);
    this.push(Row.received, socket, bytes.length);
    this.#arenaUsed += bytes.length;
  }

  clear(): void {
    this.count = 0;
    this.#arenaUsed = 0;
  }
}
