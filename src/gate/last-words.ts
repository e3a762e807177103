// The packet that says why a connection ends.
import type { Layout } from '../wire/index.ts';
import type { CloseReason, ReasonTable } from './close-reason.ts';
import { CloseS2c } from './gate.messages.ts';
import type { MessageEncoder } from './message-encoder.ts';
import type { OutPacket } from './session-output.ts';

/** Without `text`, the sentence of the reason. */
export function lastWords(
  { encoder, reasons }: { readonly encoder: MessageEncoder; readonly reasons: ReasonTable },
  layout: Layout,
  { reason, text }: { readonly reason: CloseReason; readonly text: string | null },
): OutPacket {
  const entry = reasons.entryOf(reason);
  return encoder.encode(layout, CloseS2c, { reason: entry.number, text: text ?? entry.text });
}
