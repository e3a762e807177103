// Writes the tables of docs/PROTOCOL.md from the code: messages, close reasons, codes. With --check it writes nothing
// and exits with 1 when one is stale. A table is placed between `<!-- table NAME -->` and `<!-- end -->`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { CLOSE_REASONS, closeCodeOf } from '../src/gate/close-reason.ts';
import { RESUME_REFUSAL, RESYNC_WHY } from '../src/gate/gate.failures.ts';
import { ACCOUNT_REASONS } from '../src/modules/accounts/accounts.failures.ts';
import { BAN_REASONS } from '../src/modules/bans/bans.failures.ts';
import { CHAT_FAILURE } from '../src/modules/chat/chat.failures.ts';
import { LEADERBOARD_REFUSAL } from '../src/modules/leaderboards/leaderboards.failures.ts';
import { MAP_FAILURE } from '../src/modules/lines/lines.failures.ts';
import { AUTH_FAILURE_CODES } from '../src/modules/login/login.failures.ts';
import { MAIL_REFUSAL } from '../src/modules/mail/mail.failures.ts';
import { MAP_REASONS } from '../src/modules/map/map.failures.ts';
import { JADEGATE_MESSAGES } from '../src/modules/messages.ts';
import { CHANGE_FAILURE, CREATE_FAILURE } from '../src/modules/roles/roles.failures.ts';
import { TRADE_END, TRADE_REFUSAL } from '../src/modules/trades/trades.failures.ts';
import type { FieldKind, MessageType } from '../src/wire/index.ts';
import { GROUP_CODES, GROUP_MEANINGS } from './group-codes.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'PROTOCOL.md');

/** The meanings that the code's names do not explain. */
const MEANINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  auth: {
    'wrong-credentials': 'account, password or signature is wrong, or the account is unknown',
    expired: 'the ticket or the signed time is past its window',
    'clock-skew': 'the ticket or the signed time lies in the future; the clocks differ',
    replayed: 'a one-time ticket was presented again',
    malformed: 'a field is missing, too long or not in its format',
    'account-locked': 'too many failures for this account; wait',
    'address-locked': 'too many failures from this address; wait',
    'unknown-server': 'the server id is not one of this gate',
    'provider-off': 'this way of signing in is not enabled here',
    busy: 'too many sign-ins at this moment; try again in a few seconds',
    unavailable: 'a service that the check needs does not answer; try again later',
    'wrong-server': 'the ticket was issued for another server',
    'registration-refused': 'a rule of the game refused the registration; message 60022 came before, with its words',
    'account-taken': 'the account belongs to somebody',
    'password-refused': 'the password is too short, too long or too simple',
    'account-full': 'the account that the visitor chose has no room for the role',
  },
  resume: {
    unknown: 'there is no such session, or the token is not right',
    parkOver: 'the client came after `park_ms`',
    ended: 'the session has ended, or is closing',
    signedInElsewhere: 'the account signed in on another link',
    tokenUsed: 'the token was used, and a newer one was confirmed',
    attemptOvertaken: 'another link came with a higher attempt',
    countWrong: 'the counts cannot be right, and the session has ended',
    busy: 'too many resumes of this session or server',
    gateSilent: 'kept for games of several gates: the gate that has the session does not answer',
    version: 'this version of the rules is not known here',
    layout: 'the port has another layout than the session',
  },
  resync: {
    ringShort: 'more was missed than is kept',
    ringGivenUp: 'what was kept had to make room for other sessions',
    stateAbsent: 'kept for sessions that move: a module does not have its state',
    moduleAsked: 'kept for modules that ask for it',
  },
  create: {
    nameUsed: 'the name is taken, or reserved for another player',
    nameRefused: 'the name breaks a rule or contains a sensitive word',
    failed: 'any other cause: unknown gender or class, or the database did not answer',
    registerOff: 'this server creates no new roles',
    tooManyRoles: 'the account has the most roles allowed',
    tooManyDeleted: 'the account has the most deleted roles that are kept; restore one, or wait until one is purged',
  },
  change: {
    notFound: 'the account has no such role, or its restore period is over',
    alreadyDeleted: 'the role is deleted already',
    notDeleted: 'the role is not deleted',
    tooManyRoles: 'the account has the most roles allowed',
    tooManyDeleted: 'the account has the most deleted roles that are kept; restore one, or wait until one is purged',
  },
  mail: {
    unknownRole: 'no role has that name or id, or it was deleted',
    self: 'a role sends no mail to itself',
    malformed: 'nothing of the mail can be shown, or its gold or items are none that a mail may have',
    tooLong: 'the subject or the words are longer than the game allows',
    coolDown: 'the sender has to wait for `seconds`',
    dayLimit: 'the sender has sent as many mails today as it may; a new day begins in `seconds`',
    muted: 'the sender is banned from chat or from mail, for `seconds`; 0 is for good',
    lacking: 'the sender has not the gold or the items, or cannot pay the postage',
    otherFull: 'the mailbox of the receiver is full',
    tooManyFromYou: 'the receiver has as many mails of the sender as it may',
    noMail: 'there is no such mail, or it has ended',
    noGoods: 'there is nothing to collect, or it was collected',
    bagFull: 'the bag has no room for the goods',
    hasGoods: 'the goods of the mail are not collected',
    failed: 'the server could not do it now; try again',
  },
  leaderboard: {
    noBoard: 'there is no board of that name',
    failed: 'the server could not answer now; try again',
  },
  'trade-end': {
    done: 'the goods have changed hands',
    cancelled: 'one of the two ended it',
    declined: 'the invitation was declined',
    left: 'the other player has left the game',
    expired: 'its time is over',
    lacking: 'the receiver of the message has not what it offered any more',
    otherLacking: 'the other one has not what it offered any more',
    full: 'the bag of the receiver of the message has no room',
    otherFull: 'the bag of the other one has no room',
    failed: 'the server could not do it; nothing has changed hands unless the bags say so',
  },
  'trade-refusal': {
    self: 'a role does not trade with itself',
    notPlaying: 'nobody plays that role',
    busy: 'the sender has a trade, or an open invitation, already',
    otherBusy: 'the other one has a trade, or an open invitation, already',
    tooManyInvitations: 'the other one has as many invitations as it may',
    notInvited: 'that role has not invited the sender, or not recently',
    noTrade: 'the sender has no open trade',
    malformed: 'the offer has numbers below 0, an item twice, or more items than the game allows',
    stale: 'there is a newer revision',
    failed: 'the server could not do it now; try again',
    lacking: 'the sender has not what it offers',
  },
  map: {
    cannotEnter: 'the map or line cannot be entered',
    cannotLogIn: 'every line is full',
  },
  chat: {
    offLine: 'nobody has that name, or its player is away and no line is kept',
    noGroup: 'the role is in no group',
    coolDown: 'too soon after the last line there; `cdtime` has the seconds that are left',
    loudspeakerFull: 'too many lines wait for the loudspeaker; try again later',
    noBattle: 'the role is in no battle',
    tooLong: 'the text has more bytes than the channel takes',
    empty: 'the text holds nothing that can be seen',
    unknownChannel: 'there is no channel of this type',
    serverOnly: 'only the server speaks there',
    levelTooLow: 'the level of the role is below that of the channel',
    noGuild: 'the role is in no guild',
    detailsTooLarge: 'more than 16 `details`, or more than 1,024 bytes of them',
    muted: 'an operator has muted the player; 421 came before, and `cdtime` has its seconds, 0 for good',
    notPaid: 'the role does not have what the loudspeaker costs',
    unavailable: 'the channel cannot be used at the moment: there is no map, or the server is too busy',
    notAllowed: 'the command is not for this player',
    toYourself: 'a private line to the role that speaks',
    ignoredFull: 'the list of ignored roles is full',
    historyFull: 'so many lines of this player wait for that role already',
  },
  ...GROUP_MEANINGS,
};

const TABLES: Readonly<Record<string, () => string[]>> = {
  messages: () => [
    '| id | message | a client may send it while | at most | fields, in wire order |',
    '| --- | --- | --- | --- | --- |',
    ...JADEGATE_MESSAGES.toSorted((a, b) => a.id - b.id).map(messageRow),
  ],
  'close-reasons': () => [
    '| reason | name | WebSocket | text |',
    '| --- | --- | --- | --- |',
    ...Object.entries(CLOSE_REASONS).map(
      ([name, { number, text }]) => `| ${number} | \`${name}\` | ${closeCodeOf(name)} | ${text} |`,
    ),
  ],
  'module-reasons': () => [
    '| reason | name | WebSocket | text |',
    '| --- | --- | --- | --- |',
    ...Object.values({ ...BAN_REASONS, ...ACCOUNT_REASONS, ...MAP_REASONS }).map(
      ({ name, number, text }) => `| ${number} | \`${name}\` | ${4_000 + number} | ${text} |`,
    ),
  ],
  resume: () => codeTable('resume', RESUME_REFUSAL),
  resync: () => codeTable('resync', RESYNC_WHY),
  auth: () => codeTable('auth', AUTH_FAILURE_CODES),
  create: () => codeTable('create', CREATE_FAILURE),
  change: () => codeTable('change', CHANGE_FAILURE),
  map: () => codeTable('map', MAP_FAILURE),
  'trade-end': () => codeTable('trade-end', TRADE_END),
  'trade-refusal': () => codeTable('trade-refusal', TRADE_REFUSAL),
  mail: () => codeTable('mail', MAIL_REFUSAL),
  leaderboard: () => codeTable('leaderboard', LEADERBOARD_REFUSAL),
  chat: () => codeTable('chat', CHAT_FAILURE),
  ...Object.fromEntries(Object.entries(GROUP_CODES).map(([name, codes]) => [name, () => codeTable(name, codes)])),
};

function messageRow({ id, name, states, rate, fields, isDatagram }: MessageType): string {
  const often = rate === null ? '' : `${rate.perSecond}/s, ${rate.burst} at once`;
  const described = fields.map((field) => `${field.name} ${kindName(field.type)}`).join(', ');
  const mark = isDatagram === true ? ' (datagram)' : '';
  return `| ${id} | \`${name}\`${mark} | ${states.join(', ') || '(server only)'} | ${often} | ${described} |`;
}

function kindName(type: FieldKind): string {
  switch (type.kind) {
    case 'integer':
      return `${type.signed ? 'i' : 'u'}${type.bits}`;
    case 'float':
      return `f${type.bits}`;
    case 'list':
      return `list of ${kindName(type.element)}`;
    case 'record':
      return `{${type.type.fields.map((field) => `${field.name} ${kindName(field.type)}`).join(', ')}}`;
    case 'keyed':
      return `by ${type.key}`;
    default:
      return type.kind;
  }
}

function codeTable(name: string, codes: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(codes).map(([code, number]) => {
    const meaning = MEANINGS[name]?.[code];
    if (meaning === undefined) throw new Error(`scripts/protocol-tables.ts: say what ${name} code ${code} means`);
    return `| ${number} | \`${code}\` | ${meaning} |`;
  });
  return ['| code | name | means |', '| --- | --- | --- |', ...rows];
}

function fill(text: string): string {
  return text.replace(/<!-- table (\S+) -->\n[\s\S]*?<!-- end -->/g, (_whole, name: string) => {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`docs/PROTOCOL.md: there is no table '${name}'`);
    return `<!-- table ${name} -->\n${table().join('\n')}\n<!-- end -->`;
  });
}

const present = readFileSync(FILE, 'utf8');
const wanted = fill(present);
if (present !== wanted && process.argv.includes('--check')) {
  console.error('docs/PROTOCOL.md is stale: run node scripts/protocol-tables.ts');
  process.exitCode = 1;
} else if (present !== wanted) writeFileSync(FILE, wanted);
