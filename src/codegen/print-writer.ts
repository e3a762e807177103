// What the writers of both layouts share: the function around the fields, the room that is reserved once for a run of
// short fields, and the choice of a keyed member.
import { caseType, keyTest } from './print-types.ts';
import type { Printer } from './printer.ts';
import { quote } from './printer.ts';
import type { SchemaCase, SchemaField, SchemaKeyed, SchemaList, SchemaRecord, SchemaSingle } from './schema.ts';

export interface Place {
  /** The expression of the value. */
  readonly place: string;
  /** The field's name in errors. */
  readonly name: string;
}

/** How one layout writes. */
export interface WriterLayout {
  readonly stem: 'Packed' | 'Proto';
  /** The most bytes of a field whose room is reserved with that of its neighbours; null for other fields. */
  runBytes(field: SchemaField): number | null;
  single(printer: Printer, field: SchemaSingle, at: Place): void;
  list(printer: Printer, field: SchemaList, at: Place): void;
  member(printer: Printer, each: SchemaCase, at: Place): void;
}

export function printWriter(printer: Printer, record: SchemaRecord, layout: WriterLayout): void {
  const name = `write${layout.stem}${record.typeName}`;
  if (record.fields.length === 0) {
    printer.line(`function ${name}(): void {}`);
    printer.line();
    return;
  }
  printer.open(`function ${name}(w: PacketWriter, m: ${record.typeName}): void {`);
  const runs = runsOf(record.fields, layout.runBytes);
  for (const field of record.fields) {
    const run = runs.get(field);
    if (run !== undefined) printer.line(`w.reserve(${run.bytes});`);
    const at = { place: `m.${field.property}`, name: `${record.name}.${field.name}` };
    if (field.shape === 'single') layout.single(printer, field, at);
    else if (field.shape === 'list') layout.list(printer, field, at);
    else writeKeyed(printer, field, { ...at, member: layout.member });
  }
  printer.close();
  printer.line();
}

interface Run {
  readonly fields: SchemaField[];
  bytes: number;
}

/** The runs of fields that have a number of bytes, each by its first field. */
export function runsOf(
  fields: readonly SchemaField[],
  bytesOf: (field: SchemaField) => number | null,
): ReadonlyMap<SchemaField, Run> {
  const runs = new Map<SchemaField, Run>();
  let run: Run | null = null;
  for (const field of fields) {
    const bytes = bytesOf(field);
    if (bytes === null) {
      run = null;
      continue;
    }
    if (run === null) {
      run = { fields: [], bytes: 0 };
      runs.set(field, run);
    }
    run.fields.push(field);
    run.bytes += bytes;
  }
  return runs;
}

function writeKeyed(
  printer: Printer,
  field: SchemaKeyed,
  { place, name, member }: Place & Pick<WriterLayout, 'member'>,
): void {
  const key = `${field.property}Key`;
  printer.line(`const ${key} = m.${field.key};`);
  for (const [index, each] of field.cases.entries()) {
    const test = `if (${keyTest(key, each.ranges)}) {`;
    if (index === 0) printer.open(test);
    else printer.turn(`} else ${test}`);
    member(printer, each, { place: caseValue(each, place), name });
  }
  printer.turn('} else {');
  printer.line(`w.unknownKey(${key}, ${quote(name)});`);
  printer.close();
}

/** The value of one member, cast to its type: the key has decided which it is, and the writer checks it again. */
export function caseValue(each: SchemaCase, place: string): string {
  const typed = `${place} as ${caseType(each)}`;
  return each.list === null ? typed : `{ ${each.list.property}: ${typed} }`;
}
