// The sending half of one side of a channel: packets of one turn share a datagram, and each datagram is numbered and signed. What it
// has sent may arrive late, beside a stream that carries newer things: it says up to which number its datagrams are void then.
import {
  DATAGRAM_BYTES_LONGEST,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_NUMBER_MAX,
  DATAGRAM_PACKET_BYTES_MAX,
  DATAGRAM_TAG_BYTES,
  type DatagramSigner,
  writeDatagramHead,
} from './datagram.ts';

const LENGTH_BYTES = 2;
const BODY_END_MAX = DATAGRAM_BYTES_LONGEST - DATAGRAM_TAG_BYTES;
/** A copy by the library costs a view of the bytes; below, a loop is faster. */
const SHORT_BYTES = 64;
/** Buffers of datagrams that are being filled are used again; as many channels are filled at a time in a busy turn. */
const BUFFERS_KEPT_MAX = 256;

const buffers: Uint8Array[] = [];

export interface DatagramSenderOptions {
  readonly channel: number;
  readonly signer: DatagramSigner;
  /** Sends bytes [0, length) to the other side, or loses them. They are its own until it returns. */
  readonly transmit: (bytes: Uint8Array, length: number) => void;
}

export class DatagramSender {
  readonly #options: DatagramSenderOptions;
  #number = 0;
  /** The last number with packets, and the last one that the other side was told to be void. */
  #lastData = 0;
  #voided = 0;
  /** The datagram that is being filled. */
  #bytes: Uint8Array | null = null;
  #length = 0;

  constructor(options: DatagramSenderOptions) {
    this.#options = options;
  }

  /** The number of the last datagram. */
  get number(): number {
    return this.#number;
  }

  /** Whether it has no more numbers: nothing leaves any more. */
  get isSpent(): boolean {
    return this.#number >= DATAGRAM_NUMBER_MAX;
  }

  /** Whether packets wait for `flush`. */
  get isFilled(): boolean {
    return this.#bytes !== null;
  }

  /** For tests: the next datagram has the number behind this one. */
  startAt(number: number): void {
    this.#number = number;
  }

  /** Puts a packet of at most `DATAGRAM_PACKET_BYTES_MAX` into the datagram that is being filled. The bytes are copied. */
  add(packet: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (this.#bytes !== null && this.#length + LENGTH_BYTES + size > BODY_END_MAX) this.flush();
    if (this.#bytes === null) this.#open();
    // `#open` has set it.
    const bytes = this.#bytes as unknown as Uint8Array;
    bytes[this.#length] = size >>> 8;
    bytes[this.#length + 1] = size;
    this.#length += LENGTH_BYTES;
    copy(bytes, this.#length, { from: packet, start, end });
    this.#length += size;
  }

  /** Sends what was filled. */
  flush(): void {
    const bytes = this.#bytes;
    if (bytes === null) return;
    this.#bytes = null;
    if (this.#seal(bytes, { kind: DATAGRAM_KIND.data, end: this.#length })) this.#lastData = this.#number;
    if (buffers.length < BUFFERS_KEPT_MAX) buffers.push(bytes);
  }

  /** Sends a datagram of another kind; by `transmit`, if it does not go where data goes. */
  send(kind: number, body: Uint8Array, transmit?: DatagramSenderOptions['transmit']): void {
    const bytes = takeBuffer();
    bytes.set(body, DATAGRAM_HEAD_BYTES);
    this.#seal(bytes, { kind, end: DATAGRAM_HEAD_BYTES + body.length }, transmit);
    if (buffers.length < BUFFERS_KEPT_MAX) buffers.push(bytes);
  }

  /** Its datagrams up to the returned number are void from now on; null when the other side knows that already. */
  voidAll(): number | null {
    this.flush();
    if (this.#lastData <= this.#voided) return null;
    this.#voided = this.#number;
    return this.#number;
  }

  #open(): void {
    this.#bytes = takeBuffer();
    this.#length = DATAGRAM_HEAD_BYTES;
  }

  #seal(
    bytes: Uint8Array,
    { kind, end }: { readonly kind: number; readonly end: number },
    transmit = this.#options.transmit,
  ): boolean {
    if (this.isSpent) return false;
    const { channel, signer } = this.#options;
    this.#number++;
    writeDatagramHead(bytes, { kind, channel, number: this.#number });
    signer.sign(bytes, 0, end);
    transmit(bytes, end + DATAGRAM_TAG_BYTES);
    return true;
  }
}

/** Whether a packet of so many bytes fits a datagram. */
export function fitsDatagram(packetBytes: number): boolean {
  return packetBytes <= DATAGRAM_PACKET_BYTES_MAX;
}

function takeBuffer(): Uint8Array {
  return buffers.pop() ?? new Uint8Array(DATAGRAM_BYTES_LONGEST);
}

function copy(
  bytes: Uint8Array,
  to: number,
  { from, start, end }: { readonly from: Uint8Array; readonly start: number; readonly end: number },
): void {
  if (end - start > SHORT_BYTES) bytes.set(from.subarray(start, end), to);
  else for (let at = start; at < end; at++) bytes[to + at - start] = from[at] as number;
}
