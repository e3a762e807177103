// Why the models could not be run, or one of them not to its end.
import { CodedError } from '../base/index.ts';

export const IO_MODELS_ERROR_CODES = ['program-missing', 'program-failed', 'chart-unwritable'] as const;
export type IoModelsErrorCode = (typeof IO_MODELS_ERROR_CODES)[number];

export class IoModelsError extends CodedError<IoModelsErrorCode> {
  override readonly name = 'IoModelsError';
}
