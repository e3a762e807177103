// Why the models could not run, or why one of them failed.
import { CodedError } from '../base/index.ts';

export const IO_MODELS_ERROR_CODES = ['program-missing', 'program-failed', 'chart-unwritable'] as const;
export type IoModelsErrorCode = (typeof IO_MODELS_ERROR_CODES)[number];

export class IoModelsError extends CodedError<IoModelsErrorCode> {
  override readonly name = 'IoModelsError';
}
