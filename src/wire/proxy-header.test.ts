import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  PROXY_BINARY_BYTES_MAX,
  PROXY_LINE_BYTES_MAX,
  type ProxyFault,
  ProxyHeaderDecoder,
  ProxyResult,
} from './proxy-header.ts';

const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const START = '\r\n\r\n\0\r\nQUIT\n';

/** A header of version 2: command with version, family with transport, body; the length may be wrong. */
function binary(head: readonly [number, number], body: readonly number[], length = body.length): Uint8Array {
  return new Uint8Array([...latin(START), ...head, length >> 8, length & 0xff, ...body]);
}

const IPV4 = [192, 0, 2, 7, 10, 0, 0, 1, 0x9c, 0x40, 0x1f, 0x41];
const IPV6 = [
  0x20,
  1,
  0xd,
  0xb8,
  ...Array<number>(11).fill(0),
  7,
  ...Array<number>(16).fill(1),
  0x9c,
  0x40,
  0x1f,
  0x41,
];
const MAPPED = [...Array<number>(10).fill(0), 0xff, 0xff, 192, 0, 2, 9, ...Array<number>(20).fill(0)];
const TLV = [0x04, 0x00, 0x03, 1, 2, 3];

const HEADERS: readonly (readonly [string, Uint8Array, string | null])[] = [
  ['v1 over IPv4', latin('PROXY TCP4 192.0.2.7 10.0.0.1 40000 8001\r\n'), '192.0.2.7'],
  ['v1 over IPv6', latin('PROXY TCP6 2001:DB8:0::7 ::1 40000 8001\r\n'), '2001:db8::7'],
  ['v1, IPv4 mapped', latin('PROXY TCP6 ::ffff:192.0.2.7 ::1 1 65535\r\n'), '192.0.2.7'],
  ['v1, nothing known', latin('PROXY UNKNOWN\r\n'), null],
  ['v1, what is behind UNKNOWN', latin('PROXY UNKNOWN ffff::1 rubbish \r\n'), null],
  [
    'v1, the longest',
    latin(`PROXY UNKNOWN ${'x'.repeat(PROXY_LINE_BYTES_MAX - 'PROXY UNKNOWN '.length - 2)}\r\n`),
    null,
  ],
  ['v2 over IPv4', binary([0x21, 0x11], IPV4), '192.0.2.7'],
  ['v2 over IPv6', binary([0x21, 0x21], IPV6), '2001:db8::7'],
  ['v2, IPv4 mapped', binary([0x21, 0x21], MAPPED), '192.0.2.9'],
  ['v2 with values behind', binary([0x21, 0x11], [...IPV4, ...TLV, ...TLV]), '192.0.2.7'],
  ['v2 local', binary([0x20, 0x00], []), null],
  ['v2 local with addresses', binary([0x20, 0x11], IPV4), null],
  ['v2 local with a strange family', binary([0x20, 0x7f], TLV), null],
  ['v2 unspecified', binary([0x21, 0x00], TLV), null],
  ['v2 over a Unix socket', binary([0x21, 0x31], Array<number>(216).fill(65)), null],
  [
    'v2, the longest',
    binary([0x21, 0x11], [...IPV4, ...Array<number>(PROXY_BINARY_BYTES_MAX - 28).fill(0)]),
    '192.0.2.7',
  ],
];

const FAULTS: readonly (readonly [string, Uint8Array, ProxyFault])[] = [
  ['a frame', latin('\0\x04abcd'), 'proxy-header-missing'],
  ['HTTP', latin('GET / HTTP/1.1\r\n'), 'proxy-header-missing'],
  ['a POST', latin('POST'), 'proxy-header-missing'],
  ['lower case', latin('proxy TCP4'), 'proxy-header-missing'],
  ['no space behind the word', latin('PROXY\r\n'), 'proxy-header-missing'],
  ['almost the binary start', latin('\r\n\r\n\r\n'), 'proxy-header-missing'],
  ['v1 without CR', latin('PROXY UNKNOWN\n'), 'proxy-header-malformed'],
  ['v1 with nothing', latin('PROXY \r\n'), 'proxy-header-malformed'],
  ['v1 with a strange family', latin('PROXY UDP4 1.2.3.4 1.2.3.5 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with two spaces', latin('PROXY TCP4  1.2.3.4 1.2.3.5 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with a tab', latin('PROXY TCP4\t1.2.3.4 1.2.3.5 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with a space at the end', latin('PROXY TCP4 1.2.3.4 1.2.3.5 1 2 \r\n'), 'proxy-header-malformed'],
  ['v1 without ports', latin('PROXY TCP4 1.2.3.4 1.2.3.5\r\n'), 'proxy-header-malformed'],
  ['v1 with one port', latin('PROXY TCP4 1.2.3.4 1.2.3.5 1\r\n'), 'proxy-header-malformed'],
  ['v1 with three ports', latin('PROXY TCP4 1.2.3.4 1.2.3.5 1 2 3\r\n'), 'proxy-header-malformed'],
  ['v1 with a port too high', latin('PROXY TCP4 1.2.3.4 1.2.3.5 1 65536\r\n'), 'proxy-header-malformed'],
  ['v1 with a padded port', latin('PROXY TCP4 1.2.3.4 1.2.3.5 01 2\r\n'), 'proxy-header-malformed'],
  ['v1 with a negative port', latin('PROXY TCP4 1.2.3.4 1.2.3.5 -1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with a part too high', latin('PROXY TCP4 1.2.3.256 1.2.3.5 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with an octal part', latin('PROXY TCP4 1.2.3.010 1.2.3.5 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with three parts', latin('PROXY TCP4 1.2.3 1.2.3.5 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with a bad destination', latin('PROXY TCP4 1.2.3.4 here 1 2\r\n'), 'proxy-header-malformed'],
  ['v1, IPv6 named TCP4', latin('PROXY TCP4 ::1 ::1 1 2\r\n'), 'proxy-header-malformed'],
  ['v1, IPv4 named TCP6', latin('PROXY TCP6 1.2.3.4 1.2.3.5 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with a zone', latin('PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 with too many groups', latin('PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n'), 'proxy-header-malformed'],
  ['v1 without an end', latin(`PROXY UNKNOWN ${'x'.repeat(200)}`), 'proxy-header-too-long'],
  ['v1 a byte too long', latin(`PROXY UNKNOWN ${'x'.repeat(92)}\r\n`), 'proxy-header-too-long'],
  ['v2 of version 1', binary([0x11, 0x11], IPV4), 'proxy-header-malformed'],
  ['v2 of version 3', binary([0x31, 0x11], IPV4), 'proxy-header-malformed'],
  ['v2 with a strange command', binary([0x22, 0x11], IPV4), 'proxy-header-malformed'],
  ['v2 with a strange family', binary([0x21, 0x41], IPV4), 'proxy-header-malformed'],
  ['v2 over datagrams', binary([0x21, 0x12], IPV4), 'proxy-header-malformed'],
  ['v2 with a strange transport', binary([0x21, 0x13], IPV4), 'proxy-header-malformed'],
  ['v2 unspecified over a strange transport', binary([0x21, 0x0f], []), 'proxy-header-malformed'],
  ['v2 too short for IPv4', binary([0x21, 0x11], IPV4.slice(1)), 'proxy-header-malformed'],
  ['v2 too short for IPv6', binary([0x21, 0x21], IPV6.slice(1)), 'proxy-header-malformed'],
  ['v2 too short for a path', binary([0x21, 0x31], IPV4), 'proxy-header-malformed'],
  ['v2 above our bound', binary([0x21, 0x11], IPV4, PROXY_BINARY_BYTES_MAX - 15), 'proxy-header-too-long'],
  ['v2 of the greatest length', binary([0x20, 0x00], [], 65_535), 'proxy-header-too-long'],
];

/**
 * Feeds `bytes` up to each of the cuts in turn, at a different offset each time, and returns the first final answer.
 */
function scanCut(bytes: Uint8Array, cuts: readonly number[]): { result: ProxyResult; decoder: ProxyHeaderDecoder } {
  const decoder = new ProxyHeaderDecoder();
  let result: ProxyResult = ProxyResult.needMore;
  for (const cut of [...cuts, bytes.length]) {
    const shifted = new Uint8Array([9, 9, 9, ...bytes.subarray(0, cut), 9]);
    result = decoder.scan(shifted, 3, 3 + cut);
    if (result !== ProxyResult.needMore) break;
  }
  return { result, decoder };
}

test('proxy header: each form is read whole, at every cut, and no byte behind it is touched', () => {
  for (const [name, header, source] of HEADERS) {
    const withFrame = new Uint8Array([...header, 0, 4, 1, 2, 3, 4]);
    for (let cut = 0; cut <= header.length; cut++) {
      const { result, decoder } = scanCut(withFrame, [cut]);
      assert.equal(result, ProxyResult.header, `${name} at ${cut}`);
      assert.deepEqual([decoder.consumed, decoder.source, decoder.fault], [header.length, source, null], name);
    }
  }
});

test('proxy header: what is no whole header yet needs more', () => {
  for (const [name, header] of HEADERS) {
    for (let cut = 0; cut < header.length; cut++) {
      const decoder = new ProxyHeaderDecoder();
      assert.equal(decoder.scan(header, 0, cut), ProxyResult.needMore, `${name} at ${cut}`);
    }
  }
});

test('proxy header: malformed ones are refused with their reason, byte by byte as well', () => {
  for (const [name, bytes, fault] of FAULTS) {
    const everywhere = Array.from(bytes, (_, index) => index);
    for (const cuts of [[], everywhere]) {
      const { result, decoder } = scanCut(bytes, cuts);
      assert.equal(result, ProxyResult.malformed, name);
      assert.equal(decoder.fault, fault, name);
    }
  }
});

test('proxy header: any bytes get an answer within the bound, and the same however they are cut', () => {
  const start = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', 'PROXY TCP6 ', START, `${START}\x21\x11\x00\x0c`);
  const tail = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(start, tail, fc.array(fc.nat(320), { maxLength: 5 }), (front, rest, cutsGiven) => {
      const bytes = new Uint8Array([...latin(front), ...rest]);
      const cuts = cutsGiven.filter((cut) => cut <= bytes.length).toSorted((a, b) => a - b);
      const whole = scanCut(bytes, []);
      const cut = scanCut(bytes, cuts);
      assert.equal(cut.result, whole.result);
      assert.deepEqual(
        [cut.decoder.consumed, cut.decoder.source, cut.decoder.fault],
        [whole.decoder.consumed, whole.decoder.source, whole.decoder.fault],
      );
      assert.ok(whole.decoder.consumed <= bytes.length);
    }),
    { numRuns: 500 },
  );
});
