// A oneof whose member depends on a key field: the only kind of oneof in the packed layout, which writes no tags.
import type { DescField, DescOneof } from '@bufbuild/protobuf';
import { refuse } from './codegen-error.ts';
import type { OptionReader } from './options.ts';
import type { KeyRange, SchemaCase, SchemaField, SchemaKeyed, SchemaList, SchemaValue } from './schema.ts';
import { whereOf } from './where.ts';

/** The facts of a file that reading its oneofs needs. */
interface KeyedContext {
  readonly options: OptionReader;
  readonly comments: ReadonlyMap<string, string>;
}

export interface KeyedSource {
  readonly oneof: DescOneof;
  /** The fields before the oneof. */
  readonly before: readonly SchemaField[];
  readonly readValue: (field: DescField) => SchemaValue;
}

export function readKeyed(context: KeyedContext, { oneof, before, readValue }: KeyedSource): SchemaKeyed {
  const where = `${whereOf(oneof.parent)}.${oneof.name}`;
  const keyName = context.options.keyedBy(oneof);
  if (keyName === '') {
    throw refuse(
      where,
      'is a oneof without a key: write `option (jadegate.keyed_by) = "…";` with the name of the int32 field that selects the member',
    );
  }
  const key = before.find((field) => field.name === keyName);
  if (key?.shape !== 'single' || key.value.kind !== 'integer' || key.value.bits === 64 || !key.value.signed) {
    throw refuse(where, `its key "${keyName}" is not an int32 field before it`);
  }
  const cases = oneof.fields.map((field) => readCase(context, field, readValue(field)));
  checkRanges(where, cases);
  const comment = context.comments.get(`${oneof.parent.typeName}.${oneof.name}`) ?? '';
  return { shape: 'keyed', name: oneof.name, property: oneof.localName, comment, key: key.property, keyName, cases };
}

function readCase(context: KeyedContext, field: DescField, value: SchemaValue): SchemaCase {
  const where = whereOf(field);
  if (field.proto.proto3Optional) throw refuse(where, '`optional` is not supported: every field is always present');
  const option = context.options.keyedCase(field);
  if (option === null || option.keys.length === 0) {
    throw refuse(where, 'has no keys: write `[(jadegate.keyed_case) = {keys: [{from: …, to: …}]}]`');
  }
  const ranges = option.keys.map(({ from, to }) => ({ from, to }));
  return { number: field.number, ranges, value, list: option.list ? listOf(where, value) : null };
}

function listOf(where: string, value: SchemaCase['value']): SchemaList {
  const fields = value.kind === 'record' ? value.record.fields : [];
  const [only] = fields;
  if (fields.length === 1 && only?.shape === 'list') return only;
  throw refuse(where, 'has `list: true`, so its type must be a record with one repeated field');
}

function checkRanges(where: string, cases: readonly SchemaCase[]): void {
  const ranges = cases.flatMap((each) => each.ranges).sort((left, right) => left.from - right.from);
  let before: KeyRange | null = null;
  for (const range of ranges) {
    if (range.from > range.to) throw refuse(where, `its keys ${range.from} to ${range.to} run backwards`);
    if (before !== null && range.from <= before.to) throw refuse(where, `key ${range.from} belongs to two members`);
    before = range;
  }
  if (!ranges.some((range) => range.from <= 0 && range.to >= 0)) {
    throw refuse(where, 'key 0 has no member: an unset key is 0, so add a member for 0');
  }
}
