// What a server sends its gate: the payload of one packet between `%` and `$`, read in place.
//
//   308/#…!   data for client 308        +-308   close it        +T308, +B308   close it and block its address
//   ++        the server is alive; so is one that sends any other packet that begins with `+`
//
// A packet that is none of these is `unknown`, with a reason for the counter. One such packet is common: servers with a known bug put a header in
// the place of the id. A packet that is too long is `tooLong`; `id` is its client, or 0.
import { type Dialect, LINK_PAYLOAD_BYTES_MAX, readClientId } from '../wire/index.ts';

export const ServerPacket = {
  data: 1,
  alive: 2,
  kick: 3,
  blockForAWhile: 4,
  block: 5,
  unknown: 6,
  tooLong: 7,
} as const;
export type ServerPacket = (typeof ServerPacket)[keyof typeof ServerPacket];

export type UnknownReason = 'id-not-numeric' | 'data-missing' | 'empty' | 'too-long';

const PLUS = 0x2b;
const MINUS = 0x2d;
const SLASH = 0x2f;
const LETTER_B = 0x42;
const LETTER_T = 0x54;

/** Its fields describe the last packet that was read. */
export class ServerPacketReader {
  id = 0;
  dataStart = 0;
  reason: UnknownReason | null = null;
  readonly #hasBlocks: boolean;

  constructor(dialect: Dialect) {
    this.#hasBlocks = dialect.hasBlocks;
  }

  /** The client receives [dataStart, end) of `data` as it is. */
  read(bytes: Uint8Array, start: number, end: number): ServerPacket {
    this.id = 0;
    if (start === end) return this.#unknown('empty');
    if (bytes[start] === PLUS) return this.#readOrder(bytes, start + 1, end);
    const slash = bytes.indexOf(SLASH, start);
    this.id = slash < 0 || slash >= end ? 0 : readClientId(bytes, start, slash);
    this.dataStart = slash + 1;
    if (end - start > LINK_PAYLOAD_BYTES_MAX) {
      this.reason = 'too-long';
      return ServerPacket.tooLong;
    }
    if (slash < 0 || slash >= end) return this.#unknown('data-missing');
    return this.id === 0 ? this.#unknown('id-not-numeric') : ServerPacket.data;
  }

  #readOrder(bytes: Uint8Array, start: number, end: number): ServerPacket {
    const order = this.#orderOf(bytes[start]);
    if (order === ServerPacket.alive) return order;
    this.id = readClientId(bytes, start + 1, end);
    return this.id === 0 ? this.#unknown('id-not-numeric') : order;
  }

  #orderOf(letter: number | undefined): ServerPacket {
    if (letter === MINUS) return ServerPacket.kick;
    if (this.#hasBlocks && letter === LETTER_T) return ServerPacket.blockForAWhile;
    if (this.#hasBlocks && letter === LETTER_B) return ServerPacket.block;
    return ServerPacket.alive;
  }

  #unknown(reason: UnknownReason): ServerPacket {
    this.reason = reason;
    return ServerPacket.unknown;
  }
}
