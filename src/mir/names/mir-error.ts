// What this layer throws: a value of ours that cannot be written, or settings and files that cannot be used. A peer's bytes never throw.
import { CodedError } from '../../base/index.ts';

export const MIR_ERROR_CODES = [
  'block-list-unusable',
  'codec-incomplete',
  'text-not-encodable',
  'text-too-long',
  'value-out-of-range',
] as const;
export type MirErrorCode = (typeof MIR_ERROR_CODES)[number];

export class MirError extends CodedError<MirErrorCode> {}
