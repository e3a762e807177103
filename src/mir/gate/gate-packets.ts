// The packets of a gate to its server, as bytes. All of them are made here, from ids and addresses of ours and from frames that the framing has checked byte by
// byte: nothing that a client sends can end a packet.
import { assert } from '../../base/index.ts';
import type { Dialect, GateKind, Letters } from '../wire/index.ts';
import { BANG, CLIENT_FRAME_BYTES_MAX, HASH } from '../wire/index.ts';

/** `%--$`: the gate lives, does the server? */
export const KEEPALIVE = Buffer.from('%--$', 'latin1');

const FIXED_DIGIT = 0x31;
/** `!$`, behind a client's frame. */
const DATA_END = [BANG, 0x24];
/** `%A2147483647/#` and the end. */
const HEAD_BYTES_MAX = 16;
/** Names of hosts and addresses, and nothing else. */
const ADDRESS = /^[0-9A-Za-z.:_-]*$/;

export class GatePackets {
  readonly #dialect: Dialect;
  readonly #kind: GateKind;
  readonly #gateAddress: string;
  readonly #data: Uint8Array;

  constructor(options: {
    readonly dialect: Dialect;
    readonly kind: GateKind;
    readonly gateAddress: string;
    readonly frameBytesMax?: number;
  }) {
    assert(ADDRESS.test(options.gateAddress), 'an address holds no sign of a packet');
    this.#dialect = options.dialect;
    this.#kind = options.kind;
    this.#gateAddress = options.gateAddress;
    this.#data = new Uint8Array(HEAD_BYTES_MAX + (options.frameBytesMax ?? CLIENT_FRAME_BYTES_MAX));
  }

  open(id: number, address: string): Uint8Array {
    const gate = this.#dialect.tellsGateAddress ? `/${this.#gateAddress}` : '';
    // The zone of a link-local IPv6 address begins with a percent sign.
    const [plain = ''] = address.split('%');
    assert(ADDRESS.test(plain), 'an address holds no sign of a packet');
    return Buffer.from(`%${this.#letters.open}${id}/${plain}${gate}$`, 'latin1');
  }

  close(id: number): Uint8Array {
    return Buffer.from(`%${this.#letters.close}${id}$`, 'latin1');
  }

  /** What each data packet of a client begins with: made once for each. */
  dataHead(id: number): Uint8Array {
    return Uint8Array.of(...Buffer.from(`%${this.#letters.data}${id}/`, 'latin1'), HASH);
  }

  /** The packet of one checked payload (digit and code); valid until the next call. */
  data(head: Uint8Array, payload: Uint8Array): Uint8Array {
    const packet = this.#data;
    packet.set(head);
    packet.set(payload, head.length);
    if (this.#dialect.hasFixedDigit) packet[head.length] = FIXED_DIGIT;
    const end = head.length + payload.length;
    packet.set(DATA_END, end);
    return packet.subarray(0, end + DATA_END.length);
  }

  get #letters(): Letters {
    return this.#dialect.letters[this.#kind];
  }
}
