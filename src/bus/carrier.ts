// What brings bundles from one process to others: NATS, or memory. It keeps the order of what one process sends to one subject, loses
// what is on its way when a connection breaks, and may bring a bundle twice when the connection is back. All else is the bus's own.
// Its bodies pass one suite (`bus.conformance.ts`).

/** What a carrier reports. The first report is `connected`. */
export interface CarrierEvents {
  connected(): void;
  disconnected(reason: string): void;
  /** Nobody subscribes to what was sent with this ticket. */
  nobody(ticket: number): void;
  /** Bundles for this process were dropped, because it takes them too slowly. */
  slow(droppedCount: number): void;
  /** A bundle was not taken, and is lost. */
  refused(reason: string): void;
}

export interface Carrier {
  /** Where it goes: for the log. No secrets. */
  readonly description: string;
  /** Bytes of one bundle that it takes. */
  readonly messageBytesMax: number;
  /** Begins to connect, and goes on trying until it is closed. Once. */
  start(events: CarrierEvents): void;
  /**
   * Sends, while it is connected. It keeps the bytes, which do not change later. With a ticket above 0 it reports when nobody
   * subscribes.
   */
  send(subject: string, bytes: Uint8Array, ticket: number): void;
  /**
   * Until the returned function is called. Of the members of a group one receives each bundle. `received` keeps no view of the bytes.
   * May be called before the carrier is connected.
   */
  subscribe(subject: string, group: string | null, received: (bytes: Uint8Array) => void): () => void;
  /** Resolves when the server has all that was sent before; rejects when the connection breaks before that. */
  confirm(): Promise<void>;
  /** Ends the connection. What was sent before still leaves, if the server answers in time. */
  close(): Promise<void>;
}
