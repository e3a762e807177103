// A whole server in one process: the store, the gate and the modules, put together from a configuration. It knows no module by name.
// The command line starts it; tests and benchmarks start it on a free port and in memory.
import { type ActorHost, type ServerFacts, serverFacts } from '../actor/index.ts';
import { afterIo, type Counters, type Logger, messageOf, PeriodicTasks, VERSION } from '../base/index.ts';
import { type Gate, openGate } from '../gate/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import type { Nodes } from '../nodes/index.ts';
import {
  failureOf,
  keepDataPrivate,
  type Runtime,
  type RuntimeOptions,
  startProcess,
  watchPlaces,
} from '../process/index.ts';
import { bodyOf, journalDirectoryOf, storeLocation } from '../process/place/index.ts';
import type { DatagramIo, Endpoint, Listener, Reactor } from '../reactor/index.ts';
import type { OpenBody } from '../store/body/index.ts';
import { openStore } from '../store/front/index.ts';
import type { Store } from '../store/index.ts';
import { type JournalFiles, memoryJournalFiles, openJournalFiles } from '../store/journal/index.ts';
import type { LiveOptions } from '../store/live/index.ts';
import type { StaticChange } from '../store/table/index.ts';
import type { MessageType } from '../wire/index.ts';
import { AccessFiles } from './access-files-node.ts';
import { AccessLists } from './access-list.ts';
import type { AdmittingServer } from './admission-commands.ts';
import {
  type AnswerControl,
  CONTROL_CHECK_MS,
  ConfigError,
  type Control,
  type ControlAnswer,
  listenControl,
} from './control/index.ts';
import { DoorFile } from './door-file-node.ts';
import { checkGame } from './game-check.ts';
import {
  admissionOptions,
  deadlinesMs,
  gateShareOf,
  listenDatagrams,
  listenGate,
  openDatagramIo,
  resumeOptions,
  urlOf,
  websocketPings,
} from './gate-listen.ts';
import { gateSteps, openTls } from './gate-reload.ts';
import type { HandoverPoint } from './handover-points.ts';
import type { HttpPort } from './http/index.ts';
import { ACCESS_SWEEP_MS } from './limits.ts';
import { flushLive } from './live-flush.ts';
import { type ReadAgain, Reload } from './reload.ts';
import { answerControl, controlCommandsOf } from './server-commands.ts';
import { type Config, type GameParts, modulesOf } from './settings/index.ts';
import { type Predecessor, Succession } from './succession.ts';
import type { CertificateStatus } from './tls-files-node.ts';
import { isStatic, storedTablesOf, tablesOf } from './tools/index.ts';
import { ServerUpgrade, type StartSuccessor, type Successor, type UpgradeOptions } from './upgrade.ts';
import { WorldFiles } from './world-files-node.ts';
import { describeChanges, WorldReload } from './world-reload.ts';
import { watchDirectory } from './world-watch-node.ts';

/** Parts that a test replaces; without them they are those of the configuration. */
export interface ServerParts {
  readonly body?: OpenBody;
  readonly openJournal?: () => Promise<JournalFiles>;
  /** Parts of what actors run on: for instance a `crashPoint`. */
  readonly actorHost?: (host: ActorHost) => ActorHost;
  /** Called between the steps of an upgrade. */
  readonly handoverPoint?: HandoverPoint;
}

export interface ServerOptions extends GameParts, RuntimeOptions {
  readonly config: Config;
  /** Carries the datagrams of `gate.udp`, for tests. */
  readonly datagramIo?: DatagramIo;
  readonly parts?: ServerParts;
  /** The server that this one takes over from. */
  readonly predecessor?: Predecessor;
  /** Starts the server that takes over from this one; left out, there is no upgrade. */
  readonly startSuccessor?: StartSuccessor;
  /** Reads the configuration again, for `reload`; left out when it does not come from files. */
  readonly readAgain?: () => Promise<ReadAgain>;
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
  /** Resolves when another process serves in the place of this one, which must end then, without `stop`. */
  readonly succeeded: Promise<Successor>;
  /** Reads the designers' tables again. Resolves to what changed, or rejects and keeps all of the old ones. */
  reloadWorld(): Promise<readonly StaticChange[]>;
  /**
   * Reads the configuration, the designers' tables, the modules' files and the certificates again. Resolves to lines for an operator:
   * what changed, and what needs a restart. Rejects when something cannot be used, and keeps that as it was.
   */
  reload(): Promise<readonly string[]>;
  /** Where the routes of modules are served; null when `http.port` is left out. */
  readonly http: HttpPort | null;
  /** Does what an operator asks: `{ command: 'status' }`. Never rejects. */
  control(request: unknown, progress?: (line: string) => void): Promise<ControlAnswer>;
  /** Lets every player go, finishes what was begun, closes the store. Once. */
  stop(): Promise<void>;
}

/**
 * Starts a server; when this resolves, players can come. Rejects with a coded error that says what stands in the way; then nothing
 * of it runs.
 */
export function startServer(options: ServerOptions): Promise<Server> {
  return startProcess(options, (runtime) => assemble(options, runtime));
}

async function assemble(options: ServerOptions, runtime: Runtime): Promise<Omit<Server, 'stop'>> {
  const succession = options.predecessor === undefined ? null : successionOf(options, runtime, options.predecessor);
  try {
    return await assembleServer(options, runtime, succession);
  } catch (error) {
    await succession?.fail(error);
    throw error;
  }
}

async function assembleServer(
  options: ServerOptions,
  runtime: Runtime,
  succession: Succession | null,
): Promise<Omit<Server, 'stop'>> {
  const { config } = options;
  const { clock, log, counters, opened } = runtime;
  await succession?.agreed();
  keepDataPrivate(runtime, config, config.backup.directory === undefined ? [] : [config.backup.directory]);
  const worldFiles = worldFilesOf(options, log);
  const inherits = succession !== null;
  const opening = openServerStore(options, { ...runtime, live: liveOptions(options), worldFiles, inherits });
  const store = opened.adopt(await opening, (store) => store.close());
  succession?.opened(store);
  const tasks = opened.adopt(new PeriodicTasks(clock), (running) => running.stop());
  const reactor = runtime.openReactor(gateShareOf(config), succession?.ports);
  if (inherits) reactor.move.freeze();
  const nodes = await openServerNodes(config, runtime, reactor);
  const gate = await createGate(options, runtime, { reactor, store, nodes });
  const doorFile = new DoorFile(config.inMemory ? null : config.dataDirectory);
  const readDoor = async (): Promise<void> => {
    const plan = await doorFile.read();
    if (plan !== null) gate.door.close(plan.reason, plan);
  };
  const access = await openAccess(config, runtime);
  opened.defer(() => gate.modules.stop());
  // Sessions say their last words before it stops.
  const datagramIo = openDatagramIo(config, runtime, options.datagramIo);
  let control: Control | null = null;
  let http: HttpPort | null = null;
  opened.defer(async () => {
    // A command that waits for players to leave is answered when the gate has stopped; requests end beside it.
    const closed = Promise.all([control?.close(), http?.close()]);
    await gate.stop();
    await closed;
  });
  if (nodes !== null) await joinNodes(nodes, gate, runtime);
  const tls = await openTls(config, runtime);
  const isDenied = (address: string): boolean => access.lists.isDenied(address);
  const listen = () => listenGate(gate, config, { runtime, keys: tls?.keys ?? null, isDenied });
  const listener = await beginToServe(succession, { gate, store, reactor, listen, readDoor });
  await openDatagrams(() => listenDatagrams(gate, config, datagramIo), { runtime, isTakenOver: inherits });
  const { endpoint } = listener;
  nodes?.listening(urlOf(endpoint, config));
  http = await openHttp(gate, config, { runtime, inherited: succession?.httpPort(httpEndpointOf(config)) ?? null });
  await startBackup({ options, runtime, store, tasks });
  const world = new WorldReload({ store, log }, () => worldFiles.read());
  if (config.isWorldWatched) {
    opened.defer(watchDirectory(worldFiles.watched, { clock, log }, () => void world.reloadQuietly()));
  }
  const reloading = new Reload({
    config,
    readAgain: options.readAgain ?? null,
    steps: [
      { settings: [], run: async () => describeChanges(await world.reload()) },
      { settings: [], run: async () => [await access.files.read()] },
      { settings: [], run: () => gate.modules.reload() },
      ...gateSteps({ config, gate, listener, tls, runtime }),
    ],
  });
  const shown = { endpoint, url: urlOf(endpoint, config), gate, http, store, counters, reload: () => reloading.run() };
  const succeeded = Promise.withResolvers<Successor>();
  const lost = Promise.withResolvers<Error>();
  let upgrade: ServerUpgrade | null = null;
  const runUpgrade = (to: string | null, progress: (line: string) => void): Promise<string> => {
    if (upgrade !== null) return upgrade.run(to, progress);
    throw new ConfigError('refused', 'no upgrade: this server was not started by jadegate start on a data directory');
  };
  const certificates = (): readonly CertificateStatus[] => tls?.status() ?? [];
  const admitting = { gate, clock, doorText: config.gate.doorText, doorFile, access };
  const commands = controlCommandsOf({ ...shown, nodes, clock, certificates, admitting, upgrade: runUpgrade });
  const answer = answerFrom(commands, log);
  if (!config.inMemory) {
    const listening = await listenControl(config.dataDirectory, { log, answer });
    control = listening;
    opened.defer(clock.every(CONTROL_CHECK_MS, () => void listening.restore()));
    const ends = { succeeded: succeeded.resolve, lost: lost.resolve };
    const parts = { clock, log, store, gate, reactor, http, control: listening };
    upgrade = upgradeOf(options, { ...parts, ...ends, refusal: () => upgradeRefusal(config, gate, tasks) });
    opened.defer(() => upgrade?.stop());
  }
  const failed = Promise.race([failureOf(store), watchServerPlaces(runtime, config), lost.promise]);
  const own = { succeeded: succeeded.promise, failed, reloadWorld: () => world.reload() };
  return { ...shown, ...own, control: (request, progress = () => {}) => answer(request, progress) };
}

/** How often, and how soon, a port that the server before this one had is tried, in milliseconds: that process ends within a second. */
const DATAGRAM_TRIES_MAX = 100;
const DATAGRAM_RETRY_MS = 100;

/** Behind an upgrade the port becomes free when the old process ends: meanwhile clients use the stream. */
async function openDatagrams(
  open: () => Promise<Endpoint | null>,
  { runtime, isTakenOver }: { readonly runtime: Runtime; readonly isTakenOver: boolean },
): Promise<void> {
  const { clock, log } = runtime;
  const begin = async (): Promise<void> => {
    const endpoint = await open();
    if (endpoint !== null) log.info(`datagrams are received on port ${endpoint.port}`, { host: endpoint.host });
  };
  if (!isTakenOver) return begin();
  const tryAgain = async (triesLeft: number): Promise<void> => {
    try {
      await begin();
    } catch (error) {
      if (triesLeft === 0) log.error(`no datagrams are received: ${messageOf(error)}`);
      else clock.after(DATAGRAM_RETRY_MS, () => void tryAgain(triesLeft - 1));
    }
  };
  await tryAgain(DATAGRAM_TRIES_MAX);
}

/** Starts the modules and opens the port; in the place of another server, when that one has passed everything on. */
async function beginToServe(
  succession: Succession | null,
  parts: {
    readonly gate: Gate;
    readonly store: Store;
    readonly reactor: Reactor;
    listen(): Promise<Listener>;
    readDoor(): Promise<void>;
  },
): Promise<Listener> {
  const { gate, store, reactor } = parts;
  if (succession === null) {
    await parts.readDoor();
    await gate.modules.start();
    return parts.listen();
  }
  // A port that is passed on opens before the freeze, and accepts behind it.
  await succession.copied();
  const listener = await parts.listen();
  await succession.arrived();
  await parts.readDoor();
  await succession.start(gate, store);
  succession.adopt(gate, reactor);
  await succession.commit();
  return listener;
}

function answerFrom(commands: ReturnType<typeof controlCommandsOf>, log: Logger): AnswerControl {
  const failed = (command: string, error: unknown): void => {
    log.error(`the command '${command}' failed`, { stack: error instanceof Error ? error.stack : undefined });
  };
  return (request, progress) => answerControl(commands, request, { progress, failed });
}

/** Null when nothing can start the server that takes over. */
function upgradeOf(
  options: ServerOptions,
  parts: Omit<UpgradeOptions, 'messages' | 'point' | 'start'>,
): ServerUpgrade | null {
  const { startSuccessor: start } = options;
  if (start === undefined) return null;
  const point = options.parts?.handoverPoint ?? null;
  return new ServerUpgrade({ ...parts, start, point, messages: messagesOf(options) });
}

/** Why no upgrade may begin now. */
function upgradeRefusal({ cluster }: Config, gate: Gate, tasks: PeriodicTasks): string | null {
  if (cluster.nats !== undefined) {
    return 'this server shares its game with others (cluster.nats), which take over its part: drain it, and start the new release';
  }
  if (gate.isDraining) return 'a drain is under way; `jadegate door open` takes it back';
  return tasks.isBusy ? 'a backup is under way; try again when it has ended' : null;
}

function successionOf(options: ServerOptions, runtime: Runtime, predecessor: Predecessor): Succession {
  const { config } = options;
  checkGame(options);
  if (config.cluster.nats !== undefined) {
    throw new ConfigError(
      'refused',
      'cluster.nats is set: a server that shares its game takes over from none; restart instead',
    );
  }
  const store = { location: storeLocation(config), serverIds: config.serverIds, tables: tablesOf(options) };
  const canAdopt = config.io !== 'node';
  const point = options.parts?.handoverPoint ?? null;
  return new Succession({ predecessor, store, messages: messagesOf(options), canAdopt, point }, runtime);
}

/** The protocol is known in full, whichever modules handle it. */
function messagesOf(options: ServerOptions): readonly MessageType[] {
  return [...new Set([...JADEGATE_MESSAGES, ...modulesOf(options).flatMap((module) => module.messages)])];
}

function httpEndpointOf({ http: { host, port } }: Config): Endpoint | null {
  return port === undefined ? null : { host, port };
}

/** Other processes of the game, when the configuration names NATS. */
async function openServerNodes(config: Config, runtime: Runtime, reactor: Reactor): Promise<Nodes | null> {
  if (config.cluster.nats === undefined) return null;
  const { openNodes } = await import('./server-nodes-node.ts');
  const nodes = openNodes(config, runtime, reactor);
  // After the actors have stopped.
  if (nodes !== null) runtime.opened.defer(() => nodes.close());
  return nodes;
}

/** Takes part in the game from now on, and no more as soon as the process begins to stop: others get what has its place here. */
async function joinNodes(nodes: Nodes, gate: Gate, { opened }: Runtime): Promise<void> {
  nodes.attach({ actors: gate.actors, arrivals: gate.arrivals, playerCount: () => gate.directory.roleCount });
  opened.defer(() => nodes.leave());
  await nodes.join();
}

/** The lists of addresses, read from their files. */
async function openAccess(config: Config, { clock, opened }: Runtime): Promise<AdmittingServer['access']> {
  const lists = new AccessLists(clock, config.gate.isAllowedOnly);
  const files = new AccessFiles(config.inMemory ? null : config.dataDirectory, lists);
  await files.read();
  opened.defer(clock.every(ACCESS_SWEEP_MS, () => lists.sweep()));
  return { lists, files };
}

/** Serves the routes of the modules, if the port is on. */
async function openHttp(
  gate: Gate,
  config: Config,
  { runtime, inherited }: { readonly runtime: Runtime; readonly inherited: number | null },
): Promise<HttpPort | null> {
  const { host, port, bodyKilobytesMax, handlersMax } = config.http;
  const { routes } = gate.modules;
  if (port === undefined) {
    const names = routes.map(({ route }) => route.name);
    if (names.length > 0) runtime.log.info('routes are not served, as http.port is not set', { routes: names });
    return null;
  }
  const { HttpPort } = await import('./http/index.ts');
  const wanted = { setting: 'http.connectionsMax', connectionsMax: config.http.connectionsMax };
  const connectionsMax = runtime.connectionsMax(wanted, 1 - gateShareOf(config));
  const bodyBytesMax = bodyKilobytesMax * 1_024;
  const bounds = { bodyBytesMax, connectionsMax, handlersMax, reusePort: config.gate.reusePort };
  const place = { endpoint: { host, port }, ...(inherited === null ? {} : { inherited }) };
  return HttpPort.open(runtime, { ...place, routes, ...bounds });
}

/** Resolves when the data directory or the journal is no longer in its place. */
function watchServerPlaces(runtime: Runtime, config: Config): Promise<Error> {
  if (config.inMemory) return new Promise(() => {});
  return watchPlaces(runtime, [config.dataDirectory, `${journalDirectoryOf(config)}/lock.sqlite`]);
}

async function createGate(
  options: ServerOptions,
  runtime: Runtime,
  { reactor, store, nodes }: { readonly reactor: Reactor; readonly store: Store; readonly nodes: Nodes | null },
): Promise<Gate> {
  const { config, parts } = options;
  const modules = modulesOf(options);
  const facts: ServerFacts = {
    isDevelopment: config.dev,
    serverIds: config.serverIds,
    version: config.version ?? VERSION,
    timeZone: config.timeZone,
    dataDirectory: config.inMemory ? null : config.dataDirectory,
    store: store.location,
    counters: runtime.counters,
    hasOthers: nodes !== null,
    signInMs: deadlinesMs(config).authing,
  };
  const gate = await openGate(
    { ...runtime, reactor, store, later: afterIo, remote: nodes ?? undefined, actorHost: parts?.actorHost },
    {
      modules,
      settings: config,
      offers: [[serverFacts, facts]],
      messages: messagesOf(options),
      profile: config.gate.profile,
      deadlinesMs: deadlinesMs(config),
      resume: resumeOptions(config),
      websocketPings: websocketPings(config),
      admission: admissionOptions(config),
      doorTexts: { closing: config.gate.doorClosingText, opening: config.gate.doorOpeningText },
      isDevelopment: config.dev,
      timeZone: config.timeZone,
    },
  );
  if (config.gate.door === 'closed') gate.door.close(config.gate.doorText);
  return gate;
}

/** The journal holds the changes of playing roles until the database has them. */
function liveOptions({ config, parts, predecessor }: ServerOptions): LiveOptions {
  const { inMemory, live } = config;
  const inherits = predecessor !== undefined;
  const open = async () =>
    inMemory ? memoryJournalFiles() : openJournalFiles(journalDirectoryOf(config), { inherits });
  return {
    openFiles: parts?.openJournal ?? open,
    flushAgeMs: live.flushSeconds * 1_000,
    bytesMax: live.journalMegabytes * 1024 * 1024,
  };
}

/** Opens the store of a configuration, with all its tables; with `live`, for roles to play. */
export async function openServerStore(
  options: GameParts & Pick<ServerOptions, 'config' | 'parts'>,
  parts: Pick<Runtime, 'clock' | 'counters' | 'log'> & {
    readonly random?: Runtime['random'];
    readonly live?: LiveOptions;
    /** Opened beside the server that lends the store. */
    readonly inherits?: boolean;
    /** Left out: they are read once, for this store. */
    readonly worldFiles?: WorldFiles;
  },
): Promise<Store> {
  const { config } = options;
  const { clock, log, counters, random, live, inherits = false, worldFiles = worldFilesOf(options, log) } = parts;
  checkGame(options);
  const tables = tablesOf(options);
  return openStore({
    clock,
    log,
    counters,
    inherits,
    ...(random === undefined ? {} : { random }),
    ...(live === undefined ? {} : { live }),
    tables,
    serverIds: config.serverIds,
    statics: await worldFiles.read(),
    body: options.parts?.body ?? bodyOf(config),
  });
}

function worldFilesOf(options: GameParts & Pick<ServerOptions, 'config'>, log: Logger): WorldFiles {
  return new WorldFiles(tablesOf(options).filter(isStatic), options.config.worldDirectory, log);
}

/** Regular backups, if they are switched on. */
async function startBackup(parts: {
  readonly options: ServerOptions;
  readonly runtime: Runtime;
  readonly store: Store;
  readonly tasks: PeriodicTasks;
}): Promise<void> {
  const { options, runtime, store, tasks } = parts;
  const { config } = options;
  const { clock, log, opened } = runtime;
  const { directory } = config.backup;
  if (directory === undefined || config.inMemory) return;
  const flush = () => flushLive(store, { clock });
  const { createBackupTask } = await import('./backup-task-node.ts');
  const backup = createBackupTask({ config, tables: storedTablesOf(options), directory, flush }, { clock, log });
  tasks.start(backup);
  // Before the tasks stop, which wait for the one that runs.
  opened.defer(() => backup.stop());
}
