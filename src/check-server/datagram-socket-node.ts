// The checker's own UDP: one socket, and datagrams as the document has them.
import { createHmac } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { SetTimer } from './heard.ts';

export const KIND = { hello: 1, challenge: 2, prove: 3, data: 4, report: 5 } as const;
const SIDE = { client: 0, server: 1 } as const;
const HEAD_BYTES = 9;
const TAG_BYTES = 8;

/** What a server has offered. */
export interface ChannelOffer {
  readonly host: string;
  readonly port: number;
  readonly channel: number;
  readonly key: Uint8Array;
}

export interface HeardDatagram {
  readonly bytes: Uint8Array;
  readonly kind: number;
  readonly number: number;
  readonly body: Uint8Array;
  /** Whether it names the channel and the server has signed it. */
  readonly isGenuine: boolean;
}

export class DatagramSocket {
  readonly #offer: ChannelOffer;
  readonly #setTimer: SetTimer;
  readonly #socket: Socket;
  readonly #heard: HeardDatagram[] = [];
  #wake: () => void = () => {};

  private constructor(offer: ChannelOffer, setTimer: SetTimer) {
    this.#offer = offer;
    this.#setTimer = setTimer;
    this.#socket = createSocket(isIPv6(offer.host) ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes) => {
      this.#heard.push(this.#read(Uint8Array.from(bytes)));
      this.#wake();
    });
    // A port that is closed shows by silence.
    this.#socket.on('error', () => {});
  }

  static async open(offer: ChannelOffer, setTimer: SetTimer): Promise<DatagramSocket> {
    const socket = new DatagramSocket(offer, setTimer);
    socket.#socket.bind(0);
    await once(socket.#socket, 'listening');
    return socket;
  }

  /** The bytes of a datagram of the client. */
  datagram(kind: number, number: number, body: Uint8Array): Uint8Array {
    const { channel, key } = this.#offer;
    const bytes = Buffer.alloc(HEAD_BYTES + body.length + TAG_BYTES);
    bytes[0] = kind;
    bytes.writeUInt32BE(channel, 1);
    bytes.writeUInt32BE(number, 5);
    bytes.set(body, HEAD_BYTES);
    bytes.set(tagOf(key, SIDE.client, bytes.subarray(0, -TAG_BYTES)), HEAD_BYTES + body.length);
    return bytes;
  }

  send(bytes: Uint8Array): void {
    const { host, port } = this.#offer;
    this.#socket.send(bytes, port, host);
  }

  /** The next datagram that has not been taken; null when none comes in time. */
  async next(withinMs: number): Promise<HeardDatagram | null> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.#setTimer(withinMs, resolve);
    this.#wake = resolve;
    if (this.#heard.length === 0) await promise;
    stop();
    return this.#heard.shift() ?? null;
  }

  close(): void {
    this.#socket.close();
  }

  #read(bytes: Uint8Array): HeardDatagram {
    const view = Buffer.from(bytes);
    if (bytes.length < HEAD_BYTES + TAG_BYTES)
      return { bytes, kind: bytes[0] ?? 0, number: 0, body: new Uint8Array(0), isGenuine: false };
    const { channel, key } = this.#offer;
    const signed = bytes.subarray(0, -TAG_BYTES);
    const isSigned = tagOf(key, SIDE.server, signed).every((byte, at) => byte === bytes[signed.length + at]);
    return {
      bytes,
      kind: view.readUInt8(0),
      number: view.readUInt32BE(5),
      body: bytes.slice(HEAD_BYTES, -TAG_BYTES),
      isGenuine: isSigned && view.readUInt32BE(1) === channel,
    };
  }
}

function tagOf(key: Uint8Array, side: number, bytes: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(Uint8Array.of(side)).update(bytes).digest().subarray(0, TAG_BYTES);
}
