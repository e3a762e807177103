// What a gate sends its server: the payload of one packet between `%` and `$`, read in place.
//
//   O308/1.2.3.4/10.0.0.1   client 308 has connected, its address and the gate's    A308/#1…!   bytes of client 308
//   --                      the gate is alive, is the server?                       X308        client 308 is gone
//
// The letters depend on the dialect. A packet that is none of these is `unknown`, with a reason for the counter. Data that is too long is `tooLong`;
// `id` is its client.
import { type Letters, LINK_PAYLOAD_BYTES_MAX, readClientId } from '../wire/index.ts';

export const GatePacket = { open: 1, data: 2, close: 3, keepalive: 4, unknown: 5, tooLong: 6 } as const;
export type GatePacket = (typeof GatePacket)[keyof typeof GatePacket];

export type GatePacketFault = 'letter-unknown' | 'id-not-numeric' | 'data-missing' | 'address-malformed' | 'too-long';

const SLASH = 0x2f;
const MINUS = 0x2d;
/** Names of hosts and addresses, and nothing else. */
const ADDRESS = /^[0-9A-Za-z.:_-]{1,64}$/;

/** Its fields describe the last packet that was read. */
export class GatePacketReader {
  id = 0;
  /** Of `data`: where the client's bytes begin; they end with the packet. */
  dataStart = 0;
  /** Of `open`: the player's address, and the gate's own; empty where the family does not send it. */
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
      return this.#identified(bytes, start + 1, end) ? GatePacket.close : this.#unknown('id-not-numeric');
    }
    return letter === MINUS ? GatePacket.keepalive : this.#unknown('letter-unknown');
  }

  #readData(bytes: Uint8Array, start: number, end: number): GatePacket {
    const slash = bytes.indexOf(SLASH, start);
    if (slash < 0 || slash >= end) return this.#unknown('data-missing');
    if (!this.#identified(bytes, start, slash)) return this.#unknown('id-not-numeric');
    this.dataStart = slash + 1;
    // The letter is one byte of the payload.
    if (end - start < LINK_PAYLOAD_BYTES_MAX) return GatePacket.data;
    this.fault = 'too-long';
    return GatePacket.tooLong;
  }

  #readOpen(bytes: Uint8Array, start: number, end: number): GatePacket {
    const fields = Buffer.from(bytes.subarray(start, end)).toString('latin1').split('/');
    const [id = '', address = '', gateAddress = ''] = fields;
    if (!this.#identified(bytes, start, start + id.length)) return this.#unknown('id-not-numeric');
    if (!ADDRESS.test(address) || (gateAddress !== '' && !ADDRESS.test(gateAddress))) {
      return this.#unknown('address-malformed');
    }
    this.address = address;
    this.gateAddress = gateAddress;
    return GatePacket.open;
  }

  #identified(bytes: Uint8Array, start: number, end: number): boolean {
    this.id = readClientId(bytes, start, end);
    return this.id > 0;
  }

  #unknown(fault: GatePacketFault): GatePacket {
    this.fault = fault;
    return GatePacket.unknown;
  }
}
