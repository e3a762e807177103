// Peers by address and port: a small number for each, found without an object or text per datagram. Open addressing
// with linear probing over typed arrays, at most half full; a number is free again as soon as its peer is removed.
import { assert } from '../base/index.ts';
import { PEER_BYTES } from './datagram-io.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { isIpv6Peer, PEER_ADDRESS_AT } from './peer-address.ts';

const WORD_BYTES = 4;
const PEER_WORDS = PEER_BYTES / WORD_BYTES;
/** Port and family, then the address, which for IPv4 is one word. */
const IPV4_WORDS = 2;
const NONE = -1;

export class PeerTable {
  /** `PEER_BYTES` for each number. */
  readonly peers: Uint8Array;
  readonly #view: DataView;
  readonly #hash: KeyedHash;
  readonly #hashes: Uint32Array;
  readonly #free: number[] = [];
  readonly #places: Int32Array;
  #used = 0;
  /** The table that was read last: mostly the same one. */
  #source: Uint8Array = new Uint8Array(0);
  #sourceView: DataView = new DataView(this.#source.buffer);

  constructor(hash: KeyedHash, peersMax: number) {
    this.#hash = hash;
    this.peers = new Uint8Array(peersMax * PEER_BYTES);
    this.#view = new DataView(this.peers.buffer);
    this.#hashes = new Uint32Array(peersMax);
    this.#places = new Int32Array(2 ** Math.ceil(Math.log2(2 * peersMax + 1))).fill(NONE);
  }

  get count(): number {
    return this.#used - this.#free.length;
  }

  /** A hash of the address without its port: of an IPv6 address its /64 network, which is what one customer has. */
  addressHash(peers: Uint8Array, at: number): number {
    const wordCount = isIpv6Peer(peers, at) ? 2 : 1;
    return this.#hash.of(this.#viewOf(peers), at + PEER_ADDRESS_AT, wordCount);
  }

  /** The number of the peer at `peers[at]`, or null. */
  find(peers: Uint8Array, at: number): number | null {
    const view = this.#viewOf(peers);
    const mask = this.#places.length - 1;
    for (let place = this.#hashOf(peers, at) & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place] ?? NONE;
      if (number === NONE) return null;
      if (this.#isSame(number, view, at)) return number;
    }
  }

  /** Assigns a number to the peer at `peers[at]`, which has none; a number must be free. */
  add(peers: Uint8Array, at: number): number {
    const number = this.#free.pop() ?? this.#used++;
    assert(number < this.#hashes.length, 'a number is free');
    this.peers.set(peers.subarray(at, at + PEER_BYTES), number * PEER_BYTES);
    const hash = this.#hashOf(peers, at);
    this.#hashes[number] = hash;
    const mask = this.#places.length - 1;
    let place = hash & mask;
    while (this.#places[place] !== NONE) place = (place + 1) & mask;
    this.#places[place] = number;
    return number;
  }

  remove(number: number): void {
    const mask = this.#places.length - 1;
    let hole = (this.#hashes[number] ?? 0) & mask;
    while (this.#places[hole] !== number) {
      assert(this.#places[hole] !== NONE, 'a peer is removed once');
      hole = (hole + 1) & mask;
    }
    // Later peers whose probe path crosses the hole move up, so that no search ends before them.
    for (let place = (hole + 1) & mask; this.#places[place] !== NONE; place = (place + 1) & mask) {
      const other = this.#places[place] ?? NONE;
      const home = (this.#hashes[other] ?? 0) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      this.#places[hole] = other;
      hole = place;
    }
    this.#places[hole] = NONE;
    this.#free.push(number);
  }

  #hashOf(peers: Uint8Array, at: number): number {
    return this.#hash.of(this.#viewOf(peers), at, isIpv6Peer(peers, at) ? PEER_WORDS : IPV4_WORDS);
  }

  #isSame(number: number, view: DataView, at: number): boolean {
    for (let word = 0; word < PEER_BYTES; word += WORD_BYTES) {
      if (this.#view.getInt32(number * PEER_BYTES + word) !== view.getInt32(at + word)) return false;
    }
    return true;
  }

  #viewOf(peers: Uint8Array): DataView {
    if (peers !== this.#source) {
      this.#source = peers;
      this.#sourceView = new DataView(peers.buffer, peers.byteOffset, peers.byteLength);
    }
    return this.#sourceView;
  }
}
