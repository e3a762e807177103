// Ways for the datagrams of many clients over one socket for each family of addresses: the channel in each datagram says which client it
// is for. The socket is bound when the first way opens, and lives until `close`.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import {
  createDatagramSigner,
  type DatagramIo,
  type DatagramSocket,
  type DatagramTurn,
  peerOf,
} from '../reactor/index.ts';
import { channelOfDatagram, DATAGRAM_BYTES_LONGEST, DATAGRAM_HEAD_BYTES, DATAGRAM_KEY_BYTES } from '../wire/index.ts';
import type { DatagramDialer, DatagramTarget, DatagramWay } from './datagram-link.ts';

type Received = Parameters<DatagramDialer>[1];

/** The address of a host by its name. */
export type Resolve = (host: string) => Promise<string>;

const byName: Resolve = async (host) => (await lookup(host)).address;

export class DatagramWays {
  readonly #io: DatagramIo;
  readonly #resolve: Resolve;
  /** By the family of their addresses. */
  readonly #sockets = new Map<4 | 6, Promise<DatagramSocket>>();
  readonly #byChannel = new Map<number, Received>();

  constructor(io: DatagramIo, resolve: Resolve = byName) {
    this.#io = io;
    this.#resolve = resolve;
  }

  readonly dial: DatagramDialer = async (target, received) => {
    try {
      return await this.#open(target, received);
    } catch {
      // Without datagrams all goes by the connection: there is nothing that a caller could do.
      return null;
    }
  };

  /** Ends all ways. */
  async close(): Promise<void> {
    this.#byChannel.clear();
    await this.#io.stop();
  }

  async #open({ host, port, channel, key }: DatagramTarget, received: Received): Promise<DatagramWay | null> {
    const address = isIP(host) === 0 ? await this.#resolve(host) : host;
    const peer = peerOf({ host: address, port });
    if (peer === null || key.length !== DATAGRAM_KEY_BYTES || this.#byChannel.has(channel)) return null;
    const socket = await this.#socketOf(isIP(address) === 6 ? 6 : 4);
    this.#byChannel.set(channel, received);
    return {
      signer: createDatagramSigner(key, 'client'),
      send: (bytes, length) => {
        socket.stage(bytes, 0, length);
        socket.send(peer, 0);
      },
      close: () => {
        if (this.#byChannel.get(channel) === received) this.#byChannel.delete(channel);
      },
    };
  }

  #socketOf(family: 4 | 6): Promise<DatagramSocket> {
    let socket = this.#sockets.get(family);
    if (socket === undefined) {
      const options = { host: family === 6 ? '::' : '0.0.0.0', port: 0, datagramBytesMax: DATAGRAM_BYTES_LONGEST };
      socket = this.#io.bind(options, (turn) => this.#turn(turn));
      this.#sockets.set(family, socket);
    }
    return socket;
  }

  #turn({ count, bytes, offset, length }: DatagramTurn): void {
    for (let row = 0; row < count; row++) {
      const start = offset[row] as number;
      const end = start + (length[row] as number);
      if (end - start < DATAGRAM_HEAD_BYTES) continue;
      this.#byChannel.get(channelOfDatagram(bytes, start))?.(bytes, start, end);
    }
  }
}
