// A running datagram endpoint: turns rows of the io into calls of its handler. A row costs two keyed hashes and no
// object.
import { AssertionFailure, assert, type Counter, Deadline, messageOf } from '../base/index.ts';
import { AddressLimiter } from './address-limiter.ts';
import { Admission } from './admission.ts';
import { DatagramCookies } from './datagram-cookie.ts';
import type {
  DatagramEndpoint,
  DatagramEndpointOptions,
  DatagramHandler,
  DatagramHost,
  DatagramRefusal,
  PeerEnd,
  PeerId,
  ProofRefusal,
  ProvenAddress,
} from './datagram-endpoint.ts';
import { type DatagramSocket, type DatagramTurn, PEER_BYTES } from './datagram-io.ts';
import { DeadlineTicker } from './deadline-ticker.ts';
import type { Endpoint } from './io.ts';
import { KeyedHash } from './keyed-hash.ts';
import {
  ADDRESS_DATAGRAM_BYTES,
  ADDRESS_DATAGRAMS,
  DATAGRAM_BYTES,
  HANDLER_FAULT_INTERVAL_MS,
  PEER_IDLE_MS,
  PEERS_MAX,
  PEERS_PER_ADDRESS_MAX,
} from './limits.ts';
import { addressOfPeer, portOfPeer, textOfPeer } from './peer-address.ts';
import { PeerTable } from './peer-table.ts';

/** Rejects with `ReactorError` when the port is not available. */
export async function openDatagramEndpoint(
  host: DatagramHost,
  options: DatagramEndpointOptions,
): Promise<DatagramEndpoint> {
  const port = new DatagramPort(host, options);
  try {
    await port.open();
    return port;
  } catch (error) {
    await port.close();
    throw error;
  }
}

/** No answer is allowed, or it was already sent. */
const SPENT = -1;

class DatagramPort implements DatagramEndpoint {
  readonly #host: DatagramHost;
  readonly #options: DatagramEndpointOptions;
  readonly #handler: DatagramHandler;
  readonly #ticker: DeadlineTicker;
  readonly #idleMs: number;
  readonly #hasPeers: boolean;
  readonly #table: PeerTable;
  readonly #limiter: AddressLimiter;
  readonly #admission: Admission;
  readonly #cookies: DatagramCookies;
  /** By the number of a peer. */
  readonly #deadlines: (Deadline | null)[] = [];
  readonly #heardMs: Float64Array;
  readonly #refusals = new Map<DatagramRefusal, Counter>();
  #socket: DatagramSocket | null = null;
  #closing: Promise<void> | null = null;
  #faultToldMs = Number.NEGATIVE_INFINITY;
  /** The current datagram: its table and row, and its sender's number if that is a peer. Null between datagrams. */
  #turn: DatagramTurn | null = null;
  #at = 0;
  #peer: PeerId | null = null;
  /** Bytes that a stranger may still be sent for the current datagram. */
  #allowance = SPENT;
  #nowMs = 0;

  constructor(host: DatagramHost, options: DatagramEndpointOptions) {
    const { clock, random } = host;
    const { addressRate = ADDRESS_DATAGRAMS, addressBytes = ADDRESS_DATAGRAM_BYTES, peersMax = PEERS_MAX } = options;
    this.#host = host;
    this.#options = options;
    this.#ticker = new DeadlineTicker(clock);
    this.#idleMs = options.idleMs ?? PEER_IDLE_MS;
    this.#hasPeers = peersMax > 0;
    this.#table = new PeerTable(new KeyedHash(random), peersMax);
    this.#heardMs = new Float64Array(peersMax);
    this.#limiter = new AddressLimiter({ datagrams: addressRate, bytes: addressBytes });
    this.#admission = new Admission({
      connectionsMax: peersMax,
      connectionsPerAddressMax: options.peersPerAddressMax ?? PEERS_PER_ADDRESS_MAX,
    });
    this.#cookies = new DatagramCookies(clock, random);
    this.#handler = options.handler(this);
  }

  get endpoint(): Endpoint {
    return this.#socket?.endpoint ?? this.#options.endpoint;
  }

  get peerCount(): number {
    return this.#table.count;
  }

  get sender(): PeerId {
    assert(this.#turn !== null && this.#peer !== null, '`received` runs with a peer as sender');
    return this.#peer;
  }

  async open(): Promise<void> {
    const { endpoint, datagramBytesMax = DATAGRAM_BYTES, reusePort = false } = this.#options;
    const bind = { ...endpoint, datagramBytesMax, reusePort };
    this.#socket = await this.#host.io.bind(bind, (turn) => this.#receive(turn));
  }

  answer(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    const turn = this.#atHand();
    if (this.#peer === null) {
      if (end - start > this.#allowance) {
        this.#host.counters.counter('datagrams_unsent', 'would-amplify').add();
        return false;
      }
      this.#allowance = SPENT;
    }
    this.#socket?.stage(bytes, start, end);
    return this.#socket?.send(turn.peers, this.#at) ?? false;
  }

  send(peer: PeerId, bytes: Uint8Array): boolean {
    return this.broadcast([peer], bytes) === 1;
  }

  broadcast(peers: Iterable<PeerId>, bytes: Uint8Array): number {
    const socket = this.#socket;
    if (socket === null || this.#closing !== null) return 0;
    socket.stage(bytes, 0, bytes.length);
    let queued = 0;
    for (const peer of peers) {
      assert(this.#deadlines[peer] != null, 'a number is only used while its peer exists');
      if (socket.send(this.#table.peers, peer * PEER_BYTES)) queued++;
    }
    return queued;
  }

  cookie(): Uint8Array {
    return this.#cookies.of(this.#atHand().peers, this.#at);
  }

  prove(cookie: Uint8Array): { readonly peer: PeerId } | { readonly refused: ProofRefusal } {
    const { peers } = this.#atHand();
    if (this.#peer !== null) return { peer: this.#peer };
    if (!this.#cookies.isValid(peers, this.#at, cookie)) return this.#refuseProof('cookie-wrong');
    const refusal = this.#admission.enter(addressOfPeer(peers, this.#at));
    if (refusal !== null) {
      return this.#refuseProof(refusal === 'too-many-connections' ? 'too-many-peers' : 'too-many-of-address');
    }
    const peer = this.#table.add(peers, this.#at);
    const deadline = new Deadline(() => this.#judgeIdle(peer));
    this.#deadlines[peer] = deadline;
    this.#heardMs[peer] = this.#nowMs;
    this.#ticker.wheel.set(deadline, this.#idleMs);
    this.#peer = peer;
    this.#host.counters.counter('peers_proven').add();
    return { peer };
  }

  provenAddress(cookie: Uint8Array): ProvenAddress | null {
    const { peers } = this.#atHand();
    if (this.#cookies.isValid(peers, this.#at, cookie)) return { peer: peers.slice(this.#at, this.#at + PEER_BYTES) };
    this.#refuseProof('cookie-wrong');
    return null;
  }

  // biome-ignore lint/complexity/useMaxParams: called for each datagram; an options object would be garbage each time.
  sendTo({ peer }: ProvenAddress, bytes: Uint8Array, start: number, end: number): boolean {
    const socket = this.#socket;
    if (socket === null || this.#closing !== null) return false;
    socket.stage(bytes, start, end);
    return socket.send(peer, 0);
  }

  remove(peer: PeerId): void {
    if (this.#deadlines[peer] != null) this.#end(peer, 'removed');
  }

  addressOf(peer: PeerId): string {
    return textOfPeer(this.#table.peers, peer * PEER_BYTES);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const [peer, deadline] of this.#deadlines.entries()) if (deadline !== null) this.#end(peer, 'closed');
    this.#ticker.stop();
    assert(this.#ticker.wheel.count === 0, 'no deadline outlives its peer');
    await this.#socket?.close();
  }

  #receive(turn: DatagramTurn): void {
    this.#nowMs = this.#host.clock.monotonicMs();
    this.#turn = turn;
    // A handler may close the endpoint inside a batch.
    for (let row = 0; row < turn.count && this.#closing === null; row++) this.#row(turn, row);
    this.#turn = null;
  }

  #row(turn: DatagramTurn, row: number): void {
    const at = row * PEER_BYTES;
    const start = turn.offset[row] ?? 0;
    const length = turn.length[row] ?? 0;
    if (portOfPeer(turn.peers, at) === 0) {
      this.#refuse('port-zero');
      return;
    }
    const refusal = this.#limiter.refuse(this.#table.addressHash(turn.peers, at), length, this.#nowMs);
    if (refusal !== null) {
      this.#refuse(refusal);
      return;
    }
    const peer = this.#hasPeers ? this.#table.find(turn.peers, at) : null;
    if (peer === null && this.#handler.stranger === undefined) {
      this.#refuse('stranger');
      return;
    }
    this.#at = at;
    this.#peer = peer;
    this.#allowance = peer === null ? length : SPENT;
    if (peer !== null) this.#heardMs[peer] = this.#nowMs;
    try {
      if (peer === null) this.#handler.stranger?.(turn.bytes, start, start + length);
      else this.#handler.received(turn.bytes, start, start + length);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The handler threw: this datagram is lost, as datagrams may be; the next one is delivered. */
  #failed(error: unknown): void {
    if (error instanceof AssertionFailure) throw error;
    this.#host.counters.counter('datagram_handler_failed').add();
    if (this.#nowMs - this.#faultToldMs < HANDLER_FAULT_INTERVAL_MS) return;
    this.#faultToldMs = this.#nowMs;
    this.#host.log.error(`The handler of a datagram failed, and the datagram is lost: ${messageOf(error)}`);
  }

  #atHand(): DatagramTurn {
    assert(this.#turn !== null, 'there is a current datagram while its handler runs');
    return this.#turn;
  }

  #refuse(reason: DatagramRefusal): void {
    let counter = this.#refusals.get(reason);
    if (counter === undefined) {
      counter = this.#host.counters.counter('datagrams_refused', reason);
      this.#refusals.set(reason, counter);
    }
    counter.add();
  }

  #refuseProof(refused: ProofRefusal): { readonly refused: ProofRefusal } {
    this.#host.counters.counter('proofs_refused', refused).add();
    return { refused };
  }

  /** A datagram only stores its time, so the deadline checks here whether the peer was idle. */
  #judgeIdle(peer: PeerId): void {
    const deadline = this.#deadlines[peer] ?? null;
    assert(deadline !== null, 'a deadline belongs to an existing peer');
    const leftMs = (this.#heardMs[peer] ?? 0) + this.#idleMs - this.#host.clock.monotonicMs();
    if (leftMs > 0) this.#ticker.wheel.set(deadline, leftMs);
    else this.#end(peer, 'idle');
  }

  #end(peer: PeerId, why: PeerEnd): void {
    const deadline = this.#deadlines[peer];
    if (deadline != null) this.#ticker.wheel.clear(deadline);
    this.#deadlines[peer] = null;
    this.#admission.leave(addressOfPeer(this.#table.peers, peer * PEER_BYTES));
    this.#table.remove(peer);
    if (this.#peer === peer) this.#peer = null;
    this.#host.counters.counter('peers_left', why).add();
    this.#handler.left?.(peer, why);
  }
}
