// The protobuf layout as straight-line code: canonical proto3 out (defaults left out, shortest varints), all that proto3 allows
// in (any order, unknown fields, packed or not, the last one wins, records that come twice merge).
import { packedBytesFixed } from './packed-size.ts';
import type { Target } from './print-packed.ts';
import { caseValue, local } from './print-packed.ts';
import { caseType, defaultOf, keyTest, valueType } from './print-types.ts';
import type { Printer } from './printer.ts';
import { objectOf, quote } from './printer.ts';
import type {
  Scalar,
  SchemaCase,
  SchemaField,
  SchemaKeyed,
  SchemaList,
  SchemaRecord,
  SchemaSingle,
  SchemaValue,
} from './schema.ts';

/** A tag and a varint of 64 bits at their longest. */
const FIELD_BYTES_MAX = 15;
const VARINT_BYTES_MAX = 10;
const TAG_BYTES_MAX = 5;

const WIRE_LENGTH = 2;

export function printProtobufWriter(printer: Printer, { record }: Target): void {
  if (record.fields.length === 0) {
    printer.line(`function writeProto${record.typeName}(): void {}`);
    printer.line();
    return;
  }
  printer.open(`function writeProto${record.typeName}(w: PacketWriter, m: ${record.typeName}): void {`);
  let runStart = true;
  for (const [index, field] of record.fields.entries()) {
    if (!isInRun(field)) runStart = true;
    else if (runStart) {
      printer.line(`w.reserve(${runCount(record.fields, index) * FIELD_BYTES_MAX});`);
      runStart = false;
    }
    writeField(printer, field, { place: `m.${field.property}`, name: `${record.name}.${field.name}` });
  }
  printer.close();
  printer.line();
}

/** Whether the field takes FIELD_BYTES_MAX bytes at most. */
function isInRun(field: SchemaField): boolean {
  return field.shape === 'single' && field.value.kind !== 'record' && packedBytesFixed(field.value) !== null;
}

function runCount(fields: readonly SchemaField[], start: number): number {
  let end = start;
  for (; end < fields.length; end++) if (!isInRun(fields[end] as SchemaField)) break;
  return end - start;
}

interface Place {
  readonly place: string;
  readonly name: string;
}

function writeField(printer: Printer, field: SchemaField, at: Place): void {
  if (field.shape === 'single') writeSingle(printer, field, at);
  else if (field.shape === 'list') writeList(printer, field, at);
  else writeKeyed(printer, field, at);
}

function writeSingle(printer: Printer, field: SchemaSingle, { place, name }: Place): void {
  const { value, number } = field;
  if (value.kind === 'record') {
    writeRecord(printer, { number, record: value.record, place }, '');
    return;
  }
  printer.open(`if (${isSet(value, place)}) {`);
  if (!isInRun(field)) printer.line(`w.reserve(${TAG_BYTES_MAX});`);
  printer.line(`w.tag(${tagOf(number, value)});`);
  printer.line(writeScalar(value, place, name));
  printer.close();
}

interface RecordPlace {
  readonly number: number;
  readonly record: SchemaRecord;
  readonly place: string;
}

/** `suffix` tells the marks of several records in one function apart. */
function writeRecord(printer: Printer, { number, record, place }: RecordPlace, suffix: string): void {
  const mark = `at${number}${suffix}`;
  printer.line(`const ${mark} = w.open(${lengthTag(number)});`);
  printer.line(`writeProto${record.typeName}(w, ${place});`);
  printer.line(`w.close(${mark});`);
}

function isSet(value: Scalar, place: string): string {
  switch (value.kind) {
    case 'integer':
      return `${place} !== ${value.bits === 64 ? '0n' : '0'}`;
    case 'float':
      // Minus zero is not the default.
      return `!Object.is(${place}, 0)`;
    case 'bool':
      return `${place} !== false`;
    case 'text':
      return `${place} !== ''`;
    default:
      return `${place}.length !== 0`;
  }
}

function writeScalar(value: Scalar, place: string, name: string): string {
  if (value.kind === 'integer' && value.bits < 32) {
    return `w.${value.signed ? 'varIntOf' : 'varUintOf'}(${place}, ${value.bits}, ${quote(name)});`;
  }
  return `w.${scalarMethod(value)}(${place}, ${quote(name)});`;
}

/** The method of both reader and writer. */
function scalarMethod(value: Scalar): string {
  switch (value.kind) {
    case 'integer':
      if (value.form === 'fixed') return `little${value.signed ? 'Int' : 'Uint'}${value.bits}`;
      if (value.form === 'zigzag') return `varSint${value.bits}`;
      return `var${value.signed ? 'Int' : 'Uint'}${value.bits}`;
    case 'float':
      return `littleFloat${value.bits}`;
    case 'bool':
      return 'varBool';
    case 'text':
      return 'lengthText';
    default:
      return 'lengthBlob';
  }
}

/** Protobuf's wire type of a scalar by itself. */
function wireType(value: Scalar): number {
  if (value.kind === 'text' || value.kind === 'bytes') return WIRE_LENGTH;
  if (value.kind === 'float' || (value.kind === 'integer' && value.form === 'fixed')) return value.bits === 64 ? 1 : 5;
  return 0;
}

function tagOf(number: number, value: SchemaValue): number {
  return value.kind === 'record' ? lengthTag(number) : number * 8 + wireType(value);
}

function lengthTag(number: number): number {
  return number * 8 + WIRE_LENGTH;
}

/** Whether a list of these may be one run of bytes. */
function isPackable(element: SchemaValue): element is Scalar {
  return element.kind !== 'record' && wireType(element) !== WIRE_LENGTH;
}

function writeList(printer: Printer, field: SchemaList, { place, name }: Place): void {
  const { element, number } = field;
  printer.line(`w.elements(${place}, ${quote(name)});`);
  if (isPackable(element) && field.isPacked) {
    printer.open(`if (${place}.length > 0) {`);
    printer.line(`const at${number} = w.open(${lengthTag(number)});`);
    printer.line(`w.reserve(${place}.length * ${VARINT_BYTES_MAX});`);
    printer.line(`for (const element of ${place}) ${writeScalar(element, 'element', name)}`);
    printer.line(`w.close(at${number});`);
    printer.close();
    return;
  }
  printer.open(`for (const element of ${place}) {`);
  if (element.kind === 'record') {
    writeRecord(printer, { number, record: element.record, place: 'element' }, '');
  } else {
    printer.line(`w.reserve(${FIELD_BYTES_MAX});`);
    printer.line(`w.tag(${tagOf(number, element)});`);
    printer.line(writeScalar(element, 'element', name));
  }
  printer.close();
}

function writeKeyed(printer: Printer, field: SchemaKeyed, { place, name }: Place): void {
  printer.line(`const ${field.property}Key = m.${field.key};`);
  for (const [index, each] of field.cases.entries()) {
    const test = `if (${keyTest(`${field.property}Key`, each.ranges)}) {`;
    if (index === 0) printer.open(test);
    else printer.turn(`} else ${test}`);
    const value = caseValue(each, place);
    if (each.value.kind === 'record') {
      writeRecord(printer, { number: each.number, record: each.value.record, place: value }, '');
    } else {
      printer.line(`w.reserve(${FIELD_BYTES_MAX});`);
      printer.line(`w.tag(${tagOf(each.number, each.value)});`);
      printer.line(writeScalar(each.value, value, name));
    }
  }
  printer.turn('} else {');
  printer.line(`w.unknownKey(${field.property}Key, ${quote(name)});`);
  printer.close();
}

/** `isMerged`: the record may come twice in one place, and then both count. */
export interface ReaderTarget extends Target {
  readonly isMerged: boolean;
}

export function printProtobufReader(printer: Printer, target: ReaderTarget): void {
  const { record, isMerged, prefix } = target;
  for (const field of record.fields) if (field.shape === 'keyed') printCaseOf(printer, record, field);
  const before = isMerged ? `, before: ${record.typeName} | null = null` : '';
  printer.open(`function readProto${record.typeName}(r: PacketReader${before}): ${record.typeName} | null {`);
  for (const field of record.fields) declareLocal(printer, field, target);
  printer.open('while (r.more()) {');
  printer.open(`switch (r.tag(${quote(prefix.slice(0, -1))})) {`);
  for (const field of record.fields) readField(printer, field, prefix);
  printer.line('default:');
  printer.line(`  r.unknown(${quote(prefix.slice(0, -1))});`);
  printer.close();
  printer.close();
  for (const field of record.fields) if (field.shape === 'keyed') checkKeyed(printer, target, field);
  printer.line('if (r.failure !== null) return null;');
  const values = record.fields.map((field) => `${field.property}: ${resultOf(field)}`);
  printer.line(`return ${objectOf(values)};`);
  printer.close();
  printer.line();
}

function resultOf(field: SchemaField): string {
  const isRecord = field.shape === 'single' && field.value.kind === 'record';
  return isRecord ? `${local(field)} ?? ${defaultOf(field.value)}` : local(field);
}

function declareLocal(printer: Printer, field: SchemaField, { record, isMerged }: ReaderTarget): void {
  const name = local(field);
  const start = (fresh: string, before: string): string =>
    isMerged ? `before === null ? ${fresh} : ${before}` : fresh;
  const old = `before.${field.property}`;
  if (field.shape === 'list') {
    const type = `${valueType(field.element)}[]`;
    printer.line(`const ${name}: ${type} = ${start('[]', `(${old} as ${type})`)};`);
  } else if (field.shape === 'single') {
    const isRecord = field.value.kind === 'record';
    const fresh = isRecord ? 'null' : defaultOf(field.value);
    const type =
      isRecord || field.value.kind === 'bytes' ? `: ${valueType(field.value)}${isRecord ? ' | null' : ''}` : '';
    printer.line(`let ${name}${type} = ${start(fresh, old)};`);
  } else {
    const type = `${record.typeName}[${quote(field.property)}]`;
    const beforeCase = `${caseOfName(record, field)}(before.${field.key})`;
    printer.line(`let ${name}: ${type} | null = ${start('null', old)};`);
    printer.line(`let ${name}Case: number = ${start('0', beforeCase)};`);
  }
}

function readField(printer: Printer, field: SchemaField, prefix: string): void {
  const name = `${prefix}${field.name}`;
  if (field.shape === 'single') readSingle(printer, field, name);
  else if (field.shape === 'list') readList(printer, field, name);
  else for (const each of field.cases) readCase(printer, { field, each, name });
}

function readScalar(value: Scalar, name: string): string {
  if (value.kind === 'integer' && value.bits < 32)
    return `r.${value.signed ? 'varIntOf' : 'varUintOf'}(${value.bits}, ${quote(name)})`;
  return `r.${scalarMethod(value)}(${quote(name)})`;
}

function readSingle(printer: Printer, field: SchemaSingle, name: string): void {
  const { value } = field;
  printer.open(`case ${tagOf(field.number, value)}: {`);
  if (value.kind === 'record') {
    enterRecord(printer, { record: value.record, before: local(field) });
    printer.line(`if (element === null) return r.inside(${quote(name)});`);
    printer.line(`${local(field)} = element;`);
  } else {
    printer.line(`${local(field)} = ${readScalar(value, name)};`);
  }
  closeCase(printer);
}

function closeCase(printer: Printer): void {
  printer.line('break;');
  printer.close();
}

/** Reads one record into `element`; `before` is what the place held, for records that merge. */
function enterRecord(printer: Printer, at: { readonly record: SchemaRecord; readonly before?: string }): void {
  // The field is named by `inside`, as everything that is wrong in the record is.
  printer.line("const outer = r.enter('');");
  const before = at.before === undefined ? '' : `, ${at.before}`;
  printer.line(`const element = readProto${at.record.typeName}(r${before});`);
  printer.line('r.leave(outer);');
}

function readList(printer: Printer, field: SchemaList, name: string): void {
  const { element, number } = field;
  const list = local(field);
  const room = `if (!r.roomFor(${list}, ${quote(name)})) return null;`;
  printer.open(`case ${tagOf(number, element)}: {`);
  if (element.kind === 'record') {
    enterRecord(printer, { record: element.record });
    printer.line(`if (element === null) return r.inside(${quote(name)}, ${list}.length);`);
    printer.line(room);
    printer.line(`${list}.push(element);`);
  } else {
    printer.line(room);
    printer.line(`${list}.push(${readScalar(element, name)});`);
  }
  closeCase(printer);
  if (!isPackable(element)) return;
  printer.open(`case ${lengthTag(number)}: {`);
  printer.line(`const outer = r.enter(${quote(name)});`);
  printer.open('while (r.more()) {');
  printer.line(room);
  printer.line(`${list}.push(${readScalar(element, name)});`);
  printer.close();
  printer.line('r.leave(outer);');
  closeCase(printer);
}

interface CasePlace {
  readonly field: SchemaKeyed;
  readonly each: SchemaCase;
  readonly name: string;
}

function readCase(printer: Printer, { field, each, name }: CasePlace): void {
  const target = local(field);
  printer.open(`case ${tagOf(each.number, each.value)}: {`);
  if (each.value.kind === 'record') {
    const value = `${target} as ${caseType(each)}`;
    const before = each.list === null ? value : `{ ${each.list.property}: ${value} }`;
    enterRecord(printer, {
      record: each.value.record,
      before: `${target}Case === ${each.number} ? (${before}) : null`,
    });
    printer.line(`if (element === null) return r.inside(${quote(name)});`);
    printer.line(`${target} = ${each.list === null ? 'element' : `element.${each.list.property}`};`);
  } else {
    printer.line(`${target} = ${readScalar(each.value, name)};`);
  }
  printer.line(`${target}Case = ${each.number};`);
  closeCase(printer);
}

function caseOfName(record: SchemaRecord, field: SchemaKeyed): string {
  return `caseOf${record.typeName}$${field.property}`;
}

/** The number of the member that a key asks for, 0 when there is none. */
function printCaseOf(printer: Printer, record: SchemaRecord, field: SchemaKeyed): void {
  printer.open(`function ${caseOfName(record, field)}(key: number): number {`);
  for (const each of field.cases) printer.line(`if (${keyTest('key', each.ranges)}) return ${each.number};`);
  printer.line('return 0;');
  printer.close();
  printer.line();
}

function checkKeyed(printer: Printer, { record, prefix }: ReaderTarget, field: SchemaKeyed): void {
  const name = quote(`${prefix}${field.name}`);
  const wanted = `${local(field)}Wanted`;
  printer.line(`const ${wanted} = ${caseOfName(record, field)}($${field.key});`);
  printer.line(`if (${wanted} === 0) return r.fail('unknown-key', ${name});`);
  printer.line(`if (${local(field)} === null) return r.fail('missing-value', ${name});`);
  printer.line(`if (${local(field)}Case !== ${wanted}) return r.fail('wrong-case', ${name});`);
}
