// Thrown when a value of ours cannot be written: a bug, or unchecked input of the caller, never a peer's. The text has
// the message, the field and the rule.
import { CodedError } from '../base/plain.ts';

/** The rule that a value breaks. */
export const WIRE_ERROR_CODES = [
  'list-too-long',
  'packet-too-large',
  'text-not-unicode',
  'text-too-long',
  'value-out-of-range',
  'value-unknown-key',
  'value-wrong-type',
] as const;
export type WireErrorCode = (typeof WIRE_ERROR_CODES)[number];

export class WireError extends CodedError<WireErrorCode> {}
