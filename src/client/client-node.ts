// Connects a client in one call, with the machine's sockets and clock unless the caller passes others.
import { type Clock, Counters, silentLogger, systemClock } from '../base/index.ts';
import { createDefaultIo, createReactor, type Io, type Reactor } from '../reactor/index.ts';
import type { Layout, MessageType, Registry } from '../wire/index.ts';
import { createBareRegistry } from './bare-registry.ts';
import type { Client } from './client.ts';
import { createClientRegistry } from './client-registry.ts';
import { type DialClientOptions, dialClient } from './dial-client.ts';

export interface ConnectClientOptions
  extends Pick<
    DialClientOptions,
    'url' | 'tls' | 'connectMs' | 'timeoutMs' | 'closeReasons' | 'resume' | 'returnMs' | 'waiting'
  > {
  /** The message layout: `packed` unless the server is configured otherwise. */
  readonly layout?: Layout;
  /** The messages of your game, in addition to jadegate's own. */
  readonly messages?: readonly MessageType[];
  /** All messages, jadegate's own included; built from `messages` when left out. */
  readonly registry?: Registry;
  readonly clock?: Clock;
  /** Carries the bytes; when left out, the client makes one that ends with the connection. */
  readonly io?: Io;
  /** A reactor shared by many clients. The caller stops it, and `io` is not used. */
  readonly reactor?: Reactor;
}

export interface ConnectBareClientOptions extends Omit<ConnectClientOptions, 'messages' | 'registry'> {
  /** All messages that the game receives, jadegate's own among them. `ENTER_MESSAGES` are those that `enterWorld` needs. */
  readonly messages: readonly MessageType[];
}

/**
 * Connects to a server. Rejects with a `ClientError` that says what to do.
 *
 *    const client = await connectClient({ url: 'tcp://127.0.0.1:8001' });
 *    const { roleId } = await enterWorld(client, { credentials: 'alice' });
 *    client.on(ChatS2c, ({ msginfo }) => console.log(msginfo));
 */
export async function connectClient(options: ConnectClientOptions): Promise<Client> {
  const { clock = systemClock, layout = 'packed' } = options;
  const registry = options.registry ?? createClientRegistry(options.messages);
  const dial = { ...options, clock, layout, registry };
  if (options.reactor !== undefined) return await dialClient(options.reactor, dial);
  const reactor = createClientReactor(clock, options.io);
  try {
    const client = await dialClient(reactor, dial);
    void client.closed.then(() => reactor.stop());
    return client;
  } catch (error) {
    await reactor.stop();
    throw error;
  }
}

/** Like `connectClient`, without jadegate's messages but those of `messages`: see `connectBareClient` for browsers. */
export function connectBareClient(options: ConnectBareClientOptions): Promise<Client> {
  return connectClient({ ...options, registry: createBareRegistry(options.messages) });
}

/** A reactor that carries many clients. */
export function createClientReactor(clock: Clock = systemClock, io?: Io): Reactor {
  const counters = new Counters();
  return createReactor({
    io: io ?? createDefaultIo({ counters, log: silentLogger }),
    clock,
    counters,
    log: silentLogger,
  });
}
