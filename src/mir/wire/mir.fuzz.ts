// Codecs, frames and packets against bytes that were good once: what is found does not depend on how a stream is cut, no payload holds a sign that
// could end a packet, no index leaves the input, and nothing throws.
import assert from 'node:assert/strict';
import { type Random, toHex } from '../../base/index.ts';
import { cutsOf, mutate } from '../../base/mutate.fixture.ts';
import { type Framing, ScanResult } from '../../wire/index.ts';
import { decodeText } from '../names/index.ts';
import { createPlainCodec } from './codec-plain.ts';
import { createXorCodec } from './codec-xor.ts';
import { createLinkFraming } from './framing-link.ts';
import { createMirFraming } from './framing-mir.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { readRecord } from './record.ts';
import { splitField } from './split-field.ts';
import { USER_ENTRY } from './user-entry.ts';

export const smokeRounds = 1_000;

const CODECS = [createPlainCodec(), createXorCodec()];
const SERVER = createMirFraming({ end: 'server', frameBytesMax: 200 });
const LINK = createLinkFraming(250);

export function round(random: Random): void {
  for (const codec of CODECS) {
    const bytes = random.bytes(random.below(150));
    const code = encodeMessage(codec, { ident: random.below(65_536) }, bytes);
    const changed = mutate(random, code);
    const decoded = codec.decode(changed);
    const isWithin = changed.every((byte) => byte >= 0x3c && byte <= 0x7b);
    assert.equal(decoded.kind, isWithin ? 'bytes' : 'malformed');
    decodeMessage(codec, changed);
    const plain = decoded.kind === 'bytes' ? decoded.bytes : changed;
    readRecord(USER_ENTRY, plain);
    splitField(plain, 0x2f);
    decodeText(plain);
  }
  const stream = clientStream(random);
  for (const framing of [SERVER, LINK]) {
    const whole = found(framing, stream, [stream.length]);
    assert.deepEqual(found(framing, stream, cutsOf(random, stream.length)), whole, 'however it is cut');
  }
}

function clientStream(random: Random): Uint8Array {
  const [codec = createPlainCodec()] = CODECS;
  const parts = Array.from({ length: random.below(6) }, () => {
    const code = encodeMessage(codec, { ident: random.below(65_536) }, random.bytes(random.below(100)));
    const text = Buffer.from(code).toString('latin1');
    return ['*', '$%X309$', '%++$', `#${1 + random.below(9)}${text}!`, `%A5/#1${text}!$`][random.below(5)] ?? '';
  });
  return mutate(random, Buffer.from(parts.join(''), 'latin1'), 4);
}

/** Payloads as hexadecimal text, and last `fault …`. */
function found(framing: Framing, stream: Uint8Array, cuts: readonly number[]): string[] {
  const decoder = framing.createDecoder();
  const words: string[] = [];
  let tail = Buffer.alloc(0);
  let before = 0;
  for (const cut of cuts) {
    tail = Buffer.concat([tail, stream.subarray(before, cut)]);
    before = cut;
    while (tail.length > 0) {
      const result = decoder.scan(tail, 0, tail.length);
      if (result === ScanResult.needMore) break;
      if (result === ScanResult.malformed) return [...words, `fault ${decoder.fault}`];
      assert.ok(decoder.frameEnd > 0 && decoder.frameEnd <= tail.length, 'it goes on, and not beyond the input');
      if (result === ScanResult.frame) {
        const payload = tail.subarray(decoder.payloadStart, decoder.payloadEnd);
        if (framing === SERVER) assert.ok(!payload.includes(0x24) && !payload.includes(0x25), 'nobody ends a packet');
        words.push(toHex(payload));
      }
      tail = tail.subarray(decoder.frameEnd);
    }
    assert.ok(tail.length < framing.frameBytesMax, 'what is unfinished has a bound');
  }
  return words;
}
