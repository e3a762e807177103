import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLength16 } from './framing-length16.ts';
import { HTTP_REFUSAL, POLICY_ANSWER, POLICY_REQUEST } from './policy.ts';
import { Sniffer, SniffResult } from './sniff.ts';

const text = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0));
const FRAMING = createLength16({ payloadBytesMin: 2, payloadBytesMax: 40_000 });
const TGW_BYTES_MAX = 64;

/** The kind, how many bytes decide it, and how many are consumed. */
interface Found {
  readonly kind: string;
  readonly decidedAt: number;
  readonly consumed: number;
}

/** Feeds pieces that end at `cuts`, each time all from the start. */
function sniff(stream: Uint8Array, cuts: readonly number[]): Found | null {
  const sniffer = new Sniffer(FRAMING, { tgwHeaderBytesMax: TGW_BYTES_MAX });
  for (const end of cuts) {
    const result = sniffer.scan(stream.subarray(0, end), 0, end);
    if (result === SniffResult.needMore) continue;
    if (result === SniffResult.framed) return { kind: 'framed', decidedAt: end, consumed: 0 };
    if (result === SniffResult.refused) return { kind: sniffer.refusal ?? '', decidedAt: end, consumed: 0 };
    return { kind: result === SniffResult.policy ? 'policy' : 'tgw', decidedAt: end, consumed: sniffer.consumed };
  }
  return null;
}

const ROWS: readonly [title: string, stream: string, kind: string | null, decidedAt?: number, consumed?: number][] = [
  ['a short frame', '\0\x02\x01\x9a', 'framed', 2],
  ['a long frame', '\x9c\x40..', 'framed', 2],
  ['one byte', '\0', null],
  ['nothing', '', null],
  ['a frame that begins like a policy', '<a..', 'framed', 2],
  ['a frame that begins like a policy for longer', '<poe', 'framed', 4],
  ['a frame that begins like tgw', 'tgx.', 'framed', 3],
  ['a frame that begins like HTTP', 'GEO.', 'framed', 3],
  ['a frame that begins like TLS, by its third byte', '\x16\x03\x05\0', 'framed', 3],
  ['a frame that begins like TLS, by its fourth', '\x16\x03\x01\x9a', 'framed', 4],
  ['a policy request', '<policy-file-request/>\0', 'policy', 23, 23],
  ['a policy request and more', '<policy-file-request/>\0\0\x02ab', 'policy', 23, 23],
  ['a tgw header', 'tgw_l7_forward\r\nHost: a.b:80\r\n\r\n\0\x02', 'tgw', 32, 32],
  ['a tgw header of nothing', 'tgw_\r\n\r\n', 'tgw', 8, 8],
  ['a tgw header with CR CR LF CR LF', 'tgw_\r\r\n\r\n', 'tgw', 9, 9],
  ['a tgw header with CR LF CR CR LF CR LF', 'tgw_\r\n\r\r\n\r\n', 'tgw', 11, 11],
  ['a tgw header with lone LFs', 'tgw_\n\n\r\n\n\r\n\r\n', 'tgw', 13, 13],

  ['length 0', '\0\0..', 'bad-first-length', 2],
  ['length 1', '\0\x01..', 'bad-first-length', 2],
  ['length above the longest', '\x9c\x41..', 'bad-first-length', 2],
  ['all ones', '\xff\xff\xff\xff', 'bad-first-length', 2],
  ['UTF-8 byte order mark', '\xef\xbb\xbf{', 'bad-first-length', 2],
  ['a policy request without its NUL', '<policy-file-request/> ', 'bad-policy-request', 23],
  ['a policy request in another spelling', '<policy-File-request/>\0', 'bad-policy-request', 9],
  ['half a policy request, then a frame', '<pol\0\x02ab', 'bad-policy-request', 5],
  ['half a policy request', '<policy-file', null],
  ['a tgw header without an end', `tgw_${'a'.repeat(80)}`, 'tgw-header-too-long', TGW_BYTES_MAX],
  ['a tgw header that ends one byte late', `tgw_${'a'.repeat(57)}\r\n\r\n`, 'tgw-header-too-long', TGW_BYTES_MAX],
  ['a tgw header that ends in time', `tgw_${'a'.repeat(56)}\r\n\r\n`, 'tgw', TGW_BYTES_MAX, TGW_BYTES_MAX],
  ['half a tgw header', 'tgw_l7_forward\r\nHost', null],
  ['HTTP GET', 'GET / HTTP/1.1\r\n', 'http', 4],
  ['HTTP POST', 'POST /x', 'http', 4],
  ['HTTP HEAD', 'HEAD /', 'http', 4],
  ['HTTP PUT', 'PUT /x', 'http', 4],
  ['HTTP DELETE', 'DELETE', 'http', 4],
  ['HTTP OPTIONS', 'OPTIONS *', 'http', 4],
  ['HTTP PATCH', 'PATCH /', 'http', 4],
  ['HTTP CONNECT', 'CONNECT a', 'http', 4],
  ['HTTP TRACE', 'TRACE /', 'http', 4],
  ['HTTP/2', 'PRI * HTTP/2.0', 'http', 4],
  ['TLS 1.0', '\x16\x03\x01\x02\0\x01', 'tls', 4],
  ['TLS 1.2', '\x16\x03\x03\0\xf4', 'tls', 4],
  ['SSL 3', '\x16\x03\0\0', 'tls', 4],
  ['SSH', 'SSH-2.0-OpenSSH', 'ssh', 4],
  ['PROXY v1', 'PROXY TCP4 1.2.3.4', 'proxy-header', 4],
  ['PROXY v2', '\r\n\r\n\0\r\nQUIT\n', 'proxy-header', 4],
];

for (const [title, stream, kind, decidedAt = 0, consumed = 0] of ROWS) {
  test(`sniff: ${title}`, () => {
    const bytes = text(stream);
    const everyByte = Array.from(bytes, (_, index) => index + 1);
    const expected = kind === null ? null : { kind, decidedAt, consumed };
    assert.deepEqual(
      sniff(bytes, everyByte),
      expected,
      'byte by byte the answer comes with the first byte that decides',
    );
    for (const cut of everyByte) {
      const late = kind === null ? null : { ...expected, decidedAt: cut < decidedAt ? bytes.length : cut };
      assert.deepEqual(sniff(bytes, [cut, bytes.length]), late, `cut at ${cut}`);
    }
  });
}

test('sniff: after a policy request the same sniffer begins anew', () => {
  const sniffer = new Sniffer(FRAMING);
  const stream = text('<policy-file-request/>\0<policy-file-request/>\0tgw_\r\n\r\n');
  assert.equal(sniffer.scan(stream, 0, 10), SniffResult.needMore);
  assert.equal(sniffer.scan(stream, 0, 23), SniffResult.policy);
  assert.equal(sniffer.scan(stream, 23, 46), SniffResult.policy);
  assert.equal(sniffer.scan(stream, 46, stream.length), SniffResult.tgw);
  assert.equal(sniffer.consumed, 8);
});

test('sniff: the answer to any bytes does not depend on how they were cut', () => {
  const openings = ['<policy-file-request/>\0', 'tgw_\r\n\r\n', 'GET ', '\x16\x03\x01\x02', '\r\n\r\n', ''].map(text);
  fc.assert(
    fc.property(fc.constantFrom(...openings), fc.uint8Array({ maxLength: 20 }), fc.nat(12), (opening, more, kept) => {
      const stream = Uint8Array.from([...opening.subarray(0, kept), ...more]);
      const everyByte = Array.from(stream, (_, index) => index + 1);
      const whole = sniff(stream, [stream.length]);
      const slow = sniff(stream, everyByte);
      assert.deepEqual([slow?.kind, slow?.consumed], [whole?.kind, whole?.consumed]);
    }),
  );
});

test('policy: the answers are what Flash and browsers expect', () => {
  assert.equal(POLICY_REQUEST.length, 23);
  const xml = Buffer.from(POLICY_ANSWER).toString();
  assert.match(xml, /^<\?xml version="1\.0"\?>\n<!DOCTYPE cross-domain-policy SYSTEM "[^"]+">\n<cross-domain-policy>/);
  assert.ok(xml.endsWith('<allow-access-from domain="*" to-ports="*"/></cross-domain-policy>\n\0'));
  const [head, body] = Buffer.from(HTTP_REFUSAL).toString().split('\r\n\r\n');
  assert.match(head ?? '', /^HTTP\/1\.1 400 Bad Request\r\n/);
  assert.match(head ?? '', new RegExp(`Content-Length: ${body?.length}$`));
});
