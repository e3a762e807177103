// The sniffer and the readers of a connection's first bytes: the answer comes with the byte that decides it, does not
// depend on how the bytes were cut, consumes no more than there is, and comes within a bound.
import assert from 'node:assert/strict';
import { pick, type Random, SeededRandom } from '../base/index.ts';
import { cutsOf, mutate } from '../base/mutate.fixture.ts';
import { createLength16 } from './framing-length16.ts';
import { HTTP_HEAD_BYTES_MAX } from './http-head.ts';
import { POLICY_REQUEST } from './policy.ts';
import { PROXY_BINARY_BYTES_MAX, ProxyHeaderDecoder, ProxyResult } from './proxy-header.ts';
import { Sniffer, SniffResult } from './sniff.ts';
import { UpgradeRequest } from './websocket-request.ts';
import { UpgradeReader, UpgradeResult } from './websocket-upgrade.ts';

export const smokeRounds = 4_000;

/** A reader of first bytes: null for "need more", else the whole answer as text. */
type Reader = (bytes: Uint8Array) => string | null;

interface Kind {
  readonly create: () => Reader;
  /** After this many bytes there is an answer. */
  readonly bytesMax: number;
}

/** A gateway's header is the longest beginning that is sniffed. */
const TGW_HEADER_BYTES_MAX = 1024;
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const request = new UpgradeRequest({ host: 'game', path: '/' }, new SeededRandom(1));
const V2 = '\r\n\r\n\0\r\nQUIT\n';
const BEGINNINGS: readonly Uint8Array[] = [
  request.bytes,
  latin1('GET / HTTP/1.1\r\nHost: game\r\nOrigin: https://game.example\r\nCookie: a=b\r\n\r\n'),
  latin1('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
  POLICY_REQUEST,
  latin1('tgw_l7_forward\r\nHost: game.example:8001\r\n\r\n'),
  latin1('PROXY TCP4 192.0.2.7 192.0.2.1 40000 8001\r\n'),
  latin1('PROXY TCP6 2001:db8::7 ::1 40000 8001\r\n'),
  latin1('PROXY UNKNOWN\r\n'),
  latin1(`${V2}\x21\x11\0\x0c\xc0\0\x02\x07\xc0\0\x02\x01\x9c\x40\x1f\x41`),
  latin1(`${V2}\x21\x21\0\x24${'\x20'.repeat(36)}`),
  latin1(`${V2}\x20\0\0\0`),
  latin1('\0\x06\0\x1a\0\0\0\x01'),
  latin1('\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'),
  latin1('SSH-2.0-OpenSSH_9.7\r\n'),
];

const KINDS: readonly Kind[] = [
  { create: sniffing, bytesMax: Number.POSITIVE_INFINITY },
  {
    create: () => {
      const reader = new UpgradeReader({ origins: ['https://game.example'] });
      return (bytes) => {
        const result = reader.scan(bytes, 0, bytes.length);
        if (result === UpgradeResult.needMore) return null;
        assert.ok(reader.consumed <= bytes.length && reader.answer.length > 0);
        return `${result} ${reader.consumed} ${reader.refusal} ${Buffer.from(reader.answer).toString()}`;
      };
    },
    bytesMax: HTTP_HEAD_BYTES_MAX,
  },
  {
    create: () => {
      const asked = new UpgradeRequest({ host: 'game', path: '/' }, new SeededRandom(1));
      return (bytes) => {
        const result = asked.scan(bytes, 0, bytes.length);
        return result === UpgradeResult.needMore ? null : `${result} ${asked.consumed}`;
      };
    },
    bytesMax: HTTP_HEAD_BYTES_MAX,
  },
  {
    create: () => {
      const header = new ProxyHeaderDecoder();
      return (bytes) => {
        const result = header.scan(bytes, 0, bytes.length);
        if (result === ProxyResult.needMore) return null;
        assert.ok(header.consumed <= bytes.length);
        return `${result} ${header.consumed} ${header.source} ${header.fault}`;
      };
    },
    bytesMax: PROXY_BINARY_BYTES_MAX,
  },
];

export function round(random: Random): void {
  const count = 1 + random.below(3);
  const good = Buffer.concat(Array.from({ length: count }, () => pick(random, BEGINNINGS)));
  const long = random.below(20) === 0 ? Buffer.alloc(10_000, good) : good;
  const bytes = mutate(random, long, 4);
  for (const { create, bytesMax } of KINDS) {
    const whole = answerOf(create(), bytes, [bytes.length]);
    assert.equal(answerOf(create(), bytes, cutsOf(random, bytes.length)), whole, 'however it is cut');
    assert.ok(whole !== null || bytes.length < bytesMax, 'an answer comes at a bound');
  }
}

function answerOf(reader: Reader, bytes: Uint8Array, cuts: readonly number[]): string | null {
  for (const cut of cuts) {
    const answer = reader(bytes.subarray(0, cut));
    if (answer !== null) return answer;
  }
  return null;
}

function sniffing(): Reader {
  const sniffer = new Sniffer(createLength16(), { isUpgradeTaken: true });
  // Policy requests are consumed one after the other until other bytes come.
  let used = 0;
  let policies = 0;
  return (bytes) => {
    for (;;) {
      const result = used === bytes.length ? SniffResult.needMore : sniffer.scan(bytes, used, bytes.length);
      if (result === SniffResult.needMore) {
        assert.ok(bytes.length - used < TGW_HEADER_BYTES_MAX, 'what is not used up has a bound');
        return null;
      }
      if (result !== SniffResult.policy) return `${policies} ${result} ${sniffer.refusal} ${used}`;
      policies++;
      used += sniffer.consumed;
      assert.ok(sniffer.consumed > 0 && used <= bytes.length);
    }
  };
}
