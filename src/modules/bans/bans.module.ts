// Kicks and bans: what operators do about players. A ban is of an account, a role, or an address or network; it keeps it from signing
// in, or from chat; it ends by itself, or holds for good. `BanBook` has what holds on this process, and performs what operators do.
import { z } from 'zod';
import { defineOffer, fromPlainBytes, toPlainBytes } from '../../actor/index.ts';
import { inPortions } from '../../base/index.ts';
import { CommandRefused, defineCloseReason, defineModule, gateDoor, type Scope } from '../../gate/index.ts';
import { registrations } from '../login/index.ts';
import { storeRunTime } from '../roles/index.ts';
import { BanBook, CHAT, SIGN_IN } from './ban-book.ts';
import {
  ADDRESS_BANS_MAX,
  BANS_MAX,
  BANS_PER_SUBJECT_MAX,
  FORGET_MAX,
  FORGET_PERIOD_MS,
  LISTED_MAX,
  REASON_LENGTH_MAX,
  REFRESH_MS,
} from './ban-limits.ts';
import { type Subject, type SubjectArgs, subjectOf, wordsFor } from './ban-subject.ts';
import { dateText, endsOf, isActive, parseLength, untilText } from './ban-time.ts';
import { BAN_REASONS } from './bans.failures.ts';
import { type ActionRow, addBan, type BanLimit, type BanRow, forgetEnded, LAST, removeBan } from './bans.procedures.ts';
import { bansTables } from './bans.tables.ts';

const banned = defineCloseReason(BAN_REASONS.banned);
const kicked = defineCloseReason(BAN_REASONS.kicked);

/** The bans: chat asks `muteOf`. */
export const banBook = defineOffer<BanBook>('bans');

type BansScope = Scope<typeof bansTables, unknown>;

const subject = {
  account: z.string().min(1).max(128).optional().describe('The account'),
  role: z
    .string()
    .regex(/^\d{1,16}$/, 'must be the number of a role')
    .optional()
    .describe('The role'),
  address: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('The address or network, such as 192.0.2.7 or 2001:db8:1::/64'),
};
const WHAT = /^(?:sign-in|chat|chat\/[\w-]{1,32})$/;
const what = z
  .string()
  .regex(WHAT, 'must be sign-in, chat, or chat/CHANNEL')
  .default(SIGN_IN)
  .describe('What is banned: `sign-in`, `chat`, or one channel, `chat/CHANNEL`');
const by = z.string().min(1).max(64).default('operator').describe('Who does it: for the list and the log');
const reason = z.string().max(REASON_LENGTH_MAX).describe('What the player reads');

const LIMITS: Readonly<Record<BanLimit, string>> = {
  bans: `there are ${BANS_MAX} bans: end some of them first`,
  addresses: `${ADDRESS_BANS_MAX} addresses and networks are banned: end some of them, ban networks, or use a firewall`,
  subject: `it has ${BANS_PER_SUBJECT_MAX} bans already: end one of them`,
};

export const bansModule = defineModule({
  name: 'bans',
  tables: bansTables,
  closeReasons: [banned, kicked],
  uses: [gateDoor, registrations, storeRunTime],
})
  .offer(banBook, (scope) => new BanBook(scope, { banned, kicked }))
  .hook('started', async (scope) => {
    const book = scope.use(banBook);
    book.ran(await scope.use(storeRunTime).step());
    await book.start();
    scope.use(gateDoor).addGuard((address) => book.refusalOf(address));
    scope.use(registrations).add({
      name: 'bans',
      check: ({ account }) => book.bannedText(account),
      // A visitor's session goes on under another account.
      registered: async ({ from, session, account }) => {
        if (from === null) return;
        book.leave('account', from);
        await book.arrive(session, 'account', account);
      },
    });
  })
  .hook('authenticated', (ctx) => ctx.use(banBook).arrive(ctx.session, 'account', ctx.account.name))
  .hook('entering', (ctx) => ctx.use(banBook).arrive(ctx.session, 'role', String(ctx.role.id)))
  .hook('exported', (ctx) => {
    const book = ctx.use(banBook);
    const account = book.known('account', ctx.account.name);
    const role = ctx.role === null ? [] : book.known('role', String(ctx.role.id));
    return toPlainBytes({ account, role });
  })
  .hook('imported', (ctx, bytes) => {
    // The hook above wrote it.
    const { account, role } = fromPlainBytes(bytes) as Record<'account' | 'role', readonly BanRow[]>;
    ctx.use(banBook).takeOver('account', ctx.account.name, account);
    if (ctx.role !== null) ctx.use(banBook).takeOver('role', String(ctx.role.id), role);
  })
  // More bans than another process is sent: they are read again.
  .hook('resync', async (ctx, { why }) => {
    if (why !== 'stateAbsent') return;
    const book = ctx.use(banBook);
    await book.arrive(ctx.session, 'account', ctx.account.name);
    if (ctx.role !== null) await book.arrive(ctx.session, 'role', String(ctx.role.id));
  })
  .hook('left', (ctx) => {
    if (ctx.account !== null) ctx.use(banBook).leave('account', ctx.account.name);
    if (ctx.role !== null) ctx.use(banBook).leave('role', String(ctx.role.id));
  })
  .every(REFRESH_MS, (scope) => scope.use(banBook).perform(), { inEachProcess: true })
  .every(
    FORGET_PERIOD_MS,
    async (scope, tick) => {
      const book = scope.use(banBook);
      book.ran(await scope.use(storeRunTime).step());
      // Most servers have none, and a query would be loaded for nothing.
      if ((await scope.store.banCount.get(LAST)) === null) return;
      await inPortions(tick, () => scope.store.run(forgetEnded, { ...book.now, countMax: FORGET_MAX }));
    },
    { inEachProcess: true },
  )
  .command(
    'kick',
    {
      help: 'closes the sessions of an account, a role or addresses',
      args: z.object({ ...subject, reason: reason.default(''), by }),
    },
    async (scope, args) => {
      const who = parse(args);
      const count = await scope.use(banBook).kick(who, args);
      audit(scope, 'kick', { ...who, reason: args.reason, by: args.by, sessions: count });
      return `${wordsFor(who)}: ${sessionsText(count)}`;
    },
  )
  .command(
    'ban',
    {
      help: 'bans an account, a role, or an address or network, and closes its sessions; a ban of the same is replaced',
      args: z.object({
        ...subject,
        what,
        for: z.string().describe('How long: 90s, 30m, 12h, 7d, 2w, at most ten years; or `good`'),
        reason: reason.min(1),
        by,
      }),
    },
    ban,
  )
  .command(
    'unban',
    { help: 'ends a ban', args: z.object({ ...subject, what, reason: reason.default(''), by }) },
    async (scope, args) => {
      const who = parse(args);
      const entry = { ...who, what: args.what, reason: args.reason, by: args.by };
      const id = await scope.store.run(removeBan, { ...entry, atMs: scope.clock.wallMs() });
      if (id === null) throw new CommandRefused(`${wordsFor(who)}: there is no ban of ${args.what}`);
      await perform(scope, id);
      audit(scope, 'unban', entry);
      return `${wordsFor(who)}: the ban of ${args.what} has ended`;
    },
  )
  .command(
    'bans',
    {
      help: 'lists bans that hold, or with history what operators did, the latest first',
      args: z.object({ ...subject, history: z.boolean().default(false).describe('What was done, and by whom') }),
    },
    async (scope, { history, ...args }) => {
      const isAll = Object.values(args).every((value) => value === undefined);
      const who = isAll ? null : parse(args);
      const lines = history ? await historyOf(scope, who) : await bansOf(scope, who);
      return lines.length === 0 ? 'none' : lines.join('\n');
    },
  );

async function ban(
  scope: BansScope,
  args: SubjectArgs & { readonly what: string; readonly for: string; readonly reason: string; readonly by: string },
): Promise<string> {
  const who = parse(args);
  const lengthMs = parseLength(args.for);
  if (lengthMs === undefined) {
    throw new CommandRefused(
      `for: '${args.for}' is no length: write 90s, 30m, 12h, 7d or 2w, at most ten years, or good`,
    );
  }
  if (who.kind === 'address' && args.what !== SIGN_IN) {
    throw new CommandRefused(`an address can be banned from sign-in only: ban accounts or roles from ${CHAT}`);
  }
  const { now } = scope.use(banBook);
  const row: BanRow = {
    ...who,
    what: args.what,
    reason: args.reason,
    by: args.by,
    atMs: now.wallMs,
    ...endsOf(lengthMs, now),
  };
  const id = await scope.store.run(addBan, row);
  if (typeof id === 'string') throw new CommandRefused(`${wordsFor(who)}: ${LIMITS[id]}`);
  const count = await perform(scope, id);
  const ends = untilText(row, now);
  audit(scope, 'ban', { ...who, what: args.what, ends, reason: args.reason, by: args.by, sessions: count });
  const closed = args.what === SIGN_IN ? `; ${sessionsText(count)}` : '';
  const doubt = scope.use(banBook).doubtOf(args.what);
  return `${wordsFor(who)}: banned from ${args.what} ${ends}${closed}${doubt === null ? '' : `; ${doubt}`}`;
}

function parse(args: SubjectArgs): Subject {
  const found = subjectOf(args);
  if ('fault' in found) throw new CommandRefused(found.fault);
  return found;
}

/** Performs the action here; resolves to the sessions that it closed. Other processes perform it within seconds. */
async function perform(scope: BansScope, id: number): Promise<number> {
  const book = scope.use(banBook);
  await book.perform();
  return book.closedBy(id);
}

function sessionsText(count: number): string {
  return count === 0 ? 'no session was open here' : `sessions closed: ${count}`;
}

/** The line by which it can be proved who did what. */
function audit(scope: BansScope, action: string, fields: Readonly<Record<string, string | number>>): void {
  scope.log.info(`moderation: ${action}`, fields);
}

async function bansOf(scope: BansScope, who: Subject | null): Promise<readonly string[]> {
  const { now } = scope.use(banBook);
  const rows = await scope.store.query<BanRow, { ban: BanRow }>((db) => {
    const listed = db.selectFrom('ban').selectAll().orderBy('atMs', 'desc').limit(LISTED_MAX);
    return who === null ? listed : listed.where('kind', '=', who.kind).where('subject', '=', who.subject);
  });
  return rows
    .filter((row) => isActive(row, now))
    .map(
      (row) =>
        `${wordsFor(row)}: ${row.what} ${untilText(row, now)}, by ${row.by} at ${dateText(row.atMs)}: ${row.reason}`,
    );
}

async function historyOf(scope: BansScope, who: Subject | null): Promise<readonly string[]> {
  const rows = await scope.store.query<ActionRow, { ban_action: ActionRow }>((db) => {
    const listed = db.selectFrom('ban_action').selectAll().orderBy('id', 'desc').limit(LISTED_MAX);
    return who === null ? listed : listed.where('kind', '=', who.kind).where('subject', '=', who.subject);
  });
  return rows.map(({ action, what: of, by: name, atMs, reason: why, untilMs, ...on }) => {
    const until = action !== 'ban' ? '' : untilMs === null ? ' for good' : ` until ${dateText(untilMs)}`;
    return `${dateText(atMs)} ${name}: ${action} ${wordsFor(on)}${of === '' ? '' : ` ${of}`}${until}: ${why}`;
  });
}
