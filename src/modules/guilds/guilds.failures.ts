// The numbers of the messages of guilds: why something was refused, posts and rights, and what the log says. Data about messages,
// without code: a client names them without loading the module.

/** `reason` of `guilds_result_s2c` (60071); 0 is done. A number from 1,000 on is a rule's of the game. */
export const GUILD_FAILURE = {
  nameRefused: 1,
  /** Another guild has the name, or one that looks like it. */
  nameUsed: 2,
  levelTooLow: 3,
  /** The role cannot pay the fee. */
  notPaid: 4,
  /** The role is in a guild already. */
  inGuild: 5,
  /** The own role is in no guild. */
  noGuild: 6,
  noSuchGuild: 7,
  noSuchRole: 8,
  /** The post of the own role has no such right. */
  noRight: 9,
  /** That role is not in the guild. */
  notMember: 10,
  /** A post acts on lower posts only. */
  notLower: 11,
  full: 12,
  /** So many applications wait in that guild. */
  applicantsFull: 13,
  /** The role has applied there already. */
  applied: 14,
  /** So many applications of the role wait. */
  tooManyApplications: 15,
  /** The role has applied or left a guild a short while ago. */
  tooSoon: 16,
  noApplication: 17,
  /** A leader gives the post away, or dissolves the guild. */
  mustHandOver: 18,
  tooLong: 19,
  /** Nothing of the text could be kept. */
  textEmpty: 20,
  /** There are as many members with that post as there may be. */
  postFull: 21,
  noSuchPost: 22,
  noInvitation: 23,
  /** The guild, or that role, has so many open invitations. */
  tooManyInvitations: 24,
  /** Nobody plays that role now. */
  notPlaying: 25,
  /** The leader was not away for long enough, or nobody else was here. */
  leaderPresent: 26,
  /** The guild is being dissolved. */
  ending: 27,
  /** There are as many guilds as there may be. */
  tooManyGuilds: 28,
  yourself: 29,
  /** What the role writes is not shown to others at the moment: it is muted. */
  muted: 30,
  /** The guild did not answer; try again. */
  failed: 31,
  /** The guild does not want the role. */
  refused: 32,
} as const;

/** A post with a lower number is above one with a higher number. */
export const GUILD_POST = { leader: 1, vice: 10, master: 20, member: 30, preMember: 40 } as const;
export type GuildPost = (typeof GUILD_POST)[keyof typeof GUILD_POST];

/** The bit of each right. From `upgrade` on they are for games: jadegate keeps them and answers whether a member has them. */
export const GUILD_RIGHT = {
  seeApplications: 1 << 0,
  judge: 1 << 1,
  invite: 1 << 2,
  expel: 1 << 3,
  post: 1 << 4,
  rights: 1 << 5,
  notice: 1 << 6,
  nickname: 1 << 7,
  rename: 1 << 8,
  log: 1 << 9,
  chat: 1 << 10,
  impeach: 1 << 11,
  upgrade: 1 << 12,
  speedUp: 1 << 13,
  shop: 1 << 14,
  treasure: 1 << 15,
  price: 1 << 16,
  quest: 1 << 17,
  monsters: 1 << 18,
  transport: 1 << 19,
  battle: 1 << 20,
  deposit: 1 << 21,
  withdraw: 1 << 22,
} as const;
export type GuildRight = keyof typeof GUILD_RIGHT;

/** `reason` of `guilds_left_s2c` (60079). */
export const GUILD_LEFT = {
  left: 1,
  expelled: 2,
  disbanded: 3,
  /** The role was deleted. */
  deleted: 4,
  /** The guild does not know the role: its rows were restored, or merged from another server. */
  unknown: 5,
} as const;
export type GuildLeft = (typeof GUILD_LEFT)[keyof typeof GUILD_LEFT];

/** `what` of an entry of the log. */
export const GUILD_LOG = {
  created: 1,
  joined: 2,
  left: 3,
  expelled: 4,
  /** `value` is the post. */
  post: 5,
  notice: 6,
  renamed: 7,
  /** `value` is the points. */
  contributed: 8,
  handedOver: 9,
  impeached: 10,
  rights: 11,
} as const;
export type GuildLogged = (typeof GUILD_LOG)[keyof typeof GUILD_LOG];
