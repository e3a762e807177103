// The numbers with which `chat_failed_s2c` (142) says why a line was not said. Data about messages, without code. Numbers above 60000
// are jadegate's: the classic server dropped such lines in silence.

export const CHAT_FAILURE = {
  /** Nobody in the world has that name; and no history is kept for a role that is away. */
  offLine: 10304,
  noGroup: 10305,
  /** `cdtime` has the seconds that are left. */
  coolDown: 10306,
  loudspeakerFull: 10307,
  noBattle: 10308,
  tooLong: 60140,
  empty: 60141,
  unknownChannel: 60142,
  /** Only the server speaks there. */
  serverOnly: 60143,
  levelTooLow: 60144,
  noGuild: 60145,
  detailsTooLarge: 60146,
  /** `block_s2c` (421) came before. `cdtime` has the seconds that are left; 0 is for good. */
  muted: 60147,
  /** The loudspeaker costs something that the role does not have. */
  notPaid: 60148,
  /** What the channel needs is not there: no map, or it does not answer. */
  unavailable: 60149,
  notAllowed: 60150,
  toYourself: 60151,
  /** So many lines of this player wait for that role already. */
  historyFull: 60152,
  /** The list of ignored roles is full. */
  ignoredFull: 60153,
} as const;
export type ChatFailure = (typeof CHAT_FAILURE)[keyof typeof CHAT_FAILURE];
