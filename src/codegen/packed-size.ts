// Sizes of values in the packed layout: a run of fields of known size is checked once, and the smallest size of a
// list's element bounds how many of them the rest of a packet can hold.
import type { SchemaField, SchemaRecord, SchemaValue } from './schema.ts';

const LENGTH_BYTES = 2;

/** The size of every value of the type, or null when it varies. */
export function packedBytesFixed(value: SchemaValue): number | null {
  switch (value.kind) {
    case 'integer':
    case 'float':
      return value.bits / 8;
    case 'bool':
      return 1;
    case 'record':
      return recordBytesFixed(value.record);
    default:
      return null;
  }
}

export function recordBytesFixed(record: SchemaRecord): number | null {
  let sum = 0;
  for (const field of record.fields) {
    const bytes = field.shape === 'single' ? packedBytesFixed(field.value) : null;
    if (bytes === null) return null;
    sum += bytes;
  }
  return sum;
}

/** The smallest size of a value of the type. */
export function packedBytesMin(value: SchemaValue): number {
  if (value.kind === 'text' || value.kind === 'bytes') return LENGTH_BYTES;
  if (value.kind === 'record') return value.record.fields.reduce((sum, field) => sum + fieldBytesMin(field), 0);
  return packedBytesFixed(value) ?? 0;
}

function fieldBytesMin(field: SchemaField): number {
  if (field.shape === 'list') return LENGTH_BYTES;
  if (field.shape === 'single') return packedBytesMin(field.value);
  return Math.min(...field.cases.map((each) => packedBytesMin(each.value)));
}
