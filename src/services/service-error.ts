// Why a service cannot be served. A peer's behaviour is a close reason, not an error.
import { CodedError } from '../base/index.ts';

export const SERVICE_ERROR_CODES = [
  /** The definition lacks a field, or a field has the wrong type. */
  'service-invalid',
  /** No built-in service and no file has that name. */
  'service-unknown',
  /** The file cannot be loaded. */
  'service-unreadable',
  /** A flag's value is invalid, or flags contradict each other. */
  'option-invalid',
  /** The service or the system does not support this server model. */
  'model-unavailable',
  /** A worker failed before it served. */
  'worker-failed',
] as const;
export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

export class ServiceError extends CodedError<ServiceErrorCode> {}
