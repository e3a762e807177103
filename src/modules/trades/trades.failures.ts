// The numbers with which 60137 and 60138 say why a trade ended and why a request was refused. Data about messages, without code.

/** `reason` of `trade_end_s2c` (60137). A rule of the game adds numbers from 1,000 on. */
export const TRADE_END = {
  done: 0,
  cancelled: 1,
  declined: 2,
  left: 3,
  expired: 4,
  lacking: 5,
  otherLacking: 6,
  full: 7,
  otherFull: 8,
  failed: 10,
} as const;

/** `reason` of `trade_refused_s2c` (60138). A rule of the game adds numbers from 1,000 on. */
export const TRADE_REFUSAL = {
  self: 1,
  notPlaying: 2,
  busy: 3,
  otherBusy: 4,
  tooManyInvitations: 5,
  notInvited: 6,
  noTrade: 7,
  malformed: 8,
  stale: 9,
  failed: 10,
  lacking: 11,
} as const;
export type TradeRefusal = (typeof TRADE_REFUSAL)[keyof typeof TRADE_REFUSAL];
