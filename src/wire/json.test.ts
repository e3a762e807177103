// JSON that people write: what is rejected and with which message, and which values have several accepted forms.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toJson } from './json.ts';
import { fromJson } from './json-read.ts';
import type { FieldKind, RecordType } from './message.ts';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INNER: RecordType = {
  name: 'inner',
  fields: [
    { name: 'the_name', property: 'theName', type: { kind: 'text' } },
    { name: 'key', property: 'key', type: INT32 },
    {
      name: 'value',
      property: 'value',
      type: {
        kind: 'keyed',
        key: 'key',
        cases: [
          { from: -9, to: 9, value: INT32 },
          { from: 10, to: 19, value: { kind: 'list', element: { kind: 'text' } } },
        ],
      },
    },
  ],
};

function one(type: FieldKind): RecordType {
  return { name: 'm', fields: [{ name: 'a_b', property: 'aB', type }] };
}

interface Row {
  readonly type: FieldKind;
  readonly json: unknown;
  readonly field?: string;
  readonly says: RegExp;
}

const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const UINT64: FieldKind = { kind: 'integer', bits: 64, signed: false };
const UINT8: FieldKind = { kind: 'integer', bits: 8, signed: false };
const TEXT: FieldKind = { kind: 'text' };
const BYTES: FieldKind = { kind: 'bytes' };
const RECORD: FieldKind = { kind: 'record', type: INNER };
const RECORDS: FieldKind = { kind: 'list', element: RECORD };
const GOOD = { the_name: 'x', key: 0, value: 1 };

const REFUSED: readonly Row[] = [
  { type: INT32, json: '1', says: /whole number from -2147483648 to 2147483647/ },
  { type: INT32, json: 1.5, says: /whole number/ },
  { type: INT32, json: 2147483648, says: /whole number/ },
  { type: INT32, json: null, says: /whole number/ },
  { type: INT32, json: true, says: /whole number/ },
  { type: UINT8, json: 256, says: /from 0 to 255/ },
  { type: UINT8, json: -1, says: /from 0 to 255/ },
  { type: INT64, json: '9223372036854775808', says: /an int64 as a decimal string/ },
  { type: INT64, json: '1e3', says: /decimal string/ },
  { type: INT64, json: '0x10', says: /decimal string/ },
  { type: INT64, json: '', says: /decimal string/ },
  { type: INT64, json: ' 1', says: /decimal string/ },
  { type: INT64, json: '01', says: /decimal string/ },
  { type: INT64, json: '9'.repeat(1000), says: /decimal string/ },
  { type: INT64, json: 1.5, says: /decimal string/ },
  { type: INT64, json: 2 ** 53, says: /not exact in JSON: write it as a decimal string/ },
  { type: UINT64, json: '-1', says: /a uint64/ },
  { type: UINT64, json: '18446744073709551616', says: /a uint64/ },
  { type: { kind: 'float', bits: 64 }, json: 'nan', says: /must be a number/ },
  { type: { kind: 'float', bits: 32 }, json: 1e39, says: /larger than a 32-bit float/ },
  { type: { kind: 'bool' }, json: 1, says: /true or false/ },
  { type: TEXT, json: 1, says: /must be text/ },
  { type: TEXT, json: { $hex: 'ff' }, says: /not valid UTF-8/ },
  { type: TEXT, json: { $hex: 'f' }, says: /must be text/ },
  { type: TEXT, json: { $hex: '61', more: 1 }, says: /must be text/ },
  { type: TEXT, json: '\ud800', says: /surrogate/ },
  { type: BYTES, json: [1], says: /\{"\$hex": "…"\}/ },
  { type: BYTES, json: { $hex: 'zz' }, says: /hexadecimal digits/ },
  { type: BYTES, json: '\udc00', says: /surrogate/ },
  { type: RECORD, json: [], says: /must be an object/ },
  { type: RECORD, json: null, says: /must be an object/ },
  {
    type: RECORD,
    json: { ...GOOD, more: 1 },
    field: 'm.a_b.more',
    says: /no such field: there are the_name, key, value/,
  },
  { type: RECORD, json: { the_name: 'x', key: 0 }, field: 'm.a_b.value', says: /is missing/ },
  { type: RECORD, json: { ...GOOD, key: 99 }, field: 'm.a_b.value', says: /key 99 has no value type/ },
  { type: RECORD, json: { ...GOOD, key: 10 }, field: 'm.a_b.value', says: /must be a list/ },
  { type: RECORDS, json: {}, says: /must be a list/ },
  { type: RECORDS, json: [GOOD, { ...GOOD, the_name: 7 }], field: 'm.a_b[1].the_name', says: /must be text/ },
  {
    type: RECORDS,
    json: [GOOD, { ...GOOD, key: 10, value: ['a', 1] }],
    field: 'm.a_b[1].value[1]',
    says: /must be text/,
  },
];

describe('json', () => {
  for (const { type, json, field, says } of REFUSED) {
    test(`${type.kind} of ${JSON.stringify(json)?.slice(0, 40)} is refused`, () => {
      const result = fromJson(one(type), { a_b: json }, { missing: 'refuse' });
      assert.ok(result.kind === 'fault');
      assert.equal(result.field, field ?? 'm.a_b');
      assert.match(result.rule, says);
    });
  }

  test('what is no object is no message', () => {
    for (const json of [null, 1, 'x', [], true, undefined]) {
      const result = fromJson(INNER, json, { missing: 'default' });
      assert.ok(result.kind === 'fault' && result.field === 'inner');
    }
  });

  test('a field named like part of every object is unknown too', () => {
    const result = fromJson(one(INT32), JSON.parse('{"a_b":1,"__proto__":{}}'), { missing: 'refuse' });
    assert.ok(result.kind === 'fault' && result.field === 'm.__proto__');
    const missing = fromJson(
      { name: 'm', fields: [{ name: 'toString', property: 'toString', type: INT32 }] },
      {},
      { missing: 'refuse' },
    );
    assert.ok(missing.kind === 'fault' && missing.rule === 'is missing');
  });

  const ACCEPTED: readonly (readonly [FieldKind, unknown, unknown, unknown?])[] = [
    [INT64, 5, 5n, '5'],
    [INT64, '-9223372036854775808', -(2n ** 63n)],
    [UINT64, '18446744073709551615', 2n ** 64n - 1n],
    [{ kind: 'float', bits: 64 }, 'NaN', Number.NaN],
    [{ kind: 'float', bits: 64 }, '-Infinity', -Infinity],
    [{ kind: 'float', bits: 32 }, 'Infinity', Infinity],
    [TEXT, { $hex: 'e99d92' }, '青', '青'],
    [TEXT, 'a\0b', 'a\0b'],
    [BYTES, { $hex: '836100' }, new Uint8Array([0x83, 0x61, 0])],
    [BYTES, '末', new Uint8Array([0xe6, 0x9c, 0xab])],
    [BYTES, { $hex: '61' }, new Uint8Array([0x61]), 'a'],
    [RECORD, { the_name: '', key: 12, value: ['a'] }, { theName: '', key: 12, value: ['a'] }],
  ];
  for (const [type, json, value, shown] of ACCEPTED) {
    test(`${type.kind} of ${JSON.stringify(json)} is a value and is shown again`, () => {
      assert.deepEqual(fromJson(one(type), { a_b: json }, { missing: 'refuse' }), {
        kind: 'value',
        value: { aB: value },
      });
      assert.deepEqual(toJson(one(type), { aB: value }), { a_b: shown ?? json });
    });
  }

  test('missing fields may mean what is empty', () => {
    const type: RecordType = {
      name: 'm',
      fields: [...one(RECORDS).fields, { name: 'at', property: 'at', type: RECORD }, ...INNER.fields],
    };
    const result = fromJson(type, { key: 10 }, { missing: 'default' });
    assert.deepEqual(result, {
      kind: 'value',
      value: { aB: [], at: { theName: '', key: 0, value: 0 }, theName: '', key: 10, value: [] },
    });
  });
});
