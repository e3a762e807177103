// What the codes of parties and guilds mean, for the tables of docs/PROTOCOL.md.
import {
  GUILD_FAILURE,
  GUILD_LEFT,
  GUILD_LOG,
  GUILD_POST,
  GUILD_RIGHT,
} from '../src/modules/guilds/guilds.failures.ts';
import { PARTY_END, PARTY_FAILURE } from '../src/modules/party/party.failures.ts';

type Meanings<Codes> = { readonly [Name in keyof Codes]: string };

const party: Meanings<typeof PARTY_FAILURE> = {
  noSuchRole: 'no role has that number or name',
  yourself: 'a request about the role itself',
  notPlaying: 'nobody plays that role now',
  inParty: 'that role is in a party, or the own one is in another with others',
  noParty: 'the role is in no party',
  notLeader: 'only the leader may',
  full: 'the party is full',
  invited: 'that role is invited to this party already',
  tooMany: 'the party, or that role, has the most open invitations allowed',
  noInvitation: 'there is no such invitation, or it has ended',
  notMember: 'that role is not in this party',
  declined: 'the invited role said no',
  unanswered: 'the invited role gave no answer in time',
  away: 'that member is away and cannot lead',
  failed: 'the party did not answer; try again',
};

const partyEnd: Meanings<typeof PARTY_END> = {
  left: 'the role left',
  kicked: 'the leader removed the role',
  disbanded: 'the leader ended the party, or nobody else is in it',
  away: 'the player was away for too long',
  none: 'there is no such party any more: parties end with a restart of the server',
};

const guild: Meanings<typeof GUILD_FAILURE> = {
  nameRefused: 'the name breaks a rule or contains a sensitive word',
  nameUsed: 'another guild has the name, or one that looks like it',
  levelTooLow: 'the level of the role is too low',
  notPaid: 'the role cannot pay the fee',
  inGuild: 'the role is in a guild already',
  noGuild: 'the role is in no guild',
  noSuchGuild: 'there is no such guild',
  noSuchRole: 'no role has that number or name',
  noRight: "the role's post has no such right",
  notMember: 'that role is not in the guild',
  notLower: 'a post acts on lower posts only',
  full: 'the guild is full',
  applicantsFull: 'a hundred applications wait in that guild',
  applied: 'the role has applied there already',
  tooManyApplications: 'the role has the most applications allowed',
  tooSoon: 'the role has applied, or left a guild, a short while ago',
  noApplication: 'there is no such application',
  mustHandOver: 'a leader gives the post away, or dissolves the guild',
  tooLong: 'the text has too many bytes',
  textEmpty: 'the text holds nothing that can be seen',
  postFull: 'the most members allowed have that post',
  noSuchPost: 'there is no such post, or no such right',
  noInvitation: 'there is no such invitation, or it has ended',
  tooManyInvitations: 'the guild, or that role, has the most open invitations allowed',
  notPlaying: 'nobody plays that role now',
  leaderPresent: 'the leader was not away for long enough, or nobody else was here since',
  ending: 'the guild is being dissolved',
  tooManyGuilds: 'there are the most guilds allowed',
  yourself: 'a request about the role itself',
  muted: 'an operator has muted the player',
  failed: 'the guild did not answer; try again',
  refused: 'the guild refused the application',
};

const guildLeft: Meanings<typeof GUILD_LEFT> = {
  left: 'the role left',
  expelled: 'a higher post expelled the role',
  disbanded: 'the guild was dissolved',
  deleted: 'the role was deleted',
  unknown: 'the guild does not know the role, after a restore or a merge',
};

const guildPost: Meanings<typeof GUILD_POST> = {
  leader: 'may do everything; one member',
  vice: 'may do everything but change rights and the name',
  master: 'judges applications, invites, expels',
  member: 'invites, reads the log, speaks',
  preMember: 'reads the log, speaks; new members',
};

const guildRight: Meanings<typeof GUILD_RIGHT> = {
  seeApplications: 'sees applications',
  judge: 'accepts and refuses applicants',
  invite: 'invites roles',
  expel: 'expels lower posts',
  post: 'gives lower posts to lower posts',
  rights: 'changes the rights of lower posts',
  notice: 'writes the notice',
  nickname: 'gives lower posts nicknames',
  rename: 'gives the guild another name',
  log: 'reads the log',
  chat: "speaks in the guild's channel",
  impeach: 'asks that an absent leader be replaced',
  upgrade: "a game's: builds facilities",
  speedUp: "a game's: shortens building",
  shop: "a game's: buys in the guild's shop",
  treasure: "a game's: opens treasures",
  price: "a game's: sets prices",
  quest: "a game's: publishes quests",
  monsters: "a game's: summons monsters",
  transport: "a game's: begins transports",
  battle: "a game's: begins battles",
  deposit: "a game's: puts goods into the store room",
  withdraw: "a game's: takes goods out of the store room",
};

const guildLog: Meanings<typeof GUILD_LOG> = {
  created: '`role_id` founded the guild',
  joined: '`other_id` joined; `role_id` accepted the application, or is 0',
  left: '`other_id` left, or was deleted',
  expelled: '`role_id` expelled `other_id`',
  post: '`role_id` gave `other_id` the post `value`',
  notice: '`role_id` wrote the notice',
  renamed: '`role_id` changed the name',
  contributed: '`role_id` contributed `value` points',
  handedOver: '`role_id` made `other_id` the leader',
  impeached: '`role_id` leads in place of `other_id`, who was away',
  rights: '`role_id` changed the rights of the post `value`',
};

export const GROUP_MEANINGS = {
  party,
  'party-end': partyEnd,
  guild,
  'guild-left': guildLeft,
  'guild-post': guildPost,
  'guild-right': guildRight,
  'guild-log': guildLog,
} as const;

export const GROUP_CODES: Readonly<Record<keyof typeof GROUP_MEANINGS, Readonly<Record<string, number>>>> = {
  party: PARTY_FAILURE,
  'party-end': PARTY_END,
  guild: GUILD_FAILURE,
  'guild-left': GUILD_LEFT,
  'guild-post': GUILD_POST,
  'guild-right': GUILD_RIGHT,
  'guild-log': GUILD_LOG,
};
