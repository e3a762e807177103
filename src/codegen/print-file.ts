// One generated file: types, codecs in both layouts, and a constant for each message. Pure: schema in, text out.

import { printPackedReader, printPackedWriter } from './print-packed.ts';
import { printProtobufReader } from './print-protobuf-reader.ts';
import { printProtobufWriter } from './print-protobuf-writer.ts';
import { kindConstant, printFields, printInterface, recordConstant } from './print-types.ts';
import { Printer, quote } from './printer.ts';
import { type SchemaFile, type SchemaMessage, type SchemaRecord, valuesOf } from './schema.ts';

export interface PrintOptions {
  /** Where generated files import the wire layer from: a path, or `jadegate/wire`. */
  readonly wireImport: string;
}

export function printFile(file: SchemaFile, options: PrintOptions): string {
  const printer = new Printer();
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  printer.line(`// Generated from ${name} by \`jadegate codegen\`. Do not edit: change the schema and generate again.`);
  const all = [...file.records, ...file.messages];
  const hasFields = all.some((record) => record.fields.length > 0);
  const types = [
    'MessageType',
    'PacketReader',
    ...(hasFields ? ['PacketWriter'] : []),
    ...(describedRecords(all).size > 0 ? ['RecordType'] : []),
  ];
  const kinds = scalarKinds(all);
  if (kinds.size > 0) types.unshift('FieldKind');
  if (all.length > 0) {
    printer.line(`import type { ${types.join(', ')} } from ${quote(options.wireImport)};`);
    printer.line();
  }
  for (const [constant, literal] of [...kinds].sort()) printer.line(`const ${constant}: FieldKind = ${literal};`);
  if (kinds.size > 0) printer.line();
  for (const record of all) printInterface(printer, record);
  const merged = mergedRecords(all);
  const described = describedRecords(all);
  for (const record of file.records) {
    if (described.has(record)) printRecordConstant(printer, record);
    printCodecs(printer, record, { prefix: '', isMerged: merged.has(record) });
  }
  for (const message of file.messages) printMessage(printer, message);
  if (all.length > 0) printMessageList(printer, file.messages);
  return `${printer.toString().trimEnd()}\n`;
}

function printRecordConstant(printer: Printer, record: SchemaRecord): void {
  printer.open(`const ${recordConstant(record)}: RecordType = {`);
  printer.line(`name: ${quote(record.name)},`);
  printFields(printer, record);
  printer.close('};');
  printer.line();
}

function printMessage(printer: Printer, message: SchemaMessage): void {
  printCodecs(printer, message, { prefix: `${message.name}.`, isMerged: false });
  const states = message.states.map(quote);
  printer.comment(message.comment);
  printer.open(
    `export const ${message.typeName}: MessageType<${message.typeName}, ${states.join(' | ') || 'never'}> = {`,
  );
  printer.line(`id: ${message.id},`);
  printer.line(`name: ${quote(message.name)},`);
  printFields(printer, message);
  printer.line(`states: [${states.join(', ')}],`);
  printer.line(`delivery: ${quote(message.delivery)},`);
  if (message.latestKey !== null) printer.line(`latestKey: (message) => message.${message.latestKey},`);
  if (message.isDatagram) printer.line('isDatagram: true,');
  const { rate } = message;
  printer.line(`rate: ${rate === null ? 'null' : `{ perSecond: ${rate.perSecond}, burst: ${rate.burst} }`},`);
  for (const [layout, stem] of [
    ['packed', 'Packed'],
    ['protobuf', 'Proto'],
  ]) {
    printer.line(`${layout}: { encode: write${stem}${message.typeName}, decode: read${stem}${message.typeName} },`);
  }
  printer.close('};');
  printer.line();
}

/** The list for `defineModule` and for a client's registry. */
function printMessageList(printer: Printer, messages: readonly SchemaMessage[]): void {
  printer.comment('Every message of this file.');
  const declaration = 'export const messages: readonly MessageType[] =';
  if (messages.length === 0) {
    printer.line(`${declaration} [];`);
    return;
  }
  printer.open(`${declaration} [`);
  for (const message of messages) printer.line(`${message.typeName},`);
  printer.close('];');
}

function printCodecs(
  printer: Printer,
  record: SchemaRecord,
  place: { readonly prefix: string; readonly isMerged: boolean },
): void {
  const target = { record, ...place };
  printPackedWriter(printer, target);
  printPackedReader(printer, target);
  printProtobufWriter(printer, target);
  printProtobufReader(printer, target);
}

function scalarKinds(records: readonly SchemaRecord[]): Map<string, string> {
  const kinds = new Map<string, string>();
  for (const value of records.flatMap((record) => record.fields.flatMap(valuesOf))) {
    if (value.kind === 'record') continue;
    const { name, literal } = kindConstant(value);
    kinds.set(name, literal);
  }
  return kinds;
}

/** The records that field descriptors refer to: all but those that only represent a list. */
function describedRecords(records: readonly SchemaRecord[]): Set<SchemaRecord> {
  const described = new Set<SchemaRecord>();
  for (const field of records.flatMap((record) => record.fields)) {
    const values =
      field.shape === 'keyed'
        ? field.cases.filter((each) => each.list === null).map((each) => each.value)
        : valuesOf(field);
    for (const value of values) if (value.kind === 'record') described.add(value.record);
  }
  return described;
}

/** The records that occur as single fields, where protobuf merges a second occurrence into the first. */
function mergedRecords(records: readonly SchemaRecord[]): Set<SchemaRecord> {
  const merged = new Set<SchemaRecord>();
  for (const field of records.flatMap((record) => record.fields)) {
    if (field.shape === 'list') continue;
    for (const value of valuesOf(field)) if (value.kind === 'record') merged.add(value.record);
  }
  return merged;
}
