// A TCP proxy before the database, for tests of network failures: it cuts connections at a COMMIT, or refuses all.
import { connect, createServer, type Server, type Socket } from 'node:net';

/** When the connection of the next COMMIT is cut: before the database gets it, or before its answer is passed on. */
export type Cut = 'after-commit' | 'before-commit' | null;

export class PostgresProxy {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** For the next COMMIT only. */
  cut: Cut = null;
  /** Whether a cut ends all connections, and new ones are refused. */
  isShutByCut = false;
  isShut = false;
  cuts = 0;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(target: string): Promise<PostgresProxy> {
    const proxy = new PostgresProxy(new URL(target));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as { readonly port: number }).port);
    return url.href;
  }

  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(near: Socket): void {
    if (this.isShut) {
      near.destroy();
      return;
    }
    const far = connect(Number(this.#target.port || 5432), this.#target.hostname);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        (socket === near ? far : near).destroy();
      });
    }
    let isDeaf = false;
    near.on('data', (bytes) => {
      // A statement is sent as text the first time on a connection, and by a name afterwards.
      if (this.cut === null || !bytes.includes('COMMIT')) {
        far.write(bytes);
        return;
      }
      const { cut } = this;
      this.cut = null;
      this.cuts++;
      this.isShut = this.isShutByCut;
      if (cut === 'before-commit') near.destroy();
      else {
        isDeaf = true;
        far.write(bytes);
      }
    });
    far.on('data', (bytes) => {
      if (!isDeaf) near.write(bytes);
      else if (this.isShut) this.cutAll();
      else near.destroy();
    });
  }
}
