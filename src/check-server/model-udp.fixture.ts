// The UDP side of the tiny server: channels with hellos, challenges and proofs. Each rule has a switch that breaks it.
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';

export type BrokenUdp = 'answers repeated hellos (41)' | 'challenges at length (42)' | 'takes any cookie (43)';

interface Channel {
  readonly key: Uint8Array;
  readonly opened: () => void;
  highest: number;
  sent: number;
}

const HEAD_BYTES = 9;
const TAG_BYTES = 8;
const SECRET = randomBytes(32);

export class ModelUdp {
  readonly #broken: string | null;
  readonly #socket = createSocket('udp4');
  readonly #channels = new Map<number, Channel>();

  constructor(broken: string | null) {
    this.#broken = broken;
    this.#socket.on('message', (bytes, from) => this.#received(bytes, from));
  }

  async open(): Promise<void> {
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
  }

  get port(): number {
    return this.#socket.address().port;
  }

  offer(opened: () => void): { readonly channel: number; readonly key: Uint8Array } {
    const channel = this.#channels.size + 1;
    const key = randomBytes(32);
    this.#channels.set(channel, { key, opened, highest: 0, sent: 0 });
    return { channel, key };
  }

  close(): void {
    this.#socket.close();
  }

  #received(bytes: Buffer, from: RemoteInfo): void {
    if (bytes.length < HEAD_BYTES + TAG_BYTES) return;
    const [kind, number, signed] = [bytes[0], bytes.readUInt32BE(5), bytes.subarray(0, -TAG_BYTES)];
    const channel = this.#channels.get(bytes.readUInt32BE(1));
    if (channel === undefined || !tagOf(channel.key, 0, signed).equals(bytes.subarray(-TAG_BYTES))) return;
    if (number <= channel.highest && this.#broken !== 'answers repeated hellos (41)') return;
    channel.highest = number;
    const body = signed.subarray(HEAD_BYTES);
    if (kind === 1) this.#challenge(channel, bytes, from);
    else if (kind === 3 && (body.equals(cookieOf(from)) || this.#broken === 'takes any cookie (43)')) channel.opened();
  }

  #challenge(channel: Channel, hello: Buffer, from: RemoteInfo): void {
    const filler = Buffer.alloc(this.#broken === 'challenges at length (42)' ? 20 : 0);
    const head = Buffer.alloc(HEAD_BYTES);
    head[0] = 2;
    head.writeUInt32BE(hello.readUInt32BE(1), 1);
    head.writeUInt32BE(++channel.sent, 5);
    const signed = Buffer.concat([head, cookieOf(from), filler]);
    this.#socket.send(Buffer.concat([signed, tagOf(channel.key, 1, signed)]), from.port, from.address);
  }
}

function tagOf(key: Uint8Array, side: number, bytes: Uint8Array): Buffer {
  return createHmac('sha256', key).update(Uint8Array.of(side)).update(bytes).digest().subarray(0, TAG_BYTES);
}

function cookieOf({ address, port }: RemoteInfo): Buffer {
  return createHmac('sha256', SECRET).update(`${address}:${port}`).digest().subarray(0, HEAD_BYTES);
}
