// The reasons after which the peer is sent no last message.
import type { CloseReason } from './close-reason.ts';

/** After one of these reasons the peer would not understand a last message. */
export const SPEECHLESS: ReadonlySet<string> = new Set([
  'refused-http',
  'refused-proxy-header',
  'refused-ssh',
  'refused-tls',
  'bad-policy-request',
  'origin-refused',
  'upgrade-malformed',
  'upgrade-too-long',
  'upgrade-version',
] satisfies CloseReason[]);
