// One UDP port with its rules: who may send how much, and who is believed. Whoever sends from an address may have forged it, so a
// sender is a *stranger*, for whom nothing is kept, until it has proved by a cookie that it receives there too; then it is a *peer*,
// with a number, until it is silent for too long.
// Invariants: a stranger is sent at most one datagram for each of its own, and no longer one, so that nobody can make us a weapon
// against the address he forges. Memory is of a fixed size but for peers, and those are bounded.
import type { Clock, Counters, Logger, Random, Rate } from '../base/index.ts';
import type { BindOptions, DatagramIo } from './datagram-io.ts';
import type { Endpoint } from './io.ts';

/** A peer: a small whole number. It is another's after `left` was told. */
export type PeerId = number;

/** Why a datagram that came in is not told. */
export type DatagramRefusal =
  /** Longer than `datagramBytesMax`. */
  | 'too-long'
  /** From port 0, where nobody can be answered. */
  | 'port-zero'
  /** Its address sends more datagrams, or more bytes, than it may. */
  | 'address-rate'
  | 'address-bytes'
  /** From a stranger, and only peers are heard here. */
  | 'stranger';

/** Why no peer was made. */
export type ProofRefusal =
  /** Not a cookie, or of another address, or too old. */
  | 'cookie-wrong'
  /** There are as many peers as there may be: in all, or of this address. */
  | 'too-many-peers'
  | 'too-many-of-address';

/** Why a peer is one no longer. */
export type PeerEnd = 'idle' | 'removed' | 'closed';

export interface DatagramHandler {
  /** Bytes [start, end) came from a peer, the endpoint's `sender`. They are valid until this returns. */
  readonly received: (bytes: Uint8Array, start: number, end: number) => void;
  /** From a stranger, who can be answered while this runs. Left out, strangers are counted and not heard. */
  readonly stranger?: (bytes: Uint8Array, start: number, end: number) => void;
  /** A peer is gone, and its number may be another's from now on. */
  readonly left?: (peer: PeerId, why: PeerEnd) => void;
}

export interface DatagramEndpointOptions extends Pick<BindOptions, 'reusePort'> {
  readonly endpoint: Endpoint;
  /** The longest datagram that is taken; 1,472 bytes when left out, which is what one packet of Ethernet holds. */
  readonly datagramBytesMax?: number;
  /** What one address (of IPv6: one /64 network) may send in datagrams and in bytes: 1,000 and 512 KiB a second when left out. */
  readonly addressRate?: Rate;
  readonly addressBytes?: Rate;
  /** Peers at once, and those of one address; 10,000 and 256 when left out. */
  readonly peersMax?: number;
  readonly peersPerAddressMax?: number;
  /** Milliseconds for which a peer may say nothing; 60,000 when left out. */
  readonly idleMs?: number;
  /** Makes what handles the datagrams. */
  readonly handler: (endpoint: DatagramEndpoint) => DatagramHandler;
}

export interface DatagramHost {
  readonly io: DatagramIo;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly log: Logger;
}

/** What is false was dropped and counted, by its reason, in `datagrams_unsent`. */
export interface DatagramEndpoint {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly peerCount: number;
  /** The peer who sent the datagram at hand, while `received` runs. */
  readonly sender: PeerId;
  /**
   * To who sent the datagram at hand, while its handler runs. To a stranger once, and no more bytes than came; anything else would
   * make a small forged datagram a large one for somebody else (`would-amplify`).
   */
  answer(bytes: Uint8Array, start?: number, end?: number): boolean;
  send(peer: PeerId, bytes: Uint8Array): boolean;
  /** To each of them the same, copied once. Returns how many were queued. */
  broadcast(peers: Iterable<PeerId>, bytes: Uint8Array): number;
  /** `COOKIE_BYTES` for who sent the datagram at hand: whoever brings them back receives at the address that he sends from. */
  cookie(): Uint8Array;
  /** Makes who sent the datagram at hand a peer, or says (and counts in `proofs_refused`) why not. */
  prove(cookie: Uint8Array): { readonly peer: PeerId } | { readonly refused: ProofRefusal };
  /** Forgets a peer: its address is a stranger's again. */
  remove(peer: PeerId): void;
  /** For people: `192.0.2.1:5000`. */
  addressOf(peer: PeerId): string;
  /** Sends what is queued, and frees the port. Each peer is told of as `closed`. Once or more. */
  close(): Promise<void>;
}
