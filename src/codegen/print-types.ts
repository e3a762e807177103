// Types, defaults and field descriptors as TypeScript.
import { assert } from '../base/index.ts';
import type { Printer } from './printer.ts';
import { objectOf, quote } from './printer.ts';
import type { KeyRange, SchemaCase, SchemaField, SchemaRecord, SchemaValue } from './schema.ts';

export function printInterface(printer: Printer, record: SchemaRecord): void {
  printer.comment(record.comment);
  if (record.fields.length === 0) {
    printer.line(`export type ${record.typeName} = Readonly<Record<string, never>>;`);
  } else {
    printer.open(`export interface ${record.typeName} {`);
    for (const field of record.fields) {
      printer.comment(field.comment);
      printer.line(`readonly ${field.property}: ${fieldType(field)};`);
    }
    printer.close();
  }
  printer.line();
}

export function valueType(value: SchemaValue): string {
  switch (value.kind) {
    case 'integer':
      return value.bits === 64 ? 'bigint' : 'number';
    case 'float':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'text':
      return 'string';
    case 'bytes':
      return 'Uint8Array';
    default:
      return value.record.typeName;
  }
}

/** The type of one member of a keyed oneof. */
export function caseType(each: SchemaCase): string {
  return each.list === null ? valueType(each.value) : `readonly ${valueType(each.list.element)}[]`;
}

function fieldType(field: SchemaField): string {
  if (field.shape === 'single') return valueType(field.value);
  if (field.shape === 'list') return `readonly ${valueType(field.element)}[]`;
  return [...new Set(field.cases.map(caseType))].join(' | ');
}

/** The value that protobuf gives a missing field. */
export function defaultOf(value: SchemaValue): string {
  switch (value.kind) {
    case 'integer':
      return value.bits === 64 ? '0n' : '0';
    case 'float':
      return '0';
    case 'bool':
      return 'false';
    case 'text':
      return "''";
    case 'bytes':
      return 'new Uint8Array(0)';
    default:
      return objectOf(value.record.fields.map((field) => `${field.property}: ${fieldDefault(field)}`));
  }
}

function fieldDefault(field: SchemaField): string {
  if (field.shape === 'list') return '[]';
  if (field.shape === 'single') return defaultOf(field.value);
  const first = field.cases.find((each) => each.ranges.some((range) => range.from <= 0 && range.to >= 0));
  assert(first !== undefined, 'key 0 has a member');
  return first.list === null ? defaultOf(first.value) : '[]';
}

const INT32_MIN = -0x8000_0000;
const INT32_MAX = 0x7fff_ffff;

/** Whether `key` is in one of the ranges, as an expression. */
export function keyTest(key: string, ranges: readonly KeyRange[]): string {
  const tests = ranges.map(({ from, to }) => {
    if (from === to) return `${key} === ${from}`;
    if (from === INT32_MIN) return `${key} <= ${to}`;
    if (to === INT32_MAX) return `${key} >= ${from}`;
    return ranges.length === 1 ? `${key} >= ${from} && ${key} <= ${to}` : `(${key} >= ${from} && ${key} <= ${to})`;
  });
  return tests.join(' || ');
}

/** The `fields` of a message or record. */
export function printFields(printer: Printer, record: SchemaRecord): void {
  if (record.fields.length === 0) {
    printer.line('fields: [],');
    return;
  }
  printer.open('fields: [');
  for (const field of record.fields) {
    const names = `name: ${quote(field.name)}, property: ${quote(field.property)}`;
    if (field.shape !== 'keyed') {
      printer.line(`{ ${names}, type: ${field.shape === 'list' ? listKind(field.element) : valueKind(field.value)} },`);
      continue;
    }
    printer.open('{');
    printer.line(`${names},`);
    printer.open('type: {');
    printer.line("kind: 'keyed',");
    printer.line(`key: ${quote(field.keyName)},`);
    printer.open('cases: [');
    for (const each of field.cases) {
      const kind = each.list === null ? valueKind(each.value) : listKind(each.list.element);
      for (const { from, to } of each.ranges) printer.line(`{ from: ${from}, to: ${to}, value: ${kind} },`);
    }
    printer.close('],');
    printer.close('},');
    printer.close('},');
  }
  printer.close('],');
}

function listKind(element: SchemaValue): string {
  return `{ kind: 'list', element: ${valueKind(element)} }`;
}

function valueKind(value: SchemaValue): string {
  if (value.kind === 'record') return `{ kind: 'record', type: ${recordConstant(value.record)} }`;
  return kindConstant(value).name;
}

export function recordConstant(record: SchemaRecord): string {
  return `${record.typeName.slice(0, 1).toLowerCase()}${record.typeName.slice(1)}Record`;
}

/** The constant for a scalar kind at the top of a generated file, and its value. */
export function kindConstant(value: Exclude<SchemaValue, { kind: 'record' }>): {
  readonly name: string;
  readonly literal: string;
} {
  if (value.kind === 'integer') {
    const name = `${value.signed ? 'INT' : 'UINT'}${value.bits}`;
    return { name, literal: `{ kind: 'integer', bits: ${value.bits}, signed: ${value.signed} }` };
  }
  if (value.kind === 'float') return { name: `FLOAT${value.bits}`, literal: `{ kind: 'float', bits: ${value.bits} }` };
  return { name: value.kind.toUpperCase(), literal: `{ kind: ${quote(value.kind)} }` };
}
