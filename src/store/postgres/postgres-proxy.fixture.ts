// A TCP proxy before the database, for tests of network failures: it cuts connections at a COMMIT, refuses new ones, and has faults
// that begin and end: bytes that are swallowed, held back or late, and a FATAL after which the database says nothing more.
import { connect, createServer, type Server, type Socket } from 'node:net';

/** When the connection of the next COMMIT is cut: before the database gets it, or before its answer is passed on. */
export type Cut = 'after-commit' | 'before-commit' | null;

/** What the network does to all connections. With `fatal` and `half-close` a connection is useless for good. */
export const FAULTS = ['swallow', 'stall', 'deaf', 'mute', 'fatal', 'half-close', 'delay', 'refuse', 'cut'] as const;
export type Fault = (typeof FAULTS)[number];

const DELAY_MS = 40;

export class PostgresProxy {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #pairs = new Set<Pair>();
  #fault: Fault | null = null;
  /** For the next COMMIT only. */
  cut: Cut = null;
  /** Whether a cut ends all connections, and new ones are refused. */
  isShutByCut = false;
  isShut = false;
  cuts = 0;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
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
    // It reads what passes.
    url.searchParams.set('sslmode', 'disable');
    return url.href;
  }

  /** Begins a fault for the connections that are open and for new ones. */
  begin(fault: Fault): void {
    this.#fault = fault;
    if (fault === 'cut') this.cutAll();
    for (const pair of this.#pairs) {
      if (fault === 'fatal') pair.sayFatal();
      if (fault === 'half-close') pair.halfClose();
    }
  }

  /** Ends the fault. What was held back goes on its way; what was swallowed never arrives. */
  end(): void {
    this.#fault = null;
    for (const pair of this.#pairs) pair.release();
  }

  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(near: Socket): void {
    if (this.isShut || this.#fault === 'refuse' || this.#fault === 'cut') {
      near.destroy();
      return;
    }
    const far = connect({ port: Number(this.#target.port || 5432), host: this.#target.hostname });
    const pair = new Pair(near, far, () => this.#fault);
    this.#pairs.add(pair);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#pairs.delete(pair);
        (socket === near ? far : near).destroy();
      });
    }
    let isDeaf = false;
    near.on('end', () => near.destroy());
    near.on('data', (bytes: Buffer) => {
      // A statement is sent as text the first time on a connection, and by a name afterwards.
      if (this.cut === null || !bytes.includes('COMMIT')) {
        pair.pass(far, bytes);
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
    far.on('data', (bytes: Buffer) => {
      if (!isDeaf) pair.pass(near, bytes);
      else if (this.isShut) this.cutAll();
      else near.destroy();
    });
  }
}

/** The two sockets of one connection. */
class Pair {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #fault: () => Fault | null;
  #held: { readonly to: Socket; readonly bytes: Buffer }[] = [];
  /** Nothing passes any more. */
  #isDead = false;

  constructor(near: Socket, far: Socket, fault: () => Fault | null) {
    this.#near = near;
    this.#far = far;
    this.#fault = fault;
  }

  pass(to: Socket, bytes: Buffer): void {
    const fault = this.#fault();
    if (fault === 'fatal') this.sayFatal();
    if (this.#isDead || fault === 'half-close') return;
    if (fault === 'swallow' || fault === (to === this.#far ? 'deaf' : 'mute')) {
      // Bytes are missing from now on: what comes after them would be nonsense.
      this.#isDead = true;
    } else if (fault === 'stall' || this.#held.length > 0) this.#held.push({ to, bytes });
    else if (fault === 'delay') setTimeout(() => to.write(bytes), DELAY_MS).unref();
    else to.write(bytes);
  }

  /** As a server that an administrator ends, over a network that hides that it closes the connection. */
  sayFatal(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#near.write(errorMessage('57P01', 'terminating connection due to administrator command'));
  }

  halfClose(): void {
    this.#isDead = true;
    this.#near.end();
  }

  release(): void {
    const held = this.#held;
    this.#held = [];
    if (!this.#isDead) for (const { to, bytes } of held) to.write(bytes);
  }
}

function errorMessage(code: string, text: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
