// What can be wrong with a file of names.
import { CodedError } from '../../base/index.ts';

export type NameErrorCode = 'file-unreadable' | 'name-set-malformed';

export class NameError extends CodedError<NameErrorCode> {}
