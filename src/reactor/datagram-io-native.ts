// The `DatagramIo` body over the addon: Linux. The engine reports which descriptors are readable; `recvmmsg` fills the
// rows, up to 64 in a call, and one `sendmmsg` after the turn sends the queue. It has an engine of its own with small
// tables, without connections.
import { assert, type Counter, type Counters } from '../base/index.ts';
import type { BindOptions, DatagramIo, DatagramSocket, DatagramTurn } from './datagram-io.ts';
import { DatagramOutput } from './datagram-output.ts';
import { DatagramRows } from './datagram-rows.ts';
import { type NativeAddon, type NativeEngine, openEngine, READY } from './engine-native.ts';
import { errnoName } from './errno.ts';
import type { Endpoint } from './io.ts';
import { addressOf } from './io-native.ts';
import { DATAGRAM_BATCHES_MAX, DATAGRAM_ROWS_MAX, DATAGRAM_SOCKETS_MAX, TURN_RECEIVE_BYTES } from './limits.ts';
import { listenError } from './listen-error.ts';
import { ERRNO, type PollerName } from './names/index.ts';
import { createTables, type NativeTables } from './native-tables.ts';
import { ReactorError } from './reactor-error.ts';

export interface NativeDatagramIoOptions {
  readonly addon: NativeAddon;
  readonly counters: Counters;
  readonly poller?: PollerName;
}

/** Throws `ReactorError` (`poller-unavailable`) when the system does not allow the poller. */
export function createNativeDatagramIo(options: NativeDatagramIoOptions): DatagramIo {
  return new NativeDatagramIo(options);
}

/** What a socket needs from its io. */
interface SocketHost {
  readonly addon: NativeAddon;
  readonly engine: NativeEngine;
  readonly counters: Counters;
  gone(slot: number): void;
}

class NativeDatagramIo implements DatagramIo, SocketHost {
  readonly name = 'native';
  readonly addon: NativeAddon;
  readonly engine: NativeEngine;
  readonly counters: Counters;
  readonly #tables: NativeTables;
  readonly #sockets = new Map<number, NativeDatagramSocket>();
  #isStopped = false;

  constructor({ addon, counters, poller = 'epoll' }: NativeDatagramIoOptions) {
    this.addon = addon;
    this.counters = counters;
    // Each socket has one row a turn. The engine moves no bytes here, but requires the room that one socket may need.
    const few = { slots: 2 * DATAGRAM_SOCKETS_MAX, rows: 2 * DATAGRAM_SOCKETS_MAX, pieces: 1 };
    this.#tables = createTables({ ...few, arenaBytes: TURN_RECEIVE_BYTES, outputBytes: 1 });
    const budgets = { receiveBytes: 1, sendBytes: 1, accepts: 1, sockets: DATAGRAM_SOCKETS_MAX };
    this.engine = openEngine(new addon.Engine(poller, this.#tables, budgets, (rows) => this.#turn(rows)), poller);
  }

  async bind(options: BindOptions, onTurn: (turn: DatagramTurn) => void): Promise<DatagramSocket> {
    const { host, port, reusePort = false } = options;
    this.#refuseWhenStopped();
    const address = await addressOf(options);
    this.#refuseWhenStopped();
    if (this.#sockets.size >= DATAGRAM_SOCKETS_MAX) {
      const message = `All ${DATAGRAM_SOCKETS_MAX} datagram sockets of this io are in use. Close some, or use another process.`;
      throw new ReactorError('sockets-exhausted', message);
    }
    const descriptor = this.addon.openDatagram(address, port, reusePort);
    if (descriptor < 0) throw listenError(options, { code: errnoName(descriptor) });
    const slot = this.engine.watch(descriptor);
    if (slot < 0) {
      this.addon.closeDescriptor(descriptor);
      throw listenError(options, { code: errnoName(slot) });
    }
    const endpoint = { host, port: this.addon.datagramPort(descriptor) };
    const socket = new NativeDatagramSocket(this, {
      descriptor,
      slot,
      endpoint,
      isSix: address.includes(':'),
      rows: new DatagramRows({ rowsMax: DATAGRAM_ROWS_MAX, placeBytes: options.datagramBytesMax }),
      onTurn,
    });
    this.#sockets.set(slot, socket);
    return socket;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const socket of [...this.#sockets.values()]) await socket.close();
    this.engine.stop();
  }

  gone(slot: number): void {
    this.#sockets.delete(slot);
  }

  #turn(rows: number): void {
    const { event, socket } = this.#tables;
    for (let row = 0; row < rows; row++) {
      if (event[row] === READY) this.#sockets.get(socket[row] ?? -1)?.receive();
    }
  }

  #refuseWhenStopped(): void {
    if (this.#isStopped) throw new ReactorError('stopped', 'The io was stopped and no longer receives.');
  }
}

interface SocketParts {
  readonly descriptor: number;
  readonly slot: number;
  readonly endpoint: Endpoint;
  readonly isSix: boolean;
  readonly rows: DatagramRows;
  readonly onTurn: (turn: DatagramTurn) => void;
}

class NativeDatagramSocket implements DatagramSocket {
  readonly endpoint: Endpoint;
  readonly #host: SocketHost;
  readonly #parts: SocketParts;
  readonly #output: DatagramOutput;
  readonly #received: Counter;
  readonly #cut: Counter;
  #isClosed = false;
  readonly #goOn = (): void => this.receive();

  constructor(host: SocketHost, parts: SocketParts) {
    this.endpoint = parts.endpoint;
    this.#host = host;
    this.#parts = parts;
    this.#received = host.counters.counter('datagrams_received');
    this.#cut = host.counters.counter('datagrams_refused', 'too-long');
    this.#output = new DatagramOutput({
      counters: host.counters,
      transmit: (table, first, end) => host.addon.sendDatagrams(parts.descriptor, table, first, end, parts.isSix),
      // The check phase of the same round of the loop, after the promises of the received datagrams.
      later: (callback) => setImmediate(callback),
      after: (delayMs, callback) => setTimeout(callback, delayMs),
    });
  }

  stage(bytes: Uint8Array, start: number, end: number): void {
    this.#output.stage(bytes, start, end);
  }

  send(peers: Uint8Array, at: number): boolean {
    return this.#output.push(peers, at);
  }

  /**
   * The engine reports an edge: read everything, or the rest in the next round, so that other sockets are served in
   * between.
   */
  receive(): void {
    const { rows } = this.#parts;
    for (let batch = 0; batch < DATAGRAM_BATCHES_MAX; batch++) {
      if (this.#isClosed) return;
      const count = this.#host.addon.receiveDatagrams(this.#parts.descriptor, rows, rows.placeBytes);
      if (count === ERRNO.EAGAIN) return;
      if (count < 0) this.#host.counters.counter('datagram_receive_failed', errnoName(count)).add();
      else this.#deliver(count);
      // Fewer than there was room for: nothing is left, and the next datagram makes an edge.
      if (count >= 0 && count < DATAGRAM_ROWS_MAX) return;
    }
    setImmediate(this.#goOn);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#output.close();
    this.#isClosed = true;
    this.#host.engine.unwatch(this.#parts.slot);
    assert(this.#host.addon.closeDescriptor(this.#parts.descriptor) === 0, 'a descriptor is closed once');
    this.#host.gone(this.#parts.slot);
  }

  #deliver(count: number): void {
    const { rows, onTurn } = this.#parts;
    rows.count = count;
    this.#cut.add(rows.dropCut());
    this.#received.add(rows.count);
    if (rows.count > 0) onTurn(rows);
  }
}
