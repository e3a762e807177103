// Mistakes in the configuration of a provider. Thrown at construction only, so that a server with an insecure or
// unusable sign-in does not start.
import { CodedError } from '../../../base/index.ts';

export type ProviderConfigErrorCode =
  | 'no-way-in'
  | 'ticket-key-file'
  | 'ticket-key-missing'
  | 'ticket-key-weak'
  | 'ticket-key-id'
  | 'ticket-ttl'
  | 'ticket-server'
  | 'account-name'
  | 'classic-key-empty'
  | 'classic-formula'
  | 'classic-realm'
  | 'window'
  | 'visitor-key-empty'
  | 'platform-time'
  | 'platform-authority'
  | 'jwt-key';

export class ProviderConfigError extends CodedError<ProviderConfigErrorCode> {}
