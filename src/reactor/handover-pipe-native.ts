// The pipe of a hand-over, over the addon: one end of a pair of local sockets. It has an engine of its own, because that of the
// sockets stands still while they are handed over.
import { assert } from '../base/index.ts';
import { HandoverError, type HandoverPipe, type PipeEvents, type PipePiece } from '../handover/index.ts';
import { loadAddon, type NativeAddon, type NativeEngine, openEngine, READY } from './engine-native.ts';
import { errnoName } from './errno.ts';
import { ERRNO } from './names/index.ts';
import { createTables, type NativeTables } from './native-tables.ts';

/** As much as the kernel holds for one end. */
const RECEIVE_BYTES = 256 * 1024;
/** How many descriptors came, and then they. */
const DESCRIPTOR_PLACES = 254;
/** Too many descriptors on their way: the other side takes some. */
const TOO_MANY = -109;

/** The addon. Throws `HandoverError` where it is missing. */
export function handoverAddon(): NativeAddon {
  const loaded = loadAddon();
  if ('addon' in loaded) return loaded.addon;
  const message = `The native I/O is not available (${loaded.missing}), and connections cannot be handed over without it; restart instead.`;
  throw new HandoverError('handover-refused', message);
}

/** Two ends. The one that is not used here is passed to the child, and then closed here. */
export function openHandoverPair(addon: NativeAddon): readonly [here: number, there: number] {
  const pair = new Int32Array(2);
  const error = addon.openSocketPair(pair);
  if (error < 0)
    throw new HandoverError('handover-lost', `No pair of local sockets could be opened (${errnoName(error)}).`);
  return [pair[0] as number, pair[1] as number];
}

export class NativeHandoverPipe implements HandoverPipe {
  readonly #addon: NativeAddon;
  readonly #descriptor: number;
  readonly #tables: NativeTables;
  readonly #engine: NativeEngine;
  readonly #bytes = new Uint8Array(RECEIVE_BYTES);
  readonly #received = new Int32Array(DESCRIPTOR_PLACES);
  #events: PipeEvents | null = null;
  #slot = -1;
  #isPaused = false;
  #hasEnded = false;
  #isClosed = false;

  /** The descriptor is the pipe's from here. */
  constructor(addon: NativeAddon, descriptor: number) {
    this.#addon = addon;
    this.#descriptor = descriptor;
    this.#tables = createTables({ slots: 4, rows: 4, pieces: 1, arenaBytes: 64 * 1024, outputBytes: 1 });
    const budgets = { receiveBytes: 1, sendBytes: 1, accepts: 1, sockets: 1 };
    this.#engine = openEngine(new addon.Engine('epoll', this.#tables, budgets, (rows) => this.#turn(rows)), 'epoll');
  }

  open(events: PipeEvents): void {
    this.#events = events;
    this.#slot = this.#engine.watch(this.#descriptor);
    assert(this.#slot >= 0, 'the pair can be watched');
  }

  send({ bytes, start, end, descriptors }: PipePiece): number {
    if (this.#isClosed) return -1;
    const sent = this.#addon.sendDescriptors(this.#descriptor, bytes, start, end, Int32Array.from(descriptors));
    if (sent >= 0) return sent;
    return sent === ERRNO.EAGAIN || sent === TOO_MANY ? 0 : -1;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    // What came meanwhile was reported already.
    setImmediate(() => this.#read());
  }

  drain(): void {
    this.#receiveAll(() => true);
  }

  duplicate(descriptor: number): number {
    const copy = this.#addon.duplicate(descriptor);
    if (copy < 0)
      throw new HandoverError('handover-lost', `A descriptor could not be duplicated (${errnoName(copy)}).`);
    return copy;
  }

  closeDescriptor(descriptor: number): void {
    this.#addon.closeDescriptor(descriptor);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#slot >= 0) this.#engine.unwatch(this.#slot);
    this.#engine.stop();
    this.#addon.closeDescriptor(this.#descriptor);
  }

  #turn(rows: number): void {
    for (let row = 0; row < rows; row++) if (this.#tables.event[row] === READY) this.#read();
  }

  #read(): void {
    this.#receiveAll(() => !this.#isPaused);
  }

  #receiveAll(mayGoOn: () => boolean): void {
    while (!this.#isClosed && !this.#hasEnded && mayGoOn()) {
      const got = this.#addon.receiveDescriptors(this.#descriptor, this.#bytes, 0, this.#received);
      if (got === ERRNO.EAGAIN) return;
      if (got <= 0) {
        this.#hasEnded = true;
        if (this.#slot >= 0) this.#engine.unwatch(this.#slot);
        this.#events?.ended();
        return;
      }
      const count = this.#received[0] as number;
      this.#events?.received(this.#bytes.subarray(0, got), [...this.#received.subarray(1, 1 + count)]);
    }
  }
}
