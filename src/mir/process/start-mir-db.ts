// A whole DBSrv in one process, put together from a configuration: store, sockets, the link to LoginSrv's session bus, the port for SelGates, its control
// socket, and the line in the log that tells now and then how it does.
import {
  type Clock,
  Counters,
  type Logger,
  makeDirectory,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '../../base/index.ts';
import { createDefaultIo, createReactor, type Endpoint, type Io, type Reactor } from '../../reactor/index.ts';
import type { Control } from '../../server/control/index.ts';
import type { Config } from '../../server/index.ts';
import { bodyOf, failureOf, type StoreSettings } from '../../server/index.ts';
import { openStore } from '../../store/front/index.ts';
import type { Store } from '../../store/index.ts';
import {
  BusLink,
  type BusLinkStatus,
  createDenyListFile,
  DBSRV_INDEX,
  DbServer,
  type DbServerStatus,
  dbTables,
  type SessionDirectory,
} from '../servers/index.ts';
import { dialectOf } from '../wire/index.ts';
import { mirCodecOf, mirStoreSettings, openMirControl, startMirReport } from './mir-parts.ts';

export interface MirDbServerOptions {
  readonly config: Config;
  readonly io?: Io;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  readonly counters?: Counters;
}

export interface MirDbServer {
  /** Where SelGates connect, with the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly store: Store;
  readonly counters: Counters;
  /** Resolves when the store is lost: nothing can be acknowledged any more. */
  readonly failed: Promise<Error>;
  status(): MirDbServerStatus;
  /** Reads the denied names again. Throws `MirServerError`, and they stay as they were. */
  reload(): string;
  /** Ends gates, then the session bus, then the store. Once. */
  stop(): Promise<void>;
}

export interface MirDbServerStatus extends DbServerStatus {
  readonly kind: 'dbsrv';
  readonly dialect: string;
  readonly serverName: string;
  readonly store: string;
  /** The session bus. */
  readonly bus: BusLinkStatus & { readonly server: string };
  readonly counters: Readonly<Record<string, number>>;
}

/** Its control socket's name, and the directory of its database below the data directory. */
export const DBSRV = 'dbsrv';
/** The directory of control sockets and databases: whoever may open one may read all that is stored. */
const DIRECTORY_MODE = 0o700;

/** Resolves when gates can come, whether LoginSrv is there or not. Throws a coded error that says what stands in the way. */
export async function startMirDb(options: MirDbServerOptions): Promise<MirDbServer> {
  const { config, clock = systemClock, random = systemRandom, log = silentLogger } = options;
  const { counters = new Counters() } = options;
  const started = new Started({ ...options, config, clock, random, log, counters });
  try {
    return await started.start();
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/** What is running so far, so that it can be ended wherever starting stopped. */
class Started {
  readonly #options: MirDbServerOptions & Required<Omit<MirDbServerOptions, 'io'>>;
  #store: Store | null = null;
  #reactor: Reactor | null = null;
  #bus: BusLink | null = null;
  #db: DbServer | null = null;
  #control: Control | null = null;
  #cancelReport: (() => void) | null = null;

  constructor(options: MirDbServerOptions & Required<Omit<MirDbServerOptions, 'io'>>) {
    this.#options = options;
  }

  async start(): Promise<MirDbServer> {
    const { config, clock, log, counters } = this.#options;
    if (!config.inMemory) makeDirectory(config.dataDirectory, { mode: DIRECTORY_MODE });
    const store = await openDbStore(config, { clock, log, counters });
    this.#store = store;
    const reactor = this.#openReactor();
    this.#reactor = reactor;
    const bus = this.#createBus(reactor);
    const db = this.#createDb({ store, reactor, bus });
    const endpoint = await db.start();
    this.#db = db;
    bus.start();
    this.#bus = bus;
    const status = (): MirDbServerStatus => this.#status({ db, bus, store });
    const reload = (): string => {
      db.reload();
      return 'the list of denied names was read again';
    };
    this.#control = await openMirControl(config, { part: DBSRV, log, commands: { status, reload } });
    this.#cancelReport = startMirReport({ clock, log, counters });
    const [failed, stop] = [failureOf(store), () => this.stop()];
    return { endpoint, store, counters, failed, status, reload, stop };
  }

  /** Gates first: what their clients leave behind is told to LoginSrv before its link ends. */
  async stop(): Promise<void> {
    this.#cancelReport?.();
    await this.#control?.close();
    await this.#db?.stop();
    this.#bus?.stop();
    await this.#reactor?.stop();
    await this.#store?.close();
  }

  #openReactor(): Reactor {
    const { config, clock, log, counters } = this.#options;
    const io = this.#options.io ?? createDefaultIo({ counters, log, body: config.io, poller: config.poller });
    return createReactor({ io, clock, counters, log });
  }

  #createBus(reactor: Reactor): BusLink {
    const { config, clock, random, log, counters } = this.#options;
    const { loginsrv: server, serverName, dialect, encoding } = config.mir.dbsrv;
    // Clients ask for their session with each message, so nobody has to be told of its end.
    const owner = { online: () => this.#db?.sessions.count ?? 0, sessionClosed: () => {} };
    return new BusLink(
      { reactor, clock, random, counters, log, owner },
      { server, serverName, index: DBSRV_INDEX, dialect, encoding },
    );
  }

  #createDb(parts: { readonly store: Store; readonly reactor: Reactor; readonly bus: BusLink }): DbServer {
    const { config, clock, random, log, counters } = this.#options;
    const settings = config.mir.dbsrv;
    const { denyListFile: path, encoding } = settings;
    const denyListFile = path === undefined ? null : createDenyListFile(path, encoding);
    const { store, reactor } = parts;
    return new DbServer(
      { reactor, clock, random, counters, log, store, sessions: directoryOf(parts.bus), denyListFile },
      { ...settings, dialect: dialectOf(settings.dialect), codec: mirCodecOf(settings) },
    );
  }

  #status(parts: { readonly db: DbServer; readonly bus: BusLink; readonly store: Store }): MirDbServerStatus {
    const { dialect, serverName, loginsrv } = this.#options.config.mir.dbsrv;
    return {
      kind: DBSRV,
      dialect,
      serverName,
      store: parts.store.location,
      bus: { ...parts.bus.status(), server: `${loginsrv.host}:${loginsrv.port}` },
      ...parts.db.status(),
      counters: this.#options.counters.snapshot(),
    };
  }
}

function openDbStore(
  config: StoreSettings,
  parts: { readonly clock: Clock; readonly log: Logger; readonly counters: Counters },
): Promise<Store> {
  // Characters are no roles: no server's splits are kept ahead.
  const tables = Object.values(dbTables);
  return openStore({ ...parts, body: bodyOf(mirStoreSettings(config, 'dbsrv')), tables, serverIds: [] });
}

function directoryOf(bus: BusLink): SessionDirectory {
  return { isOpen: (session) => bus.sessionOf(session) !== null, leave: (session) => bus.softOut(session) };
}
