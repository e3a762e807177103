// One listening port of the node body, plain or TLS. A TLS socket is handed on when its handshake is done; those under way are
// bounded in count and time.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Counters, messageOf } from '../base/index.ts';
import type { Endpoint, ListenOptions } from './io.ts';
import { HANDSHAKE_MS, HANDSHAKES_MAX } from './limits.ts';
import { listenError } from './listen-error.ts';
import type { SocketPair } from './socket-node.ts';

export interface NodeListenerHost {
  readonly counters: Counters;
  accepted(pair: SocketPair): void;
}

const SOCKET_OPTIONS = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const;

export class NodeListener {
  readonly #options: ListenOptions;
  readonly #host: NodeListenerHost;
  /** TCP connections whose TLS handshake is under way, by the peer's address and port: all that both kinds of socket know. */
  readonly #handshaking = new Map<string, Socket>();
  #server: Server | null = null;

  constructor(options: ListenOptions, host: NodeListenerHost) {
    this.#options = options;
    this.#host = host;
  }

  async open(): Promise<Endpoint> {
    const { host, port, backlog } = this.#options;
    try {
      const server = this.#createServer();
      this.#server = server;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port, backlog }, resolve);
        // Later errors are of single accepts (no descriptors left, a peer that was gone): the port stays open.
        server.on('error', () => this.#host.counters.counter('accept_failed').add());
      });
      return { host, port: (server.address() as AddressInfo).port };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      throw listenError(this.#options, { code, text: messageOf(error), cause: error });
    }
  }

  /** Resolves when the port is free. `node:net` tells that only when every connection is gone, so its word is not waited for. */
  async close(): Promise<void> {
    this.#server?.close();
    for (const socket of this.#handshaking.values()) socket.destroy();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #createServer(): Server {
    const { tls, handshakeMs = HANDSHAKE_MS } = this.#options;
    if (tls === undefined)
      return createServer(SOCKET_OPTIONS, (socket) => this.#host.accepted({ socket, tcp: socket }));
    const keys = { cert: tls.certificate, key: tls.privateKey, handshakeTimeout: handshakeMs };
    const server = createTlsServer({ ...SOCKET_OPTIONS, ...keys });
    server.on('connection', (socket: Socket) => this.#handshake(socket));
    server.on('tlsClientError', (_error, socket) => {
      this.#host.counters.counter('tls_handshake_failed').add();
      // A handshake that is not done in time is only told of: without this it would stay.
      socket.destroy();
    });
    server.on('secureConnection', (socket) => {
      const peer = peerOf(socket);
      const tcp = this.#handshaking.get(peer);
      this.#handshaking.delete(peer);
      // Without its TCP socket the peer was gone before its handshake was done.
      if (tcp === undefined) socket.destroy();
      else this.#host.accepted({ socket, tcp });
    });
    return server;
  }

  #handshake(socket: Socket): void {
    if (this.#handshaking.size >= HANDSHAKES_MAX) {
      this.#host.counters.counter('tls_handshake_refused').add();
      socket.destroy();
      return;
    }
    const peer = peerOf(socket);
    this.#handshaking.set(peer, socket);
    // The TLS socket above tells of it as well, and that is what is counted.
    socket.on('error', () => {});
    socket.once('close', () => {
      // The port of a connection that was handed on may serve another handshake by now.
      if (this.#handshaking.get(peer) === socket) this.#handshaking.delete(peer);
    });
  }
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
