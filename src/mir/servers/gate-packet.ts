// What a gate tells its server: the payload of one packet between `%` and `$`, read in place.
//
//   O308/1.2.3.4/10.0.0.1   client 308 is there, its address and the gate's         A308/#1…!   bytes of client 308
//   --                      the gate lives, does the server?                         X308        client 308 is gone
//
// The letters are the dialect's. What is none of these is `unknown`, with a reason for the counter.
import type { Letters } from '../wire/index.ts';

export const GatePacket = { open: 1, data: 2, close: 3, keepalive: 4, unknown: 5 } as const;
export type GatePacket = (typeof GatePacket)[keyof typeof GatePacket];

export type GatePacketFault = 'letter-unknown' | 'id-not-numeric' | 'data-missing' | 'address-malformed';

const SLASH = 0x2f;
const MINUS = 0x2d;
const ZERO = 0x30;
/** As originals read it: an int32. */
const ID_MAX = 2 ** 31 - 1;
/** Names of hosts and addresses, and nothing else. */
const ADDRESS = /^[0-9A-Za-z.:_-]{1,64}$/;

/** Its fields tell of the packet that was read last. */
export class GatePacketReader {
  id = 0;
  /** Of `data`: where the client's bytes begin. They end with the packet. */
  dataStart = 0;
  /** Of `open`: the player's address, and the gate's own; empty where the family does not tell it. */
  address = '';
  gateAddress = '';
  fault: GatePacketFault | null = null;
  readonly #open: number;
  readonly #data: number;
  readonly #close: number;

  constructor(letters: Letters) {
    this.#open = letters.open.charCodeAt(0);
    this.#data = letters.data.charCodeAt(0);
    this.#close = letters.close.charCodeAt(0);
  }

  read(bytes: Uint8Array, start: number, end: number): GatePacket {
    const letter = start < end ? bytes[start] : undefined;
    if (letter === this.#data) return this.#readData(bytes, start + 1, end);
    if (letter === this.#open) return this.#readOpen(bytes, start + 1, end);
    if (letter === this.#close) {
      return this.#readId(bytes, start + 1, end) ? GatePacket.close : this.#unknown('id-not-numeric');
    }
    return letter === MINUS ? GatePacket.keepalive : this.#unknown('letter-unknown');
  }

  #readData(bytes: Uint8Array, start: number, end: number): GatePacket {
    const slash = bytes.indexOf(SLASH, start);
    if (slash < 0 || slash >= end) return this.#unknown('data-missing');
    if (!this.#readId(bytes, start, slash)) return this.#unknown('id-not-numeric');
    this.dataStart = slash + 1;
    return GatePacket.data;
  }

  #readOpen(bytes: Uint8Array, start: number, end: number): GatePacket {
    const fields = Buffer.from(bytes.subarray(start, end)).toString('latin1').split('/');
    const [id = '', address = '', gateAddress = ''] = fields;
    if (!this.#readId(bytes, start, start + id.length)) return this.#unknown('id-not-numeric');
    if (!ADDRESS.test(address) || (gateAddress !== '' && !ADDRESS.test(gateAddress))) {
      return this.#unknown('address-malformed');
    }
    this.address = address;
    this.gateAddress = gateAddress;
    return GatePacket.open;
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

  #unknown(fault: GatePacketFault): GatePacket {
    this.fault = fault;
    return GatePacket.unknown;
  }
}
