// LoginSrv: accounts behind the logingates, and the session bus to the servers of a world. The store holds all that is durable; this file assembles the rest.
import type { PasswordCost, Rate } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import type { Store } from '../../store/index.ts';
import type { MirParts } from '../gate/index.ts';
import { AddressPaces } from '../gate/index.ts';
import type { TextEncoding } from '../names/index.ts';
import type { Dialect, MirCodec } from '../wire/index.ts';
import { AccountBook } from './account-book.ts';
import { accountKey } from './account-rules.ts';
import type { SessionKey } from './bus-message.ts';
import { GatePort } from './gate-port.ts';
import { LoginClient } from './login-client.ts';
import type { LoginRules, LoginServices } from './login-services.ts';
import { LoginSessions } from './login-sessions.ts';
import { SentAddress } from './sent-address.ts';
import { type ListedServer, ServerList } from './server-list.ts';
import { SessionBus } from './session-bus.ts';
import { SignInLocks } from './sign-in-locks.ts';

export interface LoginSrvOptions extends LoginRules {
  /** Where logingates connect, and the addresses they connect from. */
  readonly listen: Endpoint;
  readonly gates: readonly string[];
  /** Where servers connect, and the addresses they connect from. */
  readonly bus: Endpoint;
  readonly busPeers: readonly string[];
  readonly dialect: Dialect;
  readonly codec: MirCodec;
  readonly encoding: TextEncoding;
  readonly servers: readonly ListedServer[];
  readonly clientsMax: number;
  readonly sessionsMax: number;
  readonly sessionLifeMs: number;
  readonly registerRate: Rate;
}

export interface LoginSrvParts extends MirParts {
  readonly store: Store;
  readonly passwordCost?: PasswordCost;
}

export class LoginSrv {
  readonly accounts: AccountBook;
  readonly #parts: LoginSrvParts;
  readonly #sessions: LoginSessions;
  readonly #bus: SessionBus;
  readonly #port: GatePort;
  readonly #servers: ServerList;

  constructor(parts: LoginSrvParts, options: LoginSrvOptions) {
    this.#parts = parts;
    const { clock, random, log, store, passwordCost: cost } = parts;
    this.accounts = new AccountBook({ store, clock, random, log, ...(cost === undefined ? {} : { cost }) });
    this.#bus = new SessionBus(
      {
        ...parts,
        owner: {
          isListed: (name) => this.#servers.isListed(name),
          sessions: () => this.#sessions.open(),
          softOut: (key) => this.#softOut(key),
          kick: (key) => void this.#sessions.end(key, 'kicked'),
        },
      },
      {
        ...options,
        listen: options.bus,
        peers: options.busPeers,
        dialect: options.dialect.name,
      },
    );
    this.#sessions = new LoginSessions(
      { ...parts, announcer: this.#bus },
      { sessionsMax: options.sessionsMax, lifeMs: options.sessionLifeMs },
    );
    this.#servers = new ServerList(options.servers, (name) => this.#bus.onlineOf(name));
    const services: LoginServices = {
      ...parts,
      accounts: this.accounts,
      sessions: this.#sessions,
      servers: this.#servers,
      sent: new SentAddress(parts, 'mir.loginsrv.servers'),
      locks: new SignInLocks(parts),
      registers: new AddressPaces(options.registerRate),
      rules: options,
      dialect: options.dialect,
      codec: options.codec,
      encoding: options.encoding,
    };
    this.#port = new GatePort(
      { ...parts, attend: (client) => new LoginClient(services, client) },
      { ...options, kind: 'logingate' },
    );
  }

  /** Opens the bus, then the port for gates. Rejects with `ReactorError` or `StoreError`. */
  async start(): Promise<{ readonly endpoint: Endpoint; readonly bus: Endpoint }> {
    await this.#sessions.restore();
    const bus = await this.#bus.start();
    const { endpoint } = await this.#port.start();
    return { endpoint, bus: bus.endpoint };
  }

  /** Lets nobody in any more, closes the gates, and waits for what is being handled. Servers on the bus end with the reactor; the store is the caller's to close. */
  async stop(): Promise<void> {
    await this.#port.stop();
    await this.#bus.stop();
    await this.#sessions.stop();
  }

  status() {
    return {
      port: this.#port.status(),
      bus: this.#bus.status(),
      peers: this.#bus.peers(),
      sessions: this.#sessions.count,
      servers: this.#servers.servers.map(({ name, onlineMax }) => ({
        name,
        online: this.#bus.onlineOf(name),
        onlineMax,
      })),
    };
  }

  /** Another list of servers, from now on. */
  replaceServers(servers: readonly ListedServer[]): void {
    this.#servers.replace(servers);
  }

  /** Ends the account's session, wherever its player is. False when it has none. */
  kick(account: string): boolean {
    return this.#sessions.kick(accountKey(account));
  }

  #softOut(key: SessionKey): void {
    if (!this.#sessions.end(key, 'left')) this.#parts.counters.counter('mir_bus_session_unknown').add();
  }
}
