// A role sends a mail. What can be refused cheaply is refused first; what counts is decided again in the one change in which the goods leave
// the sender, the mail arrives, and the sending is counted.
import type { z } from 'zod';
import { ActorError, rollback } from '../../actor/index.ts';
import type { Context } from '../../gate/index.ts';
import { isRoleId } from '../../store/index.ts';
import { goods } from '../bags/index.ts';
import { banBook } from '../bans/index.ts';
import { findRoleByName, goneAmong } from '../roles/index.ts';
import { cleanText, wordFilter } from '../words/index.ts';
import { areItems, areTooLong } from './letter.ts';
import { MAIL_KIND, MAIL_REFUSAL } from './mail.failures.ts';
import type { MailSendC2s } from './mail.messages.ts';
import type { mailSettings } from './mail.settings.ts';
import type { mailTables } from './mail.tables.ts';
import { mailDesk } from './mail-desk.ts';
import { SUBJECT_BYTES_MAX, WORDS_BYTES_MAX } from './mail-limits.ts';
import { mailReturns } from './mail-returns.ts';
import { mailbox } from './mailbox.ts';
import { noteSent, putMail, sendingRefusal } from './mailbox-rules.ts';

export type MailContext = Context<typeof mailTables, 'gaming', z.output<typeof mailSettings>>;

export interface Sent {
  /** 0, or a number of `MAIL_REFUSAL`. */
  readonly reason: number;
  /** How long the sender has to wait. */
  readonly seconds: number;
}

const FAILURES = {
  lacking: MAIL_REFUSAL.lacking,
  full: MAIL_REFUSAL.malformed,
  malformed: MAIL_REFUSAL.malformed,
} as const;

export async function sendMail(ctx: MailContext, message: MailSendC2s): Promise<Sent> {
  const { wallMs } = ctx.use(mailDesk).now;
  const early = sendingRefusal(ctx.rows, wallMs, ctx.settings);
  if (early.reason !== 0) return early;
  const mute = ctx.use(banBook).muteOf({ account: ctx.account.name, roleId: ctx.role.id }, 'mail');
  if (mute !== null) return { reason: MAIL_REFUSAL.muted, seconds: mute.seconds };
  const mail = { ...message, subject: cleaned(message.subject), words: cleaned(message.words, true) };
  const reason = faultOf(ctx, mail);
  if (reason !== 0) return { reason, seconds: 0 };
  const toRoleId = await receiverOf(ctx, mail);
  if (toRoleId === null || toRoleId === ctx.role.id) {
    return { reason: toRoleId === null ? MAIL_REFUSAL.unknownRole : MAIL_REFUSAL.self, seconds: 0 };
  }
  try {
    return { reason: await deliver(ctx, mail, toRoleId), seconds: 0 };
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    if (error.code === 'role-unknown') return { reason: MAIL_REFUSAL.unknownRole, seconds: 0 };
    ctx.log.warn(`a mail was not sent: ${error.message}`, { code: error.code, session: ctx.session.id });
    return { reason: MAIL_REFUSAL.failed, seconds: 0 };
  }
}

/** The text as it may be shown; empty when nothing of it may. */
function cleaned(text: string, hasLines = false): string {
  const clean = cleanText(text, { bytesMax: hasLines ? WORDS_BYTES_MAX : SUBJECT_BYTES_MAX, hasLines });
  return clean.ok ? clean.text : '';
}

/** What is wrong with the mail itself. */
function faultOf({ settings }: MailContext, { subject, words, gold, items }: MailSendC2s): number {
  if (areTooLong({ subject, words }, { subject: settings.subjectLengthMax, words: settings.wordsLengthMax })) {
    return MAIL_REFUSAL.tooLong;
  }
  const isGold = gold === 0n || (gold > 0n && settings.isGoldAllowed);
  const isEmpty = subject === '' && words === '' && gold === 0n && items.length === 0;
  return isGold && !isEmpty && areItems(items, settings.itemsMax) ? 0 : MAIL_REFUSAL.malformed;
}

async function receiverOf(ctx: MailContext, { toRoleId, toName }: MailSendC2s): Promise<bigint | null> {
  if (toRoleId === 0n) return (await findRoleByName(ctx, toName))?.roleId ?? null;
  // Of an id that no role can have nobody is woken.
  if (!isRoleId(toRoleId)) return null;
  const gone = await ctx.store.run(goneAmong, { roleIds: [toRoleId] });
  return gone.length === 0 ? toRoleId : null;
}

async function deliver(ctx: MailContext, message: MailSendC2s, toRoleId: bigint): Promise<number> {
  const own = ctx.role;
  const desk = ctx.use(mailDesk);
  const filter = ctx.use(wordFilter);
  const inventory = ctx.use(goods);
  const { settings } = ctx;
  const { gold, items } = message;
  const mail = {
    kind: MAIL_KIND.role,
    senderId: own.id,
    senderName: own.name,
    subject: filter.mask(message.subject),
    words: filter.mask(message.words),
    gold,
    items,
    keptMs: desk.roleKeptMs,
  };
  // Before the goods are on their way: an alarm without a mail does no harm.
  const { now } = desk;
  if (gold > 0n || items.length > 0) await ctx.actor(mailReturns, toRoleId).arm({ atMs: now.wallMs + mail.keptMs });
  const refs = [ctx.actor(mailbox, own.id), inventory.of(ctx, own.id), ctx.actor(mailbox, toRoleId)] as const;
  return ctx.together(refs, (mine, purse, theirs) => {
    const refused = sendingRefusal(mine.rows, now.wallMs, settings);
    if (refused.reason !== 0) return rollback(refused.reason);
    const taken = items.map(({ id, count }) => ({ id, count: -count }));
    const cost = -gold - BigInt(settings.postage);
    const isFree = cost === 0n && taken.length === 0;
    const paid = isFree ? 'done' : inventory.change(purse, { gold: cost, items: taken });
    if (paid !== 'done') return rollback<number>(FAILURES[paid]);
    const fromMe = theirs.rows.mail
      .list()
      .filter(({ kind, senderId }) => kind === MAIL_KIND.role && senderId === own.id);
    if (fromMe.length >= settings.fromOneMax) return rollback<number>(MAIL_REFUSAL.tooManyFromYou);
    if (!putMail(theirs.rows, mail, { now, mailsMax: settings.mailsMax }))
      return rollback<number>(MAIL_REFUSAL.otherFull);
    noteSent(mine.rows, now.wallMs);
    theirs.tell.notify();
    return 0;
  });
}
