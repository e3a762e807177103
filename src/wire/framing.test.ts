import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FrameFault, Framing } from './framing.ts';
import { ScanResult } from './framing.ts';
import { createDelimiter } from './framing-delimiter.ts';
import { createLength16 } from './framing-length16.ts';

const text = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0));
const CRLF = text('\r\n');

interface Outcome {
  readonly payloads: string[];
  readonly fault: FrameFault | null;
  /** Bytes behind the last whole frame. */
  readonly rest: number;
}

/**
 * Feeds `stream` in pieces that end at `cuts`, as a connection does: an unfinished frame is scanned again with more
 * bytes.
 */
function decode(framing: Framing, stream: Uint8Array, cuts: readonly number[] = []): Outcome {
  const decoder = framing.createDecoder();
  const payloads: string[] = [];
  let start = 0;
  for (const end of [...cuts, stream.length]) {
    for (;;) {
      // A copy at another place shows that only the range is read and that its position does not matter.
      const moved = new Uint8Array(end - start + 5).fill(0x0d);
      moved.set(stream.subarray(start, end), 3);
      const result = decoder.scan(moved, 3, 3 + end - start);
      if (result === ScanResult.malformed) return { payloads, fault: decoder.fault, rest: stream.length - start };
      if (result === ScanResult.needMore) break;
      payloads.push(Buffer.from(moved.subarray(decoder.payloadStart, decoder.payloadEnd)).toString('latin1'));
      assert.ok(decoder.frameEnd > 3);
      start += decoder.frameEnd - 3;
    }
  }
  return { payloads, fault: null, rest: stream.length - start };
}

function encode(framing: Framing, payloads: readonly Uint8Array[]): Uint8Array {
  const pieces = payloads.flatMap((payload) => {
    assert.equal(framing.payloadFault(payload, 0, payload.length), null);
    const [head, tail] = [new Uint8Array(framing.headBytesMax), new Uint8Array(framing.tailBytesMax)];
    return [
      head.subarray(0, framing.writeHead(head, payload.length)),
      payload,
      tail.subarray(0, framing.writeTail(tail)),
    ];
  });
  return new Uint8Array(Buffer.concat(pieces));
}

/** The same outcome whole, byte by byte, and cut in two at every offset. */
function decodeEveryWay(framing: Framing, stream: Uint8Array): Outcome {
  const whole = decode(framing, stream);
  const everyByte = Array.from({ length: stream.length }, (_, index) => index + 1);
  assert.deepEqual(decode(framing, stream, everyByte), whole, 'byte by byte');
  for (const cut of everyByte) assert.deepEqual(decode(framing, stream, [cut]), whole, `cut at ${cut}`);
  return whole;
}

const LINE = createDelimiter({ delimiter: CRLF, frameBytesMax: 12 });
const SMALL = createLength16({ payloadBytesMin: 2, payloadBytesMax: 8 });

const GOOD: readonly [string, Framing, string, Outcome][] = [
  ['one frame', SMALL, '\0\x03abc', { payloads: ['abc'], fault: null, rest: 0 }],
  [
    'the shortest and the longest',
    SMALL,
    '\0\x02ab\0\x08abcdefgh',
    { payloads: ['ab', 'abcdefgh'], fault: null, rest: 0 },
  ],
  [
    'three in one piece and half a head',
    SMALL,
    '\0\x02ab\0\x02cd\0\x02ef\0',
    { payloads: ['ab', 'cd', 'ef'], fault: null, rest: 1 },
  ],
  [
    'a payload that looks like a head',
    SMALL,
    '\0\x04\0\x02ab\0\x02xy',
    { payloads: ['\0\x02ab', 'xy'], fault: null, rest: 0 },
  ],
  ['an unfinished frame', SMALL, '\0\x05abc', { payloads: [], fault: null, rest: 5 }],
  ['nothing', SMALL, '', { payloads: [], fault: null, rest: 0 }],
  [
    'a frame of nothing where that is allowed',
    createLength16({ payloadBytesMin: 0 }),
    '\0\0\0\0',
    { payloads: ['', ''], fault: null, rest: 0 },
  ],
  ['one line', LINE, 'abc\r\n', { payloads: ['abc'], fault: null, rest: 0 }],
  ['an empty line', LINE, '\r\n\r\nx', { payloads: ['', ''], fault: null, rest: 1 }],
  ['the longest line', LINE, '0123456789\r\n', { payloads: ['0123456789'], fault: null, rest: 0 }],
  ['half a delimiter before a whole one', LINE, 'a\r\r\n\nb\r\n', { payloads: ['a\r', '\nb'], fault: null, rest: 0 }],
  ['an unfinished line', LINE, 'abc\r', { payloads: [], fault: null, rest: 4 }],
  [
    'a delimiter that repeats itself',
    createDelimiter({ delimiter: text('aab'), frameBytesMax: 20 }),
    'aaabxaab',
    { payloads: ['a', 'x'], fault: null, rest: 0 },
  ],
  [
    'one byte',
    createDelimiter({ delimiter: text('#'), frameBytesMax: 4 }),
    'abc##',
    { payloads: ['abc', ''], fault: null, rest: 0 },
  ],
];

const MALFORMED: readonly [string, Framing, string, Outcome][] = [
  ['length 0', SMALL, '\0\0abc', { payloads: [], fault: 'frame-too-short', rest: 5 }],
  ['length 1', SMALL, '\0\x01a', { payloads: [], fault: 'frame-too-short', rest: 3 }],
  ['one above the longest', SMALL, '\0\x09abcdefghi', { payloads: [], fault: 'frame-too-long', rest: 11 }],
  ['a high byte', SMALL, '\x01\0', { payloads: [], fault: 'frame-too-long', rest: 2 }],
  ['65,535', SMALL, '\xff\xff', { payloads: [], fault: 'frame-too-long', rest: 2 }],
  ['length 0 behind a good frame', SMALL, '\0\x02ab\0\0', { payloads: ['ab'], fault: 'frame-too-short', rest: 2 }],
  ['text', SMALL, 'GET / HTTP/1.1', { payloads: [], fault: 'frame-too-long', rest: 14 }],
  ['length 1 at the default', createLength16(), '\0\x01a', { payloads: [], fault: 'frame-too-short', rest: 3 }],
  [
    'one byte too many before the delimiter',
    LINE,
    '0123456789a\r\n',
    { payloads: [], fault: 'frame-too-long', rest: 13 },
  ],
  ['no delimiter at all', LINE, '0123456789ab', { payloads: [], fault: 'frame-too-long', rest: 12 }],
  ['half a delimiter at the bound', LINE, '0123456789a\r', { payloads: [], fault: 'frame-too-long', rest: 12 }],
  [
    'delimiter bytes in the wrong order',
    LINE,
    '\n\n\n\n\n\n\r\r\r\r\r\r',
    { payloads: [], fault: 'frame-too-long', rest: 12 },
  ],
  [
    'too long behind a good line',
    LINE,
    'ab\r\n0123456789abcdef',
    { payloads: ['ab'], fault: 'frame-too-long', rest: 16 },
  ],
  [
    'a line that is too short',
    createDelimiter({ delimiter: CRLF, frameBytesMax: 9, payloadBytesMin: 2 }),
    'a\r\n',
    { payloads: [], fault: 'frame-too-short', rest: 3 },
  ],
  [
    'an empty line where none may be',
    createDelimiter({ delimiter: CRLF, frameBytesMax: 9, payloadBytesMin: 1 }),
    'a\r\n\r\n',
    { payloads: ['a'], fault: 'frame-too-short', rest: 2 },
  ],
];

for (const [title, framing, stream, outcome] of [...GOOD, ...MALFORMED]) {
  test(`framing ${framing.name}: ${title}`, () => assert.deepEqual(decodeEveryWay(framing, text(stream)), outcome));
}

test('framing length16: 65,535 bytes are one frame, and no payload is longer', () => {
  const framing = createLength16();
  const payload = new Uint8Array(65_535).fill(7);
  const stream = encode(framing, [payload, payload.subarray(0, 2)]);
  assert.deepEqual([...stream.subarray(0, 3)], [0xff, 0xff, 7]);
  for (const cuts of [[], [1], [2], [65_536], [65_537], [65_538]]) {
    assert.deepEqual(
      decode(framing, stream, cuts).payloads.map((found) => found.length),
      [65_535, 2],
    );
  }
  assert.equal(framing.payloadFault(new Uint8Array(70_000), 0, 70_000), 'payload-too-long');
  assert.equal(framing.payloadFault(new Uint8Array(1), 0, 1), 'payload-too-short');
  assert.throws(() => framing.writeHead(new Uint8Array(2), 65_536), /checked before its head/);
  assert.throws(() => createLength16({ payloadBytesMax: 65_536 }), /u16/);
});

test('framing delimiter: payloads that would cut themselves are refused', () => {
  const fault = (delimiter: string, payload: string) => {
    const bytes = text(payload);
    return createDelimiter({ delimiter: text(delimiter), frameBytesMax: 32 }).payloadFault(bytes, 0, bytes.length);
  };
  assert.equal(fault('\r\n', 'a\r\nb'), 'payload-holds-delimiter');
  assert.equal(fault('\r\n', 'a\r'), null);
  assert.equal(fault('aba', 'xab'), 'payload-holds-delimiter');
  assert.equal(fault('aab', 'a'), null);
  assert.equal(fault('\0', 'a'.repeat(32)), 'payload-too-long');
  assert.equal(fault('\0', 'a'.repeat(31)), null);
});

test('framing delimiter: a long line in single bytes is scanned once', () => {
  // 1 MiB one byte at a time would be 5 × 10^11 reads if each scan started over: the test would not end.
  const framing = createDelimiter({ delimiter: text('aaaaaaab'), frameBytesMax: 1 << 20 });
  const decoder = framing.createDecoder();
  const bytes = new Uint8Array(1 << 20).fill(0x61);
  let end = 1;
  while (decoder.scan(bytes, 0, end) === ScanResult.needMore) end++;
  assert.equal(end, bytes.length);
  assert.equal(decoder.fault, 'frame-too-long');
});

test('framing: any payloads, framed and cut anywhere, come out again', () => {
  const small = fc.uint8Array({ minLength: 2, maxLength: 300 });
  const delimiter = fc.uint8Array({ minLength: 1, maxLength: 4, max: 2 });
  const framings = fc.oneof(
    fc.constant(createLength16()),
    delimiter.map((bytes) => createDelimiter({ delimiter: bytes, frameBytesMax: 400 })),
  );
  const sorted = fc.array(fc.nat(3000), { maxLength: 12 }).map((cuts) => cuts.sort((a, b) => a - b));
  fc.assert(
    fc.property(framings, fc.array(small, { maxLength: 10 }), sorted, (framing, all, cuts) => {
      const payloads = all.filter((payload) => framing.payloadFault(payload, 0, payload.length) === null);
      const stream = encode(framing, payloads);
      const outcome = decode(
        framing,
        stream,
        cuts.filter((cut) => cut <= stream.length),
      );
      const expected = payloads.map((payload) => Buffer.from(payload).toString('latin1'));
      assert.deepEqual(outcome, { payloads: expected, fault: null, rest: 0 });
    }),
  );
});

test('framing: any bytes, cut anywhere, give what they give whole, and never a tail above the bound', () => {
  const framings = fc.constantFrom(SMALL, LINE, createDelimiter({ delimiter: text('aab'), frameBytesMax: 9 }));
  const bytes = fc
    .uint8Array({ maxLength: 60, max: 4 })
    .map((found) => found.map((byte) => [0, 2, 0x0d, 0x0a, 0x61][byte] ?? 0));
  fc.assert(
    fc.property(framings, bytes, (framing, stream) => {
      const outcome = decodeEveryWay(framing, stream);
      if (outcome.fault === null) assert.ok(outcome.rest < framing.frameBytesMax);
    }),
  );
});
