// Why the models could not run, or why one of them failed.
import { CodedError } from '../base/index.ts';

export type IoModelsErrorCode = 'program-missing' | 'program-failed' | 'chart-unwritable';

export class IoModelsError extends CodedError<IoModelsErrorCode> {}
