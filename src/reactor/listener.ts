// Who may come in at one port: how many connections are there, in all and from each address.
// The map of addresses has one entry for each address with a connection, so it is bounded by `connectionsMax`.
import type { AdmissionRefusal } from './close-reason.ts';
import type { ConnectionOwner, RefusedConnection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { Endpoint, TlsKeys } from './io.ts';
import { CONNECTIONS_MAX } from './limits.ts';
import type { WebSocketPort } from './opening.ts';

export interface ListenerOptions<Own extends string = never> extends ConnectionOptions {
  readonly endpoint: Endpoint;
  /** How many connections the kernel holds before they are accepted; 511 when left out. */
  readonly backlog?: number;
  readonly tls?: TlsKeys;
  /** Milliseconds in which a TLS handshake must be done. */
  readonly handshakeMs?: number;
  /** Whether the first bytes decide what a client speaks. Needs the framing `length16`; without it frames come from the first byte on. */
  readonly isSniffed?: boolean;
  /** With sniffing: whoever asks for WebSocket gets it, if the rules allow, on this same port. */
  readonly websocket?: WebSocketPort;
  readonly connectionsMax?: number;
  /** Connections of one address (of one /64 network in IPv6, which is what one customer has); players behind one router share it. No cap when left out. */
  readonly connectionsPerAddressMax?: number;
  /** Makes the handler of each connection that was let in. */
  readonly handler: ConnectionOwner<Own>;
  /** A connection was turned away; what is sent here reaches it before it is closed. */
  readonly refused?: (connection: RefusedConnection, reason: AdmissionRefusal) => void;
}

const IPV6_GROUPS = 8;

/** A port that is open. */
export interface Listener {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly connectionCount: number;
  /** Stops accepting; connections live on. Resolves when the port is free. */
  close(): Promise<void>;
}

/** The count of connections at one listener. */
export class Admission {
  readonly #connectionsMax: number;
  readonly #perAddressMax: number;
  readonly #countOfAddress = new Map<string, number>();
  #count = 0;

  constructor(options: { readonly connectionsMax?: number; readonly connectionsPerAddressMax?: number }) {
    this.#connectionsMax = options.connectionsMax ?? CONNECTIONS_MAX;
    this.#perAddressMax = options.connectionsPerAddressMax ?? Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.#count;
  }

  get addressCount(): number {
    return this.#countOfAddress.size;
  }

  /** Counts one in from `address`, or says why not. */
  enter(address: string): AdmissionRefusal | null {
    if (this.#count >= this.#connectionsMax) return 'too-many-connections';
    const key = networkOf(address);
    const count = this.#countOfAddress.get(key) ?? 0;
    if (count >= this.#perAddressMax) return 'too-many-from-address';
    this.#countOfAddress.set(key, count + 1);
    this.#count++;
    return null;
  }

  leave(address: string): void {
    const key = networkOf(address);
    const count = this.#countOfAddress.get(key) ?? 0;
    if (count <= 1) this.#countOfAddress.delete(key);
    else this.#countOfAddress.set(key, count - 1);
    this.#count--;
  }
}

/** An IPv4 address itself; of an IPv6 address the first four of its eight groups. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [front = '', back] = address.split('::');
  const groups = front === '' ? [] : front.split(':');
  // The groups that `::` stands for are zeros; those behind it count from the end.
  const behind = back === undefined || back === '' ? [] : back.split(':');
  while (groups.length + behind.length < IPV6_GROUPS) groups.push('0');
  return [...groups, ...behind].slice(0, IPV6_GROUPS / 2).join(':');
}
