// A DBSrv in one process, put together from a configuration: its store, the link to LoginSrv's session bus, the ports for SelGates and game servers.
import { failureOf, type RuntimeOptions, startProcess } from '../../process/index.ts';
import type { Config } from '../../server/settings/index.ts';
import { BusLink, createDenyListFile, DBSRV_INDEX, DbServer, dbTables, type PlayRoute } from '../servers/index.ts';
import { recordsEndpoint } from '../settings/index.ts';
import { dialectOf } from '../wire/index.ts';
import { createClientEndpoints, type ResolveOptions } from './client-endpoints.ts';
import { mirCodecOf, openPart, openPartStore } from './mir-parts.ts';

export interface MirDbServerOptions extends RuntimeOptions, ResolveOptions {
  readonly config: Config;
}

export type MirDbServer = Awaited<ReturnType<typeof startMirDb>>;
export type MirDbServerStatus = ReturnType<MirDbServer['status']>;

/** Resolves when gates can come, whether LoginSrv is there or not. Throws a coded error that says what stands in the way. */
export async function startMirDb(options: MirDbServerOptions) {
  const { config } = options;
  const { dialect, serverName, loginsrv, encoding, denyListFile: path } = config.mir.dbsrv;
  return await startProcess(options, async (runtime) => {
    const { opened, counters, log } = runtime;
    const endpoints = createClientEndpoints('mir.dbsrv.routes', { ...options, log, isLocal: config.dev });
    const routes: PlayRoute[] = [];
    for (const { gate, rungates } of config.mir.dbsrv.routes)
      routes.push({ gate, rungates: await endpoints.of(rungates) });
    const store = await openPartStore(runtime, config, { part: 'dbsrv', tables: dbTables });
    const reactor = runtime.openReactor();
    // Clients ask for their session with each message, so nobody needs to hear that one has ended.
    const owner = { online: () => db.sessions.count, sessionClosed: () => {} };
    const bus = new BusLink(
      { ...runtime, reactor, owner },
      { server: loginsrv, serverName, index: DBSRV_INDEX, dialect, encoding },
    );
    const denyListFile = path === undefined ? null : createDenyListFile(path, encoding);
    const db = new DbServer(
      { ...runtime, reactor, store, sessions: bus, denyListFile },
      {
        ...config.mir.dbsrv,
        records: recordsEndpoint(config.mir.dbsrv),
        routes,
        dialect: dialectOf(dialect),
        codec: mirCodecOf(config.mir.dbsrv),
      },
    );
    // The gates stop first: what their clients leave behind is sent to LoginSrv before the link to it ends.
    opened.defer(() => bus.stop());
    opened.defer(() => db.stop());
    const endpoint = await db.start();
    const records = db.status().records.listener.endpoint;
    bus.start();
    const status = () => ({
      kind: 'dbsrv' as const,
      dialect,
      serverName,
      store: store.location,
      bus: { ...bus.status(), server: `${loginsrv.host}:${loginsrv.port}` },
      ...db.status(),
      counters: counters.snapshot(),
    });
    /** Throws `MirServerError`, and the denied names stay as they were. */
    const reload = (): string => {
      db.reload();
      return 'the list of denied names was read again';
    };
    await openPart(runtime, config, { part: 'dbsrv', commands: { status, reload } });
    // SelGates connect to `endpoint`, game servers to `records`; `failed` resolves when the store is lost.
    return { endpoint, records, store, counters, failed: failureOf(store), status, reload };
  });
}
