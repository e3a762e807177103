// Why a call, a `together` or a use of `self` failed. `code` is for programs; `mayHaveRun` says whether repeating is safe.
import { CodedError, messageOf } from '../base/index.ts';
import { StoreError } from '../store/index.ts';

export const ACTOR_ERROR_CODES = [
  /** Its inbox is full. */
  'actor-busy',
  /** It waits, over the owners of `chain`, for the caller. */
  'actor-cycle',
  /** No answer in time. */
  'actor-deadline',
  /** It threw; the log has the error under `incident`. */
  'actor-failed',
  /** Its hook `started` threw, or its rows could not be loaded. */
  'actor-start-failed',
  /** Two definitions have one name: the game does not start. */
  'actor-twice',
  /** Its settings give one of its ticks no period: the game does not start. */
  'actor-period',
  /** No module lists its definition, or the server stops. */
  'actor-unreachable',
  /** What was changed could not be made durable. */
  'not-durable',
  /** Another process owns it now. */
  'lease-lost',
  'args-too-big',
  /** The arguments, the answer or the key are not what may be copied. */
  'args-invalid',
  /** The `once` key was used for another call. */
  'once-mismatch',
  /** `together` in a turn with changes of its own. */
  'turn-has-changes',
  /** A `self` or `ctx` was used beyond its turn. */
  'turn-over',
  'role-unknown',
] as const;
export type ActorErrorCode = (typeof ACTOR_ERROR_CODES)[number];

export interface ActorErrorOptions extends ErrorOptions {
  readonly mayHaveRun?: boolean;
  readonly chain?: readonly string[];
  readonly incident?: string;
}

export class ActorError extends CodedError<ActorErrorCode> {
  /** False: it certainly did not run. True: it may have; repeat it only with `once`. */
  readonly mayHaveRun: boolean;
  /** The owners of a circle, the caller first and last; otherwise empty. */
  readonly chain: readonly string[];
  /** The number that the log of the actor's process has the error under. */
  readonly incident: string | null;

  constructor(code: ActorErrorCode, message: string, options: ActorErrorOptions = {}) {
    super(code, message, options);
    this.mayHaveRun = options.mayHaveRun ?? false;
    this.chain = options.chain ?? [];
    this.incident = options.incident ?? null;
  }
}

/** Why an owner could not start, of what the store or the game's code has thrown. */
export function wakingError(owner: string, thrown: unknown): ActorError {
  if (thrown instanceof ActorError) return thrown;
  const code = thrown instanceof StoreError && thrown.code === 'role-missing' ? 'role-unknown' : 'actor-start-failed';
  return new ActorError(code, `${owner} could not start: ${messageOf(thrown)}`, { cause: thrown });
}

export function stopsError(owner: string, mayHaveRun = false): ActorError {
  return new ActorError('actor-unreachable', `${owner}: the server stops`, { mayHaveRun });
}

export function leaseLostError(owner: string, cause: Error, mayHaveRun: boolean): ActorError {
  return new ActorError('lease-lost', `${owner} is owned elsewhere now: ${cause.message}`, { mayHaveRun, cause });
}
