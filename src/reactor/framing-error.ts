// The errors for what a framing cannot carry: a caller's mistake, thrown before a byte is written.
import type { Framing, PayloadFault } from '../wire/index.ts';
import { ReactorError } from './reactor-error.ts';

export function payloadError(framing: Framing, fault: PayloadFault, bytes: number): ReactorError {
  const sizes = `${bytes} bytes; ${framing.name} carries ${framing.payloadBytesMin} to ${framing.payloadBytesMax}`;
  const advice = 'Send less, or choose another framing.';
  return new ReactorError(fault, `A payload cannot be framed (${fault}: ${sizes}). ${advice}`);
}

/** Of bytes that were framed ahead. */
export function framesError(framing: Framing, bytes: number): ReactorError {
  const advice = "Frame each payload with the runs of the connection's framing.";
  return new ReactorError('frames-malformed', `${bytes} bytes are not whole frames of ${framing.name}. ${advice}`);
}
