// What a writer rejects, and that it never writes anything but the given value.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toHex } from '../base/index.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';
import type { WireErrorCode } from './wire-error.ts';
import { WireError } from './wire-error.ts';

/** A value of a type that the compiler would reject, as plain JavaScript can pass it. */
function wrong<T>(value: unknown): T {
  return value as T;
}

interface Row {
  readonly title: string;
  readonly write: (writer: PacketWriter) => void;
  readonly code: WireErrorCode;
  readonly says: RegExp;
}

const REFUSED: readonly Row[] = [
  { title: 'int8 of 128', write: (w) => w.int8(128, 'm.f'), code: 'value-out-of-range', says: /128 does not fit int8/ },
  { title: 'uint8 of -1', write: (w) => w.uint8(-1, 'm.f'), code: 'value-out-of-range', says: /-1 does not fit uint8/ },
  { title: 'int16 of 32768', write: (w) => w.int16(32768, 'm.f'), code: 'value-out-of-range', says: /int16/ },
  { title: 'uint16 of 65536', write: (w) => w.uint16(65536, 'm.f'), code: 'value-out-of-range', says: /uint16/ },
  {
    title: 'int32 of 2^31',
    write: (w) => w.int32(2 ** 31, 'm.f'),
    code: 'value-out-of-range',
    says: /2147483648 does not fit int32/,
  },
  { title: 'int32 of a half', write: (w) => w.int32(0.5, 'm.f'), code: 'value-out-of-range', says: /0\.5/ },
  { title: 'int32 of NaN', write: (w) => w.int32(Number.NaN, 'm.f'), code: 'value-out-of-range', says: /NaN/ },
  {
    title: 'int32 of nothing',
    write: (w) => w.int32(wrong(undefined), 'm.f'),
    code: 'value-out-of-range',
    says: /undefined/,
  },
  { title: 'int32 of a text', write: (w) => w.int32(wrong('1'), 'm.f'), code: 'value-out-of-range', says: /string/ },
  { title: 'uint32 of -1', write: (w) => w.uint32(-1, 'm.f'), code: 'value-out-of-range', says: /uint32/ },
  { title: 'uint32 of 2^32', write: (w) => w.uint32(2 ** 32, 'm.f'), code: 'value-out-of-range', says: /uint32/ },
  {
    title: 'int64 of 2^63',
    write: (w) => w.int64(2n ** 63n, 'm.f'),
    code: 'value-out-of-range',
    says: /9223372036854775808 does not fit int64/,
  },
  { title: 'int64 of a number', write: (w) => w.int64(wrong(1), 'm.f'), code: 'value-out-of-range', says: /a bigint/ },
  { title: 'uint64 of -1', write: (w) => w.uint64(-1n, 'm.f'), code: 'value-out-of-range', says: /uint64/ },
  { title: 'float of 1e39', write: (w) => w.float32(1e39, 'm.f'), code: 'value-out-of-range', says: /float/ },
  { title: 'double of a text', write: (w) => w.float64(wrong('1'), 'm.f'), code: 'value-out-of-range', says: /double/ },
  {
    title: 'bool of 1',
    write: (w) => w.bool(wrong(1), 'm.f'),
    code: 'value-wrong-type',
    says: /a boolean, not number/,
  },
  {
    title: 'text of nothing',
    write: (w) => w.text(wrong(undefined), 'm.f'),
    code: 'value-wrong-type',
    says: /a text, not undefined/,
  },
  { title: 'text of a list', write: (w) => w.lengthText(wrong([]), 'm.f'), code: 'value-wrong-type', says: /a text/ },
  { title: 'text of half a pair', write: (w) => w.text('a\ud800', 'm.f'), code: 'text-not-unicode', says: /surrogate/ },
  {
    title: 'text of the other half',
    write: (w) => w.text('\udc00a', 'm.f'),
    code: 'text-not-unicode',
    says: /surrogate/,
  },
  {
    title: 'text of two first halves',
    write: (w) => w.text('\ud800\ud800', 'm.f'),
    code: 'text-not-unicode',
    says: /surrogate/,
  },
  {
    title: 'long text of half a pair',
    write: (w) => w.text(`${'a'.repeat(99)}\ud800`, 'm.f'),
    code: 'text-not-unicode',
    says: /surrogate/,
  },
  {
    title: 'text of 65536 bytes',
    write: (w) => w.text('a'.repeat(65536), 'm.f'),
    code: 'text-too-long',
    says: /65536 bytes long/,
  },
  {
    title: 'text of 65538 bytes in 21846 units',
    write: (w) => w.text('剑'.repeat(21846), 'm.f'),
    code: 'text-too-long',
    says: /65538 bytes long/,
  },
  {
    title: 'protobuf text of 65536 bytes',
    write: (w) => w.lengthText('a'.repeat(65536), 'm.f'),
    code: 'text-too-long',
    says: /65536/,
  },
  {
    title: 'text of ten million characters',
    write: (w) => w.text('a'.repeat(1e7), 'm.f'),
    code: 'text-too-long',
    says: /10000000/,
  },
  {
    title: 'bytes of a list of numbers',
    write: (w) => w.blob(wrong([1]), 'm.f'),
    code: 'value-wrong-type',
    says: /Uint8Array/,
  },
  { title: '65536 bytes', write: (w) => w.blob(new Uint8Array(65536), 'm.f'), code: 'text-too-long', says: /65536/ },
  {
    title: '65536 protobuf bytes',
    write: (w) => w.lengthBlob(new Uint8Array(65536), 'm.f'),
    code: 'text-too-long',
    says: /65536/,
  },
  {
    title: 'list of nothing',
    write: (w) => w.count(wrong(null), 'm.f'),
    code: 'value-wrong-type',
    says: /an array, not null/,
  },
  {
    title: 'list of 65536',
    write: (w) => w.count(new Array(65536), 'm.f'),
    code: 'list-too-long',
    says: /65536 elements/,
  },
  {
    title: 'protobuf list of 65536',
    write: (w) => w.elements(new Array(65536), 'm.f'),
    code: 'list-too-long',
    says: /65536 elements/,
  },
  {
    title: 'protobuf int8 of -129',
    write: (w) => w.varIntOf(-129, 8, 'm.f'),
    code: 'value-out-of-range',
    says: /int8/,
  },
  {
    title: 'protobuf uint16 of 65536',
    write: (w) => w.varUintOf(65536, 16, 'm.f'),
    code: 'value-out-of-range',
    says: /uint16/,
  },
  {
    title: 'protobuf sint32 of 2^31',
    write: (w) => w.varSint32(2 ** 31, 'm.f'),
    code: 'value-out-of-range',
    says: /int32/,
  },
  {
    title: 'protobuf sint64 of 2^63',
    write: (w) => w.varSint64(2n ** 63n, 'm.f'),
    code: 'value-out-of-range',
    says: /int64/,
  },
  { title: 'a key without a type', write: (w) => w.unknownKey(7, 'm.f'), code: 'value-unknown-key', says: /key 7/ },
];

describe('packet-writer', () => {
  for (const { title, write, code, says } of REFUSED) {
    test(`${title} is ${code}`, () => {
      const writer = new PacketWriter();
      writer.reserve(16);
      assert.throws(
        () => write(writer),
        (error: unknown) => {
          assert.ok(error instanceof WireError);
          assert.equal(error.code, code);
          assert.match(error.message, /^m\.f: /);
          assert.match(error.message, says);
          return true;
        },
      );
    });
  }

  for (const units of [0, 31, 32, 33, 42, 43, 127, 128, 16383, 16384, 65535]) {
    test(`a text of ${units} characters comes back in both layouts`, () => {
      const writer = new PacketWriter();
      const reader = new PacketReader();
      const value = 'z'.repeat(units);
      writer.text(value, 'm.f');
      const split = writer.length;
      writer.lengthText(value, 'm.f');
      reader.reset(writer.bytes, 0, split);
      assert.equal(reader.text('m.f'), value);
      assert.equal(reader.done('m'), true);
      reader.reset(writer.bytes, split, writer.length);
      assert.equal(reader.lengthText('m.f'), value);
      assert.equal(reader.done('m'), true);
    });
  }

  test('varints are the shortest', () => {
    const writer = new PacketWriter();
    const hexOf = (write: () => void): string => {
      writer.reset();
      writer.reserve(16);
      write();
      return toHex(writer.toBytes());
    };
    assert.equal(
      hexOf(() => writer.varInt32(-1, 'm.f')),
      'ffffffffffffffffff01',
    );
    assert.equal(
      hexOf(() => writer.varUint32(0xffffffff, 'm.f')),
      'ffffffff0f',
    );
    assert.equal(
      hexOf(() => writer.varInt64(-(2n ** 63n), 'm.f')),
      '80808080808080808001',
    );
    assert.equal(
      hexOf(() => writer.varUint64(2n ** 64n - 1n, 'm.f')),
      'ffffffffffffffffff01',
    );
    assert.equal(
      hexOf(() => writer.varInt64(2n ** 32n, 'm.f')),
      '8080808010',
    );
    assert.equal(
      hexOf(() => writer.varSint32(-1, 'm.f')),
      '01',
    );
    assert.equal(
      hexOf(() => writer.varSint64(-(2n ** 63n), 'm.f')),
      'ffffffffffffffffff01',
    );
    assert.equal(
      hexOf(() => writer.varInt64(127n, 'm.f')),
      '7f',
    );
  });

  test('a record longer than 127 bytes is moved, not cut', () => {
    const writer = new PacketWriter();
    for (const count of [127, 128, 16383, 16384, 70000]) {
      writer.reset();
      const at = writer.open(10);
      for (let left = count; left > 0; left -= 50000) writer.append(new Uint8Array(Math.min(left, 50000)).fill(7));
      writer.close(at);
      const reader = new PacketReader().reset(writer.bytes, 0, writer.length);
      assert.equal(reader.tag('m'), 10);
      const outer = reader.enter('m.f');
      assert.equal(reader.remaining, count);
      assert.ok(writer.bytes.subarray(writer.length - count, writer.length).every((byte) => byte === 7));
      for (let n = 0; n < count; n++) reader.uint8();
      reader.leave(outer);
      assert.equal(reader.done('m'), true);
    }
  });

  test('it grows to its bound and says so there', () => {
    const writer = new PacketWriter({ bytesMax: 4096 });
    writer.append(new Uint8Array(4096).fill(9));
    assert.equal(writer.length, 4096);
    assert.throws(() => writer.append(new Uint8Array(1)), { code: 'packet-too-large' });
    assert.equal(writer.length, 4096);
    writer.reset();
    assert.equal(writer.length, 0);
  });

  test('a length left open is filled in later', () => {
    const writer = new PacketWriter();
    const at = writer.skip(2);
    writer.append(new Uint8Array([1, 2, 3]));
    writer.patchUint16(at, writer.length - at - 2);
    assert.equal(toHex(writer.toBytes()), '0003010203');
    writer.truncate(2);
    assert.equal(toHex(writer.toBytes()), '0003');
  });
});
