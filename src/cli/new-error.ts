// Why a new game could not be created.
import { CodedError } from '../base/index.ts';

export type NewErrorCode = 'folder-taken' | 'folder-unusable' | 'install-failed';

export class NewError extends CodedError<NewErrorCode> {}
