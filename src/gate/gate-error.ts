// Errors of the gate's own set-up and use; what a peer does wrong is a close reason, never an error.
import { CodedError } from '../base/index.ts';

export const GATE_ERROR_CODES = [
  'message-handled-twice',
  'message-unknown',
  'message-state-unknown',
  'session-left',
  'turn-output-full',
  'actor-settings',
  'close-reason-unlisted',
  'offer-missing',
  'offer-cycle',
  'offer-twice',
  'offer-not-named',
  'offer-not-made',
  'place-unset',
  'export-acts',
] as const;
export type GateErrorCode = (typeof GATE_ERROR_CODES)[number];

export class GateError extends CodedError<GateErrorCode> {}
