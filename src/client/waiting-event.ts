// What a client reports while it waits for a place, as data and as a sentence for people.
import { WAITING_END, WAITING_KIND } from '../gate/gate.failures.ts';
import { WaitingEndS2c, WaitingS2c } from '../gate/gate.messages.ts';
import type { Received } from './inbox.ts';

export type WaitingEvent =
  /** It waits for a place on the server, or on a line: 1 is the first. `estimateMs` is null while nobody knows. */
  | {
      readonly kind: 'waiting';
      readonly for: 'server' | 'line';
      readonly position: number;
      readonly estimateMs: number | null;
    }
  /** The link was lost. The client connects again, and its place is kept for so long. */
  | { readonly kind: 'away'; readonly keepMs: number }
  /** It has a place. */
  | { readonly kind: 'in'; readonly waitedMs: number }
  /** The server does not know its place any more: the player signs in again. */
  | { readonly kind: 'forgotten' };

/** What the message says of a wait; null for other messages. */
export function waitingEventOf({ type, value }: Received): WaitingEvent | null {
  if (type.id === WaitingS2c.id) {
    const { kind, position, estimateMs } = value as WaitingS2c;
    const what = kind === WAITING_KIND.line ? 'line' : 'server';
    return { kind: 'waiting', for: what, position, estimateMs: estimateMs === 0 ? null : estimateMs };
  }
  if (type.id !== WaitingEndS2c.id) return null;
  const { code, waitedMs } = value as WaitingEndS2c;
  if (code === WAITING_END.placed) return { kind: 'in', waitedMs };
  return code === WAITING_END.unknown ? { kind: 'forgotten' } : null;
}

/** One sentence. */
export function describeWaitingEvent(event: WaitingEvent): string {
  switch (event.kind) {
    case 'waiting': {
      const { position, estimateMs } = event;
      const estimate = estimateMs === null ? '' : `, about ${seconds(estimateMs)}`;
      return `waiting for a place on the ${event.for}: number ${position}${estimate}`;
    }
    case 'away':
      return `the connection was lost; the place in the order is kept for ${seconds(event.keepMs)}`;
    case 'in':
      return `the wait is over after ${seconds(event.waitedMs)}`;
    case 'forgotten':
      return 'the place in the order is not kept any more; sign in again';
  }
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`;
}
