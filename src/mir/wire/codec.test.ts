import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from '../../base/index.ts';
import { decodeText } from '../names/index.ts';
import type { MirCodec } from './codec.ts';
import { createPlainCodec } from './codec-plain.ts';
import { createSubstitutionCodec } from './codec-substitution.ts';
import { createXorCodec } from './codec-xor.ts';
import { createMirCodec } from './create-codec.ts';
import { byteLength, CODE_FIRST, CODE_LAST, codeLength } from './six-bit.ts';
import { PLAIN_DECODE_TEXT, PLAIN_ENCODE, SUBSTITUTION_ENCODE, XOR_ENCODE } from './vectors.fixture.ts';

const plain = createPlainCodec();
const xor = createXorCodec();
const substitution = createSubstitutionCodec({ table: substitutionTable(), mask: 0x97 ^ 0x4d ^ 0x16 });
const CODECS: readonly MirCodec[] = [plain, xor, substitution];

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  assert.ok(bytes !== null);
  return bytes;
}

/** A table with what one build has for these bytes, and the rest in order. */
function substitutionTable(): Uint8Array {
  const known = new Map<number, number>([
    [0x00, 0x2f],
    [0x0b, 0xbc],
    [0x13, 0x16],
    [0x1b, 0x46],
    [0x1e, 0xc4],
    [0x1f, 0xe5],
    [0x23, 0xc0],
    [0x26, 0x0d],
    [0xd5, 0xa0],
  ]);
  const free = Array.from({ length: 256 }, (_, value) => value).filter((value) => ![...known.values()].includes(value));
  return Uint8Array.from({ length: 256 }, (_, at) => known.get(at) ?? free.shift() ?? 0);
}

function decoded(codec: MirCodec, code: Uint8Array): Uint8Array {
  const result = codec.decode(code);
  assert.equal(result.kind, 'bytes');
  return result.kind === 'bytes' ? result.bytes : new Uint8Array(0);
}

for (const [codec, rows] of [
  [plain, PLAIN_ENCODE],
  [substitution, SUBSTITUTION_ENCODE],
  [xor, XOR_ENCODE],
] as const) {
  for (const [name, input, expected] of rows) {
    test(`codec ${codec.name}: golden bytes ${name}`, () => {
      assert.equal(toHex(codec.encode(bytesOf(input))), expected);
      assert.equal(toHex(decoded(codec, bytesOf(expected))), input);
    });
  }
}

for (const [name, input, expected] of PLAIN_DECODE_TEXT) {
  test(`codec plain: golden text ${name}`, () => {
    const result = plain.decode(bytesOf(input));
    // The originals give an empty text where we give a reason.
    const text = result.kind === 'malformed' ? '' : decodeText(result.bytes);
    assert.equal(text, Buffer.from(bytesOf(expected)).toString('latin1'));
  });
}

for (const codec of CODECS) {
  test(`codec ${codec.name}: any bytes come back, in characters of the alphabet`, () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const code = codec.encode(bytes);
      assert.equal(code.length, codeLength(bytes.length));
      assert.equal(byteLength(code.length), bytes.length);
      assert.ok(code.every((byte) => byte >= CODE_FIRST && byte <= CODE_LAST));
      assert.deepEqual(decoded(codec, code), bytes);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test(`codec ${codec.name}: code cut at every offset gives the bytes that are whole`, () => {
    const bytes = Uint8Array.from({ length: 12 }, (_, index) => index * 21);
    const code = codec.encode(bytes);
    for (let cut = 0; cut <= code.length; cut++) {
      const part = decoded(codec, code.subarray(0, cut));
      assert.equal(part.length, byteLength(cut));
      // A group of four characters is whole; in codec xor the bytes of a cut one lack bits.
      const whole = Math.floor(cut / 4) * 3;
      assert.deepEqual(part.subarray(0, whole), bytes.subarray(0, whole));
    }
  });

  test(`codec ${codec.name}: each byte outside the alphabet is refused, at its place`, () => {
    for (let byte = 0; byte < 256; byte++) {
      const code = Uint8Array.of(0x3c, 0x3c, byte, 0x3c);
      const expected = byte >= CODE_FIRST && byte <= CODE_LAST ? 'bytes' : 'malformed';
      const result = codec.decode(code);
      assert.equal(result.kind, expected, `byte ${byte}`);
      if (result.kind === 'malformed')
        assert.deepEqual(result, { kind: 'malformed', reason: 'character-outside-alphabet', offset: 2 });
    }
  });
}

test('codec plain: characters above the alphabet may be taken for those 64 below, as originals do', () => {
  const lenient = createPlainCodec({ isAliasTaken: true });
  assert.deepEqual(decoded(lenient, Uint8Array.of(0x94, 0x92, 0x85, 0x9f)), decoded(plain, Buffer.from('TRE_')));
  assert.equal(lenient.decode(Uint8Array.of(0x3b)).kind, 'malformed');
});

test('create codec: a substitution needs a table that gives each byte once', () => {
  assert.equal(createMirCodec({ codec: 'xor' }).name, 'xor');
  assert.equal(createMirCodec({ codec: 'plain' }).name, 'plain');
  assert.throws(() => createMirCodec({ codec: 'substitution' }), { code: 'codec-incomplete' });
  const twice = { table: new Uint8Array(256), mask: 0 };
  assert.throws(() => createMirCodec({ codec: 'substitution', substitution: twice }), { code: 'codec-incomplete' });
  const good = { table: substitutionTable(), mask: 1 };
  assert.equal(createMirCodec({ codec: 'substitution', substitution: good }).name, 'substitution');
});
