// Why a run of robots cannot be begun, or came to nothing. What happens to single robots is counted, not thrown.
import { CodedError } from '../../base/index.ts';

export type RobotsErrorCode =
  /** An option is out of its range: the message says which and what it may be. */
  | 'option-invalid'
  /** A process of the run ended without its part of the result. */
  | 'process-failed'
  /** Neither a built-in scenario nor a file has this name. */
  | 'scenario-unknown'
  /** The file of the scenario cannot be loaded. */
  | 'scenario-unreadable'
  /** The file has no scenario as its default export. */
  | 'scenario-invalid';

export class RobotsError extends CodedError<RobotsErrorCode> {}
