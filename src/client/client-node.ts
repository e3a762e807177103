// Connects a client in one call, with the machine's sockets and clock unless the caller passes others.
import { type Clock, Counters, silentLogger, systemClock } from '../base/index.ts';
import {
  createDefaultDatagramIo,
  createDefaultIo,
  createReactor,
  type DatagramIo,
  type Io,
  type Reactor,
} from '../reactor/index.ts';
import type { Layout, MessageType, Registry } from '../wire/index.ts';
import { createBareRegistry } from './bare-registry.ts';
import type { Client } from './client.ts';
import { createClientRegistry } from './client-registry.ts';
import { DatagramWays } from './datagram-ways-node.ts';
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
  /**
   * Messages that the schema marks with `datagram: true` travel as datagrams where the server has a port for them and the network lets
   * them through; otherwise by the connection, and nothing is noticed but the events `datagramsOpen` and `datagramsClosed`.
   */
  readonly datagram?: boolean;
  /** Carries the datagrams; when left out, the client makes one that ends with the connection. */
  readonly datagramIo?: DatagramIo;
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
  const ways = options.datagram === true ? new DatagramWays(options.datagramIo ?? createDatagramIo()) : null;
  const dial = {
    ...options,
    clock,
    layout,
    registry,
    ...(ways === null ? {} : { dialDatagrams: ways.dial }),
  };
  const reactor = options.reactor ?? createClientReactor(clock, options.io);
  const stop = async (): Promise<void> => {
    await ways?.close();
    if (options.reactor === undefined) await reactor.stop();
  };
  try {
    const client = await dialClient(reactor, dial);
    void client.closed.then(stop);
    return client;
  } catch (error) {
    await stop();
    throw error;
  }
}

function createDatagramIo(): DatagramIo {
  return createDefaultDatagramIo({ counters: new Counters(), log: silentLogger });
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
