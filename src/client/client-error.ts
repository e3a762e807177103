// What can go wrong between a client and its server, one code each; with it, where the server said why, its own words.
import { CodedError } from '../base/index.ts';
import type { EnterStep } from './enter-step.ts';

export const CLIENT_ERROR_CODES = [
  /** The text is not the address of a server. */
  'url-invalid',
  /** The address is of a kind that this client does not speak. */
  'url-unsupported',
  /** Nothing answers there. */
  'connect-failed',
  /** Something may be there, and it did not answer in time. */
  'connect-timeout',
  /** The message that was waited for did not come in time. */
  'timeout',
  /** The connection ended before the message came. */
  'closed',
  /** The server said no. */
  'refused',
  /** More calls of `next` wait than one client may have. */
  'too-many-waits',
] as const;
export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

/** The server's `close_s2c`. */
export interface CloseWords {
  readonly reason: number;
  readonly text: string;
}

/** The message by which the server said no, and the number in it. */
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
  override readonly name = 'ClientError';
  /** On the way into the world: at which step. */
  readonly step: EnterStep | null;
  /** With `refused`. */
  readonly refusal: Refusal | null;
  /** With `closed`, when the server said why. */
  readonly told: CloseWords | null;

  constructor(code: ClientErrorCode, message: string, details: ClientErrorDetails = {}) {
    super(code, message, details);
    this.step = details.step ?? null;
    this.refusal = details.refusal ?? null;
    this.told = details.told ?? null;
  }
}
