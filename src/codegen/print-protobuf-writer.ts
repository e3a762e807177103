// Writing the protobuf layout as straight-line code: canonical proto3, with defaults left out and the shortest varints.
import { packedBytesFixed } from './packed-size.ts';
import { countMaximumOf, maximumOf, type Target } from './print-packed.ts';
import { type Place, printWriter } from './print-writer.ts';
import type { Printer } from './printer.ts';
import { quote } from './printer.ts';
import { isPackable, lengthTag, scalarMethod, tagOf } from './protobuf-tags.ts';
import type { Scalar, SchemaField, SchemaList, SchemaRecord, SchemaSingle, SchemaValue } from './schema.ts';

/** The longest tag and the longest varint of 64 bits. */
const FIELD_BYTES_MAX = 15;
const VARINT_BYTES_MAX = 10;
const TAG_BYTES_MAX = 5;

export function printProtobufWriter(printer: Printer, { record }: Target): void {
  printWriter(printer, record, {
    stem: 'Proto',
    runBytes: (field) => (isInRun(field) ? FIELD_BYTES_MAX : null),
    single: writeSingle,
    list: writeList,
    member: writeElement,
  });
}

/** Whether the field takes at most FIELD_BYTES_MAX bytes. */
function isInRun(field: SchemaField): boolean {
  return field.shape === 'single' && field.value.kind !== 'record' && packedBytesFixed(field.value) !== null;
}

function writeSingle(printer: Printer, field: SchemaSingle, { place, name }: Place): void {
  const { value, number } = field;
  if (value.kind === 'record') {
    writeRecord(printer, { number, record: value.record }, place);
    return;
  }
  printer.open(`if (${isSet(value, place)}) {`);
  if (!isInRun(field)) printer.line(`w.reserve(${TAG_BYTES_MAX});`);
  printer.line(`w.tag(${tagOf(number, value)});`);
  printer.line(writeScalar(value, place, name));
  printer.close();
}

function writeRecord(
  printer: Printer,
  { number, record }: { readonly number: number; readonly record: SchemaRecord },
  place: string,
): void {
  printer.line(`const at${number} = w.open(${lengthTag(number)});`);
  printer.line(`writeProto${record.typeName}(w, ${place});`);
  printer.line(`w.close(at${number});`);
}

/** One element of a list, or one member of a oneof. */
function writeElement(
  printer: Printer,
  { number, value }: { readonly number: number; readonly value: SchemaValue },
  { place, name }: Place,
): void {
  if (value.kind === 'record') {
    writeRecord(printer, { number, record: value.record }, place);
    return;
  }
  printer.line(`w.reserve(${FIELD_BYTES_MAX});`);
  printer.line(`w.tag(${tagOf(number, value)});`);
  printer.line(writeScalar(value, place, name));
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
  writeElement(printer, { number, value: element }, { place: 'element', name });
  printer.close();
}
