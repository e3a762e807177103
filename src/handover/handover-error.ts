// Why a hand-over did not happen, or what arrived from the other side is no hand-over.
import { CodedError } from '../base/index.ts';

const HANDOVER_ERROR_CODES = [
  /** A record or a frame is cut, longer than its bound, or its numbers contradict each other. */
  'handover-broken',
  /** A critical field, or a version of the format, that this release does not know. */
  'handover-newer',
  /** The other process ended, or closed the channel. */
  'handover-lost',
  /** The two processes differ in something that must be the same. */
  'handover-refused',
  /** Something of the old process holds a freeze. */
  'handover-held',
] as const;
export type HandoverErrorCode = (typeof HANDOVER_ERROR_CODES)[number];

export class HandoverError extends CodedError<HandoverErrorCode> {}
