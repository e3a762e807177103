// The gate's port, as the configuration has it: TLS, WebSocket, proxies, bounds and deadlines.
import { createNetworkTest } from '../base/index.ts';
import type { AdmissionOptions, Gate, ResumeOptions } from '../gate/index.ts';
import { type Runtime, shareOf } from '../process/index.ts';
import type { Endpoint, Listener, ListenerLimits, TlsKeys } from '../reactor/index.ts';
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
