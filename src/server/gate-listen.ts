// The gate's port, as the configuration has it: TLS, WebSocket, proxies, bounds and deadlines.
import { createNetworkTest } from '../base/index.ts';
import type { AdmissionOptions, Gate, ResumeOptions } from '../gate/index.ts';
import { type Runtime, shareOf } from '../process/index.ts';
import {
  createDefaultDatagramIo,
  type DatagramIo,
  type Endpoint,
  type Listener,
  type ListenerLimits,
  ReactorError,
  type TlsKeys,
} from '../reactor/index.ts';
import type { UpgradeRules } from '../wire/index.ts';
import type { Config } from './settings/index.ts';

const LOOPBACK_NETWORKS = ['127.0.0.0/8', '::1'];

/** The gate's part of the descriptors that are free: the HTTP port has the rest. */
export function gateShareOf({ gate, http }: Config): number {
  return shareOf(gate.connectionsMax, http.port === undefined ? 0 : http.connectionsMax);
}

export async function listenGate(
  gate: Gate,
  config: Config,
  parts: {
    readonly runtime: Pick<Runtime, 'connectionsMax'>;
    readonly keys: TlsKeys | null;
    readonly isDenied: (address: string) => boolean;
  },
): Promise<Listener> {
  const { host, port, proxy, layout, backlog, reusePort, keepAlive, noDelay } = config.gate;
  const { runtime, keys, isDenied } = parts;
  const isProxy = createNetworkTest(proxy.trusted);
  return gate.listen({
    endpoint: { host, port },
    layout,
    backlog,
    ...listenerLimits(config, runtime),
    reusePort,
    keepAlive,
    deadPeerSeconds: config.gate.deadPeerSeconds,
    noDelay,
    isProxy,
    isDenied,
    // In development anyone may sign in as anyone, so a proxy may not bring players from elsewhere.
    ...(config.dev ? { isStatedAllowed: createNetworkTest(LOOPBACK_NETWORKS) } : {}),
    forwarded: { isProxy, ...(proxy.header === undefined ? {} : { field: proxy.header }) },
    ...(keys === null ? {} : { tls: keys }),
    ...(config.gate.websocket.isOn ? { websocket: upgradeRules(config) } : {}),
  });
}

/** Settings of the port that may change while it is open. */
const LIMITS = ['connectionsMax', 'connectionsPerAddressMax', 'whenFull', 'acceptsPerSecond', 'acceptBurst'] as const;
export const LIMIT_SETTINGS: readonly string[] = LIMITS.map((name) => `gate.${name}`);

function listenerLimits(config: Config, runtime: Pick<Runtime, 'connectionsMax'>): Required<ListenerLimits> {
  const { connectionsMax, connectionsPerAddressMax, whenFull, acceptsPerSecond, acceptBurst } = config.gate;
  return {
    connectionsMax: runtime.connectionsMax({ setting: 'gate.connectionsMax', connectionsMax }, gateShareOf(config)),
    connectionsPerAddressMax,
    whenFull,
    acceptRate: acceptsPerSecond === undefined ? null : { perSecond: acceptsPerSecond, burst: acceptBurst },
  };
}

/** Gives an open port the limits of `config`; lines that say what changed since `before`. */
export function changeLimits(
  listener: Listener,
  { before, config }: { readonly before: Config; readonly config: Config },
  runtime: Pick<Runtime, 'connectionsMax'>,
): readonly string[] {
  const changed = LIMITS.filter((name) => before.gate[name] !== config.gate[name]);
  if (changed.length === 0) return [];
  listener.change(listenerLimits(config, runtime));
  return changed.map((name) => `gate.${name}: ${before.gate[name] ?? 'none'} became ${config.gate[name] ?? 'none'}`);
}

function upgradeRules({ dev, gate }: Config): UpgradeRules {
  const { origins, isOriginNeeded, protocol } = gate.websocket;
  return { origins, isOriginNeeded, isLocalOriginAllowed: dev, ...(protocol === undefined ? {} : { protocol }) };
}

export function deadlinesMs(config: Config): Record<keyof Config['gate']['deadlineSeconds'], number> {
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

export function resumeOptions({ gate }: Config): Partial<ResumeOptions> {
  const { isOn, parkSeconds, pingSeconds, ringKilobytes, allRingsMegabytes, parkedMax, pingsAreLife } = gate.resume;
  return {
    isOn,
    parkMs: parkSeconds * 1_000,
    pingMs: pingSeconds * 1_000,
    ringBytesMax: ringKilobytes * 1_024,
    allRingsBytesMax: allRingsMegabytes * 1_024 * 1_024,
    parkedMax,
    pingsAreLife,
  };
}

/** What carries the datagrams of the gate; null where they are off. It stops when the process does. */
export function openDatagramIo(
  { gate, io: body, poller }: Config,
  { counters, log, opened }: Pick<Runtime, 'counters' | 'log' | 'opened'>,
  given?: DatagramIo,
): DatagramIo | null {
  if (gate.udp.port === undefined) return null;
  const io = given ?? createDefaultDatagramIo({ counters, log, body, poller });
  opened.defer(() => io.stop());
  return io;
}

/** Opens the port for datagrams, if it is on. */
export async function listenDatagrams(gate: Gate, config: Config, io: DatagramIo | null): Promise<Endpoint | null> {
  const { port, ports, host = config.gate.host, advertisedHost, advertisedPort = null } = config.gate.udp;
  if (io === null || port === undefined) return null;
  try {
    return await gate.listenDatagrams(io, { host, port, ports, advertisedHost, advertisedPort });
  } catch (error) {
    if (!(error instanceof ReactorError) || error.code !== 'address-in-use') throw error;
    const what = ports === 1 ? `UDP port ${port} is` : `all ${ports} UDP ports from ${port} on are`;
    const advice = 'each process on this machine needs one of its own: raise gate.udp.ports, or choose another port';
    throw new ReactorError(error.code, `gate.udp: ${what} in use at ${host}; ${advice}.`);
  }
}

export function admissionOptions({ gate }: Config): AdmissionOptions {
  const { playersMax, perSecond, burst, waitingMax, keepSeconds, returningSeconds } = gate.admission;
  const { classicWaitSeconds, waitSecondsMax } = gate.admission;
  return {
    playersMax: playersMax ?? null,
    rate: { perSecond, burst },
    waitingMax,
    keepMs: keepSeconds * 1_000,
    returningMs: returningSeconds * 1_000,
    classicWaitMs: classicWaitSeconds * 1_000,
    waitMsMax: waitSecondsMax * 1_000,
  };
}

/** As a client would write it: `tcp://127.0.0.1:8001`. */
export function urlOf({ host, port }: Endpoint, config: Config): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${config.gate.tls === undefined ? 'tcp' : 'tls'}://${name}:${port}`;
}
