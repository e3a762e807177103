// A whole LoginSrv in one process, put together from a configuration: its store, the port for logingates, the session bus, its control socket and its line in the log.
import {
  type Clock,
  Counters,
  type Logger,
  type PasswordCost,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '../../base/index.ts';
import { createDefaultIo, createReactor, type Endpoint, type Io, type Reactor } from '../../reactor/index.ts';
import { ConfigError } from '../../server/control/index.ts';
import type { Config } from '../../server/index.ts';
import { bodyOf, failureOf, storeLocation } from '../../server/index.ts';
import { openStore } from '../../store/front/index.ts';
import type { Store } from '../../store/index.ts';
import {
  type ListedServer,
  LoginSrv,
  type LoginSrvOptions,
  type LoginSrvStatus,
  loginSrvTables,
} from '../servers/index.ts';
import type { LoginSrvSettings } from '../settings/index.ts';
import { dialectOf } from '../wire/index.ts';
import { mirCodecOf, mirStoreSettings, openMirControl, startMirReport } from './mir-parts.ts';

export interface LoginSrvServerOptions {
  readonly config: Config;
  readonly io?: Io;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  readonly counters?: Counters;
  /** The list of servers as the configuration has it now, for `reload`. */
  readonly reread?: () => Promise<readonly ListedServer[]>;
}

export interface LoginSrvServer {
  /** Where logingates connect, and where servers do, with the ports that the system chose. */
  readonly endpoint: Endpoint;
  readonly bus: Endpoint;
  readonly srv: LoginSrv;
  /** Where the accounts lie. */
  readonly location: string;
  readonly counters: Counters;
  /** Settles with the reason when the store is lost: nothing can go on then. */
  readonly failed: Promise<Error>;
  status(): LoginSrvServerStatus;
  /** The list of servers is read again. */
  reload(): Promise<string>;
  /** Finishes what was begun, ends all connections, closes the store. Once. */
  stop(): Promise<void>;
}

export interface LoginSrvServerStatus extends LoginSrvStatus {
  readonly kind: 'loginsrv';
  readonly dialect: string;
  readonly store: string;
  readonly counters: Readonly<Record<string, number>>;
}

/** With `dev` hundreds of robots sign in at once on one machine. A hash of this cost is renewed at the first sign-in without it. */
const DEV_PASSWORD_COST: PasswordCost = { memoryKiB: 1_024, passes: 1, lanes: 1 };

/** Resolves when gates and servers can come. Throws a coded error that says what stands in the way. */
export async function startLoginSrv(options: LoginSrvServerOptions): Promise<LoginSrvServer> {
  const { config, clock = systemClock, random = systemRandom, log = silentLogger } = options;
  const { counters = new Counters() } = options;
  const srvOptions = optionsOf(config.mir.loginsrv);
  const settings = mirStoreSettings(config, 'loginsrv');
  const store = await openStore({
    body: bodyOf(settings),
    tables: Object.values(loginSrvTables),
    serverIds: [],
    clock,
    log,
    counters,
    random,
  });
  const io = options.io ?? createDefaultIo({ counters, log, body: config.io, poller: config.poller });
  const reactor = createReactor({ io, clock, counters, log });
  try {
    const cost = config.dev ? { passwordCost: DEV_PASSWORD_COST } : {};
    const srv = new LoginSrv({ reactor, store, clock, random, counters, log, ...cost }, srvOptions);
    const location = storeLocation(settings);
    return await assemble(srv, { ...options, clock, log, counters, reactor, store, location });
  } catch (error) {
    await reactor.stop();
    await store.close();
    throw error;
  }
}

/** The list of servers that a configuration has. Throws a `ConfigError` when it is empty. */
export function listedServers({ servers }: LoginSrvSettings): readonly ListedServer[] {
  if (servers.length > 0) return servers;
  const example = '[{ "name": "One", "selgates": ["203.0.113.5:7100"] }]';
  throw new ConfigError(
    'invalid',
    `mir.loginsrv.servers: players need a server to choose: give its name, as mir.dbsrv.serverName has it, and where players reach its selgates, such as ${example}`,
  );
}

interface Parts extends LoginSrvServerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly reactor: Reactor;
  readonly store: Store;
  readonly location: string;
}

async function assemble(srv: LoginSrv, parts: Parts): Promise<LoginSrvServer> {
  const { config, clock, log, counters, reactor, store, location, reread } = parts;
  const { endpoint, bus } = await srv.start();
  const status = (): LoginSrvServerStatus => ({
    kind: 'loginsrv',
    dialect: config.mir.loginsrv.dialect,
    store: location,
    ...srv.status(),
    counters: counters.snapshot(),
  });
  const reload = async (): Promise<string> => {
    if (reread === undefined) return 'there is no file to read again';
    const servers = await reread();
    srv.replaceServers(servers);
    return `${servers.length} servers are in the list now`;
  };
  const ban = (isBanned: boolean) => async (request: Readonly<Record<string, unknown>>) => {
    const account = accountOf(request);
    if (!(await srv.accounts.ban(account, isBanned))) throw unknownAccount(account);
    if (isBanned) srv.kick(account);
    return `${account} is ${isBanned ? 'banned' : 'no longer banned'}`;
  };
  const kick = (request: Readonly<Record<string, unknown>>): string => {
    const account = accountOf(request);
    return srv.kick(account) ? `${account} was signed out` : `${account} was not signed in`;
  };
  const commands = { status, reload, kick, ban: ban(true), unban: ban(false) };
  const cancelReport = startMirReport({ clock, log, counters });
  const control = await openMirControl(config, { part: 'loginsrv', log, commands });
  const stop = async (): Promise<void> => {
    cancelReport();
    await control?.close();
    await srv.stop();
    await reactor.stop();
    await store.close();
  };
  return { endpoint, bus, srv, location, counters, failed: failureOf(store), status, reload, stop };
}

function accountOf({ account }: Readonly<Record<string, unknown>>): string {
  if (typeof account === 'string' && account !== '') return account;
  throw new ConfigError('invalid', 'account: the name of an account is needed');
}

function unknownAccount(account: string): ConfigError {
  return new ConfigError('refused', `there is no account ${JSON.stringify(account)}`);
}

function optionsOf(settings: LoginSrvSettings): LoginSrvOptions {
  const { versionMin, registersPerMinute, sessionSeconds } = settings;
  return {
    ...settings,
    servers: listedServers(settings),
    dialect: dialectOf(settings.dialect),
    codec: mirCodecOf(settings),
    versionMin: versionMin === 0 ? null : versionMin,
    registerRate: { perSecond: registersPerMinute / 60, burst: Math.max(1, Math.floor(registersPerMinute)) },
    sessionLifeMs: sessionSeconds * 1_000,
  };
}
