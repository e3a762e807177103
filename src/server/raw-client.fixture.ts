// Clients of bytes over any `Io`, by TCP or by WebSocket: they send what a test says, framed or not, and take apart what comes.
// They end their side when the server ended its own, as a client does.
import assert from 'node:assert/strict';
import { SeededRandom } from '../base/index.ts';
import { type BuiltInReason, CLOSE_REASONS, closeCodeOf, gateMessages } from '../gate/index.ts';
import type { Endpoint, Io, IoTurn, SocketId } from '../reactor/index.ts';
import { IoEvent } from '../reactor/index.ts';
import {
  applyMask,
  createLength16,
  createRegistry,
  createWebSocket,
  decode,
  type Framing,
  type Layout,
  type MessageType,
  PacketWriter,
  type Registry,
  ScanResult,
  UpgradeRequest,
  UpgradeResult,
} from '../wire/index.ts';

export type Transport = 'tcp' | 'websocket';

/** How one client connects. */
export interface RawClientOptions {
  readonly transport?: Transport;
  readonly layout?: Layout;
  /** The subprotocol that a WebSocket client offers. */
  readonly protocol?: string;
  /** Sent before anything else, as a proxy does. */
  readonly preface?: Uint8Array;
}

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

  connect(options: RawClientOptions = {}): RawClient {
    const socket = this.io.connect(this.options.endpoint);
    const client = new RawClient(this, socket, options);
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
  /** What came that is no whole frame yet; with `isRaw`, all that came behind the answer to the request for WebSocket. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Of the close frame that came. */
  closeCode: number | null = null;
  /** Whether frames are left alone: for what comes unframed. */
  isRaw = false;
  readonly layout: Layout;
  readonly #hub: ClientHub;
  readonly #socket: SocketId;
  readonly #framing: Framing;
  readonly #decoder: ReturnType<Framing['createDecoder']>;
  /** Set until the server answered it. */
  #request: UpgradeRequest | null = null;
  #read = 0;

  constructor(hub: ClientHub, socket: SocketId, options: RawClientOptions) {
    const { transport = 'tcp', layout = 'packed', preface, protocol } = options;
    this.layout = layout;
    this.#hub = hub;
    this.#socket = socket;
    const random = new SeededRandom(socket);
    this.#framing = transport === 'tcp' ? createLength16() : createWebSocket({ end: { kind: 'client', random } });
    this.#decoder = this.#framing.createDecoder();
    if (preface !== undefined) this.sendBytes(preface);
    if (transport === 'tcp') return;
    this.#request = new UpgradeRequest(
      { host: 'game', path: '/', ...(protocol === undefined ? {} : { protocol }) },
      random,
    );
    this.sendBytes(this.#request.bytes);
  }

  /** Whether a request for WebSocket was answered with yes, if there was one. */
  get isReady(): boolean {
    return this.isConnected && this.#request === null;
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
    type[this.layout].encode(writer, message);
    this.sayPacket(writer.toBytes());
  }

  /** Frames a packet, right or wrong. */
  sayPacket(packet: Uint8Array): void {
    this.sendBytes(this.frameOf(packet));
  }

  /** The bytes with which this client frames a packet. */
  frameOf(packet: Uint8Array): Uint8Array {
    const head = new Uint8Array(this.#framing.headBytesMax);
    const headBytes = this.#framing.writeHead(head, packet.length);
    const frame = new Uint8Array(headBytes + packet.length);
    frame.set(head.subarray(0, headBytes));
    frame.set(packet, headBytes);
    if (this.#framing.isMasked) applyMask(frame, headBytes, frame.length);
    return frame;
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
  async assertClosedWith(reason: BuiltInReason, text?: string): Promise<void> {
    const told = await this.next(gateMessages.CloseS2c);
    assert.deepEqual([told.reason, told.text], [CLOSE_REASONS[reason].number, text ?? told.text]);
    assert.notEqual(told.text, '', 'a client can show why');
    await this.whenClosed();
    if (this.#framing.name === 'websocket') assert.equal(this.closeCode, closeCodeOf(reason));
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
    if (this.#request !== null && !this.#isUpgraded(this.#request)) return;
    const decoder = this.#decoder;
    for (let end = this.bytes.length; !this.isRaw && end > 0; end = this.bytes.length) {
      const result = decoder.scan(this.bytes, 0, end);
      if (result === ScanResult.needMore) return;
      assert.notEqual(result, ScanResult.malformed, `the server frames what it sends: ${decoder.fault}`);
      const payload = this.bytes.slice(decoder.payloadStart, decoder.payloadEnd);
      this.bytes = this.bytes.slice(decoder.frameEnd);
      if (result === ScanResult.frame) this.#hear(payload);
      else if (result === ScanResult.ended) this.closeCode = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
    }
  }

  #hear(packet: Uint8Array): void {
    const decoded = decode(this.#hub.registry, { layout: this.layout, bytes: packet });
    assert(decoded.kind === 'decoded', 'the server sends messages that can be read');
    this.heard.push({ type: decoded.type, value: decoded.value });
  }

  #isUpgraded(request: UpgradeRequest): boolean {
    const result = request.scan(this.bytes, 0, this.bytes.length);
    if (result !== UpgradeResult.upgraded) return false;
    this.bytes = this.bytes.slice(request.consumed);
    this.#request = null;
    return true;
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
