// A whole server in one process: the store, the gate and the modules, put together from a configuration. The command line starts
// it, tests and benchmarks start it on a free port and in memory, and a game passes its own modules.
import {
  type Clock,
  Counters,
  createNetworkTest,
  inPortions,
  type Logger,
  PeriodicTasks,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
  VERSION,
} from '../base/index.ts';
import { createBasics, type GameModule, Gate } from '../gate/index.ts';
import { createLinesModule, gameMap, LineBoard, WorldRoles } from '../modules/lines/index.ts';
import { createLoginModule, FORGET_PERIOD_MS, LoginStore, type TicketKey } from '../modules/login/index.ts';
import { createMapModule } from '../modules/map/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import {
  builtInDictionaries,
  builtInNameSets,
  createRolesModule,
  loadDictionary,
  NameRules,
  PURGE_PERIOD_MS,
  RandomNames,
  RoleBook,
  reloadDictionary,
  rolesTables,
  WordFilter,
} from '../modules/roles/index.ts';
import { createVisitorsModule } from '../modules/visitors/index.ts';
import {
  createDefaultIo,
  createReactor,
  type Endpoint,
  type Io,
  type Listener,
  type Reactor,
  type TlsKeys,
} from '../reactor/index.ts';
import { openStore, RoleIdAllocator } from '../store/front/index.ts';
import type { Store } from '../store/index.ts';
import { memoryJournalFiles, openJournalFiles } from '../store/journal/index.ts';
import type { LiveOptions } from '../store/live/index.ts';
import type { StaticChange } from '../store/table/index.ts';
import type { UpgradeRules } from '../wire/index.ts';
import { type BackupTask, createBackupTask } from './backup-task-node.ts';
import type { Config } from './config.ts';
import { listenControl } from './control/index.ts';
import { answerControl } from './control.ts';
import { BUILT_IN_WORLD, readNamed, readWorld } from './files-node.ts';
import { checkGame } from './game-check.ts';
import { flushLive } from './live-flush.ts';
import { BUILT_IN_TABLES, bodyOf, failureOf, isStatic, journalDirectoryOf, tablesOf } from './server-tables.ts';
import { setUpSignIn } from './sign-in-setup.ts';
import { storedTablesOf } from './store-tools.ts';
import { ticketKeysOf } from './ticket-keys.ts';
import { WorldReload } from './world-reload.ts';
import { watchDirectory } from './world-watch-node.ts';

export interface ServerOptions {
  readonly config: Config;
  /** The game's own modules, after jadegate's. */
  readonly modules?: readonly GameModule[];
  readonly io?: Io;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  readonly counters?: Counters;
}

export interface Server {
  /** Where the gate listens, with the port that the system chose. */
  readonly endpoint: Endpoint;
  /** As a client would write it: `tcp://127.0.0.1:8001`. */
  readonly url: string;
  readonly gate: Gate;
  readonly store: Store;
  readonly counters: Counters;
  /** Settles with the reason when the store is lost: nothing can go on then. */
  readonly failed: Promise<Error>;
  /** Reads the designers' tables again; gives what changed, or throws and keeps all of the old ones. */
  reloadWorld(): Promise<readonly StaticChange[]>;
  /** Reads the dictionaries again; throws and keeps the old ones when one is malformed. */
  reloadWords(): void;
  /** Lets every player go, finishes what was begun, closes the store. Once. */
  stop(): Promise<void>;
}

/** Starts a server; when this resolves, players can come. Throws a coded error that says what stands in the way. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config, clock = systemClock, random = systemRandom, log = silentLogger, counters = new Counters() } = options;
  const words = new WordFilter(loadDictionary(dictionaries(config)));
  const ticketKeys = await ticketKeysOf(config, random);
  const reactor = createReactor({ io: ioOf(options, { counters, log }), clock, counters, log });
  const live = liveOptions(config);
  const store = await openServerStore(options, { clock, log, counters, random, live }).catch(async (error: unknown) => {
    await reactor.stop();
    throw error;
  });
  try {
    const parts: Parts = { options, config, words, ticketKeys, store, reactor, clock, random, log, counters };
    return await assemble(parts);
  } catch (error) {
    await reactor.stop();
    await store.close();
    throw error;
  }
}

function ioOf({ config, io }: ServerOptions, parts: { readonly counters: Counters; readonly log: Logger }): Io {
  return io ?? createDefaultIo({ ...parts, body: config.io, poller: config.poller });
}

/** What a server is put together from. */
interface Parts {
  readonly options: ServerOptions;
  readonly config: Config;
  readonly words: WordFilter;
  readonly ticketKeys: readonly TicketKey[];
  readonly store: Store;
  readonly reactor: Reactor;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly counters: Counters;
}

async function assemble(parts: Parts): Promise<Server> {
  const { config, words, store, reactor, clock, counters, log } = parts;
  const loginStore = new LoginStore(store, clock);
  const roles = createRoleBook(parts);
  const own = parts.options.modules ?? [];
  const gate = new Gate(
    { reactor, store, clock, random: parts.random, counters, log },
    {
      modules: [...builtInModules(parts, { loginStore, roles }), ...own],
      messages: [...new Set([...JADEGATE_MESSAGES, ...own.flatMap((module) => module.messages)])],
      profile: config.gate.profile,
      deadlinesMs: deadlinesMs(config),
    },
  );
  if (config.gate.door === 'closed') gate.door.close(config.gate.doorText);
  const { endpoint } = await listen(gate, config);
  const world = createWorldReload(parts);
  const stopWatching = watchWorld(parts, world);
  const backup = createBackup(parts);
  const tasks = new PeriodicTasks(clock);
  if (backup !== null) tasks.start(backup);
  const inTurn = (name: string, periodMs: number, run: () => Promise<number>): void =>
    tasks.start({ name, periodMs, log, run: async (tick) => void (await inPortions(tick, run)) });
  inTurn('purging roles', PURGE_PERIOD_MS, () => roles.purge());
  inTurn('forgetting name offers', PURGE_PERIOD_MS, () => roles.forgetOffers());
  inTurn('forgetting tickets', FORGET_PERIOD_MS, () => loginStore.forgetExpired());
  const server: Server = {
    endpoint,
    url: `${config.gate.tls === undefined ? 'tcp' : 'tls'}://${urlHost(endpoint.host)}:${endpoint.port}`,
    gate,
    store,
    counters,
    failed: failureOf(store),
    reloadWorld: () => world.reload(),
    reloadWords: () => reloadDictionary(words, dictionaries(config)),
    async stop() {
      // A command that waits for players to leave is answered when the gate has stopped.
      stopWatching();
      await backup?.stop();
      const controlClosed = control?.close();
      await gate.stop();
      await controlClosed;
      await reactor.stop();
      await tasks.stop();
      await store.close();
    },
  };
  const { doorText } = config.gate;
  const dependencies = { server, logins: loginStore, roles, version: VERSION, doorText, clock };
  const answer = (request: unknown) => answerControl(dependencies, request);
  const control = config.inMemory ? null : await listenControl(config.dataDirectory, { log, answer });
  return server;
}

function builtInModules(
  parts: Parts,
  services: { readonly loginStore: LoginStore; readonly roles: RoleBook },
): readonly GameModule[] {
  const { config, store, clock, random } = parts;
  const { loginStore, roles } = services;
  const setup = setUpSignIn({ ...parts, store: loginStore });
  const world = new WorldRoles();
  const board = new LineBoard({ lineCount: config.lines.count, playersMax: config.lines.playersMax });
  const hasMap = (mapId: number) => store.table(gameMap).get(mapId) !== null;
  const [serverId = 1] = config.serverIds;
  const modules = [
    createBasics({ clock, version: config.version ?? VERSION }),
    createLoginModule(setup),
    createRolesModule({ roles }),
    createLinesModule({ roles, world, board, hasMap }),
    createMapModule({ roles, world, board }),
  ];
  if (setup.visitor === null) return modules;
  return [...modules, createVisitorsModule({ ...setup, provider: setup.visitor, roles, world, random, serverId })];
}

function createRoleBook({ config, store, words, clock, random }: Parts): RoleBook {
  const { nameLengthMin: lengthMin, nameLengthMax: lengthMax } = config.roles;
  const rules = new NameRules({ words }, { lengthMin, lengthMax });
  const allocator = new RoleIdAllocator({ store });
  return new RoleBook(
    {
      store,
      rules,
      clock,
      ids: { next: (serverId) => allocator.allocate(serverId) },
      names: new RandomNames({ random, rules }, builtInNameSets(config.roles.offeredNames)),
      templates: {
        find: (gender, classType) => store.table(rolesTables.roleTemplate).get(gender, classType),
        skills: (classType) => store.table(rolesTables.roleTemplateSkill).list({ classType }),
      },
    },
    {
      rolesMax: config.roles.perAccountMax,
      isRegisterOpen: config.roles.isRegisterOpen,
      restoreMs: config.roles.restoreDays * 86_400_000,
      offerMs: config.roles.offerMinutes * 60_000,
    },
  );
}

/** Where the changes of playing roles lie until the database has them. */
function liveOptions(config: Config): LiveOptions {
  const { inMemory, live } = config;
  return {
    openFiles: async () => (inMemory ? memoryJournalFiles() : openJournalFiles(journalDirectoryOf(config))),
    flushAgeMs: live.flushSeconds * 1_000,
    bytesMax: live.journalMegabytes * 1024 * 1024,
  };
}

/** Opens the store of a configuration, with all its tables; with `live`, for roles to play. */
export async function openServerStore(
  options: Pick<ServerOptions, 'config' | 'modules'>,
  parts: {
    readonly clock: Clock;
    readonly log: Logger;
    readonly counters: Counters;
    readonly random?: Random;
    readonly live?: LiveOptions;
  },
): Promise<Store> {
  const { config, modules = [] } = options;
  checkGame({ modules, ownMessages: JADEGATE_MESSAGES, ownTables: BUILT_IN_TABLES });
  const tables = tablesOf(BUILT_IN_TABLES, modules);
  return openStore({
    ...parts,
    tables,
    serverIds: config.serverIds,
    statics: await readWorld(tables.filter(isStatic), config.worldDirectory),
    body: bodyOf(config),
  });
}

function createWorldReload({ options, config, store, log }: Parts): WorldReload {
  const statics = tablesOf(BUILT_IN_TABLES, options.modules ?? []).filter(isStatic);
  return new WorldReload({ store, log }, () => readWorld(statics, config.worldDirectory));
}

function watchWorld({ config, clock, log }: Parts, world: WorldReload): () => void {
  if (!config.isWorldWatched) return () => {};
  return watchDirectory(config.worldDirectory ?? BUILT_IN_WORLD, { clock, log }, () => void world.reloadQuietly());
}

/** Regular backups, if they are switched on. */
function createBackup({ options, config, store, clock, log }: Parts): BackupTask | null {
  const { directory } = config.backup;
  if (directory === undefined || config.inMemory) return null;
  const tables = storedTablesOf({ modules: options.modules ?? [] });
  const flush = () => flushLive(store, { clock });
  return createBackupTask({ config, tables, directory, flush }, { clock, log });
}

async function listen(gate: Gate, config: Config): Promise<Listener> {
  const { host, port, tls, acceptsPerSecond, acceptBurst, proxy } = config.gate;
  const { layout, backlog, connectionsMax, connectionsPerAddressMax, whenFull, reusePort, keepAlive, noDelay } =
    config.gate;
  const keys: TlsKeys | null =
    tls === undefined
      ? null
      : {
          certificate: await readNamed(tls.certificateFile, 'gate.tls.certificateFile'),
          privateKey: await readNamed(tls.privateKeyFile, 'gate.tls.privateKeyFile'),
        };
  return gate.listen({
    endpoint: { host, port },
    layout,
    backlog,
    connectionsMax,
    connectionsPerAddressMax,
    whenFull,
    reusePort,
    keepAlive,
    noDelay,
    isProxy: createNetworkTest(proxy.trusted),
    acceptRate: acceptsPerSecond === undefined ? null : { perSecond: acceptsPerSecond, burst: acceptBurst },
    ...(keys === null ? {} : { tls: keys }),
    ...(config.gate.websocket.isOn ? { websocket: upgradeRules(config) } : {}),
  });
}

function upgradeRules({ dev, gate }: Config): UpgradeRules {
  const { origins, isOriginNeeded, protocol } = gate.websocket;
  return { origins, isOriginNeeded, isLocalOriginAllowed: dev, ...(protocol === undefined ? {} : { protocol }) };
}

function deadlinesMs(config: Config): Record<keyof Config['gate']['deadlineSeconds'], number> {
  const { connecting, connected, authing, roleListing, entering, gaming } = config.gate.deadlineSeconds;
  const ms = (seconds: number) => seconds * 1000;
  return {
    connecting: ms(connecting),
    connected: ms(connected),
    authing: ms(authing),
    roleListing: ms(roleListing),
    entering: ms(entering),
    gaming: ms(gaming),
  };
}

function dictionaries(config: Config): readonly string[] {
  return [...(config.words.isBuiltInOn ? builtInDictionaries() : []), ...config.words.files];
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
