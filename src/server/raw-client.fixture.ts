// Clients of bytes over any `Io`: they send what a test says, framed or not, and take apart what comes. They end their side when
// the server ended its own, as a client does.
import assert from 'node:assert/strict';
import { CLOSE_REASONS, type CloseReason, gateMessages } from '../gate/index.ts';
import type { Endpoint, Io, IoTurn, SocketId } from '../reactor/index.ts';
import { IoEvent } from '../reactor/index.ts';
import { createRegistry, decode, type MessageType, PacketWriter, type Registry } from '../wire/index.ts';

export interface HubOptions {
  readonly endpoint: Endpoint;
  readonly messages: readonly MessageType[];
  until(condition: () => boolean, what: string): Promise<void>;
}

/** The clients of one machine. */
export class ClientHub {
  readonly io: Io;
  readonly options: HubOptions;
  readonly registry: Registry;
  readonly #clients = new Map<SocketId, RawClient>();
  #turned = Promise.withResolvers<void>();

  constructor(io: Io, options: HubOptions) {
    this.io = io;
    this.options = options;
    this.registry = createRegistry(options.messages);
    io.start((turn) => this.#turn(turn));
  }

  connect(): RawClient {
    const socket = this.io.connect(this.options.endpoint);
    const client = new RawClient(this, socket);
    this.#clients.set(socket, client);
    return client;
  }

  stop(): Promise<void> {
    return this.io.stop();
  }

  /** Resolves after the next turn of the io: all that a client can wait for happens in one. */
  get turned(): Promise<void> {
    return this.#turned.promise;
  }

  #turn(turn: IoTurn): void {
    for (let row = 0; row < turn.count; row++) {
      const socket = turn.socket[row] ?? 0;
      const client = this.#clients.get(socket);
      const value = turn.value[row] ?? 0;
      const offset = turn.offset[row] ?? 0;
      const event = turn.event[row];
      if (event === IoEvent.received) client?.received(turn.arena.slice(offset, offset + value));
      else if (event === IoEvent.connected) client?.connected();
      else if (event === IoEvent.ended) client?.ended();
      else if (event === IoEvent.closed) {
        this.#clients.delete(socket);
        client?.closed();
      }
    }
    this.#turned.resolve();
    this.#turned = Promise.withResolvers<void>();
  }
}

/** A message that the server sent. */
export interface Heard {
  readonly type: MessageType;
  readonly value: unknown;
}

export class RawClient {
  readonly heard: Heard[] = [];
  isConnected = false;
  hasEnded = false;
  isClosed = false;
  /** What came that is no whole frame yet; with `isRaw`, all that came. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Whether frames are left alone: for what comes unframed. */
  isRaw = false;
  readonly #hub: ClientHub;
  readonly #socket: SocketId;
  #read = 0;

  constructor(hub: ClientHub, socket: SocketId) {
    this.#hub = hub;
    this.#socket = socket;
  }

  /** Names of all that was heard, in order. */
  get names(): readonly string[] {
    return this.heard.map(({ type }) => type.name);
  }

  /** All that was heard of that type. */
  all<M>(type: MessageType<M>): readonly M[] {
    // The registry decoded them with this very type.
    return this.heard.filter((heard) => heard.type === (type as MessageType)).map(({ value }) => value as M);
  }

  say<M>(type: MessageType<M>, message: M): void {
    const writer = new PacketWriter();
    writer.patchUint16(writer.skip(2), type.id);
    type.packed.encode(writer, message);
    this.sayPacket(writer.toBytes());
  }

  /** Frames a packet, right or wrong. */
  sayPacket(packet: Uint8Array): void {
    this.sendBytes(Uint8Array.of(packet.length >> 8, packet.length & 0xff));
    this.sendBytes(packet);
  }

  sendBytes(bytes: Uint8Array): void {
    if (!this.isClosed) this.#hub.io.write(this.#socket, bytes, 0, bytes.length);
  }

  /** The next message of that type, those before it skipped. */
  async next<M>(type: MessageType<M>): Promise<M> {
    const index = await this.#find((heard) => heard.type === (type as MessageType), type.name);
    // The registry decoded it with this very type.
    return (this.heard[index] as Heard).value as M;
  }

  /** Waits for the end, and asserts which reason the server gave for it; with `text`, in which words. */
  async assertClosedWith(reason: CloseReason, text?: string): Promise<void> {
    const told = await this.next(gateMessages.CloseS2c);
    assert.deepEqual([told.reason, told.text], [CLOSE_REASONS[reason].number, text ?? told.text]);
    assert.notEqual(told.text, '', 'a client can show why');
    await this.whenClosed();
  }

  async whenClosed(): Promise<void> {
    await this.#hub.options.until(() => this.isClosed, 'the connection closes');
  }

  hangUp(): void {
    if (!this.isClosed) this.#hub.io.end(this.#socket);
  }

  reset(): void {
    if (!this.isClosed) this.#hub.io.destroy(this.#socket);
  }

  stopReading(): void {
    this.#hub.io.pause(this.#socket);
  }

  // What the hub tells.

  connected(): void {
    this.isConnected = true;
  }

  ended(): void {
    this.hasEnded = true;
    this.hangUp();
  }

  closed(): void {
    this.isClosed = true;
  }

  received(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    while (!this.isRaw && this.bytes.length >= 2) {
      const length = ((this.bytes[0] as number) << 8) | (this.bytes[1] as number);
      if (this.bytes.length < 2 + length) return;
      const decoded = decode(this.#hub.registry, { layout: 'packed', bytes: this.bytes.slice(2, 2 + length) });
      assert(decoded.kind === 'decoded', 'the server sends messages that can be read');
      this.heard.push({ type: decoded.type, value: decoded.value });
      this.bytes = this.bytes.slice(2 + length);
    }
  }

  async #find(isIt: (heard: Heard) => boolean, what: string): Promise<number> {
    let found = -1;
    await this.#hub.options.until(() => {
      found = this.heard.findIndex((heard, index) => index >= this.#read && isIt(heard));
      if (found < 0) assert.ok(!this.isClosed, `${what} comes before the end; heard: ${this.names.join(', ')}`);
      return found >= 0;
    }, what);
    this.#read = found + 1;
    return found;
  }
}
