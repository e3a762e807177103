// Framing `mir-link`: what gate and server say to each other, packets from `%` to `$`. What lies between two packets is skipped: a C++ server ends each
// with a NUL. What a packet means is in `server-packet.ts`.
import type { Framing } from '../../wire/index.ts';
import { createEnclosedFraming } from './framing-enclosed.ts';
import { LINK_PACKET_BYTES_MAX } from './limits.ts';

export function createLinkFraming(frameBytesMax: number = LINK_PACKET_BYTES_MAX): Framing {
  return createEnclosedFraming({ name: 'mir-link', first: '%', last: '$', frameBytesMax });
}
