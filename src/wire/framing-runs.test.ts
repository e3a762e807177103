// Frames that are made ahead: the bytes that a framing itself would write, and what is no run of such frames.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../base/index.ts';
import type { FrameRuns, Framing } from './framing.ts';
import { createDelimiter } from './framing-delimiter.ts';
import { createLength16 } from './framing-length16.ts';
import { createWebSocket } from './framing-websocket.ts';

const LENGTH16 = createLength16({ payloadBytesMax: 60_000 });
const WEBSOCKET = createWebSocket({ end: { kind: 'server' }, payloadBytesMax: 70_000 });

function runsOf({ runs }: Framing): FrameRuns {
  return runs ?? assert.fail('this framing has runs');
}

/** The frames of payloads of these lengths, one behind the other, as the framing writes them. */
function framed(framing: Framing, lengths: readonly number[]): Buffer {
  const head = new Uint8Array(framing.headBytesMax);
  const parts = lengths.flatMap((length, index) => [
    Buffer.from(head.subarray(0, framing.writeHead(head, length))),
    Buffer.alloc(length, index + 1),
  ]);
  return Buffer.concat(parts);
}

/** The same, made ahead in one array that begins with other bytes. */
function ahead(framing: Framing, lengths: readonly number[], start: number): Uint8Array {
  const runs = runsOf(framing);
  const bytes = new Uint8Array(start + lengths.reduce((sum, length) => sum + runs.headBytes(length) + length, 0));
  let at = start;
  for (const [index, length] of lengths.entries()) {
    const payloadStart = runs.writeHeadAt(bytes, at, length);
    assert.equal(payloadStart - at, runs.headBytes(length));
    at = payloadStart + length;
    bytes.fill(index + 1, payloadStart, at);
  }
  assert.equal(at, bytes.length);
  return bytes;
}

const lengths = fc.array(fc.oneof(fc.integer({ min: 2, max: 300 }), fc.constantFrom(2, 125, 126, 127, 59_999)), {
  maxLength: 6,
});

for (const framing of [LENGTH16, WEBSOCKET]) {
  test(`framing runs, ${framing.name}: they are what the framing writes, and counted`, () => {
    fc.assert(
      fc.property(lengths, fc.nat(20), (all, start) => {
        const bytes = ahead(framing, all, start);
        assert.deepEqual(Buffer.from(bytes.subarray(start)), framed(framing, all));
        assert.equal(runsOf(framing).count(bytes, start, bytes.length), all.length);
      }),
    );
  });

  test(`framing runs, ${framing.name}: cut anywhere, a run is whole only between two frames`, () => {
    const all = [2, 5, 125, 126, 3];
    const bytes = ahead(framing, all, 3);
    const ends = new Map<number, number>([[3, 0]]);
    let end = 3;
    for (const [index, length] of all.entries()) {
      end += runsOf(framing).headBytes(length) + length;
      ends.set(end, index + 1);
    }
    for (let cut = 3; cut <= bytes.length; cut++) {
      assert.equal(runsOf(framing).count(bytes, 3, cut), ends.get(cut) ?? -1, `cut at ${cut}`);
    }
  });

  test(`framing runs, ${framing.name}: bytes at random never count past their end`, () => {
    const heads = fc
      .uint8Array({ maxLength: 40 })
      .map((bytes) => bytes.map((byte) => [0, 2, 0x82, 126, 127][byte % 6] ?? byte));
    fc.assert(
      fc.property(heads, (bytes) => {
        const count = runsOf(framing).count(bytes, 0, bytes.length);
        assert.ok(count >= -1 && count <= bytes.length / 4);
      }),
    );
  });

  test(`framing runs, ${framing.name}: a head for a payload that is too long is not written`, () => {
    const target = new Uint8Array(16);
    assert.throws(() => runsOf(framing).writeHeadAt(target, 0, framing.payloadBytesMax + 1), /checked before its head/);
    assert.deepEqual(target, new Uint8Array(16));
  });
}

const MALFORMED: readonly [title: string, framing: Framing, text: string][] = [
  ['a payload below the bound', LENGTH16, '\0\x01a'],
  ['a payload above the bound', LENGTH16, `\xff\xff${'x'.repeat(65_535)}`],
  ['half a head', LENGTH16, '\0\x02ab\0'],
  ['a WebSocket frame', LENGTH16, '\x82\x02ab'],
  ['a payload below the bound', WEBSOCKET, '\x82\x01a'],
  ['a payload above the bound', WEBSOCKET, `\x82\x7f\0\0\0\0\0\x01\x11\x71${'x'.repeat(70_001)}`],
  ['a length that no number holds', WEBSOCKET, '\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xffab'],
  ['a mask', WEBSOCKET, '\x82\x82\0\0\0\0ab'],
  ['a fragment', WEBSOCKET, '\x02\x02ab'],
  ['a text', WEBSOCKET, '\x81\x02ab'],
  ['a ping', WEBSOCKET, '\x89\x02ab'],
  ['a close', WEBSOCKET, '\x88\x02\x03\xe8'],
  ['a reserved bit', WEBSOCKET, '\xc2\x02ab'],
  ['a length of two bytes that one holds', WEBSOCKET, '\x82\x7e\0\x02ab'],
  ['a length of eight bytes that two hold', WEBSOCKET, `\x82\x7f\0\0\0\0\0\0\0\x7e${'x'.repeat(126)}`],
  ['a length16 frame', WEBSOCKET, '\0\x02ab'],
];

for (const [title, framing, text] of MALFORMED) {
  test(`framing runs, ${framing.name}: ${title} is no run, also behind a good frame`, () => {
    const bytes = Buffer.from(text, 'latin1');
    assert.equal(runsOf(framing).count(bytes, 0, bytes.length), -1);
    const both = Buffer.concat([framed(framing, [4]), bytes]);
    assert.equal(runsOf(framing).count(both, 0, both.length), -1);
  });
}

test('framing runs: frames that depend on their connection are not made ahead', () => {
  assert.equal(createWebSocket({ end: { kind: 'client', random: new SeededRandom(1) } }).runs, null);
  assert.equal(createDelimiter({ delimiter: Buffer.from('\n'), frameBytesMax: 9 }).runs, null);
});
