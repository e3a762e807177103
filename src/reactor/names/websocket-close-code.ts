// The WebSocket close code for each reason (RFC 6455, 7.4.1). The reason's name is sent as text, so that a client can
// distinguish reasons with the same code.
import type { CloseReason } from './close-reason.ts';

export const CLOSE_CODE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  invalidText: 1007,
  policy: 1008,
  tooBig: 1009,
  tryAgainLater: 1013,
} as const;

const CODES: Readonly<Partial<Record<CloseReason, number>>> = {
  'peer-closed': CLOSE_CODE.normal,
  'closed-here': CLOSE_CODE.normal,
  'server-shutdown': CLOSE_CODE.goingAway,
  'frame-too-long': CLOSE_CODE.tooBig,
  'frame-too-short': CLOSE_CODE.protocolError,
  'websocket-frame-malformed': CLOSE_CODE.protocolError,
  'websocket-mask-wrong': CLOSE_CODE.protocolError,
  'websocket-text-refused': CLOSE_CODE.unsupportedData,
  'websocket-text-malformed': CLOSE_CODE.invalidText,
  'too-many-connections': CLOSE_CODE.tryAgainLater,
  'too-many-from-address': CLOSE_CODE.tryAgainLater,
};

/** For all other reasons, an owner's own included: the peer violated a rule of this server. */
export function closeCodeOf(reason: string): number {
  return (CODES as Readonly<Record<string, number | undefined>>)[reason] ?? CLOSE_CODE.policy;
}
