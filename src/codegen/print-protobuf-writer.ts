// Writing the protobuf layout as straight-line code: canonical proto3, with defaults left out and the shortest varints.
import { packedBytesFixed } from './packed-size.ts';
import { caseValue, countMaximumOf, maximumOf, type Target } from './print-packed.ts';
import { keyTest } from './print-types.ts';
import type { Printer } from './printer.ts';
import { quote } from './printer.ts';
import { isPackable, lengthTag, scalarMethod, tagOf } from './protobuf-tags.ts';
import type { Scalar, SchemaField, SchemaKeyed, SchemaList, SchemaRecord, SchemaSingle } from './schema.ts';

/** The longest tag and the longest varint of 64 bits. */
const FIELD_BYTES_MAX = 15;
const VARINT_BYTES_MAX = 10;
const TAG_BYTES_MAX = 5;

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

/** Whether the field takes at most FIELD_BYTES_MAX bytes. */
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

/** `suffix` makes the marks of several records in one function distinct. */
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
  return `w.${scalarMethod(value)}(${place}, ${quote(name)}${maximumOf(value)});`;
}

function writeList(printer: Printer, field: SchemaList, { place, name }: Place): void {
  const { element, number } = field;
  printer.line(`w.elements(${place}, ${quote(name)}${countMaximumOf(field)});`);
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
