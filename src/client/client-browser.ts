// Connects a client in one call, in a browser: by the WebSocket of the page or worker.
import { systemClock, webRandom } from '../base/plain.ts';
import type { Layout, MessageType, Registry } from '../wire/plain.ts';
import { createBareRegistry } from './bare-registry.ts';
import { type Client, type ClientOptions, startClient } from './client.ts';
import { ClientError } from './client-error.ts';
import { createClientRegistry } from './client-registry.ts';
import { BROWSER_RETURN_MS } from './limits.ts';
import { type WebSocketLike, webSocketDialer } from './link-websocket.ts';
import { type Page, watchPage } from './page-events.ts';

interface ConnectOptions extends Pick<ClientOptions, 'timeoutMs' | 'closeReasons' | 'resume' | 'returnMs' | 'waiting'> {
  /** `wss://HOST/PATH`, or `ws://HOST:PORT/PATH` for a page that did not come by `https:`. */
  readonly url: string;
  /** How long one attempt to connect may take. */
  readonly connectMs?: number;
  /** The message layout, `packed` when left out. The server learns it from the WebSocket subprotocol. */
  readonly layout?: Layout;
  /** Means nothing here: browsers send no datagrams, so all messages travel by the WebSocket. */
  readonly datagram?: boolean;
}

export interface ConnectClientOptions extends ConnectOptions {
  /** The messages of your game, in addition to jadegate's own. */
  readonly messages?: readonly MessageType[];
  /** All messages, jadegate's own included; built from `messages` when left out. */
  readonly registry?: Registry;
}

export interface ConnectBareClientOptions extends ConnectOptions {
  /** All messages that the game receives, jadegate's own among them. `ENTER_MESSAGES` are those that `enterWorld` needs. */
  readonly messages: readonly MessageType[];
}

/** What is used of the page or worker that runs this. */
interface Browser extends Page {
  readonly WebSocket?: new (url: string, protocol: string) => WebSocketLike;
}

/** Options of `connectClient` on Node that mean nothing here. */
const NODE_OPTIONS = ['tls', 'io', 'reactor', 'clock'] as const;

/**
 * Connects to a server. Rejects with a `ClientError` that says what to do.
 *
 *    const client = await connectClient({ url: 'wss://play.example.org', resume: true });
 *    const { roleId } = await enterWorld(client, { credentials: 'alice' });
 *    client.on(ChatS2c, ({ msginfo }) => console.log(msginfo));
 */
export async function connectClient(options: ConnectClientOptions): Promise<Client> {
  return await connect(options, options.registry ?? createClientRegistry(options.messages));
}

/** Like `connectClient`, without jadegate's messages but those of `messages`: a bundler leaves the others out. */
export async function connectBareClient(options: ConnectBareClientOptions): Promise<Client> {
  return await connect(options, createBareRegistry(options.messages));
}

async function connect(options: ConnectOptions, registry: Registry): Promise<Client> {
  // The browser's interfaces, of which only some are there in each kind of page and worker.
  const browser = globalThis as unknown as Browser;
  const { WebSocket } = browser;
  if (WebSocket === undefined) {
    throw new ClientError('connect-failed', 'this runtime has no WebSocket, and jadegate/client for browsers needs it');
  }
  const foreign = NODE_OPTIONS.find((name) => name in options);
  if (foreign !== undefined) {
    throw new ClientError('option-unsupported', `connectClient in a browser has no option ${foreign}: leave it out`);
  }
  const { layout = 'packed' } = options;
  const open = (url: string, protocol: string): WebSocketLike => new WebSocket(url, protocol);
  const client = await startClient(() => webSocketDialer({ ...options, layout, clock: systemClock, open }), {
    returnMs: BROWSER_RETURN_MS,
    ...options,
    layout,
    registry,
    clock: systemClock,
    random: webRandom,
  });
  const stop = watchPage(browser, client);
  void client.closed.then(stop);
  return client;
}
