// The `DatagramIo` body over `node:dgram`: any system. It gathers the datagrams of one round of the loop into rows and
// delivers them once; output leaves after the round, one system call each, since `node:dgram` offers nothing else. A
// link-local peer of IPv6 cannot be answered here: `node:dgram` reports its zone by the system's name, for which the
// table has no place.
import { createSocket, type Socket } from 'node:dgram';
import type { Counter, Counters } from '../base/index.ts';
import { messageOf } from '../base/index.ts';
import {
  type BindOptions,
  type DatagramIo,
  type DatagramSocket,
  type DatagramTurn,
  PEER_BYTES,
} from './datagram-io.ts';
import { DatagramOutput, type DatagramOutputTable } from './datagram-output.ts';
import { DatagramRows } from './datagram-rows.ts';
import { errnoName, errnoOf } from './errno.ts';
import type { Endpoint } from './io.ts';
import { addressOf, isAddress } from './io-native.ts';
import { DATAGRAM_OUTPUT_BYTES, DATAGRAM_OUTPUT_ROWS, DATAGRAM_ROWS_MAX, PEER_TEXTS_MAX } from './limits.ts';
import { listenError } from './listen-error.ts';
import { ERRNO } from './names/index.ts';
import { addressOfPeer, isIpv6Peer, peerOf, portOfPeer } from './peer-address.ts';
import { ReactorError } from './reactor-error.ts';

export function createNodeDatagramIo(options: { readonly counters: Counters }): DatagramIo {
  return new NodeDatagramIo(options.counters);
}

class NodeDatagramIo implements DatagramIo {
  readonly name = 'node';
  readonly counters: Counters;
  readonly #sockets = new Set<NodeDatagramSocket>();
  #isStopped = false;

  constructor(counters: Counters) {
    this.counters = counters;
  }

  async bind(options: BindOptions, onTurn: (turn: DatagramTurn) => void): Promise<DatagramSocket> {
    const { host, port, reusePort = false } = options;
    this.#refuseWhenStopped();
    const address = isAddress(host) ? host : await addressOf(options);
    const dgram = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', reusePort });
    await bound(dgram, { address, port }, options);
    const endpoint = { host, port: dgram.address().port };
    const rows = new DatagramRows({ rowsMax: DATAGRAM_ROWS_MAX, placeBytes: options.datagramBytesMax });
    const socket = new NodeDatagramSocket(this, { dgram, endpoint, rows, onTurn });
    this.#sockets.add(socket);
    if (!this.#isStopped) return socket;
    await socket.close();
    this.#refuseWhenStopped();
    return socket;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#sockets].map((socket) => socket.close()));
  }

  gone(socket: NodeDatagramSocket): void {
    this.#sockets.delete(socket);
  }

  #refuseWhenStopped(): void {
    if (this.#isStopped) throw new ReactorError('stopped', 'The io was stopped and no longer receives.');
  }
}

/** Rejects with `ReactorError`; the socket is then closed. */
async function bound(
  dgram: Socket,
  { address, port }: { readonly address: string; readonly port: number },
  asked: Endpoint,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  dgram.once('error', reject);
  dgram.bind({ address, port }, resolve);
  try {
    await promise;
  } catch (error) {
    dgram.close();
    const { code = '' } = error as NodeJS.ErrnoException;
    throw listenError(asked, { code, text: messageOf(error), cause: error });
  } finally {
    dgram.off('error', reject);
  }
}

interface SocketParts {
  readonly dgram: Socket;
  readonly endpoint: Endpoint;
  readonly rows: DatagramRows;
  readonly onTurn: (turn: DatagramTurn) => void;
}

class NodeDatagramSocket implements DatagramSocket {
  readonly endpoint: Endpoint;
  readonly #io: NodeDatagramIo;
  readonly #parts: SocketParts;
  readonly #output: DatagramOutput;
  readonly #received: Counter;
  readonly #tooLong: Counter;
  /** Peers by the names that `node:dgram` uses: most datagrams come from the same few. Cleared when it is full. */
  readonly #peers = new Map<string, Uint8Array>();
  #isScheduled = false;
  #closing: Promise<void> | null = null;
  /** Passed to `node:dgram`, without a result so far. */
  #pendingCount = 0;
  #whenSent: (() => void) | null = null;
  readonly #run = (): void => {
    this.#isScheduled = false;
    this.#deliver();
  };

  constructor(io: NodeDatagramIo, parts: SocketParts) {
    this.endpoint = parts.endpoint;
    this.#io = io;
    this.#parts = parts;
    this.#received = io.counters.counter('datagrams_received');
    this.#tooLong = io.counters.counter('datagrams_refused', 'too-long');
    this.#output = new DatagramOutput({
      counters: io.counters,
      transmit: (table, first, end) => this.#transmit(table, first, end),
      later: (callback) => setImmediate(callback),
      after: (delayMs, callback) => setTimeout(callback, delayMs),
    });
    const { dgram } = parts;
    dgram.on('message', (bytes, from) => this.#arrived(bytes, from));
    // Errors of single datagrams; the port stays open.
    dgram.on('error', (error: NodeJS.ErrnoException) => {
      io.counters.counter('datagram_receive_failed', errnoName(errnoOf(error.code))).add();
    });
  }

  stage(bytes: Uint8Array, start: number, end: number): void {
    this.#output.stage(bytes, start, end);
  }

  send(peers: Uint8Array, at: number): boolean {
    return this.#output.push(peers, at);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#output.close();
    this.#parts.dgram.removeAllListeners('message');
    this.#parts.rows.count = 0;
    // A closed socket drops what was sent in the same round of the loop.
    if (this.#pendingCount > 0) {
      await new Promise<void>((resolve) => {
        this.#whenSent = resolve;
      });
    }
    await new Promise<void>((resolve) => this.#parts.dgram.close(resolve));
    this.#io.gone(this);
  }

  #arrived(bytes: Uint8Array, from: Sender): void {
    const { rows } = this.#parts;
    if (bytes.length > rows.placeBytes) {
      this.#tooLong.add();
      return;
    }
    const peer = this.#peerOf(from);
    if (peer === null) return;
    if (rows.isFull) this.#deliver();
    rows.push(peer, bytes);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#run);
  }

  #deliver(): void {
    const { rows, onTurn } = this.#parts;
    if (rows.count === 0 || this.#closing !== null) return;
    this.#received.add(rows.count);
    onTurn(rows);
    rows.count = 0;
  }

  #transmit(table: DatagramOutputTable, first: number, end: number): number {
    const { dgram } = this.#parts;
    for (let row = first; row < end; row++) {
      const isBehind = this.#pendingCount >= DATAGRAM_OUTPUT_ROWS || dgram.getSendQueueSize() > DATAGRAM_OUTPUT_BYTES;
      if (isBehind) return row > first ? row - first : ERRNO.EAGAIN;
      const offset = table.offset[row] ?? 0;
      const at = row * PEER_BYTES;
      const port = portOfPeer(table.peers, at);
      // `node:dgram` throws what the system would refuse.
      if (port === 0) return row > first ? row - first : ERRNO.EINVAL;
      const address = this.#nameOf(table.peers, at);
      // Sent from a copy: the table is reused before `node:dgram` has sent it.
      const bytes = table.bytes.slice(offset, offset + (table.length[row] ?? 0));
      this.#pendingCount++;
      dgram.send(bytes, port, address, (error) => this.#gone(error));
    }
    return end - first;
  }

  /** The name of the peer for a socket of this family. */
  #nameOf(peers: Uint8Array, at: number): string {
    const address = addressOfPeer(peers, at);
    const isSix = this.endpoint.host.includes(':') || this.#parts.dgram.address().family === 'IPv6';
    return isSix && !isIpv6Peer(peers, at) ? `::ffff:${address}` : address;
  }

  #gone(error: Error | null): void {
    this.#pendingCount--;
    if (error !== null) {
      const { code } = error as NodeJS.ErrnoException;
      this.#io.counters.counter('datagrams_unsent', errnoName(errnoOf(code))).add();
    }
    if (this.#pendingCount === 0) this.#whenSent?.();
  }

  #peerOf(from: Sender): Uint8Array | null {
    const name = `${from.address} ${from.port}`;
    const known = this.#peers.get(name);
    if (known !== undefined) return known;
    const peer = peerOf({ host: from.address, port: from.port });
    if (peer === null) return null;
    if (this.#peers.size >= PEER_TEXTS_MAX) this.#peers.clear();
    this.#peers.set(name, peer);
    return peer;
  }
}

/** A sender as `node:dgram` reports it. */
interface Sender {
  readonly address: string;
  readonly port: number;
}
