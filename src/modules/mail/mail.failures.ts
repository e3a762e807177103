// The numbers with which `mail_result_s2c` (60165) says why a request was refused; 0 is success. Data about messages, without code.

export const MAIL_REFUSAL = {
  unknownRole: 1,
  self: 2,
  malformed: 3,
  tooLong: 4,
  coolDown: 5,
  dayLimit: 6,
  muted: 7,
  lacking: 8,
  otherFull: 9,
  tooManyFromYou: 10,
  noMail: 11,
  noGoods: 12,
  bagFull: 13,
  hasGoods: 14,
  failed: 15,
} as const;

/** `kind` of a mail in messages and rows. */
export const MAIL_KIND = { game: 1, role: 2, returned: 3 } as const;
export type MailKind = (typeof MAIL_KIND)[keyof typeof MAIL_KIND];
