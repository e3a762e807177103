// Why a service cannot be served. What a peer does is a close reason, not an error.
import { CodedError } from '../base/index.ts';

export const SERVICE_ERROR_CODES = [
  /** The definition lacks something, or holds something of the wrong kind. */
  'service-invalid',
  /** There is no built-in service of that name, and no file. */
  'service-unknown',
  /** The file cannot be loaded. */
  'service-unreadable',
  /** A flag's value, or flags that do not go together. */
  'option-invalid',
  /** The service or the system cannot do this server model. */
  'model-unavailable',
  /** A worker did not get as far as serving. */
  'worker-failed',
] as const;
export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

export class ServiceError extends CodedError<ServiceErrorCode> {
  override readonly name = 'ServiceError';
}
