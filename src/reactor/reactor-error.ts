// What can go wrong between us and the world in this layer, one code each. Faults of a peer are close reasons, not errors.
import { CodedError } from '../base/index.ts';

export type ReactorErrorCode =
  /** Another program, or another listener of ours, has the port. */
  | 'address-in-use'
  /** The system does not let this user listen there. */
  | 'address-denied'
  /** The address is not one of this machine's. */
  | 'address-unavailable'
  /** Any other reason not to listen: see the message and its cause. */
  | 'listen-failed'
  /** The native body was asked for by name and is not here. */
  | 'native-unavailable'
  /** The way of asking for readiness that was chosen is not to be had here. */
  | 'poller-unavailable'
  /** The tables of the body are full. */
  | 'sockets-exhausted'
  /** A payload that the framing cannot carry. Nothing of it was sent. */
  | 'payload-too-long'
  | 'payload-too-short'
  | 'payload-holds-delimiter'
  /** Asked of a reactor or an io that was stopped. */
  | 'stopped';

export class ReactorError extends CodedError<ReactorErrorCode> {
  override readonly name = 'ReactorError';
}
