// The errors of this layer, with one code each. Faults of a peer are close reasons, not errors.
import { CodedError } from '../base/index.ts';

export type ReactorErrorCode =
  /** Another program, or another listener of ours, uses the port. */
  | 'address-in-use'
  /** The system does not let this user listen there. */
  | 'address-denied'
  /** This machine does not have the address. */
  | 'address-unavailable'
  /** Any other reason not to listen: see the message and its cause. */
  | 'listen-failed'
  /** The native body was named and is not available. */
  | 'native-unavailable'
  /** The named poller is not available here. */
  | 'poller-unavailable'
  /** The tables of the body are full. */
  | 'sockets-exhausted'
  /** The framing cannot carry the payload. Nothing was sent. */
  | 'payload-too-long'
  | 'payload-too-short'
  | 'payload-holds-delimiter'
  /** Bytes that were framed ahead are not whole frames of the connection's framing. Nothing was sent. */
  | 'frames-malformed'
  /** A descriptor of another process cannot be used here: see the message. */
  | 'adopt-failed'
  /** The reactor or io was stopped. */
  | 'stopped';

export class ReactorError extends CodedError<ReactorErrorCode> {}
