// The PROXY protocol, versions 1 (a line of text) and 2 (binary): the header that a proxy in front of us sends first on
// each connection, with the client's address. HAProxy's `proxy-protocol.txt` is the specification; its sections are
// named below. Invariants: the answer does not depend on how the bytes were cut; nothing beyond the header is consumed;
// a header that is not complete within its bound is rejected. Which proxies to trust is decided elsewhere.
import ipaddr from 'ipaddr.js';

/** Why there is no valid header. */
export type ProxyFault = 'proxy-header-malformed' | 'proxy-header-missing' | 'proxy-header-too-long';

export const ProxyResult = {
  needMore: 0,
  /** The header was `consumed` bytes long; `source` is the client's address. */
  header: 1,
  /** `fault` says why. */
  malformed: 2,
} as const;
export type ProxyResult = (typeof ProxyResult)[keyof typeof ProxyResult];

/** Section 2.1: the longest line, for two IPv6 addresses, with CR LF. */
export const PROXY_LINE_BYTES_MAX = 107;
/** Section 2.2 allows 64 KiB of type-length-values; known proxies send a few hundred bytes. */
export const PROXY_BINARY_BYTES_MAX = 4096;

const LINE_START = bytesOf('PROXY ');
/** Chosen by the protocol's author so that no text protocol takes it for a request. */
const BINARY_START = bytesOf('\r\n\r\n\0\r\nQUIT\n');
/** The start, a byte of version and command, one of family and transport, two of length. */
const BINARY_HEAD_BYTES = BINARY_START.length + 4;
const LF = 0x0a;

const VERSION_2 = 2;
const COMMAND = { local: 0, proxy: 1 } as const;
const STREAM = 1;
/** The transport of `UNSPEC`. */
const UNSPECIFIED = 0;
const FAMILY = { unspecified: 0, ipv4: 1, ipv6: 2, unix: 3 } as const;
/** Bytes of both addresses and ports, by family. */
const ADDRESS_BYTES = { [FAMILY.unspecified]: 0, [FAMILY.ipv4]: 12, [FAMILY.ipv6]: 36, [FAMILY.unix]: 216 } as const;
const PORT_MAX = 65_535;

/** Reads the header of one connection. Call `scan` with all bytes so far whenever more have come. */
export class ProxyHeaderDecoder {
  /** The length of the header, set with the answer `header`. */
  consumed = 0;
  /** The client of the proxy; null when the proxy speaks for itself (a health check) or does not know. */
  source: string | null = null;
  /** Set with the answer `malformed`. */
  fault: ProxyFault | null = null;

  scan(bytes: Uint8Array, start: number, end: number): ProxyResult {
    const given = bytes.subarray(start, end);
    if (startsLike(given, LINE_START)) return this.#scanLine(given);
    if (startsLike(given, BINARY_START)) return this.#scanBinary(given);
    return this.#refuse('proxy-header-missing');
  }

  // Section 2.1: `PROXY TCP4 <source> <destination> <source port> <destination port>`, with single spaces, then CR LF.
  #scanLine(given: Uint8Array): ProxyResult {
    const lineEnd = given.subarray(0, PROXY_LINE_BYTES_MAX).indexOf(LF);
    if (lineEnd < 0) {
      return given.length < PROXY_LINE_BYTES_MAX ? ProxyResult.needMore : this.#refuse('proxy-header-too-long');
    }
    const line = String.fromCharCode(...given.subarray(0, lineEnd));
    if (!line.endsWith('\r')) return this.#refuse('proxy-header-malformed');
    const [, family, ...rest] = line.slice(0, -1).split(' ');
    // Everything after UNKNOWN must be ignored.
    if (family === 'UNKNOWN') return this.#accept(lineEnd + 1, null);
    const [source = '', destination = '', ...ports] = rest;
    const isAddress = family === 'TCP4' ? isIpv4 : family === 'TCP6' ? isIpv6 : () => false;
    const isWhole =
      isAddress(source) &&
      isAddress(destination) &&
      ports.length === 2 &&
      ports.every((port) => isDecimal(port, PORT_MAX));
    return isWhole ? this.#accept(lineEnd + 1, plain(source)) : this.#refuse('proxy-header-malformed');
  }

  // Section 2.2.
  #scanBinary(given: Uint8Array): ProxyResult {
    if (given.length < BINARY_HEAD_BYTES) return ProxyResult.needMore;
    const view = new DataView(given.buffer, given.byteOffset, given.length);
    const [versionAt, familyAt, lengthAt] = [BINARY_START.length, BINARY_START.length + 1, BINARY_START.length + 2];
    const version = view.getUint8(versionAt) >> 4;
    const command = view.getUint8(versionAt) & 0x0f;
    const isCommand = command === COMMAND.local || command === COMMAND.proxy;
    if (version !== VERSION_2 || !isCommand) return this.#refuse('proxy-header-malformed');
    const bodyBytes = view.getUint16(lengthAt);
    const whole = BINARY_HEAD_BYTES + bodyBytes;
    if (whole > PROXY_BINARY_BYTES_MAX) return this.#refuse('proxy-header-too-long');
    const family = view.getUint8(familyAt) >> 4;
    const transport = view.getUint8(familyAt) & 0x0f;
    // A health check of the proxy: its addresses may be anything.
    const isLocal = command === COMMAND.local;
    if (!isLocal && !isFamily(family, { transport, bodyBytes })) return this.#refuse('proxy-header-malformed');
    if (given.length < whole) return ProxyResult.needMore;
    // The type-length-values after the addresses are not used.
    return this.#accept(whole, isLocal ? null : addressIn(given.subarray(BINARY_HEAD_BYTES, whole), family));
  }

  #accept(consumed: number, source: string | null): ProxyResult {
    this.consumed = consumed;
    this.source = source;
    return ProxyResult.header;
  }

  #refuse(fault: ProxyFault): ProxyResult {
    this.fault = fault;
    return ProxyResult.malformed;
  }
}

/** Whether a body of that length can hold the addresses of that family, for a stream. */
function isFamily(family: number, body: { readonly transport: number; readonly bodyBytes: number }): boolean {
  if (family === FAMILY.unspecified) return body.transport === UNSPECIFIED || body.transport === STREAM;
  const needed = ADDRESS_BYTES[family as keyof typeof ADDRESS_BYTES];
  return needed !== undefined && body.transport === STREAM && body.bodyBytes >= needed;
}

/** The source address comes first. */
function addressIn(body: Uint8Array, family: number): string | null {
  if (family === FAMILY.ipv4) return plain(ipaddr.fromByteArray([...body.subarray(0, 4)]).toString());
  if (family === FAMILY.ipv6) return plain(ipaddr.fromByteArray([...body.subarray(0, 16)]).toString());
  return null;
}

/** IPv4 in dotted form even when mapped into IPv6, IPv6 in its shortest form: as sockets report addresses. */
function plain(address: string): string {
  return ipaddr.process(address).toString();
}

function isIpv4(text: string): boolean {
  return /^\d+(\.\d+){3}$/.test(text) && text.split('.').every((part) => isDecimal(part, 255));
}

function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && ipaddr.IPv6.isValid(text);
}

function isDecimal(text: string, max: number): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= max;
}

function startsLike(given: Uint8Array, start: Uint8Array): boolean {
  return given.subarray(0, start.length).every((byte, index) => byte === start[index]);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
