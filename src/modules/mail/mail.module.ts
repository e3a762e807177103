// Mail: words, gold and items for a role that plays or not. What a player does to its own mailbox is a change of its rows; what changes
// two roles, or the goods, is one change of both.
import { z } from 'zod';
import { ActorError, rollback } from '../../actor/index.ts';
import { CommandRefused, defineModule, type Scope } from '../../gate/index.ts';
import { goods } from '../bags/index.ts';
import { banBook } from '../bans/index.ts';
import { roleWatchers, storeRunTime } from '../roles/index.ts';
import { wordFilter } from '../words/index.ts';
import { MAIL_REFUSAL } from './mail.failures.ts';
import {
  MailCollectC2s,
  MailDeleteC2s,
  MailListC2s,
  MailListS2c,
  MailNoticeS2c,
  MailReadC2s,
  MailResultS2c,
  MailS2c,
  MailSendC2s,
  messages,
} from './mail.messages.ts';
import { mailSettings } from './mail.settings.ts';
import { mailTables } from './mail.tables.ts';
import { MailDesk, mailDesk } from './mail-desk.ts';
import { RAN_PERIOD_MS } from './mail-limits.ts';
import { mailReturns } from './mail-returns.ts';
import { type MailContext, sendMail } from './mail-sending.ts';
import { mailbox } from './mailbox.ts';
import { findShown, goodsIn, hasGoods, noticeOf, pageOf, prune, viewOf } from './mailbox-rules.ts';

export const mailModule = defineModule({
  name: 'mail',
  messages,
  tables: mailTables,
  settings: mailSettings,
  actors: [mailbox, mailReturns],
  uses: [goods, wordFilter, banBook, roleWatchers, storeRunTime, mailDesk],
})
  .offer(mailDesk, ({ settings, clock }) => new MailDesk(settings, clock))
  .hook('started', async (scope) => {
    await readRunTime(scope);
    // A deleted role reads no mail: what others sent it goes back now rather than with its rows.
    scope.use(roleWatchers).add({
      deleted: (roleId) => scope.actor(mailbox, roleId).tell.giveBack({ isAll: true }),
    });
  })
  .every(RAN_PERIOD_MS, readRunTime, { inEachProcess: true })
  .hook('arrived', (ctx) => {
    const { now } = ctx.use(mailDesk);
    prune(ctx.rows, now);
    const notice = noticeOf(ctx.rows, now);
    if (notice.unread > 0) ctx.reply(MailNoticeS2c, notice);
  })
  .hook('resync', (ctx) => {
    if (ctx.rows === null) return;
    const notice = noticeOf(ctx.rows, ctx.use(mailDesk).now);
    if (notice.unread > 0) ctx.reply(MailNoticeS2c, notice);
  })
  .on(MailSendC2s, async (ctx, message) => {
    const { reason, seconds } = await sendMail(ctx, message);
    ctx.reply(MailResultS2c, { request: MailSendC2s.id, mailId: 0n, reason, seconds });
  })
  .on(MailListC2s, (ctx, { before }) => {
    ctx.reply(MailListS2c, pageOf(ctx.rows, before, ctx.use(mailDesk).now));
  })
  .on(MailReadC2s, (ctx, { mailId }) => {
    const { now } = ctx.use(mailDesk);
    const mail = findShown(ctx.rows, mailId, now);
    if (mail === null) return answer(ctx, MailReadC2s.id, { mailId, reason: MAIL_REFUSAL.noMail });
    if (!mail.isRead) ctx.rows.mail.update(mail.mailId, { isRead: true });
    ctx.reply(MailS2c, viewOf({ ...mail, isRead: true }, now));
  })
  .on(MailDeleteC2s, (ctx, { mailId }) => {
    const mail = findShown(ctx.rows, mailId, ctx.use(mailDesk).now);
    const isKept = mail !== null && hasGoods(mail);
    if (mail !== null && !isKept) ctx.rows.mail.delete(mail.mailId);
    const reason = mail === null ? MAIL_REFUSAL.noMail : isKept ? MAIL_REFUSAL.hasGoods : 0;
    answer(ctx, MailDeleteC2s.id, { mailId, reason });
  })
  .on(MailCollectC2s, async (ctx, { mailId }) => {
    answer(ctx, MailCollectC2s.id, { mailId, reason: await collect(ctx, mailId) });
  })
  .command(
    'mail-send',
    {
      help: 'sends a role a mail of the game, with gold or items',
      args: z.object({
        role: z
          .string()
          .regex(/^\d{1,16}$/, 'must be the number of a role')
          .describe('The role'),
        from: z.string().min(1).max(64).default('Support').describe('The sender that the player reads'),
        subject: z.string().max(100).describe('The subject'),
        words: z.string().max(2_000).default('').describe('What it says'),
        gold: z
          .string()
          .regex(/^\d{1,19}$/, 'must be a whole number')
          .default('0')
          .describe('Gold'),
        item: z.int().min(1).optional().describe('An item'),
        count: z.int().min(1).default(1).describe('Pieces of the item'),
        once: z.string().min(1).max(100).optional().describe('Repeats with the same words send nothing more'),
      }),
    },
    async (scope, { role, gold, item, count, once, ...texts }) => {
      const items = item === undefined ? [] : [{ id: item, count }];
      const options = once === undefined ? {} : { once: `command:${once}` };
      const letter = { ...texts, gold: BigInt(gold), items };
      const posted = await scope.actor(mailbox, BigInt(role)).post(letter, options).catch(unknownRole);
      if (posted !== 'posted') throw new CommandRefused(`role ${role}: ${REFUSALS[posted]}`);
      scope.log.info('mail: sent by an operator', { role, gold, item: item ?? 0, count });
      return `role ${role}: sent`;
    },
  );

const REFUSALS = {
  unknown: 'there is no such role',
  full: 'its mailbox is full',
  malformed: 'the subject, the words or the goods of the mail are none that a mail may have',
} as const;

function unknownRole(error: unknown): 'unknown' {
  if (error instanceof ActorError && error.code === 'role-unknown') return 'unknown';
  throw error;
}

async function readRunTime(scope: Scope<typeof mailTables, unknown>): Promise<void> {
  scope.use(mailDesk).ran(await scope.use(storeRunTime).step());
}

/** 0, or why not. The goods arrive and the mail is marked in one change: once, however often it is asked for and whatever crashes. */
async function collect(ctx: MailContext, mailId: bigint): Promise<number> {
  const { now } = ctx.use(mailDesk);
  const inventory = ctx.use(goods);
  const refs = [ctx.actor(mailbox, ctx.role.id), inventory.of(ctx, ctx.role.id)] as const;
  try {
    return await ctx.together(refs, ({ rows }, bag) => {
      const mail = findShown(rows, mailId, now);
      if (mail === null) return MAIL_REFUSAL.noMail;
      if (!hasGoods(mail)) return MAIL_REFUSAL.noGoods;
      if (inventory.change(bag, goodsIn(mail)) !== 'done') return rollback<number>(MAIL_REFUSAL.bagFull);
      rows.mail.update(mail.mailId, { isCollected: true, isRead: true });
      return 0;
    });
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    ctx.log.warn(`goods of a mail were not collected: ${error.message}`, { code: error.code, session: ctx.session.id });
    return MAIL_REFUSAL.failed;
  }
}

function answer(ctx: MailContext, request: number, result: { readonly mailId: bigint; readonly reason: number }): void {
  ctx.reply(MailResultS2c, { request, ...result, seconds: 0 });
}
