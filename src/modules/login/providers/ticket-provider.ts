// Sign-in by a ticket in the field `openkey`. Nothing to guess and nothing to look up but the ledger, which makes a ticket
// one-time; everything else about the ticket is right before the ledger is asked, so that garbage never reaches it.
import type { Credentials, Moment, Provider, Verdict } from './provider.ts';
import { accepted, refused } from './provider.ts';
import type { TicketKey } from './ticket.ts';
import { checkTicketKeys, readTicket } from './ticket.ts';

export interface TicketClaim {
  readonly ticket: string;
  readonly serverId: number;
  /** The only account that is accepted; any when left out. */
  readonly account?: string;
}

export class TicketProvider implements Provider {
  readonly name = 'ticket';
  readonly isGuessable = false;
  readonly #keys: readonly TicketKey[];

  constructor(options: { readonly keys: readonly TicketKey[] }) {
    checkTicketKeys(options.keys);
    this.#keys = options.keys;
  }

  verify(credentials: Credentials, at: Moment): Promise<Verdict> {
    return this.redeem({ ticket: credentials.openkey, serverId: credentials.serverid }, at);
  }

  lockKey(): null {
    return null;
  }

  /** Uses up a ticket from any message. One for another account or server is refused and stays unused. */
  async redeem(claim: TicketClaim, at: Moment): Promise<Verdict> {
    const reading = readTicket(claim.ticket, this.#keys, at.wallMs);
    if (!reading.ok) return refused(reading.reason);
    const { account, expiresAtMs, nonce, serverId } = reading.ticket;
    if (serverId !== null && serverId !== claim.serverId) return refused('wrong-server');
    if (claim.account !== undefined && claim.account !== account) return refused('wrong-credentials');
    const isFirst = await at.store.use(nonce, expiresAtMs).catch(() => null);
    if (isFirst === null) return refused('unavailable');
    return isFirst ? accepted(account) : refused('replayed');
  }
}
