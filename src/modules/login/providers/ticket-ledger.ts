// What makes a ticket one-time: a durable record of the nonces that were used. The body must decide atomically (one
// insert under a unique key) and keep a nonce until its expiry; after that the ticket is refused as expired anyway, so
// the record may go.

export interface TicketLedger {
  /** True for the first use of `nonce`, false for every later one. Rejects when it cannot tell. */
  use(nonce: string, expiresAtMs: number): Promise<boolean>;
}
