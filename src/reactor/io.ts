// The machine's sockets in batches: one turn of the loop delivers the events of every ready socket as rows of a table
// over typed arrays, and all output queued in that turn leaves together at its end. A packet creates no object. Every
// body implements all of it, and one conformance suite (`io.conformance.ts`) defines what it means.
//
// A socket is a small whole number: a slot of the body's tables. A slot is reused only after its `closed` row was
// delivered, so a number kept beyond that row means nothing. A row reports events from before its turn was delivered:
// after `pause`, `end` or `destroy` the present turn may still contain rows of that socket, and its reader skips them.

import type { Cancel } from '../base/index.ts';

export type SocketId = number;
export type ListenerId = number;

/** What a row of a turn reports. Numbers, because they are stored in a Uint8Array. */
export const IoEvent = {
  /** A listener accepted `socket`; `value` is the listener. */
  accepted: 1,
  /** `connect` succeeded on `socket`. */
  connected: 2,
  /** `value` bytes came in, at `offset` in the turn's arena. Valid until the callback returns. */
  received: 3,
  /** The peer will send no more. Output still works. From here on, a reset by the peer may only show on a write. */
  ended: 4,
  /** All queued bytes of `socket` were passed to the kernel, after `write` had reported more than `GATHER_BYTES`. */
  drained: 5,
  /** The last row of `socket`, exactly one. `value` is 0 for an orderly end, or the cause: a number of `ERRNO`. */
  closed: 6,
  /**
   * The listener in the column of sockets could not accept: `value` is the cause, a number of `ERRNO` (no descriptors
   * left, for example). It would fail again at once, so the reader pauses the listener for a while. A body whose system
   * hides such failures never reports it.
   */
  acceptFailed: 7,
} as const;
export type IoEvent = (typeof IoEvent)[keyof typeof IoEvent];

/** The rows of one turn: `count` of them, one index over all arrays. The body reuses the arrays; keep no reference. */
export interface IoTurn {
  readonly count: number;
  readonly event: Uint8Array;
  readonly socket: Int32Array;
  readonly value: Int32Array;
  readonly offset: Int32Array;
  readonly arena: Uint8Array;
}

/** Where to listen or connect. `port` 0 lets the system choose. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A certificate, with the certificates between it and its authority, and its key: PEM texts. */
export interface TlsPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What a TLS listener serves with. `RenewableKeys` can be renewed while it runs. */
export interface TlsKeys extends TlsPair {
  /** For other names: one of these serves a client that asks for its name (SNI), the pair above all others. */
  readonly more?: readonly TlsPair[];
  /** Calls back each time that these have changed: new handshakes use the new ones. */
  readonly watch?: (changed: () => void) => Cancel;
}

export interface ListenOptions extends Endpoint {
  /** How many connections the kernel holds before they are accepted. */
  readonly backlog: number;
  /** With keys, the listener uses TLS; a socket is `accepted` when its handshake is done. */
  readonly tls?: TlsKeys;
  /** Milliseconds in which a TLS handshake must be done. */
  readonly handshakeMs?: number;
  /** Several processes listen on one port, and the system spreads connections over them (`SO_REUSEPORT`). Off when left out. */
  readonly reusePort?: boolean;
  /** Whether the system probes silent peers (`SO_KEEPALIVE`). On when left out. */
  readonly keepAlive?: boolean;
  /** Seconds after which a silent peer that answers no probe is given up, with `keepAlive`; 100 when left out. */
  readonly deadPeerSeconds?: number;
  /** Whether short output goes out at once (`TCP_NODELAY`). On when left out. */
  readonly noDelay?: boolean;
}

export interface BoundListener {
  readonly listener: ListenerId;
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
}

export interface ConnectOptions extends Endpoint {
  /** With `tls`, `authority` is the PEM text of the certificates to trust instead of the system's. */
  readonly tls?: { readonly authority?: string; readonly serverName?: string };
}

/**
 * How sockets move to an `Io` of another process: this one stops all turns, the other one adopts the descriptors, and then one of the
 * two goes on. Between `freeze` and `thaw` or `release` nothing is read, accepted or written, so both processes may have a socket for
 * a while; letting a socket go ends nothing.
 */
export interface IoMove {
  /**
   * No turns from now on: clients wait in the kernel. What is written meanwhile waits here, and a socket that is ended or destroyed is
   * so at `thaw`. Sockets and listeners that cannot move (`descriptorOf` is null) go on: their caller holds them.
   */
  freeze(): void;
  /** Ends a freeze: everything goes on as if nothing had happened. Adopted sockets begin. */
  thaw(): void;
  /** The descriptor, which stays this io's; null for a socket that cannot move, or has ended. */
  descriptorOf(socket: SocketId): number | null;
  listenerDescriptorOf(listener: ListenerId): number | null;
  /** While frozen: a copy of the bytes that the kernel has not accepted. They stay here. */
  unsentOutput(socket: SocketId): Uint8Array;
  /** While frozen: lets a socket go without an end; no row of it follows. Another process has it too. */
  release(socket: SocketId): void;
  releaseListener(listener: ListenerId): void;
  /**
   * While frozen: takes a connected socket of another process; its rows come after `thaw`. Throws `ReactorError` (`adopt-failed`,
   * `sockets-exhausted`); the descriptor is then the caller's.
   */
  adopt(descriptor: number): SocketId;
  /** While frozen: takes an open port; `options` say what it was opened with. */
  adoptListener(descriptor: number, options: ListenOptions): Promise<BoundListener>;
}

export interface Io {
  readonly name: 'native' | 'node' | 'simulated';

  /** Sets the callback of each turn. Called once, before anything else. */
  start(onTurn: (turn: IoTurn) => void): void;

  /**
   * Rejects with `ReactorError` (code `address-in-use`, `address-denied`, `address-unavailable`, `listen-failed`). The first
   * `accepted` row comes in a later turn than the one in which this resolves.
   */
  listen(options: ListenOptions): Promise<BoundListener>;
  /**
   * Closes a port; sockets that were accepted live on. Unless accepting is paused, connections that the system has already made are
   * accepted first (the body over `node:net` does not: the system resets them). Resolves when the port is free.
   */
  unlisten(listener: ListenerId): Promise<void>;

  /**
   * No `accepted` rows of this listener until `resumeAccept`, except in the present turn. New connections wait
   * meanwhile, at most `backlog` of them; whether such a client is already connected depends on the system. After
   * resuming, a turn accepts at most `ACCEPTS_PER_TURN_MAX` of them, so that another pause holds the rest back. Both
   * calls may be repeated, and do nothing for a closed listener.
   */
  pauseAccept(listener: ListenerId): void;
  resumeAccept(listener: ListenerId): void;

  /** Starts connecting. A `connected` or a `closed` row follows; after `connected`, data may follow directly. */
  connect(options: ConnectOptions): SocketId;

  /**
   * Queues a copy of bytes [start, end), to be sent with everything else of this turn; past `GATHER_BYTES` it is sent
   * earlier, unless the kernel accepts no more. Returns how many bytes of the socket wait in user space, these
   * included: the caller uses it to detect a slow reader and to stop. On a closed or closing socket it drops the bytes
   * and returns 0.
   */
  write(socket: SocketId, bytes: Uint8Array, start: number, end: number): number;
  /** Like `write` of bytes [0, headBytes) of `head` and then of bytes [start, end): a frame in one call. */
  writeFrame(
    socket: SocketId,
    head: Uint8Array,
    headBytes: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number;
  /** Bytes of the socket that wait in user space. */
  unsentBytes(socket: SocketId): number;

  /**
   * Stops and resumes `received` rows of one socket: back-pressure to the peer. `ended` and `closed` may still come.
   */
  pause(socket: SocketId): void;
  resume(socket: SocketId): void;

  /**
   * Sends the queue, then ends the connection; `closed` follows when the peer has ended too. Later input is discarded,
   * so that the peer can read our last bytes. A peer that never ends is for the caller to `destroy`.
   */
  end(socket: SocketId): void;
  /** Drops the queue and resets the connection. `closed` follows in a later turn. */
  destroy(socket: SocketId): void;

  /** The peer's address without the port, IPv4 in dotted form even when mapped into IPv6. */
  remoteAddress(socket: SocketId): string;

  /** For sockets that another process goes on with. */
  readonly move: IoMove;

  /** Closes every listener and socket, and delivers no more turns. Resolves when all handles are gone. */
  stop(): Promise<void>;
}
