// A whole gate for a Mir server in one process, put together from a configuration: sockets, the gate, its control socket, and the line in the log that
// tells now and then how it does.
import {
  type Clock,
  Counters,
  createNetworkTest,
  type Logger,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '../../base/index.ts';
import { createDefaultIo, createReactor, type Endpoint, type Io, type Reactor } from '../../reactor/index.ts';
import type { Config } from '../../server/index.ts';
import { createBlockListFile, MirGate, type MirGateOptions, type MirGateStatus } from '../gate/index.ts';
import type { MirGateSettings } from '../settings/index.ts';
import { dialectOf, type GateKind } from '../wire/index.ts';
import { mirCodecOf, openMirControl, startMirReport } from './mir-parts.ts';

export interface MirGateServerOptions {
  readonly kind: GateKind;
  readonly config: Config;
  readonly io?: Io;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  readonly counters?: Counters;
}

export interface MirGateServer {
  /** Where clients connect, with the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly gate: MirGate;
  readonly counters: Counters;
  status(): MirGateServerStatus;
  /** Ends link and clients. Once. */
  stop(): Promise<void>;
}

export interface MirGateServerStatus extends MirGateStatus {
  readonly kind: GateKind;
  readonly server: string;
  readonly dialect: string;
  readonly counters: Readonly<Record<string, number>>;
}

const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

/** Resolves when clients can come, whether the server is there or not. Throws a coded error that says what stands in the way. */
export async function startMirGate(options: MirGateServerOptions): Promise<MirGateServer> {
  const { kind, config, clock = systemClock, random = systemRandom, log = silentLogger } = options;
  const { counters = new Counters() } = options;
  const settings = config.mir[kind];
  const gateOptions = optionsOf(kind, settings);
  const io = options.io ?? createDefaultIo({ counters, log, body: config.io, poller: config.poller });
  const reactor = createReactor({ io, clock, counters, log });
  const blockListFile = settings.blockListFile === undefined ? null : createBlockListFile(settings.blockListFile);
  let gate: MirGate | null = null;
  try {
    gate = new MirGate({ reactor, clock, random, counters, log, blockListFile }, gateOptions);
    return await assemble(gate, { ...options, clock, log, counters, reactor });
  } catch (error) {
    await gate?.stop();
    await reactor.stop();
    throw error;
  }
}

interface Parts extends MirGateServerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly reactor: Reactor;
}

async function assemble(gate: MirGate, parts: Parts): Promise<MirGateServer> {
  const { kind, config, clock, log, counters, reactor } = parts;
  const settings = config.mir[kind];
  const { endpoint } = await gate.start();
  const status = (): MirGateServerStatus => ({
    kind,
    dialect: settings.dialect,
    server: `${settings.server.host}:${settings.server.port}`,
    ...gate.status(),
    counters: counters.snapshot(),
  });
  const cancelReport = startMirReport({ clock, log, counters });
  const reload = (): string => {
    gate.reloadBlockList();
    return 'the block list was read again';
  };
  const control = await openMirControl(config, { part: kind, log, commands: { status, reload } });
  const stop = async (): Promise<void> => {
    cancelReport();
    await control?.close();
    await gate.stop();
    await reactor.stop();
  };
  return { endpoint, gate, counters, status, stop };
}

function optionsOf(kind: GateKind, settings: MirGateSettings): MirGateOptions {
  const dialect = dialectOf(settings.dialect);
  const { listen, trustedProxies } = settings;
  return {
    ...settings,
    kind,
    dialect,
    codec: mirCodecOf(settings),
    hasFlowControl: settings.hasFlowControl ?? dialect.hasFlowControl,
    gateAddress: settings.gateAddress ?? (WILDCARDS.includes(listen.host) ? '127.0.0.1' : listen.host),
    ...(trustedProxies.length === 0 ? {} : { isProxy: createNetworkTest(trustedProxies) }),
    connectRate: { perSecond: settings.connectsPerSecond, burst: settings.connectBurst },
    frameRate: { perSecond: settings.framesPerSecond, burst: settings.frameBurst },
    idleMs: settings.idleSeconds * 1_000,
    lifeMs: settings.lifeSeconds * 1_000,
    blockMs: settings.blockSeconds * 1_000,
    holdMs: settings.holdSeconds * 1_000,
    holdCountMax: settings.holdMax,
    keepaliveMs: settings.keepaliveSeconds * 1_000,
    silentMs: settings.silentSeconds * 1_000,
    backoff: { minMs: settings.reconnectSecondsMin * 1_000, maxMs: settings.reconnectSecondsMax * 1_000 },
  };
}
