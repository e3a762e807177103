// Why a new game could not be created.
import { CodedError } from '../base/index.ts';

export const NEW_ERROR_CODES = ['folder-taken', 'folder-unusable', 'install-failed'] as const;
export type NewErrorCode = (typeof NEW_ERROR_CODES)[number];

export class NewError extends CodedError<NewErrorCode> {
  override readonly name = 'NewError';
}
