// The gate: makes a session of each connection, and puts the parts of a session's life together: dispatch, packet path, runner,
// encoder, directory. It knows no messages but its own few.
//
// While an asynchronous handler runs, its connection delivers nothing: the client's input waits as bytes, and past a bound in
// the client's own kernel. So there is no queue of messages to bound here.
import { type ActorHost, ActorSystem, type RemoteActors, type Seat } from '../actor/index.ts';
import { AdmissionRate } from '../admission/index.ts';
import {
  type Cancel,
  type Clock,
  CodedError,
  type Counters,
  HeldClock,
  type Logger,
  type Random,
  sleep,
} from '../base/index.ts';
import type { DatagramIo, Endpoint, Listener, ListenerOptions, ListenerStatus, Reactor } from '../reactor/index.ts';
import type { Store } from '../store/index.ts';
import {
  createLength16,
  createRegistry,
  createWebSocket,
  type ForwardedRules,
  LAYOUTS,
  type Layout,
  type MessageType,
  PacketReader,
  type Registry,
  type UpgradeRules,
} from '../wire/index.ts';
import { AdmissionDesk } from './admission-desk.ts';
import { ADMISSION_OPTIONS, type AdmissionOptions } from './admission-options.ts';
import { AdmissionRanks, admissionRanks } from './admission-ranks.ts';
import { BlockedWatch } from './blocked-watch.ts';
import { type CloseReason, type GateReason, ReasonTable } from './close-reason.ts';
import { DatagramDesk } from './datagram-desk.ts';
import type { DatagramOptions } from './datagram-options.ts';
import { DEADLINES_MS, type DeadlinesMs } from './deadlines.ts';
import { DevNotices } from './dev-notices.ts';
import { Directory } from './directory.ts';
import { DispatchTable } from './dispatch-table.ts';
import { DOOR_TEXTS, Door, type DoorTexts, gateDoor } from './door.ts';
import { messages as gateMessages } from './gate.messages.ts';
import { GateMove } from './gate-move.ts';
import { HandlerRunner, type RunnerHost } from './handler-runner.ts';
import { lastWords } from './last-words.ts';
import { LeftOutReport } from './left-out-report.ts';
import { DRAINS_MAX, PACKET_ID_BYTES, STOP_MS_MAX, STRAYS_REPORT_MS } from './limits.ts';
import { LinkMessages } from './link-messages.ts';
import { MessageEncoder } from './message-encoder.ts';
import { ModuleHost, type ModuleHostOptions } from './module-host.ts';
import { MoveHooks } from './move-hooks.ts';
import { PacketPath } from './packet-path.ts';
import { type PlayerHost, PlayerSession } from './player-session.ts';
import { PROFILES, type ProfileName } from './profile.ts';
import { Arrivals, type RemoteArrivals } from './remote-arrivals.ts';
import { RemoteBody, type RemotePlayers } from './remote-players.ts';
import { ResumeDesk } from './resume-desk.ts';
import { RESUME_OPTIONS, type ResumeOptions } from './resume-options.ts';
import type { Who } from './session.ts';
import { SessionLink } from './session-link.ts';
import { createOutputCounters, type OutPacket, type OutputCounters } from './session-output.ts';
import { StreamEncodings } from './session-stream.ts';
import { goIn } from './sign-in-steps.ts';
import { StrayMessages } from './stray-messages.ts';
import { TokenGuesses } from './token-guesses.ts';
import { TurnOutputs } from './turn-output.ts';
import { webSocketPort } from './web-socket-port.ts';
import { WEBSOCKET_PINGS, type WebSocketPingOptions, WebSocketPings } from './websocket-pings.ts';

// The same for all ports, so that what is encoded for one session fits others.
const FRAMING = createLength16({ payloadBytesMin: PACKET_ID_BYTES });
const WEBSOCKET_FRAMING = createWebSocket({ end: { kind: 'server' }, payloadBytesMin: PACKET_ID_BYTES });

export interface GateDependencies {
  readonly reactor: Reactor;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly log: Logger;
  /** Runs a callback when sockets have had their time; without it, they wait for turns that follow each other. */
  readonly later?: (callback: () => void) => void;
  /** Other processes of the game; absent when this one is alone. */
  readonly remote?: { readonly actors: RemoteActors; readonly players: RemotePlayers } | undefined;
  /** For tests: replaces parts of what actors run on. */
  readonly actorHost?: ((host: ActorHost) => ActorHost) | undefined;
}

export interface GateOptions extends ModuleHostOptions {
  /** Every message of the game's schema, handled or not. */
  readonly messages: readonly MessageType[];
  readonly profile?: ProfileName;
  readonly deadlinesMs?: Partial<DeadlinesMs>;
  /** How sessions outlive their connections. */
  readonly resume?: Partial<ResumeOptions>;
  /** Which WebSocket clients are sent pings, and how often. */
  readonly websocketPings?: Partial<WebSocketPingOptions>;
  /** How players are let in. */
  readonly admission?: Partial<AdmissionOptions>;
  /** What players read of a door that closes or is closed. */
  readonly doorTexts?: Partial<DoorTexts>;
  /** The time zone of `daily` and times of day: `Europe/Berlin`. UTC unless given. */
  readonly timeZone?: string;
  /** For programmers, not for players: clients are sent the errors of handlers, and nothing is ignored in silence. */
  readonly isDevelopment?: boolean;
}

/** The gate sets the framing, the first deadline and the handlers itself. */
export type GateListenOptions = Omit<
  ListenerOptions<GateReason>,
  'closeCodeOf' | 'firstFrameMs' | 'framing' | 'handler' | 'hasCandidates' | 'isSniffed' | 'refused' | 'websocket'
> & {
  /** How requests of trusted proxies state the client's address. */
  readonly forwarded?: ForwardedRules;
  readonly layout?: Layout;
  /** Rules for WebSocket on the port; without them WebSocket is refused. */
  readonly websocket?: UpgradeRules;
};

export class Gate {
  readonly door: Door;
  readonly ranks: AdmissionRanks;
  readonly admissions: AdmissionDesk<PlayerSession>;
  readonly directory: Directory<PlayerSession>;
  /** Started before a port is opened, and stopped after the gate, by the caller. */
  readonly modules: ModuleHost;
  /** Started after the modules, and stopped after them, by the caller. */
  readonly actors: ActorSystem;
  readonly resumes: ResumeDesk;
  /** For sessions that go on in another process. */
  readonly move: GateMove;
  readonly datagrams: DatagramDesk;
  readonly #dependencies: GateDependencies;
  readonly #deadlinesMs: DeadlinesMs;
  readonly #host: PlayerHost;
  readonly #listeners: Listener[] = [];
  readonly #layouts = new Map<Listener, Layout>();
  /** Of what modules and sessions do; held while the gate is frozen. */
  readonly #clock: HeldClock;
  readonly #encoder: MessageEncoder;
  readonly #reasons: ReasonTable;
  readonly #strays: StrayMessages;
  /** Set with the first listener. */
  readonly #pings: WebSocketPings;
  readonly #outputCounters: OutputCounters;
  readonly #leftOut: LeftOutReport;
  #stopReports: Cancel | null = null;
  #sessionNumber = 0;
  readonly #remotePlayers: RemotePlayers | null;
  readonly #remoteBody = new RemoteBody();
  /** What comes from other processes for the players of this one. */
  readonly arrivals: RemoteArrivals;
  /** Calls of `drain` and `stop` that wait for the last session to leave. */
  readonly #emptyWaiters = new Set<() => void>();
  #isStopping = false;
  /** Whether other processes may listen on the same port. */
  #isPortShared = false;

  constructor(dependencies: GateDependencies, options: GateOptions) {
    const { clock, counters, log, reactor } = dependencies;
    this.#dependencies = dependencies;
    this.#deadlinesMs = { ...DEADLINES_MS, ...options.deadlinesMs };
    const { isDevelopment = false } = options;
    this.#clock = new HeldClock(clock);
    this.#encoder = new MessageEncoder([...options.messages, ...gateMessages]);
    this.#reasons = new ReasonTable(options.modules);
    this.#pings = new WebSocketPings(clock, { ...WEBSOCKET_PINGS, ...options.websocketPings });
    const admission = { ...ADMISSION_OPTIONS, ...options.admission };
    const shared = { rate: new AdmissionRate(admission.rate), guesses: new TokenGuesses(clock) };
    this.door = new Door(dependencies, { ...DOOR_TEXTS, ...options.doorTexts });
    this.ranks = new AdmissionRanks(dependencies);
    this.admissions = new AdmissionDesk<PlayerSession>(
      {
        ...dependencies,
        ...shared,
        door: this.door,
        ranks: this.ranks,
        goIn: (session, account) => goIn(session, this.#host, account),
      },
      admission,
    );
    this.door.onChange(() => {
      for (const session of this.directory.sessions())
        if (session.understandsWaiting) this.admissions.tellDoor(session);
    });
    this.resumes = new ResumeDesk({ ...dependencies, ...shared }, { ...RESUME_OPTIONS, ...options.resume });
    this.datagrams = new DatagramDesk({
      ...dependencies,
      packet: (session, reader) => path.datagram(session, reader, clock.monotonicMs()),
    });
    const notices = isDevelopment ? new DevNotices(log) : null;
    this.directory = new Directory(counters.counter('sessions_displaced'));
    const dispatch = new DispatchTable(options.modules, options.messages, counters);
    this.#remotePlayers = dependencies.remote?.players ?? null;
    this.arrivals = new Arrivals(this.#encoder, this.directory);
    this.actors = this.#createActors(options.timeZone ?? 'UTC');
    const services = {
      ...dependencies,
      clock: this.#clock,
      actors: this.actors,
      sendToRole: this.sendToRole.bind(this),
      broadcast: this.broadcast.bind(this),
      sessions: (who: Who) => this.directory.find(who),
    };
    this.modules = new ModuleHost(services, {
      ...options,
      offers: [...(options.offers ?? []), [gateDoor, this.door], [admissionRanks, this.ranks]],
    });
    const runners = {
      clock,
      wheel: reactor.wheel,
      log,
      scopes: this.modules.scopes,
      failed: counters.counter('handlers_failed'),
      late: counters.counter('handlers_late'),
      isDevelopment,
      blocked: isDevelopment ? new BlockedWatch(clock, log) : null,
    };
    const registry = createRegistry(options.messages);
    this.#strays = new StrayMessages({ counters, registry, log });
    const path: PacketPath = new PacketPath({
      strays: this.#strays,
      time: reactor.time,
      counters,
      dispatch,
      registry,
      rules: PROFILES[options.profile ?? 'classic'],
      door: this.door,
      links: new LinkMessages(this.resumes, this.admissions, this.datagrams),
      notices,
    });
    this.#outputCounters = createOutputCounters(counters);
    this.#leftOut = new LeftOutReport(this.#outputCounters.leftOut, log);
    this.#host = this.#createHost(runners, path);
    this.move = this.#createMove({ dispatch, path, registry });
  }

  /** Sessions that have not left yet, closing ones included. */
  get sessionCount(): number {
    return this.directory.sessionCount;
  }

  /** Whether a drain is under way, or has closed the ports. */
  get isDraining(): boolean {
    return this.#emptyWaiters.size > 0 || this.door.isDraining;
  }

  /** Opens a port. Rejects with `ReactorError` when it is not available. */
  async listen(options: GateListenOptions): Promise<Listener> {
    const { layout = 'packed', websocket: rules, forwarded, ...rest } = options;
    this.#isPortShared ||= rest.reusePort === true;
    const listener = await this.#dependencies.reactor.listen<GateReason>({
      ...rest,
      framing: FRAMING,
      isSniffed: true,
      ...(rules === undefined
        ? {}
        : {
            websocket: {
              ...webSocketPort(WEBSOCKET_FRAMING, rules, this.#dependencies),
              ...(forwarded === undefined ? {} : { forwarded }),
            },
          }),
      closeCodeOf: (reason) => this.#reasons.closeCodeOf(reason),
      firstFrameMs: this.#deadlinesMs.connecting,
      hasCandidates: true,
      handler: (connection, candidacy) => this.#open(new SessionLink(connection, candidacy, this.#pings), layout),
      refused: (connection, reason) => {
        const packet = lastWords({ encoder: this.#encoder, reasons: this.#reasons }, layout, { reason, text: null });
        connection.send(packet.bytes, packet.start, packet.end);
      },
    });
    this.#listeners.push(listener);
    this.#layouts.set(listener, layout);
    this.#stopReports ??= this.#dependencies.clock.every(STRAYS_REPORT_MS, () => {
      this.#strays.report();
      this.#leftOut.report();
    });
    return listener;
  }

  /** Opens a port for datagrams, for clients that ask for a channel. Rejects with `ReactorError` when none is available. */
  listenDatagrams(io: DatagramIo, options: DatagramOptions): Promise<Endpoint> {
    return this.datagrams.listen(io, options);
  }

  /** Sends to the player of the role; false when nobody plays it here. */
  sendToRole<M>(roleId: bigint, type: MessageType<M>, message: M): boolean {
    const session = this.directory.findRole(roleId);
    if (session !== undefined) return session.send(type, message);
    this.#remotePlayers?.send([roleId], type.id, this.#remoteBody.of(type, message));
    return false;
  }

  /** Sends to every session in the world, encoded once for each layout. Returns the number of sessions in this process. */
  broadcast<M>(type: MessageType<M>, message: M): number {
    let count = 0;
    this.#remotePlayers?.broadcast(type.id, this.#remoteBody.of(type, message));
    for (const layout of LAYOUTS) {
      let packet: OutPacket | null = null;
      for (const session of this.directory.inWorld()) {
        if (session.layout !== layout) continue;
        packet ??= this.#encoder.encode(layout, type, message);
        if (session.output.send(packet)) count++;
      }
    }
    return count;
  }

  /** Closes the ports and all sessions, and waits until they have left, within a bound. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#stopReports?.();
    this.resumes.stop();
    this.#pings.stop();
    this.door.stop();
    this.admissions.stop();
    this.#strays.report();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    for (const session of this.directory.sessions()) session.close('server-shutdown');
    await this.#empty(STOP_MS_MAX);
    await this.datagrams.close();
    // A drain under way has nothing to wait for.
    this.#wakeWaiters();
  }

  /** The state of each listener, in the order of opening. */
  listenerStatuses(): ListenerStatus[] {
    return this.#listeners.map((listener) => listener.status());
  }

  /** Closes the ports; sessions continue. */
  async suspend(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.suspend()));
  }

  /** Opens the ports again. Rejects with `ReactorError` when one is not available. */
  async resume(): Promise<void> {
    this.door.isDraining = false;
    await Promise.all(this.#listeners.map((listener) => listener.resume()));
  }

  /**
   * Closes the ports and waits until all sessions have left by themselves, or the time is over; then those without a connection end.
   * While sessions are there that can be resumed, the ports stay open for them alone. Resolves with the number that remain.
   */
  async drain(withinMs: number): Promise<number> {
    // Sessions without a connection come back through the port. Where processes share it, clients reach another one anyway.
    this.door.isDraining = this.resumes.count > 0 && !this.#isPortShared;
    if (!this.door.isDraining) await this.suspend();
    if (!this.#isStopping && this.#emptyWaiters.size < DRAINS_MAX) await this.#empty(withinMs);
    await this.suspend();
    return this.sessionCount - this.resumes.endParked();
  }

  async #empty(withinMs: number): Promise<void> {
    if (this.sessionCount === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#emptyWaiters.add(resolve);
    await Promise.race([promise, sleep(this.#dependencies.clock, withinMs)]);
    this.#emptyWaiters.delete(resolve);
  }

  #wakeWaiters(): void {
    for (const wake of this.#emptyWaiters) wake();
  }

  #open(link: SessionLink, layout: Layout): SessionLink {
    this.#sessionNumber++;
    const address = link.connection.remoteAddress;
    this.directory.enter(new PlayerSession(this.#host, link, { id: this.#sessionNumber, layout, address }));
    return link;
  }

  #createMove({
    dispatch,
    path,
    registry,
  }: {
    readonly dispatch: DispatchTable;
    readonly path: PacketPath;
    readonly registry: Registry;
  }): GateMove {
    const { clock, counters, log, reactor } = this.#dependencies;
    const { modules } = this;
    return new GateMove({
      ...{ clock, log, reactor, path, dispatch },
      host: this.#host,
      resumes: this.resumes,
      datagrams: this.datagrams,
      pings: this.#pings,
      admissions: this.admissions,
      hooks: new MoveHooks({ clock, counters, log }, modules.scopes),
      heldClock: this.#clock,
      framings: { plain: FRAMING, webSocket: WEBSOCKET_FRAMING },
      listeners: this.#listeners,
      messageById: (id) => registry.byId(id),
      open: (link, layout) => this.#open(link, layout),
      layoutOf: (listener) => this.#layouts.get(listener) ?? 'packed',
      create: (link, { id, address, layout }) => {
        const session = new PlayerSession(this.#host, link, { id, address, layout });
        this.#sessionNumber = Math.max(this.#sessionNumber, id);
        this.directory.enter(session);
        return session;
      },
      enterRole: (roleId, session) => this.actors.enter(roleId, session),
      get isModuleBusy() {
        return modules.isBusy;
      },
    });
  }

  #createActors(timeZone: string): ActorSystem {
    const { counters, log, random, reactor, store } = this.#dependencies;
    const { directory } = this;
    const clock = this.#clock;
    const sessions = {
      findRole: (roleId: bigint) => directory.findRole(roleId),
      inWorld: () => directory.inWorld(),
    };
    const outputs = new TurnOutputs(this.#encoder, sessions, this.#remotePlayers);
    const host: ActorHost = {
      // A store without live roles is one that no role can enter.
      get live() {
        return store.live;
      },
      clock,
      counters,
      log,
      random,
      wheel: reactor.wheel,
      timeZone,
      createOutput: () => outputs.take(),
      streamOf: (roleId) => directory.findRole(roleId)?.stream ?? null,
      isPlaying: (roleId) => directory.findRole(roleId)?.isClosing === false,
      later: this.#dependencies.later ?? queueMicrotask,
      remote: this.#dependencies.remote?.actors,
    };
    return new ActorSystem(this.#dependencies.actorHost?.(host) ?? host);
  }

  #createHost(runners: RunnerHost, path: PacketPath): PlayerHost {
    const { reactor } = this.#dependencies;
    return {
      clock: this.#clock,
      wheel: reactor.wheel,
      directory: this.directory,
      deadlinesMs: this.#deadlinesMs,
      encoder: this.#encoder,
      reasons: this.#reasons,
      outputCounters: this.#outputCounters,
      encodings: new StreamEncodings(),
      resumes: this.resumes,
      admissions: this.admissions,
      datagrams: this.datagrams,
      reader: new PacketReader(),
      path,
      createRunner: (session) => new HandlerRunner(runners, session),
      openRole: (session, roleId) => this.#openRole(session, roleId),
      roleLeft: (roleId, reason) => this.actors.left(roleId, reason),
      left: (session, reason) => this.#left(session, reason),
      forget: (session) => this.#forget(session),
    };
  }

  async #openRole(session: PlayerSession, roleId: bigint): Promise<Seat | null> {
    const { log } = this.#dependencies;
    try {
      return await this.actors.enter(roleId, session);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'role-held') throw error;
      log.warn(`a role could not enter: ${error.message}`, { session: session.id, account: session.account?.name });
      session.close('role-held');
      return null;
    }
  }

  #left(session: PlayerSession, reason: CloseReason): void {
    this.directory.leave(session);
    this.admissions.left(session);
    this.resumes.left(session, reason);
    if (this.door.isDraining && this.resumes.count === 0) void this.suspend();
    if (session.role !== null) this.#host.roleLeft(session.role.id, reason);
    const { counters, log } = this.#dependencies;
    counters.counter('sessions_closed', reason).add();
    const fields = { session: session.id, address: session.address, account: session.account?.name, reason };
    log.debug('session closed', fields);
    if (this.sessionCount === 0) this.#wakeWaiters();
  }

  #forget(session: PlayerSession): void {
    this.directory.leave(session);
    if (this.sessionCount === 0) this.#wakeWaiters();
  }
}
