// Every framing against mutated streams: the result does not depend on how the stream is cut, no index leaves the
// input, an unfinished frame never exceeds its bound, and unchanged frames are found whole.
import assert from 'node:assert/strict';
import { chance, type Random, SeededRandom } from '../base/index.ts';
import { cutsOf, mutate } from '../base/mutate.fixture.ts';
import { type Framing, ScanResult } from './framing.ts';
import { createDelimiter } from './framing-delimiter.ts';
import { createLength16 } from './framing-length16.ts';
import { createWebSocket } from './framing-websocket.ts';
import { applyMask } from './websocket-mask.ts';

export const smokeRounds = 1_500;

interface Kind {
  readonly framing: Framing;
  /** The other end, which writes the frames that `framing` reads. */
  readonly sender: Framing;
}

const client = { kind: 'client', random: new SeededRandom(1) } as const;
const WEBSOCKET = { payloadBytesMin: 1, payloadBytesMax: 300, fragmentsMax: 6, controlsMax: 5 };
const length16 = createLength16({ payloadBytesMin: 1, payloadBytesMax: 300 });
const delimiter = createDelimiter({
  delimiter: Uint8Array.of(0xfe, 0xff, 0xfe),
  frameBytesMax: 303,
  payloadBytesMin: 1,
});
const texts = createWebSocket({ ...WEBSOCKET, end: { kind: 'server' }, isTextAccepted: true });
const browser = createWebSocket({ ...WEBSOCKET, end: client });
const KINDS: readonly Kind[] = [
  { framing: length16, sender: length16 },
  { framing: delimiter, sender: delimiter },
  { framing: texts, sender: browser },
  { framing: browser, sender: texts },
];

export function round(random: Random): void {
  for (const { framing, sender } of KINDS) {
    const payloads = Array.from({ length: random.below(8) }, () => payloadOf(random, framing));
    const frames = payloads.map((payload) => frameOf(sender, payload));
    const good = Buffer.concat(frames);
    assert.deepEqual(found(framing, good, cutsOf(random, good.length)), payloads.map(hexOf), 'as it was sent');
    const bad = framing.controls === null ? good : Buffer.concat(frames.map((frame) => fragmented(random, frame)));
    const stream = mutate(random, bad, 6);
    const whole = found(framing, stream, [stream.length]);
    assert.deepEqual(found(framing, stream, cutsOf(random, stream.length)), whole, 'however it is cut');
  }
}

/** Payloads as hexadecimal text, `ping …` and `close …`, and last `fault …`. */
function found(framing: Framing, stream: Uint8Array, cuts: readonly number[]): string[] {
  const decoder = framing.createDecoder();
  const words: string[] = [];
  let tail = Buffer.alloc(0);
  let before = 0;
  for (const cut of cuts) {
    // A copy at another place, with foreign bytes around it.
    tail = Buffer.concat([tail, stream.subarray(before, cut)]);
    before = cut;
    for (;;) {
      const result = tail.length === 0 ? ScanResult.needMore : decoder.scan(tail, 0, tail.length);
      if (result === ScanResult.needMore) break;
      if (result === ScanResult.malformed) return [...words, `fault ${decoder.fault}`];
      const { payloadStart, payloadEnd, frameEnd } = decoder;
      assert.ok(frameEnd >= 0 && frameEnd <= tail.length, 'the frame ends inside the input');
      if (result !== ScanResult.skipped && result !== ScanResult.pong) {
        assert.ok(payloadStart >= 0 && payloadStart <= payloadEnd && payloadEnd <= tail.length, 'so does the payload');
        const text = hexOf(tail.subarray(payloadStart, payloadEnd));
        if (result === ScanResult.frame) words.push(text);
        else words.push(`${result === ScanResult.ping ? 'ping' : 'close'} ${text}`);
        if (result === ScanResult.ended) return words;
      }
      tail = Buffer.from(tail.subarray(frameEnd));
    }
    assert.ok(tail.length <= framing.frameBytesMax, 'an unfinished frame has a bound');
  }
  return words;
}

function payloadOf(random: Random, framing: Framing): Uint8Array {
  const most = chance(random, 4) ? framing.payloadBytesMax : 20;
  const payload = random.bytes(1 + random.below(most));
  return framing.payloadFault(payload, 0, payload.length) === null ? payload : Uint8Array.of(0x61);
}

function frameOf(framing: Framing, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(framing.headBytesMax + payload.length + framing.tailBytesMax);
  const start = framing.writeHead(frame, payload.length);
  const end = start + payload.length;
  frame.set(payload, start);
  if (framing.isMasked) applyMask(frame, start, end);
  return frame.subarray(0, end + framing.writeTail(frame.subarray(end)));
}

/** A WebSocket frame whose first bits are sometimes changed, with control frames around it. */
function fragmented(random: Random, frame: Uint8Array): Uint8Array {
  const firsts = [0x82, 0x82, 0x02, 0x00, 0x80, 0x81, 0x01, 0x89, 0x8a, 0x88];
  const changed = Uint8Array.from(frame);
  changed[0] = firsts[random.below(firsts.length)] ?? 0x82;
  return changed;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
