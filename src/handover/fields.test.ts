import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FieldReader, FieldWriter } from './fields.ts';
import { HandoverError } from './handover-error.ts';

function sample(): Uint8Array {
  const fields = new FieldWriter().u32(1, 7).flag(2, true).f64(3, 12.5).i64(4, -5n).text(5, '玉');
  return fields.nested(6, (inner) => inner.u32(1, 9).bytes(2, Uint8Array.of(1, 2))).record();
}

/** The fields of `sample` as values; `undefined` for one that is missing. */
function read(record: Uint8Array): unknown[] {
  const values: unknown[] = [];
  const fields = new FieldReader(record, 'a sample');
  while (fields.next()) {
    if (fields.tag === 1) values.push(fields.u32());
    else if (fields.tag === 2) values.push(fields.flag());
    else if (fields.tag === 3) values.push(fields.f64());
    else if (fields.tag === 4) values.push(fields.i64());
    else if (fields.tag === 5) values.push(fields.text());
    else if (fields.tag === 6) {
      const inner = fields.nested();
      while (inner.next()) values.push(inner.tag === 1 ? inner.u32() : [...inner.bytes()]);
    } else fields.skip();
  }
  return values;
}

function isCode(code: string) {
  return (thrown: unknown) => thrown instanceof HandoverError && thrown.code === code;
}

test('fields: what is written is read', () => {
  assert.deepEqual(read(sample()), [7, true, 12.5, -5n, '玉', 9, [1, 2]]);
});

test('fields: a record that is cut anywhere is refused, or a shorter record', () => {
  const whole = sample();
  const lengths = new Set<number>();
  for (let end = 0; end < whole.length; end++) {
    try {
      lengths.add(read(whole.subarray(0, end)).length);
    } catch (error) {
      assert.ok(isCode('handover-broken')(error), String(error));
    }
  }
  assert.deepEqual([...lengths], [0, 1, 2, 3, 4, 5], 'only a cut between two fields can be read');
});

test('fields: an unknown field is skipped, an unknown critical one is refused', () => {
  assert.deepEqual(read(new FieldWriter().u32(99, 1).u32(1, 3).record()), [3]);
  assert.throws(() => read(new FieldWriter().critical().u32(99, 1).u32(1, 3).record()), isCode('handover-newer'));
  assert.deepEqual(read(new FieldWriter().critical().u32(1, 3).record()), [3], 'a known one is read');
});

test('fields: a value of another length than its type is refused', () => {
  for (const tag of [1, 2, 3, 4]) {
    const record = new FieldWriter().bytes(tag, new Uint8Array(5)).record();
    assert.throws(() => read(record), isCode('handover-broken'), String(tag));
  }
  assert.throws(() => read(new FieldWriter().u32(2, 2).record()), isCode('handover-broken'), 'a flag of 2');
});

test('fields: a writer is used again, and grows', () => {
  const fields = new FieldWriter();
  assert.equal(fields.bytes(1, new Uint8Array(5000)).record().length, 5006);
  assert.deepEqual(read(fields.clear().u32(1, 1).record()), [1]);
});
