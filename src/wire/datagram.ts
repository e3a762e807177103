// Datagrams of a session: kind u8, channel u32, number u32, body, and eight bytes that sign all before them. Layout alone: no keys, no
// network. Both sides number from 1; a receiver takes only what is numbered above all that it took, so that a copy or a late datagram
// changes nothing.

/** What a datagram is for. */
export const DATAGRAM_KIND = {
  /** From the client: asks whether it is heard. As long as a challenge and more, so that the answer is no longer than the question. */
  hello: 1,
  /** From the server, to the address that said hello: a cookie of that address. */
  challenge: 2,
  /** From the client: the cookie. From now on datagrams to the client go to its sender. */
  prove: 3,
  /** Packets, each behind its length of two bytes. */
  data: 4,
  /** From the client, each second: the highest number that came, and how many came. */
  report: 5,
} as const;

/** Which side signed a datagram: the byte before it in what is signed. */
export const DATAGRAM_SIDE = { client: 0, server: 1 } as const;
export type DatagramSide = keyof typeof DATAGRAM_SIDE;

export const DATAGRAM_KEY_BYTES = 32;
export const DATAGRAM_TAG_BYTES = 8;
export const DATAGRAM_HEAD_BYTES = 9;
/** The cookie of a challenge, and what fills a hello in its place. */
export const DATAGRAM_COOKIE_BYTES = 9;
export const HELLO_BODY_BYTES = 15;
export const REPORT_BODY_BYTES = 8;
/** The longest datagram: it passes every path on which IPv6 works (1,280 bytes), through tunnels too. */
export const DATAGRAM_BYTES_LONGEST = 1_200;
const LENGTH_BYTES = 2;
/** The longest packet that fits a datagram. */
export const DATAGRAM_PACKET_BYTES_MAX =
  DATAGRAM_BYTES_LONGEST - DATAGRAM_HEAD_BYTES - DATAGRAM_TAG_BYTES - LENGTH_BYTES;
/** Behind this number a channel takes none: it is replaced before numbers could repeat. */
export const DATAGRAM_NUMBER_MAX = 2 ** 31;

const CHANNEL_AT = 1;
const NUMBER_AT = 5;

/** Signs and checks the datagrams of one channel, for one of its sides. */
export interface DatagramSigner {
  /** Writes the tag of bytes [start, end) behind them. */
  sign(bytes: Uint8Array, start: number, end: number): void;
  /** Whether the last eight of bytes [start, end) are the other side's tag of those before. */
  isSigned(bytes: Uint8Array, start: number, end: number): boolean;
}

export function kindOfDatagram(bytes: Uint8Array, start: number): number {
  return bytes[start] ?? 0;
}

export function channelOfDatagram(bytes: Uint8Array, start: number): number {
  return readUint32(bytes, start + CHANNEL_AT);
}

export function numberOfDatagram(bytes: Uint8Array, start: number): number {
  return readUint32(bytes, start + NUMBER_AT);
}

/** Whether bytes [start, end) can be a datagram of a channel. */
export function isDatagram(start: number, end: number): boolean {
  const length = end - start;
  return length >= DATAGRAM_HEAD_BYTES + DATAGRAM_TAG_BYTES && length <= DATAGRAM_BYTES_LONGEST;
}

/** Writes the head at index 0. */
export function writeDatagramHead(
  bytes: Uint8Array,
  { kind, channel, number }: { readonly kind: number; readonly channel: number; readonly number: number },
): void {
  bytes[0] = kind;
  writeUint32(bytes, CHANNEL_AT, channel);
  writeUint32(bytes, NUMBER_AT, number);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  const [one = 0, two = 0, three = 0, four = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return one * 0x100_0000 + ((two << 16) | (three << 8) | four);
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/**
 * Calls `take` with each packet of a body of kind `data`, until it returns false. Returns false, having taken nothing, when the body is
 * not whole packets.
 */
export function readDatagramPackets(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  take: (bytes: Uint8Array, start: number, end: number) => boolean,
): boolean {
  for (let at = start; at !== end; ) {
    if (end - at < LENGTH_BYTES) return false;
    at += LENGTH_BYTES + lengthAt(bytes, at);
    if (at > end) return false;
  }
  for (let at = start; at !== end; ) {
    const from = at + LENGTH_BYTES;
    at = from + lengthAt(bytes, at);
    if (!take(bytes, from, at)) break;
  }
  return true;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Datagrams of one direction, as their receiver counts them. */
export class TakenDatagrams {
  /** The highest number that was taken, or is void. */
  highest = 0;
  /** How many were taken. */
  count = 0;

  /** Takes the datagram with this number, or refuses it: it came before, is late, or is void. */
  take(number: number): boolean {
    if (number <= this.highest || number > DATAGRAM_NUMBER_MAX) return false;
    this.highest = number;
    this.count++;
    return true;
  }

  /** Datagrams up to this number are void. */
  voidThrough(number: number): void {
    if (number <= DATAGRAM_NUMBER_MAX) this.highest = Math.max(this.highest, number);
  }
}
