// How protobuf writes each type: its tag, and the method of reader and writer.
import type { Scalar, SchemaValue } from './schema.ts';

const WIRE_LENGTH = 2;

/** The method of both reader and writer. */
export function scalarMethod(value: Scalar): string {
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

/** Protobuf's wire type of a single scalar. */
export function wireType(value: Scalar): number {
  if (value.kind === 'text' || value.kind === 'bytes') return WIRE_LENGTH;
  if (value.kind === 'float' || (value.kind === 'integer' && value.form === 'fixed')) return value.bits === 64 ? 1 : 5;
  return 0;
}

export function tagOf(number: number, value: SchemaValue): number {
  return value.kind === 'record' ? lengthTag(number) : number * 8 + wireType(value);
}

export function lengthTag(number: number): number {
  return number * 8 + WIRE_LENGTH;
}

/** Whether protobuf may write a list of these as one run of bytes. */
export function isPackable(element: SchemaValue): element is Scalar {
  return element.kind !== 'record' && wireType(element) !== WIRE_LENGTH;
}
