// When goods in unread mails go back, for roles that nobody plays: an alarm for each role that has such mail. It is set before the mail
// is delivered, so that no crash leaves goods without it.
import { ActorError, defineActor } from '../../actor/index.ts';
import { bigint } from '../../store/index.ts';
import { mailbox } from './mailbox.ts';

export const mailReturns = defineActor({ name: 'mail-returns', key: bigint(), alarms: ['due'] })
  .on('arm', (self, { atMs }: { readonly atMs: number }) => {
    const present = self.alarms.get('due');
    if (present === null || atMs < present.getTime()) self.alarms.set('due', new Date(atMs));
  })
  .alarm('due', async (self) => {
    try {
      const inMs = await self.actor(mailbox, self.key).giveBack({ isAll: false });
      if (inMs !== null) self.alarms.set('due', { inMs });
    } catch (error) {
      // The role was deleted for good, and its mails with it.
      if (!(error instanceof ActorError) || error.code !== 'role-unknown') throw error;
    }
  });
