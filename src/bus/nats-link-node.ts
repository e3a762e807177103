// The connection to NATS: opened when the process starts, whether the server is there or not, and kept until it is closed. The library
// connects again by itself; when it gives up, the link begins anew with it. What uses the connection learns of each one.
import { readFileSync } from 'node:fs';
import type { ConnectionOptions, NatsConnection, Status } from '@nats-io/transport-node';
import { Backoff, type Clock, loadLibrary, messageOf, type Random } from '../base/index.ts';
import { CONNECT_MS_MAX, PING_MS, PINGS_OUT_MAX, RECONNECT_MS, RECONNECT_MS_MAX } from './limits.ts';

export interface NatsOptions {
  /** `nats://10.0.0.4:4222`; several with commas between them. A user and password may stand in it. */
  readonly url: string;
  /** Shown by the server's own tools. */
  readonly name: string;
  /** Files: the credentials that `nsc` writes; and for TLS the authority, and the client's certificate with its key. */
  readonly credentialsFile?: string | undefined;
  readonly tls?:
    | { readonly ca?: string | undefined; readonly cert?: string | undefined; readonly key?: string | undefined }
    | undefined;
}

export interface NatsLinkEvents {
  /** `isNew`: the library's connection is another object, on which nothing is subscribed. */
  connected(connection: NatsConnection, isNew: boolean): void;
  disconnected(reason: string): void;
}

export class NatsLink {
  /** Without a user and password. */
  readonly description: string;
  readonly #options: NatsOptions;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #listeners: NatsLinkEvents[] = [];
  #connection: NatsConnection | null = null;
  #isUp = false;
  #isClosed = false;
  #isStarted = false;

  constructor(options: NatsOptions, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#options = options;
    this.#clock = clock;
    this.#backoff = new Backoff({ minMs: RECONNECT_MS, maxMs: RECONNECT_MS_MAX }, random);
    this.description = `NATS at ${serversOf(options.url).hosts.join(', ')}`;
  }

  /** While it is connected. */
  get connection(): NatsConnection | null {
    return this.#isUp ? this.#connection : null;
  }

  /** Reports to `events` from now on; begins to connect with the first one. */
  use(events: NatsLinkEvents): void {
    this.#listeners.push(events);
    if (this.#isUp && this.#connection !== null) events.connected(this.#connection, true);
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    await this.#connection?.close();
  }

  async #connect(): Promise<void> {
    const { connect } = loadLibrary<typeof import('@nats-io/transport-node')>('@nats-io/transport-node');
    while (!this.#isClosed) {
      try {
        const connection = await connect(connectionOptions(this.#options));
        if (this.#isClosed) {
          await connection.close();
          return;
        }
        this.#connection = connection;
        this.#backoff.reset();
        this.#report(true);
        void this.#follow(connection);
        return;
      } catch (error) {
        this.#lost(messageOf(error));
        const { promise, resolve } = Promise.withResolvers<void>();
        // A timer that keeps the process alive: without a server there may be nothing else that does.
        this.#clock.after(this.#backoff.nextMs(), resolve);
        await promise;
      }
    }
  }

  async #follow(connection: NatsConnection): Promise<void> {
    void connection.closed().then((error) => {
      if (this.#isClosed || this.#connection !== connection) return;
      this.#lost(error instanceof Error ? error.message : 'the connection was closed');
      void this.#connect();
    });
    for await (const status of connection.status()) this.#noteStatus(status);
  }

  #noteStatus(status: Status): void {
    if (status.type === 'reconnect') this.#report(false);
    else if (status.type === 'disconnect') this.#lost(`${status.server} ended the connection`);
    else if (status.type === 'staleConnection') this.#lost('the server gave no sign of life');
  }

  #report(isNew: boolean): void {
    this.#isUp = true;
    for (const each of this.#listeners) each.connected(this.#connection as NatsConnection, isNew);
  }

  #lost(reason: string): void {
    if (this.#isClosed) return;
    this.#isUp = false;
    for (const each of this.#listeners) each.disconnected(reason);
  }
}

interface Servers {
  readonly hosts: readonly string[];
  readonly user: string | null;
  readonly password: string | null;
}

/** Host and port of each server, apart from the user and password. */
function serversOf(url: string): Servers {
  const parts = url.split(',').map((part) => new URL(part.includes('://') ? part.trim() : `nats://${part.trim()}`));
  const first = parts[0];
  return {
    hosts: parts.map((part) => part.host),
    user: first === undefined || first.username === '' ? null : decodeURIComponent(first.username),
    password: first === undefined || first.password === '' ? null : decodeURIComponent(first.password),
  };
}

function connectionOptions({ url, name, credentialsFile, tls }: NatsOptions): ConnectionOptions {
  const { hosts, user, password } = serversOf(url);
  const { credsAuthenticator } = loadLibrary<typeof import('@nats-io/transport-node')>('@nats-io/transport-node');
  const isTls = tls !== undefined || /^(?:tls|natss):/.test(url);
  return {
    servers: [...hosts],
    name,
    noEcho: false,
    timeout: CONNECT_MS_MAX,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_MS,
    reconnectDelayHandler: () => RECONNECT_MS + Math.floor(RECONNECT_MS * hosts.length),
    pingInterval: PING_MS,
    maxPingOut: PINGS_OUT_MAX,
    ignoreAuthErrorAbort: true,
    ...(user === null ? {} : password === null ? { token: user } : { user, pass: password }),
    ...(credentialsFile === undefined ? {} : { authenticator: credsAuthenticator(readFileSync(credentialsFile)) }),
    ...(isTls ? { tls: tlsOf(tls ?? {}) } : {}),
  };
}

function tlsOf({ ca, cert, key }: NonNullable<NatsOptions['tls']>): NonNullable<ConnectionOptions['tls']> {
  return {
    ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
    ...(cert === undefined ? {} : { cert: readFileSync(cert, 'utf8') }),
    ...(key === undefined ? {} : { key: readFileSync(key, 'utf8') }),
  };
}
