// One listening port of the node body, plain or TLS. A TLS socket is passed on when its handshake is done; concurrent
// handshakes are bounded in count and time. `node:net` cannot leave a connection in the kernel, so while accepting is
// paused up to `backlog` of them wait here unread, and more are reset. Without free descriptors, Node's library accepts
// connections and drops them silently: that is not reported here.
import { X509Certificate } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  createSecureContext,
  createServer as createTlsServer,
  type SecureContext,
  type Server as TlsServer,
} from 'node:tls';
import { type Cancel, type Counters, messageOf } from '../base/index.ts';
import { errnoOf } from './errno.ts';
import type { Endpoint, ListenOptions, TlsKeys } from './io.ts';
import {
  ACCEPTS_PER_TURN_MAX,
  DEAD_PEER_SECONDS,
  HANDSHAKE_MS,
  HANDSHAKES_MAX,
  NODE_PROBES_SECONDS,
} from './limits.ts';
import { listenError } from './listen-error.ts';
import type { SocketPair } from './socket-node.ts';

export interface NodeListenerHost {
  readonly counters: Counters;
  accepted(pair: SocketPair): void;
  /** The system could not accept; a number of `ERRNO`. */
  failed(errno: number): void;
}

export interface NodeListenOptions extends ListenOptions {
  /** An open port of another process, instead of one that is opened here. */
  readonly descriptor?: number;
}

export class NodeListener {
  readonly #options: NodeListenOptions;
  readonly #host: NodeListenerHost;
  /**
   * TCP connections with a TLS handshake in progress, by the peer's address and port: all that both kinds of socket
   * know.
   */
  readonly #handshaking = new Map<string, Socket>();
  /** Connections that came while accepting was paused, oldest first; at most `backlog`. */
  readonly #waiting = new Set<Socket>();
  #server: Server | null = null;
  #tlsServer: TlsServer | null = null;
  #isPaused = false;
  #unwatchKeys: Cancel | undefined;

  constructor(options: NodeListenOptions, host: NodeListenerHost) {
    this.#options = options;
    this.#host = host;
  }

  async open(): Promise<Endpoint> {
    const { host, port, backlog, reusePort = false, descriptor } = this.#options;
    const where = descriptor === undefined ? { host, port, backlog, reusePort } : { fd: descriptor, backlog };
    try {
      const server = this.#createServer();
      this.#server = server;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(where, resolve);
        // Later errors are of single accepts (the peer had left): the port stays open.
        server.on('error', (error: NodeJS.ErrnoException) => this.#host.failed(errnoOf(error.code)));
      });
      return { host, port: (server.address() as AddressInfo).port };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      throw listenError(this.#options, { code, text: messageOf(error), cause: error });
    }
  }

  /** Of the open port; null where the system has none. */
  get descriptor(): number | null {
    // Node documents no way to it, and has had it in the handle since its first releases.
    const { _handle: handle } = (this.#server ?? {}) as { readonly _handle?: { readonly fd?: number } | null };
    return handle?.fd !== undefined && handle.fd >= 0 ? handle.fd : null;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#release();
  }

  /**
   * Resolves when the port is free. `node:net` reports the close only when every connection is gone, so this does not
   * wait for it.
   */
  async close(): Promise<void> {
    this.#server?.close();
    this.#unwatchKeys?.();
    for (const socket of this.#waiting) socket.resetAndDestroy();
    for (const socket of this.#handshaking.values()) socket.destroy();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #createServer(): Server {
    const { tls, handshakeMs = HANDSHAKE_MS, noDelay = true, keepAlive = true } = this.#options;
    const { deadPeerSeconds = DEAD_PEER_SECONDS } = this.#options;
    if (tls !== undefined) this.#tlsServer = this.#createTlsServer({ tls, handshakeMs });
    const common = {
      allowHalfOpen: true,
      noDelay,
      keepAlive,
      keepAliveInitialDelay: (deadPeerSeconds - NODE_PROBES_SECONDS) * 1_000,
    };
    // Each socket begins unread: reading starts when it is accepted.
    return createServer({ ...common, pauseOnConnect: true }, (socket) => this.#connected(socket));
  }

  /** Does the handshakes; it listens on no port itself. */
  #createTlsServer({ tls, handshakeMs }: { readonly tls: TlsKeys; readonly handshakeMs: number }): TlsServer {
    let named = namedContexts(tls);
    const server = createTlsServer({
      cert: tls.certificate,
      key: tls.privateKey,
      handshakeTimeout: handshakeMs,
      allowHalfOpen: true,
      SNICallback: (name, done) => done(null, named.find(({ serves }) => serves(name))?.context),
    });
    // Connections that are made keep what their handshake agreed on.
    this.#unwatchKeys = tls.watch?.(() => {
      server.setSecureContext({ cert: tls.certificate, key: tls.privateKey });
      named = namedContexts(tls);
    });
    server.on('tlsClientError', (_error, socket) => {
      this.#host.counters.counter('tls_handshake_failed').add();
      // Node only reports a handshake that is late: without this the socket would stay.
      socket.destroy();
    });
    server.on('secureConnection', (socket) => {
      const peer = peerOf(socket);
      const tcp = this.#handshaking.get(peer);
      this.#handshaking.delete(peer);
      // Without its TCP socket, the peer had left before its handshake was done.
      if (tcp === undefined) socket.destroy();
      else this.#host.accepted({ socket, tcp });
    });
    return server;
  }

  #connected(socket: Socket): void {
    if (!this.#isPaused) {
      this.#take(socket);
      return;
    }
    // It has no other listener yet, and an unhandled error would end the process.
    socket.on('error', () => {});
    if (this.#waiting.size >= this.#options.backlog) {
      this.#host.counters.counter('accept_queue_overflowed').add();
      socket.resetAndDestroy();
      return;
    }
    this.#waiting.add(socket);
    socket.once('close', () => this.#waiting.delete(socket));
  }

  /** Accepts waiting connections, some in each turn of the loop. */
  #release(): void {
    let count = 0;
    for (const socket of this.#waiting) {
      if (this.#isPaused) return;
      if (count++ === ACCEPTS_PER_TURN_MAX) {
        setImmediate(() => this.#release());
        return;
      }
      this.#waiting.delete(socket);
      this.#take(socket);
    }
  }

  #take(socket: Socket): void {
    if (this.#tlsServer !== null) {
      this.#handshake(socket);
      return;
    }
    this.#host.accepted({ socket, tcp: socket });
    socket.resume();
  }

  #handshake(socket: Socket): void {
    if (this.#handshaking.size >= HANDSHAKES_MAX) {
      this.#host.counters.counter('tls_handshake_refused').add();
      socket.destroy();
      return;
    }
    const peer = peerOf(socket);
    this.#handshaking.set(peer, socket);
    // The TLS socket above reports it as well, and that report is counted.
    socket.on('error', () => {});
    socket.once('close', () => {
      // The port of an accepted connection may serve another handshake by now.
      if (this.#handshaking.get(peer) === socket) this.#handshaking.delete(peer);
    });
    this.#tlsServer?.emit('connection', socket);
  }
}

interface NamedContext {
  readonly serves: (name: string) => boolean;
  readonly context: SecureContext;
}

/** The certificates that serve the clients which ask for one of their names. */
function namedContexts({ more = [] }: TlsKeys): readonly NamedContext[] {
  return more.map(({ certificate, privateKey }) => {
    const parsed = new X509Certificate(certificate);
    return {
      serves: (name) => parsed.checkHost(name) !== undefined,
      context: createSecureContext({ cert: certificate, key: privateKey }),
    };
  });
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
