// The rules of a mailbox, as functions over its rows: the same in a handler, in a call and in `together`.
import type { Row, RowsOf } from '../../store/index.ts';
import type { GoodsChange } from '../bags/index.ts';
import { MAIL_KIND, MAIL_REFUSAL, type MailKind } from './mail.failures.ts';
import type { MailHead, MailListS2c, MailNoticeS2c, MailS2c } from './mail.messages.ts';
import type { mailTables } from './mail.tables.ts';
import { LISTED_MAX } from './mail-limits.ts';

export type MailRows = RowsOf<typeof mailTables>;
export type MailRow = Row<typeof mailTables.mail>;

/** A moment by the wall clock, and by the time that the store has been run. */
export interface Moment {
  readonly wallMs: number;
  readonly ranMs: number;
}

/** A mail that is about to be put into a mailbox. */
export interface NewMail extends Pick<MailRow, 'senderId' | 'senderName' | 'subject' | 'words' | 'gold' | 'items'> {
  readonly kind: MailKind;
  readonly keptMs: number;
}

export interface SendingBounds {
  readonly coolDownSeconds: number;
  readonly perDayMax: number;
}

const DAY_MS = 86_400_000;

export function isOver({ untilMs, untilRanMs }: MailRow, { wallMs, ranMs }: Moment): boolean {
  return wallMs >= untilMs && ranMs >= untilRanMs;
}

export function hasGoods({ gold, items, isCollected }: MailRow): boolean {
  return !isCollected && (gold > 0n || items.length > 0);
}

export function goodsIn({ gold, items }: Pick<MailRow, 'gold' | 'items'>): GoodsChange {
  return { gold, items };
}

/** Whether it goes back to its sender when it is over, rather than being deleted. */
export function isReturnable(mail: MailRow): boolean {
  return mail.kind === MAIL_KIND.role && hasGoods(mail);
}

/** Puts a mail in. False when there are as many of its kind as there may be. */
export function putMail(
  rows: MailRows,
  mail: NewMail,
  { now, mailsMax }: { readonly now: Moment; readonly mailsMax: number },
): boolean {
  prune(rows, now);
  const count = rows.mail.list().filter(({ kind }) => kind === mail.kind).length;
  if (count >= mailsMax) return false;
  const mailId = (rows.box.get()?.lastId ?? 0) + 1;
  const { keptMs, ...columns } = mail;
  rows.mail.insert({
    ...columns,
    mailId,
    sentMs: now.wallMs,
    untilMs: now.wallMs + keptMs,
    untilRanMs: now.ranMs + keptMs,
    isRead: false,
    isCollected: false,
  });
  setBox(rows, { lastId: mailId });
  return true;
}

/** Deletes what is over and does not go back. */
export function prune(rows: MailRows, now: Moment): void {
  for (const mail of rows.mail.list()) if (isOver(mail, now) && !isReturnable(mail)) rows.mail.delete(mail.mailId);
}

/** The mails that the player sees: not those that are about to go back. */
export function shown(rows: MailRows, now: Moment): readonly MailRow[] {
  return rows.mail.list().filter((mail) => !isOver(mail, now));
}

export function findShown(rows: MailRows, mailId: bigint, now: Moment): MailRow | null {
  const mail = mailId > 0n && mailId <= BigInt(Number.MAX_SAFE_INTEGER) ? rows.mail.get(Number(mailId)) : null;
  return mail === null || isOver(mail, now) ? null : mail;
}

/** 0, or why the role may not send another mail now; `seconds` says for how long. */
export function sendingRefusal(
  rows: MailRows,
  nowMs: number,
  { coolDownSeconds, perDayMax }: SendingBounds,
): { readonly reason: number; readonly seconds: number } {
  const sent = rows.box.get();
  if (sent === null) return { reason: 0, seconds: 0 };
  const waitMs = sent.sentMs + coolDownSeconds * 1_000 - nowMs;
  // A clock that was set back makes nobody wait longer than the setting says.
  if (waitMs > 0 && waitMs <= coolDownSeconds * 1_000) {
    return { reason: MAIL_REFUSAL.coolDown, seconds: Math.ceil(waitMs / 1_000) };
  }
  const isToday = sent.sentDay === Math.floor(nowMs / DAY_MS);
  if (!isToday || sent.sentToday < perDayMax) return { reason: 0, seconds: 0 };
  return { reason: MAIL_REFUSAL.dayLimit, seconds: Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1_000) };
}

/** The role has sent a mail. */
export function noteSent(rows: MailRows, nowMs: number): void {
  const day = Math.floor(nowMs / DAY_MS);
  const before = rows.box.get();
  setBox(rows, { sentMs: nowMs, sentDay: day, sentToday: before?.sentDay === day ? before.sentToday + 1 : 1 });
}

function setBox(rows: MailRows, patch: Partial<Omit<Row<typeof mailTables.box>, 'roleId'>>): void {
  if (rows.box.update(patch)) return;
  rows.box.insert({ lastId: 0, sentDay: 0, sentToday: 0, sentMs: 0, ...patch });
}

export function noticeOf(rows: MailRows, now: Moment): MailNoticeS2c {
  const mails = shown(rows, now);
  return { unread: mails.filter(({ isRead }) => !isRead).length, total: mails.length };
}

/** The latest first, with ids below `before`; 0 begins with the latest. */
export function pageOf(rows: MailRows, before: bigint, now: Moment): MailListS2c {
  const mails = shown(rows, now).filter(({ mailId }) => before <= 0n || BigInt(mailId) < before);
  const page = mails.toReversed().slice(0, LISTED_MAX);
  return { mails: page.map((mail) => headOf(mail, now)), hasMore: page.length < mails.length };
}

export function viewOf(mail: MailRow, now: Moment): MailS2c {
  const { words, gold, items } = mail;
  return { head: headOf(mail, now), words, gold, items: [...items] };
}

function headOf(mail: MailRow, now: Moment): MailHead {
  const { mailId, kind, senderId, senderName, subject, sentMs, isRead } = mail;
  const leftMs = Math.max(mail.untilMs - now.wallMs, mail.untilRanMs - now.ranMs);
  const secondsLeft = Math.min(Math.ceil(leftMs / 1_000), 2 ** 31 - 1);
  const head = { mailId: BigInt(mailId), kind, senderId, senderName, subject, sent: BigInt(sentMs) };
  return { ...head, secondsLeft, isRead, hasGoods: hasGoods(mail) };
}
