// Errors of code generation. The message names the file, the message and the field, and says what to write instead.
import { CodedError } from '../base/index.ts';

export type CodegenErrorCode =
  | 'buf-failed'
  | 'buf-missing'
  | 'schema-breaks-clients'
  | 'schema-refused'
  | 'schema-unreadable';

export class CodegenError extends CodedError<CodegenErrorCode> {}

/** A schema that `buf` accepts and jadegate does not. */
export function refuse(where: string, why: string): CodegenError {
  return new CodegenError('schema-refused', `${where}: ${why}`);
}
