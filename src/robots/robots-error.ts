// Why a run of robots cannot be begun, or came to nothing. What happens to single robots is counted, not thrown.
import { CodedError } from '../base/index.ts';

export const ROBOTS_ERROR_CODES = [
  /** An option is out of its range: the message says which and what it may be. */
  'option-invalid',
  /** A process of the run ended without its part of the result. */
  'process-failed',
] as const;
export type RobotsErrorCode = (typeof ROBOTS_ERROR_CODES)[number];

export class RobotsError extends CodedError<RobotsErrorCode> {
  override readonly name = 'RobotsError';
}
