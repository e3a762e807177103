// One connection to the server: packets over TCP, or over WebSocket with frames of the checker's own. A connection can be cut at any
// byte that is sent or received.
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { join } from './layouts.ts';
import { CONNECT_MS } from './limits.ts';

/** What a wire reports. */
export interface WireEvents {
  packet(packet: Uint8Array): void;
  ended(): void;
}

export interface WireTarget {
  readonly host: string;
  readonly port: number;
  /** Null for TCP, else the path of the request. */
  readonly path: string | null;
  /** The subprotocol that must be chosen. */
  readonly protocol?: string;
  /** The subprotocols that are offered, as the field of the request lists them; only `protocol` when left out. */
  readonly offered?: string;
}

/** The server cannot be reached in this way. */
export class UnreachableError extends Error {}

const HEAD_BYTES_MAX = 8_192;
const WEBSOCKET_SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OPCODE = { binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Throws `UnreachableError`. */
export async function openWire(target: WireTarget, events: WireEvents): Promise<Wire> {
  const socket = connect({ host: target.host, port: target.port, noDelay: true });
  socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no answer')));
  const opened = Promise.withResolvers<void>();
  socket.once('connect', () => opened.resolve());
  socket.on('error', (error) => opened.reject(new UnreachableError(error.message)));
  await opened.promise;
  if (target.path !== null) await upgrade(socket, target);
  socket.setTimeout(0);
  return new Wire(socket, { isWebSocket: target.path !== null, events });
}

export class Wire {
  readonly #socket: Socket;
  readonly #isWebSocket: boolean;
  readonly #events: WireEvents;
  #unread: Uint8Array = new Uint8Array(0);
  #consumedBytes = 0;
  #cutAtBytes = Number.POSITIVE_INFINITY;
  #isCut = false;
  isOpen = true;

  constructor(socket: Socket, { isWebSocket, events }: { readonly isWebSocket: boolean; readonly events: WireEvents }) {
    this.#socket = socket;
    this.#isWebSocket = isWebSocket;
    this.#events = events;
    socket.on('data', (bytes: Buffer) => this.#received(bytes));
    socket.on('close', () => this.#ended());
    socket.on('end', () => socket.destroy());
    // The head of a WebSocket was read in another mode.
    socket.resume();
  }

  /** Bytes of the frames that were taken. */
  get consumedBytes(): number {
    return this.#consumedBytes;
  }

  send(packet: Uint8Array): void {
    this.#socket.write(this.frame(packet));
  }

  /** Sends packets in one write. */
  sendAll(packets: readonly Uint8Array[]): void {
    this.#socket.write(join(packets.map((packet) => this.frame(packet))));
  }

  /** The bytes of a packet's frame. */
  frame(packet: Uint8Array): Uint8Array {
    const { length } = packet;
    if (!this.#isWebSocket) return join([Uint8Array.of(length >> 8, length & 0xff), packet]);
    return maskedFrame(OPCODE.binary, packet);
  }

  /** A packet in two parts, each of which is no whole message: inside a frame, and over WebSocket inside the second of two fragments. */
  halves(packet: Uint8Array): readonly [Uint8Array, Uint8Array] {
    const middle = packet.length >> 1;
    const whole = this.#isWebSocket
      ? join([maskedFrame(OPCODE.binary, packet.subarray(0, middle), false), maskedFrame(0, packet.subarray(middle))])
      : this.frame(packet);
    const cut = whole.length - ((packet.length - middle) >> 1);
    return [whole.subarray(0, cut), whole.subarray(cut)];
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Sends the first `count` bytes of the packet's frame, then cuts the wire in order, so that they arrive. */
  async sendPart(packet: Uint8Array, count: number): Promise<void> {
    const flushed = Promise.withResolvers<void>();
    this.#socket.write(this.frame(packet).subarray(0, count), () => flushed.resolve());
    await flushed.promise;
    this.#isCut = true;
    this.#socket.end();
    this.#ended();
  }

  /** Takes only so many bytes more behind the present frame, then cuts. */
  cutAfter(bytes: number): void {
    this.#cutAtBytes = this.#consumedBytes + bytes;
  }

  /** Ends a WebSocket with a close frame. */
  closeWebSocket(code: number): void {
    this.#socket.write(maskedFrame(OPCODE.close, Uint8Array.of(code >> 8, code & 0xff)));
    this.#socket.end();
  }

  /** Cuts the wire as a network does. */
  cut(): void {
    this.#isCut = true;
    // A socket whose end is under way is not reset: Node keeps such a one for ever.
    if (this.#socket.writableEnded) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
    this.#ended();
  }

  #ended(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#events.ended();
  }

  #received(bytes: Uint8Array): void {
    if (this.#isCut) return;
    this.#unread = join([this.#unread, bytes]);
    while (!this.#isCut && this.#takeFrame());
    if (!this.#isCut && this.#consumedBytes + this.#unread.length >= this.#cutAtBytes) this.cut();
  }

  #takeFrame(): boolean {
    const frame = this.#isWebSocket ? websocketFrame(this.#unread) : lengthFrame(this.#unread);
    if (frame === null || this.#consumedBytes + frame.end > this.#cutAtBytes) return false;
    const { opcode, start, end } = frame;
    const payload = Uint8Array.from(this.#unread.subarray(start, end));
    this.#unread = this.#unread.subarray(end);
    this.#consumedBytes += end;
    if (opcode === OPCODE.binary) this.#events.packet(payload);
    else if (opcode === OPCODE.ping) this.#socket.write(maskedFrame(OPCODE.pong, payload));
    else if (opcode === OPCODE.close) this.#socket.end();
    return true;
  }
}

interface Frame {
  readonly opcode: number;
  readonly start: number;
  readonly end: number;
}

function lengthFrame(bytes: Uint8Array): Frame | null {
  if (bytes.length < 2) return null;
  const end = 2 + ((bytes[0] as number) << 8) + (bytes[1] as number);
  return bytes.length < end ? null : { opcode: OPCODE.binary, start: 2, end };
}

/** A frame of a server: neither masked nor in fragments. */
function websocketFrame(bytes: Uint8Array): Frame | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] as number) & 127;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = short === 126 ? view.getUint16(2) : short === 127 ? Number(view.getBigUint64(2)) : short;
  const end = start + length;
  return bytes.length < end ? null : { opcode: (bytes[0] as number) & 15, start, end };
}

function maskedFrame(opcode: number, payload: Uint8Array, isFinal = true): Uint8Array {
  const { length } = payload;
  const size = length < 126 ? [128 | length] : [128 | 126, length >> 8, length & 0xff];
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] as number));
  return join([Uint8Array.of((isFinal ? 128 : 0) | opcode, ...size), mask, masked]);
}

async function upgrade(socket: Socket, target: WireTarget): Promise<void> {
  const { host, port, path, protocol, offered = protocol } = target;
  const key = randomBytes(16).toString('base64');
  const asked = offered === undefined ? '' : `Sec-WebSocket-Protocol: ${offered}\r\n`;
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${asked}\r\n`,
  );
  const head = await readHead(socket);
  const accept = createHash('sha1').update(`${key}${WEBSOCKET_SALT}`).digest('base64');
  const isAccepted = /^HTTP\/1\.1 101 /.test(head) && fieldOf(head, 'sec-websocket-accept') === accept;
  const isAsked = protocol === undefined || fieldOf(head, 'sec-websocket-protocol') === protocol;
  if (isAccepted && isAsked) return;
  socket.destroy();
  const [line] = head.split('\r\n');
  const chosen = fieldOf(head, 'sec-websocket-protocol') ?? 'none';
  throw new UnreachableError(isAccepted ? `of ${offered} it chose ${chosen}` : `the WebSocket was refused: ${line}`);
}

function fieldOf(head: string, name: string): string | undefined {
  const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

/** The head of the answer; the bytes behind it stay in the socket. */
async function readHead(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let head = '';
  const read = (): void => {
    // Byte by byte, so that no byte of a frame is taken.
    for (let byte = socket.read(1); byte !== null; byte = socket.read(1)) {
      head += byte.toString('latin1');
      if (head.length > HEAD_BYTES_MAX) reject(new UnreachableError('the answer is too long'));
      if (head.endsWith('\r\n\r\n')) {
        resolve(head);
        return;
      }
    }
  };
  const lost = (): void => reject(new UnreachableError('the connection ended before the WebSocket was open'));
  socket.on('readable', read);
  socket.once('close', lost);
  try {
    return await promise;
  } finally {
    socket.off('readable', read);
    socket.off('close', lost);
  }
}
