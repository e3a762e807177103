// All four parts of a Mir server in one process: LoginSrv, DBSrv, and a gate in front of each. They connect over this machine's own network, as separate
// processes do, so a part moves to a process of its own by its settings alone, and finds its data where they are.
import { Counters, isNetwork } from '../../base/index.ts';
import { type RuntimeOptions, shareOf, startProcess } from '../../process/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import { ConfigError } from '../../server/control/index.ts';
import { type Config, LOOPBACK_HOSTS } from '../../server/settings/index.ts';
import type { ListedServer } from '../servers/index.ts';
import type { ResolveOptions } from './client-endpoints.ts';
import { MIR_PARTS, type MirPart } from './mir-parts.ts';
import { type MirDbServer, startMirDb } from './start-mir-db.ts';
import { type MirGateServer, startMirGate } from './start-mir-gate.ts';
import { type LoginSrvServer, listedServers, startLoginSrv } from './start-mir-loginsrv.ts';

/** Each part has its own counters and network. */
export interface MirOptions extends Omit<RuntimeOptions, 'io' | 'counters'>, ResolveOptions {
  readonly config: Config;
  /** The configuration as it is now, for `reload`. */
  readonly reread?: () => Promise<Config>;
}

export type Mir = Awaited<ReturnType<typeof startMir>>;

const THIS_MACHINE = ['127.0.0.1', '::1'];
const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];
/** A server for oneself is never full. */
const DEV_ONLINE_MAX = 1_000_000;

/** Resolves when players can come. Gates are stopped first, LoginSrv last, so that what players leave behind is sent and stored. Throws a coded error that says what stands in the way; nothing is left running then. */
export async function startMir(options: MirOptions) {
  const { config } = options;
  checkMir(config);
  return await startProcess(options, async (runtime) => {
    const begin = async <P extends { stop(): Promise<void> }>(start: Promise<P>): Promise<P> => {
      const part = await start;
      runtime.opened.defer(() => part.stop());
      return part;
    };
    const { clock, random, log } = runtime;
    const { resolve } = options;
    const partsOf = (part: MirPart) => ({
      clock,
      random,
      log: log.child({ part }),
      counters: new Counters(),
      ...(options.countDescriptors === undefined ? {} : { countDescriptors: options.countDescriptors }),
      ...(resolve === undefined ? {} : { resolve }),
    });
    const list = { selgate: null as Endpoint | null };
    const reread = async () => serversOf((await options.reread?.()) ?? config, list.selgate);
    const { loginsrv: login, dbsrv: db } = config.mir;
    const first = withMir(config, {
      loginsrv: {
        servers: serversOf(config, null).map((server) => ({ ...server, selgates: [...server.selgates] })),
        gates: lettingIn(login.gates, login.listen),
        busPeers: lettingIn(login.busPeers, login.bus),
      },
    });
    const loginsrv = await begin(startLoginSrv({ config: first, ...partsOf('loginsrv'), reread }));
    const second = withMir(config, {
      dbsrv: { loginsrv: reachable(loginsrv.bus), gates: lettingIn(db.gates, db.listen) },
    });
    const dbsrv = await begin(startMirDb({ config: second, ...partsOf('dbsrv') }));
    const third = withMir(config, {
      selgate: { server: reachable(dbsrv.endpoint) },
      logingate: { server: reachable(loginsrv.endpoint) },
    });
    const [selgates, logingates] = [config.mir.selgate.connectionsMax, config.mir.logingate.connectionsMax];
    const share = shareOf(selgates, logingates);
    const selgate = await begin(startMirGate({ kind: 'selgate', config: third, ...partsOf('selgate'), share }));
    list.selgate = selgate.endpoint;
    await loginsrv.replaceServers(serversOf(config, selgate.endpoint));
    // Last, so that every player that signs in can go all the way.
    const rest = { ...partsOf('logingate'), share: 1 - share };
    const logingate = await begin(startMirGate({ kind: 'logingate', config: third, ...rest }));
    return whole({ loginsrv, dbsrv, selgate, logingate });
  });
}

interface Parts {
  readonly loginsrv: LoginSrvServer;
  readonly dbsrv: MirDbServer;
  readonly selgate: MirGateServer;
  readonly logingate: MirGateServer;
}

function whole(parts: Parts) {
  const { loginsrv, dbsrv, selgate, logingate } = parts;
  return {
    ...parts,
    /** Resolves with the reason when a store is lost: the process cannot go on then. */
    failed: Promise.race([loginsrv.failed, dbsrv.failed]),
    counters: () => ({
      loginsrv: loginsrv.counters.snapshot(),
      dbsrv: dbsrv.counters.snapshot(),
      selgate: selgate.counters.snapshot(),
      logingate: logingate.counters.snapshot(),
    }),
    /** Block lists, denied names, the list of servers. */
    async reload() {
      selgate.reload();
      logingate.reload();
      dbsrv.reload();
      return `block lists and denied names were read again; ${await loginsrv.reload()}`;
    },
  };
}

/** The servers that players see. On a machine for oneself the one that runs here, unless others are named. `selgate` is where ours listens, once it does. */
function serversOf(config: Config, selgate: Endpoint | null): readonly ListedServer[] {
  const { loginsrv, dbsrv, selgate: gate } = config.mir;
  const own = selgate === null ? gate.listen : reachable(selgate);
  if (loginsrv.servers.length === 0 && config.dev) {
    return [{ name: dbsrv.serverName, selgates: [own], onlineMax: DEV_ONLINE_MAX }];
  }
  return listedServers(loginsrv);
}

/** What goes wrong only together: each part alone would start. */
function checkMir(config: Config): void {
  const { mir, dev } = config;
  const names = serversOf(config, null).map(({ name }) => name);
  if (!names.some((name) => name.toLowerCase() === mir.dbsrv.serverName.toLowerCase())) {
    const advice = `name it as one of them: ${names.join(', ')}`;
    throw invalid(
      `mir.dbsrv.serverName: no server in mir.loginsrv.servers is called ${mir.dbsrv.serverName}; ${advice}`,
    );
  }
  for (const part of MIR_PARTS) {
    const { dialect, listen } = mir[part];
    if (dialect !== mir.loginsrv.dialect) {
      const found = `${dialect}, and mir.loginsrv.dialect is ${mir.loginsrv.dialect}`;
      throw invalid(`mir.${part}.dialect: it is ${found}; parts that speak to each other must agree`);
    }
    if (dev && !LOOPBACK_HOSTS.includes(listen.host)) {
      const hosts = LOOPBACK_HOSTS.join(' or ');
      throw invalid(
        `mir.${part}.listen: with dev the limits are for robots, so it listens on ${hosts} only, not on ${listen.host}`,
      );
    }
  }
}

function invalid(message: string): ConfigError {
  return new ConfigError('invalid', message);
}

type MirSettings = Config['mir'];
type Changes = { readonly [Part in MirPart]?: Partial<MirSettings[Part]> };

function withMir(config: Config, changes: Changes): Config {
  const { mir } = config;
  return {
    ...config,
    mir: {
      ...mir,
      loginsrv: { ...mir.loginsrv, ...changes.loginsrv },
      dbsrv: { ...mir.dbsrv, ...changes.dbsrv },
      selgate: { ...mir.selgate, ...changes.selgate },
      logingate: { ...mir.logingate, ...changes.logingate },
    },
  };
}

/** The list, and the addresses that parts of this process connect from: the loopback, and the address that the other part listens on. */
function lettingIn(networks: readonly string[], { host }: Endpoint): string[] {
  const own = isNetwork(host) && !WILDCARDS.includes(host) ? [...THIS_MACHINE, host] : THIS_MACHINE;
  return [...new Set([...networks, ...own])];
}

/** Where a part of this process reaches it. */
function reachable({ host, port }: Endpoint): Endpoint {
  return { host: WILDCARDS.includes(host) ? '127.0.0.1' : host, port };
}
