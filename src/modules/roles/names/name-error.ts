// What can be wrong with an operator's dictionaries and sets of names.
import { CodedError } from '../../../base/index.ts';

export type NameErrorCode = 'file-unreadable' | 'dictionary-malformed' | 'name-set-malformed';

export class NameError extends CodedError<NameErrorCode> {
  override readonly name = 'NameError';
}
