// One connection to a server, in messages. An incoming message goes to the watchers (`onAny`), then to the first `next`
// that waits for its type, then to the handlers of its type (`on`). A message that neither a `next` nor a handler took
// is kept for a later `next`, within a bound.
//
// The client never throws on bytes from the server. It keeps no session state: the server decides which messages are
// allowed when.
import { type Clock, messageOf, type Random, systemRandom } from '../base/index.ts';
import { CloseS2c } from '../gate/gate.messages.ts';
import type { Connection, CloseReason as ConnectionReason, Reactor } from '../reactor/index.ts';
import type { Layout, Malformed, MessageType, Registry } from '../wire/index.ts';
import { createLength16, createWebSocket, decode, encodePacket, PacketWriter, UpgradeRequest } from '../wire/index.ts';
import { ClientError, type CloseWords } from './client-error.ts';
import { type ClientReason, type Closed, closedError, connectError } from './closed.ts';
import { Inbox, type Received } from './inbox.ts';
import { CLIENT_LINGER_MS, CLIENT_OUTPUT_MAX_BYTES, NEXT_MS } from './limits.ts';
import { type NamedReason, reasonNameOf } from './reason-name.ts';
import { parseServerUrl } from './server-url.ts';

export interface DialClientOptions {
  /** `tcp://HOST:PORT`, `tls://HOST:PORT`, `ws://HOST:PORT/PATH` or `wss://HOST:PORT/PATH`. */
  readonly url: string;
  readonly registry: Registry;
  readonly layout: Layout;
  readonly clock: Clock;
  /** For `tls://` and `wss://`: PEM text of the certificates to trust instead of the system's, and the name to expect. */
  readonly tls?: { readonly authority?: string; readonly serverName?: string };
  readonly connectMs?: number;
  /** How long `next` waits by default. */
  readonly timeoutMs?: number;
  /** Reasons of the game, so that the client can name them. */
  readonly closeReasons?: readonly NamedReason[];
  /** Source of WebSocket keys and masks; the system's when left out. */
  readonly random?: Random;
}

export interface NextOptions {
  readonly timeoutMs?: number;
}

/** Handles a message. It may throw or reject. */
export type ClientHandler<M> = (message: M) => void | Promise<void>;

/** The message that came when a caller waited for several types. */
export type ReceivedOf<Types extends readonly MessageType[]> = {
  [Index in keyof Types]: Types[Index] extends MessageType<infer T> ? Received<T> : never;
}[number];

export class Client {
  readonly url: string;
  readonly layout: Layout;
  /** Resolves with the reason when the connection has ended. Never rejects. */
  readonly closed: Promise<Closed>;
  readonly #connection: Connection<ClientReason>;
  readonly #registry: Registry;
  readonly #timeoutMs: number;
  readonly #closeReasons: readonly NamedReason[];
  readonly #inbox: Inbox;
  readonly #writer = new PacketWriter();
  readonly #handlers = new Map<MessageType, ClientHandler<unknown>[]>();
  readonly #watchers: ((received: Received) => void)[] = [];
  #unreadable: ((fault: Malformed, packet: Uint8Array) => void) | null = null;
  #told: CloseWords | null = null;
  #failure: unknown = null;
  #sentCount = 0;
  #receivedCount = 0;
  #unknownCount = 0;
  #lastUnknown: Malformed | null = null;
  readonly #ended = Promise.withResolvers<Closed>();

  /** Use `dialClient`. */
  constructor(connection: Connection<ClientReason>, options: DialClientOptions) {
    this.url = options.url;
    this.layout = options.layout;
    this.closed = this.#ended.promise;
    this.#connection = connection;
    this.#registry = options.registry;
    this.#timeoutMs = options.timeoutMs ?? NEXT_MS;
    this.#closeReasons = options.closeReasons ?? [];
    this.#inbox = new Inbox(options.clock, () => this.#unknownHint());
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** Whether so much output is queued that the caller should send less. */
  get isCongested(): boolean {
    return this.#connection.isCongested;
  }

  get sentCount(): number {
    return this.#sentCount;
  }

  get receivedCount(): number {
    return this.#receivedCount;
  }

  /** Packets with a message id that this client does not know. */
  get unknownCount(): number {
    return this.#unknownCount;
  }

  /**
   * Sends a message; false when the connection has ended. Throws `WireError` with the field's name when the value does
   * not fit.
   */
  send<M>(type: MessageType<M>, message: M): boolean {
    this.#writer.reset();
    encodePacket(this.#writer, this.layout, { type, value: message });
    return this.#send(this.#writer.bytes, this.#writer.length);
  }

  /** Sends a packet (message id and body) unchanged; false when the connection has ended. */
  sendPacket(packet: Uint8Array): boolean {
    return this.#send(packet, packet.length);
  }

  /**
   * Calls `handler` with each message of the type from now on. A handler that fails ends the connection. Returns a
   * function that stops it.
   */
  on<M>(type: MessageType<M>, handler: ClientHandler<M>): () => void {
    // The registry's type decoded the message, so the value has the type that the handler takes.
    const entry = handler as ClientHandler<unknown>;
    this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), entry]);
    return () => {
      const rest = (this.#handlers.get(type) ?? []).filter((each) => each !== entry);
      if (rest.length > 0) this.#handlers.set(type, rest);
      else this.#handlers.delete(type);
    };
  }

  /** Calls `watcher` with every message from now on; other receivers still get the message. */
  onAny(watcher: (received: Received) => void): void {
    this.#watchers.push(watcher);
  }

  /** Calls `handler` with packets that are no known message; the connection then stays open. */
  onUnreadable(handler: (fault: Malformed, packet: Uint8Array) => void): void {
    this.#unreadable = handler;
  }

  /**
   * The oldest untaken message of the type, or the next one. Rejects with `ClientError`: `timeout`, or `closed` with
   * the server's reason.
   */
  next<M>(type: MessageType<M>, options: NextOptions = {}): Promise<M> {
    const wait = this.#inbox.wait([type], options.timeoutMs ?? this.#timeoutMs);
    const value = wait.then((received) => received.value as M);
    // As the inbox does with its own promise.
    value.catch(() => {});
    return value;
  }

  /** Like `next`, for the first of several types. `isMessage` distinguishes them. */
  nextOf<const Types extends readonly MessageType[]>(
    types: Types,
    options: NextOptions = {},
  ): Promise<ReceivedOf<Types>> {
    return this.#inbox.wait(types, options.timeoutMs ?? this.#timeoutMs) as Promise<ReceivedOf<Types>>;
  }

  /** The oldest untaken message of the type, or null. */
  take<M>(type: MessageType<M>): M | null {
    return (this.#inbox.take([type])?.value ?? null) as M | null;
  }

  /** Ends the connection after sending the queued output. Resolves as `closed` does. */
  close(): Promise<Closed> {
    this.#connection.close('closed-here');
    return this.closed;
  }

  #unknownHint(): string {
    if (this.#unknownCount === 0) return '';
    const { field } = this.#lastUnknown ?? { field: '' };
    return `; ${this.#unknownCount} messages came that this client does not know, the last of them ${field}: pass the game's messages when you connect`;
  }

  // Callbacks of the connection.

  frame(bytes: Uint8Array, start: number, end: number): void {
    const result = decode(this.#registry, { layout: this.layout, bytes, start, end });
    if (result.kind === 'malformed') {
      this.#cannotRead(result, bytes.slice(start, end));
      return;
    }
    this.#receivedCount++;
    if (result.type.id === CloseS2c.id) this.#heardReason(result.value as Pick<CloseWords, 'reason' | 'text'>);
    this.#deliver({ type: result.type, value: result.value });
  }

  #heardReason({ reason, text }: Pick<CloseWords, 'reason' | 'text'>): void {
    this.#told = { reason, name: reasonNameOf(reason, this.#closeReasons), text };
  }

  ended(reason: ConnectionReason | ClientReason, errno: number): void {
    const closed: Closed = { reason, told: this.#told, errno, failure: this.#failure };
    this.#inbox.close(closedError(this.url, closed));
    this.#ended.resolve(closed);
  }

  #send(packet: Uint8Array, length: number): boolean {
    if (!this.#connection.isOpen) return false;
    this.#sentCount++;
    this.#connection.send(packet, 0, length);
    return true;
  }

  #deliver(received: Received): void {
    try {
      for (const watcher of this.#watchers) watcher(received);
      const isTaken = this.#inbox.offer(received);
      const handlers = this.#handlers.get(received.type);
      if (handlers === undefined) {
        if (!isTaken) this.#inbox.keep(received);
        return;
      }
      for (const handler of handlers) {
        const done = handler(received.value);
        if (done instanceof Promise) done.catch((error: unknown) => this.#fail(error));
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #cannotRead(fault: Malformed, packet: Uint8Array): void {
    if (fault.rule === 'unknown-message') {
      this.#unknownCount++;
      this.#lastUnknown = fault;
    }
    try {
      if (this.#unreadable !== null) this.#unreadable(fault, packet);
      // A newer server may send unknown messages; a malformed known message ends the connection.
      else if (fault.rule !== 'unknown-message') this.#end('malformed-message', fault);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#end('handler-failed', error);
  }

  #end(reason: ClientReason, failure: unknown): void {
    this.#failure ??= failure;
    this.#connection.close(reason);
  }
}

/** Whether a received message is of `type`; TypeScript then knows its value. */
export function isMessage<M>(received: Received, type: MessageType<M>): received is Received<M> {
  return received.type === type;
}

/**
 * Connects over a reactor that the caller owns. Rejects with `ClientError` when the address is invalid or nothing
 * answers.
 */
export function dialClient(reactor: Reactor, options: DialClientOptions): Promise<Client> {
  const { promise, resolve, reject } = Promise.withResolvers<Client>();
  try {
    dial(reactor, options, { resolve, reject });
  } catch (error) {
    reject(
      error instanceof ClientError ? error : new ClientError('connect-failed', messageOf(error), { cause: error }),
    );
  }
  return promise;
}

function dial(
  reactor: Reactor,
  options: DialClientOptions,
  outcome: { readonly resolve: (client: Client) => void; readonly reject: (error: ClientError) => void },
): void {
  const { host, port, isTls, websocket } = parseServerUrl(options.url);
  const { random = systemRandom } = options;
  let isOpen = false;
  reactor.connect<ClientReason>({
    host,
    port,
    ...(isTls ? { tls: options.tls ?? {} } : {}),
    ...(options.connectMs === undefined ? {} : { connectMs: options.connectMs }),
    ...(websocket === null
      ? { framing: createLength16() }
      : {
          framing: createWebSocket({ end: { kind: 'client', random } }),
          upgrade: new UpgradeRequest(websocket, random),
        }),
    lingerMs: CLIENT_LINGER_MS,
    outputMaxBytes: CLIENT_OUTPUT_MAX_BYTES,
    handler: (connection) => {
      const client = new Client(connection, options);
      return {
        opened: () => {
          isOpen = true;
          outcome.resolve(client);
        },
        frame: (bytes, start, end) => client.frame(bytes, start, end),
        closed: (reason) => {
          if (isOpen) client.ended(reason, connection.errno);
          else outcome.reject(connectError(options.url, reason, connection.errno));
        },
      };
    },
  });
}
