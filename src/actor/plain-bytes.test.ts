// Plain data between processes: it arrives as it was, and bytes that are none are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPlain, writePlain } from './plain-bytes.ts';

const atom = fc.oneof(
  fc.constantFrom(undefined, null, true, false, -0, Number.NaN, Number.POSITIVE_INFINITY),
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  fc.uint8Array(),
  fc.date({ noInvalidDate: true }),
);
const { value: plain } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    atom,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
    fc.array(fc.tuple(atom, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(atom, { maxLength: 3 }).map((values) => new Set(values)),
  ),
}));

test('plain bytes: what is written is read', () => {
  fc.assert(fc.property(plain, (value) => assert.deepStrictEqual(readPlain(writePlain(value)), value)));
});

test('plain bytes: cut anywhere they are refused, and changed anywhere they are refused or another value', () => {
  const value = {
    list: [1, 2n, 'three'],
    map: new Map([[1, new Set(['x'])]]),
    at: new Date(5),
    bytes: new Uint8Array(3),
  };
  const bytes = writePlain(value);
  const refused = { code: 'args-invalid' };
  for (let end = 0; end < bytes.length; end++) assert.throws(() => readPlain(bytes.subarray(0, end)), refused);
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ flip;
      try {
        readPlain(changed);
      } catch (error) {
        assert.equal((error as { readonly code?: string }).code, 'args-invalid', String(error));
      }
    }
  }
});

test('plain bytes: a value that is too deep, or claims to be huge, is refused', () => {
  const deep = Buffer.alloc(5 * 100);
  for (let at = 0; at < deep.length; at += 5) deep.set([10, 0, 0, 0, 1], at);
  assert.throws(() => readPlain(deep), { code: 'args-invalid' });
  assert.throws(() => readPlain(Buffer.from([10, 255, 255, 255, 255])), { code: 'args-invalid' });
  const proto = writePlain({ a: 1 });
  const renamed = Buffer.concat([
    Buffer.from([11, 0, 0, 0, 1, 7, 0, 0, 0, 9]),
    Buffer.from('__proto__'),
    proto.subarray(11),
  ]);
  assert.throws(() => readPlain(renamed), { code: 'args-invalid' });
});
