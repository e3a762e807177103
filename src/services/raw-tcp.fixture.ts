// A client over a real socket that sends text and collects what arrives.
import { connect, type Socket } from 'node:net';

export class RawTcp {
  readonly #socket: Socket;
  #text = '';
  #hasEnded = false;
  readonly #closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#text += String(text);
    });
    // A reset is an end too; a wait for text treats both alike.
    socket.on('error', () => {});
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closed = promise;
    socket.on('close', () => {
      this.#hasEnded = true;
      resolve();
    });
  }

  /** Resolves when it is connected or was refused; see `isOpen`. */
  static async connect(port: number): Promise<RawTcp> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const client = new RawTcp(socket);
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once('connect', resolve);
    await Promise.race([promise, client.#closed]);
    return client;
  }

  get isOpen(): boolean {
    return !this.#hasEnded;
  }

  get text(): string {
    return this.#text;
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Waits until the received text matches, or the connection ended; returns all of it. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#text) && !this.#hasEnded) {
      const heard = Promise.withResolvers<void>();
      this.#socket.once('data', heard.resolve);
      this.#socket.once('close', heard.resolve);
      await heard.promise;
      this.#socket.off('data', heard.resolve);
      this.#socket.off('close', heard.resolve);
    }
    return this.#text;
  }

  /** Ends this side, waits for the other; returns all received text. */
  async end(): Promise<string> {
    this.#socket.end();
    await this.#closed;
    return this.#text;
  }

  async closed(): Promise<void> {
    await this.#closed;
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }
}
