// Framing `mir-bus`: what LoginSrv and the servers on its session bus say to each other, messages from `(` to `)` with nothing between them. Neither sign occurs in
// a text of GBK, CP949 or Big5. What a message means is in `bus-message.ts`.

import type { Framing } from '../../wire/index.ts';
import { createEnclosedFraming } from '../wire/index.ts';
import { BUS_MESSAGE_BYTES_MAX } from './limits.ts';

export function createBusFraming(frameBytesMax: number = BUS_MESSAGE_BYTES_MAX): Framing {
  return createEnclosedFraming({ name: 'mir-bus', first: '(', last: ')', frameBytesMax });
}
