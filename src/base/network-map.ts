// Values by network (CIDR), found by address: the most specific network that holds it. Networks of one length are in one map, so a
// look-up asks one map for each length that there is: a list of 100,000 networks costs as much as one of ten. An IPv4 address mapped
// into IPv6 counts as the IPv4 address.
import { assert } from './assert.ts';

interface Entry<V> {
  readonly network: string;
  readonly value: V;
}

const IPV4_BITS = 32;
const IPV6_BITS = 128;
const MAPPED_BITS = 96;

/** The networks of one family: a map for each length of prefix that there is, the longest first. */
class Family<A, V> {
  readonly #byLength: Map<number | string, Entry<V>>[];
  /** The first so many bits of the address. */
  readonly #keyOf: (address: A, bits: number) => number | string;
  /** Lengths with networks, the longest first. */
  #lengths: number[] = [];

  constructor(bits: number, keyOf: (address: A, bits: number) => number | string) {
    this.#byLength = Array.from({ length: bits + 1 }, () => new Map());
    this.#keyOf = keyOf;
  }

  set(address: A, bits: number, entry: Entry<V>): boolean {
    const map = this.#mapOf(bits);
    const key = this.#keyOf(address, bits);
    const isNew = !map.has(key);
    map.set(key, entry);
    if (map.size === 1) this.#listLengths();
    return isNew;
  }

  delete(address: A, bits: number): boolean {
    const map = this.#mapOf(bits);
    const wasThere = map.delete(this.#keyOf(address, bits));
    if (map.size === 0) this.#listLengths();
    return wasThere;
  }

  find(address: A, isValid: (value: V) => boolean): Entry<V> | null {
    for (const bits of this.#lengths) {
      const entry = this.#mapOf(bits).get(this.#keyOf(address, bits));
      if (entry !== undefined && isValid(entry.value)) return entry;
    }
    return null;
  }

  *entries(): Generator<Entry<V>> {
    for (const map of this.#byLength) yield* map.values();
  }

  #mapOf(bits: number): Map<number | string, Entry<V>> {
    const map = this.#byLength[bits];
    assert(map !== undefined, 'a prefix is as long as an address at most');
    return map;
  }

  #listLengths(): void {
    const lengths = this.#byLength.flatMap((map, bits) => (map.size === 0 ? [] : [bits]));
    this.#lengths = lengths.reverse();
  }
}

/** Eight numbers of 16 bits. */
type Ipv6 = readonly number[];
const PART_BITS = 16;

function ipv4Key(address: number, bits: number): number {
  // A shift by 32 shifts by nothing.
  return bits === 0 ? 0 : (address & (-1 << (IPV4_BITS - bits))) >>> 0;
}

function ipv6Key(address: Ipv6, bits: number): string {
  let key = '';
  for (let at = 0; at < 8; at++) {
    const kept = Math.min(PART_BITS, Math.max(0, bits - PART_BITS * at));
    key += String.fromCharCode((address[at] ?? 0) & (0xffff << (PART_BITS - kept)));
  }
  return key;
}

export class NetworkMap<V> {
  readonly #ipv4 = new Family<number, V>(IPV4_BITS, ipv4Key);
  readonly #ipv6 = new Family<Ipv6, V>(IPV6_BITS, ipv6Key);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `network` is an address or a network, as `isNetwork` has it. An earlier value of the same network is replaced. */
  set(network: string, value: V): void {
    const { address, bits } = parse(network);
    const entry = { network, value };
    const isNew =
      typeof address === 'number' ? this.#ipv4.set(address, bits, entry) : this.#ipv6.set(address, bits, entry);
    if (isNew) this.#size++;
  }

  /** False when there is no such network. */
  delete(network: string): boolean {
    const { address, bits } = parse(network);
    const wasThere = typeof address === 'number' ? this.#ipv4.delete(address, bits) : this.#ipv6.delete(address, bits);
    if (wasThere) this.#size--;
    return wasThere;
  }

  /** The most specific network that holds the address and whose value is valid; null for text that is no address. */
  find(address: string, isValid: (value: V) => boolean = () => true): Entry<V> | null {
    if (this.#size === 0) return null;
    const parsed = addressOf(address);
    if (parsed === null) return null;
    return typeof parsed === 'number' ? this.#ipv4.find(parsed, isValid) : this.#ipv6.find(parsed, isValid);
  }

  /** IPv4 before IPv6, large networks before small ones. */
  *entries(): Generator<Entry<V>> {
    yield* this.#ipv4.entries();
    yield* this.#ipv6.entries();
  }
}

function parse(network: string): { readonly address: number | Ipv6; readonly bits: number } {
  const [text = '', prefix] = network.split('/');
  const address = addressOf(text);
  assert(address !== null, 'a network begins with an address');
  const isIpv4 = typeof address === 'number';
  const isMapped = isIpv4 && text.includes(':');
  const bits = prefix === undefined ? (isIpv4 ? IPV4_BITS : IPV6_BITS) : Number(prefix) - (isMapped ? MAPPED_BITS : 0);
  return { address, bits };
}

/** An IPv4 address is a number, an IPv6 address eight. Written out, as it runs for each connection: a library takes 20 times as long. */
function addressOf(text: string): number | Ipv6 | null {
  const ipv4 = ipv4Of(text, 0);
  if (ipv4 >= 0) return ipv4;
  const parts = ipv6Of(text);
  const isMapped = parts !== null && parts[5] === 0xffff && parts.slice(0, 5).every((part) => part === 0);
  return isMapped ? (parts[6] ?? 0) * 0x1_0000 + (parts[7] ?? 0) : parts;
}

const COLON = 58;

/** RFC 4291, section 2.2, in any of its forms; a zone (`%2`) is left out. Null for anything else. */
function ipv6Of(text: string): number[] | null {
  const parts: number[] = [];
  /** Where `::` stands for zeros. */
  let gap = -1;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  const zone = text.indexOf('%');
  const end = zone < 0 ? text.length : zone;
  while (at < end) {
    if (parts.length >= 8) return null;
    let value = 0;
    let digits = 0;
    let next = at;
    for (; next < end && text.charCodeAt(next) !== COLON; next++) {
      const digit = hexOf(text.charCodeAt(next));
      if (digit < 0) break;
      value = value * 16 + digit;
      digits++;
    }
    if (text.charCodeAt(next) === DOT) {
      const ipv4 = ipv4Of(text.slice(0, end), at);
      if (ipv4 < 0) return null;
      parts.push(ipv4 >>> 16, ipv4 & 0xffff);
      break;
    }
    if (digits === 0 || digits > 4) return null;
    parts.push(value);
    if (next === end) break;
    if (text.charCodeAt(next) !== COLON) return null;
    at = next + 1;
    if (at === end) return null;
    if (text.charCodeAt(at) !== COLON) continue;
    if (gap >= 0) return null;
    gap = parts.length;
    at++;
  }
  if (gap < 0) return parts.length === 8 ? parts : null;
  if (parts.length > 7) return null;
  return [...parts.slice(0, gap), ...new Array<number>(8 - parts.length).fill(0), ...parts.slice(gap)];
}

function hexOf(code: number): number {
  if (code >= ZERO && code <= ZERO + 9) return code - ZERO;
  const letter = code | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

const DOT = 46;
const ZERO = 48;

/** Four decimal numbers from `at` on; -1 for anything else. */
function ipv4Of(text: string, at: number): number {
  let address = 0;
  let part = -1;
  let parts = 0;
  for (let index = at; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (part < 0 || ++parts > 3) return -1;
      address = address * 256 + part;
      part = -1;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9) return -1;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return -1;
    }
  }
  return parts === 3 && part >= 0 ? address * 256 + part : -1;
}
