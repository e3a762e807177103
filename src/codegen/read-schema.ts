// From descriptors to the schema of code generation, refusing what cannot be on our wire. Pure.
//
// Refused with a sentence that names the place: what the packed layout cannot say (maps, groups, `optional`, oneofs without a
// key, records that hold themselves, lists of nothing), fields out of order, and ids that are missing, too large or used twice.
import type { DescField, DescFile, DescMessage, FileRegistry } from '@bufbuild/protobuf';
import { refuse } from './codegen-error.ts';
import { commentsOf } from './comments.ts';
import type { MessageRules, OptionReader } from './options.ts';
import { createOptionReader } from './options.ts';
import { packedBytesMin } from './packed-size.ts';
import { readKeyed } from './read-keyed.ts';
import { readScalar } from './read-scalar.ts';
import type { SchemaField, SchemaFile, SchemaList, SchemaMessage, SchemaRecord, SchemaValue } from './schema.ts';
import { checkNames, typeNameOf } from './type-name.ts';
import { whereOf } from './where.ts';

const ID_MAX = 0xffff;

/** What reading one file needs to know and remember. */
export interface FileContext {
  readonly file: DescFile;
  readonly options: OptionReader;
  readonly comments: ReadonlyMap<string, string>;
  /** Records read so far, each after those it holds. */
  readonly records: Map<string, SchemaRecord>;
  /** Records being read: the way down to the present one. */
  readonly pending: Set<string>;
}

/** The files named by `paths`, in that order. */
export function readSchema(registry: FileRegistry, paths: readonly string[]): SchemaFile[] {
  const options = createOptionReader(registry);
  const files = paths.map((path) => {
    const file = registry.getFile(path);
    if (file === undefined) throw refuse(path, 'is not part of the schema');
    return readFile({ file, options, comments: commentsOf(file.proto), records: new Map(), pending: new Set() });
  });
  checkUnique(files);
  return files;
}

function readFile(context: FileContext): SchemaFile {
  const { file, options } = context;
  const path = `${file.name}.proto`;
  if (file.services.length > 0)
    throw refuse(path, 'services are not on our wire: declare the request and the answer as messages');
  if (file.proto.syntax !== 'proto3')
    throw refuse(path, 'write `syntax = "proto3";`: other editions have fields that may be absent');
  const messages: SchemaMessage[] = [];
  for (const message of file.messages) {
    if (options.messageRules(message) === null) readRecord(context, message);
    else messages.push(readMessage(context, message));
  }
  const records = [...context.records.values()];
  checkUsed(path, records, messages);
  checkNames(path, [...records, ...messages]);
  return { path, records, messages };
}

function readMessage(context: FileContext, message: DescMessage): SchemaMessage {
  const where = whereOf(message);
  const rules = context.options.messageRules(message);
  if (rules === null) throw refuse(where, 'has no id');
  if (rules.id === 0) throw refuse(where, 'has no id: write `id: …` (1 to 65535) in its option (jadegate.message)');
  if (rules.id > ID_MAX) throw refuse(where, `its id ${rules.id} does not fit two bytes: take one from 1 to ${ID_MAX}`);
  const states = rules.states.filter((state) => state !== undefined);
  if (states.length !== rules.states.length) throw refuse(where, 'names a state that no session is in');
  if (new Set(states).size !== states.length) throw refuse(where, 'names a state twice');
  if (rules.delivery === undefined) throw refuse(where, 'names a delivery that does not exist');
  if (rules.rate !== null) {
    if (rules.rate.perSecond === 0 || rules.rate.burst === 0)
      throw refuse(where, 'its rate needs per_second and burst above 0');
    if (states.length === 0)
      throw refuse(where, 'has a rate, but no client may send it: give it states, or take the rate away');
  }
  const base = describe(context, message);
  const latestKey = readLatestKey(where, rules, base.fields);
  return { ...base, id: rules.id, states, delivery: rules.delivery, rate: rules.rate, latestKey };
}

function readLatestKey(where: string, rules: MessageRules, fields: readonly SchemaField[]): string | null {
  const { key } = rules;
  if (key === '') return null;
  if (rules.delivery !== 'latest')
    throw refuse(
      where,
      'has a key, but only a message with `delivery: LATEST` is replaced by a newer one: take the key away',
    );
  const field = fields.find(({ name }) => name === key);
  if (field === undefined) throw refuse(where, `its key "${key}" is not one of its fields`);
  if (field.shape !== 'single' || field.value.kind !== 'integer')
    throw refuse(where, `its key "${key}" is not an integer: name the id that tells what the message is about`);
  return field.property;
}

/** The record that `message` describes, read once a file. */
function readRecord(context: FileContext, message: DescMessage): SchemaRecord {
  const known = context.records.get(message.typeName);
  if (known !== undefined) return known;
  const where = whereOf(message);
  if (context.pending.has(message.typeName)) {
    throw refuse(
      where,
      'holds itself: a message of any depth could be sent, so list the parts and refer to them by number',
    );
  }
  context.pending.add(message.typeName);
  const record = describe(context, message);
  context.pending.delete(message.typeName);
  context.records.set(message.typeName, record);
  return record;
}

function describe(context: FileContext, message: DescMessage): SchemaRecord {
  const where = whereOf(message);
  const fields: SchemaField[] = [];
  let numberBefore = 0;
  for (const field of message.fields) {
    if (field.number < numberBefore) {
      throw refuse(
        `${where}.${field.name}`,
        'stands after a field with a larger number: the packed layout has fields in the order of their numbers, so declare them so',
      );
    }
    numberBefore = field.number;
    if (field.oneof === undefined) fields.push(readField(context, field));
    else if (field === field.oneof.fields[0])
      fields.push(
        readKeyed(context, { oneof: field.oneof, before: fields, readValue: (of) => readValue(context, of) }),
      );
  }
  for (const nested of message.nestedMessages) {
    if (context.options.messageRules(nested) !== null)
      throw refuse(whereOf(nested), 'has an id but stands inside another: move it to the top of the file');
    readRecord(context, nested);
  }
  const comment = context.comments.get(message.typeName) ?? '';
  const path = message.typeName.slice(message.file.proto.package.length);
  return { name: message.name, typeName: typeNameOf(path), comment, fields };
}

function readField(context: FileContext, field: DescField): SchemaField {
  const where = whereOf(field);
  if (field.proto.proto3Optional) throw refuse(where, '`optional` is not on our wire: every field is always there');
  if (context.options.keyedCase(field) !== null)
    throw refuse(where, 'has (jadegate.keyed_case), which is for members of a oneof');
  const comment = context.comments.get(`${field.parent.typeName}.${field.name}`) ?? '';
  const names = { name: field.name, property: field.localName, number: field.number, comment };
  if (field.fieldKind === 'list') return readList(context, field, names);
  return { shape: 'single', ...names, value: readValue(context, field) };
}

function readList(
  context: FileContext,
  field: DescField,
  names: Omit<SchemaList, 'shape' | 'element' | 'isPacked'>,
): SchemaList {
  const element = readValue(context, field);
  if (packedBytesMin(element) === 0) {
    throw refuse(
      whereOf(field),
      'is a list of records without fields: its length alone could fill the memory, so send a count',
    );
  }
  return { shape: 'list', ...names, element, isPacked: field.fieldKind === 'list' && field.packed };
}

/** The type of a field's value, or of a list's element. */
function readValue(context: FileContext, field: DescField): SchemaValue {
  const where = whereOf(field);
  if (field.fieldKind === 'map')
    throw refuse(where, 'map<> is not on our wire: use a repeated record of key and value');
  if (field.enum !== undefined)
    throw refuse(where, 'enums are not on our wire: use int32 and say in a comment what its values mean');
  if (field.message === undefined) return readScalar(field, context.options.width(field));
  if (context.options.width(field) !== 0) throw refuse(where, '(jadegate.width) is for int32 and uint32');
  if ('delimitedEncoding' in field && field.delimitedEncoding)
    throw refuse(where, 'groups are not on our wire: use a record');
  if (context.options.messageRules(field.message) !== null) {
    throw refuse(
      where,
      `${field.message.name} goes over the wire by itself (it has an id): put what both share into a record without an id`,
    );
  }
  if (field.message.file !== context.file) {
    throw refuse(
      where,
      `${field.message.name} is declared in ${field.message.file.name}.proto: declare it in this file, each file stands alone`,
    );
  }
  return { kind: 'record', record: readRecord(context, field.message) };
}

function checkUsed(path: string, records: readonly SchemaRecord[], messages: readonly SchemaMessage[]): void {
  const used = new Set<SchemaRecord>();
  for (const holder of [...records, ...messages]) {
    for (const field of holder.fields) {
      const values =
        field.shape === 'keyed'
          ? field.cases.map((each) => each.value)
          : [field.shape === 'list' ? field.element : field.value];
      for (const value of values) if (value.kind === 'record') used.add(value.record);
    }
  }
  const unused = records.find((record) => !used.has(record));
  if (unused === undefined) return;
  throw refuse(
    `${path}: ${unused.name}`,
    'has no id and stands in no message: give it an id with `option (jadegate.message) = {id: …};`, or take it away',
  );
}

function checkUnique(files: readonly SchemaFile[]): void {
  const byId = new Map<number, string>();
  const byName = new Map<string, string>();
  for (const file of files) {
    for (const message of file.messages) {
      const where = `${file.path}: ${message.name}`;
      const sameId = byId.get(message.id);
      if (sameId !== undefined)
        throw refuse(where, `has id ${message.id}, which ${sameId} has too: every message has its own`);
      const sameName = byName.get(message.name);
      if (sameName !== undefined) throw refuse(where, `has the name of ${sameName}: every message has its own`);
      byId.set(message.id, where);
      byName.set(message.name, where);
    }
  }
}
