// The settings of mail.
import { z } from 'zod';
import { KEPT_DAYS_MAX, MAIL_ITEMS_MAX, MAILS_MAX_MAX, SUBJECT_LENGTH_MAX, WORDS_LENGTH_MAX } from './mail-limits.ts';

const days = z.number().min(0.01).max(KEPT_DAYS_MAX);

export const mailSettings = z.object({
  mailsMax: z
    .int()
    .min(1)
    .max(MAILS_MAX_MAX)
    .default(50)
    .describe('Mails of each kind in one mailbox: from the game, from roles, and own ones that came back'),
  fromOneMax: z.int().min(1).max(MAILS_MAX_MAX).default(10).describe('Mails from one role in one mailbox'),
  subjectLengthMax: z.int().min(1).max(SUBJECT_LENGTH_MAX).default(30).describe('Characters of a subject'),
  wordsLengthMax: z.int().min(1).max(WORDS_LENGTH_MAX).default(300).describe('Characters of a mail'),
  itemsMax: z
    .int()
    .min(0)
    .max(MAIL_ITEMS_MAX)
    .default(8)
    .describe('Different items in one mail of a role; 0 allows only gold'),
  isGoldAllowed: z.boolean().default(true).describe('Whether roles may send gold'),
  postage: z.int().min(0).max(1_000_000_000).default(0).describe('Gold that a role pays for each mail that it sends'),
  coolDownSeconds: z.int().min(0).max(3_600).default(5).describe('How long a role waits between two mails'),
  perDayMax: z.int().min(1).max(10_000).default(50).describe('Mails that a role sends on one day of UTC'),
  roleDays: days.default(30).describe('How long the mail of a role is kept; then goods in it go back to the sender'),
  gameDays: days
    .default(30)
    .describe('How long a mail of the game, or one that came back, is kept; then it is deleted with its goods'),
});
