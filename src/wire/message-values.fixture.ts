// Random values of any message type, built from its field descriptors; edge values of every type come often.
import fc from 'fast-check';
import type { FieldKind, RecordType } from './message.ts';

type Value = Record<string, unknown>;

const LIST_COUNT = 5;

export function recordValues(type: RecordType): fc.Arbitrary<Value> {
  const keyed = type.fields.filter((field) => field.type.kind === 'keyed');
  const plain = Object.fromEntries(
    type.fields.flatMap((field) => (field.type.kind === 'keyed' ? [] : [[field.property, kindValues(field.type)]])),
  );
  let values: fc.Arbitrary<Value> = fc.record(plain, { noNullPrototype: true });
  for (const field of keyed) {
    values = values.chain((record) =>
      keyedValues(type, field.type as Keyed, record).map(([key, value]) => ({ ...key, [field.property]: value })),
    );
  }
  return values;
}

type Keyed = Extract<FieldKind, { kind: 'keyed' }>;

/** Puts a key that has a value type into `record`, and a value of that type. */
function keyedValues(type: RecordType, kind: Keyed, record: Value): fc.Arbitrary<readonly [Value, unknown]> {
  const property = type.fields.find((field) => field.name === kind.key)?.property ?? '';
  return fc
    .constantFrom(...kind.cases)
    .chain((each) =>
      fc
        .tuple(fc.constantFrom(each.from, each.to), kindValues(each.value))
        .map(([key, value]) => [{ ...record, [property]: key }, value] as const),
    );
}

function kindValues(kind: FieldKind): fc.Arbitrary<unknown> {
  switch (kind.kind) {
    case 'integer':
      return kind.bits === 64 ? bigints(kind.signed) : integers(kind.bits, kind.signed);
    case 'float':
      return kind.bits === 32 ? fc.float() : fc.double();
    case 'bool':
      return fc.boolean();
    case 'text':
      return texts();
    case 'bytes':
      return fc.uint8Array({ maxLength: 40 });
    case 'record':
      return recordValues(kind.type);
    case 'list':
      return fc.array(kindValues(kind.element), { maxLength: LIST_COUNT });
    default:
      throw new Error('a keyed field is made with its record');
  }
}

function integers(bits: number, signed: boolean): fc.Arbitrary<number> {
  const min = signed ? -(2 ** (bits - 1)) : 0;
  const max = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  return fc.oneof(
    fc.integer({ min, max }),
    fc.constantFrom(min, max, 0, 1),
    fc.integer({ min: signed ? -200 : 0, max: 127 }).filter((value) => value >= min),
  );
}

function bigints(signed: boolean): fc.Arbitrary<bigint> {
  const min = signed ? -(2n ** 63n) : 0n;
  const max = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  const edges = [min, max, 0n, 1n, 127n, 128n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n + 1n];
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(...edges));
}

/** Short and long texts, ASCII and all of Unicode, with NUL, U+FFFD and a byte order mark among them. */
function texts(): fc.Arbitrary<string> {
  const edges = [
    '',
    '\0',
    '\ufffd',
    '\ufeffa',
    '青云剑客',
    '🎮 gg',
    'é',
    'a'.repeat(15),
    'b'.repeat(16),
    'c'.repeat(17),
    'd'.repeat(200),
    '剑'.repeat(50),
  ];
  return fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(...edges),
  );
}
