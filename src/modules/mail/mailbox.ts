// What others can do to a role's mailbox, whether somebody plays the role or not.
import { ActorError, defineRoleActor, rollback, type SelfOf } from '../../actor/index.ts';
import type { Letter } from './letter.ts';
import { MAIL_KIND } from './mail.failures.ts';
import { MailNoticeS2c } from './mail.messages.ts';
import { mailTables } from './mail.tables.ts';
import { mailDesk, type PostAnswer } from './mail-desk.ts';
import { RETURN_NEXT_MS, RETURN_RETRY_MS, RETURNS_AT_ONCE_MAX } from './mail-limits.ts';
import { isOver, isReturnable, type MailRow, noticeOf, prune, putMail } from './mailbox-rules.ts';

const part = defineRoleActor({ name: 'mailbox', tables: mailTables });
type BoxSelf = SelfOf<typeof part>;

const withReturns = part
  .on('post', (self, letter: Letter): PostAnswer => {
    const tell = { notify: () => notify(self) };
    return self.use(mailDesk).post({ rows: self.rows, tell }, letter);
  })
  /** Sends the player how many mails there are: a change of `together` tells it. */
  .on('notify', (self) => notify(self))
  .on('counts', (self) => noticeOf(self.rows, self.use(mailDesk).now));

export const mailbox = withReturns.on(
  'giveBack',
  /** Sends goods in mails that are over, or in all, back to their senders. In how many milliseconds to come again; null for never. */
  async (self, { isAll }: { readonly isAll: boolean }): Promise<number | null> => {
    const { now } = self.use(mailDesk);
    const due = self.rows.mail.list().filter((mail) => isReturnable(mail) && (isAll || isOver(mail, now)));
    let hasFailed = false;
    for (const mail of due.slice(0, RETURNS_AT_ONCE_MAX)) {
      if (!(await giveBack(self, mail))) hasFailed = true;
    }
    prune(self.rows, now);
    const left = self.rows.mail.list().filter(isReturnable);
    if (left.length === 0) return null;
    if (due.length > RETURNS_AT_ONCE_MAX && !hasFailed) return RETURN_NEXT_MS;
    const waits = left
      .filter((mail) => !isOver(mail, now))
      .map((mail) => Math.max(mail.untilMs - now.wallMs, mail.untilRanMs - now.ranMs));
    return Math.max(RETURN_NEXT_MS, Math.min(RETURN_RETRY_MS, ...waits));
  },
);

/** The goods leave this mailbox and arrive in the sender's in one change. False when they could not. */
async function giveBack(self: BoxSelf, { mailId, senderId }: MailRow): Promise<boolean> {
  const desk = self.use(mailDesk);
  const { now, settings, gameKeptMs: keptMs } = desk;
  try {
    const refs = [self.me, self.actor(withReturns, senderId)] as const;
    return await self.together(refs, (here, sender) => {
      const mail = here.rows.mail.get(mailId);
      if (mail === null || !isReturnable(mail)) return true;
      const { senderName, subject, words, gold, items } = mail;
      const back = { kind: MAIL_KIND.returned, senderId, senderName, subject, words, gold, items, keptMs };
      if (!putMail(sender.rows, back, { now, mailsMax: settings.mailsMax })) return rollback(false);
      here.rows.mail.delete(mailId);
      sender.tell.notify();
      return true;
    });
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    if (error.code !== 'role-unknown') {
      self.log.warn(`a mail could not go back: ${error.message}`, { code: error.code, role: self.key });
      return false;
    }
    // Nobody is there to take the goods.
    self.rows.mail.delete(mailId);
    await self.commit();
    return true;
  }
}

function notify(self: BoxSelf): void {
  if (self.isPlaying) self.reply(MailNoticeS2c, noticeOf(self.rows, self.use(mailDesk).now));
}
