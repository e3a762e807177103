// Puts mails into mailboxes by the settings and the two clocks of this process. Other modules use it inside of `together`, so that goods
// leave where they were and arrive in the mail in one change:
//
//   await self.together([self.me, self.actor(mailbox, roleId)], (chest, box) => {
//     if (!take(chest.rows)) return rollback('empty');
//     return self.use(mailDesk).post(box, letter) === 'posted' ? 'sent' : rollback('full');
//   });
import { defineOffer } from '../../actor/index.ts';
import type { Clock } from '../../base/index.ts';
import { isLetter, type Letter } from './letter.ts';
import { MAIL_KIND } from './mail.failures.ts';
import { type MailRows, type Moment, putMail } from './mailbox-rules.ts';

/** Only with 'posted' has anything changed. */
export type PostAnswer = 'posted' | 'full' | 'malformed';

/** A mailbox in a `together`. */
export interface OpenMailbox {
  readonly rows: MailRows;
  readonly tell: { notify(): void };
}

export interface MailDeskSettings {
  readonly mailsMax: number;
  readonly roleDays: number;
  readonly gameDays: number;
}

const DAY_MS = 86_400_000;

export class MailDesk {
  readonly settings: MailDeskSettings;
  readonly #clock: Pick<Clock, 'wallMs' | 'monotonicMs'>;
  /** How long the store had been run when it was last read, and when that was. */
  #ran = { ms: 0, atMs: 0 };

  constructor(settings: MailDeskSettings, clock: Pick<Clock, 'wallMs' | 'monotonicMs'>) {
    this.settings = settings;
    this.#clock = clock;
  }

  /** The store had been run for so long, a moment ago. */
  ran(ms: number): void {
    this.#ran = { ms, atMs: this.#clock.monotonicMs() };
  }

  get now(): Moment {
    const sinceMs = Math.floor(this.#clock.monotonicMs() - this.#ran.atMs);
    return { wallMs: this.#clock.wallMs(), ranMs: this.#ran.ms + sinceMs };
  }

  get roleKeptMs(): number {
    return Math.round(this.settings.roleDays * DAY_MS);
  }

  get gameKeptMs(): number {
    return Math.round(this.settings.gameDays * DAY_MS);
  }

  /** Puts a mail of the game's own into a mailbox; its player is sent a notice when all is durable. */
  post({ rows, tell }: OpenMailbox, letter: Letter): PostAnswer {
    if (!isLetter(letter)) return 'malformed';
    const { from, subject, words = '', gold = 0n, items = [], days } = letter;
    const keptMs = days === undefined ? this.gameKeptMs : Math.round(days * DAY_MS);
    const mail = { kind: MAIL_KIND.game, senderId: 0n, senderName: from, subject, words, gold, items, keptMs };
    if (!putMail(rows, mail, { now: this.now, mailsMax: this.settings.mailsMax })) return 'full';
    tell.notify();
    return 'posted';
  }
}

export const mailDesk = defineOffer<MailDesk>('mail-desk');
