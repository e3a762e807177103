// What a trade does to a role that plays: it invites it, and ends. What ends frees the role's place before its client reads of it, so
// that the client's next invitation finds it free.
import { defineOffer, defineRoleActor } from '../../actor/index.ts';
import type { TradeSeats } from './trade-seats.ts';
import { TRADE_REFUSAL } from './trades.failures.ts';
import { TradeEndS2c, TradeInvitedS2c, TradeRefusedS2c } from './trades.messages.ts';

export const tradeSeats = defineOffer<TradeSeats>('trade-seats');

interface Invitation {
  readonly from: bigint;
  readonly name: string;
  readonly seconds: number;
}

interface Ending {
  readonly key: string;
  /** The other role. */
  readonly roleId: bigint;
  readonly reason: number;
}

const REFUSALS = {
  'not-playing': TRADE_REFUSAL.notPlaying,
  busy: TRADE_REFUSAL.otherBusy,
  'too-many': TRADE_REFUSAL.tooManyInvitations,
} as const;

export const trader = defineRoleActor({ name: 'trader' })
  /** 0, or the number of the refusal. */
  .on('invite', (self, { from, name, seconds }: Invitation): number => {
    const answer = self.use(tradeSeats).invite(self.key, from, seconds * 1_000);
    if (answer !== 'invited') return REFUSALS[answer];
    self.reply(TradeInvitedS2c, { roleId: from, name, seconds });
    return 0;
  })
  .on('end', (self, { key, roleId, reason }: Ending) => {
    const seats = self.use(tradeSeats);
    const wasInvited = seats.forget(self.key, roleId);
    if (seats.free(self.key, key) || wasInvited) self.reply(TradeEndS2c, { roleId, reason });
  })
  /** The role asked for something and was refused; it has no part in that trade any more. */
  .on('refuse', (self, { key, roleId, reason }: Ending) => {
    self.use(tradeSeats).free(self.key, key);
    self.reply(TradeRefusedS2c, { roleId, reason });
  });
