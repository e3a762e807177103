// The packed layout as straight-line code: a run of fields of known size checks its bytes once. Functions for records
// of known size rely on their caller for that; all others check by themselves.
import { packedBytesFixed, packedBytesMin, recordBytesFixed } from './packed-size.ts';
import { keyTest, valueType } from './print-types.ts';
import { type Place, printWriter, runsOf } from './print-writer.ts';
import type { Printer } from './printer.ts';
import { objectOf, quote } from './printer.ts';
import type { SchemaField, SchemaKeyed, SchemaList, SchemaRecord, SchemaValue } from './schema.ts';

/** `prefix` precedes field names in errors: the message's name and a dot, or nothing for a record. */
export interface Target {
  readonly record: SchemaRecord;
  readonly prefix: string;
}

export function printPackedWriter(printer: Printer, { record, prefix }: Target): void {
  const isRoomReserved = recordBytesFixed(record) !== null && prefix === '';
  printWriter(printer, record, {
    stem: 'Packed',
    runBytes: isRoomReserved ? () => null : fieldBytesFixed,
    single: (_, { value }, { place, name }) => printer.line(writeValue(value, place, name)),
    list: writeList,
    member: (_, each, { place, name }) => {
      const bytes = each.list === null ? packedBytesFixed(each.value) : null;
      if (bytes !== null) printer.line(`w.reserve(${bytes});`);
      printer.line(writeValue(each.value, place, name));
    },
  });
}

function fieldBytesFixed(field: SchemaField): number | null {
  return field.shape === 'single' ? packedBytesFixed(field.value) : null;
}

function writeValue(value: SchemaValue, place: string, name: string): string {
  if (value.kind === 'record') return `writePacked${value.record.typeName}(w, ${place});`;
  return `w.${packedMethod(value)}(${place}, ${quote(name)}${maximumOf(value)});`;
}

function packedMethod(value: Exclude<SchemaValue, { kind: 'record' }>): string {
  if (value.kind === 'integer') return `${value.signed ? 'int' : 'uint'}${value.bits}`;
  if (value.kind === 'float') return `float${value.bits}`;
  return value.kind === 'bytes' ? 'blob' : value.kind;
}

/** The last parameter of a call that writes or reads the value: its maximum length, if it has one. */
export function maximumOf(value: SchemaValue): string {
  const isSized = value.kind === 'text' || value.kind === 'bytes';
  return isSized && value.lengthMax !== null ? `, ${value.lengthMax}` : '';
}

export function countMaximumOf({ countMax }: SchemaList): string {
  return countMax === null ? '' : `, ${countMax}`;
}

function writeList(printer: Printer, field: SchemaList, { place, name }: Place): void {
  printer.line(`w.count(${place}, ${quote(name)}${countMaximumOf(field)});`);
  const bytes = packedBytesFixed(field.element);
  if (bytes !== null) printer.line(`w.reserve(${place}.length * ${bytes});`);
  printer.line(`for (const element of ${place}) ${writeValue(field.element, 'element', name)}`);
}

export function printPackedReader(printer: Printer, target: Target): void {
  const { record, prefix } = target;
  const isMessage = prefix !== '';
  for (const field of record.fields) if (field.shape === 'keyed') printKeyedReader(printer, target, field);
  if (recordBytesFixed(record) !== null && !isMessage) {
    printFixedReader(printer, record);
    return;
  }
  printer.open(`function readPacked${record.typeName}(r: PacketReader): ${record.typeName} | null {`);
  const runs = runsOf(record.fields, fieldBytesFixed);
  for (const [index, field] of record.fields.entries()) {
    const run = runs.get(field);
    if (run !== undefined) {
      const parts = run.fields.flatMap((each) => cutParts(each.name, each));
      printer.line(`if (!r.has(${run.bytes})) return r.cut(${quote(prefix)}, [${parts.join(', ')}]);`);
    }
    // A part that puts its own path before a fault must not begin with the fault of an earlier field.
    if (index > 0 && isPart(field)) printer.line('if (r.failure !== null) return null;');
    readField(printer, target, field);
  }
  if (isMessage) printer.line(`if (!r.done(${quote(record.name)})) return null;`);
  else printer.line('if (r.failure !== null) return null;');
  printer.line(`return ${objectOf(record.fields.map((field) => `${field.property}: ${local(field)}`))};`);
  printer.close();
  printer.line();
}

/** Whether the field has a reader of its own that can fail. */
function isPart(field: SchemaField): boolean {
  if (field.shape === 'keyed') return true;
  return field.shape === 'single' && field.value.kind === 'record' && packedBytesFixed(field.value) === null;
}

/** Locals are a mark and the property's name, so that none collides with a keyword or with other names in the code. */
export function local(field: SchemaField): string {
  return `$${field.property}`;
}

function printFixedReader(printer: Printer, record: SchemaRecord): void {
  printer.open(`function readPacked${record.typeName}(r: PacketReader): ${record.typeName} {`);
  const values = record.fields.map((field) =>
    field.shape === 'single' ? `${field.property}: ${readFixed(field.value, field.name)}` : '',
  );
  printer.line(`return ${objectOf(values)};`);
  printer.close();
  printer.line();
}

function cutParts(name: string, field: SchemaField): string[] {
  if (field.shape !== 'single') return [];
  const { value } = field;
  if (value.kind !== 'record') return [quote(name), String(packedBytesFixed(value))];
  return value.record.fields.flatMap((each) => cutParts(`${name}.${each.name}`, each));
}

function readFixed(value: SchemaValue, name: string): string {
  if (value.kind === 'record') return `readPacked${value.record.typeName}(r)`;
  return value.kind === 'bool' ? `r.bool(${quote(name)})` : `r.${packedMethod(value)}()`;
}

function readField(printer: Printer, { record, prefix }: Target, field: SchemaField): void {
  const name = `${prefix}${field.name}`;
  if (field.shape === 'list') {
    readList(printer, field, name);
  } else if (field.shape === 'keyed') {
    printer.line(`const ${local(field)} = ${keyedReader(record, field)}(r, $${field.key});`);
    printer.line(
      `if (${local(field)} === null) return ${prefix === '' ? 'null' : `r.inside(${quote(prefix.slice(0, -1))})`};`,
    );
  } else if (packedBytesFixed(field.value) !== null) {
    printer.line(`const ${local(field)} = ${readFixed(field.value, name)};`);
  } else {
    readVaried(printer, field.value, { target: local(field), name });
  }
}

function readVaried(
  printer: Printer,
  value: SchemaValue,
  { target, name }: { readonly target: string; readonly name: string },
): void {
  if (value.kind !== 'record') {
    printer.line(`const ${target} = r.${packedMethod(value)}(${quote(name)}${maximumOf(value)});`);
    return;
  }
  printer.line(`const ${target} = readPacked${value.record.typeName}(r);`);
  printer.line(`if (${target} === null) return r.inside(${quote(name)});`);
}

function readList(printer: Printer, field: SchemaList, name: string): void {
  const list = local(field);
  printer.line(`const ${list}: ${valueType(field.element)}[] = [];`);
  const loop = `for (let n = r.count(${packedBytesMin(field.element)}, ${quote(name)}${countMaximumOf(field)}); n > 0; n--)`;
  if (packedBytesFixed(field.element) !== null) {
    printer.line(`${loop} ${list}.push(${readFixed(field.element, name)});`);
    return;
  }
  if (field.element.kind !== 'record') {
    printer.line(`${loop} ${list}.push(r.${packedMethod(field.element)}(${quote(name)}${maximumOf(field.element)}));`);
    return;
  }
  printer.open(`${loop} {`);
  printer.line(`const element = readPacked${field.element.record.typeName}(r);`);
  printer.line(`if (element === null) return r.inside(${quote(name)}, ${list}.length);`);
  printer.line(`${list}.push(element);`);
  printer.close();
}

function keyedReader(record: SchemaRecord, field: SchemaKeyed): string {
  return `readPacked${record.typeName}$${field.property}`;
}

function printKeyedReader(printer: Printer, target: Target, field: SchemaKeyed): void {
  const type = `${target.record.typeName}[${quote(field.property)}]`;
  printer.open(`function ${keyedReader(target.record, field)}(r: PacketReader, key: number): ${type} | null {`);
  for (const each of field.cases) {
    printer.open(`if (${keyTest('key', each.ranges)}) {`);
    const bytes = each.list === null ? packedBytesFixed(each.value) : null;
    if (bytes !== null) {
      printer.line(`if (!r.has(${bytes})) return r.fail('cut-short', ${quote(field.name)});`);
      printer.line(`return ${readFixed(each.value, field.name)};`);
    } else if (each.value.kind === 'record') {
      printer.line(`const value = readPacked${each.value.record.typeName}(r);`);
      const result = each.list === null ? 'value' : `value.${each.list.property}`;
      printer.line(`return value === null ? r.inside(${quote(field.name)}) : ${result};`);
    } else {
      printer.line(`const value = r.${packedMethod(each.value)}(${quote(field.name)}${maximumOf(each.value)});`);
      printer.line('return r.failure === null ? value : null;');
    }
    printer.close();
  }
  printer.line(`return r.fail('unknown-key', ${quote(field.name)});`);
  printer.close();
  printer.line();
}
