// The `DatagramIo` body in memory: several of them on one network, driven by one clock and one source of random
// numbers. The seed decides for each datagram whether it is lost, doubled, or late and so overtaken.
import { assert, type Clock, type Counters, chance, type Random } from '../base/index.ts';
import type { BindOptions, DatagramIo, DatagramSocket, DatagramTurn } from './datagram-io.ts';
import { PEER_BYTES } from './datagram-io.ts';
import { DatagramOutput, type DatagramOutputTable } from './datagram-output.ts';
import { DatagramRows } from './datagram-rows.ts';
import type { Endpoint } from './io.ts';
import { DATAGRAM_ROWS_MAX } from './limits.ts';
import { ERRNO } from './names/index.ts';
import { addressOfPeer, isIpv6Peer, peerOf, portOfPeer } from './peer-address.ts';
import { ReactorError } from './reactor-error.ts';

export interface DatagramNetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Each datagram takes from 0 to this many milliseconds. */
  readonly delayMsMax?: number;
  /** One datagram in this many is lost, and one is doubled; 0 for never. */
  readonly lossOneIn?: number;
  readonly doubleOneIn?: number;
  /** While it returns true, the machines' kernels accept nothing (`EAGAIN`). */
  readonly isFull?: () => boolean;
}

const LOOPBACKS: readonly string[] = ['127.0.0.1', '::1'];
const ANY: readonly string[] = ['0.0.0.0', '::'];
const EPHEMERAL_PORT_FIRST = 49_152;

export class SimulatedDatagramNetwork {
  readonly #options: DatagramNetworkOptions;
  readonly #sockets = new Set<SimulatedDatagramSocket>();
  #ephemeralPort = EPHEMERAL_PORT_FIRST;

  constructor(options: DatagramNetworkOptions) {
    this.#options = options;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get isFull(): boolean {
    return this.#options.isFull?.() ?? false;
  }

  /** A machine of this network. */
  createIo(options: { readonly address: string; readonly counters: Counters }): DatagramIo {
    return new SimulatedDatagramIo(this, options);
  }

  /** Sends a datagram with a forged sender: `from` need not be a machine's address. */
  forge(datagram: { readonly from: Endpoint; readonly to: Endpoint; readonly bytes: Uint8Array }): void {
    const peer = peerOf(datagram.from);
    assert(peer !== null, 'a forged sender is an address');
    this.carry(peer, datagram.to, datagram.bytes);
  }

  carry(from: Uint8Array, to: Endpoint, bytes: Uint8Array): void {
    const { clock, random, delayMsMax = 5, lossOneIn = 0, doubleOneIn = 0 } = this.#options;
    if (lossOneIn > 0 && chance(random, lossOneIn)) return;
    const copies = doubleOneIn > 0 && chance(random, doubleOneIn) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      clock.after(random.below(delayMsMax + 1), () => this.#find(to)?.arrived(from, bytes));
    }
  }

  bind(socket: SimulatedDatagramSocket, address: string, wanted: Endpoint): Endpoint {
    const { host } = wanted;
    if (host !== address && !LOOPBACKS.includes(host) && !ANY.includes(host)) {
      throw new ReactorError('address-unavailable', `Cannot listen on ${host}: this machine has ${address}.`);
    }
    const port = wanted.port === 0 ? this.#ephemeralPort++ : wanted.port;
    const isTaken = [...this.#sockets].some((other) => other.address === address && other.endpoint.port === port);
    if (isTaken) throw new ReactorError('address-in-use', `Cannot listen on ${host}:${port}: the port is in use.`);
    this.#sockets.add(socket);
    return { host, port };
  }

  unbind(socket: SimulatedDatagramSocket): void {
    this.#sockets.delete(socket);
  }

  #find({ host, port }: Endpoint): SimulatedDatagramSocket | undefined {
    return [...this.#sockets].find((socket) => socket.address === host && socket.endpoint.port === port);
  }
}

interface Machine {
  readonly address: string;
  readonly counters: Counters;
}

class SimulatedDatagramIo implements DatagramIo {
  readonly name = 'simulated';
  readonly #network: SimulatedDatagramNetwork;
  readonly #machine: Machine;
  readonly #sockets: SimulatedDatagramSocket[] = [];
  #isStopped = false;

  constructor(network: SimulatedDatagramNetwork, machine: Machine) {
    this.#network = network;
    this.#machine = machine;
  }

  async bind(options: BindOptions, onTurn: (turn: DatagramTurn) => void): Promise<DatagramSocket> {
    if (this.#isStopped) throw new ReactorError('stopped', 'The io was stopped and no longer receives.');
    const socket = new SimulatedDatagramSocket(this.#network, this.#machine, { options, onTurn });
    this.#sockets.push(socket);
    return socket;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const socket of this.#sockets) await socket.close();
  }
}

class SimulatedDatagramSocket implements DatagramSocket {
  readonly endpoint: Endpoint;
  readonly address: string;
  readonly #network: SimulatedDatagramNetwork;
  readonly #counters: Counters;
  readonly #onTurn: (turn: DatagramTurn) => void;
  readonly #rows: DatagramRows;
  readonly #output: DatagramOutput;
  readonly #peer: Uint8Array;
  #isScheduled = false;
  #isClosed = false;

  constructor(
    network: SimulatedDatagramNetwork,
    { address, counters }: Machine,
    parts: { readonly options: BindOptions; readonly onTurn: (turn: DatagramTurn) => void },
  ) {
    const { options, onTurn } = parts;
    this.address = address;
    this.#network = network;
    this.#counters = counters;
    this.#onTurn = onTurn;
    this.endpoint = network.bind(this, address, options);
    const peer = peerOf({ host: address, port: this.endpoint.port });
    assert(peer !== null, 'a machine has an address in numbers');
    this.#peer = peer;
    this.#rows = new DatagramRows({ rowsMax: DATAGRAM_ROWS_MAX, placeBytes: options.datagramBytesMax });
    this.#output = new DatagramOutput({
      counters,
      transmit: (table, first, end) => this.#transmit(table, first, end),
      later: (callback) => network.clock.after(0, callback),
      after: (delayMs, callback) => network.clock.after(delayMs, callback),
    });
  }

  stage(bytes: Uint8Array, start: number, end: number): void {
    this.#output.stage(bytes, start, end);
  }

  send(peers: Uint8Array, at: number): boolean {
    return this.#output.push(peers, at);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#output.close();
    this.#isClosed = true;
    this.#network.unbind(this);
  }

  arrived(peer: Uint8Array, bytes: Uint8Array): void {
    if (bytes.length > this.#rows.placeBytes) {
      this.#counters.counter('datagrams_refused', 'too-long').add();
      return;
    }
    if (this.#rows.isFull) this.#deliver();
    if (this.#isClosed) return;
    this.#rows.push(peer, bytes);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#network.clock.after(0, () => {
      this.#isScheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    if (this.#isClosed || this.#rows.count === 0) return;
    this.#counters.counter('datagrams_received').add(this.#rows.count);
    this.#onTurn(this.#rows);
    this.#rows.count = 0;
  }

  #transmit(table: DatagramOutputTable, first: number, end: number): number {
    if (this.#network.isFull) return ERRNO.EAGAIN;
    for (let row = first; row < end; row++) {
      const at = row * PEER_BYTES;
      const port = portOfPeer(table.peers, at);
      // As in a real kernel: no destination, or a peer of the other family.
      const isOther = isIpv6Peer(table.peers, at) !== isIpv6Peer(this.#peer, 0);
      if (port === 0 || isOther) return row > first ? row - first : ERRNO.EINVAL;
      const offset = table.offset[row] ?? 0;
      const bytes = table.bytes.slice(offset, offset + (table.length[row] ?? 0));
      this.#network.carry(this.#peer, { host: addressOfPeer(table.peers, at), port }, bytes);
    }
    return end - first;
  }
}
