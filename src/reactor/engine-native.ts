// The addon of native/: sockets and pollers of Linux in batches, as TypeScript sees it, and how it is loaded. The
// tables are memory that both sides read and write, so output is queued without a call. native/engine.h defines the
// tables.
import { createRequire } from 'node:module';
import process from 'node:process';
import { messageOf } from '../base/index.ts';
import { errnoName } from './errno.ts';
import type { PollerName } from './names/index.ts';
import type { NativeTables } from './native-tables.ts';
import { ReactorError } from './reactor-error.ts';

/** States of a slot: values of `NativeTables.state`. */
export const SlotState = { gone: 0, open: 1, ending: 2 } as const;

/** A row for a descriptor passed to `watch`; the other values are those of `IoEvent`. */
export const READY = 8;

export interface NativeBudgets {
  readonly receiveBytes: number;
  readonly sendBytes: number;
  readonly accepts: number;
  /** Sockets of one turn. */
  readonly sockets: number;
}

/** Numbers below 0 are errors: -errno of Linux. */
export interface NativeEngine {
  open(): number;
  /** From here on the engine reads and writes these tables; they begin with the contents of the former. */
  useTables(tables: NativeTables): void;
  listen(host: string, port: number, backlog: number, flags: number, deadPeerSeconds: number): number;
  localPort(slot: number): number;
  unlisten(slot: number): void;
  connect(host: string, port: number): number;
  pause(slot: number): void;
  resume(slot: number): void;
  end(slot: number): void;
  destroy(slot: number): void;
  address(slot: number): string;
  /** Rows of event `READY` report that a descriptor of the caller's is readable; read until -EAGAIN. */
  watch(descriptor: number): number;
  unwatch(slot: number): void;
  /** Sends the queue now instead of at the end of the turn. */
  send(): void;
  /** Makes sure that a turn follows. */
  wake(): void;
  /** No turn follows, nothing is read or sent; until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** The descriptor of a socket or listener, which stays the engine's. */
  descriptorOf(slot: number): number;
  /** A copy of the bytes that the kernel has not accepted; they stay in the backlog. */
  unsent(slot: number): Uint8Array;
  /** Lets a socket or listener go without an end and without a row. */
  release(slot: number): void;
  /** The slot of a connected socket of another process; after an error the descriptor stays the caller's. */
  adopt(descriptor: number): number;
  adoptListener(descriptor: number): number;
  stop(): void;
}

/** Datagrams in rows, defined in native/datagram.h; peers as in `datagram-io.ts`. */
export interface DatagramTable {
  readonly bytes: Uint8Array;
  readonly peers: Uint8Array;
  readonly offset: Int32Array;
  readonly length: Int32Array;
}

export interface NativeAddon {
  readonly Engine: new (
    poller: PollerName,
    tables: NativeTables,
    budgets: NativeBudgets,
    onTurn: (rows: number) => void,
  ) => NativeEngine;
  openDatagram(host: string, port: number, isPortShared: boolean): number;
  /** Fills rows; a truncated datagram has its full length in the table. Returns the number of rows. */
  receiveDatagrams(descriptor: number, table: DatagramTable, placeBytes: number): number;
  /** Sends rows [first, end). Returns how many were sent, or the error of the first. */
  sendDatagrams(descriptor: number, table: DatagramTable, first: number, end: number, isSix: boolean): number;
  datagramPort(descriptor: number): number;
  closeDescriptor(descriptor: number): number;
  /** The port of a bound datagram socket of another process; it does not block from now on. */
  adoptDatagram(descriptor: number): number;
  /** Fills two places with connected local stream sockets, which do not block. */
  openSocketPair(pair: Int32Array): number;
  /**
   * Sends bytes [start, end), and the descriptors (at most 253) with the first of them: how many bytes were sent. A caller
   * that continues with the rest sends no descriptors. -ETOOMANYREFS: too many are on their way already.
   */
  sendDescriptors(descriptor: number, bytes: Uint8Array, start: number, end: number, descriptors: Int32Array): number;
  /**
   * How many bytes came behind `start`, 0 at the end. `descriptors` has 254 places: how many descriptors came, and then
   * they. -EMFILE: some did not fit into this process, and none was kept.
   */
  receiveDescriptors(descriptor: number, bytes: Uint8Array, start: number, descriptors: Int32Array): number;
  duplicate(descriptor: number): number;
  /** `target` is the file of `descriptor` from now on, also in a program that is started. */
  replaceDescriptor(descriptor: number, target: number): number;
  /** Sends a datagram to a local socket; a path that begins with @ is no file. */
  sendToLocal(path: string, text: string): number;
  /** Fills `state`, of `HMAC_STATE_BYTES`, from a key. Returns 0, or an error where the process has no OpenSSL. */
  prepareHmac(key: Uint8Array, state: Uint8Array): number;
  /** Writes the tag of the byte `first` and bytes [start, end) behind them. */
  signHmac(state: Uint8Array, first: number, bytes: Uint8Array, start: number, end: number): number;
  /** 1 when the last eight of bytes [start, end) are the tag of `first` and those before, else 0. */
  checkHmac(state: Uint8Array, first: number, bytes: Uint8Array, start: number, end: number): number;
}

export const HMAC_STATE_BYTES = 256;

/** Throws `ReactorError` (`poller-unavailable`). */
export function openEngine(engine: NativeEngine, poller: PollerName): NativeEngine {
  const error = engine.open();
  if (error === 0) return engine;
  engine.stop();
  throw new ReactorError(
    'poller-unavailable',
    `The poller ${poller} is not available (${errnoName(error)}): the system or its sandbox forbids it. Choose another one.`,
  );
}

/** The addon, or a clause that says why it is missing. */
export function loadAddon(): { readonly addon: NativeAddon } | { readonly missing: string } {
  if (process.platform !== 'linux') return { missing: `it runs on Linux only; this system is ${process.platform}` };
  try {
    return { addon: createRequire(import.meta.url)('../../native/build/Release/jadegate.node') as NativeAddon };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND')
      return { missing: 'it was not built: `npm run native` builds it, or says what is missing' };
    return { missing: messageOf(error) };
  }
}
