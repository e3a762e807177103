// The bus on NATS. Calls fail at once where nobody serves them: the server answers a message that nobody receives on its reply subject,
// which holds the ticket. A process that reads too slowly loses its connection by the server's own rule, and comes back.
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { messageOf } from '../base/index.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { BODY_BYTES_MAX } from './limits.ts';
import type { NatsLink } from './nats-link-node.ts';

const NOBODY_CODE = 503;
/** A server takes messages of 1 MiB unless it is told otherwise. */
const MESSAGE_BYTES_MAX = BODY_BYTES_MAX * 2;

interface Wanted {
  readonly subject: string;
  readonly group: string | null;
  readonly received: (message: Msg) => void;
  subscription: Subscription | null;
}

export class NatsCarrier implements Carrier {
  readonly description: string;
  readonly messageBytesMax = MESSAGE_BYTES_MAX;
  readonly #link: NatsLink;
  readonly #replyPrefix: string;
  readonly #wanted = new Set<Wanted>();
  #connection: NatsConnection | null = null;
  #events: CarrierEvents | null = null;
  #isClosed = false;

  /** `replies` is a subject that is this process's own: tickets stand behind it. */
  constructor(link: NatsLink, replies: string) {
    this.#link = link;
    this.#replyPrefix = `${replies}.`;
    this.description = link.description;
  }

  start(events: CarrierEvents): void {
    this.#events = events;
    // A message without a body on the reply subject says that nobody received the bundle.
    this.#want(`${this.#replyPrefix}*`, null, ({ subject, headers }) => {
      if (headers?.code === NOBODY_CODE) events.nobody(Number(subject.slice(this.#replyPrefix.length)));
    });
    this.#link.use({
      connected: (connection, isNew) => {
        this.#connection = connection;
        if (isNew) for (const wanted of this.#wanted) this.#subscribe(wanted, connection);
        events.connected();
      },
      disconnected: (reason) => events.disconnected(reason),
    });
  }

  send(subject: string, bytes: Uint8Array, ticket: number): void {
    if (this.#isClosed || this.#connection === null || this.#connection.isClosed()) return;
    try {
      if (ticket > 0) this.#connection.publish(subject, bytes, { reply: `${this.#replyPrefix}${ticket}` });
      else this.#connection.publish(subject, bytes);
    } catch (error) {
      // The server takes smaller messages only (`max_payload`), or the connection ended in this moment.
      this.#events?.refused(messageOf(error));
    }
  }

  subscribe(subject: string, group: string | null, received: (bytes: Uint8Array) => void): () => void {
    return this.#want(subject, group, ({ data }) => received(data));
  }

  #want(subject: string, group: string | null, received: (message: Msg) => void): () => void {
    const wanted: Wanted = { subject, group, received, subscription: null };
    this.#wanted.add(wanted);
    const connection = this.#connection;
    if (connection !== null && !connection.isClosed()) this.#subscribe(wanted, connection);
    return () => {
      this.#wanted.delete(wanted);
      wanted.subscription?.unsubscribe();
    };
  }

  async confirm(): Promise<void> {
    await this.#connection?.flush();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#link.close();
  }

  #subscribe(wanted: Wanted, connection: NatsConnection): void {
    const { subject, group, received } = wanted;
    wanted.subscription = connection.subscribe(subject, {
      ...(group === null ? {} : { queue: group }),
      callback: (error, message) => {
        if (error === null) received(message);
      },
    });
  }
}
