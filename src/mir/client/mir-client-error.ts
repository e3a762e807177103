// What can fail between a Mir client and its servers, one code each: at which request, what the server answered, and what that means.
import { CodedError } from '../../base/index.ts';
import type { RequestName } from './request-name.ts';

export const MIR_CLIENT_ERROR_CODES = [
  /** A request cannot be written as it was given: too long, or no text of the code page. */
  'request-invalid',
  /** A request was made while another waited for its answer. */
  'busy',
  /** Nothing answers there. */
  'connect-failed',
  /** Something may be there, and it did not answer in time. */
  'connect-timeout',
  /** The answer did not come in time. */
  'timeout',
  /** The connection ended before the answer came. */
  'closed',
  /** The server said no. */
  'refused',
  /** The server answered, and its answer makes no sense. */
  'answer-malformed',
  /** What the server had acknowledged is not there any more. */
  'lost',
] as const;
export type MirClientErrorCode = (typeof MIR_CLIENT_ERROR_CODES)[number];

/** The message by which a server said no, the number in it, and what that number means. */
export interface MirRefusal {
  readonly ident: number;
  readonly code: number;
  readonly words: string;
}

export interface MirClientErrorDetails extends ErrorOptions {
  readonly request?: RequestName;
  readonly refusal?: MirRefusal;
  readonly reason?: string;
}

export class MirClientError extends CodedError<MirClientErrorCode> {
  readonly request: RequestName | null;
  /** With `refused`. */
  readonly refusal: MirRefusal | null;
  /** With `closed`, `connect-failed` and `connect-timeout`: the connection's close reason. */
  readonly reason: string | null;

  constructor(code: MirClientErrorCode, message: string, details: MirClientErrorDetails = {}) {
    super(code, message, details);
    this.request = details.request ?? null;
    this.refusal = details.refusal ?? null;
    this.reason = details.reason ?? null;
  }
}
