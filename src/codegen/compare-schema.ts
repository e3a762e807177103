// Schema changes that break clients of an earlier schema. The packed layout has no tags, so a field that is added, removed,
// moved or given another type breaks every earlier client; the protobuf layout needs the same numbers and forms. A maximum
// length may grow where clients send the message, and shrink where the server does. Names of fields may change; ids may not.
import {
  type SchemaField,
  type SchemaFile,
  type SchemaMessage,
  type SchemaRecord,
  type SchemaValue,
  valuesOf,
} from './schema.ts';

/** Without a maximum of its own, a text or a list has that of its u16 length. */
const LENGTH_MAX = 0xffff;

/** One sentence for each change from `before` to `after` that breaks clients of `before`. */
export function compareSchemas(before: readonly SchemaFile[], after: readonly SchemaFile[]): string[] {
  const now = new Map(after.flatMap((file) => file.messages.map((message) => [message.id, message] as const)));
  return before.flatMap((file) =>
    file.messages.flatMap((old) => {
      const message = now.get(old.id);
      const complaints = message === undefined ? [gone(old, after)] : compareMessages(old, message);
      return complaints.map((complaint) => `${file.path}: ${complaint}`);
    }),
  );
}

function gone(old: SchemaMessage, after: readonly SchemaFile[]): string {
  const same = after.flatMap((file) => file.messages).find((message) => message.name === old.name);
  if (same !== undefined)
    return `${old.name}: its id was ${old.id} and is ${same.id}: earlier clients still send ${old.id}`;
  return `${old.name}: was removed: earlier clients still send its id ${old.id}`;
}

function compareMessages(old: SchemaMessage, message: SchemaMessage): string[] {
  if (old.name !== message.name)
    return [`${old.name}: its id ${old.id} now belongs to ${message.name}: give ${message.name} another id`];
  const refused = old.states.filter((state) => !message.states.includes(state));
  const complaints = refused.map((state) => `${old.name}: clients could send it in state ${state} and now cannot`);
  return [...complaints, ...compareRecords(old, message, { path: old.name, isFromClient: old.states.length > 0 })];
}

/** The place of a comparison: the path from the message, and who sends it. */
interface Place {
  readonly path: string;
  readonly isFromClient: boolean;
}

function compareRecords(old: SchemaRecord, record: SchemaRecord, { path, isFromClient }: Place): string[] {
  const count = Math.max(old.fields.length, record.fields.length);
  for (let index = 0; index < count; index++) {
    const [was, is] = [old.fields[index], record.fields[index]];
    if (was === undefined)
      return [
        `${path}.${is?.name}: is new: earlier clients do not send it and the packed layout cannot leave it out; declare a new message instead`,
      ];
    if (is === undefined)
      return [
        `${path}.${was.name}: was removed: earlier clients still send it and the packed layout cannot skip it; declare a new message instead`,
      ];
    if (was.name !== is.name && record.fields.some((field) => field.name === was.name)) {
      return [
        `${path}.${was.name}: was moved: the packed layout writes fields in order, and ${is.name} is now in its place`,
      ];
    }
    const complaints = compareFields(was, is, { path: `${path}.${is.name}`, isFromClient });
    // After a field of another size everything is shifted, so one complaint is enough.
    if (complaints.length > 0) return complaints;
  }
  return [];
}

function compareFields(was: SchemaField, is: SchemaField, place: Place): string[] {
  const { path } = place;
  const [before, after] = [typeOf(was), typeOf(is)];
  if (before !== after)
    return [`${path}: was ${before} and is ${after}: the packed layout has no tags to distinguish them`];
  const [tagsBefore, tags] = [tagsOf(was), tagsOf(is)];
  if (tagsBefore !== tags)
    return [`${path}: was ${tagsBefore} and is ${tags}: clients of the layout protobuf do not recognise it`];
  const maximum = compareMaxima(was, is, place);
  if (maximum !== null) return [maximum];
  const pairs = valuesOf(was).map((value, index) => [value, valuesOf(is)[index]] as const);
  return pairs.flatMap(([left, right]) => {
    if (left.kind !== 'record' || right?.kind !== 'record') return [];
    return compareRecords(left.record, right.record, place);
  });
}

/** The complaint about a maximum length that earlier clients do not keep to, or that their values do not fit. */
function compareMaxima(was: SchemaField, is: SchemaField, { path, isFromClient }: Place): string | null {
  const now = maximaOf(is);
  for (const [index, before] of maximaOf(was).entries()) {
    const after = now[index] ?? LENGTH_MAX;
    if (isFromClient && after < before)
      return `${path}: its maximum length was ${before} and is ${after}: earlier clients still send longer values`;
    if (!isFromClient && after > before)
      return `${path}: its maximum length was ${before} and is ${after}: earlier clients reject longer values`;
  }
  return null;
}

function maximaOf(field: SchemaField): number[] {
  const ofValues = valuesOf(field).map((value) => ('lengthMax' in value ? value.lengthMax : null) ?? LENGTH_MAX);
  return field.shape === 'list' ? [field.countMax ?? LENGTH_MAX, ...ofValues] : ofValues;
}

/** How the protobuf layout writes the field: the number and the form of each value. */
function tagsOf(field: SchemaField): string {
  const numbers = field.shape === 'keyed' ? field.cases.map((each) => each.number) : [field.number];
  const tags = valuesOf(field).map(
    (value, index) => `number ${numbers[index]}${value.kind === 'integer' ? ` (${value.form})` : ''}`,
  );
  return tags.join(', ');
}

/** The type in words; records are compared field by field, so one word stands for all of them. */
function typeOf(field: SchemaField): string {
  if (field.shape === 'single') return nameOf(field.value);
  if (field.shape === 'list') return `a list of ${nameOf(field.element)}`;
  const cases = field.cases.map((each) => {
    const ranges = each.ranges.map((range) => `${range.from} to ${range.to}`);
    return `${nameOf(each.value)} for ${ranges.join(' and ')}`;
  });
  return `keyed by ${field.keyName} (${cases.join(', ')})`;
}

function nameOf(value: SchemaValue): string {
  switch (value.kind) {
    case 'integer':
      return `${value.signed ? 'int' : 'uint'}${value.bits}`;
    case 'float':
      return value.bits === 32 ? 'float' : 'double';
    case 'record':
      return 'a record';
    default:
      return value.kind;
  }
}
