// From descriptors to the schema of code generation. Pure. It rejects, with a sentence that names the place, everything
// that the packed layout cannot express (maps, groups, `optional`, oneofs without a key, recursive records, lists of
// empty records), fields out of order, and ids that are missing, too large or used twice.
import type { DescField, DescFile, DescMessage, FileRegistry } from '@bufbuild/protobuf';
import { refuse } from './codegen-error.ts';
import { commentsOf } from './comments.ts';
import type { MessageRules, OptionReader } from './options.ts';
import { createOptionReader } from './options.ts';
import { packedBytesMin } from './packed-size.ts';
import { readKeyed } from './read-keyed.ts';
import { readScalar } from './read-scalar.ts';
import {
  type SchemaField,
  type SchemaFile,
  type SchemaList,
  type SchemaMessage,
  type SchemaRecord,
  type SchemaValue,
  valuesOf,
} from './schema.ts';
import { checkNames, typeNameOf } from './type-name.ts';
import { whereOf } from './where.ts';

const ID_MAX = 0xffff;
/** Higher ids are jadegate's own. */
const GAME_ID_MAX = 59_999;
/** What the u16 before a text or a list of the packed layout can hold. */
const LENGTH_MAX = 0xffff;

/** Context and results of reading one file. */
export interface FileContext {
  readonly file: DescFile;
  readonly options: OptionReader;
  readonly comments: ReadonlyMap<string, string>;
  /** Records read so far, each after the records it contains. */
  readonly records: Map<string, SchemaRecord>;
  /** Records being read: the path down to the present one. */
  readonly pending: Set<string>;
}

/** Reads the files named by `paths`, in that order. */
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
    throw refuse(path, 'services are not supported: declare the request and the answer as messages');
  if (file.proto.syntax !== 'proto3')
    throw refuse(path, 'write `syntax = "proto3";`: other editions have optional fields');
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
  if (rules.id > GAME_ID_MAX && !/^jadegate(?:\.|$)/.test(message.file.proto.package))
    throw refuse(where, `its id ${rules.id} is one of jadegate's own: a game's ids are 20000 to ${GAME_ID_MAX}`);
  const states = rules.states.filter((state) => state !== undefined);
  if (states.length !== rules.states.length) throw refuse(where, 'names a state that does not exist');
  if (new Set(states).size !== states.length) throw refuse(where, 'names a state twice');
  if (rules.delivery === undefined) throw refuse(where, 'names a delivery that does not exist');
  if (rules.rate !== null) {
    if (rules.rate.perSecond === 0 || rules.rate.burst === 0)
      throw refuse(where, 'its rate needs per_second and burst above 0');
    if (states.length === 0)
      throw refuse(where, 'has a rate, but no client may send it: give it states, or remove the rate');
  }
  if (rules.isDatagram && rules.delivery === 'reliable')
    throw refuse(
      where,
      'has `datagram: true`, but a datagram may be lost and this message may not: give it `delivery: LATEST` or `DROPPABLE`, or remove `datagram`',
    );
  const base = describe(context, message);
  const latestKey = readLatestKey(where, rules, base.fields);
  const { id, delivery, rate, isDatagram } = rules;
  return { ...base, id, states, delivery, rate, latestKey, isDatagram };
}

function readLatestKey(where: string, rules: MessageRules, fields: readonly SchemaField[]): string | null {
  const { key } = rules;
  if (key === '') return null;
  if (rules.delivery !== 'latest')
    throw refuse(
      where,
      'has a key, but only a message with `delivery: LATEST` is replaced by a newer one: remove the key',
    );
  const field = fields.find(({ name }) => name === key);
  if (field === undefined) throw refuse(where, `its key "${key}" is not one of its fields`);
  if (field.shape !== 'single' || field.value.kind !== 'integer')
    throw refuse(where, `its key "${key}" is not an integer: name the field with the id of the message's subject`);
  return field.property;
}

/** Reads the record that `message` describes, once in a file. */
function readRecord(context: FileContext, message: DescMessage): SchemaRecord {
  const known = context.records.get(message.typeName);
  if (known !== undefined) return known;
  const where = whereOf(message);
  if (context.pending.has(message.typeName)) {
    throw refuse(
      where,
      'contains itself, so a message could have any depth: send a list of the parts that refer to each other by number',
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
        'comes after a field with a larger number: declare the fields in the order of their numbers, as the packed layout writes them',
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
      throw refuse(whereOf(nested), 'has an id but is nested in another message: move it to the top level of the file');
    readRecord(context, nested);
  }
  const comment = context.comments.get(message.typeName) ?? '';
  const path = message.typeName.slice(message.file.proto.package.length);
  return { name: message.name, typeName: typeNameOf(path), comment, fields };
}

function readField(context: FileContext, field: DescField): SchemaField {
  const where = whereOf(field);
  if (field.proto.proto3Optional) throw refuse(where, '`optional` is not supported: every field is always present');
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
  names: Omit<SchemaList, 'shape' | 'element' | 'isPacked' | 'countMax'>,
): SchemaList {
  const element = readValue(context, field);
  const countMax = readMaximum(field, context.options.maxLength(field));
  if (packedBytesMin(element) === 0) {
    throw refuse(
      whereOf(field),
      'is a list of records without fields, whose length alone could fill the memory: send a count instead',
    );
  }
  return { shape: 'list', ...names, element, isPacked: field.fieldKind === 'list' && field.packed, countMax };
}

/** The most bytes of a field's text or bytes, or of each element's. */
function lengthMaxOf({ options }: FileContext, field: DescField): number | null {
  if (field.fieldKind === 'list') return readMaximum(field, options.maxElementLength(field));
  if (options.maxElementLength(field) !== null)
    throw refuse(whereOf(field), '(jadegate.max_element_length) is for lists: write (jadegate.max_length)');
  return readMaximum(field, options.maxLength(field));
}

function readMaximum(field: DescField, value: number | null): number | null {
  if (value === null || (value >= 1 && value <= LENGTH_MAX)) return value;
  throw refuse(whereOf(field), `its maximum length is ${value}: write a number from 1 to ${LENGTH_MAX}`);
}

/** The type of a field's value, or of a list's element. */
function readValue(context: FileContext, field: DescField): SchemaValue {
  const where = whereOf(field);
  if (field.fieldKind === 'map') throw refuse(where, 'map<> is not supported: use a repeated record of key and value');
  if (field.enum !== undefined)
    throw refuse(where, 'enums are not supported: use int32 and explain its values in a comment');
  const lengthMax = lengthMaxOf(context, field);
  if (field.message === undefined) return readScalar(field, { width: context.options.width(field), lengthMax });
  if (lengthMax !== null)
    throw refuse(where, 'has a maximum length, but is a record: set the option at the fields of the record');
  if (context.options.width(field) !== 0) throw refuse(where, '(jadegate.width) is for int32 and uint32');
  if ('delimitedEncoding' in field && field.delimitedEncoding)
    throw refuse(where, 'groups are not supported: use a record');
  if (context.options.messageRules(field.message) !== null) {
    throw refuse(
      where,
      `${field.message.name} is a message (it has an id), not a record: move the shared fields into a record without an id`,
    );
  }
  if (field.message.file !== context.file) {
    throw refuse(
      where,
      `${field.message.name} is declared in ${field.message.file.name}.proto: declare it in this file, since files do not share records`,
    );
  }
  return { kind: 'record', record: readRecord(context, field.message) };
}

function checkUsed(path: string, records: readonly SchemaRecord[], messages: readonly SchemaMessage[]): void {
  const used = new Set<SchemaRecord>();
  for (const value of [...records, ...messages].flatMap(({ fields }) => fields.flatMap(valuesOf))) {
    if (value.kind === 'record') used.add(value.record);
  }
  const unused = records.find((record) => !used.has(record));
  if (unused === undefined) return;
  throw refuse(
    `${path}: ${unused.name}`,
    'has no id and no message uses it: give it an id with `option (jadegate.message) = {id: …};`, or remove it',
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
        throw refuse(where, `has id ${message.id}, as ${sameId} does: give each message its own id`);
      const sameName = byName.get(message.name);
      if (sameName !== undefined)
        throw refuse(where, `has the same name as ${sameName}: give each message its own name`);
      byId.set(message.id, where);
      byName.set(message.name, where);
    }
  }
}
