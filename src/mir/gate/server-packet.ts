// What a server tells its gate: the payload of one packet between `%` and `$`, read in place.
//
//   308/#…!   data for client 308        +-308   close it        +T308, +B308   close it and block its address
//   ++        the server lives; so does any other that begins with `+`
//
// A packet that is none of these is `unknown`, with a reason for the counter. One is known to be sent: a server that mixes up two arguments
// puts a header where the id belongs.
import type { Dialect } from '../wire/index.ts';

export const ServerPacket = { data: 1, alive: 2, kick: 3, blockForAWhile: 4, block: 5, unknown: 6 } as const;
export type ServerPacket = (typeof ServerPacket)[keyof typeof ServerPacket];

export type UnknownReason = 'id-not-numeric' | 'data-missing' | 'empty';

const PLUS = 0x2b;
const MINUS = 0x2d;
const SLASH = 0x2f;
const LETTER_B = 0x42;
const LETTER_T = 0x54;
const ZERO = 0x30;
/** As originals read it: an int32. */
const ID_MAX = 2 ** 31 - 1;

/** Its fields tell of the packet that was read last. */
export class ServerPacketReader {
  id = 0;
  dataStart = 0;
  reason: UnknownReason | null = null;
  readonly #hasBlocks: boolean;

  constructor(dialect: Dialect) {
    this.#hasBlocks = dialect.hasBlocks;
  }

  /** Of `data`, [dataStart, end) goes to the client as it is. */
  read(bytes: Uint8Array, start: number, end: number): ServerPacket {
    if (start === end) return this.#unknown('empty');
    if (bytes[start] === PLUS) return this.#readOrder(bytes, start + 1, end);
    const slash = bytes.indexOf(SLASH, start);
    if (slash < 0 || slash >= end) return this.#unknown('data-missing');
    if (!this.#readId(bytes, start, slash)) return this.#unknown('id-not-numeric');
    this.dataStart = slash + 1;
    return ServerPacket.data;
  }

  #readOrder(bytes: Uint8Array, start: number, end: number): ServerPacket {
    const order = this.#orderOf(bytes[start]);
    if (order === ServerPacket.alive) return order;
    return this.#readId(bytes, start + 1, end) ? order : this.#unknown('id-not-numeric');
  }

  #orderOf(letter: number | undefined): ServerPacket {
    if (letter === MINUS) return ServerPacket.kick;
    if (this.#hasBlocks && letter === LETTER_T) return ServerPacket.blockForAWhile;
    if (this.#hasBlocks && letter === LETTER_B) return ServerPacket.block;
    return ServerPacket.alive;
  }

  /** Decimal digits alone, above 0. */
  #readId(bytes: Uint8Array, start: number, end: number): boolean {
    let id = 0;
    for (let index = start; index < end; index++) {
      const digit = (bytes[index] ?? 0) - ZERO;
      if (digit < 0 || digit > 9 || id > ID_MAX) return false;
      id = id * 10 + digit;
    }
    this.id = id;
    return id > 0 && id <= ID_MAX;
  }

  #unknown(reason: UnknownReason): ServerPacket {
    this.reason = reason;
    return ServerPacket.unknown;
  }
}
