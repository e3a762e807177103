// Door of the module of mail.
export type { Letter } from './letter.ts';
export { mailModule } from './mail.module.ts';
export type { OpenMailbox, PostAnswer } from './mail-desk.ts';
export { MailDesk, mailDesk } from './mail-desk.ts';
export { mailbox } from './mailbox.ts';
