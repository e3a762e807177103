// A LoginSrv in one process, put together from a configuration.
import type { PasswordCost } from '../../base/index.ts';
import { type Command, type Commands, failureOf, type RuntimeOptions, startProcess } from '../../process/index.ts';
import { ConfigError } from '../../server/control/index.ts';
import type { Config } from '../../server/settings/index.ts';
import { type ListedServer, LoginSrv, type LoginSrvOptions, loginSrvTables } from '../servers/index.ts';
import type { LoginSrvSettings } from '../settings/index.ts';
import { dialectOf } from '../wire/index.ts';
import { createClientEndpoints, type ResolveOptions } from './client-endpoints.ts';
import { mirCodecOf, openPart, openPartStore } from './mir-parts.ts';

export interface LoginSrvServerOptions extends RuntimeOptions, ResolveOptions {
  readonly config: Config;
  /** The list of servers as the configuration has it now, for `reload`. */
  readonly reread?: () => Promise<readonly ListedServer[]>;
}

export type LoginSrvServer = Awaited<ReturnType<typeof startLoginSrv>>;
export type LoginSrvServerStatus = ReturnType<LoginSrvServer['status']>;

/** With `dev` hundreds of robots sign in at once on one machine. A hash of this cost is renewed at the first sign-in without it. */
const DEV_PASSWORD_COST: PasswordCost = { memoryKiB: 1_024, passes: 1, lanes: 1 };

/** Resolves when gates and servers can come. Throws a coded error that says what stands in the way. */
export async function startLoginSrv(options: LoginSrvServerOptions) {
  const { config } = options;
  return await startProcess(options, async (runtime) => {
    const { opened, counters, log } = runtime;
    const endpoints = createClientEndpoints('mir.loginsrv.servers', { ...options, log, isLocal: config.dev });
    const sendable = async (servers: readonly ListedServer[]): Promise<readonly ListedServer[]> =>
      await Promise.all(servers.map(async (each) => ({ ...each, selgates: await endpoints.of(each.selgates) })));
    const srvOptions = optionsOf(config.mir.loginsrv, await sendable(listedServers(config.mir.loginsrv)));
    const store = await openPartStore(runtime, config, { part: 'loginsrv', tables: loginSrvTables });
    const cost = config.dev ? { passwordCost: DEV_PASSWORD_COST } : {};
    const srv = new LoginSrv({ ...runtime, reactor: runtime.openReactor(), store, ...cost }, srvOptions);
    opened.defer(() => srv.stop());
    const { endpoint, bus } = await srv.start();
    const { location } = store;
    const status = () => ({
      kind: 'loginsrv' as const,
      dialect: config.mir.loginsrv.dialect,
      store: location,
      ...srv.status(),
      counters: counters.snapshot(),
    });
    /** Throws a `ConfigError` when clients cannot connect to a selgate of the list; the old list stays then. */
    const replaceServers = async (servers: readonly ListedServer[]): Promise<string> => {
      srv.replaceServers(await sendable(servers));
      return `${servers.length} servers are in the list now`;
    };
    /** The list of servers is read again, and names in it are resolved again. */
    const reload = async (): Promise<string> =>
      options.reread === undefined ? 'there is no file to read again' : await replaceServers(await options.reread());
    await openPart(runtime, config, { part: 'loginsrv', commands: { status, reload, ...accountCommands(srv) } });
    // LoginGates connect to `endpoint`, servers to `bus`; `failed` resolves when the store is lost.
    return { endpoint, bus, srv, location, counters, failed: failureOf(store), status, reload, replaceServers };
  });
}

function accountCommands(srv: LoginSrv): Commands {
  const ban =
    (isBanned: boolean): Command =>
    async (request) => {
      const account = accountOf(request);
      if (!(await srv.accounts.ban(account, isBanned))) throw unknownAccount(account);
      if (isBanned) srv.kick(account);
      return `${account} is ${isBanned ? 'banned' : 'no longer banned'}`;
    };
  const kick: Command = (request) => {
    const account = accountOf(request);
    return srv.kick(account) ? `${account} was signed out` : `${account} was not signed in`;
  };
  return { kick, ban: ban(true), unban: ban(false) };
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

function accountOf({ account }: Readonly<Record<string, unknown>>): string {
  if (typeof account === 'string' && account !== '') return account;
  throw new ConfigError('invalid', 'account: the name of an account is needed');
}

function unknownAccount(account: string): ConfigError {
  return new ConfigError('refused', `there is no account ${JSON.stringify(account)}`);
}

function optionsOf(settings: LoginSrvSettings, servers: readonly ListedServer[]): LoginSrvOptions {
  const { versionMin, registersPerMinute, sessionSeconds } = settings;
  return {
    ...settings,
    servers,
    dialect: dialectOf(settings.dialect),
    codec: mirCodecOf(settings),
    versionMin: versionMin === 0 ? null : versionMin,
    registerRate: { perSecond: registersPerMinute / 60, burst: Math.max(1, Math.floor(registersPerMinute)) },
    sessionLifeMs: sessionSeconds * 1_000,
  };
}
