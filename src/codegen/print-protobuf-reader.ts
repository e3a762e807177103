// Reading the protobuf layout as straight-line code, with everything that proto3 allows a sender: any order, unknown
// fields, lists packed or not, the last value wins, and repeated records merge.
import { countMaximumOf, local, maximumOf, type Target } from './print-packed.ts';
import { defaultOf, keyTest, valueType } from './print-types.ts';
import { caseValue } from './print-writer.ts';
import type { Printer } from './printer.ts';
import { objectOf, quote } from './printer.ts';
import { isPackable, lengthTag, scalarMethod, tagOf } from './protobuf-tags.ts';
import type { Scalar, SchemaCase, SchemaField, SchemaKeyed, SchemaList, SchemaRecord, SchemaSingle } from './schema.ts';

/** `isMerged`: the record may occur twice in one place, and both are merged. */
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
  return `r.${scalarMethod(value)}(${quote(name)}${maximumOf(value)})`;
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

/** Reads one record into `element`; `before` is the earlier value, for records that merge. */
function enterRecord(printer: Printer, at: { readonly record: SchemaRecord; readonly before?: string }): void {
  // `inside` adds the field's name, as for every fault in the record.
  printer.line("const outer = r.enter('');");
  const before = at.before === undefined ? '' : `, ${at.before}`;
  printer.line(`const element = readProto${at.record.typeName}(r${before});`);
  printer.line('r.leave(outer);');
}

function readList(printer: Printer, field: SchemaList, name: string): void {
  const { element, number } = field;
  const list = local(field);
  const room = `if (!r.roomFor(${list}, ${quote(name)}${countMaximumOf(field)})) return null;`;
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
    enterRecord(printer, {
      record: each.value.record,
      before: `${target}Case === ${each.number} ? (${caseValue(each, target)}) : null`,
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

/** The number of the member for a key, 0 when there is none. */
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
