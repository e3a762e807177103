// Converts protobuf's scalar types to ours. The width option narrows int32 and uint32 to 8 and 16 bits, for which
// protobuf has no types.
import type { DescField } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { refuse } from './codegen-error.ts';
import type { Scalar } from './schema.ts';

const SCALARS: Readonly<Record<ScalarType, Scalar>> = {
  [ScalarType.INT32]: { kind: 'integer', bits: 32, signed: true, form: 'varint' },
  [ScalarType.UINT32]: { kind: 'integer', bits: 32, signed: false, form: 'varint' },
  [ScalarType.SINT32]: { kind: 'integer', bits: 32, signed: true, form: 'zigzag' },
  [ScalarType.SFIXED32]: { kind: 'integer', bits: 32, signed: true, form: 'fixed' },
  [ScalarType.FIXED32]: { kind: 'integer', bits: 32, signed: false, form: 'fixed' },
  [ScalarType.INT64]: { kind: 'integer', bits: 64, signed: true, form: 'varint' },
  [ScalarType.UINT64]: { kind: 'integer', bits: 64, signed: false, form: 'varint' },
  [ScalarType.SINT64]: { kind: 'integer', bits: 64, signed: true, form: 'zigzag' },
  [ScalarType.SFIXED64]: { kind: 'integer', bits: 64, signed: true, form: 'fixed' },
  [ScalarType.FIXED64]: { kind: 'integer', bits: 64, signed: false, form: 'fixed' },
  [ScalarType.FLOAT]: { kind: 'float', bits: 32 },
  [ScalarType.DOUBLE]: { kind: 'float', bits: 64 },
  [ScalarType.BOOL]: { kind: 'bool' },
  [ScalarType.STRING]: { kind: 'text', lengthMax: null },
  [ScalarType.BYTES]: { kind: 'bytes', lengthMax: null },
};

/** The width is 0 where the field has none. */
export function readScalar(
  field: DescField,
  { width, lengthMax }: { readonly width: number; readonly lengthMax: number | null },
): Scalar {
  const where = `${field.parent.file.name}.proto: ${field.parent.name}.${field.name}`;
  if (field.scalar === undefined) throw refuse(where, 'has a type that is not supported');
  const scalar = SCALARS[field.scalar];
  if (lengthMax !== null) {
    if (scalar.kind === 'text' || scalar.kind === 'bytes') return { ...scalar, lengthMax };
    throw refuse(where, 'has a maximum length, which only strings, bytes and lists have: remove the option');
  }
  if (width === 0) return scalar;
  if (scalar.kind !== 'integer' || scalar.bits !== 32 || scalar.form !== 'varint') {
    throw refuse(where, '(jadegate.width) is for int32 and uint32');
  }
  if (width !== 8 && width !== 16)
    throw refuse(where, `its (jadegate.width) is ${width}: write 8 or 16, or leave it out for 32`);
  return { ...scalar, bits: width };
}
