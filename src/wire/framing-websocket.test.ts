import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../base/index.ts';
import { ScanResult } from './framing.ts';
import { createWebSocket, type WebSocketOptions } from './framing-websocket.ts';
import { applyMask } from './websocket-mask.ts';

const KEY = [0x37, 0xfa, 0x21, 0x3d];
const SERVER: WebSocketOptions = { end: { kind: 'server' }, payloadBytesMax: 70_000, fragmentsMax: 4, controlsMax: 3 };
const TEXTS: WebSocketOptions = { ...SERVER, isTextAccepted: true };
const CLIENT: WebSocketOptions = { end: { kind: 'client', random: new SeededRandom(1) }, payloadBytesMax: 70_000 };

interface FrameParts {
  readonly isMasked?: boolean;
  /** How many bytes the length takes: 0, 2 or 8; the shortest when left out. */
  readonly lengthBytes?: number;
}

/** One frame as a client sends it. */
function frame(first: number, payload: string | Uint8Array, parts: FrameParts = {}): Buffer {
  const { isMasked = true } = parts;
  const bytes = Buffer.from(payload as string, 'latin1');
  const lengthBytes = parts.lengthBytes ?? (bytes.length < 126 ? 0 : bytes.length < 65_536 ? 2 : 8);
  const length = Buffer.alloc(lengthBytes);
  if (lengthBytes > 0) length.writeUIntBE(bytes.length, Math.max(0, lengthBytes - 6), Math.min(6, lengthBytes));
  const second = lengthBytes === 0 ? bytes.length : lengthBytes === 2 ? 126 : 127;
  const masked = Buffer.concat([Buffer.from(KEY), bytes]);
  if (isMasked) applyMask(masked, 4, masked.length);
  const head = Buffer.of(first, second | (isMasked ? 0x80 : 0));
  return Buffer.concat([head, length, isMasked ? masked : bytes]);
}

/** What a decoder finds: payloads as text, `ping …`, `close …`, and last `fault …`. */
function decodeAll(options: WebSocketOptions, pieces: readonly Uint8Array[]): string[] {
  const decoder = createWebSocket(options).createDecoder();
  const found: string[] = [];
  let tail = Buffer.alloc(0);
  for (const piece of pieces) {
    tail = Buffer.concat([tail, piece]);
    let at = 0;
    for (;;) {
      const result = at < tail.length ? decoder.scan(tail, at, tail.length) : ScanResult.needMore;
      if (result === ScanResult.needMore) break;
      if (result === ScanResult.malformed) return [...found, `fault ${decoder.fault}`];
      const text = tail.subarray(decoder.payloadStart, decoder.payloadEnd).toString('latin1');
      if (result === ScanResult.frame) found.push(text);
      else if (result === ScanResult.ping) found.push(`ping ${text}`);
      else if (result === ScanResult.ended) return [...found, `close ${text}`];
      assert.ok(decoder.frameEnd >= at && decoder.frameEnd <= tail.length, 'never backwards, never beyond the input');
      at = decoder.frameEnd;
    }
    tail = Buffer.from(tail.subarray(at));
  }
  return found;
}

const long = 'x'.repeat(66_000);
const GOOD: readonly [title: string, options: WebSocketOptions, stream: readonly Buffer[], found: readonly string[]][] =
  [
    ['a binary message', SERVER, [frame(0x82, 'ab')], ['ab']],
    ['two messages', SERVER, [frame(0x82, 'ab'), frame(0x82, 'cd')], ['ab', 'cd']],
    ['125 bytes', SERVER, [frame(0x82, 'x'.repeat(125))], ['x'.repeat(125)]],
    ['126 bytes', SERVER, [frame(0x82, 'x'.repeat(126))], ['x'.repeat(126)]],
    ['two fragments', SERVER, [frame(0x02, 'abc'), frame(0x80, 'de')], ['abcde']],
    ['as many fragments as allowed', SERVER, [frame(2, 'a'), frame(0, 'b'), frame(0, 'c'), frame(0x80, 'd')], ['abcd']],
    ['empty fragments', SERVER, [frame(2, ''), frame(0, 'ab'), frame(0, ''), frame(0x80, '')], ['ab']],
    ['a fragmented message, then another', SERVER, [frame(2, 'a'), frame(0x80, 'b'), frame(0x82, 'cd')], ['ab', 'cd']],
    ['a ping', SERVER, [frame(0x89, 'hi'), frame(0x82, 'ab')], ['ping hi', 'ab']],
    ['a ping of 125 bytes', SERVER, [frame(0x89, 'p'.repeat(125))], [`ping ${'p'.repeat(125)}`]],
    ['an unsolicited pong', SERVER, [frame(0x8a, 'hi'), frame(0x82, 'ab')], ['ab']],
    ['a ping between fragments', SERVER, [frame(2, 'ab'), frame(0x89, 'hi'), frame(0x80, 'cd')], ['ping hi', 'abcd']],
    ['a pong between fragments', SERVER, [frame(2, 'ab'), frame(0x8a, 'hi'), frame(0x80, 'cd')], ['abcd']],
    ['a close between fragments', SERVER, [frame(2, 'ab'), frame(0x88, '')], ['close ']],
    ['a close with a code and words', SERVER, [frame(0x88, '\x03\xe8bye')], ['close \x03\xe8bye']],
    ["a close with an application's code", SERVER, [frame(0x88, '\x10\x04')], ['close \x10\x04']],
    ['a text, where texts are taken', TEXTS, [frame(0x81, 'h\xc3\xa9')], ['h\xc3\xa9']],
    ['a text cut inside a character', TEXTS, [frame(0x01, 'h\xc3'), frame(0x80, '\xa9')], ['h\xc3\xa9']],
    [
      'pings and pongs up to the bound, a message, and as many again',
      SERVER,
      [
        frame(0x89, ''),
        frame(0x8a, ''),
        frame(0x89, ''),
        frame(0x82, 'ab'),
        frame(0x89, ''),
        frame(0x8a, ''),
        frame(0x8a, ''),
      ],
      ['ping ', 'ping ', 'ab', 'ping '],
    ],
    [
      'a close behind as many pings as allowed',
      SERVER,
      [...Array(3).fill(frame(0x8a, '')), frame(0x88, '')],
      ['close '],
    ],
    ['pings of a server', CLIENT, Array(5).fill(frame(0x89, '', { isMasked: false })), Array(5).fill('ping ')],
    ['what a server sends', CLIENT, [frame(0x82, 'ab', { isMasked: false })], ['ab']],
  ];

const BAD: readonly [title: string, options: WebSocketOptions, stream: readonly Buffer[], fault: string][] = [
  ['no mask', SERVER, [frame(0x82, 'ab', { isMasked: false })], 'websocket-mask-wrong'],
  ['no mask on a ping', SERVER, [frame(0x89, '', { isMasked: false })], 'websocket-mask-wrong'],
  [
    'no mask on a later fragment',
    SERVER,
    [frame(2, 'a'), frame(0x80, 'b', { isMasked: false })],
    'websocket-mask-wrong',
  ],
  ['a mask from a server', CLIENT, [frame(0x82, 'ab')], 'websocket-mask-wrong'],
  ['reserved bit 1 (compression)', SERVER, [frame(0xc2, 'ab')], 'websocket-frame-malformed'],
  ['reserved bit 2', SERVER, [frame(0xa2, 'ab')], 'websocket-frame-malformed'],
  ['reserved bit 3', SERVER, [frame(0x92, 'ab')], 'websocket-frame-malformed'],
  ['a reserved bit on a ping', SERVER, [frame(0xc9, '')], 'websocket-frame-malformed'],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): (typeof BAD)[number] => [
    `opcode ${opcode}`,
    SERVER,
    [frame(0x80 | opcode, 'ab')],
    'websocket-frame-malformed',
  ]),
  ['a text', SERVER, [frame(0x81, 'ab')], 'websocket-text-refused'],
  ['the first fragment of a text', SERVER, [frame(0x01, 'ab')], 'websocket-text-refused'],
  ['a continuation of nothing', SERVER, [frame(0x80, 'ab')], 'websocket-frame-malformed'],
  ['a continuation after a whole message', TEXTS, [frame(0x81, 'ab'), frame(0, 'c')], 'websocket-frame-malformed'],
  ['a message inside a message', SERVER, [frame(2, 'ab'), frame(0x82, 'cd')], 'websocket-frame-malformed'],
  ['a text inside a message', TEXTS, [frame(2, 'ab'), frame(0x81, 'cd')], 'websocket-frame-malformed'],
  [
    'one fragment too many',
    SERVER,
    [...Array(4).fill(0), 0].map((_, at) => frame(at === 0 ? 2 : 0, 'a')),
    'websocket-too-many-fragments',
  ],
  [
    'empty fragments without end',
    SERVER,
    [...Array(9)].map((_, at) => frame(at === 0 ? 2 : 0, '')),
    'websocket-too-many-fragments',
  ],
  ['one pong too many', SERVER, Array(4).fill(frame(0x8a, '')), 'websocket-too-many-pings'],
  [
    'one pong too many inside a message',
    SERVER,
    [frame(2, 'a'), ...Array(4).fill(frame(0x8a, ''))],
    'websocket-too-many-pings',
  ],
  ['a ping of 126 bytes', SERVER, [frame(0x89, 'p'.repeat(126))], 'websocket-frame-malformed'],
  ['a ping in fragments', SERVER, [frame(0x09, 'p')], 'websocket-frame-malformed'],
  ['a close in fragments', SERVER, [frame(0x08, '')], 'websocket-frame-malformed'],
  ['a close of 126 bytes', SERVER, [frame(0x88, `\x03\xe8${'p'.repeat(124)}`)], 'websocket-frame-malformed'],
  ['a close with half a code', SERVER, [frame(0x88, '\x03')], 'websocket-frame-malformed'],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535].map((code): (typeof BAD)[number] => [
    `a close with code ${code}`,
    SERVER,
    [frame(0x88, String.fromCharCode(code >> 8, code & 0xff))],
    'websocket-frame-malformed',
  ]),
  ['a close with words that are not UTF-8', SERVER, [frame(0x88, '\x03\xe8\xff')], 'websocket-text-malformed'],
  ['a text that is not UTF-8', TEXTS, [frame(0x81, 'a\xc3(')], 'websocket-text-malformed'],
  ['a text with a surrogate', TEXTS, [frame(0x81, '\xed\xa0\x80')], 'websocket-text-malformed'],
  ['a text that ends inside a character', TEXTS, [frame(1, 'ab'), frame(0x80, '\xe2\x82')], 'websocket-text-malformed'],
  ['5 bytes with a length of two', SERVER, [frame(0x82, 'abcde', { lengthBytes: 2 })], 'websocket-frame-malformed'],
  [
    '125 bytes with a length of two',
    SERVER,
    [frame(0x82, 'x'.repeat(125), { lengthBytes: 2 })],
    'websocket-frame-malformed',
  ],
  [
    '200 bytes with a length of eight',
    SERVER,
    [frame(0x82, 'x'.repeat(200), { lengthBytes: 8 })],
    'websocket-frame-malformed',
  ],
  [
    'a length with its top bit',
    SERVER,
    [Buffer.of(0x82, 0xff, 0x80, 0, 0, 0, 0, 1, 0, 0)],
    'websocket-frame-malformed',
  ],
  [
    'the longest length there is',
    SERVER,
    [Buffer.of(0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255)],
    'frame-too-long',
  ],
  ['a length of 4 GiB', SERVER, [Buffer.of(0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0)], 'frame-too-long'],
  ['one byte more than the longest', SERVER, [frame(0x82, 'x'.repeat(70_001)).subarray(0, 10)], 'frame-too-long'],
  [
    'fragments that are too long together',
    SERVER,
    [frame(2, long), frame(0x80, 'x'.repeat(4_001)).subarray(0, 4)],
    'frame-too-long',
  ],
  ['an empty message', SERVER, [frame(0x82, '')], 'frame-too-short'],
  ['a message of one byte', SERVER, [frame(0x82, 'a')], 'frame-too-short'],
  ['fragments that are too short together', SERVER, [frame(2, ''), frame(0x80, 'a')], 'frame-too-short'],
];

for (const [title, options, stream, found] of GOOD) {
  test(`websocket: ${title}, whole, byte by byte and cut at every offset`, () => {
    assertFound(options, Buffer.concat(stream), found);
  });
}

for (const [title, options, stream, fault] of BAD) {
  test(`websocket: malformed: ${title}`, () => {
    const bytes = Buffer.concat(stream);
    const last = decodeAll(options, [Buffer.from(bytes)]).at(-1);
    assert.equal(last, `fault ${fault}`);
    if (bytes.length < 1000) assertFound(options, bytes, decodeAll(options, [Buffer.from(bytes)]));
  });
}

/** The decoder changes its input, so each run gets a copy. */
function assertFound(options: WebSocketOptions, bytes: Buffer, found: readonly string[]): void {
  assert.deepEqual(decodeAll(options, [Buffer.from(bytes)]), found, 'whole');
  const single = Array.from(bytes, (byte) => Buffer.of(byte));
  assert.deepEqual(decodeAll(options, single), found, 'byte by byte');
  for (let cut = 1; cut < bytes.length; cut++) {
    const pieces = [Buffer.from(bytes.subarray(0, cut)), Buffer.from(bytes.subarray(cut))];
    assert.deepEqual(decodeAll(options, pieces), found, `cut at ${cut}`);
  }
}

test('websocket: long messages, whole and in fragments', () => {
  assert.deepEqual(decodeAll(SERVER, [frame(0x82, long)]), [long]);
  const half = 'y'.repeat(30_000);
  assert.deepEqual(decodeAll(SERVER, [frame(2, half), frame(0x80, half)]), [half + half]);
});

test('websocket: any message in any fragments, with pings between, cut anywhere, is what was sent', () => {
  const message = fc.record({
    pieces: fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
    pings: fc.array(fc.nat(3), { maxLength: 30 }),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(5000), { maxLength: 6 }), (messages, cuts) => {
      const frames: Buffer[] = [];
      const wanted: string[] = [];
      for (const { pieces, pings } of messages) {
        const last = pieces.length - 1;
        const first = Buffer.concat([Buffer.from('id'), pieces[0] ?? Buffer.alloc(0)]);
        [first, ...pieces.slice(1)].forEach((piece, at) => {
          frames.push(frame((at === last ? 0x80 : 0) | (at === 0 ? 2 : 0), piece));
          if (at < last) for (const ping of pings) if (ping === at) frames.push(frame(0x89, 'p'.repeat(125)));
        });
        for (const ping of pings) if (ping < last) wanted.push(`ping ${'p'.repeat(125)}`);
        wanted.push(Buffer.concat([first, ...pieces.slice(1)]).toString('latin1'));
      }
      const bytes = Buffer.concat(frames);
      const ends = [...new Set(cuts.filter((cut) => cut < bytes.length)), bytes.length].sort((a, b) => a - b);
      const pieces = ends.map((end, at) => Buffer.from(bytes.subarray(ends[at - 1] ?? 0, end)));
      assert.deepEqual(decodeAll({ ...SERVER, controlsMax: 30 }, pieces), wanted);
    }),
    { numRuns: 300 },
  );
});

test('websocket: bytes at random are messages or a fault, and the same however they are cut', () => {
  // The first bytes are likely heads, so that the fuzzing gets past the first check.
  const head = fc.constantFrom(0x82, 0x02, 0x00, 0x80, 0x81, 0x89, 0x88, 0x8a);
  const piece = fc.tuple(head, fc.nat(255), fc.uint8Array({ maxLength: 40 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(400), (pieces, cut) => {
      const bytes = Buffer.concat(pieces.map(([first, second, rest]) => Buffer.from([first, second | 0x80, ...rest])));
      const whole = decodeAll(TEXTS, [Buffer.from(bytes)]);
      const at = Math.min(cut, bytes.length);
      assert.deepEqual(decodeAll(TEXTS, [Buffer.from(bytes.subarray(0, at)), Buffer.from(bytes.subarray(at))]), whole);
    }),
    { numRuns: 1000 },
  );
});

test('websocket: pings without end inside a message hold a bounded number of bytes', () => {
  const framing = createWebSocket(SERVER);
  const decoder = framing.createDecoder();
  let tail: Buffer = frame(2, 'x'.repeat(3_000));
  let most = 0;
  for (let count = 0; count < 5_000; count++) {
    tail = Buffer.concat([tail, frame(0x89, 'p'.repeat(100))]);
    let at = 0;
    while (decoder.scan(tail, at, tail.length) !== ScanResult.needMore) at = decoder.frameEnd;
    tail = Buffer.from(tail.subarray(at));
    most = Math.max(most, tail.length);
  }
  assert.ok(most < 8_000, `${most} bytes for 3,000 of payload`);
  assert.ok(tail.length > 0, 'the message is still under way');
  tail = Buffer.concat([tail, frame(0x80, 'end')]);
  let result = decoder.scan(tail, 0, tail.length);
  while (result === ScanResult.skipped) result = decoder.scan(tail, decoder.frameEnd, tail.length);
  assert.equal(result, ScanResult.frame);
  assert.equal(tail.subarray(decoder.payloadStart, decoder.payloadEnd).toString(), `${'x'.repeat(3_000)}end`);
});

test('websocket: what a client writes a server reads, and the other way round', () => {
  for (const [writer, reader] of [
    [CLIENT, SERVER],
    [SERVER, CLIENT],
  ] as const) {
    const framing = createWebSocket(writer);
    for (const bytes of [2, 3, 125, 126, 127, 65_535, 65_536, 70_000]) {
      const target = Buffer.alloc(framing.headBytesMax + bytes);
      const head = framing.writeHead(target, bytes);
      target.fill('z', head, head + bytes);
      if (framing.isMasked) applyMask(target, head, head + bytes);
      assert.equal(decodeAll(reader, [target.subarray(0, head + bytes)])[0], 'z'.repeat(bytes), `${bytes} bytes`);
    }
    const target = Buffer.alloc(framing.controls?.bytesMax ?? 0);
    const pong = framing.controls?.writePong(target, Buffer.from('-hi-'), { start: 1, end: 3 }) ?? 0;
    assert.deepEqual([target[0], (target[1] ?? 0) & 0x7f, pong], [0x8a, 2, framing.isMasked ? 8 : 4]);
    const close = framing.controls?.writeClose(target, 4_111, `${'é'.repeat(80)}`) ?? 0;
    const [told = ''] = decodeAll(reader, [Buffer.from(target.subarray(0, close))]);
    assert.equal(
      Buffer.from(told.slice('close '.length), 'latin1').subarray(2).toString(),
      'é'.repeat(61),
      'whole characters',
    );
    const empty = framing.controls?.writeClose(target, 0, 'unsaid') ?? 0;
    assert.deepEqual(decodeAll(reader, [Buffer.from(target.subarray(0, empty))]), ['close ']);
  }
});

test('websocket: a payload that cannot be framed is reported before a byte is written', () => {
  const framing = createWebSocket(SERVER);
  assert.equal(framing.payloadFault(new Uint8Array(1), 0, 1), 'payload-too-short');
  assert.equal(framing.payloadFault(new Uint8Array(70_001), 0, 70_001), 'payload-too-long');
  assert.equal(framing.payloadFault(new Uint8Array(2), 0, 2), null);
});

test('mask: every length at every place of a large and of a small buffer, and nothing beside it', () => {
  for (const size of [400, 70_000]) {
    const bytes = Buffer.alloc(size);
    for (let start = 4; start < 12; start++) {
      for (let length = 0; length < 70; length++) {
        bytes.fill(0x55);
        bytes.set(KEY, start - 4);
        applyMask(bytes, start, start + length);
        for (let at = 0; at < length; at++) assert.equal(bytes[start + at], 0x55 ^ (KEY[at & 3] ?? 0));
        assert.equal(bytes[start + length], 0x55);
        assert.deepEqual([...bytes.subarray(start - 4, start)], KEY);
      }
    }
  }
});

test('websocket: a pong that was asked for does not count to the bound of control frames, one that was not does', () => {
  const options: WebSocketOptions = { end: { kind: 'server' }, controlsMax: 3 };
  const framing = createWebSocket(options);
  const ping = new Uint8Array(8);
  assert.equal(framing.controls?.writePing(ping), 2);
  assert.deepEqual([...ping.subarray(0, 2)], [0x89, 0x00]);
  const pong = frame(0x8a, '');
  const decoder = framing.createDecoder();
  const scan = (): number => decoder.scan(Buffer.from(pong), 0, pong.length);
  for (let round = 0; round < 20; round++) {
    decoder.expectPong?.();
    assert.equal(scan(), ScanResult.pong);
  }
  for (let unasked = 0; unasked < 3; unasked++) assert.equal(scan(), ScanResult.pong);
  assert.equal(scan(), ScanResult.malformed);
  assert.equal(decoder.fault, 'websocket-too-many-pings');
  // A peer that was silent for long does not owe without end.
  const silent = framing.createDecoder();
  for (let round = 0; round < 100; round++) silent.expectPong?.();
  let taken = 0;
  while (silent.scan(Buffer.from(pong), 0, pong.length) === ScanResult.pong) taken++;
  assert.equal(taken, 8 + 3);
});
