// What can be wrong with an operator's dictionaries.
import { CodedError } from '../../../base/index.ts';

export type WordErrorCode = 'file-unreadable' | 'dictionary-malformed';

export class WordError extends CodedError<WordErrorCode> {}
