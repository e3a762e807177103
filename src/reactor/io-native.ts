// The `Io` body over the addon: Linux, plain TCP, numeric addresses. One call for each turn of the loop receives from
// all sockets into one arena, and one call sends everything queued; a write is a copy into shared memory, without a
// call. Invariant: output, arena and tables belong to the engine; this class keeps no other state about a socket. It
// supports neither TLS nor host names: `io-default.ts` passes those to the node body.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { assert, type Counters, messageOf } from '../base/index.ts';
import { type NativeAddon, type NativeEngine, openEngine, SlotState } from './engine-native.ts';
import { errnoName } from './errno.ts';
import type {
  BoundListener,
  ConnectOptions,
  Endpoint,
  Io,
  IoMove,
  IoTurn,
  ListenerId,
  ListenOptions,
  SocketId,
} from './io.ts';
import {
  ARENA_BYTES,
  DEAD_PEER_SECONDS,
  GATHER_BYTES,
  NATIVE_OUTPUT_BYTES,
  NATIVE_PIECES_MAX,
  NATIVE_SOCKETS_MAX,
  NATIVE_SOCKETS_MIN,
  ROWS_MAX,
  TURN_ACCEPTS,
  TURN_RECEIVE_BYTES,
  TURN_SEND_BYTES,
  TURN_SOCKETS,
} from './limits.ts';
import { listenError } from './listen-error.ts';
import { MemoryCopier } from './memory-copier.ts';
import type { PollerName } from './names/index.ts';
import { Control, createSlots, createTables, type NativeTables, SLOT_TABLES } from './native-tables.ts';
import { ReactorError } from './reactor-error.ts';

export interface NativeIoOptions {
  readonly addon: NativeAddon;
  readonly counters: Counters;
  readonly poller?: PollerName;
}

/** Throws `ReactorError` (`poller-unavailable`) when the system does not allow the poller. */
export function createNativeIo(options: NativeIoOptions): Io {
  return new NativeIo(options);
}

/** Whether a host is a numeric address; names need a look-up. */
export function isAddress(host: string): boolean {
  return isIP(host) > 0;
}

class NativeIo implements Io {
  readonly name = 'native';
  readonly #counters: Counters;
  readonly #engine: NativeEngine;
  #tables: NativeTables;
  // The tables of the packet path again, as own fields: there, one more step between objects is measurable.
  readonly #memory: Uint8Array;
  readonly #control: Int32Array;
  readonly #entryOffset: Int32Array;
  readonly #entryLength: Int32Array;
  readonly #entryNext: Int32Array;
  readonly #touched: Int32Array;
  // Tables by slot grow; see #useSlots.
  #state: Uint8Array = new Uint8Array(0);
  #owesDrained: Uint8Array = new Uint8Array(0);
  #backlog: Int32Array = new Int32Array(0);
  #queued: Int32Array = new Int32Array(0);
  #firstEntry: Int32Array = new Int32Array(0);
  #lastEntry: Int32Array = new Int32Array(0);
  readonly #copier: MemoryCopier;
  readonly #turn: { count: number } & IoTurn;
  #onTurn: ((turn: IoTurn) => void) | null = null;
  readonly move: IoMove = {
    freeze: () => this.#engine.freeze(),
    thaw: () => this.#engine.thaw(),
    descriptorOf: (slot) => descriptorOrNull(this.#engine.descriptorOf(slot)),
    listenerDescriptorOf: (slot) => descriptorOrNull(this.#engine.descriptorOf(slot)),
    unsentOutput: (slot) => this.#engine.unsent(slot),
    release: (slot) => this.#engine.release(slot),
    releaseListener: (slot) => this.#engine.release(slot),
    adopt: (descriptor) => this.#adopt(descriptor),
    adoptListener: async (descriptor, { host }) => {
      this.#growSlots();
      const listener = adopted(this.#engine.adoptListener(descriptor), 'a listening socket');
      return { listener, endpoint: { host, port: this.#engine.localPort(listener) } };
    },
  };
  #isStopped = false;
  /** The part of `Control.pollerRefused` already counted; a failed accept is a row. */
  #pollerRefused = 0;

  constructor({ addon, counters, poller = 'epoll' }: NativeIoOptions) {
    this.#counters = counters;
    const tables = createTables({
      slots: NATIVE_SOCKETS_MIN,
      rows: ROWS_MAX,
      arenaBytes: ARENA_BYTES,
      outputBytes: NATIVE_OUTPUT_BYTES,
      pieces: NATIVE_PIECES_MAX,
    });
    this.#tables = tables;
    this.#memory = tables.memory;
    this.#control = tables.control;
    this.#entryOffset = tables.entryOffset;
    this.#entryLength = tables.entryLength;
    this.#entryNext = tables.entryNext;
    this.#touched = tables.touched;
    this.#useSlots(tables);
    this.#copier = new MemoryCopier(tables.memory);
    const { event, socket, value, offset, memory } = tables;
    this.#turn = { count: 0, event, socket, value, offset, arena: memory };
    const budgets = {
      receiveBytes: TURN_RECEIVE_BYTES,
      sendBytes: TURN_SEND_BYTES,
      accepts: TURN_ACCEPTS,
      sockets: TURN_SOCKETS,
    };
    this.#engine = openEngine(new addon.Engine(poller, tables, budgets, (rows) => this.#deliver(rows)), poller);
  }

  start(onTurn: (turn: IoTurn) => void): void {
    assert(this.#onTurn === null, 'an io is started once');
    this.#onTurn = onTurn;
  }

  async listen(options: ListenOptions): Promise<BoundListener> {
    this.#refuseWhenStopped();
    assert(options.tls === undefined, 'TLS is for the node body');
    const { host, port, backlog, deadPeerSeconds = DEAD_PEER_SECONDS } = options;
    const address = await addressOf(options);
    this.#refuseWhenStopped();
    const listener = this.#engine.listen(address, port, backlog, flagsOf(options), deadPeerSeconds);
    if (listener < 0) throw listenError(options, { code: errnoName(listener) });
    return { listener, endpoint: { host, port: this.#engine.localPort(listener) } };
  }

  async unlisten(listener: ListenerId): Promise<void> {
    this.#engine.unlisten(listener);
    // Until the turn in which nobody waits at the port any more.
    while (this.#engine.localPort(listener) >= 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  pauseAccept(listener: ListenerId): void {
    this.#engine.pause(listener);
  }

  resumeAccept(listener: ListenerId): void {
    this.#engine.resume(listener);
  }

  connect(options: ConnectOptions): SocketId {
    this.#refuseWhenStopped();
    assert(options.tls === undefined && isAddress(options.host), 'TLS and names are for the node body');
    this.#growSlots();
    const slot = this.#engine.connect(options.host, options.port);
    if (slot >= 0) return slot;
    throw new ReactorError(
      'sockets-exhausted',
      `All ${NATIVE_SOCKETS_MAX} sockets are in use. Close some, or connect from another process.`,
    );
  }

  #adopt(descriptor: number): SocketId {
    this.#growSlots();
    return adopted(this.#engine.adopt(descriptor), 'a connection');
  }

  // biome-ignore lint/complexity/useMaxParams: called for every frame; an options object would be garbage each time.
  write(socket: SocketId, bytes: Uint8Array, start: number, end: number): number {
    return this.writeFrame(socket, bytes, 0, bytes, start, end);
  }

  // biome-ignore lint/complexity/useMaxParams: as above.
  writeFrame(
    socket: SocketId,
    head: Uint8Array,
    headBytes: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    if (this.#state[socket] !== SlotState.open) return 0;
    const control = this.#control;
    const memory = this.#memory;
    const length = headBytes + end - start;
    let used = control[Control.outputBytes] ?? 0;
    if (length > NATIVE_OUTPUT_BYTES) {
      this.write(socket, head, 0, headBytes);
      return this.#writeLong(socket, bytes, start, end);
    }
    if (used + length > NATIVE_OUTPUT_BYTES || control[Control.entryCount] === NATIVE_PIECES_MAX) {
      this.#engine.send();
      // The engine may have found the peer gone.
      if (this.#state[socket] !== SlotState.open) return 0;
      used = 0;
    }
    const at = ARENA_BYTES + used;
    for (let index = 0; index < headBytes; index++) memory[at + index] = head[index] ?? 0;
    this.#copier.copy(at + headBytes, bytes, start, end - start);
    return this.#queue(socket, at, length);
  }

  unsentBytes(socket: SocketId): number {
    return this.#state[socket] === SlotState.open ? (this.#queued[socket] ?? 0) + (this.#backlog[socket] ?? 0) : 0;
  }

  pause(socket: SocketId): void {
    this.#engine.pause(socket);
  }

  resume(socket: SocketId): void {
    this.#engine.resume(socket);
  }

  end(socket: SocketId): void {
    this.#engine.end(socket);
  }

  destroy(socket: SocketId): void {
    this.#engine.destroy(socket);
  }

  remoteAddress(socket: SocketId): string {
    return this.#engine.address(socket);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#engine.stop();
  }

  #deliver(rows: number): void {
    this.#countFailures();
    if (rows === 0 || this.#isStopped) return;
    this.#growSlots();
    this.#turn.count = rows;
    this.#onTurn?.(this.#turn);
  }

  /** Half of the slots stay free for connections that one turn accepts. */
  #growSlots(): void {
    const old = this.#tables;
    const slotsMax = old.state.length;
    if ((old.control[Control.slotCount] ?? 0) * 2 < slotsMax || slotsMax === NATIVE_SOCKETS_MAX) return;
    const tables = { ...old, ...createSlots(slotsMax * 2) };
    for (const name of SLOT_TABLES) tables[name].set(old[name]);
    this.#engine.useTables(tables);
    this.#tables = tables;
    this.#useSlots(tables);
  }

  #useSlots(tables: NativeTables): void {
    this.#state = tables.state;
    this.#owesDrained = tables.owesDrained;
    this.#backlog = tables.backlog;
    this.#queued = tables.queued;
    this.#firstEntry = tables.firstEntry;
    this.#lastEntry = tables.lastEntry;
  }

  // biome-ignore lint/complexity/useMaxParams: as `write`.
  #writeLong(socket: SocketId, bytes: Uint8Array, start: number, end: number): number {
    let unsent = 0;
    for (let at = start; at < end; at += NATIVE_OUTPUT_BYTES) {
      unsent = this.write(socket, bytes, at, Math.min(end, at + NATIVE_OUTPUT_BYTES));
    }
    return unsent;
  }

  /** Adds bytes [offset, offset + length) of memory, which lie behind everything queued, to the output of a socket. */
  #queue(socket: SocketId, offset: number, length: number): number {
    const control = this.#control;
    control[Control.outputBytes] = offset + length - ARENA_BYTES;
    const queued = (this.#queued[socket] ?? 0) + length;
    this.#queued[socket] = queued;
    const last = this.#lastEntry[socket] ?? -1;
    if (last >= 0 && (this.#entryOffset[last] ?? 0) + (this.#entryLength[last] ?? 0) === offset) {
      this.#entryLength[last] = (this.#entryLength[last] ?? 0) + length;
    } else this.#addEntry(socket, offset, length);
    if (queued > GATHER_BYTES) this.#engine.send();
    else if (control[Control.isAwake] === 0) this.#engine.wake();
    const unsent = (this.#queued[socket] ?? 0) + (this.#backlog[socket] ?? 0);
    if (unsent > GATHER_BYTES) this.#owesDrained[socket] = 1;
    return unsent;
  }

  #addEntry(socket: SocketId, offset: number, length: number): void {
    const control = this.#control;
    const entry = control[Control.entryCount] ?? 0;
    control[Control.entryCount] = entry + 1;
    this.#entryOffset[entry] = offset;
    this.#entryLength[entry] = length;
    this.#entryNext[entry] = -1;
    const last = this.#lastEntry[socket] ?? -1;
    this.#lastEntry[socket] = entry;
    if (last >= 0) {
      this.#entryNext[last] = entry;
      return;
    }
    this.#firstEntry[socket] = entry;
    const touchedCount = control[Control.touchedCount] ?? 0;
    this.#touched[touchedCount] = socket;
    control[Control.touchedCount] = touchedCount + 1;
  }

  #countFailures(): void {
    const refused = this.#control[Control.pollerRefused] ?? 0;
    if (refused !== this.#pollerRefused) this.#counters.counter('poller_refused').add(refused - this.#pollerRefused);
    this.#pollerRefused = refused;
  }

  #refuseWhenStopped(): void {
    if (!this.#isStopped) return;
    throw new ReactorError('stopped', 'The io was stopped and no longer listens or connects.');
  }
}

function descriptorOrNull(descriptor: number): number | null {
  return descriptor < 0 ? null : descriptor;
}

function adopted(slot: number, what: string): number {
  if (slot >= 0) return slot;
  const why = `${what} of the other process cannot be used here (${errnoName(slot)})`;
  throw new ReactorError('adopt-failed', `${why}: give this process the same limits and the same poller.`);
}

/** The flags for `Engine.listen`. */
function flagsOf({ reusePort = false, noDelay = true, keepAlive = true }: ListenOptions): number {
  return (reusePort ? 1 : 0) | (noDelay ? 0 : 2) | (keepAlive ? 0 : 4);
}

/** The address of a host, looked up when it is a name. Rejects with `ReactorError`. */
export async function addressOf(options: Endpoint): Promise<string> {
  if (isAddress(options.host)) return options.host;
  try {
    return (await lookup(options.host)).address;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw listenError(options, { code, text: messageOf(error), cause: error });
  }
}
