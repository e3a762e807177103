// Everything that can go wrong between a client and its server, with one code each. Where the server gave a reason, the
// error carries it.
import { CodedError } from '../base/plain.ts';
import type { EnterStep } from './enter-step.ts';

export const CLIENT_ERROR_CODES = [
  /** The text is not a server address. */
  'url-invalid',
  /** The address has a scheme that this client does not support. */
  'url-unsupported',
  /** An option that this runtime does not have. */
  'option-unsupported',
  /** Nothing accepts connections at the address. */
  'connect-failed',
  /** No answer came in time while connecting. */
  'connect-timeout',
  /** The expected message did not come in time. */
  'timeout',
  /** The connection ended before the message came. */
  'closed',
  /** The server refused. */
  'refused',
  /** Too many calls of `next` of one client are waiting. */
  'too-many-waits',
] as const;
export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

/** The server's `close_s2c`. */
export interface CloseWords {
  readonly reason: number;
  /** Of jadegate's reasons, and of those that the client was given as `closeReasons`; null for others. */
  readonly name: string | null;
  readonly text: string;
}

/** The message in which the server refused, and its reason number. */
export interface Refusal {
  readonly message: string;
  readonly reason: number;
}

export interface ClientErrorDetails extends ErrorOptions {
  readonly step?: EnterStep;
  readonly refusal?: Refusal;
  readonly told?: CloseWords | null;
}

export class ClientError extends CodedError<ClientErrorCode> {
  /** The step of `enterWorld` that failed. */
  readonly step: EnterStep | null;
  /** Set with `refused`. */
  readonly refusal: Refusal | null;
  /** Set with `closed`, when the server gave a reason. */
  readonly told: CloseWords | null;

  constructor(code: ClientErrorCode, message: string, details: ClientErrorDetails = {}) {
    super(code, message, details);
    this.step = details.step ?? null;
    this.refusal = details.refusal ?? null;
    this.told = details.told ?? null;
  }
}
