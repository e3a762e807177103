// One connection to a server, in messages. An incoming message goes to the watchers (`onAny`), then to the first `next`
// that waits for its type, then to the handlers of its type (`on`). A message that neither a `next` nor a handler took
// is kept for a later `next`, within a bound.
//
// The client never throws on bytes from the server. It does not know which messages are allowed when: the server decides. Links, and
// a session that outlives them, are `client-session.ts`.
import { type Clock, messageOf, type Random } from '../base/plain.ts';
import { CloseS2c } from '../gate/gate.messages.ts';
import { PlayerRoleListS2c } from '../modules/roles/roles.messages.ts';
import type { CloseReason as ConnectionReason } from '../reactor/names/index.ts';
import type { Layout, Malformed, MessageType, Registry } from '../wire/plain.ts';
import { decode, encodePacket, PacketWriter } from '../wire/plain.ts';
import type { ClientDatagrams, DatagramOwner } from './client-datagrams.ts';
import { ClientError, type CloseWords } from './client-error.ts';
import type { LinkDialer } from './client-link.ts';
import { ClientSession, type SessionOwner } from './client-session.ts';
import { type ClientReason, type Closed, closedError, connectError } from './closed.ts';
import { Inbox, type Received } from './inbox.ts';
import { NEXT_MS } from './limits.ts';
import type { LinkEvent } from './link-event.ts';
import { isWaitingId } from './link-messages.ts';
import { type NamedReason, reasonNameOf } from './reason-name.ts';
import { type WaitingEvent, waitingEventOf } from './waiting-event.ts';

export interface ClientOptions {
  readonly url: string;
  readonly registry: Registry;
  readonly layout: Layout;
  readonly clock: Clock;
  /** Spreads the attempts of many clients to connect again. */
  readonly random: Random;
  /** How long `next` waits by default. */
  readonly timeoutMs?: number;
  /** Reasons of the game, so that the client can name them. */
  readonly closeReasons?: readonly NamedReason[];
  /**
   * The session outlives a lost connection: once it has signed in, the client asks the server for it, and after a loss it connects
   * again. `onLink` reports what happened. A server that does not support it closes the connection with reason 120.
   */
  readonly resume?: boolean;
  /** Makes the channel for datagrams; left out where there are none. */
  readonly openDatagrams?: (owner: DatagramOwner) => ClientDatagrams;
  /**
   * The client knows of waiting: when the server is full, it waits in order, keeps its place over a lost connection, and hears where
   * it is (`onWaiting`). `enterWorld` asks for it. A server that does not support it closes the connection with reason 120.
   */
  readonly waiting?: boolean;
  /**
   * How long after a loss a client that resumes tries to come back: at least as long as the server keeps the session. Later the server
   * refuses the session (event `refused`), and the game signs in again over the new link.
   */
  readonly returnMs?: number;
}

export interface NextOptions {
  readonly timeoutMs?: number;
}

/** Handles a message. It may throw or reject; what it returns otherwise is not used. */
export type ClientHandler<M> = (message: M) => unknown;

/** The message that came when a caller waited for several types. */
export type ReceivedOf<Types extends readonly MessageType[]> = {
  [Index in keyof Types]: Types[Index] extends MessageType<infer T> ? Received<T> : never;
}[number];

interface ClientOutcome {
  readonly resolve: (client: Client) => void;
  readonly reject: (error: ClientError) => void;
}

export class Client {
  readonly url: string;
  readonly layout: Layout;
  /** Resolves with the reason when the connection has ended. Never rejects. */
  readonly closed: Promise<Closed>;
  readonly #session: ClientSession;
  readonly #wantsResume: boolean;
  readonly #wantsWaiting: boolean;
  #waitingHandlers: ((event: WaitingEvent) => unknown)[] = [];
  readonly #registry: Registry;
  readonly #timeoutMs: number;
  readonly #closeReasons: readonly NamedReason[];
  readonly #inbox: Inbox;
  readonly #writer = new PacketWriter();
  readonly #handlers = new Map<MessageType, ClientHandler<unknown>[]>();
  readonly #watchers: ((received: Received) => void)[] = [];
  #linkHandlers: ((event: LinkEvent) => unknown)[] = [];
  #unreadable: ((fault: Malformed, packet: Uint8Array) => void) | null = null;
  #told: CloseWords | null = null;
  #failure: unknown = null;
  #sentCount = 0;
  #receivedCount = 0;
  #unknownCount = 0;
  #lastUnknown: Malformed | null = null;
  readonly #ended = Promise.withResolvers<Closed>();

  /** Use `startClient`. */
  constructor(dial: LinkDialer, options: ClientOptions, outcome: ClientOutcome) {
    this.url = options.url;
    this.layout = options.layout;
    this.closed = this.#ended.promise;
    this.#registry = options.registry;
    this.#timeoutMs = options.timeoutMs ?? NEXT_MS;
    this.#closeReasons = options.closeReasons ?? [];
    this.#wantsResume = options.resume ?? false;
    this.#wantsWaiting = options.waiting ?? false;
    this.#inbox = new Inbox(options.clock, () => this.#unknownHint());
    this.#session = new ClientSession(dial, this.#owner(outcome), options);
    this.#session.start();
  }

  /** Whether `send` works: for a client that resumes also while it connects again. */
  get isOpen(): boolean {
    return this.#session.isOpen;
  }

  /** Whether messages reach the server now; false while a client that resumes connects again. */
  get isLinkUp(): boolean {
    return this.#session.isLinkUp;
  }

  /** Whether so much output is queued that the caller should send less. */
  get isCongested(): boolean {
    return this.#session.isCongested;
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
   * Sends a message; false when the connection has ended, or when a client that resumes keeps as much unacknowledged output as it
   * may. Throws `WireError` with the field's name when the value does not fit.
   */
  send<M>(type: MessageType<M>, message: M): boolean {
    this.#writer.reset();
    encodePacket(this.#writer, this.layout, { type, value: message });
    if (type.isDatagram === true && this.#sendLoose(type, message)) return true;
    return this.#send(this.#writer.bytes, this.#writer.length);
  }

  /** Sends the message that was just written as a datagram, where there is a channel. */
  #sendLoose<M>(type: MessageType<M>, message: M): boolean {
    const key = type.delivery === 'latest' ? String(type.latestKey?.(message) ?? '') : '';
    const { bytes, length } = this.#writer;
    // The message is encoded: its value's type is no longer needed.
    const isSent = this.#session.sendLoose({ type: type as MessageType, key, bytes, start: 0, end: length });
    if (isSent) this.#sentCount++;
    return isSent;
  }

  /** Sends a packet (message id and body) unchanged; false as for `send`. */
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

  /**
   * Calls `handler` with what happens to the link of a client that resumes. `describeLinkEvent` puts it into words. Returns a
   * function that stops it.
   */
  onLink(handler: (event: LinkEvent) => unknown): () => void {
    this.#linkHandlers = [...this.#linkHandlers, handler];
    return () => {
      this.#linkHandlers = this.#linkHandlers.filter((each) => each !== handler);
    };
  }

  /** Calls `handler` with what happens while it waits for a place. `describeWaitingEvent` puts it into words. */
  onWaiting(handler: (event: WaitingEvent) => unknown): () => void {
    this.#waitingHandlers = [...this.#waitingHandlers, handler];
    return () => {
      this.#waitingHandlers = this.#waitingHandlers.filter((each) => each !== handler);
    };
  }

  /** Whether it was made with the option `waiting`. */
  get wantsWaiting(): boolean {
    return this.#wantsWaiting;
  }

  /** Tells the server that this client knows of waiting, before it signs in: for games that sign in without `enterWorld`. */
  enableWaiting(): boolean {
    return this.#session.enableWaiting();
  }

  /**
   * Asks the server that the session outlives a lost connection, as the option `resume` does after the list of roles: for games
   * that sign in without it. False when it was asked before, or the connection has ended.
   */
  enableResume(): boolean {
    return this.#session.enable();
  }

  /**
   * Asks the server for a channel for datagrams, as a client with the option `datagram` does after the list of roles: for games that
   * sign in without it. Does nothing without the option.
   */
  enableDatagrams(): void {
    this.#session.askDatagrams();
  }

  /**
   * Ends the connection after sending the queued output. A client that resumes says goodbye first, so that the server keeps nothing
   * for it. Resolves as `closed` does.
   */
  close(): Promise<Closed> {
    this.#session.close('closed-here');
    return this.closed;
  }

  /** The player leaves: the same as `close`. */
  leave(): Promise<Closed> {
    return this.close();
  }

  /** Breaks the connection as a network would, for tests: a client that resumes connects again. */
  cutLink(): void {
    this.#session.cut();
  }

  /**
   * A client that waits to connect again does so now, and a client that resumes finds out whether its link is alive: for instance
   * because the player looks at the game again.
   */
  connectNow(): void {
    this.#session.hurry();
  }

  /**
   * What the device says about its network; in a browser the client hears it by itself. Off line, a client that resumes gives its link
   * up and connects seldom, because devices err; on line again it connects at once.
   */
  setOnline(isOnline: boolean): void {
    this.#session.setOnline(isOnline);
  }

  #unknownHint(): string {
    if (this.#unknownCount === 0) return '';
    const { field } = this.#lastUnknown ?? { field: '' };
    return `; ${this.#unknownCount} messages came that this client does not know, the last of them ${field}: pass the game's messages when you connect`;
  }

  #owner({ resolve, reject }: ClientOutcome): SessionOwner {
    const toldReason = (): number | null => this.#told?.reason ?? null;
    return {
      opened: () => resolve(this),
      failed: (end) => reject(connectError(this.url, end)),
      packet: (bytes, start, end) => this.#packet(bytes, start, end),
      linkEvent: (event) => this.#linkEvent(event),
      waitingAway: (keepMs) => {
        // Words of an earlier link.
        this.#told = null;
        this.#waitingEvent({ kind: 'away', keepMs });
      },
      ended: (reason, errno) => this.#hasEnded(reason, errno),
      get toldReason() {
        return toldReason();
      },
    };
  }

  #packet(bytes: Uint8Array, start: number, end: number): void {
    const result = decode(this.#registry, { layout: this.layout, bytes, start, end });
    if (result.kind === 'malformed') {
      this.#cannotRead(result, bytes.slice(start, end));
      return;
    }
    this.#receivedCount++;
    if (result.type.id === PlayerRoleListS2c.id) {
      if (this.#wantsResume) this.#session.enable();
      this.#session.askDatagrams();
    }
    if (result.type.id === CloseS2c.id) this.#heardReason(result.value as Pick<CloseWords, 'reason' | 'text'>);
    const received = { type: result.type, value: result.value };
    const waiting = waitingEventOf(received);
    if (waiting !== null) this.#waitingEvent(waiting);
    this.#deliver(received);
  }

  #waitingEvent(event: WaitingEvent): void {
    this.#call(this.#waitingHandlers, event);
  }

  #heardReason({ reason, text }: Pick<CloseWords, 'reason' | 'text'>): void {
    this.#told = { reason, name: reasonNameOf(reason, this.#closeReasons), text };
  }

  #linkEvent(event: LinkEvent): void {
    // Words of an earlier link, and after these events an earlier state of the game.
    if (event.kind !== 'lost') this.#told = null;
    if (event.kind === 'resynced' || event.kind === 'refused') this.#inbox.forget();
    this.#call(this.#linkHandlers, event);
  }

  #call<E>(handlers: readonly ((event: E) => unknown)[], event: E): void {
    try {
      for (const handler of handlers) {
        const done = handler(event);
        if (done instanceof Promise) done.catch((error: unknown) => this.#fail(error));
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #hasEnded(reason: ConnectionReason | ClientReason, errno: number): void {
    const closed: Closed = { reason, told: this.#told, errno, failure: this.#failure };
    this.#inbox.close(closedError(this.url, closed));
    this.#ended.resolve(closed);
  }

  #send(packet: Uint8Array, length: number): boolean {
    if (!this.#session.send(packet, length)) return false;
    this.#sentCount++;
    return true;
  }

  #deliver(received: Received): void {
    try {
      for (const watcher of this.#watchers) watcher(received);
      const isTaken = this.#inbox.offer(received);
      const handlers = this.#handlers.get(received.type);
      if (handlers === undefined) {
        // What comes again and again while it waits would drive other messages out.
        if (!isTaken && !isWaitingId(received.type.id)) this.#inbox.keep(received);
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
    this.#session.close(reason);
  }
}

/** Whether a received message is of `type`; TypeScript then knows its value. */
export function isMessage<M>(received: Received, type: MessageType<M>): received is Received<M> {
  return received.type === type;
}

/** Opens the first link of a client. Rejects with `ClientError` when the address is invalid or nothing answers. */
export function startClient(createDialer: () => LinkDialer, options: ClientOptions): Promise<Client> {
  const { promise, resolve, reject } = Promise.withResolvers<Client>();
  try {
    new Client(createDialer(), options, { resolve, reject });
  } catch (error) {
    reject(
      error instanceof ClientError ? error : new ClientError('connect-failed', messageOf(error), { cause: error }),
    );
  }
  return promise;
}
